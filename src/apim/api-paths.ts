import { startsOf, urlSegmentsOf } from './path-segments.js';
import type { Api } from './service.js';

/** APIs by their paths; a service has thousands, and a review may ask for each of their addresses. */
interface ApiPaths {
  readonly at: ReadonlyMap<string, readonly Numbered[]>;
  /** Segments of the longest path. */
  readonly deepest: number;
}

interface Numbered {
  readonly api: Api;
  readonly number: number;
}

const known = new WeakMap<readonly Api[], ApiPaths>();

/** The APIs whose path these segments begin with, in the order of `apis`, and perhaps some others. */
export function apisAlong(apis: readonly Api[], segments: readonly string[]): readonly Api[] {
  let paths = known.get(apis);
  if (paths === undefined) known.set(apis, (paths = pathsOf(apis)));
  const { at, deepest } = paths;
  const found = startsOf(lowered(segments.slice(0, deepest))).flatMap((start) => {
    const own = at.get(start);
    return own === undefined ? [] : [own];
  });
  // Versions by the hundred stand at one path.
  const all = found.length > 1 ? found.flat().sort((one, other) => one.number - other.number) : (found[0] ?? []);
  return all.map(({ api }) => api);
}

function pathsOf(apis: readonly Api[]): ApiPaths {
  const at = new Map<string, Numbered[]>();
  let deepest = 0;
  for (const [number, api] of apis.entries()) {
    if (api.path === null) continue;
    const segments = lowered(urlSegmentsOf(api.path));
    deepest = Math.max(deepest, segments.length);
    const key = segments.join('/');
    const others = at.get(key);
    if (others === undefined) at.set(key, [{ api, number }]);
    else others.push({ api, number });
  }
  return { at, deepest };
}

function lowered(segments: readonly string[]): readonly string[] {
  return segments.map((segment) => segment.toLowerCase());
}
