import type { CorsChain, OpaqueReason } from './cors-chain.js';
import type { CorsPolicy } from './cors-policy.js';
import { credentialsOf, exposedBy, headerFacts, headersOf, methodsOf } from './granted-names.js';
import type { Fact } from './facts.js';
import { handWrittenKey } from './hand-written.js';
import { allNames, intersection, isEmpty, isSubset, namesOf, noNames, setKey, union, type NameSet } from './name-set.js';
import { matches } from './origin-match.js';
import { unlistedMethodAtActual } from './questions.js';
import type { Walk } from './worlds.js';
import { actualDecision, preflightDecision } from './which-cors.js';

/** Why pages of an origin can do what they can. */
export type AccessReason =
  | {
      readonly code:
        | 'no-operation'
        | 'no-cors'
        | 'not-listed'
        | 'unlisted'
        | 'preflight-only'
        | 'no-product-preflight'
        | 'versionless'
        | 'hand-written'
        | 'written-no-preflight';
    }
  | { readonly code: 'listed' | 'two-elements' | 'simple-only' | 'method-not-listed' }
  | { readonly code: 'refused'; readonly policy: string }
  | { readonly code: 'opaque'; readonly reason: OpaqueReason };

/** What pages of one origin can do in one world. Where `granted` is false the rest is empty. */
export interface ConcreteAccess {
  readonly granted: boolean;
  /** Of the operations' own methods. */
  readonly methods: NameSet;
  /** The policy allows every method, whatever the operations' own are. */
  readonly anyMethod: boolean;
  readonly headers: NameSet;
  /** What `headers` takes for granted, and nothing else of it does. */
  readonly headersRest: readonly Fact[];
  readonly credentials: boolean;
  readonly exposed: NameSet;
  /** Seconds a preflight's answer is cached; browsers cap it at a day at most. */
  readonly maxAge: number;
  /** The element that granted it, or the one that ended it. */
  readonly decidedBy: CorsPolicy | null;
  readonly why: AccessReason;
  /** Key of a step that cannot be read and was reached, or of headers written by hand: then no more is known than `atMost`. */
  readonly opaque: string | null;
  /** Methods and headers beyond which nothing is granted, though what is granted is not known. */
  readonly atMost: Most;
}

/** What no preflight lets a page go beyond. */
export interface Most {
  readonly methods: NameSet;
  readonly headers: NameSet;
}

/** Firefox keeps a preflight's answer longest, for a day (MDN, Access-Control-Max-Age). */
const longestMaxAge = 86400;

/**
 * What pages of an origin can do under a chain, in the world at hand. A chain of null: the operation does not exist. `own`: the methods of the
 * operations that are meant; no other method of a list is anybody's access.
 */
export function concreteAccess(chain: CorsChain | null, origin: string, walk: Walk, own: NameSet = allNames): ConcreteAccess {
  if (chain === null) return denied(null, { code: 'no-operation' });
  const access = withinOwn(corsAccess(chain, origin, walk), own, walk);
  if (chain.written.length === 0 || access.opaque !== null) return access;
  // What is written by hand may grant, take away, or write a header twice: it is equal only where all the rest is too.
  const atMost = mostOf(chain, origin, walk);
  if (isEmpty(intersection(atMost.methods, own))) return denied(access.decidedBy, { code: 'written-no-preflight' });
  const opaque = `written:${chain.written.map(handWrittenKey).join()}:${setKey(atMost.methods)}:${setKey(atMost.headers)}:${accessKey(access)}`;
  return { ...denied(access.decidedBy, { code: 'hand-written' }), opaque, atMost };
}

/** No header that `<outbound>` writes is in the answer to a preflight: what needs one that nobody grants is shut out, whatever is written. */
function mostOf(chain: CorsChain, origin: string, walk: Walk): Most {
  const preflight = preflightDecision(chain, origin, walk);
  switch (preflight.kind) {
    case 'opaque':
      return anything;
    case 'granted':
      return { methods: union(methodsOf(preflight.policy, walk), safelisted), headers: headersOf(preflight.policy.headers) };
    case 'none':
      // An operation that takes OPTIONS itself answers with what its backend says.
      return chain.preflight?.kind === 'pipeline' ? anything : withoutAnswer;
    case 'ended':
    case 'refused':
      return withoutAnswer;
  }
}

const anything: Most = { methods: allNames, headers: allNames };

