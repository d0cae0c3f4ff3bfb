import type { IncomingMessage } from 'node:http';

const WELL_FORMED = /^[\w.:-]{8,128}$/;

/** The id under which a request is answered and logged: a trusted proxy's own, if well-formed, else a new one. */
export function createRequestIds(deps: {
  readonly newRequestId: () => string;
  readonly isTrustedProxy: (address: string) => boolean;
}): (request: IncomingMessage) => string {
  return (request) => {
    const sent = request.headers['x-request-id'];
    if (
      typeof sent === 'string' &&
      WELL_FORMED.test(sent) &&
      deps.isTrustedProxy(request.socket.remoteAddress ?? '')
    ) {
      return sent;
    }
    return deps.newRequestId();
  };
}
