/** A path ready to paste into a command line, whatever is in it. */
export function shellWord(path: string): string {
  // What begins with a dash would be taken for an option.
  const text = path.startsWith('-') ? `./${path}` : path;
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
