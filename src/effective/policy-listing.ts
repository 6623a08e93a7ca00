import type { ElementSnapshot, PolicyFile } from '../apim/policy.js';
import { scopeKey } from '../apim/resource-key.js';
import type { ScopeRef } from '../apim/service.js';
import type { NamedValueLookup } from '../cors/named-values.js';
import { resolveNames } from '../cors/named-values.js';
import { openParts, type TextUse } from '../text/open-parts.js';
import { corsIn, documentsOf } from './scoped-documents.js';
import type { ServiceState } from './service-state.js';

/** A line of a file, 1-based. */
interface LineOfFile {
  readonly path: string;
  readonly line: number;
}

/** One policy at one scope of one service: the place of its text, the content of its `<cors>`, and what assigns its scope. */
export interface ListedPolicy extends LineOfFile {
  /** 1-based, inclusive. */
  readonly endLine: number;
  /** As `Service.root`. */
  readonly service: string;
  readonly scope: ScopeRef;
  /** The environments where it is so, in order; null: all evaluated ones. */
  readonly environments: readonly string[] | null;
  /** For an unreadable policy: its text has a `<cors>` tag. */
  readonly hasCors: boolean;
  /** Origins in its `<cors>`, serialised, distinct and sorted; `*` and `null` as such. */
  readonly origins: readonly string[];
  /** Names of undecided values in its `<cors>`, distinct and sorted. */
  readonly open: readonly string[];
  readonly by: LineOfFile;
}

/** Every policy of some services in every environment; equal entries of several environments of a service are joined. */
export function listPolicies(states: readonly ServiceState[]): readonly ListedPolicy[] {
  const found = new Map<string, { readonly policy: ListedPolicy; readonly environments: (string | null)[]; readonly isEverywhere: boolean }>();
  const all = new Map<string, number>();
  for (const state of states) {
    const { root, environment } = state.service;
    all.set(root, (all.get(root) ?? 0) + 1);
    for (const { isEverywhere, ...policy } of policiesOf(state)) {
      const key = JSON.stringify(policy);
      const known = found.get(key);
      if (known === undefined) found.set(key, { policy, environments: [environment], isEverywhere });
      else if (!known.environments.includes(environment)) known.environments.push(environment);
    }
  }
  const listed = [...found.values()].map(({ policy, environments, isEverywhere }): ListedPolicy => {
    const isInAll = environments.length === all.get(policy.service) && environments.includes(null);
    // The state without an environment has no name.
    const names = environments.flatMap((name) => name ?? []);
    return { ...policy, environments: isEverywhere || isInAll || names.length === 0 ? null : names };
  });
  return listed.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}

function policiesOf(state: ServiceState): readonly (ListedPolicy & { readonly isEverywhere: boolean })[] {
  const { service } = state;
  const all = [...documentsOf(service)].map(({ file, scope }) => {
    const place = placeOf(file);
    const by = service.placedBy?.(scope) ?? { path: place.path, line: place.line, isEverywhere: false };
    return {
      ...place,
      service: service.root,
      scope,
      environments: null,
      ...corsOf(state, file, scope),
      by: { path: by.path, line: by.line },
      isEverywhere: by.isEverywhere,
    };
  });
  return withoutWays(all);
}

/** A policy with several conditional texts is one entry, which names what any of them names. */
function withoutWays<One extends ListedPolicy>(all: readonly One[]): readonly One[] {
  const found = new Map<string, One>();
  for (const one of all) {
    const key = `${one.path}\u0000${one.line}\u0000${scopeKey(one.scope)}`;
    const known = found.get(key);
    found.set(key, known === undefined ? one : bothOf(known, one));
  }
  return [...found.values()];
}

function bothOf<One extends ListedPolicy>(one: One, other: One): One {
  const joined = (names: readonly string[], more: readonly string[]): readonly string[] => [...new Set([...names, ...more])].sort();
  return {
    ...one,
    endLine: Math.max(one.endLine, other.endLine),
    hasCors: one.hasCors || other.hasCors,
    origins: joined(one.origins, other.origins),
    open: joined(one.open, other.open),
  };
}

function placeOf(file: PolicyFile): Pick<ListedPolicy, 'path' | 'line' | 'endLine'> {
  if (file.ok) return { path: file.document.path, line: file.document.line, endLine: file.document.endLine };
  return { path: file.broken.path, line: file.broken.line, endLine: file.broken.line };
}

function corsOf(state: ServiceState, file: PolicyFile, scope: ScopeRef): Pick<ListedPolicy, 'hasCors' | 'origins' | 'open'> {
  if (!file.ok) return { hasCors: file.broken.beginsCors === true, origins: [], open: [] };
  const { sections, strayCors } = file.document;
  const elements = [...strayCors, ...[...sections.values()].flatMap(({ statements }) => [...corsIn(statements, 'direct')].map((one) => one.element))];
  const origins = new Set<string>();
  const open = new Set<string>();
  for (const element of elements) {
    for (const entry of state.readCors(element, scope).origins) {
      if (entry.kind === 'any') origins.add('*');
      else if (entry.kind === 'null') origins.add('null');
      else if (entry.kind === 'origin') origins.add(entry.origin);
      else if (entry.kind === 'unresolved') for (const name of namesIn(entry.label, 'origin')) open.add(name);
    }
    for (const name of openIn(element, (one) => state.namedValue(one, scope.workspace))) open.add(name);
  }
  return { hasCors: elements.length > 0, origins: [...origins].sort(), open: [...open].sort() };
}

/** Names of the open parts in an element and its content, apart from those of origins. */
function openIn(element: ElementSnapshot, names: NamedValueLookup): readonly string[] {
  const inText = (text: string, use: TextUse): readonly string[] => namesIn(resolveNames(text, names) ?? text, use);
  return [
    ...element.attributes.flatMap(({ value }) => inText(value, 'value')),
    ...(element.name === 'origin' || element.name === 'allowed-origins' ? [] : inText(element.text, 'name')),
    ...element.children.flatMap((child) => openIn(child, names)),
  ];
}

/** A directive writes nothing itself: its dependencies are named with the content under it. */
function namesIn(text: string, use: TextUse): readonly string[] {
  return openParts(text, use).flatMap(({ kind, name }) => (kind === 'directive' ? [] : name));
}
