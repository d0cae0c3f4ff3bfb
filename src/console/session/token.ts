/** What comes along when a token is copied out of a terminal or a mail: blanks, line ends and quotes around it. */
export function tidyToken(pasted: string): string {
  return pasted
    .trim()
    .replace(/^["'`]+|["'`]+$/g, '')
    .trim();
}

/** What the server need not be asked about. */
export function tokenFault(token: string): 'missing' | 'malformed' | null {
  if (token === '') return 'missing';
  return /^[\x21-\x7e]+$/.test(token) ? null : 'malformed';
}
