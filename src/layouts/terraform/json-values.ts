import type { Value } from '../deployed/deployed-value.js';
import { plainText } from '../deployed/texts.js';
import { objectValue } from '../deployed/value-parts.js';

/** The variables in a `.tfvars.json`; none if it is not a JSON object. */
export function valuesInJson(text: string): ReadonlyMap<string, Value> {
  try {
    const value = valueOf(JSON.parse(text));
    return value.kind === 'object' ? value.entries : new Map();
  } catch {
    return new Map();
  }
}

function valueOf(json: unknown): Value {
  if (typeof json === 'string') return plainText(json);
  if (typeof json === 'number') return { kind: 'number', value: json };
  if (typeof json === 'boolean') return { kind: 'flag', value: json };
  if (Array.isArray(json)) return { kind: 'list', items: json.map(valueOf), isSet: false };
  if (typeof json === 'object' && json !== null) return objectValue(Object.entries(json).map(([key, one]) => [key, valueOf(one)] as const));
  return { kind: 'null' };
}
