import { fileLine, type FindingPlace } from '../effective/finding-place.js';
import type { ServiceState } from '../effective/service-state.js';
import type { Draft } from '../rules/rule.js';
import type { ChangedLines } from './changed-lines.js';

/**
 * A draft about an API's metadata, at the line that changed: what an API asks for may be decided by a product, by a file of an environment, or by
 * another resource than its own. Others are left as they are.
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

/** The place itself, where its line is among those that changed, or the first of them behind it, or before. null: the file has none any more. */
async function changedLine(path: string, place: FindingPlace, changed: ChangedLines): Promise<FindingPlace | null> {
  const ranges = await changed.of(path);
  const [first] = ranges;
  if (first === undefined) return null;
  const behind = path === place.path ? ranges.find(({ end }) => end >= place.line) : undefined;
  const line = behind === undefined ? first.start : Math.max(behind.start, place.line);
  return fileLine(path, line);
}
