import type { ErrorFacts } from './errors.ts';

const MAX_MESSAGE_CHARACTERS = 500;
const SIGNED_VALUES = /(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s"'<]*/gi;

/** Status and request id of an answer. */
export function factsOf(response: Pick<Response, 'status' | 'headers'>): ErrorFacts {
  return {
    status: response.status,
    requestId: response.headers.get('x-request-id') ?? response.headers.get('x-amz-request-id') ?? undefined,
  };
}

/** Text from the other side for an error message: one short line without control characters and credentials. */
export function shownText(text: string, secrets: readonly string[] = []): string {
  const masked = secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
  return masked
    .replace(SIGNED_VALUES, '$1***')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, MAX_MESSAGE_CHARACTERS);
}

/** Code and message of S3's XML error; both absent in anything else. */
export function s3Error(xml: string): { code: string | undefined; message: string | undefined } {
  const code = /<Code>([A-Za-z0-9.]{1,64})<\/Code>/.exec(xml)?.[1];
  const message = /<Message>([^<]*)<\/Message>/.exec(xml)?.[1];
  return { code, message: message === undefined ? undefined : unescapeXml(message) };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescapeXml(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
