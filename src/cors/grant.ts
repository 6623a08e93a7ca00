import { isForbiddenMethod, isForbiddenName, normaliseMethod } from '../browser/fetch-request.js';
import { exists, type CorsChain, type CorsStep } from './cors-chain.js';
import { handWrittenKey } from './hand-written.js';
import type { OriginEntry } from './origin.js';
import { allNames, intersection, isSubset, namesOf, noNames, setKey, type NameSet } from './name-set.js';
import type { CorsPolicy, Flag, NameList } from './cors-policy.js';
import {
  expressionIsTrue,
  fragmentCorsAtPreflight,
  methodNamesIgnoreCase,
  nullListed,
  nullUnderWildcard,
  secondCorsDecoratesActual,
  terminateUnmatchedDefault,
  unresolvedMatches,
  wildcardOriginWithCredentials,
  type Ask,
} from './questions.js';

/** What pages of one origin can do in one world. Where `granted` is false the rest is empty. */
export interface ConcreteAccess {
  readonly granted: boolean;
  readonly methods: NameSet;
  readonly headers: NameSet;
  readonly credentials: boolean;
  readonly exposed: NameSet;
  /** Seconds a preflight's answer is cached; browsers cap it at a day at most. */
  readonly maxAge: number;
  /** The element that granted it, or the one that ended it. */
  readonly decidedBy: CorsPolicy | null;
  readonly why: string;
  /** Key of a step that cannot be read and was reached: then nothing is known. */
  readonly opaque: string | null;
}

/** Firefox keeps a preflight's answer longest, for a day (MDN, Access-Control-Max-Age). */
const longestMaxAge = 86400;

/** Fetch standard, CORS-safelisted response-header names (always readable) and forbidden response-header names (never). */
const unaffectedResponseHeaders = new Set(
  'cache-control content-language content-length content-type expires last-modified pragma set-cookie set-cookie2'.split(' '),
);

/** Whether an element's origins match the class of origins, in the world at hand. */
export function matches(policy: CorsPolicy, origin: string, ask: Ask): boolean {
  // Certain entries first: what they settle needs no question.
  if (policy.origins.some((entry) => matchesForCertain(entry, origin))) return true;
  return policy.origins.some((entry) => mayMatch(entry, origin, ask));
}

export function matchesForCertain(entry: OriginEntry, origin: string): boolean {
  if (entry.kind === 'any') return origin !== 'null';
  if (entry.kind === 'origin') return entry.origin === origin;
  return entry.kind === 'unresolved' && entry.label === origin;
}

function mayMatch(entry: OriginEntry, origin: string, ask: Ask): boolean {
  if (entry.kind === 'any') return origin === 'null' && ask(nullUnderWildcard).value === 'yes';
  if (entry.kind === 'null') return origin === 'null' && ask(nullListed).value === 'yes';
  if (entry.kind !== 'unresolved' || !couldBe(entry, origin)) return false;
  return ask(unresolvedMatches(entry.label, origin)).value === 'yes';
}

function couldBe(entry: Extract<OriginEntry, { kind: 'unresolved' }>, origin: string): boolean {
  if (origin === '*') return entry.canBeAny;
  if (origin === 'null') return entry.canBeAny;
  // Another unknown origin: it could be the same one, and then it is the same wherever either stands.
  if (isLabel(origin)) return false;
  return origin.length >= entry.before.length + entry.after.length && origin.startsWith(entry.before) && origin.endsWith(entry.after);
}

