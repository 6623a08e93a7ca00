import { resourceKey } from '../apim/resource-key.js';
import { layersOfRoute } from '../effective/request-route.js';
import type { Place } from '../apim/policy.js';
import type { Tree } from '../layouts/tree.js';
import type { CorsPolicy, NameList } from '../cors/cors-policy.js';
import { matchesForCertain } from '../cors/origin-match.js';
import type { PageRequest, SentRequest } from '../browser/judge.js';
import type { PageMode } from '../browser/request-mode.js';
import { at, elementAt, pathTo, rewrite, type RewriteStep } from '../repairs/rewrite.js';
import type { Leaning, RepairTitle } from '../repairs/title.js';
import { type ServiceState } from '../effective/service-state.js';
import { elementsOf, childrenNamed, type XmlDocument, type XmlElement } from '../xml/document.js';
import { appendChild, insertBefore, setAttribute } from '../xml/edit-elements.js';
import type { ExplainTarget } from './request-target.js';
import { ChangedLines } from '../review/changed-lines.js';
import { draftsOf } from '../review/evaluate.js';
import type { PolicyText } from '../repairs/repair.js';
import type { Suggestion } from '../review/review.js';
import { refKey } from '../text/policy-ref.js';
import { Verifier } from '../review/verify.js';

/** A text change that may make the request pass. */
interface Candidate {
  readonly title: RepairTitle;
  readonly texts: readonly PolicyText[];
  readonly leansOn: Leaning | null;
}

/** The request as the browser sends it to the policies. */
export interface Wanted {
  readonly request: PageRequest;
  readonly sent: SentRequest;
  /** A navigation needs no origin listed: no `<cors>` must end it. */
  readonly mode: PageMode;
}

/** At most so many candidates are tried: each is a whole evaluation. */
const mostTried = 24;

/**
 * The smallest change of policy text after which the request is allowed under every reading: applied, read again and evaluated, with what
 * else it changes for whom. null: none was found. `allows` says whether a state of the service allows it. `complete`: the state holds every
 * API, so that changes of shared policies can be judged.
 */
export async function smallestRepair(
  target: ExplainTarget,
  wanted: Wanted,
  tree: Tree,
  complete: boolean,
  allows: (route: ExplainTarget['route']) => boolean,
): Promise<Suggestion | null> {
  const { state } = target.route;
  const verifier = new Verifier({
    base: null,
    head: state,
    tree,
    changed: new ChangedLines(tree, tree, []),
    causes: () => Promise.resolve([]),
    complete,
    found: null,
  });
  let best: { readonly suggestion: Suggestion; readonly rank: readonly number[] } | null = null;
  for (const candidate of (await candidatesFor(target, wanted, verifier)).slice(0, mostTried)) {
    const attempt = await verifier.attempt(candidate);
    if (attempt === null) continue;
    const route = routeIn(attempt.state, target.route);
    if (route === null || !allows(route)) continue;
    const rank = [attempt.takesAccess ? 1 : 0, candidate.leansOn === null ? 0 : 1, attempt.suggestion.keepsInheritedPolicies ? 0 : 1, attempt.size];
    if (best === null || compare(rank, best.rank) < 0) best = { suggestion: attempt.suggestion, rank };
  }
  return best?.suggestion ?? null;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value - (b[index] ?? 0);
  return 0;
}

/** The same route through another state of the service; null: what it leads to is not there. */
function routeIn(state: ServiceState, route: ExplainTarget['route']): ExplainTarget['route'] | null {
  const key = resourceKey(route.api.workspace, route.api.id);
  const api = state.service.apis.find((one) => resourceKey(one.workspace, one.id) === key);
  if (api === undefined) return null;
  const operation = (wanted: { readonly id: string } | null) => api.operations.find((one) => one.id === wanted?.id) ?? null;
  const product = state.service.products.find((one) => one.id === route.product?.id && one.workspace === route.product.workspace) ?? null;
  return { ...route, state, api, operation: operation(route.operation), options: operation(route.options), product };
}

async function candidatesFor(target: ExplainTarget, wanted: Wanted, verifier: Verifier): Promise<readonly Candidate[]> {
  const { state } = target.route;
  const layers = layersOfRoute(target.route);
  const found: Candidate[] = [];
  // What each <cors> of the chain would have to say.
  for (const step of state.chain(layers).steps) {
    if (step.kind !== 'cors') continue;
    const { ref } = step.policy.place;
    const document = await verifier.open(ref);
    if (document !== null && wanted.mode === 'navigate') {
      const text = passOn(document, step.policy);
      const title = { code: 'pass-unmatched-on', given: { scope: step.scope } } as const;
      if (text !== null) found.push({ title, texts: [{ ref, text }], leansOn: null });
      continue;
    }
    const granted = document === null ? null : grant(document, step.policy, wanted);
    if (granted === null) continue;
    found.push({
      title: { code: 'allow-in', given: { names: granted.names, credentials: granted.credentials, scope: step.scope } },
      texts: [{ ref, text: granted.text }],
      leansOn: null,
    });
  }
  // What the rules know to repair in the documents of the chain.
  const policies = new Set(layers.flatMap(({ file }) => (file?.ok === true ? [refKey(file.document.ref)] : [])));
  for (const { draft } of draftsOf(state)) {
    if (draft.repairs === null || draft.place.ref === null || !policies.has(refKey(draft.place.ref))) continue;
    for (const { title, texts, leansOn } of await draft.repairs(verifier)) found.push({ title, texts, leansOn });
  }
  // A <cors> of its own, before whatever else stands in the narrowest document.
  const narrowest = layers.find(
    ({ file, scope }) => file?.ok === true && (scope.kind === 'operation' || (scope.kind === 'api' && wanted.mode !== 'navigate')),
  );
  const file = narrowest?.file;
  const inbound = file?.ok === true ? file.document.sections.get('inbound') : undefined;
  if (narrowest !== undefined && file?.ok === true && inbound !== undefined) {
    const document = await verifier.open(file.document.ref);
    const text = document === null ? null : withNewCors(document, inbound.place, wanted);
    if (text !== null) {
      found.push({ title: { code: 'add-cors', given: { scope: narrowest.scope } }, texts: [{ ref: file.document.ref, text }], leansOn: null });
    }
  }
  return found;
}

