import type { Place } from '../apim/policy.js';
import type { CorsChain, OpaqueReason } from './cors-chain.js';
import type { CorsPolicy } from './cors-policy.js';
import { countedOn, credentialsOf, exposedBy, exposedNamed, headerFacts, headersOf, grantedMethods, safelistedMethods } from './granted-names.js';
import type { Fact } from './facts.js';
import { allNames, isSubset, noNames, setKey, union, type NameSet } from './name-set.js';
import type { Walk } from './worlds.js';
import type { Decision } from './which-cors.js';

/** What pages of one origin can do in one world, and how two such values compare. */

/** Why pages of an origin can, or cannot, do this. */
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

/** What pages of one origin can do in one world. If `granted` is false, everything else is empty. */
export interface ConcreteAccess {
  readonly granted: boolean;
  /** Among the operations' own methods. */
  readonly methods: NameSet;
  /** The policy allows every method, not only the operations' own. */
  readonly anyMethod: boolean;
  readonly headers: NameSet;
  /** Facts on which only `headers` rests. */
  readonly headersRest: readonly Fact[];
  readonly credentials: boolean;
  readonly exposed: NameSet;
  /** The lists as they apply to requests with credentials, for which `*` is an ordinary name (Fetch standard). */
  readonly withCredentials: ForCredentials;
  /** Seconds for which a preflight's answer is cached; browsers limit it to a day at most. */
  readonly maxAge: number;
  /** What gives it if the repository does not decide it; else null. */
  readonly openMaxAge: string | null;
  /** The element that granted the access or ended the request. */
  readonly decidedBy: CorsPolicy | null;
  /** Place of the hand-written header that granted or removed the access; null if no such header decides. */
  readonly writtenAt: Place | null;
  readonly why: AccessReason;
  /** Key of an unreadable step that was reached, or of hand-written headers: then only `atMost` is known. */
  readonly opaque: string | null;
  /** Upper bound of the granted methods and headers if the exact grant is unknown. */
  readonly atMost: Most;
}

/** Names that a request with credentials can rely on. */
export interface ForCredentials extends Most {
  readonly exposed: NameSet;
}

/** The upper bound of what a page can do, by the preflight. */
export interface Most {
  readonly methods: NameSet;
  readonly headers: NameSet;
}

/** Firefox keeps a preflight's answer longest, for a day (MDN, Access-Control-Max-Age). */
const longestMaxAge = 86400;

const withoutAnswer: Most = { methods: safelistedMethods, headers: noNames };

/** `<outbound>` does not run for preflights: whatever it writes, requests that need an ungranted preflight are blocked. */
export function mostOf(chain: CorsChain, preflight: Decision, walk: Walk): Most {
  switch (preflight.kind) {
    case 'opaque':
      return anything;
    case 'granted':
      return { methods: union(grantedMethods(preflight.policy, walk), safelistedMethods), headers: headersOf(preflight.policy.headers) };
    case 'none':
      // An OPTIONS operation answers with its backend's response.
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

/** The access if no preflight is answered: these methods, which need none. */
export function simply(access: ConcreteAccess, methods: NameSet): ConcreteAccess {
  const withCredentials = { ...access.withCredentials, methods, headers: noNames };
  return { ...access, methods, headers: noNames, headersRest: [], withCredentials, maxAge: 0, openMaxAge: null, why: { code: 'simple-only' } };
}

/** No access, and the reason. */
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

/** One element answers the preflight, and another, mostly the same, decorates the actual request. */
export function joinedAccess(preflight: CorsPolicy, actual: CorsPolicy, origin: string, walk: Walk): ConcreteAccess {
  const methods = grantedMethods(preflight, walk);
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

/** True if `wide` grants everything that `narrow` does. The cache time of preflights is not compared. */
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

/** Equal keys: a page cannot distinguish the two. */
export function accessKey(access: ConcreteAccess): string {
  if (access.opaque !== null) return `opaque:${access.opaque}`;
  if (!access.granted) return '-';
  const { methods, headers, exposed, credentials, withCredentials, maxAge, openMaxAge } = access;
  const named = credentials ? lists.map((list) => setKey(withCredentials[list])) : [];
  return [setKey(methods), setKey(headers), setKey(exposed), credentials, ...named, maxAge, openMaxAge].join('|');
}

const lists = ['methods', 'headers', 'exposed'] as const;
