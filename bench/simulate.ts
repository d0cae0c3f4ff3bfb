import { percentile } from './activityTimes.ts';
import { createRandom } from './registers/random.ts';
import { type atRandom, busiestHour, inTurn, rush } from './simulation/arrivals.ts';
import { createEvents } from './simulation/events.ts';
import {
  BUCKET_WAITING_SECONDS,
  BURST_ROWS,
  LOAD_SECONDS,
  MEASURED,
  MEASURED_COSTS,
  MEASURED_STEADY,
} from './simulation/measured.ts';
import { type Arrival, type Outcome, type SitePlan, simulate } from './simulation/site.ts';

/**
 * Capacity: first the measured burst of P14 again, to see how far the simulation is from the machine; then the 11th of a
 * month for so many companies: the least site on which 95 of 100 small files end within two seconds.
 *
 *   npm run simulate -- [--companies 500,2000,10000] [--files-per-company 4] [--seed 1] [--json]
 */
const flag = (name: string, fallback: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const companyCounts = flag('companies', '500,2000,10000').split(',').map(Number);
const filesPerCompany = Number(flag('files-per-company', '4'));
const seed = Number(flag('seed', '1'));

/** P14's second half: 95 of 100 small files end within so many seconds. */
const GOAL_SECONDS = 2;
const SMALL_FILE_ROWS = 3_000;
const MOST_WORKERS = 100;
const SERVER_CORES = 2;
const WORKER_CORES = 2;
const DATABASE_CORES = 4;
const CLIENTS = { pollSeconds: 5 };
/** Nobody asks for a status in the bench. */
const SILENT = { pollSeconds: Number.MAX_SAFE_INTEGER };

const ASSUMED = `Assumed: ${filesPerCompany} files a company on the day, eight in ten of 300 rows, one in 500 of 1,000,000; clients ask every
${CLIENTS.pollSeconds} s; files in a bucket that takes ${BUCKET_WAITING_SECONDS * 1000} ms of a file's time; machines of ${SERVER_CORES} cores for servers and workers, one database that
starts with ${DATABASE_CORES}. Not in it: locks, the disk of the database, its growth, the network.`;

const reproduced = MEASURED.map((burst) => ({ ...burst, simulated: burstAgain(burst) }));
const steady = steadyAgain();
const asked = companyCounts.flatMap((companies) => [
  ask({ when: 'busiest hour', companies, arrive: busiestHour }),
  ask({ when: 'half a day in ten minutes', companies, arrive: rush }),
]);
process.stdout.write(
  process.argv.includes('--json') ? `${JSON.stringify({ reproduced, steady, asked })}\n` : tables(),
);

/** Everything on one machine of two cores, the sender of the bench included. */
function onBenchMachine(arrivals: readonly Arrival[], workers: number): Outcome {
  const costs = { ...MEASURED_COSTS, server: MEASURED_COSTS.server + LOAD_SECONDS };
  const plan: SitePlan = {
    ...{ servers: 1, serverCores: 2, workers, workerCores: 2, databaseCores: 2 },
    ...{ slots: 1, shared: true },
  };
  return simulate({ plan, costs, clients: SILENT, arrivals }, fresh());
}

function burstAgain({ files, companies, workers }: (typeof MEASURED)[number]): number {
  const spacing = MEASURED_COSTS.server + LOAD_SECONDS;
  return onBenchMachine(inTurn({ files, companies, spacing, rows: BURST_ROWS }), workers).filesPerSecond;
}

function steadyAgain(): { p50: number; p95: number } {
  const files = MEASURED_STEADY.rate * 60;
  const spacing = 1 / MEASURED_STEADY.rate;
  const outcome = onBenchMachine(inTurn({ files, companies: 500, spacing, rows: BURST_ROWS }), 1);
  const times = outcome.ended.map(({ seconds }) => seconds);
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
}

interface Question {
  readonly when: string;
  readonly companies: number;
  readonly arrive: (
    input: { readonly companies: number; readonly filesPerCompany: number },
    random: Parameters<typeof atRandom>[1],
  ) => Arrival[];
}

interface Answer extends Pick<Question, 'when' | 'companies'> {
  readonly files: number;
  readonly plan: SitePlan;
  readonly outcome: Outcome;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** The least site on which the goal is met: more of whatever is the busiest, from one of each on. */
function ask(question: Question): Answer {
  let plan: SitePlan = {
    ...{ servers: 2, serverCores: SERVER_CORES, workers: 1, workerCores: WORKER_CORES },
    ...{ slots: WORKER_CORES, databaseCores: DATABASE_CORES },
  };
  for (;;) {
    const answer = dayOn(plan, question);
    const { use } = answer.outcome;
    if (answer.p95 <= GOAL_SECONDS || plan.workers >= MOST_WORKERS) return answer;
    if (use.database > Math.max(use.workers, use.servers)) {
      plan = { ...plan, databaseCores: plan.databaseCores * 2 };
    } else if (use.servers > use.workers) plan = { ...plan, servers: plan.servers + 1 };
    else plan = { ...plan, workers: plan.workers + 1 };
  }
}

function dayOn(plan: SitePlan, { when, companies, arrive }: Question): Answer {
  const world = fresh();
  const arrivals = arrive({ companies, filesPerCompany }, world.random);
  const costs = { ...MEASURED_COSTS, waiting: MEASURED_COSTS.waiting + BUCKET_WAITING_SECONDS };
  const outcome = simulate({ plan, costs, clients: CLIENTS, arrivals }, world);
  const small = outcome.ended.filter(({ rows }) => rows <= SMALL_FILE_ROWS).map(({ seconds }) => seconds);
  const [p50 = 0, p95 = 0, p99 = 0] = [0.5, 0.95, 0.99].map((part) => percentile(small, part));
  return { when, companies, files: arrivals.length, plan, outcome, p50, p95, p99 };
}

function fresh() {
  return { events: createEvents(), random: createRandom(seed) };
}

function tables(): string {
  const percent = (part: number) => `${Math.round(part * 100)} %`;
  const bursts = reproduced.map(
    ({ files, companies, workers, filesPerSecond, simulated }) =>
      `| ${files} files of ${companies} companies at once, workers: ${workers} | ${filesPerSecond.toFixed(1)} files/s | ` +
      `${simulated.toFixed(1)} files/s |`,
  );
  const pace =
    `| ${MEASURED_STEADY.rate} files/s, p50 and p95 | ${MEASURED_STEADY.p50.toFixed(2)} s, ${MEASURED_STEADY.p95.toFixed(2)} s | ` +
    `${steady.p50.toFixed(2)} s, ${steady.p95.toFixed(2)} s |`;
  const answers = asked.map(
    ({ when, companies, files, plan, outcome, p50, p95, p99 }) =>
      `| ${companies.toLocaleString('en-IN')} | ${when} | ${files.toLocaleString('en-IN')} | ${plan.servers} | ` +
      `${plan.workers}${p95 > GOAL_SECONDS ? ', not enough' : ''} | ${plan.databaseCores} | ` +
      `${p50.toFixed(2)} | ${p95.toFixed(2)} | ${p99.toFixed(2)} | ` +
      `${percent(outcome.use.servers)} | ${percent(outcome.use.workers)} | ${percent(outcome.use.database)} |`,
  );
  return [
    ...['| two cores, everything on them | measured | simulated |', '|---|---|---|', ...bursts, pace, ''],
    ...[ASSUMED, ''],
    '| companies | when | files | servers | workers | database cores | small files: p50 s | p95 s | p99 s | servers busy | workers busy | database busy |',
    ...['|---|---|---|---|---|---|---|---|---|---|---|---|', ...answers, ''],
  ].join('\n');
}
