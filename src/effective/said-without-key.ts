import { resourceKey } from '../apim/resource-key.js';
import type { Target } from '../apim/target.js';
import type { AccessDifference, OriginDifference } from '../cors/access-difference.js';
import type { ChangedPair } from './changed-pair.js';

/**
 * Remembers differences for requests without a key, to leave them out for requests with a key of a product that needed none before, or needs none now. Pages
 * that can call without a key need none, so that the same gain or loss is not reported twice.
 */
export class SaidWithoutKey {
  readonly #byApi = new Map<string, { readonly operations: ReadonlySet<string>; readonly rows: ReadonlyMap<string, OriginDifference> }[]>();

  /** Remembers the differences of a pair whose requests carry no key. */
  add({ target, saidWithoutKey }: ChangedPair, { origins }: AccessDifference): void {
    if (target.isOpen !== true || saidWithoutKey === true) return;
    const one = { operations: new Set(target.operations), rows: new Map(origins.map((row) => [row.origin, row])) };
    const key = targetKey(target);
    const known = this.#byApi.get(key);
    if (known === undefined) this.#byApi.set(key, [one]);
    else known.push(one);
  }

  /** The difference without the rows that are reported already. */
  leftOf({ target, saidWithoutKey }: ChangedPair, found: AccessDifference): AccessDifference {
    const said = saidWithoutKey === true ? (this.#byApi.get(targetKey(target)) ?? []) : [];
    if (said.length === 0) return found;
    const isSaid = (row: OriginDifference): boolean =>
      said.some(({ operations, rows }) => {
        const other = rows.get(row.origin);
        const holdsAll = operations.size === 0 || (target.operations.length > 0 && target.operations.every((id) => operations.has(id)));
        return holdsAll && other !== undefined && isPartOf(row, other);
      });
    const origins = found.origins.filter((row) => !isSaid(row));
    return origins.length === found.origins.length ? found : { ...found, origins };
  }
}

/** Whether every move of the one is also a move of the other, known one. */
function isPartOf(row: OriginDifference, other: OriginDifference): boolean {
  if (other.direction !== 'narrowed' && other.direction !== 'widened') return false;
  const way = other.direction === 'narrowed' ? 'gained' : 'lost';
  return row.changes.every((change) => change.what === 'max-age' || change[way].length === 0);
}

function targetKey({ workspace, api }: Target): string {
  return api === null ? '' : resourceKey(workspace, api);
}
