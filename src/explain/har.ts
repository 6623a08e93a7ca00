import * as z from 'zod/mini';
import { isJsonDeeper } from '../text/json-depth.js';
import { jsonErrorLine } from '../text/json-error.js';
import { InputError } from '../config/errors.js';
import { asksAsPreflight } from '../browser/preflight-asked.js';
import type { PageMode } from '../browser/request-mode.js';
import { errorWithoutPolicies, isGivenUp, answerSource, type AnswerSource } from './har-answer.js';
import { initiatorOf, pageOf, webUrl, type CapturedPage, type OriginSource } from './har-page.js';
import { askerOf, browsersOwn, modeOf } from './har-mode.js';
import { isForbiddenName, isHttpToken, type BrowserResponse, type CredentialsMode, type HeaderPairs, type RequestHeader } from '../browser/judge.js';

/** One cross-origin request of a capture. */
export interface CapturedRequest {
  /** Its index in `log.entries`, from 1; that of the preflight if the request itself is missing. */
  readonly entry: number;
  /** The page's origin; null: unknown. */
  readonly origin: string | null;
  /** The page's address if it has no origin of its own (mostly a file); null: unknown. */
  readonly page: string | null;
  /** Source of the origin: its own header is certain, the others name the page. */
  readonly originFrom: OriginSource | null;
  readonly url: string;
  /** Empty: unknown (only a preflight, without its headers). */
  readonly method: string;
  readonly mode: PageMode;
  /** The initiator, as consoles name it: `fetch`, `font`, `image`. */
  readonly asker: string;
  /** Headers that the script set, as far as known: those the preflight asks for, and those that browsers do not add. */
  readonly headers: readonly RequestHeader[];
  /** `include` if cookies were sent; null: unknown (exports omit cookies by default). */
  readonly credentials: CredentialsMode | null;
  /** The answer to its preflight; null: not in the capture. */
  readonly preflight: BrowserResponse | null;
  /** The answer to the actual request; null: none came, the browser withheld it, or it is not the gateway's (`source`). */
  readonly actual: BrowserResponse | null;
  /** Source of the captured answer. */
  readonly source: AnswerSource;
  /** Why it failed, if policies are not involved; null: not said. */
  readonly failure: string | null;
  /** Further information for the reader, one sentence each. */
  readonly notes: readonly string[];
}

/** The cross-origin requests of a capture. */
export interface Capture {
  readonly requests: readonly CapturedRequest[];
  /** Entries that are not cross-origin requests with CORS. */
  readonly skipped: {
    /** To the page's own origin. */
    readonly sameOrigin: number;
    /** Neither http nor https. */
    readonly otherSchemes: number;
    /** Navigations, images, scripts: requested without CORS. */
    readonly withoutCors: number;
  };
}

const largest = 100 * 1024 * 1024;

const header = z.looseObject({ name: z.string(), value: z.optional(z.string()) });
const entrySchema = z.looseObject({
  pageref: z.optional(z.string()),
  _resourceType: z.optional(z.nullable(z.string())),
  _initiator: z.optional(z.unknown()),
  request: z.looseObject({
    method: z.string().check(z.minLength(1)),
    url: z.string(),
    headers: z.optional(z.array(header)),
    cookies: z.optional(z.array(z.unknown())),
  }),
  response: z.optional(
    z.nullable(
      z.looseObject({
        status: z.optional(z.nullable(z.number())),
        headers: z.optional(z.array(header)),
        content: z.optional(z.nullable(z.looseObject({ size: z.optional(z.unknown()) }))),
        _error: z.optional(z.nullable(z.string())),
      }),
    ),
  ),
});
type Entry = z.infer<typeof entrySchema>;

const logSchema = z.looseObject({
  log: z.looseObject({
    pages: z.optional(z.nullable(z.array(z.looseObject({ id: z.string(), title: z.optional(z.string()) })))),
    entries: z.array(z.unknown()),
  }),
});
/**
 * The cross-origin requests of a HAR 1.2 capture, as Chrome, Firefox and Safari export it, in order. `path`: the file's name in errors. Throws `InputError`:
 * too large, not JSON, not HAR, or an invalid entry.
 */
export function readHar(text: string, path: string): Capture {
  if (text.length > largest) throw new InputError(`${path} is larger than ${largest / 1024 / 1024} MB; filter the network panel before exporting`);
  const { pages, entries } = logOf(text, path);
  const exchanges: Exchange[] = [];
  const skipped = { sameOrigin: 0, otherSchemes: 0, withoutCors: 0 };
  for (const [index, entry] of entries.entries()) {
    const exchange = exchangeOf(parseEntry(entry, index, path), index + 1, pages);
    if (exchange === null) skipped.otherSchemes += 1;
    else exchanges.push(exchange);
  }
  const requests: CapturedRequest[] = [];
  for (const pair of paired(exchanges)) {
    const { origin, url } = first(pair);
    if (pair.preflight === null && origin !== 'null' && origin === url.origin) skipped.sameOrigin += 1;
    else {
      const mode = pair.preflight === null ? modeOf({ ...first(pair), hasOrigin: first(pair).originFrom === 'origin' }) : 'cors';
      if (mode === null) skipped.withoutCors += 1;
      else requests.push(requestOf(pair, mode));
    }
  }
  return { requests, skipped };
}