/** An element that grants a request, and what was added for it. */
interface Grant {
  readonly names: readonly string[];
  readonly credentials: boolean;
  readonly text: string;
}

/** The element as it would have to be to grant the request; null where it does already, or cannot be edited in place. */
function grant(document: XmlDocument, policy: CorsPolicy, { request, sent }: Wanted): Grant | null {
  const element = elementAt(document, policy.place);
  if (element === null || request.origin === 'null') return null;
  const path = pathTo(element);
  const steps: RewriteStep[] = [];
  const added: string[] = [];
  const add = (list: string, child: string, names: readonly string[]): void => {
    if (names.length === 0) return;
    added.push(...names);
    steps.push(at(path, (doc, found) => withEntries(doc, found, list, child, names)));
  };
  if (!policy.origins.some((entry) => matchesForCertain(entry, request.origin))) add('allowed-origins', 'origin', [request.origin]);
  const safelisted = ['GET', 'POST', 'HEAD'].includes(sent.method);
  if (policy.methods.kind === 'absent') {
    // Absent, it means GET and POST: written out, it must go on saying so.
    if (!safelisted) add('allowed-methods', 'method', ['GET', 'POST', sent.method]);
  } else if (!lists(policy.methods, sent.method)) add('allowed-methods', 'method', [sent.method]);
  add(
    'allowed-headers',
    'header',
    sent.unsafeHeaders.filter((name) => !lists(policy.headers, name)),
  );
  const credentials = request.credentials === 'include' && !(policy.allowCredentials.kind === 'literal' && policy.allowCredentials.value);
  if (credentials) steps.push(at(path, (doc, found) => setAttribute(doc, found, 'allow-credentials', 'true')));
  const text = steps.length === 0 ? null : rewrite(document, steps);
  return text === null ? null : { names: added, credentials, text };
}

/** The element as it would have to be to end no request. */
function passOn(document: XmlDocument, policy: CorsPolicy): string | null {
  const element = elementAt(document, policy.place);
  const { terminateUnmatched: flag } = policy;
  if (element === null || (flag.kind === 'literal' && !flag.value)) return null;
  return rewrite(document, [at(pathTo(element), (doc, found) => setAttribute(doc, found, 'terminate-unmatched-request', 'false'))]);
}

function lists(list: NameList, name: string): boolean {
  return list.kind === 'list' && (list.any || list.entries.some((entry) => entry.name === name));
}

/** The grammar asks for origins, methods, headers, exposed headers, in this order. */
const order = ['allowed-origins', 'allowed-methods', 'allowed-headers', 'expose-headers'];

function withEntries(document: XmlDocument, cors: XmlElement, list: string, child: string, names: readonly string[]): ReturnType<RewriteStep> {
  const entries = names.map((name) => `<${child}>${escapeText(name)}</${child}>`);
  const [existing] = childrenNamed(cors, list);
  if (existing !== undefined) return [appendChild(document, existing, entries.join('\n'))];
  const source = [`<${list}>`, ...entries.map((entry) => `    ${entry}`), `</${list}>`].join('\n');
  const behind = elementsOf(cors).find((one) => order.indexOf(one.name) > order.indexOf(list));
  return [behind === undefined ? appendChild(document, cors, source) : insertBefore(document, behind, source)];
}

function withNewCors(document: XmlDocument, inbound: Place, { request, sent }: Wanted): string | null {
  if (request.origin === 'null') return null;
  const section = elementAt(document, inbound);
  if (section === null) return null;
  const list = (name: string, child: string, entries: readonly string[]): readonly string[] =>
    entries.length === 0 ? [] : [`    <${name}>`, ...entries.map((entry) => `        <${child}>${escapeText(entry)}</${child}>`), `    </${name}>`];
  const credentials = request.credentials === 'include' ? ' allow-credentials="true"' : '';
  const source = [
    `<cors${credentials} terminate-unmatched-request="false">`,
    ...list('allowed-origins', 'origin', [request.origin]),
    ...list('allowed-methods', 'method', [sent.method]),
    ...list('allowed-headers', 'header', sent.unsafeHeaders),
    '</cors>',
  ].join('\n');
  return rewrite(document, [
    at(pathTo(section), (doc, found) => {
      const [first] = elementsOf(found);
      return first === undefined ? appendChild(doc, found, source) : insertBefore(doc, first, source);
    }),
  ]);
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
