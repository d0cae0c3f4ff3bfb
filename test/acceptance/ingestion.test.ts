import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RegisterFacts } from '../../bench/registers/generate.ts';
import { OWN_GSTINS, withCheck } from '../../bench/registers/parties.ts';
import { writeRegister } from '../../bench/registers/write.ts';
import { fencedBlocks, readPage } from '../pages.ts';
import { DATABASES, openSiteOn } from './databases.ts';
import { withoutSettings } from './installation.ts';
import { exchange } from './rawClient.ts';
import type { Site } from './site.ts';

/** Contract, sections 0 and 7: foreign clients make the four calls, with the bytes that they send and the habits that they have. */

const TEMPLATE_ID = { sales: '618a5623836651c01c1498ad', purchase: '60e5613ff71f4a7aeca4336b' };
const TENANT = { sales: 'GSTSALES', purchase: 'MAXITC' };
const OWN = '29AAFCD5862R000';
const CUSTOMER = withCheck('29AABCT1332L1Z');
const run = promisify(execFile);
/** Debian's Python brings `requests` as a package of its own: whichever Python here has it. */
const PYTHON_WITH_REQUESTS = ['python3', '/usr/bin/python3'].find(
  (python) => spawnSync(python, ['-c', 'import requests']).status === 0,
);
const GUIDES_PYTHON = fencedBlocks(readPage('docs/guide/integrating.md'), 'python').find((code) =>
  code.includes('to-correct.csv'),
);
const WAIT = { timeout: 60_000, interval: 100 };

interface Stats {
  readonly gstin: string;
  readonly totalDocumentCount: number;
  readonly validRows: number;
  readonly invalidRows: number;
}

interface Status {
  readonly status: string;
  readonly processingStats: readonly Stats[] | null;
  readonly fileError: { readonly inputFileName: string; readonly errorFileUrl: string } | null;
  readonly errors: readonly unknown[];
}

/** Header texts of Clear's sales template, and one intra-state invoice line. */
const HEADERS = [
  'Document Type',
  'Document Number',
  'Document Date',
  'Supplier GSTIN',
  'Customer GSTIN',
  'Customer Name',
  'Place of Supply',
  'Item Description',
  'Item Category',
  'HSN or SAC code',
  'Item Quantity',
  'Item Unit Code',
  'Item Taxable Amount',
  'GST Rate',
  'CGST Rate',
  'CGST Amount',
  'SGST Rate',
  'SGST Amount',
];

function salesRow(number: string, { date = '10-05-2026', own = OWN } = {}): string[] {
  return [
    ...['Invoice', number, date, own, CUSTOMER, 'श्री गणेश ट्रेडर्स', '29', 'Steel bars', 'G', '72142090'],
    ...['10', 'NOS', '1000.00', '18', '9', '90.00', '9', '90.00'],
  ];
}

/** Three good documents of four rows, and one of two rows, one of which lacks its date. */
const ROWS = [
  salesRow('S-1'),
  salesRow('S-2'),
  salesRow('S-2'),
  salesRow('S-3'),
  salesRow('BAD-1', { date: '' }),
  salesRow('BAD-1'),
];
const COUNTS: Stats = { gstin: OWN, totalDocumentCount: 3, validRows: 4, invalidRows: 2 };

