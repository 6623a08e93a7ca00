import type { TextValue, Value } from '../deployed/deployed-value.js';
import { beginningOf } from '../deployed/texts.js';
import { itemsOf } from '../deployed/value-parts.js';

/** A policy passed to a module kept elsewhere, whose scope is unknown. */
export interface HandedPolicy {
  /** `module.x["k"].argument`. */
  readonly address: string;
  readonly text: string;
  /** The file of its text, or of the call. */
  readonly path: string;
  readonly offset: number;
}

/** Deepest nesting of lists and objects. */
const deepest = 3;

/** The policy texts in a value. */
export function policiesIn(value: Value, depth = 0): readonly TextValue[] {
  if (isPolicyText(value)) return [value];
  return depth === deepest ? [] : itemsOf(value).flatMap((item) => policiesIn(item, depth + 1));
}

const opensPolicy = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:%\{[^}]*\}\s*)*<(?:policies|fragment)[\s>]/;
const opensOther = /^\s*(?:[^\s<%]|(?:<\?xml[^>]*>\s*)?<(?!(?:policies|fragment)[\s>])[\w:.-]+[\s/>])/;

/** A text that is a policy document or fragment by its first element. */
export function isPolicyText(value: Value): value is TextValue {
  if (value.kind !== 'text') return false;
  const beginning = beginningOf(value);
  return opensPolicy.test(beginning) || (beginning !== value.text && !opensOther.test(beginning) && opensPolicy.test(value.text));
}
