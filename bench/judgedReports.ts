import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS } from '../test/ingestion/judging.ts';
import { JudgeRoom, judgePath } from '../test/worker/judging.ts';
import { OWN_GSTINS } from './registers/parties.ts';
import { writeRegister } from './registers/write.ts';

/**
 * Leaves `errors`, `marks`, `warnings` and `verdict.json` in the directory, as the worker has them of a child: of a sales register in
 * which every line is spoiled.
 */
export async function writeJudgedReports(lines: number, reports: string): Promise<void> {
  const register = join(reports, 'register.csv');
  writeRegister(register, {
    ...{ register: 'sales', lines, seed: 11, plantOneIn: 1, firstDocument: 1, width: 'usual' },
  });
  const room = new JudgeRoom();
  const into = (name: string) => {
    const descriptor = openSync(join(reports, name), 'w');
    return {
      write: async (chunk: Uint8Array) => void writeSync(descriptor, chunk),
      close: () => closeSync(descriptor),
    };
  };
  const [errors, marks, warnings] = [into('errors'), into('marks'), into('warnings')];
  try {
    const { verdict } = await judgePath(room.open({ heapMiB: 384 }), register, {
      settings: { ...SETTINGS, ownGstins: OWN_GSTINS },
      ...{ onErrorFile: errors.write, onMarkFile: marks.write, onWarningFile: warnings.write },
    });
    writeFileSync(join(reports, 'verdict.json'), JSON.stringify(verdict));
  } finally {
    for (const file of [errors, marks, warnings]) file.close();
    await room.close();
    room.remove();
  }
}
