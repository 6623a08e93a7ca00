import { inheritsBase, type Layer } from '../apim/layers.js';
import type { ElementSnapshot, PolicyDocument, PolicyFile, Statement } from '../apim/policy.js';
import { versionSetOf, type Operation } from '../apim/service.js';
import { askedOfPages } from './headers-of-pages.js';
import { isOpenProduct } from './open-product.js';
import type { ChainGroup, ServiceState } from './service-state.js';

/** A request header that some operations require, and why. */
export interface NeededHeader {
  /** In its usual spelling. */
  readonly name: string;
  readonly why: NeedReason;
  /** True if a policy refuses every request without it. */
  readonly isProven: boolean;
  /** Empty: all operations of the group. */
  readonly operations: readonly string[];
}

/** Why a header is required. */
export type NeedReason =
  | { readonly kind: 'policy'; readonly policy: string; readonly path: string; readonly line: number }
  | { readonly kind: 'key' }
  | { readonly kind: 'version' }
  | { readonly kind: 'json' }
  /** The specification requires a token. */
  | { readonly kind: 'security' };

/** Headers that a group's requests need and browsers must ask for in a preflight (Fetch standard, CORS-unsafe request-header names). */
export function headersNeededBy(state: ServiceState, group: ChainGroup): readonly NeededHeader[] {
  let needed = byGroup.get(group);
  if (needed === undefined) byGroup.set(group, (needed = [...askedForBy(state, group), ...toldByMetadata(state, group)]));
  return needed;
}

const byGroup = new WeakMap<ChainGroup, readonly NeededHeader[]>();

/** Those of these headers that policies read a token from. */
export function tokenHeadersOf(state: ServiceState, group: ChainGroup): readonly NeededHeader[] {
  return askedForBy(state, group).filter((needed) => needed.name.toLowerCase() === 'authorization');
}

const all: readonly string[] = [];

/** What policies require. */
function askedForBy(state: ServiceState, group: ChainGroup): readonly NeededHeader[] {
  const needed: NeededHeader[] = [];
  for (const { name, why, isProven } of checksIn(group.layers, state)) needed.push({ name, why, isProven, operations: all });
  // A group's layers include an operation's own policy only if the group has just that operation.
  if (group.operation !== null) return needed;
  for (const { id, policy } of operationsOf(group)) {
    if (policy?.ok !== true) continue;
    for (const { name, why, isProven } of checksOf(policy.document)) needed.push({ name, why, isProven, operations: [id] });
  }
  return needed;
}

/** What the API's metadata and specification require. */
function* toldByMetadata(state: ServiceState, group: ChainGroup): Iterable<NeededHeader> {
  const { api } = group;
  if (api === null) return;
  const json = operationsOf(group).flatMap((operation) => (operation.takesJson ? [operation.id] : []));
  if (json.length > 0) yield { name: 'Content-Type', why: { kind: 'json' }, isProven: false, operations: json };
  const token = operationsOf(group).flatMap((operation) =>
    operation.asksForToken === true && !isTokenSetFor(operation, state, group) ? [operation.id] : [],
  );
  if (token.length > 0) yield { name: 'Authorization', why: { kind: 'security' }, isProven: false, operations: token };
  if (group.product === null && api.subscriptionRequired === true && !state.productsOf(api).some(isOpenProduct)) {
    yield { name: api.subscriptionKeyNames.header, why: { kind: 'key' }, isProven: false, operations: all };
  }
  const version = state.isHeaderVersioned(api) ? versionSetOf(state.service, api)?.headerName : null;
  if (typeof version === 'string') yield { name: version, why: { kind: 'version' }, isProven: false, operations: all };
}

/** The operation's policy sets a token for the backend: the specification may be the backend's, and callers may identify themselves differently. */
function isTokenSetFor({ policy }: Operation, state: ServiceState, { layers }: ChainGroup): boolean {
  const files = [policy, ...layers.map(({ file }) => file)].flatMap((file) => (file?.ok === true ? [file.document] : []));
  const included = files.flatMap(({ sections }) =>
    (sections.get('inbound')?.statements ?? []).flatMap((one) =>
      one.kind === 'include-fragment' ? [state.fragment(one.fragment, layers[0]?.scope.workspace ?? null)] : [],
    ),
  );
  return [...files, ...included.flatMap((file) => (file?.ok === true ? [file.document] : []))].some(({ setsAuthorization }) => setsAuthorization);
}

