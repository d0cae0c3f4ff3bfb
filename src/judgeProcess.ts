import { runJudge } from './ingestion/runJudge.ts';

await runJudge({ now: () => performance.now() });
