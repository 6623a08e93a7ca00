import type { HeaderWriter, Place, PolicyDocument } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import type { CorsPolicy, NameList } from '../cors/cors-policy.js';
import { matchesForCertain, listsOrigin } from '../cors/origin-match.js';
import type { ScriptRequest, SentRequest } from '../browser/judge.js';
import type { PageMode } from '../browser/request-mode.js';
import { refusersBefore, type Refuser } from '../effective/before-cors.js';
import { layersOfRoute } from '../effective/request-route.js';
import { deleteAll } from '../repairs/delete-writers.js';
import { addEntries, type ListName } from '../repairs/list-entries.js';
import { withNewCors, type NewCors } from '../repairs/new-cors.js';
import type { PolicyText } from '../repairs/repair.js';
import { at, elementAt, follow, pathTo, rewrite, type RewriteStep } from '../repairs/rewrite.js';
import { lastBaseBefore } from '../repairs/shadow-repairs.js';
import type { RepairTitle } from '../repairs/title.js';
import { refKey, type PolicyRef } from '../text/policy-ref.js';
import { parseXml, type XmlDocument } from '../xml/document.js';
import { moveBefore, removeNode, setAttribute, setText } from '../xml/edit-elements.js';
import { aboveRefusers } from './above-refusers.js';
import { askedForAt, keptBy, othersIn, writtenByHand, type Granted } from './granted-already.js';
import type { ExplainTarget } from './request-target.js';

/** The request as the browser sends it. */
export interface WantedRequest {
  readonly request: ScriptRequest;
  readonly sent: SentRequest;
  /** A navigation needs no listed origin, but no `<cors>` may end it. */
  readonly mode: PageMode;
}

/** A text change that may let the request pass. */
export interface GrantCandidate {
  readonly title: RepairTitle;
  readonly texts: readonly PolicyText[];
}

/** Opens a policy for editing; null: impossible. */
export type Open = (ref: PolicyRef) => Promise<XmlDocument | null>;

/** Most characters of policies rewritten for one request: each `<cors>` needs its whole policy read several times. */
const mostRewritten = 1_500_000;

/** The changes for each `<cors>` in the request's chain; for very long policies, only the first ones. */
export async function grantsIn(route: ExplainTarget['route'], wanted: WantedRequest, open: Open): Promise<readonly GrantCandidate[]> {
  const found: GrantCandidate[] = [];
  let textLeft = mostRewritten;
  let refusers: readonly Refuser[] | undefined;
  for (const step of route.state.chain(layersOfRoute(route)).steps) {
    if (step.kind !== 'cors' || textLeft < 0) continue;
    const { ref } = step.policy.place;
    const document = await open(ref);
    if (document === null) continue;
    textLeft -= document.text.length;
    const scope: ScopeRef = step.how === 'fragment' ? fragmentOf(ref, step.scope, route) : step.scope;
    const change = wanted.mode === 'navigate' ? passOn(document, step.policy, scope) : grant(document, step.policy, scope, wanted);
    if (change !== null) found.push({ title: change.title, texts: [{ ref, text: change.text }] });
    if (change === null || wanted.mode === 'navigate') continue;
    refusers ??= refusersBefore(route.state, layersOfRoute(route));
    const moved = [aboveBase(document, step.policy, change), aboveRefusers(document, step.policy, refusers, change)];
    for (const above of moved) if (above !== null) found.push({ title: above.title, texts: [{ ref, text: above.text }] });
  }
  return wanted.mode === 'navigate' ? [...found, ...allOf(found)] : found;
}

/** Changes every `<cors>` of several policies that would end it, as one change. */
function allOf(grants: readonly GrantCandidate[]): readonly GrantCandidate[] {
  const [first, ...more] = grants;
  const texts = grants.flatMap((one) => one.texts);
  if (first === undefined || more.length === 0 || new Set(texts.map(({ ref }) => refKey(ref))).size < texts.length) return [];
  const titled = more.reduce((title: RepairTitle, one): RepairTitle => ({ code: 'both', given: { first: title, second: one.title } }), first.title);
  return [{ title: titled, texts }];
}

/** The fragment of a policy, for readers who have to find it. */
function fragmentOf(ref: PolicyRef, scope: ScopeRef, { state }: ExplainTarget['route']): ScopeRef {
  const own = state.service.fragments.find(({ policy }) => policy.ok && refKey(policy.document.ref) === refKey(ref));
  return own === undefined ? scope : { kind: 'fragment', workspace: own.workspace, id: own.id, operation: null };
}

/** Headers of which browsers accept only one value. */
const single: ReadonlySet<string> = new Set(['access-control-allow-origin', 'access-control-allow-credentials']);

