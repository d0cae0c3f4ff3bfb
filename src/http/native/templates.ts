import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Register } from '../../gst/columns.ts';
import type { TemplateFormat } from '../../ingestion/template.ts';
import { contentDisposition } from '../downloadHeaders.ts';
import { onlyMethods } from '../onlyMethods.ts';

export interface TemplateDeps {
  /** The same bytes each time. */
  readonly templateFile: (register: Register, format: TemplateFormat) => Promise<Uint8Array>;
}

interface Template {
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

const REGISTERS: readonly Register[] = ['sales', 'purchase'];
const CONTENT_TYPES: Readonly<Record<TemplateFormat, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};
const FORMATS = Object.keys(CONTENT_TYPES) as TemplateFormat[];

/** Registers to fill in, for anybody: there is nothing of anybody's in them. */
export function registerTemplates(app: FastifyInstance, { templateFile }: TemplateDeps): void {
  for (const register of REGISTERS) {
    for (const format of FORMATS) {
      const url = `/api/v1/templates/${register}.${format}`;
      let made: Promise<Template> | undefined;
      app.get(url, async (request, reply) => {
        made ??= templateFile(register, format).then((bytes) => templateOf(register, format, bytes));
        const template = await made.catch((error: unknown) => {
          made = undefined;
          throw error;
        });
        return send(request, reply, template);
      });
      onlyMethods(app, url, ['GET']);
    }
  }
}

function templateOf(register: Register, format: TemplateFormat, bytes: Uint8Array): Template {
  const headers = {
    'content-type': CONTENT_TYPES[format],
    'content-disposition': contentDisposition(`gst-intake-${register}-template.${format}`),
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'public, max-age=3600',
    etag: `"${createHash('sha256').update(bytes).digest('hex')}"`,
  };
  return { bytes, headers };
}

function send(request: FastifyRequest, reply: FastifyReply, { bytes, headers }: Template): FastifyReply {
  reply.headers(headers);
  const known = request.headers['if-none-match'] ?? '';
  if (known.includes(headers['etag'] ?? '')) return reply.code(304).send();
  return reply.send(bytes);
}