/** Browser captures have some ten levels; extensions add a few. */
const deepestCapture = 200;

function logOf(text: string, path: string): { readonly pages: ReadonlyMap<string, string>; readonly entries: readonly unknown[] } {
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (isJsonDeeper(json, deepestCapture)) throw new InputError(`${path} is no HAR capture: it nests deeper than ${deepestCapture} levels`);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new InputError(`${path}:${jsonErrorLine(json)} is not JSON; a capture is what "Save all as HAR" in the browser's network panel writes`);
  }
  const parsed = logSchema.safeParse(value);
  if (!parsed.success) throw new InputError(`${path} is no HAR capture: ${wrong(parsed.error)}`);
  const { pages, entries } = parsed.data.log;
  return { pages: new Map((pages ?? []).map(({ id, title }) => [id, title ?? ''])), entries };
}

function parseEntry(entry: unknown, index: number, path: string): Entry {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) throw new InputError(`${path}: entry ${index + 1} is no HAR entry: ${wrong(parsed.error)}`);
  if (!isHttpToken(parsed.data.request.method)) throw new InputError(`${path}: entry ${index + 1} is no HAR entry: request.method is no method`);
  return parsed.data;
}

function wrong(error: z.core.$ZodError): string {
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'it' : issue.path.map(String).join('.');
  return `${where} is missing or of the wrong kind`;
}

/** The relevant parts of an entry. */
interface Exchange extends CapturedPage {
  readonly entry: number;
  readonly method: string;
  readonly url: URL;
  readonly headers: ReadonlyMap<string, string>;
  /** Chrome's resource type, in lower case. */
  readonly type: string | null;
  readonly isPreflight: boolean;
  readonly cookies: boolean;
  /** null: none came, or it is not the gateway's own (`source`). */
  readonly response: BrowserResponse | null;
  readonly source: AnswerSource;
  readonly error: string | null;
}

/** Null: neither http nor https. */
function exchangeOf(entry: Entry, number: number, pages: ReadonlyMap<string, string>): Exchange | null {
  const { request, response } = entry;
  const url = webUrl(request.url);
  if (url === null) return null;
  const headers = new Map<string, string>();
  for (const [name, value] of pairsOf(request.headers)) {
    const before = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
  }
  const initiator = initiatorOf(entry);
  const type = entry._resourceType?.toLowerCase() ?? null;
  const method = request.method.toUpperCase();
  const flagged = type === 'preflight' || initiator?.type === 'preflight';
  const status = response?.status ?? 0;
  const source = answerSource(entry, status);
  return {
    entry: number,
    method: request.method,
    url,
    headers,
    ...pageOf(headers, pages.get(entry.pageref ?? ''), initiator),
    type,
    isPreflight: asksAsPreflight(method, headers) || (flagged && method === 'OPTIONS'),
    cookies: headers.has('cookie') || (request.cookies ?? []).length > 0,
    // Chromium gives status 0 or -1 to withheld answers.
    source,
    response: status > 0 && source === 'network' ? { status, headers: pairsOf(response?.headers), ...bodyOf(response?.content?.size) } : null,
    error: response?._error === undefined || response._error === '' ? null : response._error,
  };
}

/** Safari, and tools that remove bodies, write 0 or -1: the size is then unknown. */
function bodyOf(size: unknown): { readonly hasBody?: true } {
  return typeof size === 'number' && size > 0 ? { hasBody: true } : {};
}

/** Some exports join the values of a repeated header, one per line; HTTP/2's pseudo-headers are skipped. */
function pairsOf(headers: readonly z.infer<typeof header>[] | undefined): HeaderPairs {
  return (headers ?? [])
    .filter(({ name }) => isHttpToken(name))
    .flatMap(({ name, value }) => (value ?? '').split('\n').map((line): readonly [string, string] => [name, line]));
}

/** A request with its preflight; one of the two may be missing. */
type Pair = { readonly request: Exchange; readonly preflight: Exchange | null } | { readonly request: null; readonly preflight: Exchange };

/** The entry that gives the page and the URL: the request, or its preflight. The origin is certain only from a header. */
function first({ request, preflight }: Pair): Exchange {
  if (request === null) return preflight;
  if (preflight === null || request.originFrom === 'origin' || preflight.originFrom !== 'origin') return request;
  return { ...request, origin: preflight.origin, originFrom: 'origin' };
}

