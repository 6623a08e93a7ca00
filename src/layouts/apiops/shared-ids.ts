import { resourceKey } from '../../apim/resource-key.js';
import type { ArtifactFiles } from './artifact-files.js';
import type { RootIndex } from './artifact-index.js';

/** An id belongs to one API: where two folders claim it, the publisher writes one over the other. Each further claim is a problem at its metadata. */
export function reportSharedIds(index: RootIndex, files: ArtifactFiles, keys: ReadonlySet<string> | null): void {
  const known = new Map<string, string>();
  const apis = [...index.apis].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [folder, { workspace, name, information }] of apis) {
    if (information === null || (keys !== null && !keys.has(folder))) continue;
    const id = files.idOf(information, name);
    const other = known.get(resourceKey(workspace, id));
    if (other === undefined) known.set(resourceKey(workspace, id), information);
    else files.problems.push({ path: information, line: 1, says: { code: 'api-twice', given: { id, other } } });
  }
}
