import { layersOf, type Layer } from '../apim/layers.js';
import type { Place, PolicyDocument, RequestEnd, Statement } from '../apim/policy.js';
import type { Api, ScopeRef } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { moveBefore } from '../xml/edit.js';
import { listing } from '../effective/naming.js';
import { startOf } from '../effective/finding-place.js';
import { apiPath, cors, globalPath, policy, product, repository, within } from '../layouts/apiops/example.js';
import { takesNothing } from '../repairs/promises.js';
import { at, elementAt, elementsOf, follow, pathTo, rewrite } from '../repairs/rewrite.js';
import type { Draft, Rule } from './rule.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import { corsPolicyPage, errorBeforeCorsIssue, errorHandlingPage } from '../cors/sources.js';
import { targetsOfScope } from '../effective/scope-targets.js';
import type { ServiceState } from '../effective/service-state.js';

/** Policies whose job is to refuse some requests. Those that fail only when something is broken, such as send-request, are left out. */
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

/** A policy that may end a request before any `<cors>` has run. */
interface Refuser {
  readonly name: string;
  readonly path: string;
  readonly line: number;
  /** What brings it into the document at hand: a `<base />` or a fragment; null: it stands there itself. */
  readonly via: Place | null;
}

/** The statement of a document through which the first `<cors>` comes, and what may refuse the request before it. */
interface Delay {
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  readonly bringer: { readonly kind: 'cors' | 'base' | 'include-fragment'; readonly place: Place };
  readonly refusers: readonly Refuser[];
}

/** What runs, in order, until the first `<cors>` that takes part in preflights; `arrives`: there is one. */
interface Walk {
  readonly refusers: readonly Refuser[];
  readonly arrives: boolean;
}

const nothing: Walk = { refusers: [], arrives: false };

class Walker {
  readonly #state: ServiceState;
  readonly #walks = new Map<string, Walk>();

  constructor(state: ServiceState) {
    this.#state = state;
  }

  /** The effective inbound section of these layers. */
  walk(layers: readonly Layer[]): Walk {
    const [layer, ...broader] = layers;
    if (layer === undefined) return nothing;
    if (layer.file === null) return this.walk(broader);
    if (!layer.file.ok) return nothing;
    const key = layers.map(({ file }) => (file === null ? '' : file.ok ? `${file.document.path}@${file.document.id}` : file.broken.path)).join('|');
    let walk = this.#walks.get(key);
    if (walk === undefined) this.#walks.set(key, (walk = this.#walkDocument(layer.file.document, layer.scope, broader)));
    return walk;
  }

  #walkDocument(document: PolicyDocument, scope: ScopeRef, broader: readonly Layer[]): Walk {
    const inbound = document.sections.get('inbound');
    if (inbound === undefined) return nothing;
    const delay = this.#scan(document, inbound.statements, scope, [broader]);
    return { refusers: delay.refusers, arrives: delay.bringer !== null };
  }

  /** What delays the `<cors>` of a document; `contexts`: the layers above it, without a product and in each. */
  delayOf(document: PolicyDocument, scope: ScopeRef, contexts: () => readonly (readonly Layer[])[]): Delay | null {
    const inbound = document.sections.get('inbound');
    if (inbound === undefined || !mayDelay(inbound.statements)) return null;
    const { refusers, bringer } = this.#scan(document, inbound.statements, scope, contexts());
    return bringer === null || refusers.length === 0 ? null : { document, scope, bringer, refusers };
  }

  #scan(
    document: PolicyDocument,
    statements: readonly Statement[],
    scope: ScopeRef,
    contexts: readonly (readonly Layer[])[],
  ): { refusers: readonly Refuser[]; bringer: Delay['bringer'] | null } {
    const refusers: Refuser[] = [];
    for (const [index, statement] of statements.entries()) {
      switch (statement.kind) {
        case 'others':
          refusers.push(...refusersIn(document, statement));
          break;
        case 'policy':
          if (statement.end !== null && !answersWithCors(document))
            refusers.push({ name: statement.name, path: statement.place.path, line: statement.place.line, via: null });
          break;
        case 'cors':
          return { refusers, bringer: { kind: 'cors', place: statement.element.place } };
        case 'include-fragment': {
          const fragment = this.#state.fragment(statement.fragment, scope.workspace);
          const body = fragment?.ok === true ? fragment.document.sections.get('fragment') : undefined;
          if (fragment?.ok !== true || body === undefined) break;
          const inside = this.#scan(fragment.document, body.statements, scope, []);
          if (inside.bringer !== null) return { refusers, bringer: { kind: 'include-fragment', place: statement.place } };
          refusers.push(...broughtBy(statement.place, inside.refusers));
          break;
        }
        case 'base': {
          // Where nothing else can bring a <cors> and nothing refuses, what is above makes no difference here.
          if (refusers.length === 0 && !statements.slice(index + 1).some((later) => later.kind === 'cors' || later.kind === 'include-fragment')) {
            const [own] = contexts;
            if (own !== undefined) {
              const above = this.walk(own);
              if (above.arrives) return { refusers, bringer: { kind: 'base', place: statement.place } };
              refusers.push(...broughtBy(statement.place, above.refusers));
            }
            break;
          }
          const walks = contexts.map((layers) => this.walk(layers));
          if (walks[0]?.arrives === true) return { refusers, bringer: { kind: 'base', place: statement.place } };
          const known = new Set(refusers.map(keyOf));
          for (const refuser of walks.flatMap((walk) => (walk.arrives ? [] : broughtBy(statement.place, walk.refusers)))) {
            if (!known.has(keyOf(refuser))) refusers.push(refuser);
            known.add(keyOf(refuser));
          }
          break;
        }
      }
    }
    return { refusers, bringer: null };
  }
}

