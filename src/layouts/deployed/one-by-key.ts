import { made, operand } from './conditions.js';
import type { ObjectValue, Value } from './deployed-value.js';
import { plainText } from './texts.js';
import { describe, equal } from './values.js';

/** Most entries that are distinguished by an unknown key. */
const mostEntries = 8;

/** The entry of an object for an unknown key: each entry if the key equals its own. `otherwise`: the value for other keys, if any. */
export function oneByKey({ entries }: ObjectValue, key: Value, name: string, otherwise?: Value): Value {
  // Their written order does not matter.
  const all = [...entries].sort(([one], [other]) => (one < other ? -1 : 1));
  const last = otherwise ?? all.pop()?.[1];
  if (last === undefined || all.length >= mostEntries) return { kind: 'unknown', name, isError: false };
  if (all.every(([, value]) => equal(value, last) === true)) return last;
  return all.reduceRight<Value>((rest, [own, value]) => {
    const wanted = plainText(own);
    const said = `${operand(key, '==')} == ${describe(wanted)}`;
    const condition = made(said, { kind: 'equal', operator: '==', one: key, other: wanted, isSame: true });
    return made(name, { kind: 'choice', of: condition, then: value, otherwise: rest });
  }, last);
}
