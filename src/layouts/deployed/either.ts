import type { Value } from './deployed-value.js';
import { made, operand } from './conditions.js';
import { describe, equal, list, nothing, object } from './values.js';

/** One of two values, by a condition that is not known: what they have in common is. */
export function either(condition: Value, one: Value, other: Value): Value {
  if (equal(one, other) === true) return one;
  if (one.kind === 'object' && other.kind === 'object' && one.rest === null && other.rest === null) {
    const keys = [...one.entries.keys()];
    if (keys.length === other.entries.size && keys.every((key) => other.entries.has(key))) {
      return object(keys.map((key) => [key, either(condition, one.entries.get(key) ?? nothing, other.entries.get(key) ?? nothing)]));
    }
  }
  if (one.kind === 'list' && other.kind === 'list' && !one.isSet && !other.isSet && one.items.length === other.items.length) {
    return list(one.items.map((item, index) => either(condition, item, other.items[index] ?? nothing)));
  }
  return made(`${operand(condition, '||')} ? ${describe(one)} : ${describe(other)}`, { kind: 'choice', of: condition, then: one, otherwise: other });
}
