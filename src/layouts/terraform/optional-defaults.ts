import type { Expression } from './hcl-syntax.js';
import type { Value } from '../deployed/deployed-value.js';

/**
 * A value with what its type gives for attributes that are left out: `optional(type, default)` (Terraform, "Type constraints"). `evaluate`: what a
 * default stands for.
 */
export function withDefaults(value: Value, type: Expression, evaluate: (expression: Expression) => Value): Value {
  if (type.kind !== 'call') return value;
  const [inner, fallback] = type.arguments;
  if (inner === undefined) return value;
  switch (type.name) {
    case 'optional':
      return withDefaults(value.kind === 'null' && fallback !== undefined ? evaluate(fallback) : value, inner, evaluate);
    case 'list':
    case 'set':
      return value.kind === 'list' ? { ...value, items: value.items.map((item) => withDefaults(item, inner, evaluate)) } : value;
    case 'map':
      if (value.kind !== 'object') return value;
      return { ...value, entries: new Map([...value.entries].map(([key, item]) => [key, withDefaults(item, inner, evaluate)])) };
    case 'object': {
      if (value.kind !== 'object' || inner.kind !== 'object') return value;
      const entries = new Map(value.entries);
      for (const { key, value: of } of inner.entries) {
        const name = nameOf(key);
        if (name !== null) entries.set(name, withDefaults(entries.get(name) ?? { kind: 'null' }, of, evaluate));
      }
      return { ...value, entries };
    }
    default:
      return value;
  }
}

function nameOf(key: Expression): string | null {
  if (key.kind === 'name') return key.name;
  const [part] = key.kind === 'template' ? key.parts : [];
  return part?.kind === 'text' ? part.text : null;
}
