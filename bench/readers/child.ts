import { READERS } from './readers.ts';

/** One reader on one file in a process of its own; the figures on stdout. */
const [name = '', file = ''] = process.argv.slice(2);
const read = READERS[name];
if (read === undefined) throw new Error(`no reader is called ${name}`);
const before = process.cpuUsage();
const began = performance.now();
const totals = await read(file);
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(before);
const peakRssMb = process.resourceUsage().maxRSS / 1000;
process.stdout.write(
  JSON.stringify({ totals, seconds, cpuSeconds: (user + system) / 1e6, peakRssMb: Math.round(peakRssMb) }),
);
