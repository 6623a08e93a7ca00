import type { TextValue, Value } from '../deployed/deployed-value.js';
import { beginningOf } from '../deployed/texts.js';
import { itemsOf } from '../deployed/value-parts.js';

/** A policy that is handed to a module which is kept elsewhere, and of which nobody can say where it deploys it. */
export interface HandedPolicy {
  /** `module.x["k"].argument`. */
  readonly address: string;
  readonly text: string;
  /** The file that its text stands in, or the call. */
  readonly path: string;
  readonly offset: number;
}

/** Lists in objects in lists: as deep as this. */
const deepest = 3;

/** The texts of policies in a value. */
export function policiesIn(value: Value, depth = 0): readonly TextValue[] {
  if (isPolicyText(value)) return [value];
  return depth === deepest ? [] : itemsOf(value).flatMap((item) => policiesIn(item, depth + 1));
}

const opensPolicy = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:%\{[^}]*\}\s*)*<(?:policies|fragment)[\s>]/;
const opensOther = /^\s*(?:[^\s<%]|(?:<\?xml[^>]*>\s*)?<(?!(?:policies|fragment)[\s>])[\w:.-]+[\s/>])/;

/** A text that is a policy document or a fragment by its first element. */
export function isPolicyText(value: Value): value is TextValue {
  if (value.kind !== 'text') return false;
  const beginning = beginningOf(value);
  return opensPolicy.test(beginning) || (beginning !== value.text && !opensOther.test(beginning) && opensPolicy.test(value.text));
}
