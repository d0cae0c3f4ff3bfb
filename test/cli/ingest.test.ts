import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  answer,
  answerJson,
  hang,
  type ScriptedClear,
  SIGNATURE,
  startScriptedClear,
  TOKEN,
} from '../client/scriptedClear.ts';
import {
  ACTIVITY_ID,
  completed,
  ERROR_FILE,
  playIngestion,
  statusOf,
  viewOf,
} from '../client/scriptedIngestion.ts';
import { run, start, temporaryDirectory } from './commandLine.ts';

const ANOTHER = 'Document Number\nINV-9\n';

let clear: ScriptedClear;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let file: string;
let environment: Record<string, string>;
beforeEach(async () => {
  clear = await startScriptedClear();
  directory = await temporaryDirectory();
  file = join(directory.path, 'sales.csv');
  await writeFile(file, 'Document Number\nINV-1\n');
  environment = { GST_INTAKE_BASE_URL: clear.baseUrl, GST_INTAKE_TOKEN: TOKEN };
});
afterEach(async () => {
  await clear[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

const ingest = (...more: string[]) => run(['ingest', file, '--type', 'sales', ...more], environment);
const inFolder = (name: string) => join(directory.path, name);

describe('gst-intake ingest', () => {
  it('begins, says how to watch, and does not wait unless asked', async () => {
    playIngestion(clear, { statuses: [] });
    const { code, stdout, stderr } = await ingest();
    expect(code).toBe(0);
    expect(stdout).toBe(`activity  ${ACTIVITY_ID}\nstatus    the file has arrived and will be checked\n`);
    expect(stderr).toContain(`gst-intake status ${ACTIVITY_ID} --type sales --watch`);
    expect(clear.calls).toHaveLength(1);
  });

  it('prints the same keys with --json, whether it waits or not', async () => {
    playIngestion(clear, { statuses: [completed(clear)] });
    const keys = [
      'activityId',
      'externalId',
      'status',
      'processingStats',
      'fileError',
      'errors',
      'errorsSavedTo',
    ];
    const begun = JSON.parse((await ingest('--json')).stdout);
    expect(Object.keys(begun)).toEqual(keys);
    expect(begun.status).toBe('ACTIVITY_CREATED');
    const ended = JSON.parse((await ingest('--json', '--wait')).stdout);
    expect(Object.keys(ended)).toEqual(keys);
    expect(ended).toEqual({ ...completed(clear), errorsSavedTo: null });
  });

  it('shows bytes, then rows, then the counts as Indian books group them', async () => {
    playIngestion(clear, {
      views: [
        viewOf({}, { phase: 'waiting', rowsRead: 0, bytesDone: 0 }),
        viewOf(),
        viewOf({ status: 'ACTIVITY_COMPLETED' }, { phase: 'done' }),
      ],
      statuses: [completed(clear)],
    });
    const { code, stdout, stderr } = await ingest('--wait');
    expect(code).toBe(0);
    expect(stderr.split('\n')).toEqual([
      `${file}: 100% of 22 bytes`,
      `${file}: waiting for its turn`,
      `${file}: checking · 1,23,456 rows · 50%`,
      `${file}: done · 1,23,456 rows`,
      '',
    ]);
    expect(stdout).toContain('status    done\n');
    expect(stdout).toContain('27AAPFU0939F1ZV  41,000     1,23,450    0\n');
    expect(await readdir(directory.path)).toEqual(['sales.csv']);
  });

  it('saves the refused rows beside the file, says what to do with them, and ends with 3', async () => {
    playIngestion(clear, { statuses: [completed(clear, 1)] });
    const { code, stdout, stderr } = await ingest('--wait');
    expect(code).toBe(3);
    expect(stdout).toContain('1,23,450    1\n');
    expect(stderr).toContain(
      `1 row was refused; the rest is taken. Each stands in ${inFolder('sales.errors.csv')}`,
    );
    expect(stderr).toContain(`gst-intake ingest ${inFolder('sales.errors.csv')} --type sales --wait\n`);
    expect(await readFile(inFolder('sales.errors.csv'), 'utf8')).toBe(ERROR_FILE);
    expect((await readdir(directory.path)).sort()).toEqual(['sales.csv', 'sales.errors.csv']);
    expect(stdout + stderr).not.toContain(SIGNATURE);
  });

  it('never replaces an error file by itself: it may hold corrections', async () => {
    playIngestion(clear, { statuses: [completed(clear, 1)] });
    await writeFile(inFolder('sales.errors.csv'), 'being corrected');
    expect(JSON.parse((await ingest('--wait', '--json')).stdout).errorsSavedTo).toBe(
      inFolder('sales.errors-2.csv'),
    );
    file = inFolder('sales.errors.csv');
    expect(JSON.parse((await ingest('--wait', '--json')).stdout).errorsSavedTo).toBe(
      inFolder('sales.errors-3.csv'),
    );
    expect(await readFile(inFolder('sales.errors.csv'), 'utf8')).toBe('being corrected');
  });

  it('waits with --errors-to, and replaces an error file of an earlier run there', async () => {
    playIngestion(clear, { statuses: [completed(clear, 1)] });
    const to = inFolder('it has blanks.csv');
    for (const content of [undefined, '', `${ERROR_FILE}"2","of yesterday","INV-2"\r\n`]) {
      if (content !== undefined) await writeFile(to, content);
      const { code, stderr } = await ingest('--errors-to', to);
      expect(code).toBe(3);
      expect(stderr).toContain(`gst-intake ingest '${to}' --type sales`);
      expect(await readFile(to, 'utf8')).toBe(ERROR_FILE);
    }
  });

  it.each([
    ['another file', 'other.csv', 'is there already and is not replaced'],
    ['a name of a kind that is only read', 'errors.xls', 'no .xls is written'],
    ['the file that is sent', 'sales.csv', 'is the file that is being sent'],
    ['a folder', 'folder', 'is there already and is not replaced'],
    ['a folder that is missing', 'missing/errors.csv', 'There is no folder'],
  ])('refuses to save over %s before anything is sent', async (_what, name, words) => {
    await writeFile(inFolder('other.csv'), ANOTHER);
    await mkdir(inFolder('folder'));
    const { code, stderr } = await ingest('--errors-to', inFolder(name));
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(clear.presigns).toHaveLength(0);
    expect(await readFile(inFolder('other.csv'), 'utf8')).toBe(ANOTHER);
  });

  it('leaves no half error file when the fetch breaks off', async () => {
    playIngestion(clear, { statuses: [completed(clear, 1)] });
    const onCall = clear.onCall;
    clear.onCall = (request, response) => {
      if (request.url?.startsWith('/v1/') !== true) return onCall(request, response);
      response.writeHead(200, { 'content-length': '1000' });
      response.write(ERROR_FILE, () => response.destroy());
    };
    const { code, stdout, stderr } = await ingest('--wait');
    expect(code).toBe(1);
    expect(stdout).toContain('27AAPFU0939F1ZV  41,000     1,23,450    1\n');
    expect(stderr).toContain(`errors ${ACTIVITY_ID} --to ${inFolder('sales.errors.csv')}\n`);
    expect(await readdir(directory.path)).toEqual(['sales.csv']);
  });

  it('ends with 3 and the remedy when the file as a whole is refused', async () => {
    const errors = [
      {
        errorCode: 'HEADER_MISSING',
        errorField: 'Document Date',
        errorValues: null,
        errorMessage: 'The column Document Date is missing.',
        errorResolution: 'Add it.',
      },
    ];
    playIngestion(clear, { statuses: [statusOf('SYSTEM_FEEDBACK', { errors })] });
    const { code, stdout, stderr } = await ingest('--wait');
    expect(code).toBe(3);
    expect(stdout).toContain('the file was refused: nothing of it was taken');
    expect(stdout).toContain('The column Document Date is missing. Add it.');
    expect(stderr).toContain('Mend what is named above, then send the file again.');
  });

  it.each([
    ['UNPLANNED_ERROR', `tell the operator of the server: activity ${ACTIVITY_ID}`],
    ['ACTIVITY_DISCARDED', 'send the file again'],
  ] as const)('ends with 1 at %s', async (status, words) => {
    playIngestion(clear, { statuses: [statusOf(status)] });
    const { code, stderr } = await ingest('--wait');
    expect(code).toBe(1);
    expect(stderr).toContain(words);
  });

  it('says that the file is there when only the trigger is refused', async () => {
    const errors = [
      {
        errorCode: 'INTERNAL_ERROR',
        errorField: 'templateId',
        errorValues: ['x'],
        errorMessage: 'There is no such template.',
        errorResolution: null,
      },
    ];
    const trigger = answerJson(400, { activityId: null, status: null, errors });
    playIngestion(clear, { trigger, statuses: [] });
    const { code, stderr } = await ingest('--template', 'x');
    expect(code).toBe(3);
    expect(stderr).toContain('The file has arrived (http');
    expect(stderr).toContain('Error: There is no such template.');
    expect(stderr).not.toContain(SIGNATURE);
  });

  it('at Ctrl-C while it waits leaves the server at work and says how to watch and how to end it', async () => {
    playIngestion(clear, { statuses: [], views: [viewOf()] });
    const { child, ended } = start(['ingest', file, '--type', 'sales', '--wait'], environment);
    while (!clear.calls.some(({ path }) => path.startsWith('/api/'))) await delay(10);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain(`gst-intake status ${ACTIVITY_ID} --type sales --watch`);
    expect(stderr).toContain(`gst-intake cancel ${ACTIVITY_ID}`);
    expect(clear.calls.every(({ path }) => !path.endsWith('/cancel'))).toBe(true);
  });

  it('at Ctrl-C while it sends says that nothing is stored', async () => {
    clear.nextPuts.push(hang);
    const { child, ended } = start(['ingest', file, '--type', 'sales'], environment);
    while (clear.putCount() === 0) await delay(10);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Run the same command again');
  });

  it('saves the refused rows of standard input in the current folder, whatever its name says', async () => {
    playIngestion(clear, { statuses: [completed(clear, 1)] });
    const argv = [
      'ingest',
      '-',
      '--name',
      '../../gst-intake-escaped.csv',
      '--type',
      'sales',
      '--wait',
      '--json',
    ];
    const { stdout } = await run(argv, environment, ANOTHER, directory.path);
    const { errorsSavedTo } = JSON.parse(stdout);
    expect(errorsSavedTo).not.toContain('/');
    expect(await readFile(inFolder(errorsSavedTo), 'utf8')).toBe(ERROR_FILE);
  });
});

describe('single steps', () => {
  const client = (argv: string[], stdin = '') => run(argv, environment, stdin);

  it('trigger takes a URL from the command line or, for secrecy, from standard input, and the JSON of upload', async () => {
    playIngestion(clear, { statuses: [] });
    const url = `${clear.baseUrl}/v1/in/b/w/GSTSALES/2026/MAY/a/OriginalFileName/a__1`;
    const given = [
      await client(['trigger', url, '--type', 'sales', '--json']),
      await client(
        ['trigger', '-', '--type', 'sales', '--json', '--name', 'मई.csv'],
        `${url}?X-Amz-Signature=x\n`,
      ),
      await client(['trigger', '-', '--type', 'sales'], JSON.stringify({ uploadId: 'a', url })),
    ];
    expect(given.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(JSON.parse(given[0]?.stdout ?? '').activityId).toBe(ACTIVITY_ID);
    expect(clear.calls.map(({ body }) => JSON.parse(body.toString()).fileInfo)).toEqual([
      { s3FileUrl: url, userFileName: 'a__1' },
      { s3FileUrl: `${url}?X-Amz-Signature=x`, userFileName: 'मई.csv' },
      { s3FileUrl: url, userFileName: 'a__1' },
    ]);
  });

  it('status tells how it stands; 0 while it is under way', async () => {
    playIngestion(clear, { statuses: [statusOf('ACTIVITY_QUEUED')] });
    const { code, stdout } = await client(['status', ACTIVITY_ID, '--type', 'sales']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `activity  ${ACTIVITY_ID}\nstatus    on its way\n` });
  });

  it('status tells of rows and phase where the server does', async () => {
    playIngestion(clear, { views: [viewOf()], statuses: [statusOf('ACTIVITY_QUEUED')] });
    const { stdout } = await client(['status', ACTIVITY_ID, '--type', 'sales']);
    expect(stdout).toContain('status    checking · 1,23,456 rows\n');
  });

  it('tells of warnings, and errors --warnings fetches them', async () => {
    const view = viewOf({
      status: 'ACTIVITY_COMPLETED',
      fileWarnings: ['The file is read as Windows-1252.'],
      warningCount: 1_23_456,
    });
    const more = { 'GET /warnings.csv': answer(200, {}, 'Row,Message\n5,look\n') };
    playIngestion(clear, { views: [view], statuses: [completed(clear)], more });
    const { code, stderr } = await client(['status', ACTIVITY_ID, '--type', 'sales']);
    expect(code).toBe(0);
    expect(stderr).toContain(
      'Note: The file is read as Windows-1252.\n1,23,456 warnings, which refuse nothing.',
    );
    const { stdout } = await client(['errors', ACTIVITY_ID, '--warnings']);
    expect(stdout).toBe('Row,Message\n5,look\n');
  });

  it('status --watch waits, prints the answer as it came, and ends with 3 when rows were refused', async () => {
    playIngestion(clear, { statuses: [statusOf('ACTIVITY_CREATED'), completed(clear, 2)] });
    const { code, stdout, stderr } = await client([
      'status',
      ACTIVITY_ID,
      '--type',
      'sales',
      '--watch',
      '--json',
    ]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual(completed(clear, 2));
    expect(stderr).toContain('2 rows were refused; the rest is taken.');
    expect(stderr).toContain(`gst-intake errors ${ACTIVITY_ID} --to errors.xlsx`);
  });

  it.each(['cancel', 'discard'])('%s says what it means for the documents', async (verb) => {
    const view = viewOf({ status: 'ACTIVITY_DISCARDED' });
    playIngestion(clear, { statuses: [], more: { [`POST /${verb}`]: answerJson(200, view) } });
    const { code, stdout } = await client([verb, ACTIVITY_ID]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Activity \w{24} is (cancelled|discarded): .*count/);
    expect(JSON.parse((await client([verb, ACTIVITY_ID, '--json'])).stdout)).toEqual(view);
  });

  it.each([
    ['cancel', 'discard'],
    ['discard', 'cancel'],
  ])('%s that comes too early or too late leads to %s', async (verb, other) => {
    const problem = { title: 'Conflict', status: 409, code: 'conflict', detail: 'Not now.' };
    playIngestion(clear, { statuses: [], more: { [`POST /${verb}`]: answerJson(409, problem) } });
    const { code, stderr } = await client([verb, ACTIVITY_ID]);
    expect(code).toBe(3);
    expect(stderr).toContain(`gst-intake ${other} ${ACTIVITY_ID}`);
  });

  describe('errors', () => {
    beforeEach(() =>
      playIngestion(clear, {
        views: [viewOf({ status: 'ACTIVITY_COMPLETED', templateType: 'sales' })],
        statuses: [completed(clear, 1)],
      }),
    );

    it('prints the error file byte for byte', async () => {
      const { code, stdout, stderr } = await client(['errors', ACTIVITY_ID]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(`\uFEFF${stdout}`).toBe(ERROR_FILE);
    });

    it('saves it with --to, and says what next', async () => {
      const to = inFolder('errors.csv');
      const { code, stdout, stderr } = await client(['errors', ACTIVITY_ID, '--to', to]);
      expect({ code, stdout }).toEqual({ code: 0, stdout: `Saved to ${to}.\n` });
      expect(stderr).toContain(`gst-intake ingest ${to} --type sales --wait`);
      expect(await readFile(to, 'utf8')).toBe(ERROR_FILE);
      await writeFile(to, ANOTHER);
      expect((await client(['errors', ACTIVITY_ID, '--to', to])).code).toBe(2);
      expect(await readFile(to, 'utf8')).toBe(ANOTHER);
    });

    describe('as a workbook', () => {
      /** As ours begins: the archive's first part is not packed. */
      const workbook = 'PK\u0003\u0004 docProps/core.xml <dc:title>gst-intake error workbook</dc:title> …';
      const links = { errorsWorkbook: `/api/v1/activities/${ACTIVITY_ID}/errors.xlsx` };
      beforeEach(() =>
        playIngestion(clear, {
          views: [viewOf({ status: 'ACTIVITY_COMPLETED', links })],
          statuses: [completed(clear, 1)],
          more: { 'GET /errors.xlsx': answer(200, {}, workbook) },
        }),
      );

      it('comes with --xlsx, or under a name that says so', async () => {
        expect((await client(['errors', ACTIVITY_ID, '--xlsx'])).stdout).toBe(workbook);
        const to = inFolder('errors.XLSX');
        const { code, stdout, stderr } = await client(['errors', ACTIVITY_ID, '--to', to]);
        expect({ code, stdout }).toEqual({ code: 0, stdout: `Saved to ${to}.\n` });
        expect(stderr).toContain(`gst-intake ingest ${to} --type sales --wait`);
        expect(await readFile(to, 'utf8')).toBe(workbook);
      });

      it('replaces one of an earlier run, and no other workbook', async () => {
        const to = inFolder('errors.xlsx');
        for (const content of [workbook, '']) {
          await writeFile(to, content);
          expect((await client(['errors', ACTIVITY_ID, '--to', to])).code).toBe(0);
        }
        const other = workbook.replace('gst-intake', 'my own');
        await writeFile(to, other);
        expect((await client(['errors', ACTIVITY_ID, '--to', to])).code).toBe(2);
        expect(await readFile(to, 'utf8')).toBe(other);
      });

      it('is what ingest saves under such a name', async () => {
        const to = inFolder('errors.xlsx');
        const { code, stderr } = await ingest('--errors-to', to);
        expect(code).toBe(3);
        expect(stderr).toContain(`Each stands in ${to} with what is wrong.`);
        expect(await readFile(to, 'utf8')).toBe(workbook);
      });

      it('is what ingest saves beside a workbook, and CSV where the server makes none', async () => {
        file = inFolder('sales.xlsx');
        await writeFile(file, 'PK\u0003\u0004');
        expect((await ingest('--wait')).stderr).toContain(`Each stands in ${inFolder('sales.errors.xlsx')}`);
        expect(await readFile(inFolder('sales.errors.xlsx'), 'utf8')).toBe(workbook);
        const again = JSON.parse((await ingest('--wait', '--json')).stdout);
        expect(again.errorsSavedTo).toBe(inFolder('sales.errors-2.xlsx'));
        const none = answerJson(404, { title: 'Not Found', status: 404, code: 'not_found', detail: 'None.' });
        for (const view of [none, viewOf({ status: 'ACTIVITY_COMPLETED' })]) {
          playIngestion(clear, { views: [view], statuses: [completed(clear, 1)] });
          const { code, stdout } = await ingest('--wait', '--json');
          expect(code).toBe(3);
          expect(await readFile(JSON.parse(stdout).errorsSavedTo, 'utf8')).toBe(ERROR_FILE);
        }
        expect((await readdir(directory.path)).sort()).toEqual(
          ['', '-2']
            .flatMap((n) => [`sales.errors${n}.csv`, `sales.errors${n}.xlsx`])
            .concat('sales.csv', 'sales.xlsx')
            .sort(),
        );
      });

      it.each([
        ['errors.xlsx', ' --xlsx'],
        ['errors.csv', ''],
      ])('tells what became of the file where %s cannot be had', async (name, flag) => {
        const to = inFolder(name);
        const busy = answerJson(503, {
          title: 'Unavailable',
          status: 503,
          code: 'unavailable',
          detail: 'Busy.',
        });
        const onCall = clear.onCall;
        clear.onCall = (request, response) =>
          /errors\.(csv|xlsx)/.test(request.url ?? '') ? busy(request, response) : onCall(request, response);
        const hint = ` answered 503: Busy. Request id: r-1\nThe file was checked (activity ${ACTIVITY_ID}, 1,23,450 rows taken). To have the refused rows: gst-intake errors ${ACTIVITY_ID}${flag} --to ${to}\n`;
        const told = await ingest('--errors-to', to, '--retries', '0');
        expect(told).toMatchObject({ code: 1, stderr: expect.stringContaining(hint) });
        expect(told.stdout).toContain('27AAPFU0939F1ZV  41,000     1,23,450    1\n');
        const inJson = await ingest('--errors-to', to, '--retries', '0', '--json');
        expect(inJson).toMatchObject({ code: 1, stderr: expect.stringContaining(hint) });
        expect(JSON.parse(inJson.stdout)).toEqual({ ...completed(clear, 1), errorsSavedTo: null });
        expect(await readdir(directory.path)).toEqual(['sales.csv']);
      });

      it('at Ctrl-C while it is fetched says that the file is checked, and how to have it', async () => {
        const onCall = clear.onCall;
        let isAsked = false;
        clear.onCall = (request, response) => {
          if (request.url?.endsWith('/errors.xlsx') !== true) return onCall(request, response);
          isAsked = true;
        };
        const { child, ended } = start(
          ['ingest', file, '--type', 'sales', '--errors-to', inFolder('errors.xlsx')],
          environment,
        );
        while (!isAsked) await delay(10);
        child.kill('SIGINT');
        const { code, stderr } = await ended;
        expect(code).toBe(130);
        expect(stderr).toContain(
          `Stopped. The file was checked (activity ${ACTIVITY_ID}, 1,23,450 rows taken).`,
        );
      });

      it.each([
        ['errors.xlsx', workbook],
        ['errors.csv', ERROR_FILE],
      ])('says when %s is of an earlier run', async (name, content) => {
        const none = viewOf({ status: 'ACTIVITY_COMPLETED', links: { errorsWorkbook: null } });
        playIngestion(clear, { views: [none], statuses: [completed(clear)] });
        const to = inFolder(name);
        await writeFile(to, content);
        const { code, stderr } = await ingest('--errors-to', to);
        expect(code).toBe(0);
        expect(stderr).toContain(`Nothing was refused; ${to} is of an earlier run.\n`);
        expect(await readFile(to, 'utf8')).toBe(content);
        const fetched = await client(['errors', ACTIVITY_ID, '--to', to]);
        expect(fetched.stderr).toBe(`There is no refused row. ${to} is of an earlier run.\n`);
        await writeFile(to, '');
        expect((await ingest('--errors-to', to)).stderr).not.toContain('earlier run');
      });

      it('does not go under a name that says CSV', async () => {
        const { code, stderr } = await client(['errors', ACTIVITY_ID, '--xlsx', '--to', inFolder('q.csv')]);
        expect(code).toBe(2);
        expect(stderr).toContain('--xlsx and the name');
        expect(stderr).toContain(
          'contradict each other. Leave --xlsx out, or choose a name that ends in .xlsx.',
        );
      });

      it('holds the warnings already', async () => {
        const { code, stderr } = await client(['errors', ACTIVITY_ID, '--xlsx', '--warnings']);
        expect(code).toBe(2);
        expect(stderr).toContain('a sheet of its own');
      });

      it('is none where no row was refused', async () => {
        const none = viewOf({ status: 'ACTIVITY_COMPLETED', links: { errorsWorkbook: null } });
        playIngestion(clear, { views: [none], statuses: [completed(clear)] });
        const { stderr } = await client(['errors', ACTIVITY_ID, '--xlsx']);
        expect(stderr).toBe('There is no refused row.\n');
      });
    });

    it('says that no row was refused, or that it is too early', async () => {
      playIngestion(clear, {
        views: [viewOf({ status: 'ACTIVITY_COMPLETED' })],
        statuses: [completed(clear)],
      });
      const clean = await client(['errors', ACTIVITY_ID]);
      expect(clean).toEqual({ code: 0, stdout: '', stderr: 'There is no refused row.\n' });
      playIngestion(clear, { views: [viewOf()], statuses: [] });
      const early = await client(['errors', ACTIVITY_ID]);
      expect(early.code).toBe(1);
      expect(early.stderr).toContain(`status ${ACTIVITY_ID} --type sales --watch`);
    });
  });

  it('export prints one document a line, and fails when they end in the middle', async () => {
    const whole = '{"number":"INV-1"}\n{"number":"INV-2"}\n';
    playIngestion(clear, { statuses: [], more: { 'GET /documents.ndjson': answer(200, {}, whole) } });
    expect(await client(['export', ACTIVITY_ID])).toEqual({ code: 0, stdout: whole, stderr: '' });
    playIngestion(clear, {
      statuses: [],
      more: { 'GET /documents.ndjson': answer(200, {}, whole.slice(0, -5)) },
    });
    const cut = await client(['export', ACTIVITY_ID]);
    expect(cut.code).toBe(1);
    expect(cut.stderr).toContain('end in the middle');
  });
});
