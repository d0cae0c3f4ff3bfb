/** Where to go after signing in, carried by the address of the sign-in screen. */
export function signInPath(wished: string): string {
  return wished === '/' || wished === '' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(wished)}`;
}

/** Only paths of the console itself: nobody is sent elsewhere by a link. @param search of the page's address */
export function wishedPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  return /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/';
}
