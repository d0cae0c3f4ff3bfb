/** Values of one query parameter as they stand in the target, undecoded. */
export function rawParameters(target: string, name: string): string[] {
  const queryStart = target.indexOf('?');
  if (queryStart < 0) return [];
  const values: string[] = [];
  for (const pair of target.slice(queryStart + 1).split('&')) {
    const equals = pair.indexOf('=');
    const rawName = equals < 0 ? pair : pair.slice(0, equals);
    if (decodeParameter(rawName) === name) values.push(equals < 0 ? '' : pair.slice(equals + 1));
  }
  return values;
}

/** Form decoding, as every HTTP client encodes a query: `+` is a blank. Undefined for ill-formed UTF-8. */
export function decodeParameter(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