/** False for most documents, which need no further look: they inherit first, or begin with their `<cors>`. */
function mayDelay(statements: readonly Statement[]): boolean {
  const first = statements.find(
    (statement) => statement.kind !== 'others' || statement.names.some((name, index) => mayRefuse(name, statement.ends?.get(index))),
  );
  if (first === undefined || first.kind === 'cors') return false;
  return first.kind !== 'base' || statements.some((statement) => statement.kind === 'cors' || statement.kind === 'include-fragment');
}

function mayRefuse(name: string, end: RequestEnd | undefined): boolean {
  return refusing.has(name) || end?.kind === 'branch';
}

function broughtBy(via: Place, refusers: readonly Refuser[]): readonly Refuser[] {
  return refusers.map(({ name, path, line }) => ({ name, path, line, via }));
}

function keyOf({ name, path, line }: Refuser): string {
  return `${name}\u0000${path}\u0000${line}`;
}

function* refusersIn(document: PolicyDocument, { names, lines, ends, path }: Extract<Statement, { kind: 'others' }>): Iterable<Refuser> {
  for (const [index, name] of names.entries()) {
    const end = ends?.get(index);
    if (!mayRefuse(name, end)) continue;
    if (end?.kind === 'answer' && end.writesCors) continue;
    if (end?.kind === 'branch' && answersWithCors(document)) continue;
    yield { name, path, line: lines[index] ?? 1, via: null };
  }
}

/** An answer in this document brings headers of CORS of its own: which one does, is not told. */
function answersWithCors(document: PolicyDocument): boolean {
  return document.headerWriters.some((writer) => writer.inside === 'return-response');
}

/** True when requests to an API come to what is above it before any `<cors>` of its own. */
function opensToBase(api: Api): boolean {
  if (api.policy === null) return true;
  if (!api.policy.ok) return false;
  for (const statement of api.policy.document.sections.get('inbound')?.statements ?? []) {
    if (statement.kind === 'base') return true;
    if (statement.kind === 'cors' || statement.kind === 'include-fragment') return false;
  }
  return false;
}

