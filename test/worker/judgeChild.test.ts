import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileVerdict, JudgeFailure } from '../../src/ingestion/fileJudge.ts';
import type { FileSize } from '../../src/worker/childWatch.ts';
import type { FileJudgeOptions } from '../../src/worker/judgeChild.ts';
import { type Isolation, judgeIsolation } from '../../src/worker/judgeProcessStart.ts';
import { isOutage } from '../../src/worker/outage.ts';
import { JudgeRoom, judgePath, judgingChildren } from './judging.ts';

let room: JudgeRoom;
let good: string;
beforeEach(() => {
  room = new JudgeRoom();
  good = room.write('good.csv', register([line('A1'), line('A1'), line('A2', { date: '' })]));
});
afterEach(async () => {
  await room.close();
  const left = [...children(), ...readdirSync(room.scratch)];
  room.remove();
  expect(left).toEqual([]);
});

const OWN = '29AAFCD5862R1ZR';
const HEADER =
  'Document Type,Document Number,Document Date,Place of Supply,Supplier GSTIN,Customer GSTIN,Customer Name,' +
  'Item Description,HSN or SAC code,Item Quantity,Item Unit Code,Item Taxable Amount,GST Rate,IGST Rate,IGST Amount';

function line(number: string, given: { date?: string; taxable?: string; item?: string } = {}): string {
  const { date = '01-06-2026', taxable = '1000.00', item = 'Steel bars' } = given;
  return `Invoice,${number},${date},27,${OWN},27AAPFU0939F1ZV,Ganga Traders,${item},72142090,1,NOS,${taxable},18,18,180.00`;
}

function register(lines: Iterable<string>): string {
  return `${[HEADER, ...lines].join('\r\n')}\r\n`;
}

function* many(count: number): Generator<string> {
  for (let at = 0; at < count; at += 1) yield line(`S/${Math.floor(at / 3)}`);
}

const children = () => judgingChildren(room);

function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.unreachable('a verdict came'),
    (error: unknown) => error,
  );
}

