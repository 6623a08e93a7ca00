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

/** The segments of a path as a URL is taken apart: decoded, letters as they are. A slash at either end makes no segment. */
export function urlSegmentsOf(path: string): readonly string[] {
  const segments = path.split('/').map(decoded);
  return segments.filter((segment, index) => segment !== '' || (index > 0 && index < segments.length - 1));
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
