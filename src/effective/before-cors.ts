import { layersOf, type Layer } from '../apim/layers.js';
import type { Place, PolicyDocument, RequestEnd, Statement } from '../apim/policy.js';
import type { Api, Product, ScopeRef } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { refKey, type PolicyRef } from '../text/policy-ref.js';
import { targetsOfScope } from './scope-targets.js';
import type { ServiceState } from './service-state.js';

/** Policies that exist to refuse some requests. Those that fail only on errors, such as send-request, are left out. */
const refusing: ReadonlySet<string> = new Set([
  'check-header',
  'ip-filter',
  'validate-jwt',
  'validate-azure-ad-token',
  'validate-client-certificate',
  'validate-content',
  'validate-headers',
  'validate-parameters',
  'validate-graphql-request',
  'validate-odata-request',
  'rate-limit',
  'rate-limit-by-key',
  'quota',
  'quota-by-key',
  'limit-concurrency',
  'llm-token-limit',
  'azure-openai-token-limit',
  'llm-content-safety',
  'return-response',
  'mock-response',
]);

/** A policy that may end a request before any `<cors>` runs. */
export interface Refuser {
  readonly name: string;
  readonly path: string;
  /** Its policy. */
  readonly ref: PolicyRef;
  readonly line: number;
  /** The `<base />` or fragment that brings it into the document; null: it stands in the document. */
  readonly via: Place | null;
  /** It ends every request that reaches it: an unconditional answer. */
  readonly endsAll: boolean;
}

/** The statement of a document that brings the first `<cors>`, and what may refuse the request before it. */
export interface Delay {
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  readonly bringer: { readonly kind: 'cors' | 'base' | 'include-fragment'; readonly place: Place };
  readonly refusers: readonly Refuser[];
}

/** The refusing policies in order, up to the first `<cors>` that takes part in preflights; `arrives`: there is one. */
interface Walk {
  readonly refusers: readonly Refuser[];
  /** Those inside the `<base />` or fragment that brings the first `<cors>`: they delay it, but not in this document. */
  readonly beyond: readonly Refuser[];
  readonly arrives: boolean;
}

const nothing: Walk = { refusers: [], beyond: [], arrives: false };

/** Deepest nesting of fragments: deeper ones are never expanded, and their content is unknown. */
const deepestWalk = 100;

class Walker {
  readonly #state: ServiceState;
  readonly #walks = new Map<string, Walk>();
  readonly #fragments = new Map<PolicyDocument, Walk>();
  #depth = 0;

  constructor(state: ServiceState) {
    this.#state = state;
  }

  /** Walks the effective inbound section of these layers. */
  walk(layers: readonly Layer[]): Walk {
    const [layer, ...broader] = layers;
    if (layer === undefined) return nothing;
    if (layer.file === null) return this.walk(broader);
    if (!layer.file.ok) return nothing;
    const key = layers
      .map(({ file }) => (file === null ? '' : file.ok ? `${refKey(file.document.ref)}@${file.document.id}` : refKey(file.broken.ref)))
      .join('|');
    let walk = this.#walks.get(key);
    if (walk === undefined) this.#walks.set(key, (walk = this.#walkDocument(layer.file.document, layer.scope, broader)));
    return walk;
  }

  #walkDocument(document: PolicyDocument, scope: ScopeRef, broader: readonly Layer[]): Walk {
    const inbound = document.sections.get('inbound');
    if (inbound === undefined) return nothing;
    return walked(this.#scan(document, inbound.statements, scope, [broader]));
  }

  /** What delays the `<cors>` of a document; `contexts`: the layers above it, without a product and in each one. */
  delayOf(document: PolicyDocument, scope: ScopeRef, contexts: () => readonly (readonly Layer[])[]): Delay | null {
    const inbound = document.sections.get('inbound');
    if (inbound === undefined || !mayDelay(inbound.statements)) return null;
    const { refusers, bringer } = this.#scan(document, inbound.statements, scope, contexts());
    return bringer === null || refusers.length === 0 ? null : { document, scope, bringer, refusers };
  }

