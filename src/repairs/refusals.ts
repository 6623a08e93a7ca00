import { layersMet } from '../effective/inheritance-cut.js';
import type { PolicyDocument } from '../apim/policy.js';
import type { ChainGroup, ServiceState } from '../effective/service-state.js';
import { refKey, refName, type PolicyRef } from '../text/policy-ref.js';
import { unknownNames } from './unknown-names.js';

/**
 * Readable policy texts of a service that API Management refuses to save, by the keys of their refs: they are not deployed, whatever they grant. The value is
 * the content's identity, by which policies of two trees are compared: places in a file move.
 */
export function refusedTexts(state: ServiceState): ReadonlyMap<string, string> {
  let known = texts.get(state);
  if (known === undefined) texts.set(state, (known = refusedIn(state)));
  return known;
}

/** Cached: every repair of a state needs those of the state. */
const texts = new WeakMap<ServiceState, ReadonlyMap<string, string>>();

function refusedIn(state: ServiceState): ReadonlyMap<string, string> {
  const refused = new Map<string, string>();
  const note = ({ ref, id }: PolicyDocument): void => {
    refused.set(refKey(ref), `${refName(ref)}\u0000${id}`);
  };
  for (const { file } of state.remarkable()) if (file.ok && file.document.nestedSections.length > 0) note(file.document);
  // The first `<cors>` of each section; a text at several scopes is visited more than once.
  const direct = new Map<string, unknown>();
  for (const { document, element, policy, section, how } of state.corsElements()) {
    const key = `${refKey(document.ref)} ${section ?? ''}`;
    const isSecond = how === 'direct' && section !== null && (direct.get(key) ?? element) !== element;
    if (how === 'direct' && !direct.has(key)) direct.set(key, element);
    const hasUnknown =
      unknownNames(element, ({ children }) => children)
        [Symbol.iterator]()
        .next().done !== true;
    if (isSecond || hasUnknown || policy.origins.length === 0 || policy.origins.some(({ kind }) => kind === 'invalid')) note(document);
  }
  return refused;
}

/** The policies and fragments that API Management refuses to save, including unreadable ones, by their names, which are the same in two trees. */
export function refusedPolicies(state: ServiceState): ReadonlyMap<string, PolicyRef> {
  const refused = refusedTexts(state);
  const refs = state.remarkable().flatMap(({ file }) => {
    if (!file.ok) return file.broken.isRefused ? [file.broken.ref] : [];
    return refused.has(refKey(file.document.ref)) ? [file.document.ref] : [];
  });
  return new Map(refs.map((ref) => [refName(ref), ref]));
}

/** Their sorted paths. */
export function refusedPaths(state: ServiceState): readonly string[] {
  return [...new Set([...refusedPolicies(state).values()].map(({ path }) => path))].sort();
}

/** Returns which groups of operations meet a text that is refused in `head` and was not there like this in `base`. */
export function refusedGroups(base: ServiceState | null, head: ServiceState | null): (group: ChainGroup) => boolean {
  if (head === null) return () => false;
  const before = new Set(base === null ? [] : refusedTexts(base).values());
  const refused = new Set([...refusedTexts(head)].flatMap(([key, content]) => (before.has(content) ? [] : [key])));
  if (refused.size === 0) return () => false;
  return ({ layers, chain }) =>
    layersMet(layers).some(({ file }) => file?.ok === true && refused.has(refKey(file.document.ref))) ||
    chain.steps.some((step) => step.kind === 'cors' && refused.has(refKey(step.policy.place.ref)));
}
