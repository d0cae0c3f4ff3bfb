/**
 * F19: the proxy in front of two servers ends connections instead of passing answers on; clients repeat what got none, and send
 * each trigger up to twelve times at once, over both servers. Each register gives one activity and is imported once, quotas
 * count what was issued.
 *
 *     node test/proof/lostAnswers.ts [--rounds 2] [--goal] [--seed N]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { prove } from './prove.ts';
import { startUnderLoad } from './underLoad.ts';

const ROUND_MS = 15_000;
const DROP_ONE_IN = 3;
const STORM = 12;

await prove({ name: 'lostAnswers', rounds: 2, goalRounds: 20 }, async (proof) => {
  const ground = await startUnderLoad(proof, { triggers: () => 1 + proof.random.integer(STORM) });
  const { balancer } = ground.site;
  for (let round = 1; round <= proof.rounds; round += 1) {
    await ground.round(async () => {
      balancer.onAnswer(() => proof.random.integer(DROP_ONE_IN) === 0);
      await pause(ROUND_MS);
      balancer.onAnswer(() => false);
    });
    proof.note(
      `round ${round}: ${ground.figures.registers} registers, ${balancer.figures.dropped} answers dropped`,
    );
  }
  if (balancer.figures.dropped === 0) proof.violation('no answer was dropped: nothing is proved');
  const done = await ground.end();
  return `${balancer.figures.dropped} answers dropped; ${done}`;
});
