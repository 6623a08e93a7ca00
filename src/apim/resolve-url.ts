import { apisAlong } from './api-paths.js';
import { urlSegmentsOf as segmentsOf } from './path-segments.js';
import { versionSetOf, type Api, type Operation, type Service } from './service.js';

/** What a URL is matched by: the path and query below the gateway's host, and the headers that may hold a version (lower-case names). */
export interface RequestedUrl {
  readonly method: string;
  /** Percent-encoded as sent; starts with `/`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: ReadonlyMap<string, string | null>;
  /** True: an API matches whatever its version header says. A preflight never sends that header. */
  readonly isVersionless?: boolean;
}

/** What a URL addresses in a service. */
export interface ResolvedUrl {
  readonly api: Api;
  /** null: no operation of the API matches, or its operations are unknown. */
  readonly operation: Operation | null;
  /** How the API's version was chosen; null if it has none. */
  readonly versionBy: 'segment' | 'query' | 'header' | null;
  /** How many segments of the URL belong to the API's path, including a version. */
  readonly segments: number;
}

/** A URL as given on a command line: `/orders/1?x=y`, with or without scheme and host, which are ignored. null: not a URL. */
export function parseRequestedUrl(text: string): { readonly path: string; readonly query: URLSearchParams } | null {
  if (text.length > 8192) return null;
  try {
    const url = new URL(text.startsWith('/') ? `https://gateway${text.replace(/^\/+/, '/')}` : text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? { path: url.pathname, query: url.searchParams } : null;
  } catch {
    return null;
  }
}

/** What was gone through for some lookups: APIs, and segments of templates. There may be a hundred thousand operations, each of which fits all URLs. */
export interface LookupWork {
  steps: number;
}

interface Candidate {
  readonly api: Api;
  readonly rest: readonly string[];
  readonly length: number;
  readonly versionBy: ResolvedUrl['versionBy'];
}

/**
 * The API and operation that a request reaches: the longest API path that is a prefix of the URL, then the version (Microsoft Learn, "Versions in Azure API
 * Management": path segment, query string or header), then the operation whose template fits best. Revisions other than the current one need `;rev=N` at the
 * end of the API's path ("Revisions in Azure API Management"). null: no API's path is a prefix of the URL.
 */
export function resolveUrl(service: Service, url: RequestedUrl, work: LookupWork = { steps: 0 }): ResolvedUrl | null {
  const revised = withoutRevision(segmentsOf(url.path));
  let best: Candidate | null = null;
  for (const api of apisAlong(service.apis, revised.segments)) {
    work.steps += 1;
    if (revised.revision === null ? !api.isCurrent : api.revision !== revised.revision) continue;
    const candidate = candidateOf(service, api, revised.segments, url);
    if (candidate !== null && (best === null || isBetter(candidate, best))) best = candidate;
  }
  if (best === null) return null;
  return { api: best.api, operation: operationAt(best.api, url.method, best.rest, work), versionBy: best.versionBy, segments: best.length };
}

/** "An OPTIONS operation" is one defined with that method, not one for every method (Microsoft Learn, cors policy). */
export function takesOptions(operation: Pick<Operation, 'method'> | null | undefined): boolean {
  return operation?.method === 'OPTIONS';
}

/** The OPTIONS operation that stands at a URL; null: none does. */
export function optionsReached(service: Service, url: Omit<RequestedUrl, 'method'>): Operation | null {
  const { operation = null } = resolveUrl(service, { ...url, method: 'OPTIONS' }) ?? {};
  return takesOptions(operation) ? operation : null;
}

/** A longer path wins; among equal ones, the one with the requested version. */
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
    // If the version set's metadata is missing, the version is assumed to be in the path, as nearly always.
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

/** Splits the revision off a segment such as `orders;rev=2`. */
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

function startsWith(segments: readonly string[], start: readonly string[]): boolean {
  return start.length <= segments.length && start.every((segment, index) => segment.toLowerCase() === segments[index]?.toLowerCase());
}

/** The API's operation whose template fits the path below the API's own, the most literal first. */
function operationAt(api: Api, method: string, rest: readonly string[], work: LookupWork = { steps: 0 }): Operation | null {
  let templates = templatesOf.get(api);
  if (templates === undefined) templatesOf.set(api, (templates = indexTemplates(api)));
  let best: { readonly entry: Template; readonly rank: string } | null = null;
  for (const entry of alongSegments(templates, rest)) {
    const { operation, parts, order } = entry;
    work.steps += 1 + parts.length;
    if (operation.method !== null && operation.method !== '*' && operation.method !== method.toUpperCase()) continue;
    const rank = rankOfParts(parts, rest);
    if (rank === null) continue;
    if (best === null || rank < best.rank || (rank === best.rank && order < best.entry.order)) best = { entry, rank };
  }
  return best?.entry.operation ?? null;
}

interface Template {
  readonly operation: Operation;
  readonly parts: readonly string[];
  /** Of equally good operations the first wins. */
  readonly order: number;
}

/** Templates by their leading segments, parameters included: an API may have thousands, and every request is looked up. */
interface TemplateNode {
  readonly here: Template[];
  readonly below: Map<string, TemplateNode>;
}

const templatesOf = new WeakMap<Api, TemplateNode>();

function indexTemplates(api: Api): TemplateNode {
  const root: TemplateNode = { here: [], below: new Map() };
  for (const [order, operation] of api.operations.entries()) {
    if (operation.urlTemplate === null) continue;
    const parts = templateSegments(operation.urlTemplate);
    let node = root;
    for (const part of parts.slice(0, deepest)) {
      const key = parameter.test(part) ? '{}' : part.toLowerCase();
      if (wildcard.test(part) || (key !== '{}' && key.includes('{'))) break;
      let next = node.below.get(key);
      if (next === undefined) node.below.set(key, (next = { here: [], below: new Map() }));
      node = next;
    }
    node.here.push({ operation, parts, order });
  }
  return root;
}

/** The templates that may fit. */
function* alongSegments({ here, below }: TemplateNode, rest: readonly string[], at = 0): Iterable<Template> {
  yield* here;
  const segment = rest[at];
  for (const key of segment === undefined ? [] : [segment.toLowerCase(), '{}']) {
    const next = below.get(key);
    if (next !== undefined) yield* alongSegments(next, rest, at + 1);
  }
}

const parameter = /^\{[^{}]*\}$/;
const wildcard = /^\*$|^\{\*[^{}]*\}$/;
/** Templates are told apart by as many segments. */
const deepest = 24;

/**
 * The operation that takes all requests of a removed one of another state of the API: same method, and matching every URL of its template. null: there is none,
 * or it is unknown. Operations that take only some of the requests do not count.
 */
export function successorOf({ method, urlTemplate }: Operation, api: Api): Operation | null {
  if (method === null || urlTemplate === null) return null;
  return operationAt(api, method === '*' ? anySegment : method, anyOf(urlTemplate));
}

/** A segment that no template has as a literal stands for any parameter value; several such segments stand for any wildcard. */
function anyOf(urlTemplate: string): readonly string[] {
  return segmentsOf(urlTemplate.split('?')[0] ?? '').flatMap((part) => {
    if (wildcard.test(part)) return manySegments;
    return [part.replace(/\{[^{}]*\}/g, anySegment)];
  });
}

const anySegment = '\u0001';
/** More segments than any template without a wildcard has. */
const manySegments: readonly string[] = Array.from({ length: 24 }, () => anySegment);

/**
 * A request that represents all requests to an operation of an API (or all below the API's path); for a revision that is not current, with its number. null:
 * the API's URL is unknown.
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

/** The segments of a template, without its query. */
export function templateSegments(template: string): readonly string[] {
  return segmentsOf((template.split('?')[0] ?? '').replace(/#.*$/, ''));
}

/** One letter per segment, better ones first in the alphabet: a literal, a literal with a parameter in it, a parameter, a wildcard. null: no match. */
function rankOfParts(parts: readonly string[], rest: readonly string[]): string | null {
  let rank = '';
  for (const [index, part] of parts.entries()) {
    if (wildcard.test(part)) return `${rank}d`;
    const segment = rest[index];
    if (segment === undefined) return null;
    if (!part.includes('{')) {
      if (part.toLowerCase() !== segment.toLowerCase()) return null;
      rank += 'a';
    } else if (parameter.test(part)) rank += 'c';
    else if (fits(part, segment)) rank += 'b';
    else return null;
  }
  return parts.length === rest.length ? rank : null;
}

/** Fits `items({key})`, `{name}.json`: literal pieces in order, with text between them. */
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

/**
 * The OPTIONS operation that takes an operation's preflights, so that the gateway does not answer them itself (Microsoft Learn, cors policy). It has to match
 * every URL of the operation's template, as `resolveUrl` finds it; an operation that takes only some of the URLs does not count. `operation` null means the
 * unlisted operations: only a template for every URL takes all of those.
 */
export function optionsOperationAt(api: Api, operation: Operation | null): Operation | null {
  let known = optionsOf.get(api);
  if (known === undefined) optionsOf.set(api, (known = indexOptions(api)));
  const { all, byTemplate, found } = known;
  if (all.length === 0) return null;
  const template = operation?.urlTemplate ?? null;
  // An operation with an unknown template may have any URL.
  if (operation !== null && template === null) return all.find(isOptions)?.operation ?? null;
  const key = (template ?? '/*').toLowerCase();
  let options = found.get(key);
  if (options === undefined) {
    options = byTemplate.get(key) ?? bestFor(all, anyOf(template ?? '/*'));
    found.set(key, options);
  }
  return options;
}

/** Operations of an API that take OPTIONS. Specifications often list one for each of thousands of paths. */
interface OptionsIndex {
  /** Including those for every method, which can shadow an OPTIONS operation. */
  readonly all: readonly Ranked[];
  readonly byTemplate: ReadonlyMap<string, Operation>;
  /** Results by the template in question. */
  readonly found: Map<string, Operation | null>;
}

interface Ranked {
  readonly operation: Operation;
  readonly parts: readonly string[] | null;
}

const optionsOf = new WeakMap<Api, OptionsIndex>();

function indexOptions(api: Api): OptionsIndex {
  const taking = api.operations.filter(({ method }) => method === 'OPTIONS' || method === '*');
  const all = taking.map((operation) => ({ operation, parts: operation.urlTemplate === null ? null : templateSegments(operation.urlTemplate) }));
  const byTemplate = new Map<string, Operation>();
  const hasOptions = all.some(isOptions);
  if (hasOptions) for (const { operation } of all.filter(isOptions)) byTemplate.set((operation.urlTemplate ?? '').toLowerCase(), operation);
  return { all: hasOptions ? all : [], byTemplate, found: new Map() };
}

function isOptions({ operation }: Ranked): boolean {
  return takesOptions(operation);
}

function bestFor(all: readonly Ranked[], rest: readonly string[]): Operation | null {
  let best: { readonly one: Ranked; readonly rank: string } | null = null;
  for (const one of all) {
    // An OPTIONS operation with an unknown template may have any URL: it ranks last.
    const rank = one.parts === null ? (isOptions(one) ? 'e' : null) : rankOfParts(one.parts, rest);
    if (rank !== null && (best === null || rank < best.rank)) best = { one, rank };
  }
  return best !== null && isOptions(best.one) ? best.one.operation : null;
}