/** The operations of a group. */
export function operationsOf({ api, target }: ChainGroup): readonly Operation[] {
  const operations = api?.operations ?? [];
  if (target.operations.length === operations.length) return operations;
  let places = placesOf.get(operations);
  if (places === undefined) placesOf.set(operations, (places = new Map(operations.map(({ id }, place) => [id, place] as const))));
  // In the API's order.
  const own = target.operations.flatMap((id) => places.get(id) ?? []).sort((one, other) => one - other);
  return own.flatMap((place) => operations[place] ?? []);
}

/** Index of each operation in its API: an API with a thousand operations with own policies has as many groups. */
const placesOf = new WeakMap<readonly Operation[], ReadonlyMap<string, number>>();

interface Check {
  readonly name: string;
  readonly why: NeedReason;
  readonly isProven: boolean;
}

function* checksIn(layers: readonly Layer[], state: ServiceState): Iterable<Check> {
  for (const { file, scope } of layers) {
    if (file === null) continue;
    if (!file.ok) return;
    const { document } = file;
    yield* checksOf(document);
    for (const statement of document.sections.get('inbound')?.statements ?? []) {
      if (statement.kind !== 'include-fragment') continue;
      const fragment: PolicyFile | undefined = state.fragment(statement.fragment, scope.workspace);
      if (fragment?.ok === true) yield* checksOf(fragment.document);
    }
    if (!inheritsBase(document)) return;
  }
}

const none: readonly Check[] = [];
const checks = new WeakMap<PolicyDocument, readonly Check[]>();

/** What the direct children of a document's inbound section require of every request. */
function checksOf(document: PolicyDocument): readonly Check[] {
  let known = checks.get(document);
  if (known === undefined) {
    const statements = (document.sections.get('inbound') ?? document.sections.get('fragment'))?.statements ?? [];
    const mayCheck = statements.some((one) => one.kind === 'others' && one.ends !== null);
    checks.set(document, (known = mayCheck ? [...findChecks(statements)] : none));
  }
  return known;
}

function* findChecks(statements: readonly Statement[]): Iterable<Check> {
  // A header that an earlier policy sets need not be sent: conditions and header writers are known by name only.
  let mayBeSet = false;
  for (const statement of statements) {
    if (statement.kind === 'policy' || statement.kind === 'include-fragment') mayBeSet = true;
    if (statement.kind !== 'others') continue;
    for (const [index, policy] of statement.names.entries()) {
      if (policy === 'set-header' || policy === 'choose') mayBeSet = true;
      const end = statement.ends?.get(index);
      if (end?.kind !== 'check') continue;
      const name = headerAskedFor(policy, end.element);
      if (name !== null)
        yield { name, why: { kind: 'policy', policy, path: statement.ref.path, line: statement.lines[index] ?? 1 }, isProven: !mayBeSet };
    }
  }
}

/** The header without which the policy refuses every request; null if there is none, pages do not send it, or it is unknown. */
function headerAskedFor(policy: string, element: ElementSnapshot): string | null {
  const attribute = (name: string): string | null => element.attributes.find((one) => one.name === name)?.value.trim() ?? null;
  switch (policy) {
    case 'validate-jwt':
      return askedOfPages(attribute('header-name'));
    case 'validate-azure-ad-token': {
      const elsewhere = attribute('query-parameter-name') ?? attribute('token-value');
      return askedOfPages(attribute('header-name') ?? (elsewhere === null ? 'Authorization' : null));
    }
    case 'check-header': {
      const name = askedOfPages(attribute('name'));
      const values = element.children.filter((child) => child.name === 'value').map((child) => child.text.trim().toLowerCase());
      // A value that browsers send without a preflight.
      if (name?.toLowerCase() === 'content-type' && !values.every((value) => /[/+]json\b/.test(value) && values.length > 0)) return null;
      return name;
    }
    default:
      return null;
  }
}