/** Classes that are no origin as browsers send it stand for an unknown one. */
export function isLabel(origin: string): boolean {
  return origin !== '*' && origin !== 'null' && (!/^[a-z][a-z0-9+.-]*:\/\/[^{}$%@]+$/.test(origin) || /\{|__|#/.test(origin));
}

export function passesOn(policy: CorsPolicy, ask: Ask): boolean {
  const { terminateUnmatched } = policy;
  switch (terminateUnmatched.kind) {
    case 'literal':
      return !terminateUnmatched.value;
    case 'expression':
      return ask(expressionIsTrue('terminate-unmatched-request', terminateUnmatched.text)).value === 'false';
    case 'absent':
    case 'invalid':
      return ask(terminateUnmatchedDefault).value === 'false';
  }
}

/** Which element decides a phase. `first`: no element before it was asked. */
export type Decision =
  | { readonly kind: 'granted' | 'ended'; readonly policy: CorsPolicy; readonly first: boolean }
  /** `decorated`: the element that matches all the same, where the refusal is that of a missing key. */
  | { readonly kind: 'refused'; readonly by: RefusedStep; readonly decorated: Extract<CorsStep, { kind: 'cors' }> | null }
  | { readonly kind: 'opaque'; readonly key: string; readonly why: string }
  | { readonly kind: 'none' };

export type RefusedStep = Extract<CorsStep, { kind: 'refused' }>;

/** Which `<cors>` answers the preflight of an origin: the first that matches, unless one before it ends the search. */
export function preflightDecision(chain: CorsChain, origin: string, ask: Ask): Decision {
  const steps = chain.preflight?.steps ?? chain.steps;
  // In the pipeline of an operation of its own, every <cors> runs that is reached; elsewhere only direct children take part.
  const isPipeline = chain.preflight?.kind === 'pipeline';
  let ended: CorsPolicy | null = null;
  let keyless: RefusedStep | null = null;
  const refused = (by: RefusedStep, decorated: Extract<CorsStep, { kind: 'cors' }> | null = null): Decision => ({ kind: 'refused', by, decorated });
  for (const [index, step] of steps.entries()) {
    // Whether a branch would run need not be asked where its <cors> has no part.
    if (step.kind === 'cors' && step.how === 'nested' && !isPipeline) continue;
    if (!exists(step, ask)) continue;
    if (step.kind === 'opaque') return keyless === null ? { kind: 'opaque', key: step.key, why: step.why } : refused(keyless);
    if (step.kind === 'refused') {
      // The check of the key comes before every policy; what it refuses may be decorated.
      if (step.by === 'subscription') keyless = step;
      else if (keyless !== null) return refused(keyless);
      else return ended === null ? refused(step) : { kind: 'ended', policy: ended, first: false };
      continue;
    }
    if (step.how === 'fragment' && !isPipeline && ask(fragmentCorsAtPreflight).value === 'ignored') continue;
    if (matches(step.policy, origin, ask)) {
      return keyless === null ? { kind: 'granted', policy: step.policy, first: ended === null } : refused(keyless, step);
    }
    ended ??= step.policy;
    // Whether it passes the request on is only asked when somebody is left to answer.
    const later = steps
      .slice(index + 1)
      .some(
        (other) => other.kind === 'opaque' || (other.kind === 'cors' && (isPipeline || other.how !== 'nested') && couldMatch(other.policy, origin)),
      );
    if (!later || !passesOn(step.policy, ask)) break;
  }
  if (keyless !== null) return refused(keyless);
  return ended === null ? { kind: 'none' } : { kind: 'ended', policy: ended, first: false };
}

/** Which `<cors>` decorates the answer to the actual request. */
export function actualDecision(chain: CorsChain, origin: string, ask: Ask): Decision {
  let ended: CorsPolicy | null = null;
  for (const [index, step] of chain.steps.entries()) {
    if (!exists(step, ask)) continue;
    if (step.kind === 'opaque') return { kind: 'opaque', key: step.key, why: step.why };
    if (step.kind === 'refused') {
      return ended === null ? { kind: 'refused', by: step, decorated: null } : { kind: 'ended', policy: ended, first: false };
    }
    if (matches(step.policy, origin, ask)) {
      if (ended !== null && ask(secondCorsDecoratesActual).value === 'no') return { kind: 'ended', policy: ended, first: false };
      return { kind: 'granted', policy: step.policy, first: ended === null };
    }
    ended ??= step.policy;
    const later = chain.steps
      .slice(index + 1)
      .some((other) => other.kind === 'opaque' || (other.kind === 'cors' && couldMatch(other.policy, origin)));
    if (!later || !passesOn(step.policy, ask)) return { kind: 'ended', policy: step.policy, first: false };
  }
  return ended === null ? { kind: 'none' } : { kind: 'ended', policy: ended, first: false };
}

function couldMatch(policy: CorsPolicy, origin: string): boolean {
  return policy.origins.some(
    (entry) =>
      matchesForCertain(entry, origin) ||
      (origin === 'null' && (entry.kind === 'any' || entry.kind === 'null')) ||
      (entry.kind === 'unresolved' && couldBe(entry, origin)),
  );
}

/** What pages of an origin can do under a chain, in the world at hand. A chain of null: the operation does not exist. */
export function concreteAccess(chain: CorsChain | null, origin: string, ask: Ask): ConcreteAccess {
  if (chain === null) return denied(null, 'the operation does not exist');
  const access = corsAccess(chain, origin, ask);
  if (chain.written.length === 0 || access.opaque !== null) return access;
  // What is written by hand may grant, take away, or write a header twice: it is equal only where all the rest is too.
  const opaque = `written:${chain.written.map(handWrittenKey).join()}:${accessKey(access)}`;
  return { ...denied(access.decidedBy, 'headers of CORS are also written by hand, in <outbound>'), opaque };
}

/** What the `<cors>` elements come to. */
function corsAccess(chain: CorsChain, origin: string, ask: Ask): ConcreteAccess {
  const preflight = preflightDecision(chain, origin, ask);
  if (preflight.kind === 'opaque') return { ...denied(null, preflight.why), opaque: preflight.key };
  const actual = actualDecision(chain, origin, ask);
  if (actual.kind === 'opaque') return { ...denied(null, actual.why), opaque: actual.key };
  if (actual.kind === 'none') return denied(null, 'no <cors> is in scope');
  if (actual.kind === 'refused') return denied(null, `${actual.by.by} refuses the request before any <cors> runs`);
  if (actual.kind === 'ended') {
    if (preflight.kind === 'granted')
      return denied(actual.policy, 'the preflight is granted, but the answer to the request itself carries no CORS headers');
    return denied(actual.policy, 'the first <cors> does not list it');
  }
  if (preflight.kind !== 'granted') {
    const key = chain.preflight?.key ?? null;
    if (key !== null && ask(key).value === 'header')
      return denied(actual.policy, 'the preflight, which carries no key, is not answered in the product’s context');
    return simpleRequests(actual.policy, origin, ask);
  }
  return joined(preflight.policy, actual.policy, origin, ask);
}

/** What one element alone would grant an origin that it lists; nothing to one it does not. */
export function grantOf(policy: CorsPolicy, origin: string, ask: Ask): ConcreteAccess {
  return matches(policy, origin, ask) ? joined(policy, policy, origin, ask) : denied(policy, 'this <cors> does not list it');
}

function denied(decidedBy: CorsPolicy | null, why: string): ConcreteAccess {
  return { granted: false, methods: noNames, headers: noNames, credentials: false, exposed: noNames, maxAge: 0, decidedBy, why, opaque: null };
}

/** The preflight is answered by one element, the request itself decorated by another, mostly the same one. */
function joined(preflight: CorsPolicy, actual: CorsPolicy, origin: string, ask: Ask): ConcreteAccess {
  return {
    granted: true,
    methods: methodsOf(preflight, ask),
    headers: headersOf(preflight.headers),
    credentials: credentialsOf(preflight, origin, ask) && (actual === preflight || credentialsOf(actual, origin, ask)),
    exposed: exposedBy(actual.exposed),
    maxAge: preflight.maxAge.kind === 'literal' ? Math.min(preflight.maxAge.seconds, longestMaxAge) : 0,
    decidedBy: preflight,
    why: actual === preflight ? 'this <cors> lists it' : 'one <cors> answers the preflight, another decorates the request itself',
    opaque: null,
  };
}

/** No preflight is answered, yet the request itself is decorated: what needs no preflight works. */
function simpleRequests(policy: CorsPolicy, origin: string, ask: Ask): ConcreteAccess {
  const all = joined(policy, policy, origin, ask);
  return {
    ...all,
    methods: intersection(all.methods, namesOf(['GET', 'HEAD', 'POST'])),
    headers: noNames,
    maxAge: 0,
    why: 'preflights are not answered; only requests that need none work',
  };
}

/** GET and POST when `<allowed-methods>` is absent (cors page). */
export function methodsOf(policy: CorsPolicy, ask: Ask): NameSet {
  const list = policy.methods;
  if (list.kind === 'absent') return namesOf(['GET', 'POST']);
  if (list.any) return allNames;
  const names: string[] = [];
  for (const { name } of list.entries) {
    const upper = name.toUpperCase();
    if (isForbiddenMethod(upper)) continue;
    if (name === upper) names.push(name);
    // Browsers send PUT for `put`, and PATCH as the script wrote it: either way the list says another word than the request.
    else if ((normaliseMethod(name) === upper || upper === 'PATCH') && !list.entries.some((entry) => entry.name === upper)) {
      if (ask(methodNamesIgnoreCase).value === 'yes') names.push(upper);
    }
  }
  for (const { name } of list.unresolved) names.push(name);
  return namesOf(names);
}

export function headersOf(list: NameList): NameSet {
  if (list.kind === 'absent') return noNames;
  if (list.any) return allNames;
  const names = list.entries.map((entry) => entry.name).filter((name) => !isForbiddenName(name));
  return namesOf([...names, ...list.unresolved.map((entry) => entry.name)]);
}

export function exposedBy(list: NameList): NameSet {
  if (list.kind === 'absent') return noNames;
  if (list.any) return allNames;
  const names = list.entries.map((entry) => entry.name).filter((name) => !unaffectedResponseHeaders.has(name));
  return namesOf([...names, ...list.unresolved.map((entry) => entry.name)]);
}

function credentialsOf(policy: CorsPolicy, origin: string, ask: Ask): boolean {
  if (!isTrue(policy.allowCredentials, ask)) return false;
  const listed = policy.origins.some((entry) => entry.kind !== 'any' && matchesForCertain(entry, origin));
  const wildcard = !listed && policy.origins.some((entry) => entry.kind === 'any');
  return !wildcard || ask(wildcardOriginWithCredentials).value === 'echo';
}

export function isTrue(flag: Flag, ask: Ask): boolean {
  if (flag.kind === 'literal') return flag.value;
  return flag.kind === 'expression' && ask(expressionIsTrue('allow-credentials', flag.text)).value === 'true';
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
