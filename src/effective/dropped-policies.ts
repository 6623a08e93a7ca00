import { inheritsBase, layersOf, type EffectiveStatement, type Layer } from '../apim/layers.js';
import { callerChecks, sectionNames, type PolicyDocument, type SectionName } from '../apim/policy.js';
import { resourceKey, scopeKey } from '../apim/resource-key.js';
import type { ScopeRef } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { refKey } from '../text/policy-ref.js';
import type { FileLine } from './coded.js';
import { contextsOf, type Context } from './contexts.js';
import { cutOf } from './inheritance-cut.js';
import type { ServiceState } from './service-state.js';

/** A policy that is not CORS, where it stands. */
export interface PlacedPolicy {
  readonly name: string;
  /** A policy inside it that checks callers, as in a `<choose>`; null: there is none. */
  readonly checks: string | null;
  readonly at: FileLine;
}

/** Inherited policies that a change keeps from running. */
export interface Dropped {
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  readonly section: SectionName;
  /** `taken`: the document inherited them before. `added`: there was no document at its scope. */
  readonly how: 'taken' | 'added';
  readonly policies: readonly PlacedPolicy[];
  readonly targets: readonly Target[];
}

/** True when the policy authenticates or filters callers, or one inside it does. */
export function checksCallers({ name, checks }: Pick<PlacedPolicy, 'name' | 'checks'>): boolean {
  return checks !== null || callerChecks.has(name);
}

/** Policies that limit or check: one of the same name that runs without a condition stands in for the inherited one. */
const replaceable: ReadonlySet<string> = new Set([
  ...callerChecks,
  'rate-limit',
  'rate-limit-by-key',
  'quota',
  'quota-by-key',
  'set-backend-service',
  'authentication-managed-identity',
  'authentication-basic',
  'authentication-certificate',
  'forward-request',
]);

/** What may call the backend in place of a `<forward-request>` that is inherited. */
const forwarding = ['retry', 'choose', 'limit-concurrency', 'wait', 'return-response', 'mock-response'];

/**
 * Every document that inherits nothing in `head` (no `<base />`, Microsoft Learn, "How to set or edit policies") and did inherit in `base`, with the
 * inherited policies that so stop running. A service that is new has lost nothing.
 */
export function droppedPolicies(base: ServiceState | null, head: ServiceState | null): readonly Dropped[] {
  if (base === null || head === null) return [];
  const unchanged = new Set([...base.documents()].flatMap(({ file }) => (file.ok ? [textKey(file.document)] : [])));
  const before = new LayersBefore(base);
  const found = new Map<string, Dropped & { readonly policies: PlacedPolicy[]; readonly targets: Target[] }>();
  for (const context of contextsOf(head, { operations: cutsSection, products: () => true })) {
    const { layers } = context;
    for (const section of sectionNames) {
      const cut = cutOf(layers, section);
      if (cut === null || unchanged.has(textKey(cut.document))) continue;
      const old = before.of(context);
      const how = howDropped(old, cut.scope, section);
      if (how === null) continue;
      const ran = old === null ? null : new Set(base.effective(old, section).flatMap(keysOf));
      const lost = lostBehind(head, layers, cut.index, section).filter((one) => ran === null || keysOf(one).some((key) => ran.has(key)));
      if (lost.length === 0) continue;
      const { document, scope } = cut;
      const key = [scopeKey(scope), refKey(document.ref), how, section].join('\u0000');
      let dropped = found.get(key);
      if (dropped === undefined) found.set(key, (dropped = { document, scope, section, how, policies: [], targets: [] }));
      dropped.targets.push(context.target);
      for (const one of lost.flatMap(placedPolicy)) {
        if (!dropped.policies.some(({ name, at }) => name === one.name && at.path === one.at.path && at.line === one.at.line))
          dropped.policies.push(one);
      }
    }
  }
  return [...found.values()].map((one) => ({ ...one, targets: mergeTargets(one.targets) }));
}

function cutsSection(document: PolicyDocument): boolean {
  return sectionNames.some((section) => document.sections.has(section) && !inheritsBase(document, section));
}

/** What the layers behind a cut would bring in and nothing before it does or stands in for. */
function lostBehind(state: ServiceState, layers: readonly Layer[], cut: number, section: SectionName): readonly EffectiveStatement[] {
  const runs = state.effective(layers, section);
  const still = new Set(runs.flatMap(keysOf));
  const own = new Set(runs.flatMap((one) => (one.kind === 'policy' && one.conditions.length === 0 ? [one.name] : [])));
  if (forwarding.some((name) => own.has(name))) own.add('forward-request');
  return state
    .effective(layers.slice(cut + 1), section)
    .filter((one) => one.kind === 'policy' && !keysOf(one).some((key) => still.has(key)) && !(replaceable.has(one.name) && own.has(one.name)));
}

/** The statement as a policy with its place; nothing for what is CORS or cannot be read. */
export function placedPolicy(statement: EffectiveStatement): readonly PlacedPolicy[] {
  if (statement.kind !== 'policy') return [];
  const { name, checks, place } = statement;
  return [{ name, checks, at: { path: place.path, line: place.line } }];
}

/** The layers that requests met before the change, by what they meet now. */
class LayersBefore {
  readonly #state: ServiceState;
  readonly #apis: ReadonlyMap<string, ServiceState['service']['apis'][number]>;

  constructor(state: ServiceState) {
    this.#state = state;
    this.#apis = new Map(state.service.apis.map((api) => [resourceKey(api.workspace, api.id), api]));
  }

  /** null: the API did not exist. */
  of({ api, operation, product }: Context): readonly Layer[] | null {
    const { service } = this.#state;
    const old = api === null ? null : this.#apis.get(resourceKey(api.workspace, api.id));
    if (old === undefined) return null;
    const oldOperation = operation === null ? null : (old?.operations.find((one) => one.id === operation.id) ?? null);
    const oldProduct =
      product === null ? null : (service.products.find((one) => one.id === product.id && one.workspace === product.workspace) ?? null);
    return layersOf(service, old, oldOperation, oldProduct);
  }
}

/** null: the document at this scope did not inherit before, or whether it did is not known. */
function howDropped(old: readonly Layer[] | null, scope: ScopeRef, section: SectionName): Dropped['how'] | null {
  if (old === null) return 'added';
  const at = old.findIndex((layer) => scopeKey(layer.scope) === scopeKey(scope));
  const upTo = old.slice(0, at < 0 ? old.findIndex((layer) => rank(layer.scope) > rank(scope)) : at + 1);
  const isUnknown = upTo.some(({ file }) => file !== null && (!file.ok || (section === 'inbound' && !file.document.sections.has(section))));
  if (isUnknown || cutOf(upTo, section) !== null) return null;
  return at < 0 || old[at]?.file === null ? 'added' : 'taken';
}

const order: readonly ScopeRef['kind'][] = ['operation', 'api', 'product', 'workspace', 'global'];

function rank(scope: ScopeRef): number {
  return order.indexOf(scope.kind);
}

function textKey({ ref, id }: PolicyDocument): string {
  return `${refKey(ref)}\u0000${id}`;
}

/** Lines shift: a policy is known by its name and file. */
function keysOf(statement: EffectiveStatement): readonly string[] {
  return statement.kind === 'policy' ? [`${statement.name}\u0000${refKey(statement.place.ref)}`] : [];
}
