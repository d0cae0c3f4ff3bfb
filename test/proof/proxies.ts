/**
 * The files of deploy/ for nginx and Caddy, run by the real programs in front of two servers: long names, bodies that are
 * not collected, lengths unknown, `Expect`, ranges, other hosts, odd bytes in signed paths, smuggled requests, a server
 * killed -9 and one stopped under load, TLS, and nothing secret in a log.
 *
 *     node test/proof/proxies.ts [--seed N]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCaddy, startNginx } from './frontProxy.ts';
import { prove } from './prove.ts';
import { bodiesPass } from './proxy/bodies.ts';
import { openGround } from './proxy/ground.ts';
import { namesPass } from './proxy/names.ts';
import { smugglesNothing } from './proxy/smuggling.ts';
import { stopsAreSurvived } from './proxy/stops.ts';
import { speaksTls } from './proxy/tls.ts';

await prove({ name: 'proxies', rounds: 1, goalRounds: 1 }, async (proof) => {
  const folder = await mkdtemp(join(tmpdir(), 'gst-intake-proxies-'));
  const lines: string[] = [];
  for (const [name, start] of [
    ['nginx', startNginx],
    ['Caddy', startCaddy],
  ] as const) {
    const ground = await openGround(join(folder, name), start);
    const figures: string[] = [];
    try {
      for (const step of [namesPass, bodiesPass, smugglesNothing, stopsAreSurvived]) {
        const said = await step(ground, proof);
        proof.note(`${name}: ${said}`);
        figures.push(said);
      }
      ground.assertNothingSecret(proof);
    } finally {
      await ground.end();
    }
    figures.push(await speaksTls({ folder: join(folder, `${name}-tls`), start, proof }));
    proof.note(`${name}: ${figures.at(-1)}`);
    lines.push(`${name}: ${figures.join(', ')}`);
  }
  await rm(folder, { recursive: true });
  return lines.join('; ');
});
