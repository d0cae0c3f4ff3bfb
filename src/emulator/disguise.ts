import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Forced } from './outcomes.ts';

/** Changes a request into one that is really refused, for refusals that are of the request itself. */
export function disguise(request: IncomingMessage, { outcome }: Forced, maxUploadBytes: number): void {
  const { headers, url = '' } = request;
  switch (outcome) {
    case 'token_invalid':
      delete headers['x-cleartax-auth-token'];
      delete headers.authorization;
      return;
    case 'client_secret_invalid':
      delete headers['x-clear-client-secret'];
      return;
    case 'header_missing':
      delete headers['filecontenttype'];
      return;
    case 'parameter_missing':
      request.url = url.replace(/([?&])fileName=[^&]*/g, '$1');
      return;
    case 'signature_mismatch':
      request.url = url.replace(
        /(X-Amz-Signature=[0-9a-f]*)([0-9a-f])/i,
        (_all, start: string, last: string) => start + (last === '0' ? '1' : '0'),
      );
      return;
    case 'content_type_mismatch':
      setRawHeader(request, 'Content-Type', 'application/x-emulated');
      return;
    case 'too_large':
      setRawHeader(request, 'Content-Length', String(maxUploadBytes + 1));
      return;
    default:
  }
}

/** What the gateway reads; how the body is framed was settled by the parser before. */
function setRawHeader(request: IncomingMessage, name: string, value: string): void {
  const dropped = new Set([name.toLowerCase(), ...(name === 'Content-Length' ? ['transfer-encoding'] : [])]);
  const { rawHeaders } = request;
  const kept = rawHeaders.filter((_text, at) => !dropped.has(rawHeaders[at - (at % 2)]?.toLowerCase() ?? ''));
  rawHeaders.splice(0, rawHeaders.length, ...kept, name, value);
}

/** Keeps a body from its reader until the answer begins. */
export function holdBody(request: IncomingMessage, response: ServerResponse): void {
  request.read = () => null;
  const { writeHead } = response;
  response.writeHead = ((...input: Parameters<typeof writeHead>) => {
    Reflect.deleteProperty(request, 'read');
    return Reflect.apply(writeHead, response, input);
  }) as typeof writeHead;
}

/** Lets all be done that is asked for and cuts the connection where the answer would begin. */
export function loseAnswer(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead = (() => {
    request.socket.resetAndDestroy();
    return response;
  }) as typeof response.writeHead;
}
