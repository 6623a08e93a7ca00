import { inheritsBase, type Layer } from '../apim/layers.js';
import type { ElementSnapshot, HeaderWriter, Place, PolicyDocument, ResponseCaching } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import type { CorsChain } from '../cors/cors-chain.js';
import type { CorsPolicy } from '../cors/cors-policy.js';
import { portalSign } from '../cors/portal.js';
import { handWritten } from '../cors/hand-written.js';
import { isExpression, isOpen } from '../text/open-parts.js';
import { refKey } from '../text/policy-ref.js';
import { operationsOf } from './needed-headers.js';
import type { ServiceState } from './service-state.js';
import { mayHaveCredentials } from './wildcard.js';

/** Cached answers that are shared by all origins although their CORS headers differ by origin. */
export interface CachedAnswers {
  readonly lookup: ElementSnapshot;
  readonly scope: ScopeRef;
  /**
   * What depends on the origin. `written`: a computed header that is stored with the answer. `cors`: a `<cors>`; no page says whether its headers are stored.
   */
  readonly by: 'written' | 'cors';
  readonly at: Place;
  readonly targets: readonly Target[];
}

interface Found extends Omit<CachedAnswers, 'targets'> {
  readonly targets: Target[];
}

/** A document that stores or looks up answers, and its scope. */
interface Caching {
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  readonly caching: ResponseCaching;
}

/** Each `<cache-lookup>` that does not distinguish origins although the answers do, once for all its operations. */
export function answersCachedForAllOrigins(state: ServiceState): readonly CachedAnswers[] {
  if (!state.remarkable().some(({ file }) => file.ok && file.document.caching !== undefined)) return [];
  const found = new Map<ElementSnapshot, Found>();
  for (const group of state.groups) {
    const shared = cachingOf(state, group.layers);
    const add = (all: readonly Caching[], layers: readonly Layer[], target: Target): void => {
      const open = all.flatMap(({ caching, scope }) =>
        caching.lookups.filter((one) => !variesByOrigin(one) && !isOfEchoApi(one, scope)).map((lookup) => ({ lookup, scope })),
      );
      const told = open.length === 0 ? null : toldApart(group.chain, all, layers);
      if (told === null) return;
      for (const one of open) {
        const known = found.get(one.lookup);
        if (known === undefined) found.set(one.lookup, { ...one, ...told, targets: [target] });
        else known.targets.push(target);
      }
    };
    add(shared, group.layers, group.target);
    if (group.operation !== null || group.api === null) continue;
    // The layers of a group omit an operation's policy that does not change access.
    for (const { id, policy } of operationsOf(group)) {
      if (policy?.ok !== true || policy.document.caching === undefined) continue;
      const scope: ScopeRef = { kind: 'operation', workspace: group.api.workspace, id: group.api.id, operation: id };
      const layers = [{ scope, file: policy }, ...group.layers];
      const own: Caching = { document: policy.document, scope, caching: policy.document.caching };
      add([own, ...shared], layers, { ...group.target, operations: [id] });
    }
  }
  return [...found.values()].map((one) => ({ ...one, targets: mergeTargets(one.targets) }));
}

/** The look-ups and stores in these layers, including those of their fragments. */
function cachingOf(state: ServiceState, layers: readonly Layer[]): readonly Caching[] {
  const found: Caching[] = [];
  for (const { file, scope } of layers) {
    if (file === null) continue;
    if (!file.ok) break;
    const { document } = file;
    if (document.caching !== undefined) found.push({ document, scope, caching: document.caching });
    const included = (document.sections.get('inbound')?.statements ?? []).flatMap((one) => (one.kind === 'include-fragment' ? [one.fragment] : []));
    for (const id of [...included, ...document.outbound.fragments.map(({ id }) => id)]) {
      const fragment = state.fragment(id, scope.workspace);
      if (fragment?.ok === true && fragment.document.caching !== undefined)
        found.push({ document: fragment.document, scope, caching: fragment.document.caching });
    }
    if (!inheritsBase(document)) break;
  }
  return found;
}

/** What API Management writes into the Echo API of every new service: an example that pages do not call. */
function isOfEchoApi({ children }: ElementSnapshot, { kind, operation }: ScopeRef): boolean {
  const varies = children.map(({ name, text }) => `${name} ${text.trim()}`).join(', ');
  return kind === 'operation' && operation === 'retrieve-resource-cached' && varies === 'vary-by-header Accept, vary-by-header Accept-Charset';
}

/** It stores one answer per value of Origin, or may (a filled-in name). */
function variesByOrigin(lookup: ElementSnapshot): boolean {
  return lookup.children.some(({ name, text }) => name === 'vary-by-header' && (text.trim().toLowerCase() === 'origin' || isOpen(text, 'name')));
}

/** What makes stored answers differ by origin; null if nothing does, or nothing is stored. */
function toldApart(chain: CorsChain, all: readonly Caching[], layers: readonly Layer[]): Pick<CachedAnswers, 'by' | 'at'> | null {
  const stores = all.flatMap(({ document, caching }) => caching.stores.map((place) => ({ document, place })));
  if (stores.length === 0) return null;
  const written = chain.written.find(
    (writer) => isByOrigin(writer) && stores.some(({ document, place }) => !runsBehind(writer, document, place, layers)),
  );
  if (written !== undefined) return { by: 'written', at: written.element.place };
  const step = chain.steps.find((one) => one.kind === 'cors');
  // The developer portal's test console may see cached answers.
  const isPortal = step?.kind === 'cors' && portalSign(step.policy, step.scope.kind) !== null;
  return step?.kind === 'cors' && !isPortal && answersDiffer(step.policy) ? { by: 'cors', at: step.policy.place } : null;
}

/** Its value depends on the request: an expression, or one of several under a condition. */
function isByOrigin(writer: HeaderWriter): boolean {
  const { header, action, inside } = handWritten(writer);
  if (header !== 'access-control-allow-origin' || action === 'delete' || writer.section !== 'outbound') return false;
  return inside !== null || writer.element.children.some(({ name, text }) => name === 'value' && isExpression(text));
}

/** Whether the header is written after the answer was stored. If unknown, it counts as written before. */
function runsBehind(writer: HeaderWriter, storing: PolicyDocument, store: Place, layers: readonly Layer[]): boolean {
  const { place } = writer.element;
  if (refKey(place.ref) === refKey(store.ref)) return place.start > store.start;
  const depth = (ref: Place['ref']): number => layers.findIndex(({ file }) => file?.ok === true && refKey(file.document.ref) === refKey(ref));
  const [own, other] = [depth(place.ref), depth(store.ref)];
  if (own < 0 || other < 0) return false;
  // The broader section runs where the narrower one has its `<base />`.
  const narrow = layers[Math.min(own, other)]?.file;
  const base = (narrow?.ok === true ? narrow.document : storing).sections.get('outbound')?.statements.find((one) => one.kind === 'base');
  if (base?.kind !== 'base') return false;
  return own < other ? place.start > base.place.start : base.place.start > store.start;
}

/** Two origins get different headers. `*` without credentials is sent literally. */
function answersDiffer(policy: CorsPolicy): boolean {
  const isAny = policy.origins.some((entry) => entry.kind === 'any');
  return isAny ? mayHaveCredentials(policy) : policy.origins.length > 1;
}
