import type { ChoiceForm, LoopForm, TextValue, UnknownValue, Value } from './deployed-value.js';
import { made, operand } from './conditions.js';
import { directiveText, joinedTexts, placeholder, replacedText } from './texts.js';
import { describe, equal, list, nothing, object } from './values.js';

/** One of two values, by an unknown condition: their common part is known. */
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

/** Deepest nesting of choices that is followed: each doubles the work. */
const deepest = 4;

/** A value's alternatives, if they are followed. */
export function choiceOf(value: Value | undefined): ChoiceForm | null {
  if (value?.kind !== 'unknown' || value.form?.kind !== 'choice') return null;
  return depthOf(value) > deepest ? null : value.form;
}

function depthOf(value: Value, left = deepest): number {
  if (value.kind !== 'unknown' || value.form?.kind !== 'choice') return 0;
  return left === 0 ? 1 : 1 + Math.max(depthOf(value.form.then, left - 1), depthOf(value.form.otherwise, left - 1));
}

/**
 * Applies a function to both alternatives of a value. null: the value has none, or nothing is known of either result, so that the name of the whole says as
 * much.
 */
export function ofEither(value: Value | undefined, work: (value: Value) => Value): Value | null {
  const choice = choiceOf(value);
  if (choice === null) return null;
  const [one, other] = [work(choice.then), work(choice.otherwise)];
  return isBare(one) && isBare(other) ? null : either(choice.of, one, other);
}

function isBare(value: Value): boolean {
  return value.kind === 'unknown' && value.form?.kind !== 'choice' && value.form?.kind !== 'loop';
}

/** The same for arguments: for the first one with alternatives. */
export function ofEitherAmong(given: readonly Value[], work: (given: readonly Value[]) => Value): Value | null {
  const chosen = given.find((value) => choiceOf(value) !== null);
  if (chosen?.kind !== 'unknown') return null;
  return ofEither(chosen, (way) => work(given.map((one) => (one.kind === 'unknown' && one.name === chosen.name ? way : one))));
}

/** Turns a text with a choice inside into a choice between two whole texts; other values stay. */
export function splitText(value: Value, left = deepest): Value {
  if (value.kind !== 'text' || left === 0) return value;
  const piece = value.pieces.find(({ choice }) => choice?.then.kind === 'text' && choice.otherwise.kind === 'text');
  if (piece?.choice === undefined) return value;
  const { of, then, otherwise } = piece.choice;
  const way = (by: Value): Value => (by.kind === 'text' ? splitText(replacedText(value, [{ span: piece.text, by }]), left - 1) : value);
  return either(of, way(then), way(otherwise));
}

/** What a loop makes of each item of an unknown list, by a name. */
export function loopOver(name: string, itemName: string, over: Value, body: Value): UnknownValue {
  const text = body.kind === 'text' ? body : body.kind === 'unknown' ? placeholder(body) : null;
  if (text === null || over.kind !== 'unknown') return { kind: 'unknown', name, isError: false };
  return made(name, { kind: 'loop', operator: '', itemName, over: over.name, body: text });
}

/** The items of such a loop joined, as in a template; null: not a loop. */
export function joinedLoop(value: Value | undefined, separator: TextValue): TextValue | null {
  const form: LoopForm | null = value?.kind === 'unknown' && value.form?.kind === 'loop' ? value.form : null;
  if (form === null) return null;
  return joinedTexts([directiveText(`for ${form.itemName} in ${form.over}`), form.body, separator, directiveText('endfor')]);
}
