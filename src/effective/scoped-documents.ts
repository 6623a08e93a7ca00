import type { ElementSnapshot, PolicyDocument, PolicyFile, Statement } from '../apim/policy.js';
import type { ScopeRef, Service } from '../apim/service.js';

/** A policy or fragment, read or not, with the scope it stands at. */
export interface ScopedDocument {
  readonly file: PolicyFile;
  readonly scope: ScopeRef;
}

/** Every policy document of the service with the scope it stands at. */
export function* documentsOf(service: Service): Iterable<ScopedDocument> {
  for (const standing of standingIn(service)) {
    yield standing;
    // Those that stand there instead, one after the other.
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
 * Whether a document does no more than inherit, and hold policies that make no difference to CORS, as most do: no `<cors>`, no header of CORS, no fragment, no
 * check, no answer, no flow but of variables, nothing that is not understood, no comment to us.
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

/** Most documents hold none: each is looked through once, whichever states it is part of. */
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

/** The `<cors>` elements of some statements, those inside other policies included. */
export function* corsIn(
  statements: readonly Statement[],
  how: 'direct' | 'nested',
): Generator<{ element: ElementSnapshot; how: 'direct' | 'nested' }> {
  for (const statement of statements) {
    if (statement.kind === 'cors') yield { element: statement.element, how };
    else if (statement.kind === 'policy') yield* corsIn(statement.nested, 'nested');
  }
}