  /** Each fragment is walked once; a recursive one adds nothing. */
  #fragment(id: string, scope: ScopeRef): Walk {
    const fragment = this.#state.fragment(id, scope.workspace);
    const body = fragment?.ok === true ? fragment.document.sections.get('fragment') : undefined;
    if (fragment?.ok !== true || body === undefined) return nothing;
    const known = this.#fragments.get(fragment.document);
    if (known !== undefined) return known;
    if (this.#depth >= deepestWalk) return nothing;
    this.#fragments.set(fragment.document, nothing);
    this.#depth += 1;
    const walk = walked(this.#scan(fragment.document, body.statements, scope, []));
    this.#depth -= 1;
    this.#fragments.set(fragment.document, walk);
    return walk;
  }

  /** Whether requests to an API reach the inherited policies before any `<cors>` of its own or of a fragment. */
  opensToBase({ policy, workspace, id }: Api): boolean {
    if (policy === null) return true;
    if (!policy.ok) return false;
    const scope: ScopeRef = { kind: 'api', workspace, id, operation: null };
    for (const statement of policy.document.sections.get('inbound')?.statements ?? []) {
      if (statement.kind === 'base') return true;
      if (statement.kind === 'cors') return false;
      if (statement.kind === 'include-fragment' && this.#fragment(statement.fragment, scope).arrives) return false;
    }
    return false;
  }

  #scan(document: PolicyDocument, statements: readonly Statement[], scope: ScopeRef, contexts: readonly (readonly Layer[])[]): Scan {
    const refusers: Refuser[] = [];
    for (const [index, statement] of statements.entries()) {
      switch (statement.kind) {
        case 'others':
          refusers.push(...refusersIn(document, statement));
          break;
        case 'policy':
          if (statement.end !== null && !isForOptions(statement.end) && !answersWithCors(document))
            refusers.push({
              name: statement.name,
              path: statement.place.path,
              ref: statement.place.ref,
              line: statement.place.line,
              via: null,
              endsAll: statement.end.kind === 'answer',
            });
          break;
        case 'cors':
          return { refusers, beyond: [], bringer: { kind: 'cors', place: statement.element.place } };
        case 'include-fragment': {
          const inside = this.#fragment(statement.fragment, scope);
          if (inside.arrives)
            return { refusers, beyond: aboveIn(inside, statement.place), bringer: { kind: 'include-fragment', place: statement.place } };
          const known = new Set(refusers.map(refuserKey));
          refusers.push(...broughtBy(statement.place, inside.refusers).filter((refuser) => !known.has(refuserKey(refuser))));
          break;
        }
        case 'base': {
          // If nothing else brings a <cors> and nothing refuses, the inherited policies do not matter here.
          if (refusers.length === 0 && !statements.slice(index + 1).some((later) => later.kind === 'cors' || later.kind === 'include-fragment')) {
            const [own] = contexts;
            if (own !== undefined) {
              const above = this.walk(own);
              if (above.arrives) return { refusers, beyond: aboveIn(above, statement.place), bringer: { kind: 'base', place: statement.place } };
              refusers.push(...broughtBy(statement.place, above.refusers));
            }
            break;
          }
          const walks = contexts.map((layers) => this.walk(layers));
          if (walks[0]?.arrives === true)
            return { refusers, beyond: aboveIn(walks[0], statement.place), bringer: { kind: 'base', place: statement.place } };
          const known = new Set(refusers.map(refuserKey));
          // A product's policy ends only requests of that product.
          const isEverywhere = (one: Refuser): boolean => walks.every((walk) => walk.refusers.some((other) => refuserKey(other) === refuserKey(one)));
          for (const refuser of walks.flatMap((walk) => (walk.arrives ? [] : broughtBy(statement.place, walk.refusers)))) {
            if (!known.has(refuserKey(refuser))) refusers.push({ ...refuser, endsAll: refuser.endsAll && isEverywhere(refuser) });
            known.add(refuserKey(refuser));
          }
          break;
        }
      }
    }
    return { refusers, beyond: [], bringer: null };
  }
}

/** The refusing policies found until a statement brings the first `<cors>`. */
interface Scan {
  readonly refusers: readonly Refuser[];
  readonly beyond: readonly Refuser[];
  readonly bringer: Delay['bringer'] | null;
}

function walked({ refusers, beyond, bringer }: Scan): Walk {
  return { refusers, beyond, arrives: bringer !== null };
}

/** What refuses before the `<cors>` inside an inherited section or fragment. */
function aboveIn({ refusers, beyond }: Walk, via: Place): readonly Refuser[] {
  return broughtBy(via, [...refusers, ...beyond]);
}

/** False for most documents, which inherit first or begin with their `<cors>`. */
function mayDelay(statements: readonly Statement[]): boolean {
  const first = statements.find(
    (statement) => statement.kind !== 'others' || statement.names.some((name, index) => mayRefuse(name, statement.ends?.get(index))),
  );
  if (first === undefined || first.kind === 'cors') return false;
  return first.kind !== 'base' || statements.some((statement) => statement.kind === 'cors' || statement.kind === 'include-fragment');
}

function mayRefuse(name: string, end: RequestEnd | undefined): boolean {
  return refusing.has(name) || (end?.kind === 'branch' && !isForOptions(end));
}

/** A page's request other than a preflight passes it. */
function isForOptions(end: RequestEnd): boolean {
  return end.kind === 'branch' && end.onlyOptions;
}

function broughtBy(via: Place, refusers: readonly Refuser[]): readonly Refuser[] {
  return refusers.map((refuser) => ({ ...refuser, via }));
}

function refuserKey({ name, ref, line }: Refuser): string {
  return `${name}\u0000${refKey(ref)}\u0000${line}`;
}

function* refusersIn(document: PolicyDocument, { names, lines, ends, ref }: Extract<Statement, { kind: 'others' }>): Iterable<Refuser> {
  for (const [index, name] of names.entries()) {
    const end = ends?.get(index);
    if (!mayRefuse(name, end)) continue;
    if (end?.kind === 'answer' && end.writers.length > 0) continue;
    if (end?.kind === 'branch' && answersWithCors(document)) continue;
    yield { name, path: ref.path, ref, line: lines[index] ?? 1, via: null, endsAll: end?.kind === 'answer' };
  }
}

/** An answer in this document has CORS headers of its own. */
function answersWithCors(document: PolicyDocument): boolean {
  return document.headerWriters.some((writer) => writer.inside === 'return-response');
}

/** The product "Starter" that API Management creates with a new service, with a limit and a quota above `<base />`: no author wrote it. */
function isAsCreated({ id, policy }: Product): boolean {
  const statements = policy?.ok === true ? (policy.document.sections.get('inbound')?.statements ?? []) : [];
  const names = statements.flatMap((statement) => (statement.kind === 'others' ? statement.names : [statement.kind]));
  return id.toLowerCase() === 'starter' && names.join(' ') === 'rate-limit quota base';
}

/** Every document that can refuse a request before its first `<cors>`, with the operations concerned. */
export function* findDelays(state: ServiceState): Iterable<{ readonly delay: Delay; readonly targets: () => readonly Target[] }> {
  const walker = new Walker(state);
  const { service } = state;
  const found = function* (
    layer: Layer | undefined,
    contexts: () => readonly (readonly Layer[])[],
    targets: () => readonly Target[],
  ): Iterable<{ delay: Delay; targets: () => readonly Target[] }> {
    if (layer?.file?.ok !== true) return;
    const delay = walker.delayOf(layer.file.document, layer.scope, contexts);
    if (delay !== null) yield { delay, targets };
  };
  const byApi = new Map<string, Api[]>();
  for (const api of service.apis) {
    const products = state.productsOf(api);
    // Without a product, and in each product of the API: one of them decides what `<base />` brings.
    const contexts = (): readonly (readonly Layer[])[] => [null, ...products].map((one) => layersOf(service, api, null, one));
    const scope: ScopeRef = { kind: 'api', workspace: api.workspace, id: api.id, operation: null };
    yield* found(
      { scope, file: api.policy },
      () => contexts().map((layers) => layers.slice(1)),
      () => targetsOfScope(state, scope),
    );
    for (const operation of api.operations) {
      if (operation.policy === null) continue;
      const layer: Layer = { scope: { ...scope, kind: 'operation', operation: operation.id }, file: operation.policy };
      yield* found(layer, contexts, () => targetsOfScope(state, layer.scope));
    }
    for (const one of products) {
      const known = byApi.get(one.id);
      if (known === undefined) byApi.set(one.id, [api]);
      else known.push(api);
    }
  }
  for (const one of service.products) {
    if (isAsCreated(one)) continue;
    const apis = (byApi.get(one.id) ?? []).filter((api) => api.workspace === one.workspace && walker.opensToBase(api));
    const [first] = apis;
    const reached = new Set<string | null>(apis.map((api) => api.id));
    if (first === undefined) continue;
    const layers = layersOf(service, first, null, one).slice(1);
    const scope: ScopeRef = { kind: 'product', workspace: one.workspace, id: one.id, operation: null };
    yield* found(
      layers[0],
      () => [layers.slice(1)],
      () => targetsOfScope(state, scope).filter((target) => reached.has(target.api)),
    );
  }
  for (const workspace of service.workspaces.values()) {
    const layer: Layer = { scope: { kind: 'workspace', workspace: workspace.id, id: null, operation: null }, file: workspace.policy };
    yield* found(
      layer,
      () => [layersOf(service, null, null, null)],
      () => mergeTargets(state.groups.filter((group) => group.api?.workspace === workspace.id).map((group) => group.target)),
    );
  }
  yield* found(
    layersOf(service, null, null, null)[0],
    () => [],
    () => firstReachedBy(state),
  );
}

/** Operations whose first `<cors>` is that of the global policy. */
function firstReachedBy(state: ServiceState): readonly Target[] {
  const targets: Target[] = [];
  for (const group of state.groups) {
    const first = group.chain.steps.find((step) => step.kind === 'cors' && step.how !== 'nested');
    if (first?.kind === 'cors' && first.scope.kind === 'global') targets.push(group.target);
  }
  return mergeTargets(targets);
}

/** What may refuse a request in these layers before its first `<cors>`; empty if there is no `<cors>`. */
export function refusersBefore(state: ServiceState, layers: readonly Layer[]): readonly Refuser[] {
  const { refusers, beyond, arrives } = new Walker(state).walk(layers);
  return arrives ? [...refusers, ...beyond] : [];
}
