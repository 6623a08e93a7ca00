import type { HeaderWriter } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import type { CorsPolicy, NameList } from '../cors/cors-policy.js';
import { matchesForCertain } from '../cors/origin-match.js';
import type { PageRequest, SentRequest } from '../browser/judge.js';
import type { PageMode } from '../browser/request-mode.js';
import { layersOfRoute } from '../effective/request-route.js';
import { deleteAll } from '../repairs/delete-writers.js';
import { addEntries, type ListName } from '../repairs/list-entries.js';
import { withNewCors, type NewCors } from '../repairs/new-cors.js';
import type { PolicyText } from '../repairs/repair.js';
import { at, elementAt, pathTo, rewrite, type RewriteStep } from '../repairs/rewrite.js';
import type { RepairTitle } from '../repairs/title.js';
import { refKey, type PolicyRef } from '../text/policy-ref.js';
import { parseXml, type XmlDocument } from '../xml/document.js';
import { setAttribute } from '../xml/edit-elements.js';
import type { ExplainTarget } from './request-target.js';

/** The request as the browser sends it to the policies. */
export interface Wanted {
  readonly request: PageRequest;
  readonly sent: SentRequest;
  /** A navigation needs no origin listed: no `<cors>` must end it. */
  readonly mode: PageMode;
}

/** A text change that may make the request pass. */
export interface GrantCandidate {
  readonly title: RepairTitle;
  readonly texts: readonly PolicyText[];
}

type Open = (ref: PolicyRef) => Promise<XmlDocument | null>;

/** What each `<cors>` of the request's chain would have to say. */
export async function grantsIn(route: ExplainTarget['route'], wanted: Wanted, open: Open): Promise<readonly GrantCandidate[]> {
  const found: GrantCandidate[] = [];
  for (const step of route.state.chain(layersOfRoute(route)).steps) {
    if (step.kind !== 'cors') continue;
    const { ref } = step.policy.place;
    const document = await open(ref);
    if (document === null) continue;
    const change = wanted.mode === 'navigate' ? passOn(document, step.policy, step.scope) : grant(document, step.policy, step.scope, wanted);
    if (change !== null) found.push({ title: change.title, texts: [{ ref, text: change.text }] });
  }
  return found;
}

/** Headers of which a browser accepts only one value. */
const single: ReadonlySet<string> = new Set(['access-control-allow-origin', 'access-control-allow-credentials']);

/** A `<cors>` of its own, before whatever else stands in the narrowest document. */
export async function newCorsFor(route: ExplainTarget['route'], wanted: Wanted, open: Open): Promise<readonly GrantCandidate[]> {
  const isMeant = ({ kind }: ScopeRef): boolean => kind === 'operation' || (kind === 'api' && wanted.mode !== 'navigate');
  const narrowest = layersOfRoute(route).find(({ file, scope }) => file?.ok === true && isMeant(scope));
  const file = narrowest?.file;
  const inbound = file?.ok === true ? file.document.sections.get('inbound') : undefined;
  if (narrowest === undefined || file?.ok !== true || inbound === undefined || wanted.request.origin === 'null') return [];
  const document = await open(file.document.ref);
  const text = document === null ? null : withNewCors(document, inbound.place, newCors(wanted));
  if (document === null || text === null) return [];
  const { ref } = file.document;
  const title: RepairTitle = { code: 'add-cors', given: { scope: narrowest.scope } };
  const candidates: GrantCandidate[] = [{ title, texts: [{ ref, text }] }];
  // What is written by hand behind it would stand beside, or instead of, what it says; what is written elsewhere goes with it where that alone does not do.
  const documents = layersOfRoute(route).flatMap((layer) => (layer.file?.ok === true ? [layer.file.document] : []));
  const all = documents.flatMap((one) => one.headerWriters);
  const behind = all.filter((one) => one.section !== 'inbound' && single.has(one.header));
  for (const writers of behind.length === 0 ? [] : behind.length === all.length ? [behind] : [behind, all]) {
    const bare = await withoutWriters(writers, open);
    const own = bare?.find((one) => refKey(one.ref) === refKey(ref));
    const again = own === undefined ? null : parseXml(own.text);
    const both = own === undefined ? text : again?.ok === true ? withNewCors(again.document, inbound.place, newCors(wanted)) : null;
    if (bare === null || both === null) continue;
    const deletion: RepairTitle = { code: 'delete-set-header', given: { count: writers.length } };
    candidates.push({
      title: { code: 'both', given: { first: title, second: deletion } },
      texts: [{ ref, text: both }, ...bare.filter((one) => one !== own)],
    });
  }
  return candidates;
}

/** The policies without these; null: one of them cannot be edited. */
async function withoutWriters(writers: readonly HeaderWriter[], open: Open): Promise<readonly PolicyText[] | null> {
  const texts: PolicyText[] = [];
  for (const key of new Set(writers.map(keyOf))) {
    const [deleted] = await deleteAll(
      { open },
      writers.filter((one) => keyOf(one) === key),
    );
    if (deleted === undefined) return null;
    texts.push(...deleted.texts);
  }
  return texts;
}

/** Equal for those of one policy. */
function keyOf({ element }: HeaderWriter): string {
  return refKey(element.place.ref);
}

/** An element as it would have to be, and what was done to it. */
interface Change {
  readonly title: RepairTitle;
  readonly text: string;
}

/** The element as it would have to be to grant the request; null where it does already, or cannot be edited in place. */
function grant(document: XmlDocument, policy: CorsPolicy, scope: ScopeRef, { request, sent }: Wanted): Change | null {
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
  if (!matchesForCertain(policy, request.origin)) add('allowed-origins', [request.origin]);
  const safelisted = ['GET', 'POST', 'HEAD'].includes(sent.method);
  if (policy.methods.kind === 'absent') {
    // Absent, it means GET and POST: written out, it must go on saying so.
    if (!safelisted) add('allowed-methods', [sent.method], ['GET', 'POST']);
  } else if (!lists(policy.methods, sent.method)) add('allowed-methods', [sent.method]);
  add(
    'allowed-headers',
    sent.unsafeHeaders.filter((name) => !lists(policy.headers, name)),
  );
  const credentials = request.credentials === 'include' && !(policy.allowCredentials.kind === 'literal' && policy.allowCredentials.value);
  if (credentials) steps.push(at(path, (doc, found) => setAttribute(doc, found, 'allow-credentials', 'true')));
  const text = steps.length === 0 ? null : rewrite(document, steps);
  return text === null ? null : { title: { code: 'allow-in', given: { names: added, credentials, scope } }, text };
}

/** The element as it would have to be to end no request. */
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

function newCors({ request, sent }: Wanted): NewCors {
  return {
    credentials: request.credentials === 'include',
    lists: { 'allowed-origins': [request.origin], 'allowed-methods': [sent.method], 'allowed-headers': sent.unsafeHeaders },
  };
}
