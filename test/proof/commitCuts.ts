/**
 * F12: between two servers, two workers and their PostgreSQL stands a proxy that cuts connections at commits: before
 * PostgreSQL hears of them, on the way, and after they were done and before anybody is told. Clients ask again until they
 * are answered. Then every upload is whole, every register imported once, every quota exact.
 *
 *     node test/proof/commitCuts.ts [--rounds 2] [--goal] [--seed N]
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Cut } from '../db/postgresProxy.ts';
import { prove } from './prove.ts';
import { startUnderLoad } from './underLoad.ts';

const CUTS: readonly Cut[] = ['before', 'while', 'after'];
const ROUND_MS = 15_000;
/** Kinds of commits, by what they write; one in `oneIn` is cut, and one at least must be for the proof to count. */
const KINDS: Readonly<Record<string, { readonly writes: RegExp; readonly oneIn: number }>> = {
  'pre-sign': { writes: /insert into uploads/i, oneIn: 5 },
  landing: { writes: /update "uploads" set "state" = \$\d+, "current_put"/i, oneIn: 5 },
  trigger: { writes: /insert into "activities"/i, oneIn: 4 },
  claim: { writes: /update "activities" set .*"started_at"/i, oneIn: 25 },
  documents: { writes: /UPDATE loads SET state = 'committed'/, oneIn: 10 },
  report: { writes: /insert into "downloads"/i, oneIn: 15 },
  settling: { writes: /update "counters"/i, oneIn: 8 },
};
const OTHERS_ONE_IN = 30;

await prove({ name: 'commitCuts', rounds: 3, goalRounds: 20 }, async (proof) => {
  const ground = await startUnderLoad(proof, { triggers: () => 1 + proof.random.integer(2) });
  const { proxy } = ground;
  const cuts = new Map<string, number>();
  const countOf = (kind: string, cut: Cut) => cuts.get(`${kind} ${cut}`) ?? 0;
  proxy.onCommit((statements) => {
    const text = statements.join('\n');
    const [kind, { oneIn }] = Object.entries(KINDS).find(([, { writes }]) => writes.test(text)) ?? [
      'other',
      { oneIn: OTHERS_ONE_IN },
    ];
    if (proof.random.integer(oneIn) > 0) return undefined;
    const cut = CUTS[proof.random.integer(CUTS.length)] ?? 'after';
    cuts.set(`${kind} ${cut}`, countOf(kind, cut) + 1);
    return cut;
  });
  for (let round = 1; round <= proof.rounds; round += 1) {
    await ground.round(() => pause(ROUND_MS));
    const { registers } = ground.figures;
    proof.note(
      `round ${round}: ${registers} registers, ${proxy.figures.cuts} of ${proxy.figures.commits} commits cut`,
    );
  }
  proxy.onCommit(() => undefined);
  for (const kind of Object.keys(KINDS))
    if (CUTS.every((cut) => countOf(kind, cut) === 0))
      proof.violation(`no ${kind} was cut: nothing is proved`);
  const done = await ground.end();
  const each = [...Object.keys(KINDS), 'other'].map(
    (kind) => `${kind} ${CUTS.map((cut) => countOf(kind, cut)).join('+')}`,
  );
  return `${proxy.figures.cuts} of ${proxy.figures.commits} commits cut (before + on the way + after: ${each.join(', ')}); ${done}`;
});