/** The same changes, with the hand-written headers behind the `<cors>` deleted: those would add to, or replace, its headers. */
export async function withoutWritersBehind(
  route: ExplainTarget['route'],
  wanted: WantedRequest,
  open: Open,
  grantsWith: (bare: Open) => Promise<readonly GrantCandidate[]>,
): Promise<readonly GrantCandidate[]> {
  const documents = layersOfRoute(route).flatMap((layer) => (layer.file?.ok === true ? [layer.file.document] : []));
  const writers = documents.flatMap((one) => one.headerWriters).filter((one) => one.section !== 'inbound' && single.has(one.header));
  const bare = writers.length === 0 || wanted.mode === 'navigate' ? null : await withoutWriters(writers, open);
  if (bare === null) return [];
  const grants = await grantsWith((ref) => {
    const own = bare.find((one) => refKey(one.ref) === refKey(ref));
    const again = own === undefined ? null : parseXml(own.text);
    return again === null ? open(ref) : Promise.resolve(again.ok ? again.document : null);
  });
  const second: RepairTitle = { code: 'delete-set-header', given: { count: writers.length } };
  return grants.map(({ title, texts }) => ({
    title: { code: 'both', given: { first: title, second } },
    texts: [...texts, ...bare.filter((one) => !texts.some((other) => refKey(other.ref) === refKey(one.ref)))],
  }));
}

/** A new `<cors>` at the start of the narrowest document. `added`: a policy that does not exist yet; null: it exists. */
export async function newCorsFor(
  route: ExplainTarget['route'],
  wanted: WantedRequest,
  open: Open,
  added: PolicyRef | null,
): Promise<readonly GrantCandidate[]> {
  const isMeant = ({ kind }: ScopeRef): boolean => kind === 'operation' || (kind === 'api' && wanted.mode !== 'navigate');
  const narrowest = layersOfRoute(route).find(({ file, scope }) => file?.ok === true && isMeant(scope));
  const file = narrowest?.file;
  const inbound = file?.ok === true ? file.document.sections.get('inbound') : undefined;
  if (narrowest === undefined || file?.ok !== true || inbound === undefined || wanted.request.origin === 'null') return [];
  const document = await open(file.document.ref);
  const candidates: GrantCandidate[] = [];
  const others = wanted.request.credentials === 'include' ? null : othersIn(route, wanted.request.origin);
  const written = writtenByHand(route, wanted.request);
  const kept = [...keptBy(route, wanted.request.origin, narrowest.scope), ...[others, written].flatMap((one) => one ?? [])];
  for (const more of kept) {
    const isNew = added !== null && refKey(added) === refKey(file.document.ref);
    const placed = { ...wanted, more, file: file.document, inbound: inbound.place, scope: narrowest.scope, isNew };
    candidates.push(...(await newCorsIn(route, placed, document, open)));
  }
  return candidates;
}

/** A new `<cors>`, and its place. */
interface Placed extends WantedRequest {
  readonly file: PolicyDocument;
  readonly inbound: Place;
  readonly scope: ScopeRef;
  /** The document does not exist yet. */
  readonly isNew: boolean;
  /** Existing access of the origin that a new one must keep. */
  readonly more: Granted | null;
}

async function newCorsIn(
  route: ExplainTarget['route'],
  wanted: Placed,
  document: XmlDocument | null,
  open: Open,
): Promise<readonly GrantCandidate[]> {
  const { file, inbound, scope, isNew } = wanted;
  const asked = askedForAt(route, scope);
  const text = document === null ? null : withNewCors(document, inbound, corsForRequest(wanted, wanted.more, asked));
  if (document === null || text === null) return [];
  const { ref } = file;
  const title: RepairTitle = { code: 'add-cors', given: { scope, ...(isNew ? { isNew } : {}) } };
  const candidates: GrantCandidate[] = [{ title, texts: [{ ref, text }] }];
  // Hand-written headers behind it would add to, or replace, its headers; those in other documents are deleted only if that is needed.
  const documents = layersOfRoute(route).flatMap((layer) => (layer.file?.ok === true ? [layer.file.document] : []));
  const all = documents.flatMap((one) => one.headerWriters);
  const behind = all.filter((one) => one.section !== 'inbound' && single.has(one.header));
  for (const writers of behind.length === 0 ? [] : behind.length === all.length ? [behind] : [behind, all]) {
    const bare = await withoutWriters(writers, open);
    const own = bare?.find((one) => refKey(one.ref) === refKey(ref));
    const again = own === undefined ? null : parseXml(own.text);
    const both =
      own === undefined ? text : again?.ok === true ? withNewCors(again.document, inbound, corsForRequest(wanted, wanted.more, asked)) : null;
    if (bare === null || both === null) continue;
    const deletion: RepairTitle = { code: 'delete-set-header', given: { count: writers.length } };
    candidates.push({
      title: { code: 'both', given: { first: title, second: deletion } },
      texts: [{ ref, text: both }, ...bare.filter((one) => one !== own)],
    });
  }
  return candidates;
}

/** The policies without these writers; null: one cannot be edited. */
async function withoutWriters(writers: readonly HeaderWriter[], open: Open): Promise<readonly PolicyText[] | null> {
  const texts: PolicyText[] = [];
  for (const key of new Set(writers.map(({ element }) => refKey(element.place.ref)))) {
    const [deleted] = await deleteAll(
      { open },
      writers.filter(({ element }) => refKey(element.place.ref) === key),
    );
    if (deleted === undefined) return null;
    texts.push(...deleted.texts);
  }
  return texts;
}

