import { isForbiddenMethod, isForbiddenName, isSafelistedMethod, normaliseMethod } from '../browser/fetch-request.js';
import type { CorsPolicy, Flag, NameList } from './cors-policy.js';
import { facts, type Fact } from './facts.js';
import { allNames, namesOf, noNames, union, type NameSet } from './name-set.js';
import { allowsAny, names as namesOrigin } from './origin-match.js';
import {
  expressionIsTrue,
  methodNamesIgnoreCase,
  methodNamesPrinted,
  nameStandsFor,
  wildcardLists,
  wildcardOriginWithCredentials,
} from './questions.js';
import type { Walk } from './worlds.js';

/** What one `<cors>` grants an origin that it lists: methods, headers, exposed headers, credentials. */

/** Fetch standard, CORS-safelisted response-header names (always readable) and forbidden response-header names (never). */
const unaffectedResponseHeaders = new Set(
  'cache-control content-language content-length content-type expires last-modified pragma set-cookie set-cookie2'.split(' '),
);

/** What a list of methods or headers comes to whatever the world, found once for each: it is asked for in every world of every origin. */
interface ListIndex {
  /** Names as written, the undecided ones among them. */
  readonly written: ReadonlySet<string>;
  /** The same in upper case, without the undecided ones. */
  readonly upper: ReadonlySet<string>;
  /** As methods, where nothing about them is open: all are in upper case. */
  readonly methods: NameSet | null;
  readonly headers: NameSet;
  readonly exposed: NameSet;
  /** One of the names may be meant for several. */
  readonly hasPattern: boolean;
  /** Of a list with a `*`: what it has beside it, as `methods`, `headers` and `exposed` have it. */
  readonly beside: { readonly methods: NameSet; readonly headers: NameSet; readonly exposed: NameSet };
}

type Listed = Exclude<NameList, { kind: 'absent' }>;

const indexes = new WeakMap<Listed, ListIndex>();

function indexOf(list: Listed): ListIndex {
  let index = indexes.get(list);
  if (index === undefined) indexes.set(list, (index = makeIndex(list)));
  return index;
}

function makeIndex({ any, entries, unresolved }: Listed): ListIndex {
  const names = entries.map(({ name }) => name);
  const open = unresolved.map(({ name }) => name);
  const named = (some: readonly string[]): NameSet => namesOf([...some.filter((name) => name !== '*'), ...open]);
  const set = (some: readonly string[]): NameSet => (any ? allNames : named(some));
  const methods = names.filter((name) => !isForbiddenMethod(name));
  const headers = names.filter((name) => !isForbiddenName(name));
  const exposed = names.filter((name) => !unaffectedResponseHeaders.has(name));
  const upper = new Set(names.map((name) => name.toUpperCase()));
  return {
    written: new Set([...names, ...open]),
    upper,
    methods: any || names.every((name) => upper.has(name)) ? set(methods) : null,
    headers: set(headers),
    exposed: set(exposed),
    hasPattern: names.some(isPattern),
    beside: { methods: named(methods), headers: named(headers), exposed: named(exposed) },
  };
}

const defaultMethods = namesOf(['GET', 'POST']);

/** Methods that the list means, in the world at hand: GET and POST when `<allowed-methods>` is absent (cors page). */
function methodsMeant(policy: CorsPolicy, walk: Walk): NameSet {
  const list = policy.methods;
  if (list.kind === 'absent') {
    walk.rely(facts.absentMethods);
    return defaultMethods;
  }
  const { methods } = indexOf(list);
  if (methods !== null) return methods;
  const names: string[] = [];
  for (const { name } of list.entries) {
    const upper = name.toUpperCase();
    if (isForbiddenMethod(upper)) continue;
    if (name === upper) names.push(name);
    // Browsers send PUT for `put`, and PATCH as the script wrote it: either way the list says another word than the request.
    else if ((normaliseMethod(name) === upper || upper === 'PATCH') && !isWritten(list, upper)) {
      if (walk.ask(methodNamesIgnoreCase).value === 'yes') names.push(upper);
    }
  }
  for (const { name } of list.unresolved) names.push(name);
  return namesOf(names);
}

/** Methods that pages of a listed origin may use: what browsers find again in the answer to their preflight. */
export function methodsOf(policy: CorsPolicy, walk: Walk): NameSet {
  const meant = methodsMeant(policy, walk);
  const isSettled = policy.methods.kind === 'absent' || indexOf(policy.methods).methods !== null;
  return isSettled || meant.any ? meant : namesOf([...meant.names].filter((name) => methodsPrinted(policy, name, walk) === null));
}

/** Whether the list holds the name in just this case. */
function isWritten(list: Listed, name: string): boolean {
  return indexOf(list).written.has(name);
}

/**
 * How the answer to a preflight prints a method that the list has in another case, where browsers do not find it again; null: as they asked.
 * Of the safelisted methods they mind none.
 */
