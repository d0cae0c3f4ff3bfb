/** What the runtime's fetch lets a client do. */
export interface Platform {
  /**
   * Whether Content-Length and User-Agent are the client's to set (Node, Deno, Bun; not browsers). With it a
   * stream goes out under its known length, as S3 demands, and can be metered.
   */
  readonly setsOwnHeaders: boolean;
  /**
   * For requests with a body. With `error`, Node's fetch streams the body; with the others it keeps a second copy of
   * it in memory for a redirect. Some edge runtimes do not know `error`.
   */
  readonly bodyRedirect: 'error' | 'manual';
}

export function detectPlatform(): Platform {
  const probe = new Request('http://localhost/', { method: 'PUT', headers: { 'content-length': '1' } });
  return { setsOwnHeaders: probe.headers.has('content-length'), bodyRedirect: bodyRedirect() };
}

function bodyRedirect(): 'error' | 'manual' {
  try {
    new Request('http://localhost/', { redirect: 'error' });
    return 'error';
  } catch {
    return 'manual';
  }
}
