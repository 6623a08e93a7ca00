import { deepestFragment, layersOf, type Layer } from '../apim/layers.js';
import type { FlowStep, PolicyDocument, SetRequestHeader } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { resolveNames } from '../cors/named-values.js';
import { isOpen } from '../text/open-parts.js';
import { withoutHidden } from '../text/white-space.js';
import { hasStep } from './origin-site.js';
import { targetsOfScope } from './scope-targets.js';
import type { ServiceState } from './service-state.js';

/** A request header that `<cors>` reads or may read, or the request's method, set by a policy before a `<cors>` runs. */
export interface EarlyHeader {
  readonly header: SetRequestHeader;
  /** Scope of the policy that sets it. */
  readonly scope: ScopeRef;
  readonly targets: readonly Target[];
  /** It is a CORS header, which another rule reports. */
  readonly isOfCors: boolean;
  /** The method is set: `<cors>` recognises preflights by it, and lists methods. */
  readonly isMethod: boolean;
}

type Found = Omit<EarlyHeader, 'targets'>;

/** Most steps of one request, more than 20,000 policies have (`policies` of `too-much.ts`): fragments can multiply them. */
const mostSteps = 200_000;

const known = new WeakMap<ServiceState, readonly EarlyHeader[]>();

/** Every such header of a service, without duplicates. Most services have none, which a quick search shows. */
export function earlyHeaders(state: ServiceState): readonly EarlyHeader[] {
  let found = known.get(state);
  if (found === undefined) known.set(state, (found = find(state)));
  return found;
}

function find(state: ServiceState): readonly EarlyHeader[] {
  if (!state.remarkable().some(({ file }) => file.ok && setsRequestHeaders(file.document))) return [];
  const found = new Map<string, { readonly one: Found; readonly targets: Target[] }>();
  for (const { layers, scope } of requestsOf(state)) {
    for (const one of new Walk(state).run(layers)) {
      const key = JSON.stringify([one.header.place.ref, one.header.place.start, one.scope]);
      const already = found.get(key);
      if (already === undefined) found.set(key, { one, targets: [...targetsOfScope(state, scope)] });
      else already.targets.push(...targetsOfScope(state, scope));
    }
  }
  return [...found.values()].map(({ one, targets }) => ({ ...one, targets: mergeTargets(targets) }));
}

const setting = new WeakMap<PolicyDocument, boolean>();

function setsRequestHeaders(document: PolicyDocument): boolean {
  let sets = setting.get(document);
  if (sets === undefined) setting.set(document, (sets = hasStep(document.flow, (step) => headerOf(step) !== null)));
  return sets;
}

function headerOf(step: FlowStep): SetRequestHeader | null {
  if (step.kind === 'request-origin' || step.kind === 'request-method' || step.kind === 'open-header') return step.header;
  if (step.kind !== 'writer' || !step.writer.header.startsWith('access-control-request-')) return null;
  const { place, attributes, children } = step.writer.element;
  const digest = JSON.stringify([attributes.map(({ name, value }) => [name, value]), children.map(({ text }) => text)]);
  return { written: step.writer.header, digest, hasNamedValue: digest.includes('{{'), place };
}

/** The layers of every kind of request: to each API, in each of its products, and to each operation with an own policy. */
function* requestsOf(state: ServiceState): Iterable<{ readonly layers: readonly Layer[]; readonly scope: ScopeRef }> {
  const { service } = state;
  if (service.apis.length === 0) {
    const scope = { kind: 'global', workspace: null, id: null, operation: null } as const;
    for (const product of [null, ...service.products]) yield { layers: layersOf(service, null, null, product), scope };
  }
  for (const api of service.apis) {
    const scope = { kind: 'api', workspace: api.workspace, id: api.id, operation: null } as const;
    for (const product of [null, ...state.productsOf(api).filter(({ policy }) => policy !== null)]) {
      yield { layers: layersOf(service, api, null, product), scope };
      for (const operation of api.operations) {
        if (operation.policy === null) continue;
        yield { layers: layersOf(service, api, operation, product), scope: { ...scope, kind: 'operation', operation: operation.id } };
      }
    }
  }
}

/** Walks through the effective inbound section in order. */
class Walk {
  readonly #state: ServiceState;
  readonly #waiting: Found[] = [];
  readonly #early = new Set<Found>();
  #left = mostSteps;

  constructor(state: ServiceState) {
    this.#state = state;
  }

  run(layers: readonly Layer[]): Iterable<Found> {
    this.#layer(layers, 0);
    return this.#early;
  }

  #layer(layers: readonly Layer[], index: number): void {
    const layer = layers[index];
    if (layer === undefined) return;
    if (layer.file?.ok === false) return;
    const inherit = (): void => {
      this.#layer(layers, index + 1);
    };
    const steps = layer.file?.document.flow?.get('inbound');
    if (steps === undefined) inherit();
    else this.#steps(steps, layer.scope, 0, inherit);
  }

  #steps(steps: readonly FlowStep[], scope: ScopeRef, depth: number, inherit: () => void): void {
    for (const step of steps) {
      this.#left -= 1;
      if (this.#left < 0) return;
      const header = headerOf(step);
      const isMethod = step.kind === 'request-method';
      if (header !== null && (isMethod || this.#counts(header, scope)))
        this.#waiting.push({ header, scope, isOfCors: step.kind === 'writer', isMethod });
      else if (step.kind === 'base') inherit();
      else if (step.kind === 'cors') for (const one of this.#waiting.splice(0)) this.#early.add(one);
      else if (step.kind === 'choose') for (const branch of step.branches) this.#steps(branch.steps, scope, depth, inherit);
      else if (step.kind === 'fragment' && depth < deepestFragment) this.#fragment(step.id, scope, depth + 1);
    }
  }

  #fragment(id: string, { workspace }: ScopeRef, depth: number): void {
    const file = this.#state.fragment(id, workspace);
    const steps = file?.ok === true ? file.document.flow?.get('fragment') : undefined;
    if (steps !== undefined) this.#steps(steps, { kind: 'fragment', workspace, id, operation: null }, depth, () => undefined);
  }

  /** False if named values settle the header's name, and it is another header. */
  #counts({ written }: SetRequestHeader, { workspace }: ScopeRef): boolean {
    const name = resolveNames(written, (value) => this.#state.namedValue(value, workspace));
    if (name === null || isOpen(name, 'name')) return true;
    return /^(?:origin|access-control-request-.*)$/i.test(withoutHidden(name).trim());
  }
}
