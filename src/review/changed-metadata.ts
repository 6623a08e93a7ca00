import { fileLine, type FindingPlace } from '../effective/finding-place.js';
import type { ServiceState } from '../effective/service-state.js';
import type { Draft } from '../rules/rule.js';
import type { ChangedLines } from './changed-lines.js';

/**
 * Moves a draft about an API's metadata to the changed line: a product, a file of an environment or another resource may decide what an API requires. Other
 * drafts stay.
 */
export async function atChangedMetadata(draft: Draft, head: ServiceState | null, changed: ChangedLines): Promise<Draft> {
  const isOfApi =
    draft.rule === 'subscription-key-changed' || draft.says.code === 'not-understood.api-type' || draft.says.code === 'not-understood.address';
  if (!isOfApi || head === null) return draft;
  const { service } = head;
  const api = service.apis.find(({ id, workspace }) => id === draft.scope.id && workspace === draft.scope.workspace);
  if (api === undefined) return draft;
  const own = changed.paths.has(draft.place.path) ? [draft.place.path] : [];
  const products = head.productsOf(api).map(({ id }) => id);
  const others = [...products, null].flatMap((product) => service.metadataAmong(changed.paths, api, product));
  for (const path of [...own, ...others]) {
    const place = await changedLine(path, draft.place, changed);
    if (place !== null) return { ...draft, place };
  }
  return draft;
}

/** The place itself if its line changed, otherwise the first changed line behind or before it. null: no changed line is left in the file. */
async function changedLine(path: string, place: FindingPlace, changed: ChangedLines): Promise<FindingPlace | null> {
  const ranges = await changed.of(path);
  const [first] = ranges;
  if (first === undefined) return null;
  const behind = path === place.path ? ranges.find(({ end }) => end >= place.line) : undefined;
  const line = behind === undefined ? first.start : Math.max(behind.start, place.line);
  return fileLine(path, line);
}
