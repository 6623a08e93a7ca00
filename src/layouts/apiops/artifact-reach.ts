import { resourceKey } from '../../apim/resource-key.js';
import { releasedIn } from './artifact-releases.js';
import { apiDepth, folders, isVersionSet, isXml, ofApi } from './artifact-names.js';

/** What a changed path of a root can affect. */
export type PathReach =
  | {
      readonly kind: 'api';
      readonly key: string;
      /** The change may also affect the API's other revisions, which take some metadata from it. */
      readonly withRevisions: boolean;
    }
  | { readonly kind: 'product'; readonly key: string }
  /** The APIs of a version set; `folder` names it if its own file does not. */
  | { readonly kind: 'version-set'; readonly workspace: string | null; readonly folder: string }
  | { readonly kind: 'all' }
  | { readonly kind: 'nothing' };

/** What a change of this path can affect. Works for deleted paths too. */
export function reachOf(rest: string): PathReach {
  const segments = rest.split('/');
  const isWithin = segments[0] === 'workspaces' && segments.length > 3;
  const workspace = isWithin ? (segments[1] ?? '') : null;
  const inner = isWithin ? segments.slice(2) : segments;
  const [kind = '', name = ''] = inner;
  const file = inner[inner.length - 1] ?? '';
  if (inner.length === 1 || (segments[0] === 'workspaces' && !isWithin)) {
    return isXml(rest) && segments.length !== 2 ? { kind: 'all' } : { kind: 'nothing' };
  }
  if (kind === 'apis') {
    if (inner.length === 3 && file === 'apiVersionSet.json') return { kind: 'version-set', workspace, folder: name };
    const released = releasedIn(rest);
    // A release decides which revision answers.
    if (released !== null) return { kind: 'api', key: released, withRevisions: false };
    if (inner.length < 3 || isAside(inner[2]) || !/\.(xml|json|ya?ml|graphql|wadl|wsdl)$/.test(file)) return { kind: 'nothing' };
    const key = resourceKey(workspace, inner.slice(1, apiDepth(inner)).join('/'));
    // In the oldest layouts another API may claim the same id.
    if (apiDepth(inner) === 4 && file === 'apiInformation.json') return { kind: 'all' };
    return { kind: 'api', key, withRevisions: file === 'apiInformation.json' };
  }
  if (kind === 'products') {
    return inner.length < 3 || /^(tags|groups|wikis)$/.test(inner[2] ?? '')
      ? { kind: 'nothing' }
      : { kind: 'product', key: resourceKey(workspace, name) };
  }
  if (folders.fragments.has(kind) || folders.namedValues.has(kind)) return { kind: 'all' };
  if (folders.versionSets.has(kind) && isVersionSet(file)) return { kind: 'version-set', workspace, folder: name };
  return { kind: 'nothing' };
}

/** Parts of an API that do not concern CORS. */
function isAside(folder: string | undefined): boolean {
  return folder !== undefined && folder !== 'operations' && ofApi.has(folder);
}

/**
 * Keys of the folders directly below `apis/` that an API needs: its own, and that of its current revision, from which other revisions take some metadata. The
 * key of an API of versions 0 and 1 ends with its version and revision, each a folder.
 */
export function foldersOf(key: string): readonly string[] {
  return [...new Set([key, currentOf(key)].flatMap((one) => [one, topOf(one)]))];
}

/** `apis/<id>` has one segment, `apis/<display name>/<version>/<revision>` has three; a workspace precedes them. */
function topOf(key: string): string {
  const segments = key.split('/');
  return segments.slice(0, segments.length % 2 === 0 ? 2 : 1).join('/');
}

/** The key, or the id, of an API's current revision. */
export function currentOf(key: string): string {
  return key.replace(/;rev=\d+$/, '');
}
