import type { ElementSnapshot, PolicyDocument, PolicyFile, Statement } from '../apim/policy.js';
import type { ScopeRef, Service } from '../apim/service.js';

/** A policy or fragment, readable or not, with its scope. */
export interface ScopedDocument {
  readonly file: PolicyFile;
  readonly scope: ScopeRef;
}

/** Every policy document of the service, with its scope. */
export function* documentsOf(service: Service): Iterable<ScopedDocument> {
  for (const standing of standingIn(service)) {
    yield standing;
    // The alternatives to a conditional policy, one after the other.
    let { file } = standing;
    while (file.ok && file.otherwise !== undefined) {
      file = file.otherwise;
      yield { file, scope: standing.scope };
    }
  }
}

function* standingIn(service: Service): Iterable<ScopedDocument> {
  if (service.global !== null) yield { file: service.global, scope: { kind: 'global', workspace: null, id: null, operation: null } };
  for (const workspace of service.workspaces.values()) {
    const scope: ScopeRef = { kind: 'workspace', workspace: workspace.id, id: null, operation: null };
    if (workspace.policy !== null) yield { file: workspace.policy, scope };
  }
  for (const product of service.products) {
    const scope: ScopeRef = { kind: 'product', workspace: product.workspace, id: product.id, operation: null };
    if (product.policy !== null) yield { file: product.policy, scope };
  }
  for (const fragment of service.fragments) {
    yield { file: fragment.policy, scope: { kind: 'fragment', workspace: fragment.workspace, id: fragment.id, operation: null } };
  }
  for (const api of service.apis) {
    const scope: ScopeRef = { kind: 'api', workspace: api.workspace, id: api.id, operation: null };
    if (api.policy !== null) yield { file: api.policy, scope };
    for (const operation of api.operations) {
      if (operation.policy === null) continue;
      yield { file: operation.policy, scope: { kind: 'operation', workspace: api.workspace, id: api.id, operation: operation.id } };
    }
  }
}

/**
 * Whether a document only inherits and holds policies that do not concern CORS, as most do: no `<cors>`, CORS header, fragment, check, answer, flow other than
 * variables, part that is not understood, or ignore comment.
 */
export function isPlain({ ignores, strayCors, headerWriters, nestedSections, notUnderstood, caching, flow, sections }: PolicyDocument): boolean {
  const findings = strayCors.length + headerWriters.length + nestedSections.length + notUnderstood.length + ignores.length;
  if (findings > 0 || caching !== undefined || (flow !== null && !flow.onlySetsVariables)) return false;
  for (const { statements } of sections.values()) for (const one of statements) if (!isPlainStatement(one)) return false;
  return true;
}

function isPlainStatement(one: Statement): boolean {
  return one.kind === 'base' || (one.kind === 'others' && one.ends === null && one.checks === null && one.inside === null);
}

/** Most documents hold none. Cached across states. */
export function holdsCors(document: PolicyDocument): boolean {
  let holds = corsHolders.get(document);
  if (holds === undefined) {
    holds = document.strayCors.length > 0;
    for (const { statements } of document.sections.values()) holds ||= holdOne(statements);
    corsHolders.set(document, holds);
  }
  return holds;
}

function holdOne(statements: readonly Statement[]): boolean {
  return statements.some((one) => one.kind === 'cors' || (one.kind === 'policy' && holdOne(one.nested)));
}

const corsHolders = new WeakMap<PolicyDocument, boolean>();

/** The `<cors>` elements in some statements, including nested ones. */
export function* corsIn(
  statements: readonly Statement[],
  how: 'direct' | 'nested',
): Generator<{ element: ElementSnapshot; how: 'direct' | 'nested' }> {
  for (const statement of statements) {
    if (statement.kind === 'cors') yield { element: statement.element, how };
    else if (statement.kind === 'policy') yield* corsIn(statement.nested, 'nested');
  }
}
