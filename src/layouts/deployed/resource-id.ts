/** The parts of an Azure id: `/service/x/workspaces/w/apis/a/operations/o`. Missing parts are null. */
export interface ResourceId {
  readonly service: string | null;
  readonly workspace: string | null;
  readonly api: string | null;
  readonly operation: string | null;
  readonly product: string | null;
  readonly fragment: string | null;
  readonly versionSet: string | null;
}

/** Parses an id, or a part of one; a hole (`${x}`) is a name, or a whole id at the beginning. */
export function parseResourceId(id: string): ResourceId {
  const after = (kind: string): string | null => {
    const at = id.toLowerCase().indexOf(`/${kind}/`);
    return at < 0 ? null : (/^(?:\$\{[^}]*\}|[^/])+/.exec(id.slice(at + kind.length + 2))?.[0] ?? null);
  };
  const first = /^\$\{[^}]*\}/.exec(id)?.[0] ?? null;
  return {
    service: after('service') ?? first,
    workspace: after('workspaces'),
    api: after('apis'),
    operation: after('operations'),
    product: after('products'),
    fragment: after('policyfragments'),
    versionSet: after('apiversionsets'),
  };
}
