import type { Random } from '../registers/random.ts';
import type { Events } from './events.ts';
import { createMachine, type Machine } from './machine.ts';

/** Processor seconds, each on the machine of its kind; measured by `bench:burst` and `bench:ingest`. */
export interface FileCosts {
  /** Pre-sign, PUT and trigger of a file on a server. */
  readonly server: number;
  /** One look at the status. */
  readonly poll: number;
  /** Of a worker process and its judging child for a file, however small. */
  readonly worker: number;
  /** Likewise for each row. */
  readonly workerRow: number;
  /** Of the database for a file. */
  readonly database: number;
  readonly databaseRow: number;
  /** Of the database for one look at the status. */
  readonly databasePoll: number;
  /** What a worker waits for other things: commits, pipes, S3. Not processor time. */
  readonly waiting: number;
}

/** Machines of a site; where `shared`, all of it runs on one, as on the machine that was measured. */
export interface SitePlan {
  readonly servers: number;
  readonly serverCores: number;
  readonly workers: number;
  readonly workerCores: number;
  /** Files that one worker judges at once; a small one more goes by, as in the product. */
  readonly slots: number;
  readonly databaseCores: number;
  readonly shared?: boolean;
}

/** A file that a company sends at a time. */
export interface Arrival {
  readonly time: number;
  readonly company: number;
  readonly rows: number;
}

export interface Outcome {
  /** Seconds from trigger to end, and of how many rows, in the order of ending. */
  readonly ended: readonly { readonly seconds: number; readonly rows: number }[];
  readonly filesPerSecond: number;
  /** Share of each kind's processor time that was used between the first arrival and the last end. */
  readonly use: { readonly servers: number; readonly workers: number; readonly database: number };
  /** Most files that waited at once. */
  readonly longestQueue: number;
}

/** How a client waits: Clear's own guides poll every few seconds. */
export interface Clients {
  readonly pollSeconds: number;
}

/** What a file's cost varies by: half as much to half as much again. */
const LEAST_SHARE = 0.5;
/** What goes by while the slots are taken, as rows: 4 MiB in the product. */
const SMALL_ROWS = 12_000;
const GRAIN = 1_000;

/**
 * One day of a site: a file is triggered at a server, waits for a worker, is judged there, loaded into the database and
 * settled, while its client polls. Jobs are claimed as the product does: of the company with fewest running, among those
 * of the one served longest ago, the oldest first.
 */
export function simulate(
  input: {
    readonly plan: SitePlan;
    readonly costs: FileCosts;
    readonly clients: Clients;
    readonly arrivals: readonly Arrival[];
  },
  { events, random }: { readonly events: Events; readonly random: Random },
): Outcome {
  const { plan, costs, clients, arrivals } = input;
  const machines = openMachines(plan, events);
  const line = createLine();
  const free = machines.workers.map(() => plan.slots + 1);
  const ended: { seconds: number; rows: number }[] = [];
  let longestQueue = 0;
  let nextServer = 0;
  let lastEnd = 0;

  const vary = (seconds: number) => seconds * (LEAST_SHARE + random.below(GRAIN) / GRAIN);

  function serverWork(seconds: number, done: () => void): void {
    const server = machines.servers[nextServer++ % machines.servers.length];
    server?.work(seconds, done);
  }

  function arrive({ company, rows }: Arrival): void {
    serverWork(vary(costs.server), () => {
      const job = { company, rows, triggeredAt: events.now, ended: false };
      line.add(job);
      longestQueue = Math.max(longestQueue, line.length());
      poll(job);
      claim();
    });
  }

  function poll(job: Job): void {
    events.after(clients.pollSeconds, () => {
      if (job.ended) return;
      serverWork(costs.poll, () => machines.database.work(costs.databasePoll, () => undefined));
      poll(job);
    });
  }

  function claim(): void {
    for (;;) {
      const place = free.indexOf(Math.max(...free));
      if ((free[place] ?? 0) === 0) return;
      const job = line.take(free[place] === 1 ? SMALL_ROWS : Number.MAX_SAFE_INTEGER);
      if (job === undefined) return;
      free[place] = (free[place] ?? 0) - 1;
      judge(job, place);
    }
  }

  function judge(job: Job, place: number): void {
    machines.workers[place]?.work(vary(costs.worker + job.rows * costs.workerRow), () =>
      machines.database.work(vary(costs.database + job.rows * costs.databaseRow), () =>
        events.after(costs.waiting, () => {
          job.ended = true;
          lastEnd = events.now;
          ended.push({ seconds: events.now - job.triggeredAt, rows: job.rows });
          line.ended(job.company);
          free[place] = (free[place] ?? 0) + 1;
          claim();
        }),
      ),
    );
  }

  for (const arrival of arrivals) events.at(arrival.time, () => arrive(arrival));
  events.run();
  const span = lastEnd - (arrivals[0]?.time ?? 0);
  const use = (of: readonly Machine[]) =>
    of.reduce((sum, machine) => sum + machine.spent(), 0) /
    (span * of.reduce((sum, { cores }) => sum + cores, 0));
  return {
    ended,
    filesPerSecond: ended.length / span,
    use: {
      servers: use(machines.servers),
      workers: use(machines.workers),
      database: use([machines.database]),
    },
    longestQueue,
  };
}

function openMachines(plan: SitePlan, events: Events) {
  const { servers, serverCores, workers, workerCores, databaseCores, shared = false } = plan;
  const one = createMachine(events, databaseCores);
  const many = (count: number, cores: number) =>
    Array.from({ length: count }, () => (shared ? one : createMachine(events, cores)));
  return { servers: many(servers, serverCores), workers: many(workers, workerCores), database: one };
}

interface Job {
  readonly company: number;
  readonly rows: number;
  readonly triggeredAt: number;
  ended: boolean;
}

/** The queue in the product's order of claiming. */
function createLine() {
  const waiting = new Map<number, Job[]>();
  const running = new Map<number, number>();
  const servedAt = new Map<number, number>();
  let served = 0;
  let length = 0;

  function isNext(company: number, best: number): boolean {
    const [mine, theirs] = [running.get(company) ?? 0, running.get(best) ?? 0];
    if (mine !== theirs) return mine < theirs;
    const [myTurn, theirTurn] = [servedAt.get(company) ?? 0, servedAt.get(best) ?? 0];
    if (myTurn !== theirTurn) return myTurn < theirTurn;
    return (waiting.get(company)?.[0]?.triggeredAt ?? 0) < (waiting.get(best)?.[0]?.triggeredAt ?? 0);
  }

  function holds(jobs: readonly Job[], mostRows: number): boolean {
    return jobs.some(({ rows }) => rows <= mostRows);
  }

  return {
    length: () => length,
    add(job: Job): void {
      const jobs = waiting.get(job.company) ?? [];
      waiting.set(job.company, jobs);
      jobs.push(job);
      length += 1;
    },
    take(mostRows: number): Job | undefined {
      let best: number | undefined;
      for (const [company, jobs] of waiting) {
        if ((best !== undefined && !isNext(company, best)) || !holds(jobs, mostRows)) continue;
        best = company;
      }
      if (best === undefined) return undefined;
      const jobs = waiting.get(best) ?? [];
      const [job] = jobs.splice(
        jobs.findIndex(({ rows }) => rows <= mostRows),
        1,
      );
      if (jobs.length === 0) waiting.delete(best);
      running.set(best, (running.get(best) ?? 0) + 1);
      servedAt.set(best, ++served);
      length -= 1;
      return job;
    },
    ended(company: number): void {
      running.set(company, (running.get(company) ?? 1) - 1);
    },
  };
}