/**
 * Pairs each preflight with the nearest request to the same URL with the requested method: Firefox lists it before the request, Chrome after. A preflight
 * without one represents its request.
 */
function paired(exchanges: readonly Exchange[]): readonly Pair[] {
  const waiting = new Map<string, Exchange[]>();
  for (const exchange of exchanges) {
    if (exchange.isPreflight) continue;
    for (const method of [exchange.method, '']) {
      const key = `${method} ${withoutFragment(exchange.url)}`;
      const list = waiting.get(key);
      if (list === undefined) waiting.set(key, [exchange]);
      else list.push(exchange);
    }
  }
  const taken = new Map<Exchange, Exchange>();
  const alone: Exchange[] = [];
  for (const preflight of exchanges) {
    if (!preflight.isPreflight) continue;
    const asked = preflight.headers.get('access-control-request-method') ?? '';
    const candidates = waiting.get(`${asked} ${withoutFragment(preflight.url)}`) ?? [];
    const request = nearest(candidates, preflight, (one) => !taken.has(one) && isOfOnePage(one, preflight));
    if (request === null) alone.push(preflight);
    else taken.set(request, preflight);
  }
  const requests = exchanges.filter((exchange) => !exchange.isPreflight).map((request): Pair => ({ request, preflight: taken.get(request) ?? null }));
  const orphans = alone.map((preflight): Pair => ({ request: null, preflight }));
  return [...requests, ...orphans].sort((a, b) => first(a).entry - first(b).entry);
}

function withoutFragment(url: URL): string {
  return url.href.slice(0, url.href.length - url.hash.length);
}

function isOfOnePage(request: Exchange, preflight: Exchange): boolean {
  return request.originFrom !== 'origin' || preflight.originFrom !== 'origin' || request.origin === preflight.origin;
}

/** Most requests to one URL that are compared on each side of a preflight: a capture may hold a hundred thousand. */
const reach = 20;

/** The nearest candidate; the earlier one of two equally near. Candidates are in the capture's order. */
function nearest(candidates: readonly Exchange[], { entry }: Exchange, isFree: (candidate: Exchange) => boolean): Exchange | null {
  let low = 0;
  let high = candidates.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((candidates[middle]?.entry ?? Infinity) < entry) low = middle + 1;
    else high = middle;
  }
  const before = candidates.slice(Math.max(0, low - reach), low).findLast(isFree) ?? null;
  const after = candidates.slice(low, low + reach).find(isFree) ?? null;
  if (before === null || after === null) return before ?? after;
  return after.entry - entry < entry - before.entry ? after : before;
}

function requestOf(pair: Pair, mode: PageMode): CapturedRequest {
  const { request, preflight } = pair;
  const { entry, origin, originFrom, page, url } = first(pair);
  const asked = (preflight?.headers.get('access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(isHttpToken);
  const method = request?.method ?? preflight?.headers.get('access-control-request-method') ?? '';
  const notes: string[] = [];
  if (originFrom === null) notes.push("The capture does not tell the page's origin: no Origin header, no Referer, no page.");
  else if (originFrom !== 'origin')
    notes.push(`The origin is read from the ${originNames[originFrom]}: the request has no Origin header in the capture.`);
  const error = request?.error ?? preflight?.error ?? null;
  if (isGivenUp(error)) notes.push('The request was given up before an answer came: the page was left, or its script stopped it.');
  if (request === null) {
    notes.push(
      method === ''
        ? 'Only the preflight is in the capture, and not what it asked for: the method is not known.'
        : 'Only the preflight is in the capture: the request is the one it asked for, and the values of its headers are not known.',
    );
  }
  return {
    entry,
    origin,
    page: origin === 'null' ? page : null,
    originFrom,
    url: url.href,
    method: isHttpToken(method) ? method : '',
    mode,
    asker: askerOf(first(pair)),
    headers: scriptHeaders(request, asked),
    credentials: request?.cookies === true ? 'include' : null,
    preflight: preflight?.response ?? null,
    actual: request?.response ?? null,
    source: request?.source ?? 'network',
    failure: errorWithoutPolicies(error),
    notes,
  };
}

const originNames = {
  origin: 'Origin header',
  referer: 'Referer header',
  page: 'page of the capture',
  initiator: 'script that made the request',
} as const;

/** Headers that a preflight asks for were set by the script, even if the export omits them (by default Authorization). */
function scriptHeaders(request: Exchange | null, asked: readonly string[]): readonly RequestHeader[] {
  const sent = [...(request?.headers ?? [])].filter(([name]) => asked.includes(name) || !(browsersOwn.has(name) || isForbiddenName(name)));
  const named = new Set(sent.map(([name]) => name));
  return [
    ...sent.map(([name, value]): RequestHeader => ({ name, value })),
    ...asked.filter((name) => !named.has(name)).map((name): RequestHeader => ({ name, value: null })),
  ];
}
