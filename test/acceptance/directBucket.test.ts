import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trigger, untilEnded, upload } from '../../bench/clearCalls.ts';
import { columnsOf } from '../../bench/registers/columns.ts';
import { generateRegister } from '../../bench/registers/generate.ts';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { headerLine, lineOf } from '../../bench/registers/write.ts';
import type { Finding } from '../../src/operate/doctor.ts';
import { startS3rver } from '../objects/s3rver.ts';
import { type Installation, startInstallation } from './installation.ts';

/**
 * A server and its worker whose upload URLs lead straight to a bucket of a server that others wrote.
 *
 * One box: the settings of direct URLs are its own.
 */
let s3: Awaited<ReturnType<typeof startS3rver>>;
let server: Installation;

beforeAll(async () => {
  s3 = await startS3rver('direct');
  server = await startInstallation({
    env: { ...s3.env, GST_INTAKE_S3_DIRECT: 'true', GST_INTAKE_MAX_UPLOAD_BYTES: '1MiB' },
  });
  await server.admin('admin', 'workspace', 'update', 'default', '--gstins', OWN_GSTINS.join(','));
});

afterAll(async () => {
  await server?.remove();
  await s3?.stop();
});

const bucketUrl = () => `${s3.settings.endpoint}/direct/`;

async function ask(installation: Installation = server) {
  const answer = await fetch(
    `${installation.baseUrl}/integration/v1/generatePreSign/sales?fileName=${encodeURIComponent('बिक्री.csv')}`,
    { headers: { 'x-cleartax-auth-token': installation.token, fileContentType: 'CSV' } },
  );
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

async function refusal(s3FileUrl: string) {
  const answer = await fetch(`${server.baseUrl}/integration/v1/ingest/file/sales`, {
    method: 'POST',
    headers: { 'x-cleartax-auth-token': server.token, 'content-type': 'application/json' },
    body: JSON.stringify({
      userInputArgs: { templateId: '618a5623836651c01c1498ad' },
      fileInfo: { s3FileUrl, userFileName: 'sales.csv' },
    }),
  });
  return {
    status: answer.status,
    reason: answer.headers.get('x-gst-intake-error'),
    body: await answer.json(),
  };
}

describe('with URLs that lead straight to the bucket', () => {
  it('pre-sign answers as the founding document has it', async () => {
    const { status, text, headers } = await ask();
    expect(status).toBe(200);
    expect(Object.keys(JSON.parse(text))).toEqual(['status', 'preSignedS3Url', 'errorCode', 'errorMessage']);
    expect(JSON.parse(text)).toMatchObject({ status: 'CREATED', errorCode: null, errorMessage: null });
    expect(headers.get('x-upload-content-type')).toBe('application/vnd.ms-excel');
    const url = new URL(JSON.parse(text).preSignedS3Url);
    expect(url.href.startsWith(bucketUrl())).toBe(true);
    expect(url.href.length).toBeLessThanOrEqual(2048);
    expect(url.searchParams.get('X-Amz-Expires')).toBe('600');
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('content-type;host');
    expect(url.pathname).toMatch(
      /^\/direct\/[0-9a-f-]{36}\/GSTSALES\/\d{4}\/[A-Z]+\/([0-9a-f]{32})\/OriginalFileName\/\1__\d{13}\.SalesInvoicesAndCreditOrDebitNotes$/,
    );
  });

  it('a register is judged, whatever is sent afterwards, and its error file comes from us', async () => {
    const columns = columnsOf('sales', 'all');
    const { facts, rows } = generateRegister({ register: 'sales', lines: 500, seed: 7, plantOneIn: 100 });
    const text = [headerLine(columns)];
    for (const { cells } of rows()) text.push(lineOf(cells, columns));
    const url = await upload(server, 'sales', Buffer.from(text.join('')));
    const activityId = await trigger(server, 'sales', url);
    const headers = { 'content-type': 'application/vnd.ms-excel' };
    expect((await fetch(url, { method: 'PUT', body: 'later', headers })).status).toBe(200);
    expect(await trigger(server, 'sales', url.slice(0, url.indexOf('?')))).toBe(activityId);
    const status = await untilEnded(server, 'sales', activityId);
    expect(status.status).toBe('ACTIVITY_COMPLETED');
    const stats = status.processingStats ?? [];
    expect(stats.reduce((sum, { validRows }) => sum + validRows, 0)).toBe(facts.validRows);
    expect(status.fileError?.errorFileUrl.startsWith(`${server.baseUrl}/v1/`)).toBe(true);
    const errorFile = await (await fetch(status.fileError?.errorFileUrl ?? '')).text();
    expect(errorFile.split('\r\n')).toHaveLength(facts.invalidRows + 2);
  });

  it('the trigger says in words what is wrong: nothing sent, too large, no URL of ours', async () => {
    const url = JSON.parse((await ask()).text).preSignedS3Url;
    expect(await refusal(url)).toMatchObject({ status: 400, reason: 'upload_missing' });
    const headers = { 'content-type': 'application/vnd.ms-excel' };
    await fetch(url, { method: 'PUT', body: 'a'.repeat(1024 * 1024 + 1), headers });
    expect(await refusal(url)).toEqual({
      status: 400,
      reason: 'too_large',
      body: {
        activityId: null,
        externalId: null,
        status: null,
        errors: [
          {
            errorCode: 'FILE_TOO_LARGE',
            errorField: 'fileInfo.s3FileUrl',
            errorValues: ['1048577'],
            errorMessage:
              'fileInfo.s3FileUrl: the file has 1048577 bytes, and one upload may have 1048576. It was removed.',
            errorResolution: 'Split the register into several files, and upload each with a URL of its own.',
          },
        ],
      },
    });
    expect(await refusal(url.replace('/direct/', '/other/'))).toMatchObject({ reason: 'upload_unknown' });
  });

  it('doctor does what a client and a trigger do, and says what is wrong', async () => {
    // Other checks have something to say of a server on a port that the system chose.
    const findings = await server
      .admin<Finding[]>('doctor')
      .catch(({ stdout }: { stdout: string }): Finding[] => JSON.parse(stdout));
    expect(findings.filter(({ check }) => /^direct|bucket's/.test(check))).toEqual([
      expect.objectContaining({ check: 'direct URLs', status: 'ok' }),
      expect.objectContaining({ check: 'direct uploads', status: 'ok' }),
      expect.objectContaining({ check: "the bucket's clock", status: 'ok' }),
    ]);
  });

  it('where direct URLs would be too long or die early, URLs lead to the gateway, whose files are judged like others', async () => {
    const other = await startS3rver('long');
    const long = await startInstallation({
      env: { ...other.env, GST_INTAKE_S3_DIRECT: 'true', GST_INTAKE_S3_SESSION_TOKEN: 'a+/='.repeat(400) },
    });
    try {
      await long.admin('admin', 'workspace', 'update', 'default', '--gstins', OWN_GSTINS.join(','));
      const columns = columnsOf('sales', 'all');
      const { facts, rows } = generateRegister({ register: 'sales', lines: 50, seed: 8, plantOneIn: 100 });
      const text = [headerLine(columns)];
      for (const { cells } of rows()) text.push(lineOf(cells, columns));
      const url = await upload(long, 'sales', Buffer.from(text.join('')));
      expect(url.startsWith(`${long.baseUrl}/v1/`)).toBe(true);
      expect(url.length).toBeLessThanOrEqual(2048);
      const status = await untilEnded(long, 'sales', await trigger(long, 'sales', url));
      const stats = status.processingStats ?? [];
      expect(stats.reduce((sum, { validRows }) => sum + validRows, 0)).toBe(facts.validRows);
      const metrics = await (await fetch(`${long.baseUrl}/metrics`)).text();
      expect(metrics).toContain('gst_intake_direct_fallbacks_total{cause="end_unknown"} 1');
      expect(metrics).not.toMatch(/^gst_intake_direct_credentials_seconds /m);
      await expect.poll(() => long.stderr()).toContain('URLs lead to the gateway instead of the bucket');
      expect(long.stderr()).not.toContain('a+/=a+/=');
    } finally {
      await long.remove();
      await other.stop();
    }
  });
});
