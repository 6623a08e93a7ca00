import type { HclExpression } from './hcl-syntax.js';
import type { UnknownValue, Value } from '../deployed/deployed-value.js';
import { ofEither } from '../deployed/either.js';
import { describe, unknown } from '../deployed/values.js';

type Evaluate = (expression: HclExpression) => Value;

/** A value with its type's defaults for missing attributes: `optional(type, default)` (Terraform, "Type constraints"). `evaluate`: evaluates a default. */
export function withDefaults(value: Value, type: HclExpression, evaluate: Evaluate): Value {
  if (type.kind !== 'call') return value;
  const [inner, fallback] = type.arguments;
  if (inner === undefined) return value;
  if (value.kind === 'unknown') {
    return ofEither(value, (way) => withDefaults(way, type, evaluate)) ?? (value.isError ? value : undecided(value, type, evaluate));
  }
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

/** A part of an unknown value. `said`: its notation after the value's name; `key`: an attribute's name, or null for an item of a collection. */
export function partOf(value: UnknownValue, said: string, key: string | null): Value {
  return value.part?.(said, key) ?? unknown(value.name + said, value.isError);
}

/** An item of an unknown collection, under a loop's name for it. */
export function itemOf(value: Value, name: string): Value {
  return value.kind === 'unknown' && value.part !== undefined ? renamed(value.part('', null), value.name, name) : unknown(name);
}

function renamed(item: Value, from: string, name: string): Value {
  if (item.kind !== 'unknown') return item;
  const { part } = item;
  const own = { ...item, name: item.name.replace(from, () => name) };
  return part === undefined ? own : { ...own, part: (said, key) => renamed(part(said, key), from, name) };
}

/** A value given elsewhere: attributes missing there have the type's defaults. */
function undecided(value: UnknownValue, type: HclExpression & { readonly kind: 'call' }, evaluate: Evaluate): Value {
  const [inner, fallback] = type.arguments;
  if (inner === undefined) return value;
  const own = (said: string): UnknownValue => unknown(value.name + said);
  switch (type.name) {
    case 'optional': {
      const given = withDefaults(value, inner, evaluate);
      return fallback === undefined ? given : orDefault(given, withDefaults(evaluate(fallback), inner, evaluate));
    }
    case 'list':
    case 'set':
    case 'map':
      return { ...value, part: (said) => withDefaults(own(said), inner, evaluate) };
    case 'object': {
      if (inner.kind !== 'object') return value;
      const types = new Map(inner.entries.map(({ key, value: of }) => [nameOf(key), of]));
      return {
        ...value,
        part: (said, key) => {
          const of = key === null ? undefined : types.get(key);
          return of === undefined ? own(said) : withDefaults(own(said), of, evaluate);
        },
      };
    }
    default:
      return value;
  }
}

/** The given value, otherwise the default; a null default has no effect. */
function orDefault(given: Value, fallback: Value | undefined): Value {
  if (given.kind !== 'unknown' || fallback === undefined || fallback.kind === 'null') return given;
  const whole = unknown(`try(${given.name}, ${describe(fallback)})`);
  if (fallback.kind !== 'object') return whole;
  return { ...whole, part: (said, key) => orDefault(partOf(given, said, key), key === null ? undefined : fallback.entries.get(key)) };
}

function nameOf(key: HclExpression): string | null {
  if (key.kind === 'name') return key.name;
  const [part] = key.kind === 'template' ? key.parts : [];
  return part?.kind === 'text' ? part.text : null;
}
