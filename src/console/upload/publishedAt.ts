const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Where the console must be opened instead, with a slash at its end; null where the page is at the server's own origin, or
 * at another name of the same machine. The server lets no page of another origin send it files.
 * @param page its address
 * @param publicUrl as the server says it
 */
export function publishedElsewhere(page: string, publicUrl: string): string | null {
  const here = new URL(page);
  const there = new URL(publicUrl);
  const isLocal = LOOPBACK.test(here.hostname) && LOOPBACK.test(there.hostname);
  const isSame = here.protocol === there.protocol && here.port === there.port;
  if (here.origin === there.origin || (isLocal && isSame)) return null;
  return `${publicUrl}/`;
}
