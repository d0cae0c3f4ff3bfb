import { generateRegister } from '../../../bench/registers/generate.ts';
import { COLUMNS_OF } from '../../../src/gst/columns.ts';
import { columnOf } from '../../../src/gst/columnTable.ts';

/** Small registers with every column and with errors of many kinds, for `make.py`. */
const registers = (['sales', 'purchase'] as const).map((register) => {
  const columns = COLUMNS_OF[register].map((key) => ({ key, ...columnOf(key) }));
  const { rows } = generateRegister({ register, lines: 300, seed: 2026, plantOneIn: 6 });
  const source = {
    headers: columns.map(({ header }) => header),
    kinds: columns.map(({ kind }) => kind),
    rows: [...rows()].map(({ cells }) => columns.map(({ key }) => cells[key] ?? '')),
  };
  return [register, source];
});
process.stdout.write(JSON.stringify(Object.fromEntries(registers)));
