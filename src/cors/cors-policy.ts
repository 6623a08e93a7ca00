import type { ElementSnapshot, Place } from '../apim/policy.js';
import { isOpen, withoutDirectives } from '../text/open-parts.js';
import { trimmed } from '../text/white-space.js';
import { FilledIn, knownAs, settledText, resolveNames, type NamedValueLookup } from './named-values.js';
import { looseName, looseOrigins, parseOrigin, withListNames, type OriginEntry } from './origin.js';

export type { NamedValueLookup };

/** A boolean attribute as written. */
export type Flag =
  | { readonly kind: 'literal'; readonly value: boolean; readonly text: string; readonly line: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'expression'; readonly text: string; readonly line: number }
  | { readonly kind: 'invalid'; readonly text: string; readonly line: number };

/** A method or header as listed; `name` is trimmed, headers are lower case. */
export interface NameEntry {
  readonly text: string;
  readonly name: string;
  readonly place: Place;
}

/** A list of methods or headers in a `<cors>`. */
export type NameList =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'list';
      /** `*` is in the list. */
      readonly any: boolean;
      readonly entries: readonly NameEntry[];
      /** Entries that are an expression, or a value outside the repository. */
      readonly unresolved: readonly NameEntry[];
      readonly place: Place;
    };

/** `preflight-result-max-age` of a `<cors>`. */
export type MaxAge =
  | { readonly kind: 'literal'; readonly seconds: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'expression'; readonly text: string }
  | { readonly kind: 'invalid'; readonly text: string };

/** A fault of a `<cors>` that does not depend on its surroundings. */
export interface CorsProblem {
  readonly code: 'no-origins' | 'invalid-origin' | 'invalid-flag' | 'invalid-max-age' | 'empty-list';
  readonly place: Place;
}

/** The content of one `<cors>`, with every fault (Microsoft Learn, API Management cors policy, attributes and elements). */
export interface CorsPolicy {
  readonly place: Place;
  readonly element: ElementSnapshot;
  readonly origins: readonly OriginEntry[];
  readonly originsPlace: Place | null;
  readonly methods: NameList;
  readonly headers: NameList;
  readonly exposed: NameList;
  readonly allowCredentials: Flag;
  readonly terminateUnmatched: Flag;
  readonly maxAge: MaxAge;
  readonly problems: readonly CorsProblem[];
  /** null, or an identity of named values too long to be put in: then the content is unknown. */
  readonly overflow: string | null;
}

/** Reads a `<cors>` element. Never fails: faults are in `problems`, and grant nothing. */
export function parseCors(element: ElementSnapshot, values: NamedValueLookup): CorsPolicy {
  const filled = new FilledIn(values);
  const names = filled.lookup;
  const problems: CorsProblem[] = [];
  const { place } = element;
  const list = childNamed(element, 'allowed-origins');
  const origins: OriginEntry[] = [];
  for (const child of list?.children ?? []) if (child.name === 'origin') origins.push(parseOrigin(child.text, child.place, names, child.under));
  const loose = list === undefined ? null : looseOrigins(list.text, list.place);
  if (loose !== null) origins.push(loose);
  if (origins.length === 0) problems.push({ code: 'no-origins', place: list?.place ?? place });
  for (const entry of origins) {
    if (entry.kind === 'invalid') problems.push({ code: 'invalid-origin', place: entry.place });
  }
  const methodsElement = childNamed(element, 'allowed-methods');
  const maxAge = readMaxAge(methodsElement, names);
  if (maxAge.kind === 'invalid') {
    problems.push({ code: 'invalid-max-age', place: methodsElement?.place ?? place });
  }
  const flag = (name: string): Flag => {
    const read = readFlag(element, name, names);
    if (read.kind === 'invalid') problems.push({ code: 'invalid-flag', place });
    return read;
  };
  const policy = {
    place,
    element,
    origins,
    originsPlace: list?.place ?? null,
    methods: readList(methodsElement, 'method', names, (text) => text),
    headers: readList(childNamed(element, 'allowed-headers'), 'header', names, (text) => text.toLowerCase()),
    exposed: readList(childNamed(element, 'expose-headers'), 'header', names, (text) => text.toLowerCase()),
    allowCredentials: flag('allow-credentials'),
    terminateUnmatched: flag('terminate-unmatched-request'),
    maxAge,
    problems,
  };
  // Read last: only then all values are put in.
  return { ...policy, overflow: filled.overflow };
}

