import type { HeaderWriter } from '../apim/policy.js';
import { isSafelistedMethod } from '../browser/fetch-request.js';
import { firstOf, type AskedOfGateway, type CorsHeaders, type HeaderValue } from './answer.js';
import type { CorsPolicy, NameList } from './cors-policy.js';
import { allowsCredentials, besideAll, exposedBy, headersOf, listsHeader, listsMethod, grantedMethods, methodsPrinted } from './granted-names.js';
import { shortName } from '../text/short-name.js';
import { handWritten, type HandWritten } from './hand-written.js';
import { listedNames } from './name-set.js';
import { allowsAny, listsOrigin } from './origin-match.js';
import { branchRuns, handWrittenBesideCors, nameStandsFor, partialMatchAtPreflight, wildcardLists, wildcardWithCredentials } from './questions.js';
import type { Walk } from './worlds.js';
import type { Trace } from './trace.js';

/** The headers that a deciding `<cors>` and `<outbound>` write into the answer. */

/** Access-Control-Allow-Origin, and -Credentials where the policy allows them. */
export function originHeaders(policy: CorsPolicy, asked: AskedOfGateway, walk: Walk): Record<string, HeaderValue> {
  const credentials = allowsCredentials(policy.allowCredentials, walk);
  const headers: Record<string, HeaderValue> = { 'access-control-allow-origin': originHeader(policy, asked, credentials, walk) };
  if (credentials) headers['access-control-allow-credentials'] = 'true';
  return headers;
}

/**
 * A listed origin is answered with itself, `*` without credentials with a literal `*` (both captured from gateways). For `*` with credentials no source says
 * which of the two is returned.
 */
function originHeader(policy: CorsPolicy, asked: AskedOfGateway, credentials: boolean, { ask, assume }: Walk): HeaderValue {
  if (listsOrigin(policy, asked.origin) || !allowsAny(policy)) return asked.origin;
  if (!credentials) return '*';
  const matters = asked.credentials !== false;
  const answer = matters ? ask(wildcardWithCredentials).value : assume.get(wildcardWithCredentials.id);
  if (answer === 'echo') return asked.origin;
  return answer === 'literal' ? '*' : { oneOf: ['*', asked.origin] };
}

/** The headers that the element writes into the answer to a preflight. */
export function preflightHeaders(policy: CorsPolicy, asked: AskedOfGateway, walk: Walk): CorsHeaders {
  const own = originHeaders(policy, asked, walk);
  const hasMethod = listsMethod(policy, asked.method, walk);
  const lacking = asked.headers.filter((name) => !listsHeader(policy.headers, name, walk));
  const isGranted = hasMethod && lacking.length === 0;
  const methods = decided(policy.methods, listedNames(grantedMethods(policy, walk)), isGranted ? [asked.method] : []);
  const headers = decided(policy.headers, listedNames(headersOf(policy.headers)), isGranted ? asked.headers : []);
  if (isGranted) {
    // A `*` in a list means nothing to a request with credentials (Fetch): to others both answers are the same.
    const matters = asked.credentials !== false && allowsCredentials(policy.allowCredentials, walk);
    const all: Record<string, HeaderValue> = { ...own };
    const spelt = methodsPrinted(policy, asked.method, walk);
    all['access-control-allow-methods'] =
      spelt === null
        ? listHeader(asked.method, [methods, ...besideAll(policy.methods, 'methods')], matters && !isSafelistedMethod(asked.method), walk)
        : written(spelt);
    if (asked.headers.length > 0)
      all['access-control-allow-headers'] = listHeader(asked.headers.join(','), [headers, ...besideAll(policy.headers, 'headers')], matters, walk);
    if (policy.maxAge.kind === 'literal') all['access-control-max-age'] = String(policy.maxAge.seconds);
    return all;
  }
  // The form of the answer is open. It is not asked if the browser refuses either form, unless the answer was observed.
  const isOpen = walk.isSeen === true || (lacking.length === 0 && isSafelistedMethod(asked.method));
  const shape = isOpen ? walk.ask(partialMatchAtPreflight).value : (walk.assume.get(partialMatchAtPreflight.id) ?? 'decorated');
  if (shape === 'bare') return {};
  const some: Record<string, HeaderValue> = { ...own, 'access-control-allow-methods': written(methods) };
  if (asked.headers.length > 0) some['access-control-allow-headers'] = written(headers);
  return some;
}

/** A list without what is open in it: in the world at hand that is one of those asked for, or none that is minded. */
function decided(list: NameList, names: readonly string[] | '*', asked: readonly string[]): readonly string[] | '*' {
  if (names === '*' || list.kind === 'absent' || list.unresolved.length === 0) return names;
  const open = new Set(list.unresolved.map(({ name }) => name));
  return [...new Set([...names.filter((name) => !open.has(name)), ...asked])];
}

/** One of the two lists of a preflight's answer. `isAsked`: the browser minds whether a `*` is echoed. */
function listHeader(
  requested: string,
  [configured, ...beside]: readonly [all: readonly string[] | '*', ...beside: readonly string[]],
  isAsked: boolean,
  { ask, assume }: Walk,
): HeaderValue {
  if (configured !== '*') return nameHeader(requested, configured);
  const own = written(['*', ...beside]);
  const answer = isAsked ? ask(wildcardLists).value : assume.get(wildcardLists.id);
  if (answer === undefined) return { oneOf: [requested, own] };
  return answer === 'echoed' ? requested : own;
}