/** A changed element, and the title of the change. */
interface Change {
  readonly title: RepairTitle;
  readonly text: string;
}

/** The element changed to grant the request; null if it already does, or cannot be edited in place. */
function grant(document: XmlDocument, policy: CorsPolicy, scope: ScopeRef, { request, sent }: WantedRequest): Change | null {
  const element = elementAt(document, policy.place);
  if (element === null || request.origin === 'null') return null;
  const path = pathTo(element);
  const steps: RewriteStep[] = [];
  const added: string[] = [];
  const add = (list: ListName, names: readonly string[], defaults: readonly string[] = []): void => {
    if (names.length === 0) return;
    added.push(...defaults, ...names);
    steps.push(at(path, (doc, found) => addEntries(doc, found, list, names, defaults)));
  };
  // Browsers refuse `*` for a request with credentials; a listed origin is answered with itself.
  const stars = request.credentials === 'include' ? policy.origins.filter((one) => one.kind === 'any') : [];
  const isNamed = listsOrigin(policy, request.origin);
  // From the last to the first, so that the paths of the others stay valid.
  for (const star of [...stars].reverse()) {
    const entry = elementAt(document, star.place);
    if (entry === null) return null;
    steps.push(at(pathTo(entry), (doc, found) => (isNamed ? removeNode(doc, found) : setText(doc, found, request.origin))));
  }
  if (stars.length > 0) added.push(request.origin);
  if (stars.length === 0 && !matchesForCertain(policy, request.origin)) add('allowed-origins', [request.origin]);
  const safelisted = ['GET', 'POST', 'HEAD'].includes(sent.method);
  if (policy.methods.kind === 'absent') {
    // If absent, it means GET and POST: written out, it must still include them.
    if (!safelisted) add('allowed-methods', [sent.method], ['GET', 'POST']);
  } else if (!lists(policy.methods, sent.method)) add('allowed-methods', [sent.method]);
  add(
    'allowed-headers',
    sent.unsafeHeaders.filter((name) => !lists(policy.headers, name)),
  );
  const credentials = request.credentials === 'include' && !(policy.allowCredentials.kind === 'literal' && policy.allowCredentials.value);
  if (credentials) steps.push(at(path, (doc, found) => setAttribute(doc, found, 'allow-credentials', 'true')));
  const text = steps.length === 0 ? null : rewrite(document, steps);
  if (text === null) return null;
  const title: RepairTitle =
    stars.length === 0
      ? { code: 'allow-in', given: { names: added, credentials, scope } }
      : { code: 'name-instead-of-wildcard', given: { names: added, scope } };
  return { title, text };
}

/** The same change with the element above the preceding `<base />`, so that it comes first for its own requests only; null: there is none. */
function aboveBase(document: XmlDocument, policy: CorsPolicy, { title, text }: Change): Change | null {
  const element = elementAt(document, policy.place);
  const base = element === null ? null : lastBaseBefore(element);
  const again = parseXml(text);
  if (element === null || base === null || !again.ok) return null;
  const path = pathTo(element);
  const explicit = at(path, (doc, found) => setAttribute(doc, found, 'terminate-unmatched-request', 'false'));
  const moved = rewrite(again.document, [
    explicit,
    at(path, (doc, found) => {
      const reference = follow(doc, pathTo(base));
      return reference === null ? null : moveBefore(doc, found, reference);
    }),
  ]);
  return moved === null
    ? null
    : { title: { code: 'both', given: { first: { code: 'move-above-base', given: { listing: [] } }, second: title } }, text: moved };
}

/** The element changed so that it ends no request. */
function passOn(document: XmlDocument, policy: CorsPolicy, scope: ScopeRef): Change | null {
  const element = elementAt(document, policy.place);
  const { terminateUnmatched: flag } = policy;
  if (element === null || (flag.kind === 'literal' && !flag.value)) return null;
  const text = rewrite(document, [at(pathTo(element), (doc, found) => setAttribute(doc, found, 'terminate-unmatched-request', 'false'))]);
  return text === null ? null : { title: { code: 'pass-unmatched-on', given: { scope } }, text };
}

function lists(list: NameList, name: string): boolean {
  return list.kind === 'list' && (list.any || list.entries.some((entry) => entry.name === name));
}

/** The `<cors>` for a request. `more`: existing access of its origin to keep; null: none. `asked`: required headers, to be listed too. */
export function corsForRequest({ request, sent }: WantedRequest, more: Granted | null, asked: readonly string[]): NewCors {
  const union = (own: readonly string[], others: readonly string[]): readonly string[] =>
    others.includes('*') ? ['*'] : [...new Set([...others, ...own])];
  const headers = union(sent.unsafeHeaders, more?.headers ?? []);
  return {
    credentials: request.credentials === 'include' || more?.credentials === true,
    lists: {
      'allowed-origins': [request.origin, ...(more?.origins ?? [])],
      'allowed-methods': union([sent.method], more?.methods ?? []),
      'allowed-headers': headers.length === 0 || headers.includes('*') ? headers : union(asked, headers),
      'expose-headers': more?.exposed ?? [],
    },
  };
}