function childNamed(element: ElementSnapshot, name: string): ElementSnapshot | undefined {
  return element.children.find((child) => child.name === name);
}

function readFlag(element: ElementSnapshot, name: string, names: NamedValueLookup): Flag {
  const attribute = element.attributes.find((one) => one.name === name);
  if (attribute === undefined) return { kind: 'absent' };
  const { value, line } = attribute;
  const text = resolveNames(value, names) ?? value;
  const said = trimmed(text).toLowerCase();
  if (said === 'true' || said === 'false') return { kind: 'literal', value: said === 'true', text: value, line };
  return { kind: isOpen(text, 'value') ? 'expression' : 'invalid', text: knownAs(value, names), line };
}

function readMaxAge(element: ElementSnapshot | undefined, names: NamedValueLookup): MaxAge {
  const attribute = element?.attributes.find((one) => one.name === 'preflight-result-max-age');
  if (attribute === undefined) return { kind: 'absent' };
  const text = trimmed(resolveNames(attribute.value, names) ?? attribute.value);
  if (/^\d{1,15}$/.test(text)) return { kind: 'literal', seconds: Number.parseInt(text, 10) };
  return { kind: isOpen(text, 'value') ? 'expression' : 'invalid', text: knownAs(attribute.value, names) };
}

function readList(element: ElementSnapshot | undefined, child: string, names: NamedValueLookup, normalise: (text: string) => string): NameList {
  if (element === undefined) return { kind: 'absent' };
  const entries: NameEntry[] = [];
  const unresolved: NameEntry[] = [];
  for (const { name, text, place, under } of element.children) {
    if (name !== child) continue;
    const settled = settledText(text, 'name', names);
    if (settled === null) unresolved.push({ text, name: withListNames(trimmed(knownAs(text, names)), under), place });
    else if (settled !== '' && under.length > 0) unresolved.push({ text, name: `${normalise(settled)} %{ ${under.join(' } %{ ')} }`, place });
    else if (settled !== '') entries.push({ text, name: normalise(settled), place });
  }
  const loose = withoutDirectives(element.text);
  if (loose !== '') unresolved.push({ text: loose, name: looseName(element.text, loose), place: element.place });
  return { kind: 'list', any: entries.some((entry) => entry.name === '*'), entries, unresolved, place: element.place };
}

/** Equal keys mean equal behaviour in every world, whatever the text, order and place. */
export function policyKey(policy: CorsPolicy): string {
  let key = keys.get(policy);
  if (key === undefined) {
    key = JSON.stringify([
      unique(policy.origins.flatMap(originKey)),
      ...[policy.methods, policy.headers, policy.exposed].map((list) => listKey(list, mayAllow(policy.allowCredentials))),
      flagKey(policy.allowCredentials, 'false'),
      flagKey(policy.terminateUnmatched, 'default'),
      ...(policy.overflow === null ? [] : [policy.overflow]),
      policy.maxAge.kind === 'literal' ? Math.min(policy.maxAge.seconds, 86400) : policy.maxAge.kind === 'expression' ? policy.maxAge.text : 0,
    ]);
    keys.set(policy, key);
  }
  return key;
}

const keys = new WeakMap<CorsPolicy, string>();

function originKey(entry: OriginEntry): string[] {
  if (entry.kind === 'any') return ['*'];
  if (entry.kind === 'origin') return [entry.origin];
  if (entry.kind === 'null') return ['null'];
  return entry.kind === 'unresolved' ? [`?${entry.label}`] : [];
}

/** `credentials`: requests may carry credentials, for which `*` is an ordinary name, so that names beside it count (Fetch standard). */
function listKey(list: NameList, credentials: boolean): readonly string[] | null {
  if (list.kind === 'absent') return null;
  if (list.any && !credentials) return ['*'];
  return unique([...(list.any ? ['*'] : []), ...list.entries.map((entry) => entry.name), ...list.unresolved.map((entry) => `?${entry.name}`)]);
}

function mayAllow(flag: Flag): boolean {
  return flag.kind === 'literal' ? flag.value : flag.kind === 'expression';
}

function flagKey(flag: Flag, absent: string): string {
  if (flag.kind === 'literal') return String(flag.value);
  return flag.kind === 'absent' ? absent : `${flag.kind}:${flag.text}`;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
