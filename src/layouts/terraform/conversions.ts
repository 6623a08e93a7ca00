import { isDecided, plainText } from '../deployed/texts.js';
import type { TextValue, Value } from '../deployed/deployed-value.js';

/** A condition; texts `true` and `false` count. Null: not one, or unknown. */
export function asFlag(value: Value): boolean | null {
  if (value.kind === 'flag') return value.value;
  if (value.kind !== 'text') return null;
  return value.text === 'true' ? true : value.text === 'false' ? false : null;
}

/** A number; numeric texts count. Null: not one, or unknown. */
export function asNumber(value: Value): number | null {
  if (value.kind === 'number') return value.value;
  return value.kind === 'text' && /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(value.text) ? Number(value.text) : null;
}

/** A text for a template or function; numbers and flags are converted. Null: not a text, or completely unknown; it may contain placeholders. */
export function asText(value: Value): TextValue | null {
  if (value.kind === 'text') return value;
  return value.kind === 'number' || value.kind === 'flag' ? plainText(writtenNumber(value.value)) : null;
}

/** Terraform writes numbers without an exponent. */
function writtenNumber(value: number | boolean): string {
  const isLarge = typeof value === 'number' && Number.isFinite(value) && Math.abs(value) >= 1e21;
  return isLarge ? BigInt(value).toString() : String(value);
}

/** The key of an entry or item: a known text or number. Null: not one. */
export function asKey(value: Value): string | null {
  const text = asText(value);
  return text !== null && isDecided(text) ? text.text : null;
}