/** What the `<cors>` elements come to. */
function corsAccess(chain: CorsChain, origin: string, walk: Walk): ConcreteAccess {
  const preflight = preflightDecision(chain, origin, walk);
  if (preflight.kind === 'opaque') return { ...denied(null, { code: 'opaque', reason: preflight.step.reason }), opaque: preflight.step.key };
  const actual = actualDecision(chain, { origin, method: null, keyMissing: false }, walk);
  if (actual.kind === 'opaque') return { ...denied(null, { code: 'opaque', reason: actual.step.reason }), opaque: actual.step.key };
  if (actual.kind === 'ended' || actual.matched === null) {
    const by = actual.kind === 'ended' ? actual.policy : actual.missed;
    if (by !== null) return denied(by, { code: preflight.kind === 'granted' ? 'preflight-only' : 'not-listed' });
    if (actual.kind === 'goes-on' && actual.refused !== null) return denied(null, { code: 'refused', policy: actual.refused.by });
    return denied(null, { code: 'no-cors' });
  }
  const { policy } = actual.matched;
  if (preflight.kind === 'granted') return joined(preflight.policy, policy, origin, walk);
  const key = chain.preflight?.key ?? null;
  if (key !== null && walk.ask(key).value === 'header') return denied(policy, { code: 'no-product-preflight' });
  // A version that a header tells makes every request one with a preflight.
  if (chain.preflight?.kind === 'versionless') return denied(policy, { code: 'versionless' });
  return simpleRequests(policy, origin, walk);
}

/** What one element alone would grant an origin that it lists, of the operations' own methods; nothing to one it does not. */
export function grantOf(policy: CorsPolicy, origin: string, walk: Walk, own: NameSet = allNames): ConcreteAccess {
  if (!matches(policy, origin, walk)) return denied(policy, { code: 'unlisted' });
  return withinOwn(joined(policy, policy, origin, walk), own, walk);
}

/** GET, HEAD and POST need no preflight, and a preflight for them no listing (Fetch standard, CORS-safelisted method). */
export const safelisted = namesOf(['GET', 'HEAD', 'POST']);
const withoutAnswer: Most = { methods: safelisted, headers: noNames };

/** The part of an access that is for these methods. */
function withinOwn(access: ConcreteAccess, own: NameSet, walk: Walk): ConcreteAccess {
  if (!access.granted || own.any) return access;
  const methods = intersection(access.methods, own);
  if (!isEmpty(methods)) return { ...access, methods };
  // No method of the list is one of an operation: what browsers send without a preflight may pass, if the gateway does not mind its method.
  const simple = intersection(safelisted, own);
  if (isEmpty(simple) || walk.ask(unlistedMethodAtActual).value === 'bare') {
    return denied(access.decidedBy, access.why.code === 'simple-only' ? access.why : { code: 'method-not-listed' });
  }
  return { ...access, methods: simple, ...withoutPreflight };
}

/** What an access comes to where no preflight is answered. */
const withoutPreflight = { headers: noNames, headersRest: [], maxAge: 0, why: { code: 'simple-only' } } as const;

function denied(decidedBy: CorsPolicy | null, why: AccessReason): ConcreteAccess {
  return {
    granted: false,
    methods: noNames,
    anyMethod: false,
    headers: noNames,
    headersRest: [],
    credentials: false,
    exposed: noNames,
    maxAge: 0,
    decidedBy,
    why,
    opaque: null,
    atMost: anything,
  };
}

/** The preflight is answered by one element, the request itself decorated by another, mostly the same one. */
function joined(preflight: CorsPolicy, actual: CorsPolicy, origin: string, walk: Walk): ConcreteAccess {
  const methods = methodsOf(preflight, walk);
  return {
    granted: true,
    methods,
    anyMethod: methods.any,
    headers: headersOf(preflight.headers),
    headersRest: headerFacts(preflight.headers),
    credentials: credentialsOf(preflight, origin, walk) && (actual === preflight || credentialsOf(actual, origin, walk)),
    exposed: exposedBy(actual.exposed),
    maxAge: preflight.maxAge.kind === 'literal' ? Math.min(preflight.maxAge.seconds, longestMaxAge) : 0,
    decidedBy: preflight,
    why: { code: actual === preflight ? 'listed' : 'two-elements' },
    opaque: null,
    atMost: anything,
  };
}

/** No preflight is answered, yet the request itself is decorated: what needs no preflight works. */
function simpleRequests(policy: CorsPolicy, origin: string, walk: Walk): ConcreteAccess {
  const all = joined(policy, policy, origin, walk);
  return { ...all, methods: intersection(all.methods, safelisted), anyMethod: false, ...withoutPreflight };
}

/** True when `wide` grants all that `narrow` does; for how long preflights are cached is no part of it. */
export function includes(wide: ConcreteAccess, narrow: ConcreteAccess): boolean {
  if (!narrow.granted) return true;
  if (!wide.granted) return false;
  return (
    isSubset(narrow.methods, wide.methods) &&
    isSubset(narrow.headers, wide.headers) &&
    isSubset(narrow.exposed, wide.exposed) &&
    (wide.credentials || !narrow.credentials)
  );
}

/** Equal keys: a page cannot tell the two apart. */
export function accessKey(access: ConcreteAccess): string {
  if (access.opaque !== null) return `opaque:${access.opaque}`;
  if (!access.granted) return '-';
  return [setKey(access.methods), setKey(access.headers), setKey(access.exposed), access.credentials, access.maxAge].join('|');
}
