import { isDecided } from '../../deployed/texts.js';
import type { Value } from '../../deployed/deployed-value.js';
import { equal } from '../../deployed/values.js';

/** Items without repetitions. An unknown item stays: a repetition would have no effect. */
export function distinct(items: readonly Value[]): readonly Value[] {
  const texts = new Set<string>();
  const kept: Value[] = [];
  const others: Value[] = [];
  for (const item of items) {
    const key =
      item.kind === 'text'
        ? `${isDecided(item) ? '' : '$'}"${item.text}`
        : item.kind === 'number' || item.kind === 'flag'
          ? String(item.value)
          : null;
    const isNew = key === null ? !others.some((other) => equal(other, item) === true) : !texts.has(key);
    if (!isNew) continue;
    kept.push(item);
    if (key === null) others.push(item);
    else texts.add(key);
  }
  return kept;
}