describe.each(DATABASES)('on %s', (kind) => {
  let server: Site;
  let folder: string;
  let token: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gst-intake-ingestion-'));
    server = await openSiteOn(kind);
    token = await tokenOf('sandbox', ['--sandbox-gstins', '--gstins', OWN]);
  });
  afterAll(async () => {
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function tokenOf(name: string, settings: readonly string[]): Promise<string> {
    return (await server.newWorkspace(name, settings)).token;
  }

  /** Polls as clients do, with their header lines, until the activity has ended. */
  async function ended(
    activityId: string,
    headerLines: readonly string[],
    type: 'sales' | 'purchase' = 'sales',
  ): Promise<Status> {
    const url = `${server.baseUrl}/integration/v1/ingest/file/${type}/status/${activityId}?tenant=${TENANT[type]}`;
    return vi.waitFor(async () => {
      const answer = await exchange({ method: 'GET', url, headerLines });
      expect(answer.status).toBe(200);
      const told: Status = JSON.parse(answer.body);
      expect(told.status).not.toMatch(/^ACTIVITY_(CREATED|QUEUED)$/);
      return told;
    }, WAIT);
  }

  /** Every row of the file is counted once. */
  function expectAllCounted({ processingStats }: Status, rows: number): void {
    const sum = (processingStats ?? []).reduce(
      (all, { validRows, invalidRows }) => all + validRows + invalidRows,
      0,
    );
    expect(sum).toBe(rows);
  }

  it('a Python script with requests, whose file pandas wrote with its index', async () => {
    const common = [
      'User-Agent: python-requests/2.31.0',
      'Accept-Encoding: gzip, deflate',
      'Accept: */*',
      'Connection: keep-alive',
    ];
    const auth = `x-cleartax-auth-token: ${token}`;
    const presigned = await exchange({
      method: 'GET',
      url: `${server.baseUrl}/integration/v1/generatePreSign/sales?fileName=sales_data`,
      headerLines: [...common, auth, 'fileContentType: CSV'],
    });
    expect(presigned.status).toBe(200);
    const { preSignedS3Url } = JSON.parse(presigned.body);

    const csv = Buffer.from(
      [['', ...HEADERS], ...ROWS.map((row, index) => [String(index), ...row])]
        .map((cells) => `${cells.join(',')}\n`)
        .join(''),
    );
    const put = await exchange({
      method: 'PUT',
      url: preSignedS3Url,
      headerLines: [...common, 'Content-Type: application/vnd.ms-excel', `Content-Length: ${csv.length}`],
      body: csv,
    });
    expect({ status: put.status, body: put.body }).toEqual({ status: 200, body: '' });

    const json = JSON.stringify({
      userInputArgs: { gstins: [OWN], templateId: TEMPLATE_ID.sales },
      fileInfo: { s3FileUrl: preSignedS3Url, userFileName: 'sales_data.csv' },
    });
    const triggered = await exchange({
      method: 'POST',
      url: `${server.baseUrl}/integration/v1/ingest/file/sales`,
      headerLines: [...common, auth, `Content-Length: ${json.length}`, 'Content-Type: application/json'],
      body: json,
    });
    expect(triggered.status).toBe(201);
    const status = await ended(JSON.parse(triggered.body).activityId, [...common, auth]);
    expect(status).toMatchObject({ status: 'ACTIVITY_COMPLETED', processingStats: [COUNTS], errors: [] });
    expect(status.fileError?.inputFileName).toBe('sales_data.csv');
    expectAllCounted(status, ROWS.length);
  });

  it('a NetSuite script, whose header line ends with a comma and whose data lines do not', async () => {
    const common = [
      'Accept: */*',
      'User-Agent: NetSuite/2024.1 (SuiteScript)',
      `x-cleartax-auth-token: ${token}`,
    ];
    const presigned = await exchange({
      method: 'GET',
      url: `${server.baseUrl}/integration/v1/generatePreSign/sales?fileName=Sales%20Register.csv`,
      headerLines: [...common, 'fileContentType: CSV'],
    });
    const { preSignedS3Url } = JSON.parse(presigned.body);
    const csv = `${HEADERS.join(',')},\n${ROWS.map((row) => row.join(',')).join('\n')}\n`;
    const put = await exchange({
      method: 'PUT',
      url: preSignedS3Url,
      headerLines: ['Content-Type: application/vnd.ms-excel', `Content-Length: ${Buffer.byteLength(csv)}`],
      body: csv,
    });
    expect(put.status).toBe(200);
    const json = JSON.stringify({
      externalId: '',
      userInputArgs: { templateId: TEMPLATE_ID.sales },
      fileInfo: { s3FileUrl: preSignedS3Url.split('?')[0], userFileName: 'Sales Register.csv' },
    });
    const triggered = await exchange({
      method: 'POST',
      url: `${server.baseUrl}/integration/v1/ingest/file/sales`,
      headerLines: [...common, 'content-type: application/json', `Content-Length: ${json.length}`],
      body: json,
    });
    expect(triggered.status).toBe(201);

    const status = await ended(JSON.parse(triggered.body).activityId, common);
    // Unguarded, as the script reads them.
    const [first] = status.processingStats as readonly [Stats];
    expect(first).toEqual(COUNTS);
    expectAllCounted(status, ROWS.length);
    const errorFile = await exchange({
      method: 'GET',
      url: status.fileError?.errorFileUrl ?? '',
      headerLines: ['Accept: */*'],
    });
    expect(errorFile.status).toBe(200);
    expect(errorFile.headers.get('content-type')).toBe('application/octet-stream');
    expect(errorFile.headers.get('content-disposition')).toMatch(/^attachment; filename="[^"]+\.csv"/);
    const naive = errorFile.body.split('\n').filter((line) => line !== '');
    const messages = naive.slice(1).map((line) => line.split(',')[1]);
    expect(messages).toHaveLength(2);
    expect(messages[0]).toMatch(/Document Date/);
    expect(messages[1]).toMatch(/Held back/);
  });

  it('an Oracle PL/SQL package, in chunks, with types that it misspells', async () => {
    const auth = `x-cleartax-auth-token: ${token}`;
    const presigned = await exchange({
      method: 'GET',
      url: `${server.baseUrl}/integration/v1/generatePreSign/sales?fileName=XXGST_SALES.csv`,
      headerLines: [auth, 'fileContentType: CSV', 'Connection: close'],
    });
    const url = /"preSignedS3Url"\s*:\s*"([^"]+)"/.exec(presigned.body)?.[1] ?? '';
    const csv = Buffer.from(
      `${[HEADERS, ...ROWS].map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\r\n')}\r\n`,
    );
    const pieces = Array.from({ length: Math.ceil(csv.length / 100) }, (_, place) =>
      csv.subarray(place * 100, place * 100 + 100),
    );
    const put = await exchange({
      method: 'PUT',
      url,
      headerLines: ['Content-Type: application/vnd.ms-excel;charset:UTF-8', 'Transfer-Encoding: chunked'],
      body: pieces,
    });
    expect(put.status).toBe(200);
    const json = Buffer.from(
      `{"userInputArgs" : {"templateId" : "${TEMPLATE_ID.sales}"},\n "fileInfo" : {"s3FileUrl" : "${url}", "userFileName" : "XXGST_SALES.csv"}}`,
    );
    const triggered = await exchange({
      method: 'POST',
      url: `${server.baseUrl}/integration/v1/ingest/file/sales`,
      headerLines: [auth, 'Content-Type: application/json;charset:UTF-8', 'Transfer-Encoding: chunked'],
      body: [json.subarray(0, 40), json.subarray(40)],
    });
    expect(triggered.status).toBe(201);
    const activityId = /"activityId"\s*:\s*"([^"]+)"/.exec(triggered.body)?.[1] ?? '';
    const status = await ended(activityId, [auth, 'Connection: close']);
    expect(status).toMatchObject({ status: 'ACTIVITY_COMPLETED', processingStats: [COUNTS] });
    expectAllCounted(status, ROWS.length);
  });

  // Where this machine's Python has the library; the test above sends its bytes everywhere.
  it.each(PYTHON_WITH_REQUESTS === undefined ? [] : [PYTHON_WITH_REQUESTS])(
    'the guide’s Python example of all four calls, run by %s',
    async (python) => {
      writeFileSync(
        join(folder, 'sales.csv'),
        [HEADERS, ...ROWS].map((row) => `${row.join(',')}\n`).join(''),
      );
      const { stdout } = await run(python, ['-c', GUIDES_PYTHON ?? ''], {
        cwd: folder,
        env: {
          ...withoutSettings(process.env),
          GST_INTAKE_BASE_URL: server.baseUrl,
          GST_INTAKE_TOKEN: token,
        },
      });
      expect(stdout).toContain(
        `ACTIVITY_COMPLETED [{'gstin': '${OWN}', 'totalDocumentCount': 3, 'validRows': 4, 'invalidRows': 2}] []`,
      );
      expect(readFileSync(join(folder, 'to-correct.csv'), 'utf8')).toMatch(
        /^\uFEFF"No\. of Errors","Error Message",/,
      );
    },
  );

  it('a file of which nothing can be judged ends in SYSTEM_FEEDBACK', async () => {
    const activityId = await send('sales', Buffer.from(`${HEADERS.join(',')}\n`), token);
    const status = await ended(activityId, [`x-cleartax-auth-token: ${token}`]);
    expect(status).toMatchObject({ status: 'SYSTEM_FEEDBACK', processingStats: null, fileError: null });
    expect(status.errors).toEqual([expect.objectContaining({ errorCode: 'EMPTY_FILE' })]);
  });

  it('the error file, corrected and sent as it is: its rows are good, and the others stand', async () => {
    const lines = [HEADERS, ...ROWS].map((row) => `${row.join(',')}\n`).join('');
    const auth = [`x-cleartax-auth-token: ${token}`];
    const first = await send('sales', Buffer.from(lines), token);
    const { fileError } = await ended(first, auth);
    const errorFile = (await exchange({ method: 'GET', url: fileError?.errorFileUrl ?? '', headerLines: [] }))
      .body;
    const corrected = errorFile.replace('"BAD-1",""', '"BAD-1","10-05-2026"');
    expect(corrected).not.toBe(errorFile);
    const second = await send('sales', Buffer.from(corrected), token);
    expect(await ended(second, auth)).toMatchObject({
      status: 'ACTIVITY_COMPLETED',
      processingStats: [{ gstin: OWN, totalDocumentCount: 1, validRows: 2, invalidRows: 0 }],
      fileError: null,
    });
    const current = async (activityId: string) => {
      const url = `${server.baseUrl}/api/v1/activities/${activityId}/documents.ndjson`;
      const { body } = await exchange({ method: 'GET', url, headerLines: auth });
      const documents = body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      return documents.map(({ number, lineCount, supersededBy }) => [number, lineCount, supersededBy]);
    };
    expect(await current(first)).toEqual([
      ['S-1', 1, null],
      ['S-2', 2, null],
      ['S-3', 1, null],
    ]);
    expect(await current(second)).toEqual([['BAD-1', 2, null]]);
  });

  /** The first three calls, in no client's particular way. */
  async function send(type: 'sales' | 'purchase', file: Buffer, by: string): Promise<string> {
    const auth = `x-cleartax-auth-token: ${by}`;
    const presigned = await exchange({
      method: 'GET',
      url: `${server.baseUrl}/integration/v1/generatePreSign/${type}?fileName=a.csv`,
      headerLines: [auth, 'fileContentType: CSV'],
    });
    const { preSignedS3Url } = JSON.parse(presigned.body);
    const length = `Content-Length: ${file.length}`;
    await exchange({ method: 'PUT', url: preSignedS3Url, headerLines: [length], body: file });
    const json = JSON.stringify({
      userInputArgs: { templateId: TEMPLATE_ID[type] },
      fileInfo: { s3FileUrl: preSignedS3Url, userFileName: 'a.csv' },
    });
    const triggered = await exchange({
      method: 'POST',
      url: `${server.baseUrl}/integration/v1/ingest/file/${type}`,
      headerLines: [auth, `Content-Length: ${json.length}`],
      body: json,
    });
    return JSON.parse(triggered.body).activityId;
  }

  describe.each(['sales', 'purchase'] as const)('a %s register with planted errors', (register) => {
    const options = { register, lines: 3_000, seed: 11, plantOneIn: 50, width: 'all' } as const;
    let facts: RegisterFacts;
    let by: string;
    let activityId: string;
    let status: Status;
    let errorFile: string;

    beforeAll(async () => {
      const file = join(folder, `${register}.csv`);
      facts = writeRegister(file, options);
      by = await tokenOf(`planted-${register}`, ['--gstins', OWN_GSTINS.join(',')]);
      activityId = await send(register, readFileSync(file), by);
      status = await ended(activityId, [`x-cleartax-auth-token: ${by}`], register);
      const url = status.fileError?.errorFileUrl ?? '';
      errorFile = (await exchange({ method: 'GET', url, headerLines: [] })).body;
    });

    it('is counted to the row, its error file holding the refused documents and nothing else', async () => {
      expect(status.status).toBe('ACTIVITY_COMPLETED');
      const sum = (key: 'totalDocumentCount' | 'validRows' | 'invalidRows') =>
        (status.processingStats ?? []).reduce((all, stats) => all + stats[key], 0);
      expect({
        documents: sum('totalDocumentCount'),
        valid: sum('validRows'),
        invalid: sum('invalidRows'),
      }).toEqual({
        documents: facts.documents - facts.refusedDocuments,
        valid: facts.validRows,
        invalid: facts.invalidRows,
      });
      expectAllCounted(status, facts.lines);
      expect(status.processingStats?.at(-1)).toMatchObject({
        gstin: 'UNKNOWN',
        invalidRows: facts.ownerlessRows,
      });
      // Every field is quoted, so that the records can be counted by their ends.
      expect(errorFile.trimEnd().split(/"\r?\n(?=")/)).toHaveLength(facts.invalidRows + 1);
    });

    it('can be read back document by document', async () => {
      const { status: code, body } = await exchange({
        method: 'GET',
        url: `${server.baseUrl}/api/v1/activities/${activityId}/documents.ndjson`,
        headerLines: [`Authorization: Bearer ${by}`],
      });
      expect(code).toBe(200);
      const documents = body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(documents).toHaveLength(facts.documents - facts.refusedDocuments);
      const lines = documents.reduce((all, document) => all + document.lines.length, 0);
      expect(lines).toBe(facts.validRows);
      expect(new Set(documents.map(({ register: of }) => of))).toEqual(new Set([register]));
    });
  });
});
