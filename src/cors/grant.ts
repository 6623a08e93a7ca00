import type { Place } from '../apim/policy.js';
import type { CorsChain, OpaqueReason } from './cors-chain.js';
import type { CorsPolicy } from './cors-policy.js';
import { countedOn, credentialsOf, exposedBy, exposedNamed, headerFacts, headersOf, methodsOf, safelistedMethods } from './granted-names.js';
import type { Fact } from './facts.js';
import { allNames, isSubset, noNames, setKey, union, type NameSet } from './name-set.js';
import type { Walk } from './worlds.js';
import type { Decision } from './which-cors.js';

/** What pages of one origin can do, in one world: what it consists of, and how two of them compare. */

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
        | 'written-no-preflight'
        | 'written'
        | 'written-for-others'
        | 'written-over';
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
  /** What is left of the lists for requests with credentials, to which a `*` is a name like any other (Fetch standard). */
  readonly withCredentials: ForCredentials;
  /** Seconds a preflight's answer is cached; browsers cap it at a day at most. */
  readonly maxAge: number;
  /** What gives it, where the repository does not decide it; else null. */
  readonly openMaxAge: string | null;
  /** The element that granted it, or the one that ended it. */
  readonly decidedBy: CorsPolicy | null;
  /** Where a header is written by hand that granted it, or took it away; null: no such header decides. */
  readonly writtenAt: Place | null;
  readonly why: AccessReason;
  /** Key of a step that cannot be read and was reached, or of headers written by hand: then no more is known than `atMost`. */
  readonly opaque: string | null;
  /** Methods and headers beyond which nothing is granted, though what is granted is not known. */
  readonly atMost: Most;
}

/** Names that a request with credentials can count on. */
export interface ForCredentials extends Most {
  readonly exposed: NameSet;
}

/** What no preflight lets a page go beyond. */
export interface Most {
  readonly methods: NameSet;
  readonly headers: NameSet;
}

/** Firefox keeps a preflight's answer longest, for a day (MDN, Access-Control-Max-Age). */
const longestMaxAge = 86400;

const withoutAnswer: Most = { methods: safelistedMethods, headers: noNames };

/** No header that `<outbound>` writes is in the answer to a preflight: what needs one that nobody grants is shut out, whatever is written. */
export function mostOf(chain: CorsChain, preflight: Decision, walk: Walk): Most {
  switch (preflight.kind) {
    case 'opaque':
      return anything;
    case 'granted':
      return { methods: union(methodsOf(preflight.policy, walk), safelistedMethods), headers: headersOf(preflight.policy.headers) };
    case 'none':
      // An operation that takes OPTIONS itself answers with what its backend says.
      return chain.preflight?.kind === 'pipeline' ? anything : withoutAnswer;
    case 'answered':
      return anything;
    case 'ended':
    case 'refused':
      return withoutAnswer;
  }
}

/** No bound is known. */
const anything: Most = { methods: allNames, headers: allNames };

/** What an access comes to where no preflight is answered: these methods, which need none. */
export function simply(access: ConcreteAccess, methods: NameSet): ConcreteAccess {
  const withCredentials = { ...access.withCredentials, methods, headers: noNames };
  return { ...access, methods, headers: noNames, headersRest: [], withCredentials, maxAge: 0, openMaxAge: null, why: { code: 'simple-only' } };
}

/** No access, and why. */
export function denied(decidedBy: CorsPolicy | null, why: AccessReason): ConcreteAccess {
  return {
    granted: false,
    methods: noNames,
    anyMethod: false,
    headers: noNames,
    headersRest: [],
    credentials: false,
    exposed: noNames,
    withCredentials: nothing,
    maxAge: 0,
    openMaxAge: null,
    decidedBy,
    writtenAt: null,
    why,
    opaque: null,
    atMost: anything,
  };
}

const nothing: ForCredentials = { methods: noNames, headers: noNames, exposed: noNames };

/** The preflight is answered by one element, the request itself decorated by another, mostly the same one. */
export function joined(preflight: CorsPolicy, actual: CorsPolicy, origin: string, walk: Walk): ConcreteAccess {
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
    openMaxAge: preflight.maxAge.kind === 'expression' ? preflight.maxAge.text : null,
    withCredentials: { ...countedOn(preflight, walk), exposed: exposedNamed(actual.exposed) },
    decidedBy: preflight,
    writtenAt: null,
    why: { code: actual === preflight ? 'listed' : 'two-elements' },
    opaque: null,
    atMost: anything,
  };
}

/** True when `wide` grants all that `narrow` does; for how long preflights are cached is no part of it. */
export function includes(wide: ConcreteAccess, narrow: ConcreteAccess): boolean {
  if (!narrow.granted) return true;
  if (!wide.granted) return false;
  return (
    isSubset(narrow.methods, wide.methods) &&
    isSubset(narrow.headers, wide.headers) &&
    isSubset(narrow.exposed, wide.exposed) &&
    (!narrow.credentials || (wide.credentials && lists.every((list) => isSubset(narrow.withCredentials[list], wide.withCredentials[list]))))
  );
}

/** Equal keys: a page cannot tell the two apart. */
export function accessKey(access: ConcreteAccess): string {
  if (access.opaque !== null) return `opaque:${access.opaque}`;
  if (!access.granted) return '-';
  const { methods, headers, exposed, credentials, withCredentials, maxAge, openMaxAge } = access;
  const named = credentials ? lists.map((list) => setKey(withCredentials[list])) : [];
  return [setKey(methods), setKey(headers), setKey(exposed), credentials, ...named, maxAge, openMaxAge].join('|');
}

const lists = ['methods', 'headers', 'exposed'] as const;
