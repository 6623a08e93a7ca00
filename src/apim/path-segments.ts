/** The segments of an API's path or of a URL template, in lower case: the gateway matches them so. */
export function segmentsOf(path: string): readonly string[] {
  return path
    .toLowerCase()
    .split('/')
    .filter((segment) => segment !== '');
}

/** Every path that these segments begin with, the empty one and all of them included. */
export function startsOf(segments: readonly string[]): readonly string[] {
  return [...segments, ''].map((_, count) => segments.slice(0, count).join('/'));
}
