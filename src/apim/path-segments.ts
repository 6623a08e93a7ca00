/** The segments of an API's path or of a URL template, in lower case: the gateway ignores their case. */
export function segmentsOf(path: string): readonly string[] {
  return path
    .toLowerCase()
    .split('/')
    .filter((segment) => segment !== '');
}

/** Every prefix of the segments, from the empty one to all of them. */
export function startsOf(segments: readonly string[]): readonly string[] {
  return [...segments, ''].map((_, count) => segments.slice(0, count).join('/'));
}
