import { versionSetOf, type Api, type Operation, type Service } from './service.js';

/** What a URL is matched by: the path and query below the gateway's host, and the headers a version could stand in (lower case names). */
export interface RequestedUrl {
  readonly method: string;
  /** Percent-encoded as sent; starts with `/`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: ReadonlyMap<string, string | null>;
  /** True: an API is found whatever the header says that names its version. A preflight never names one. */
  readonly isVersionless?: boolean;
}

/** What of a service a URL means. */
export interface ResolvedUrl {
  readonly api: Api;
  /** null: no operation of the API matches (or its operations are not known). */
  readonly operation: Operation | null;
  /** How the API's version was chosen; null: it has none, or is the one without. */
  readonly versionBy: 'segment' | 'query' | 'header' | null;
  /** How many segments of the URL are the API's own path, a version in it included. */
  readonly segments: number;
}

/** A URL as given on a command line: `/orders/1?x=y`, or with scheme and host, which are left aside. null: no URL. */
export function parseRequestedUrl(text: string): { readonly path: string; readonly query: URLSearchParams } | null {
  if (text.length > 8192) return null;
  try {
    const url = new URL(text.startsWith('/') ? `https://gateway${text.replace(/^\/+/, '/')}` : text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? { path: url.pathname, query: url.searchParams } : null;
  } catch {
    return null;
  }
}

interface Candidate {
  readonly api: Api;
  readonly rest: readonly string[];
  readonly length: number;
  readonly versionBy: ResolvedUrl['versionBy'];
}

/**
 * The API and operation a request reaches: the longest API path that starts the URL, then the version (Microsoft Learn, "Versions in Azure
 * API Management": path segment, query string or header), then the operation whose template fits best. A revision other than the current
 * one is reached by `;rev=N` at the end of the API's path ("Revisions in Azure API Management"). null: no API's path starts the URL.
 */
export function resolveUrl(service: Service, url: RequestedUrl): ResolvedUrl | null {
  const revised = withoutRevision(segmentsOf(url.path));
  let best: Candidate | null = null;
  for (const api of service.apis) {
    if (revised.revision === null ? !api.isCurrent : api.revision !== revised.revision) continue;
    const candidate = candidateOf(service, api, revised.segments, url);
    if (candidate !== null && (best === null || isBetter(candidate, best))) best = candidate;
  }
  if (best === null) return null;
  return { api: best.api, operation: operationAt(best.api, url.method, best.rest), versionBy: best.versionBy, segments: best.length };
}

/** A longer path wins; of equal ones, the one whose version was asked for. */
function isBetter(one: Candidate, other: Candidate): boolean {
  if (one.length !== other.length) return one.length > other.length;
  return one.versionBy !== null && other.versionBy === null;
}

function candidateOf(service: Service, api: Api, segments: readonly string[], url: RequestedUrl): Candidate | null {
  if (api.path === null) return null;
  const base = segmentsOf(api.path);
  const plain = { api, versionBy: null };
  const set = versionSetOf(service, api);
  const version = api.version ?? '';
  if (version === '' || set === undefined || set.scheme === null) {
    // Without its set's metadata a version is taken to stand in the path, as nearly all do.
    const whole = version !== '' && api.versionSet !== null ? [...base, version] : base;
    return startsWith(segments, whole) ? { ...plain, rest: segments.slice(whole.length), length: whole.length } : null;
  }
  switch (set.scheme) {
    case 'Segment': {
      const whole = [...base, version];
      return startsWith(segments, whole) ? { api, rest: segments.slice(whole.length), length: whole.length, versionBy: 'segment' } : null;
    }
    case 'Query': {
      const asked = valueOf(url.query, set.queryName ?? 'api-version');
      if (asked !== version || !startsWith(segments, base)) return null;
      return { api, rest: segments.slice(base.length), length: base.length, versionBy: 'query' };
    }
    case 'Header': {
      const asked = url.headers.get((set.headerName ?? 'api-version').toLowerCase());
      if ((asked !== version && url.isVersionless !== true) || !startsWith(segments, base)) return null;
      return { api, rest: segments.slice(base.length), length: base.length, versionBy: 'header' };
    }
  }
}

function valueOf(query: URLSearchParams, name: string): string | null {
  for (const [key, value] of query) if (key.toLowerCase() === name.toLowerCase()) return value;
  return null;
}

/** `orders;rev=2` in one of the segments: the revision, and the segments without it. */
function withoutRevision(segments: readonly string[]): { readonly segments: readonly string[]; readonly revision: string | null } {
  let revision: string | null = null;
  const bare = segments.map((segment) => {
    const match = /^(.*);rev=(\d{1,9})$/i.exec(segment);
    if (match === null) return segment;
    revision ??= match[2] ?? null;
    return match[1] ?? '';
  });
  return { segments: bare, revision };
}

function segmentsOf(path: string): readonly string[] {
  const segments = path.split('/').map(decoded);
  // A slash at either end makes no segment.
  return segments.filter((segment, index) => segment !== '' || (index > 0 && index < segments.length - 1));
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function startsWith(segments: readonly string[], start: readonly string[]): boolean {
  return start.length <= segments.length && start.every((segment, index) => segment.toLowerCase() === segments[index]?.toLowerCase());
}

/** The operation of an API whose template fits the path below the API's own, the most literal first. */
function operationAt(api: Api, method: string, rest: readonly string[]): Operation | null {
  let best: { readonly operation: Operation; readonly rank: string } | null = null;
  for (const operation of api.operations) {
    if (operation.urlTemplate === null || (operation.method !== null && operation.method !== '*' && operation.method !== method.toUpperCase()))
      continue;
    const rank = rankOf(operation.urlTemplate, rest);
    if (rank !== null && (best === null || rank < best.rank)) best = { operation, rank };
  }
  return best?.operation ?? null;
}

/**
 * The operation of an API that takes the requests which one of another state of it took, once that is not there: of its method, at any URL that fits
 * its template. null: there is none, or that is not known. One that takes some of them only is not meant.
 */
export function successorOf({ method, urlTemplate }: Operation, api: Api): Operation | null {
  if (method === null || urlTemplate === null) return null;
  return operationAt(api, method === '*' ? anySegment : method, anyOf(urlTemplate));
}

/** A segment that no template has as a literal stands for what a parameter stands for, several of them for what a wildcard does. */
function anyOf(urlTemplate: string): readonly string[] {
  return segmentsOf(urlTemplate.split('?')[0] ?? '').flatMap((part) => {
    if (part === '*' || /^\{\*[^{}]*\}$/.test(part)) return [anySegment, anySegment, anySegment];
    return [part.replace(/\{[^{}]*\}/g, anySegment)];
  });
}

const anySegment = '\u0001';

/**
 * A request that an operation of an API takes, or any one below the API's path, that stands for all of them; to a revision that is not the current one by
 * its number. null: where it answers is not known.
 */
export function requestTo(service: Service, api: Api, operation: Operation | null): RequestedUrl | null {
  if (api.path === null || operation?.urlTemplate === null || operation?.method === null) return null;
  const own = segmentsOf(api.path);
  if (!api.isCurrent && (api.revision === null || own.length === 0)) return null;
  const revised = api.isCurrent ? own : [...own.slice(0, -1), `${own[own.length - 1] ?? ''};rev=${api.revision ?? ''}`];
  const version = api.version ?? '';
  const set = versionSetOf(service, api);
  const scheme = version === '' || api.versionSet === null ? null : (set?.scheme ?? 'Segment');
  const path = [...revised, ...(scheme === 'Segment' ? [version] : []), ...(operation === null ? [anySegment] : anyOf(operation.urlTemplate))];
  return {
    method: operation === null || operation.method === '*' ? anySegment : operation.method,
    path: `/${path.join('/')}`,
    query: new URLSearchParams(scheme === 'Query' ? [[set?.queryName ?? 'api-version', version]] : []),
    headers: new Map(scheme === 'Header' ? [[(set?.headerName ?? 'api-version').toLowerCase(), version]] : []),
  };
}

/** One letter a segment, better ones first in the alphabet: a literal, a literal with a parameter in it, a parameter, anything. null: no match. */
function rankOf(template: string, rest: readonly string[]): string | null {
  const parts = segmentsOf((template.split('?')[0] ?? '').replace(/#.*$/, ''));
  let rank = '';
  for (const [index, part] of parts.entries()) {
    if (part === '*' || /^\{\*[^{}]*\}$/.test(part)) return `${rank}d`;
    const segment = rest[index];
    if (segment === undefined) return null;
    if (!part.includes('{')) {
      if (part.toLowerCase() !== segment.toLowerCase()) return null;
      rank += 'a';
    } else if (/^\{[^{}]*\}$/.test(part)) rank += 'c';
    else if (fits(part, segment)) rank += 'b';
    else return null;
  }
  return parts.length === rest.length ? rank : null;
}

/** `items({key})`, `{name}.json`: literal pieces in order with something between them. */
function fits(template: string, segment: string): boolean {
  const literals = template.toLowerCase().split(/\{[^{}]*\}/);
  const text = segment.toLowerCase();
  const first = literals[0] ?? '';
  const last = literals[literals.length - 1] ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const literal of literals.slice(1, -1)) {
    const found = text.indexOf(literal, at + 1);
    if (found < 0) return false;
    at = found + literal.length;
  }
  return at + 1 <= text.length - last.length;
}

/** True when the API defines an operation with method OPTIONS that matches: then the gateway does not answer its preflights itself (cors policy page). */
export function optionsOperationAt(api: Api, operation: Operation | null): Operation | null {
  let all = optionsOf.get(api);
  if (all === undefined) optionsOf.set(api, (all = api.operations.filter(({ method }) => method === 'OPTIONS').map(shaped)));
  if (all.length === 0) return null;
  const own = operation === null ? null : shaped(operation).segments;
  return all.find(({ segments }) => own === null || segments === null || sameShape(segments, own))?.operation ?? null;
}

/** An operation and the segments of its URL in lower case; null: not known. */
interface Shaped {
  readonly operation: Operation;
  readonly segments: readonly string[] | null;
}

const optionsOf = new WeakMap<Api, readonly Shaped[]>();

function shaped(operation: Operation): Shaped {
  const { urlTemplate } = operation;
  const segments = urlTemplate === null ? null : segmentsOf(urlTemplate.split('?')[0] ?? '').map((one) => one.toLowerCase());
  return { operation, segments };
}

/** True when some URL fits both: parameters and wildcards stand for anything. */
function sameShape(a: readonly string[], b: readonly string[]): boolean {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const left = a[index];
    const right = b[index];
    if (left !== undefined && left === right && !left.includes('{') && left !== '*') continue;
    if ((left !== undefined && isWild(left)) || (right !== undefined && isWild(right))) return true;
    if (left === undefined || right === undefined) return false;
    if (!left.includes('{') && !right.includes('{')) return false;
  }
  return true;
}

function isWild(segment: string): boolean {
  return segment === '*' || /^\{\*[^{}]*\}$/.test(segment);
}
