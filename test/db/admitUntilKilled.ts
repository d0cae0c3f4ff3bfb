import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { openDatabase } from '../../src/db/open.ts';
import { AppError } from '../../src/errors.ts';

/** Admits batch after batch and prints the id of each upload once it is answered, until it is killed. */
const [file = '', tokenHash = ''] = process.argv.slice(2);
const database = await openDatabase({ file, calendar: createCalendar('Asia/Kolkata') });
for (let now = Date.UTC(2026, 3, 10); ; now += 1) {
  const batch = Array.from({ length: 7 }, () => ({
    tokenHash,
    wanted: {
      uploadId: randomBytes(16).toString('hex'),
      templateType: 'sales' as const,
      fileContentType: 'CSV' as const,
      fileName: 'a.csv',
    },
  }));
  for (const outcome of await database.uploads.admit(batch, now)) {
    if (outcome instanceof AppError) throw outcome;
    writeSync(1, `${outcome.wanted.uploadId}\n`);
  }
}
