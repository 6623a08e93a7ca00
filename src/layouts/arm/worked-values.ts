import type { TextValue, Value } from '../deployed/deployed-value.js';
import { made } from '../deployed/conditions.js';
import { cutText, isDecided, replacedText } from '../deployed/texts.js';
import { describe, nothing, unknown } from '../deployed/values.js';
import { propertyIn } from './arm-resource.js';

/** A function with unknown result. Conditions keep their arguments. */
export function undecidedCall(name: string, values: readonly Value[]): Value {
  const said = `${name}(${values.map(describe).join(', ')})`;
  const [first = nothing, second = nothing, third = nothing] = values;
  switch (name) {
    case 'not':
      return made(said, { kind: 'not', operator: '!', of: first });
    case 'and':
      return made(said, { kind: 'all', operator: '&&', parts: values });
    case 'or':
      return made(said, { kind: 'any', operator: '||', parts: values });
    case 'equals':
      return made(said, { kind: 'equal', operator: '==', one: first, other: second, isSame: true });
    case 'if':
      return made(said, { kind: 'choice', of: first, then: second, otherwise: third });
    default:
      return unknown(said);
  }
}

/** The property of an object, or the item of a list, by its key. */
export function accessed(of: Value, key: Value): Value {
  if (of.kind === 'list' && key.kind === 'number') return of.items[key.value] ?? unknown(`[][${key.value}]`, true);
  if (key.kind === 'text' && isDecided(key)) {
    const found = propertyIn(of, key.text);
    return found.kind === 'null' && of.kind !== 'object' ? unknown(`${describe(of)}.${key.text}`) : found;
  }
  return unknown(`${describe(of)}[${describe(key)}]`);
}

/** Two apostrophes in an expression's text mean one. */
export function unquoted(value: TextValue): TextValue {
  const parts = [...value.text.matchAll(/''/g)].map(({ index }) => ({
    span: { start: index, end: index + 2 },
    by: cutText(value, index, index + 1),
  }));
  return replacedText(value, parts);
}
