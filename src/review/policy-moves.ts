import type { EffectiveStatement } from '../apim/layers.js';
import { scopeKey } from '../apim/resource-key.js';
import type { Target } from '../apim/target.js';
import { placedPolicy, type PlacedPolicy } from '../effective/dropped-policies.js';
import type { ChainGroup, ServiceState } from '../effective/service-state.js';
import { refKey } from '../text/policy-ref.js';

/** Inherited policies (not CORS) that run in only one of two states. */
export interface PolicyMoves {
  readonly noLongerRun: readonly PlacedPolicy[];
  readonly nowRun: readonly PlacedPolicy[];
}

/** The policies that a repair starts or stops, compared with base. */
export interface MovedPolicies {
  readonly moves: PolicyMoves;
  /** An inherited policy runs that ran neither before nor in base. */
  readonly bringsPolicies: boolean;
}

/**
 * Which non-CORS policies of a broader scope start or stop running for the operations whose documents a repair edits (`edited`: keys of policy refs). Chains
 * with equal keys may differ in this, so every affected group is checked.
 */
export function policyMoves(base: ServiceState | null, head: ServiceState, repaired: ServiceState, edited: ReadonlySet<string>): MovedPolicies {
  if (inheritsAlike(head, repaired, edited)) return { moves: { noLongerRun: [], nowRun: [] }, bringsPolicies: false };
  const lost = new Map<string, InheritedPolicy>();
  const gained = new Map<string, InheritedPolicy>();
  const seen = new Set<string>();
  const after = groupsByTarget(repaired);
  const before = base === null ? null : groupsByTarget(base);
  let bringsPolicies = false;
  for (const group of head.groups) {
    const touched = group.layers.some((layer) => layer.file?.ok === true && edited.has(refKey(layer.file.document.ref)));
    const [target = ''] = targetKeys(group.target);
    const now = touched ? after.get(target) : undefined;
    if (now === undefined) continue;
    const key = layersKey(group);
    if (seen.has(key)) continue;
    seen.add(key);
    const runsBefore = inheritedPolicies(head.effective(group.layers), edited);
    const runsAfter = inheritedPolicies(repaired.effective(now.layers), edited);
    for (const [policy, one] of runsBefore) if (!runsAfter.has(policy)) lost.set(policy, one);
    const back = [...runsAfter].filter(([policy]) => !runsBefore.has(policy));
    for (const [policy, one] of back) gained.set(policy, one);
    bringsPolicies ||=
      back.length > 0 &&
      !ranInBase(
        base,
        before,
        { head, group },
        back.map(([, one]) => one),
      );
  }
  return { moves: { noLongerRun: [...lost.values()].flatMap(placedPolicy), nowRun: [...gained.values()].flatMap(placedPolicy) }, bringsPolicies };
}

/**
 * Whether all of these ran in base at every operation of the group with the same content: their texts and the named values in them are unchanged, wherever they
 * stand. Then the repair restores them.
 */
function ranInBase(
  base: ServiceState | null,
  before: ReadonlyMap<string, ChainGroup> | null,
  { head, group }: { readonly head: ServiceState; readonly group: ChainGroup },
  back: readonly InheritedPolicy[],
): boolean {
  if (base === null || before === null || namedValuesKey(base) !== namedValuesKey(head)) return false;
  const wanted = back.map((one) => saidKey(head, one));
  const old = new Map(
    targetKeys(group.target)
      .map((target) => before.get(target))
      .map((one) => [one === undefined ? '' : layersKey(one), one]),
  );
  return [...old.values()].every((one) => {
    if (one === undefined) return false;
    const ran = new Set([...inheritedPolicies(base.effective(one.layers), new Set()).values()].map((policy) => saidKey(base, policy)));
    return wanted.every((key) => ran.has(key));
  });
}

/** A policy's content and scope, equal in two states of a service even if its text moved within a file. */
function saidKey(state: ServiceState, { scope, name, place }: InheritedPolicy): string {
  return [scopeKey(scope), name, textsOf(state).get(refKey(place.ref)) ?? refKey(place.ref), place.start].join('\u0000');
}

const known = new WeakMap<ServiceState, ReadonlyMap<string, string>>();

/** The content identity of each policy's own text. */
function textsOf(state: ServiceState): ReadonlyMap<string, string> {
  let texts = known.get(state);
  if (texts === undefined) {
    texts = new Map(
      state.documents().flatMap(({ file }) => (file.ok ? [[refKey(file.document.ref), file.document.textId ?? file.document.id]] : [])),
    );
    known.set(state, texts);
  }
  return texts;
}

const keys = new WeakMap<NamedValues, string>();

/** A key of all named values: computed once for all repairs of a service. */
function namedValuesKey({ service }: ServiceState): string {
  return [service, ...service.workspaces.values()].map(({ namedValues }) => valuesKey(namedValues)).join('\u0000');
}

function valuesKey(values: NamedValues): string {
  let key = keys.get(values);
  if (key === undefined) {
    key = JSON.stringify([...values].map(([name, value]) => [name, value, value.kind === 'known' ? null : (value.source?.() ?? null)]));
    keys.set(values, key);
  }
  return key;
}

type NamedValues = ServiceState['service']['namedValues'];

function groupsByTarget(state: ServiceState): ReadonlyMap<string, ChainGroup> {
  return new Map(state.groups.flatMap((group) => targetKeys(group.target).map((key) => [key, group] as const)));
}

function layersKey({ layers }: ChainGroup): string {
  return layers.map((layer) => (layer.file?.ok === true ? refKey(layer.file.document.ref) : '')).join('|');
}

/** Whether no edited document inherits or runs anything else than before: then nothing starts or stops, and no group needs a check. */
function inheritsAlike(head: ServiceState, repaired: ServiceState, policies: ReadonlySet<string>): boolean {
  const shapes = (state: ServiceState): string => {
    const edited = state.documents().flatMap(({ file }) => (file.ok && policies.has(refKey(file.document.ref)) ? [file.document] : []));
    return JSON.stringify(
      edited.map((document) => [
        refKey(document.ref),
        (document.sections.get('inbound')?.statements ?? []).flatMap((statement) =>
          statement.kind === 'base' ? ['base'] : statement.kind === 'others' ? statement.names : statement.kind === 'cors' ? [] : [statement.kind],
        ),
      ]),
    );
  };
  return shapes(head) === shapes(repaired);
}

/** One key per operation; one for the whole API if its operations are not listed. */
function targetKeys({ workspace, product, api, operations }: Target): readonly string[] {
  const whole = [workspace ?? '', product ?? '', api ?? ''].join('\u0000');
  return operations.length === 0 ? [whole] : operations.map((operation) => `${whole}\u0000${operation}`);
}

/** A policy other than CORS in a chain. */
type InheritedPolicy = Extract<EffectiveStatement, { kind: 'policy' }>;

/** The policies of a chain from other documents than these. */
function inheritedPolicies(statements: readonly EffectiveStatement[], own: ReadonlySet<string>): ReadonlyMap<string, InheritedPolicy> {
  const policies = new Map<string, InheritedPolicy>();
  for (const one of statements) {
    if (one.kind === 'policy' && !own.has(refKey(one.place.ref))) policies.set(`${one.name} ${one.place.path}:${one.place.line}`, one);
  }
  return policies;
}