export function methodsPrinted({ methods: list }: CorsPolicy, method: string, walk: Walk): readonly string[] | null {
  if (list.kind === 'absent' || list.any || isSafelistedMethod(method) || isWritten(list, method)) return null;
  if (!indexOf(list).upper.has(method)) return null;
  return walk.ask(methodNamesPrinted).value === 'as-written' ? list.entries.map(({ name }) => name) : null;
}

/** Request headers that the list allows; none where it is absent. */
export function headersOf(list: NameList): NameSet {
  return list.kind === 'absent' ? noNames : indexOf(list).headers;
}

/** Response headers that the list lets script read beside those that it always may. */
export function exposedBy(list: NameList): NameSet {
  return list.kind === 'absent' ? noNames : indexOf(list).exposed;
}

/** Response headers that the list names beside a `*`, which is no wildcard to requests with credentials; all of them where there is none. */
export function exposedNamed(list: NameList): NameSet {
  return list.kind === 'absent' ? noNames : indexOf(list).beside.exposed;
}

/**
 * Methods and request headers that requests with credentials can count on: where the gateway answers a `*` as it is written, those that the
 * lists name beside it. Whether it does is asked by whoever compares (`namesBesideAll`).
 */
export function countedOn(policy: CorsPolicy, walk: Walk): { readonly methods: NameSet; readonly headers: NameSet } {
  const methods = methodsOf(policy, walk);
  const headers = headersOf(policy.headers);
  if (walk.heard(wildcardLists) !== 'literal') return { methods, headers };
  return {
    methods: methods.any && policy.methods.kind !== 'absent' ? union(indexOf(policy.methods).beside.methods, safelistedMethods) : methods,
    headers: headers.any && policy.headers.kind !== 'absent' ? indexOf(policy.headers).beside.headers : headers,
  };
}

/** GET, HEAD and POST need no preflight, and a preflight for them no listing (Fetch standard, CORS-safelisted method). */
export const safelistedMethods = namesOf(['GET', 'HEAD', 'POST']);

/** What a list names beside a `*`, sorted: the gateway's own list has both. None where there is no `*`. */
export function besideAll(list: NameList, what: 'methods' | 'headers' | 'exposed'): readonly string[] {
  if (list.kind === 'absent' || !list.any) return [];
  const names = indexOf(list).beside[what];
  return names.any ? [] : [...names.names].sort();
}

/** The element allows credentials, and one of the two lists of a preflight has names beside a `*`. */
export function namesBesideAll({ allowCredentials, methods, headers }: CorsPolicy): boolean {
  const isMixed = (list: NameList): boolean =>
    list.kind !== 'absent' && list.any && (list.unresolved.length > 0 || list.entries.some(({ name }) => name !== '*'));
  return (allowCredentials.kind !== 'literal' || allowCredentials.value) && (isMixed(methods) || isMixed(headers));
}

/** Whether the element allows the method, in the world at hand. */
export function listsMethod(policy: CorsPolicy, method: string, walk: Walk): boolean {
  const meant = methodsMeant(policy, walk);
  return meant.any || meant.names.has(method) || openEntryIs(policy.methods, method, walk);
}

/** Whether the list allows the request header, in the world at hand. */
export function listsHeader(list: NameList, name: string, walk: Walk): boolean {
  const granted = headersOf(list);
  if (granted.any || granted.names.has(name) || openEntryIs(list, name, walk)) return true;
  if (list.kind === 'absent') walk.rely(facts.absentHeaders);
  else if (indexOf(list).hasPattern) walk.rely(facts.headerNamesWhole);
  return false;
}

/** What it takes for granted that the list allows these request headers and no others. */
export function headerFacts(list: NameList): readonly Fact[] {
  if (list.kind === 'absent') return [facts.absentHeaders];
  return !list.any && indexOf(list).hasPattern ? [facts.headerNamesWhole] : [];
}

/** A name that its author may have meant for several: `x-*`, `x-ms-`. */
function isPattern(name: string): boolean {
  return name.includes('*') || name.endsWith('-');
}

function openEntryIs(list: NameList, name: string, { ask }: Walk): boolean {
  if (list.kind === 'absent') return false;
  return list.unresolved.some((entry) => ask(nameStandsFor(entry.name, name)).value === 'yes');
}

/** Whether an answer with credentials reaches pages of the origin: browsers take a literal `*` for none. */
export function credentialsOf(policy: CorsPolicy, origin: string, walk: Walk): boolean {
  if (!allowsCredentials(policy.allowCredentials, walk)) return false;
  const isWildcard = !namesOrigin(policy, origin) && allowsAny(policy);
  return !isWildcard || walk.ask(wildcardOriginWithCredentials).value === 'echo';
}

/** `allow-credentials`, in the world at hand. */
export function allowsCredentials(flag: Flag, walk: Walk): boolean {
  if (flag.kind === 'literal') return flag.value;
  return flag.kind === 'expression' && walk.ask(expressionIsTrue('allow-credentials', flag.text)).value === 'true';
}
