import type { HeaderWriter } from '../apim/policy.js';
import { isSafelistedMethod } from '../browser/fetch-request.js';
import { firstOf, type AskedOfGateway, type CorsHeaders, type HeaderValue } from './answer.js';
import type { CorsPolicy, NameList } from './cors-policy.js';
import { allowsCredentials, besideAll, exposedBy, headersOf, listsHeader, listsMethod, methodsOf, methodsPrinted } from './granted-names.js';
import { shortName } from '../text/short-name.js';
import { handWritten, type HandWritten } from './hand-written.js';
import { listed } from './name-set.js';
import { allowsAny, names } from './origin-match.js';
import {
  branchRuns,
  handWrittenBesideCors,
  nameStandsFor,
  partialMatchAtPreflight,
  wildcardLists,
  wildcardOriginWithCredentials,
} from './questions.js';
import type { Walk } from './worlds.js';
import type { Trace } from './trace.js';

/** What a `<cors>` that decides writes into the answer, and what `<outbound>` writes beside it. */

/** Access-Control-Allow-Origin, and -Credentials where the policy allows them. */
export function originHeaders(policy: CorsPolicy, asked: AskedOfGateway, walk: Walk): Record<string, HeaderValue> {
  const credentials = allowsCredentials(policy.allowCredentials, walk);
  const headers: Record<string, HeaderValue> = { 'access-control-allow-origin': originHeader(policy, asked, credentials, walk) };
  if (credentials) headers['access-control-allow-credentials'] = 'true';
  return headers;
}

/**
 * A listed origin is answered with itself, and `*` without credentials with a literal `*` (both captured from gateways); for `*` with
 * credentials nobody says which of the two comes back.
 */
function originHeader(policy: CorsPolicy, asked: AskedOfGateway, credentials: boolean, { ask, assume }: Walk): HeaderValue {
  if (names(policy, asked.origin) || !allowsAny(policy)) return asked.origin;
  if (!credentials) return '*';
  const matters = asked.credentials !== false;
  const answer = matters ? ask(wildcardOriginWithCredentials).value : assume.get(wildcardOriginWithCredentials.id);
  if (answer === 'echo') return asked.origin;
  return answer === 'literal' ? '*' : { oneOf: ['*', asked.origin] };
}

/** What the element writes into the answer to a preflight. */
export function preflightHeaders(policy: CorsPolicy, asked: AskedOfGateway, walk: Walk): CorsHeaders {
  const own = originHeaders(policy, asked, walk);
  const hasMethod = listsMethod(policy, asked.method, walk);
  const lacking = asked.headers.filter((name) => !listsHeader(policy.headers, name, walk));
  const isGranted = hasMethod && lacking.length === 0;
  const methods = decided(policy.methods, listed(methodsOf(policy, walk)), isGranted ? [asked.method] : []);
  const headers = decided(policy.headers, listed(headersOf(policy.headers)), isGranted ? asked.headers : []);
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
  // What such an answer looks like is open. Where the browser refuses it either way it is not asked, unless the answer was seen.
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

/** No page says whether the gateway echoes the names asked for or lists its own: a browser minds only where the list is `*`, and then an echo is reported. */
function nameHeader(requested: string, configured: readonly string[]): HeaderValue {
  const own = written(configured);
  return own === requested ? own : { oneOf: [requested, own] };
}

/** What the element writes into the answer to the request itself. */
export function actualHeaders(policy: CorsPolicy, asked: AskedOfGateway, walk: Walk): CorsHeaders {
  const headers = originHeaders(policy, asked, walk);
  const exposed = decided(policy.exposed, listed(exposedBy(policy.exposed)), []);
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

/** What `<outbound>` makes of the headers. `open`: the writer of which nobody knows what it comes to; null: none is. `touched`: it writes any at all. */
export interface Rewritten {
  readonly headers: CorsHeaders;
  readonly open: HandWritten | null;
  readonly touched: boolean;
}

/** What is written by hand, into which answer, and where it stands: a section, or the scope of what answers itself. */
export interface WrittenInto {
  readonly phase: 'preflight' | 'request';
  readonly writers: readonly HeaderWriter[];
  readonly where: string;
}

/** What is written by hand into an answer that has these headers, in the order in which it runs. */
export function withWritten(
  headers: CorsHeaders,
  { phase, writers, where }: WrittenInto,
  origin: string,
  walk: Walk,
  trace: Trace | null,
): Rewritten {
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
  /** What a `<cors>` gives, as far as nothing takes it away. */
  readonly #given: Record<string, HeaderValue>;
  /** What is written by hand: a text, or the writer of which nobody knows what it comes to. */
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
    // The backend may send one too; what it sends is in no policy.
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

  /** Each condition is asked for by itself; that of a value that is not known makes nothing known. */
  #runs({ inside, around, place }: HandWritten, value: string | HandWritten): boolean {
    return inside === null || typeof value !== 'string' || this.#walk.ask(branchRuns(inside, around ?? place)).value === 'yes';
  }

  end(): Pick<Rewritten, 'headers' | 'open'> {
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