function* findDelays(state: ServiceState): Iterable<{ readonly delay: Delay; readonly targets: () => readonly Target[] }> {
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
    // Without a product, and in each that the API is in: one of them decides what `<base />` brings in.
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
    const apis = (byApi.get(one.id) ?? []).filter((api) => api.workspace === one.workspace && opensToBase(api));
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

/** Operations whose first `<cors>` is the global policy's. */
function firstReachedBy(state: ServiceState): readonly Target[] {
  const targets: Target[] = [];
  for (const group of state.groups) {
    const first = group.chain.steps.find((step) => step.kind === 'cors' && step.how !== 'nested');
    if (first?.kind === 'cors' && first.scope.kind === 'global') targets.push(group.target);
  }
  return mergeTargets(targets);
}

function draftOf({ document, scope, bringer, refusers }: Delay, targets: readonly Target[]): Draft {
  const where = ({ name, path, line }: Refuser): string => `<${name}> (${path === document.path ? `line ${line}` : `${path}:${line}`})`;
  const what = { cors: 'this <cors> runs', base: '<base /> brings in a <cors>', 'include-fragment': 'this fragment brings in a <cors>' }[
    bringer.kind
  ];
  return {
    rule: 'policy-before-cors',
    severity: 'warning',
    certainty: 'reported',
    message: `${listing(refusers.map(where))} can refuse a request before ${what}: the refusal then carries no CORS headers, and the page sees a CORS error instead of the status.`,
    place: startOf(bringer.place),
    alsoAt: [],
    scope,
    key: [...new Set(refusers.map((refuser) => refuser.name))].sort().join(' '),
    targets,
    repairs: (desk) => repairs(desk, document, bringer, refusers),
  };
}

/** What brings the `<cors>` moved above the first statement that refuses, or inherits something that does. */
async function repairs(
  desk: RepairDesk,
  { path }: PolicyDocument,
  bringer: Delay['bringer'],
  refusers: readonly Refuser[],
): Promise<readonly Repair[]> {
  const document = await desk.open(path);
  const element = document === null ? null : elementAt(document, bringer.place);
  if (document === null || element?.parent == null) return [];
  const own = new Set(refusers.filter((refuser) => refuser.via === null).map(({ name, line }) => `${name}:${line}`));
  const bringers = new Set(refusers.flatMap((refuser) => refuser.via?.start ?? []));
  const siblings = elementsOf(element.parent);
  const before = siblings.slice(0, siblings.indexOf(element));
  const reference = before.find(
    (sibling) => own.has(`${sibling.name}:${document.positionAt(sibling.span.start).line}`) || bringers.has(sibling.span.start),
  );
  if (reference === undefined) return [];
  const target = pathTo(reference);
  const text = rewrite(document, [
    at(pathTo(element), (doc, found) => {
      const first = follow(doc, target);
      return first === null ? null : moveBefore(doc, found, first);
    }),
  ]);
  if (text === null) return [];
  const name = bringer.kind === 'base' ? '<base />' : bringer.kind === 'cors' ? '<cors>' : 'the fragment';
  return [
    {
      title: `Move ${name} above <${reference.name}${reference.name === 'base' ? ' /' : ''}>`,
      files: new Map([[path, text]]),
      promise: takesNothing,
      certainty: bringer.kind === 'base' ? 'inferred' : 'documented',
      givesMore: false,
      leansOn: bringer.kind === 'cors' ? null : `whatever else ${name} brings in may run before <${reference.name}>`,
    },
  ];
}

const origins = ['https://app.contoso.com'];
const jwt = within('validate-jwt header-name="Authorization"', [
  '<openid-config url="https://login.contoso.com/.well-known/openid-configuration" />',
]);

export const policyBeforeCors: Rule = {
  id: 'policy-before-cors',
  title: 'A policy that refuses stands before <cors>',
  severity: 'warning',
  severityNote: null,
  certainty: 'reported',
  detects:
    'A policy that refuses requests (tokens, headers, addresses, limits) or answers them itself, and runs before the first `<cors>` of the effective policy: in the same document, or brought in by a `<base />` above it. Policies that fail only when something is broken, such as `send-request`, are not counted.',
  why: 'Preflights are not concerned. But when the request itself is refused before `<cors>` has run, the refusal carries no CORS headers: the page cannot read the 401 or 429, and the console shows a CORS error that sends people looking in the wrong place.',
  repair: 'Move `<cors>` above the first of them.',
  sources: [corsPolicyPage, errorHandlingPage, errorBeforeCorsIssue],
  get fails() {
    return [
      { name: 'a token is checked first', head: repository({ [apiPath]: policy(['<base />', ...jwt, ...cors({ origins })]) }) },
      {
        name: 'the global policy, inherited above, limits the rate',
        head: repository({
          [globalPath]: policy(['<rate-limit calls="10" renewal-period="60" />']),
          [apiPath]: policy(['<base />', ...cors({ origins })]),
        }),
      },
      {
        name: 'a product limits the rate before the global policy is inherited',
        head: repository({
          [globalPath]: policy(cors({ origins })),
          ...product(policy(['<rate-limit calls="5" renewal-period="60" />', '<base />'])),
        }),
      },
      {
        name: 'a condition that answers',
        head: repository({
          [apiPath]: policy([
            ...within('choose', within('when condition="@(context.User == null)"', ['<return-response><set-status code="401" /></return-response>'])),
            ...cors({ origins }),
            '<base />',
          ]),
        }),
      },
    ];
  },
  get passes() {
    return [
      { name: 'cors first', head: repository({ [apiPath]: policy([...cors({ origins }), '<base />', ...jwt]) }) },
      {
        name: 'what stands before it refuses nobody',
        head: repository({ [apiPath]: policy(['<set-variable name="a" value="b" />', ...cors({ origins }), '<base />', ...jwt]) }),
      },
      { name: 'no cors at all', head: repository({ [apiPath]: policy(['<base />', ...jwt]) }) },
      {
        name: 'the product inherits first',
        head: repository({
          [globalPath]: policy(cors({ origins })),
          ...product(policy(['<base />', '<rate-limit calls="5" renewal-period="60" />'])),
        }),
      },
    ];
  },
  *check(state) {
    for (const { delay, targets } of findDelays(state)) {
      const reached = targets();
      if (reached.length > 0) yield draftOf(delay, reached);
    }
  },
};
