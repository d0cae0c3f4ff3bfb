import { fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templateHeaders } from '../../src/gst/columnTable.ts';
import { DEFAULT_TABLES } from '../../src/gst/defaultTables.ts';
import { registerTemplates } from '../../src/http/native/templates.ts';
import { templateFile } from '../../src/ingestion/template.ts';
import { type Api, startApi } from './apiHarness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ pathPrefix: '/gst' });
});
afterAll(() => api.stop());

const get = (name: string, init: RequestInit = {}) =>
  fetch(`${api.baseUrl}/gst/api/v1/templates/${name}`, init);

describe('/api/v1/templates', () => {
  it.each([
    ['sales', 'xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['purchase', 'xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['sales', 'csv', 'text/csv; charset=utf-8'],
    ['purchase', 'csv', 'text/csv; charset=utf-8'],
  ] as const)('hands out %s.%s to anybody, to be saved and not opened', async (register, format, type) => {
    const answer = await get(`${register}.${format}`);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': type,
      'content-disposition': expect.stringContaining(
        `attachment; filename="gst-intake-${register}-template.${format}"`,
      ),
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=3600',
      'x-request-id': expect.any(String),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.equals(await templateFile(register, format, DEFAULT_TABLES))).toBe(true);
    expect(answer.headers.get('content-length')).toBe(String(bytes.length));
    if (format === 'csv')
      expect(bytes.toString()).toContain(`"${templateHeaders(register).join('","')}"\r\n`);
  });

  it('sends nothing again that is known already', async () => {
    const etag = (await get('sales.xlsx')).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
    const known = await get('sales.xlsx', { headers: { 'if-none-match': `W/"older", ${etag}` } });
    expect([known.status, await known.text(), known.headers.get('etag')]).toEqual([304, '', etag]);
    expect((await get('purchase.xlsx', { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  it('makes a template anew where making it failed', async () => {
    const app = fastify({ exposeHeadRoutes: false });
    let calls = 0;
    registerTemplates(app, {
      templateFile: async () => {
        calls += 1;
        if (calls === 1) throw new Error('for once');
        return Buffer.from('made');
      },
    });
    const codes = [];
    for (let asked = 0; asked < 3; asked += 1)
      codes.push((await app.inject('/api/v1/templates/sales.csv')).statusCode);
    expect({ codes, calls }).toEqual({ codes: [500, 200, 200], calls: 2 });
    await app.close();
  });

  it.each(['sales', 'sales.xls', 'gstr1.csv', 'Sales.xlsx', ''])('has no template %j', async (name) => {
    const answer = await get(name);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(await answer.json()).toMatchObject({ code: 'route_unknown' });
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD'])('takes no %s', async (method) => {
    const answer = await get('sales.csv', { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET']);
  });
});
