import type { Place } from '../apim/policy.js';
import { corsCheck, exposedNames, type HeaderPairs } from '../browser/cors-check.js';
import { firstOf, type GatewayAnswer } from './answer.js';
import { allWriters, preflightSteps, requestWriters, type CorsChain } from './cors-chain.js';
import { answerActual } from './gateway.js';
import { accessKey, denied, mostOf, type AccessReason, type ConcreteAccess } from './grant.js';
import { safelistedMethods } from './granted-names.js';
import { handWritten, handWrittenKey } from './hand-written.js';
import { grantAlong } from './later-grants.js';
import { allNames, intersection, isEmpty, namesOf, noNames, setKey, union, type NameSet } from './name-set.js';
import type { Walk } from './worlds.js';
import { writtenPreflightGrant } from './written-preflight.js';
import { actualDecision, preflightDecision, type Decision } from './which-cors.js';

/**
 * What pages can do if policies write CORS headers by hand, in `<outbound>` or in an answer of their own: for each method the gateway's answer is judged as a
 * browser does. Preflights do not get there, except in an OPTIONS operation: requests that need one require a `<cors>` or such an operation.
 */

/** Stands for every unnamed origin, if answers reflect the origin. */
export const anyOther = 'https://any-other.invalid';

/** Methods that are tried if the real ones are unknown. */
const usual: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The current world, the methods of the operations in question, and the access by the `<cors>` elements alone. */
interface Asked {
  readonly walk: Walk;
  readonly own: NameSet;
  readonly plain: () => ConcreteAccess;
}

/** The result for one method. */
interface Tried {
  readonly method: string;
  readonly answer: GatewayAnswer;
  readonly isReadable: boolean;
  readonly credentials: boolean;
}

/** What pages of an origin can do under a chain with hand-written headers, in the current world. */
export function writtenAccess(chain: CorsChain, origin: string, asked: Asked): ConcreteAccess {
  const { walk } = asked;
  const preflight = preflightDecision(chain, origin, walk);
  if (preflight.kind === 'opaque') return asked.plain();
  const grant = grantedBy(chain, preflight, origin, asked);
  const tried = methodsTried(chain, grant, asked).map((method) => tryMethod(chain, origin, method, walk));
  const [unread] = tried.flatMap(({ answer: { opaque } }) => (opaque?.code === 'unreadable' ? [opaque] : []));
  if (unread !== undefined) {
    if (isNeverSent(preflight, asked.own)) return denied(null, { code: 'written-no-preflight' });
    const step = actualDecision(chain, { origin, method: null, keyMissing: false }, walk);
    const key = step.kind === 'opaque' ? step.step.key : `${unread.path}:${unread.line}`;
    return { ...denied(null, { code: 'opaque', reason: unread.reason }), opaque: key };
  }
  if (grant === 'not-known' || tried.some(({ answer }) => answer.opaque !== null)) return notKnown(chain, preflight, tried, asked);
  const readable = tried.filter(({ isReadable }) => isReadable);
  const names = namesOf(readable.map(({ method }) => method));
  const alone = grant === null && needsPreflight(chain, walk) ? noNames : intersection(safelistedMethods, names);
  const through = grant === null ? noNames : intersection(grant.methods, names);
  const writtenAt = placeOf(chain);
  if (isEmpty(alone) && isEmpty(through)) return { ...refusal(chain, readable.length > 0, asked), writtenAt };
  return granted({ chain, grant, alone, through, readable }, asked);
}

/** What the answer to a preflight grants; null if nothing. */
function grantedBy(chain: CorsChain, preflight: Decision, origin: string, { walk, own }: Asked): ConcreteAccess | null | 'not-known' {
  if (preflight.kind === 'granted') {
    const { policy } = preflight;
    return grantAlong({ policy, actual: policy, steps: preflightSteps(chain).steps }, origin, own, walk);
  }
  return preflight.kind === 'answered' ? writtenPreflightGrant(preflight, shownAs(origin), walk) : null;
}

function shownAs(origin: string): string {
  return origin === '*' ? anyOther : origin;
}

/** Methods with a readable answer: without a preflight, and with one. */
interface Granted {
  readonly chain: CorsChain;
  readonly grant: ConcreteAccess | null;
  readonly alone: NameSet;
  readonly through: NameSet;
  readonly readable: readonly Tried[];
}

function granted({ chain, grant: all, alone, through, readable }: Granted, { own }: Asked): ConcreteAccess {
  const methods = union(alone, through);
  const usable = readable.filter(({ method }) => !methods.any && methods.names.has(method));
  const able = usable.filter(({ credentials }) => credentials);
  const isAble = (some: NameSet): boolean => able.some(({ method }) => some.any || some.names.has(method));
  const exposed = (include: boolean): NameSet =>
    (include ? able : usable).map(({ answer }) => exposedIn(answer, include)).reduce((a, b) => union(a, b), noNames);
  const simple: ConcreteAccess = {
    ...denied(null, { code: writesOrigin(chain) ? 'written' : 'simple-only' }),
    granted: true,
    methods,
    credentials: isAble(alone),
    exposed: exposed(false),
    withCredentials: { methods: alone, headers: noNames, exposed: exposed(true) },
    writtenAt: placeOf(chain),
  };
  if (all === null || isEmpty(through)) return simple;
  const isAny = own.any && all.anyMethod && usual.every((method) => readable.some((one) => one.method === method));
  // A simple request with credentials needs no preflight.
  const withMethods = all.credentials ? union(alone, intersection(all.withCredentials.methods, methods)) : alone;
  return {
    ...simple,
    methods: isAny ? allNames : methods,
    credentials: isAble(withMethods),
    anyMethod: isAny || (all.anyMethod && !own.any),
    headers: all.headers,
    headersRest: all.headersRest,
    withCredentials: { methods: withMethods, headers: all.credentials ? all.withCredentials.headers : noNames, exposed: exposed(true) },
    maxAge: all.maxAge,
    openMaxAge: all.openMaxAge,
    decidedBy: all.decidedBy,
    why: writesOrigin(chain) ? simple.why : all.why,
  };
}

