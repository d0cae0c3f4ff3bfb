import { percentile } from './activityTimes.ts';
import { createRandom } from './registers/random.ts';
import { busiestHour, inTurn, rush } from './simulation/arrivals.ts';
import { createEvents } from './simulation/events.ts';
import { BURST_ROWS, LOAD_SECONDS, MEASURED_BURSTS, MEASURED_COSTS } from './simulation/measured.ts';
import { type Outcome, type SitePlan, simulate } from './simulation/site.ts';

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
const MOST_WORKERS = 200;
const CLIENTS = { pollSeconds: 5 };
const SERVER_CORES = 2;
const WORKER_CORES = 2;
const DATABASE_CORES = 4;

const reproduced = MEASURED_BURSTS.map((burst) => ({ ...burst, simulated: burstAgain(burst) }));
const asked = companyCounts.flatMap((companies) => [
  ask({ when: 'busiest hour', companies, arrive: busiestHour }),
  ask({ when: 'half a day in ten minutes', companies, arrive: rush }),
]);
process.stdout.write(
  process.argv.includes('--json') ? `${JSON.stringify({ reproduced, asked })}\n` : tables(),
);

/** Everything on one machine of two cores, the sender of the bench included. */
function burstAgain(burst: (typeof MEASURED_BURSTS)[number]): number {
  const { files, companies, workers } = burst;
  const costs = { ...MEASURED_COSTS, server: MEASURED_COSTS.server + LOAD_SECONDS };
  const plan: SitePlan = {
    ...{ servers: 1, serverCores: 2, workers, workerCores: 2, databaseCores: 2 },
    ...{ slots: 1, shared: true },
  };
  const arrivals = inTurn({ files, companies, spacing: costs.server, rows: BURST_ROWS });
  // Nobody asks for a status in the bench.
  const clients = { pollSeconds: Number.MAX_SAFE_INTEGER };
  return simulate({ plan, costs, clients, arrivals }, fresh()).filesPerSecond;
}

interface Question {
  readonly when: string;
  readonly companies: number;
  readonly arrive: typeof busiestHour;
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
  const outcome = simulate({ plan, costs: MEASURED_COSTS, clients: CLIENTS, arrivals }, world);
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
      `| ${files} of ${companies} | ${workers} | ${filesPerSecond.toFixed(1)} | ${simulated.toFixed(1)} | ` +
      `${percent(simulated / filesPerSecond - 1)} |`,
  );
  const answers = asked.map(
    ({ when, companies, files, plan, outcome, p50, p95, p99 }) =>
      `| ${companies.toLocaleString('en-IN')} | ${when} | ${files.toLocaleString('en-IN')} | ${plan.servers} × ${plan.serverCores} | ` +
      `${plan.workers} × ${plan.workerCores} | ${plan.databaseCores} | ${p50.toFixed(2)} | ${p95.toFixed(2)} | ${p99.toFixed(2)} | ` +
      `${percent(outcome.use.servers)} | ${percent(outcome.use.workers)} | ${percent(outcome.use.database)} |`,
  );
  return [
    '| burst: files of companies | workers | measured files/s | simulated | off by |',
    '|---|---|---|---|---|',
    ...bursts,
    '',
    '| companies | when | files | servers × cores | workers × cores | database cores | small files: p50 s | p95 s | p99 s | servers busy | workers busy | database busy |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...answers,
    '',
  ].join('\n');
}