describe('a judging child', () => {
  it.each([0, 1])('judges a file with %i children started ahead', async (spares) => {
    const judged = await judgePath(room.open({ spares }), good);
    expect(judged.verdict).toMatchObject({
      outcome: 'judged',
      stats: [{ gstin: OWN, totalDocumentCount: 1, validRows: 2, invalidRows: 1 }],
      refusedRows: 1,
    });
    expect(judged.documents).toMatchObject([{ ownGstin: OWN, number: 'A1', lineCount: 2, taxable: 200_000 }]);
    const lines = judged.errorFile.split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe(
      `\ufeff"No. of Errors","Error Message",${HEADER.split(',')
        .map((text) => `"${text}"`)
        .join(',')}`,
    );
    expect(lines[1]).toMatch(/^"1","[^",;|]+","Invoice","A2","","27",/);
    expect(judged.progress.map(({ phase }) => phase)).toEqual(
      expect.arrayContaining(['counting', 'judging', 'reporting']),
    );
  });

  it('judges one small file after the other, and each as if it were the first', async () => {
    const judge = room.open({ spares: 1 });
    const alone = await judgePath(room.open(), good);
    const [before] = children();
    const other = room.write(
      'other.csv',
      register([line('B1', { item: '=1+1' }), line('A1', { taxable: 'x' })]),
    );
    const verdicts = [
      await judgePath(judge, good),
      await judgePath(judge, other),
      await judgePath(judge, good),
    ];
    expect(verdicts[0]).toEqual(alone);
    expect(verdicts[2]).toEqual(alone);
    expect(verdicts[1]?.verdict).toMatchObject({ stats: [{ validRows: 1, invalidRows: 1 }] });
    expect(children()).toEqual([before]);
    expect(readdirSync(room.scratch)).toEqual([]);
  });

  it('judges two small files at once again and again in the same two children, of which one stays in the end', async () => {
    const judge = room.open({ spares: 1, atOnce: 2 });
    const pair = () => Promise.all([judgePath(judge, good), judgePath(judge, good)]);
    await pair();
    const two = children();
    expect(two).toHaveLength(2);
    for (let round = 0; round < 3; round += 1) await pair();
    expect(children().sort()).toEqual(two.sort());
    await expect.poll(children, { timeout: 30_000 }).toHaveLength(1);
    expect(two).toEqual(expect.arrayContaining(children()));
  });

  it('judges no further file after one that was refused as a whole', async () => {
    const judge = room.open({ spares: 1 });
    const [before] = children();
    await judgePath(judge, room.write('empty.csv', `${HEADER}\r\n`));
    const [after] = children();
    expect(after).toBeGreaterThan(0);
    expect(after).not.toBe(before);
  });

  it('is judged anew with an error file that was mended: only good rows remain', async () => {
    const judge = room.open();
    const { errorFile } = await judgePath(judge, good);
    const mended = room.write('mended.csv', errorFile.replace('"A2",""', '"A2","02-06-2026"'));
    const again = await judgePath(judge, mended);
    expect(again.verdict).toMatchObject({
      stats: [{ gstin: OWN, totalDocumentCount: 1, validRows: 1, invalidRows: 0 }],
      refusedRows: 0,
    });
    expect(again.errorFile).toBe('');
  });

  it('comes to the same with every document strewn over the file and next to no memory for them', async () => {
    const lines = [...many(3_000)];
    const strewn = [0, 1, 2].flatMap((start) => lines.filter((_, at) => at % 3 === start));
    const judge = room.open({ bounds: { openRows: 10 } });
    const one = await judgePath(judge, room.write('together.csv', register(lines)));
    const other = await judgePath(judge, room.write('strewn.csv', register(strewn)));
    expect(other.verdict).toMatchObject({
      stats: [{ totalDocumentCount: 1_000, validRows: 3_000, invalidRows: 0 }],
    });
    const countsOf = ({ verdict }: typeof one) =>
      verdict.outcome === 'judged' ? [verdict.stats, verdict.ruleCounts, verdict.warningCount] : null;
    expect(countsOf(other)).toEqual(countsOf(one));
    const keysOf = (documents: typeof one.documents) =>
      documents.map(({ number, taxable }) => `${number} ${taxable}`);
    expect(keysOf(other.documents).sort()).toEqual(keysOf(one.documents).sort());
  });

  it('tells what is wrong with a file as a whole', async () => {
    const { verdict } = await judgePath(room.open(), room.write('open.csv', `${HEADER}\r\n"Invoice`));
    expect(verdict).toMatchObject({ outcome: 'refused', errors: [{ errorCode: 'UNCLOSED_QUOTE' }] });
  });

  it('has no environment, no more rights to read than its file, and no name for its scratch file', async () => {
    const judge = room.open({ spares: 1 });
    const [pid = -1] = children();
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toBe('');
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')).toEqual(
      expect.arrayContaining([
        '--permission',
        '--disallow-code-generation-from-strings',
        '--disable-proto=delete',
      ]),
    );
    expect(readlinkSync(`/proc/${pid}/fd/4`)).toMatch(/ \(deleted\)$/);
    await judge.close();
    expect(children()).toEqual([]);
  });

  it('is gone at once when the work is called off', async () => {
    const path = room.write('long.csv', register(many(60_000)));
    const judge = room.open({ spares: 1 });
    const ending = new AbortController();
    const reason = new Error('called off');
    let batches = 0;
    const outcome = judgePath(judge, path, {
      signal: ending.signal,
      onDocuments: async () => {
        batches += 1;
        ending.abort(reason);
      },
    });
    expect(await failureOf(outcome)).toBe(reason);
    expect(batches).toBe(1);
    await judge.close();
    expect(children()).toEqual([]);
    await expect(judgePath(judge, path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('passes on what its taker threw, and is gone', async () => {
    const reason = new Error('the disk is full');
    const outcome = judgePath(room.open(), good, { onDocuments: () => Promise.reject(reason) });
    expect(await failureOf(outcome)).toBe(reason);
    expect(children()).toEqual([]);
  });

  it('that is killed makes a failure worth another try', async () => {
    const path = room.write('killed.csv', register(many(60_000)));
    const outcome = judgePath(room.open(), path, {
      onDocuments: async () => {
        for (const pid of children()) process.kill(pid, 'SIGKILL');
      },
    });
    const failure = await failureOf(outcome);
    expect(failure).toBeInstanceOf(JudgeFailure);
    expect(failure).toMatchObject({
      isFinal: false,
      message: 'The process that judged the file ended early (SIGKILL).',
    });
  });

  it('that is killed while it waits is replaced', async () => {
    const judge = room.open({ spares: 1 });
    for (const pid of children()) process.kill(pid, 'SIGKILL');
    expect((await judgePath(judge, good)).verdict.outcome).toBe('judged');
  });

  it('that writes what is no frame makes a failure', async () => {
    const entry = room.write('chatty.ts', "process.stdout.write('hello, world');\n");
    const failure = await failureOf(judgePath(room.open({ entry }), good));
    expect(failure).toBeInstanceOf(JudgeFailure);
    expect(failure).toMatchObject({ isFinal: false });
  });

  it('that ends well without a verdict makes a failure too', async () => {
    const entry = room.write('silent.ts', 'process.exitCode = 0;\n');
    expect(await failureOf(judgePath(room.open({ entry }), good))).toMatchObject({
      message: 'The process that judged the file ended early (code 0).',
    });
  });

  it('that cannot begin says why in the cause', async () => {
    const entry = room.write('broken.ts', "throw new Error('no way');\n");
    const failure = await failureOf(judgePath(room.open({ entry }), good));
    expect(failure).toMatchObject({ isFinal: false, cause: { message: expect.stringContaining('no way') } });
  });

  it('may open no file but its own, and start nothing', async () => {
    const entry = room.write(
      'curious.ts',
      `import { readFileSync } from 'node:fs';
       import { spawnSync } from 'node:child_process';
       const tries = [() => readFileSync('/etc/hostname'), () => spawnSync('/bin/true'), () => new Function('return 1')()];
       const outcomes = tries.map((attempt) => { try { attempt(); return 'done'; } catch (error) { return String(error.code ?? error.name); } });
       throw new Error(outcomes.join(' '));`,
    );
    const failure = await failureOf(judgePath(room.open({ entry }), good));
    expect(failure).toMatchObject({
      cause: { message: expect.stringContaining('ERR_ACCESS_DENIED ERR_ACCESS_DENIED EvalError') },
    });
  });

  it('that takes too much memory is ended for good', async () => {
    const path = room.write('deep.csv', register(many(60_000)));
    const limits = { memoryBytes: 40 * 1_048_576, timeMs: () => 600_000, now: () => performance.now() };
    const failure = await failureOf(judgePath(room.open({ limits }), path));
    expect(failure).toBeInstanceOf(JudgeFailure);
    expect(failure).toMatchObject({ isFinal: true, message: expect.stringContaining('40 MB of memory') });
  });

  it('that takes too much heap is ended for good', async () => {
    const entry = room.write('greedy.ts', "const all = []; for (;;) all.push({ text: 'x' + all.length });\n");
    expect(await failureOf(judgePath(room.open({ entry, heapMiB: 16 }), good))).toMatchObject({
      isFinal: true,
    });
  });

  it('that takes too much of a processor is ended for good, whatever the clock says', async () => {
    const entry = room.write('slow.ts', 'for (;;);\n');
    const limits = { memoryBytes: 2 ** 40, timeMs: () => 1_000, now: () => 0 };
    expect(await failureOf(judgePath(room.open({ entry, limits }), good))).toMatchObject({
      isFinal: true,
      message: expect.stringContaining('more than the 1 seconds'),
    });
  });

  it('has the time that its file needs: a workbook unpacks to more than it is', async () => {
    const asked: FileSize[] = [];
    const entry = room.write('slow.ts', 'for (;;);\n');
    const limits: FileJudgeOptions['limits'] = {
      memoryBytes: 2 ** 40,
      timeMs: (file) => asked.push(file) * 500,
      now: () => 0,
    };
    const filled = (start: Buffer, bytes: number) => Buffer.concat([start, Buffer.alloc(bytes)]);
    const zip = room.write('book.xlsx', filled(Buffer.from('PK\u0003\u0004', 'latin1'), 1_048_576));
    const ole = room.write('book.xls', filled(Buffer.from('d0cf11e0a1b11ae1', 'hex'), 1_048_576));
    const csv = room.write('long.csv', Buffer.alloc(1_048_576, 'a'));
    const tiny = room.write('tiny.csv', 'PK');
    const advice = [];
    for (const path of [zip, ole, csv, tiny]) {
      const failure = await failureOf(judgePath(room.open({ entry, limits }), path));
      advice.push((failure as Error).message.split('. ')[1]);
    }
    expect(asked).toEqual([
      { bytes: 1_048_580, container: 'ZIP' },
      { bytes: 1_048_584, container: 'OLE' },
      { bytes: 1_048_576, container: null },
      { bytes: 2, container: null },
    ]);
    expect(advice).toEqual([
      'Save the sheet as CSV, or split the register into smaller files.',
      'Save the sheet as CSV, or split the register into smaller files.',
      'Split the register into smaller files.',
      expect.stringMatching(/^This file is built in a way that no register is: .* save it as CSV\.$/),
    ]);
  });

  it('that does nothing is ended when ten times its time has passed', async () => {
    const entry = room.write('still.ts', 'setInterval(() => undefined, 1_000_000);\n');
    const clock = { at: 0 };
    const limits = { memoryBytes: 2 ** 40, timeMs: () => 30_000, now: () => (clock.at += 60_000) };
    expect(await failureOf(judgePath(room.open({ entry, limits }), good))).toMatchObject({
      isFinal: true,
      message: expect.stringContaining('more than the 300 seconds'),
    });
  });

  it('that a busy machine kept waiting is not', async () => {
    const looks: number[] = [];
    const limits = {
      memoryBytes: 2 ** 40,
      timeMs: () => 60_000,
      now: () => (looks.push(0) === 1 ? 0 : 500_000),
    };
    const path = room.write('long.csv', register(many(20_000)));
    expect((await judgePath(room.open({ limits }), path)).verdict.outcome).toBe('judged');
    expect(looks.length).toBeGreaterThan(1);
  });

  it('answers for the time of its own file alone', async () => {
    const judge = room.open({
      spares: 1,
      limits: { memoryBytes: 2 ** 40, timeMs: () => 4_000, now: () => 0 },
    });
    const path = room.write('long.csv', register(many(10_000)));
    const [before] = children();
    for (let file = 0; file < 20; file += 1) {
      expect((await judgePath(judge, path)).verdict.outcome).toBe('judged');
    }
    expect(children()).toEqual([before]);
  });

  it('that met a full disk says so as an outage', async () => {
    const entry = room.write(
      'full.ts',
      `throw Object.assign(new Error('ENOSPC: no space left on device, write'), { errno: -28, code: 'ENOSPC', syscall: 'write' });`,
    );
    expect(isOutage(await failureOf(judgePath(room.open({ entry }), good)))).toBe(true);
    const other = room.write('other.ts', `throw new Error("code: 'ENOSPC'");`);
    expect(isOutage(await failureOf(judgePath(room.open({ entry: other }), good)))).toBe(false);
  });

  it('has no network, with what rights ever that is reached, and judges all the same', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const entry = room.write(
      'calling.ts',
      `import { connect } from 'node:net';
       connect(${port}, '127.0.0.1').on('connect', () => { throw new Error('connected'); });`,
    );
    const all: Isolation[] = [null, ['-n'], ['-r', '-n']];
    const ways = all.filter(
      (way) => way === null || spawnSync('/usr/bin/unshare', [...way, '/bin/true']).status === 0,
    );
    for (const isolation of ways) {
      const reached = await failureOf(judgePath(room.open({ entry, isolation }), good));
      expect(reached).toMatchObject({
        cause: { message: expect.stringContaining(isolation === null ? 'Error: connected' : 'ENETUNREACH') },
      });
      for (const spares of [0, 1]) {
        expect((await judgePath(room.open({ isolation, spares }), good)).verdict.outcome).toBe('judged');
      }
    }
    expect(ways).toContainEqual(judgeIsolation());
    server.close();
  });

  it('that cannot be started is an outage, and keeps the judge from nothing later', async () => {
    const scratchDirectory = join(room.directory, 'later');
    const judge = room.open({ spares: 1, scratchDirectory });
    expect(isOutage(await failureOf(judgePath(judge, good)))).toBe(true);
    mkdirSync(scratchDirectory);
    expect((await judgePath(judge, good)).verdict.outcome).toBe('judged');
  });
});

describe('a hostile file', () => {
  const refusal = (verdict: FileVerdict) =>
    verdict.outcome === 'refused' ? verdict.errors[0]?.errorCode : 'judged';

  it('with 50,001 rows of one number is refused by name', async () => {
    const path = room.write('one-number.csv', register(Array.from({ length: 50_001 }, () => line('A1'))));
    const { verdict } = await judgePath(room.open(), path);
    expect(verdict).toMatchObject({
      outcome: 'refused',
      errors: [{ errorCode: 'LIMIT_EXCEEDED', errorValues: ['A1'] }],
    });
  });

  it('of one endless line is refused within the memory of others', async () => {
    const path = room.write('endless.csv', Buffer.alloc(200 * 1_048_576, 'x'));
    const limits = { memoryBytes: 200 * 1_048_576, timeMs: () => 600_000, now: () => performance.now() };
    const { verdict } = await judgePath(room.open({ limits }), path);
    expect(refusal(verdict)).toBe('LIMIT_EXCEEDED');
  });

  it('with headers named like parts of objects changes none', async () => {
    const path = room.write(
      'proto.csv',
      `${HEADER},__proto__,constructor,toString\r\n${line('A1', { date: '' })},polluted,polluted,polluted\r\n`,
    );
    const { errorFile } = await judgePath(room.open(), path);
    expect(errorFile).toContain('"__proto__","constructor","toString"');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
