import { inheritsBase, layersOf, type EffectiveStatement, type Layer } from '../apim/layers.js';
import { replaceable } from '../apim/runs-inside.js';
import { callerChecks, sectionNames, type PolicyDocument, type SectionName } from '../apim/policy.js';
import { resourceKey, scopeKey } from '../apim/resource-key.js';
import { takesOptions } from '../apim/resolve-url.js';
import type { ScopeRef } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { refKey } from '../text/policy-ref.js';
import { alwaysRun } from './always-run.js';
import type { FileLine } from './coded.js';
import { contextsOf, type OperationContext } from './contexts.js';
import { cutOf } from './inheritance-cut.js';
import type { ServiceState } from './service-state.js';
import { standingKeys } from './standing.js';

/** A policy other than CORS, with its place. */
export interface PlacedPolicy {
  readonly name: string;
  /** Name of a policy inside it that checks callers; null if there is none. */
  readonly checks: string | null;
  readonly at: FileLine;
}

/** Inherited policies that do not run any more after a change. */
export interface Dropped {
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  readonly section: SectionName;
  /** `taken`: the document inherited them before. `added`: there was no document at its scope. */
  readonly how: 'taken' | 'added';
  /** They still run in some requests, by a branch that brings them in. */
  readonly partly: boolean;
  /** The policy belongs to an OPTIONS operation: a preflight carries no token or key to check. */
  readonly isPreflight: boolean;
  readonly policies: readonly PlacedPolicy[];
  readonly targets: readonly Target[];
}

/** Whether the policy, or one inside it, authenticates or filters callers. */
export function checksCallers({ name, checks }: Pick<PlacedPolicy, 'name' | 'checks'>): boolean {
  return checks !== null || callerChecks.has(name);
}

/** Policies that may call the backend instead of an inherited `<forward-request>`. */
const forwarding = ['retry', 'choose', 'limit-concurrency', 'wait', 'return-response', 'mock-response'];

/**
 * Every document without `<base />` in `head` (Microsoft Learn, "How to set or edit policies") that did inherit in `base`, with the inherited policies that
 * stop running. A new service has lost nothing.
 */
export function droppedPolicies(base: ServiceState | null, head: ServiceState | null): readonly Dropped[] {
  if (base === null || head === null) return [];
  const unchanged = new Set(base.documents().flatMap(({ file }) => (file.ok ? [textKey(file.document)] : [])));
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
      const ran = old === null ? null : new Set(base.effective(old, section).flatMap((one) => keysOf(base, one)));
      const lost = lostBehind(head, layers, cut.index, section);
      const { document, scope } = cut;
      for (const partly of [false, true]) {
        const policies = lost.flatMap(({ statement, partly: isPartly }) =>
          isPartly === partly && (ran === null || keysOf(head, statement).some((key) => ran.has(key))) ? placedPolicy(statement) : [],
        );
        if (policies.length === 0) continue;
        const key = [scopeKey(scope), refKey(document.ref), how, section, partly].join('\u0000');
        let dropped = found.get(key);
        const isPreflight = scope.kind === 'operation' && takesOptions(context.operation);
        if (dropped === undefined) found.set(key, (dropped = { document, scope, section, how, partly, isPreflight, policies: [], targets: [] }));
        dropped.targets.push(context.target);
        for (const one of policies) {
          if (!dropped.policies.some(({ name, at }) => name === one.name && at.path === one.at.path && at.line === one.at.line))
            dropped.policies.push(one);
        }
      }
    }
  }
  return [...found.values()].map((one) => ({ ...one, targets: mergeTargets(one.targets) }));
}

function cutsSection(document: PolicyDocument): boolean {
  return sectionNames.some((section) => document.sections.has(section) && !inheritsBase(document, section));
}

/** An inherited policy that does not run in every request; `partly`: it runs in some. */
interface Lost {
  readonly statement: EffectiveStatement;
  readonly partly: boolean;
}

/** What the layers behind a cut would bring and nothing before it runs or replaces, in every branch. */
function lostBehind(state: ServiceState, layers: readonly Layer[], cut: number, section: SectionName): readonly Lost[] {
  const runs = new Set(state.effective(layers, section).flatMap((one) => keysOf(state, one)));
  const always = alwaysRun(layers, section, state.fragment);
  const forwards = forwarding.some((name) => always.has(name));
  const isReplaced = (name: string): boolean => replaceable.has(name) && (always.has(name) || (name === 'forward-request' && forwards));
  return state.effective(layers.slice(cut + 1), section).flatMap((statement): Lost[] => {
    if (statement.kind !== 'policy' || isReplaced(statement.name)) return [];
    const partly = keysOf(state, statement).some((key) => runs.has(key));
    // A conditional inherited policy may also run conditionally here.
    const isKept = partly && (always.holds(statement.place.ref) || statement.conditions.some(({ kind }) => kind === 'branch'));
    return isKept ? [] : [{ statement, partly }];
  });
}

/** The statement as a policy with its place; nothing for CORS and unreadable parts. */
export function placedPolicy(statement: EffectiveStatement): readonly PlacedPolicy[] {
  if (statement.kind !== 'policy') return [];
  const { name, checks, place } = statement;
  return [{ name, checks, at: { path: place.path, line: place.line } }];
}

/** The layers before the change, for requests after it. */
class LayersBefore {
  readonly #state: ServiceState;
  readonly #apis: ReadonlyMap<string, ServiceState['service']['apis'][number]>;

  constructor(state: ServiceState) {
    this.#state = state;
    this.#apis = new Map(state.service.apis.map((api) => [resourceKey(api.workspace, api.id), api]));
  }

  /** null: the API did not exist. */
  of({ api, operation, product }: OperationContext): readonly Layer[] | null {
    const { service } = this.#state;
    const old = api === null ? null : this.#apis.get(resourceKey(api.workspace, api.id));
    if (old === undefined) return null;
    const oldOperation = operation === null ? null : (old?.operations.find((one) => one.id === operation.id) ?? null);
    const oldProduct =
      product === null ? null : (service.products.find((one) => one.id === product.id && one.workspace === product.workspace) ?? null);
    return layersOf(service, old, oldOperation, oldProduct);
  }
}

/** null: the document at this scope did not inherit before, or that is unknown. */
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

/** Keys that do not depend on lines: a policy's name and the place of its text in the service. */
function keysOf(state: ServiceState, statement: EffectiveStatement): readonly string[] {
  return statement.kind === 'policy' ? standingKeys(state, statement.place.ref).map((at) => `${statement.name}\u0000${at}`) : [];
}