/**
 * No page says whether the gateway echoes the requested names or lists its own. It matters to a browser only if the list is `*`, for which an echo is reported.
 */
function nameHeader(requested: string, configured: readonly string[]): HeaderValue {
  const own = written(configured);
  return own === requested ? own : { oneOf: [requested, own] };
}

/** The headers that the element writes into the answer to the actual request. */
export function actualHeaders(policy: CorsPolicy, asked: AskedOfGateway, walk: Walk): CorsHeaders {
  const headers = originHeaders(policy, asked, walk);
  const exposed = decided(policy.exposed, listedNames(exposedBy(policy.exposed)), []);
  const printed = exposed === '*' ? ['*', ...besideAll(policy.exposed, 'exposed')] : exposed;
  if (printed.length > 0) headers['access-control-expose-headers'] = written(printed);
  return headers;
}

function written(names: readonly string[] | '*'): string {
  return names === '*' ? '*' : names.join(', ');
}

const readByBrowsers: ReadonlySet<string> = new Set([
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-expose-headers',
]);

const readOfPreflights: ReadonlySet<string> = new Set([
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-max-age',
]);

/** The headers after `<outbound>`. `open`: a writer whose effect is unknown, or null. `touched`: whether it writes any. */
export interface RewrittenHeaders {
  readonly headers: CorsHeaders;
  readonly open: HandWritten | null;
  readonly touched: boolean;
}

/** Hand-written headers, the answer they go into, and their place: a section, or the scope of an answering policy. */
export interface WrittenInto {
  readonly phase: 'preflight' | 'request';
  readonly writers: readonly HeaderWriter[];
  readonly where: string;
}

/** Applies the hand-written headers to an answer's headers, in running order. */
export function withHeadersWritten(
  headers: CorsHeaders,
  { phase, writers, where }: WrittenInto,
  origin: string,
  walk: Walk,
  trace: Trace | null,
): RewrittenHeaders {
  const read = phase === 'preflight' ? readOfPreflights : readByBrowsers;
  const all = writers.flatMap((writer) => named(handWritten(writer), walk)).filter((one) => read.has(one.header));
  const page = new AnswerInMaking(headers, walk);
  for (const one of all) {
    const { header, action, place } = one;
    trace?.add(place, where, { code: 'writes-header', header, deletes: action === 'delete', where: one.where });
    const values = one.reflects ? [origin] : one.literal;
    page.write(one, values === null ? one : values.join(', '));
  }
  return { ...page.end(), touched: all.length > 0 };
}

/** What an open name stands for, in the world at hand. */
function named(one: HandWritten, { ask }: Walk): readonly HandWritten[] {
  if (one.mayBe.length === 0) return [one];
  const header = one.mayBe.find((name) => ask(nameStandsFor(shortName(one.header), name)).value === 'yes');
  return header === undefined ? [] : [{ ...one, header }];
}

/** Headers of an answer while policies write into it. */
class AnswerInMaking {
  /** What a `<cors>` gives, unless a policy removes it. */
  readonly #given: Record<string, HeaderValue>;
  /** What is written by hand: a text, or a writer whose effect is unknown. */
  readonly #written = new Map<string, string | HandWritten>();
  readonly #walk: Walk;

  constructor(given: CorsHeaders, walk: Walk) {
    this.#given = { ...given };
    this.#walk = walk;
  }

  write(one: HandWritten, value: string | HandWritten): void {
    const { header, action } = one;
    const before = this.#written.get(header);
    const isThere = this.#given[header] !== undefined || before !== undefined;
    // The backend may send the header too, which no policy shows.
    if (isThere ? action === 'skip' : action === 'delete') return;
    if (before === value && this.#given[header] === undefined && action !== 'append' && action !== 'delete') return;
    if (!this.#runs(one, value)) return;
    if (action === 'append' && before !== undefined) {
      this.#written.set(header, typeof before === 'string' && typeof value === 'string' ? `${before}, ${value}` : one);
      return;
    }
    if (action === 'delete') this.#written.delete(header);
    else this.#written.set(header, value);
    if ((action === 'override' || action === 'delete') && this.#given[header] !== undefined) {
      if (this.#walk.ask(handWrittenBesideCors).value === 'replaces') Reflect.deleteProperty(this.#given, header);
    }
  }

  /** Each condition is a separate question. That of an unknown value does not help. */
  #runs({ inside, around, place }: HandWritten, value: string | HandWritten): boolean {
    return inside === null || typeof value !== 'string' || this.#walk.ask(branchRuns(inside, around ?? place)).value === 'yes';
  }

  end(): Pick<RewrittenHeaders, 'headers' | 'open'> {
    const headers: Record<string, HeaderValue> = { ...this.#given };
    let open: HandWritten | null = null;
    for (const [header, value] of this.#written) {
      const given = headers[header];
      if (typeof value === 'string') headers[header] = given === undefined ? value : `${firstOf(given)}, ${value}`;
      else {
        open ??= value;
        Reflect.deleteProperty(headers, header);
      }
    }
    return { headers, open };
  }
}