/** A method that the `<cors>` does not list is not tried if the hand-written headers let no one in. */
function methodsTried(chain: CorsChain, grant: ConcreteAccess | null | 'not-known', { own }: Asked): readonly string[] {
  const listed = grant === null || grant === 'not-known' ? noNames : grant.methods;
  if (own.any) return [...new Set([...usual, ...(listed.any ? [] : listed.names)])];
  const some = intersection(listed, own);
  const tried = isEmpty(some) || writesOrigin(chain) ? own : some;
  return tried.any ? usual : [...tried.names];
}

function tryMethod(chain: CorsChain, origin: string, method: string, walk: Walk): Tried {
  const shown = shownAs(origin);
  const answer = answerActual(chain, { origin, method, headers: [], credentials: null }, { keyMissing: false, shown }, walk);
  const passes = (include: boolean): boolean =>
    answer.opaque === null && corsCheck({ status: 200, headers: pairsOf(answer) }, { origin: shown, include }, 'actual', 'standard') === null;
  return { method, answer, isReadable: passes(false), credentials: passes(true) };
}

function pairsOf({ headers }: GatewayAnswer): HeaderPairs {
  return Object.entries(headers).map(([name, value]) => [name, firstOf(value)] as const);
}

/** A header that no answer has: script may read it only if it may read all. */
const anyHeader = 'any-other-header';

/** Response headers that script may read, in addition to the safelisted ones. */
function exposedIn(answer: GatewayAnswer, include: boolean): NameSet {
  const always = exposedNames([], include);
  const readable = exposedNames([...pairsOf(answer), [anyHeader, '']], include);
  return readable.includes(anyHeader) ? allNames : namesOf(readable.filter((name) => !always.includes(name)));
}

/** Browsers send no request with these methods: each needs a preflight, which nothing grants. */
export function isNeverSent({ kind }: Decision, own: NameSet): boolean {
  const isGranted = kind === 'granted' || kind === 'answered' || kind === 'opaque';
  return !isGranted && !own.any && isEmpty(intersection(own, safelistedMethods));
}

/** Every request has a preflight: the version, or the product's key, is in a header. */
export function needsPreflight({ preflight }: CorsChain, walk: Walk): boolean {
  if (preflight === null) return false;
  return preflight.kind === 'versionless' || (preflight.key !== null && walk.ask(preflight.key).value === 'header');
}

/** No answer grants anything that a page can use. */
function refusal(chain: CorsChain, isReadable: boolean, { walk, plain }: Asked): ConcreteAccess {
  if (isReadable) {
    if (chain.preflight?.kind === 'versionless') return denied(null, { code: 'versionless' });
    const key = chain.preflight?.key ?? null;
    return denied(null, { code: key !== null && walk.heard(key) === 'header' ? 'no-product-preflight' : 'written-no-preflight' });
  }
  const alone = plain();
  if (alone.opaque !== null) return alone;
  const forOthers = writesOrigin(chain) && alone.why.code === 'no-cors';
  const why: AccessReason = alone.granted ? { code: 'written-over' } : forOthers ? { code: 'written-for-others' } : alone.why;
  return denied(alone.decidedBy, why);
}

/** A value is computed: only the upper bound by the preflight is known. */
function notKnown(chain: CorsChain, preflight: Decision, tried: readonly Tried[], { walk, own, plain }: Asked): ConcreteAccess {
  const most = mostOf(chain, preflight, walk);
  const open = namesOf(tried.filter(({ answer, isReadable }) => answer.opaque !== null || isReadable).map(({ method }) => method));
  const atMost = { methods: own.any ? most.methods : intersection(most.methods, open), headers: most.headers };
  const alone = plain();
  if (isEmpty(intersection(atMost.methods, own))) return denied(alone.decidedBy, { code: 'written-no-preflight' });
  // Equal only if everything else is.
  const opaque = `written:${allWriters(chain).map(handWrittenKey).join()}:${setKey(atMost.methods)}:${setKey(atMost.headers)}:${accessKey(alone)}`;
  return { ...denied(alone.decidedBy, { code: 'hand-written' }), opaque, atMost };
}

const allowOrigin = 'access-control-allow-origin';

function writesOrigin(chain: CorsChain): boolean {
  return requestWriters(chain).some((writer) => {
    const { header, mayBe, action } = handWritten(writer);
    return (header === allowOrigin || mayBe.includes(allowOrigin)) && action !== 'delete';
  });
}

/** Place of the last writer of the header that lets in. */
function placeOf(chain: CorsChain): Place | null {
  const written = requestWriters(chain);
  return (written.findLast((writer) => writer.header === allowOrigin) ?? written.at(-1))?.element.place ?? null;
}
