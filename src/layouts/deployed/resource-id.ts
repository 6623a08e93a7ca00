import { openParts } from '../../text/open-parts.js';

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
    return at < 0 ? null : segmentOf(id.slice(at + kind.length + 2));
  };
  const [hole] = openParts(id, 'value');
  const first = hole?.kind === 'hole' && hole.start === 0 ? id.slice(0, hole.end) : null;
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

/** What stands before the first slash that is in no hole; null: nothing. */
function segmentOf(text: string): string | null {
  const holes = openParts(text, 'value');
  for (let at = text.indexOf('/'); at >= 0; at = text.indexOf('/', at + 1)) {
    if (!holes.some(({ start, end }) => start < at && at < end)) return at === 0 ? null : text.slice(0, at);
  }
  return text === '' ? null : text;
}
