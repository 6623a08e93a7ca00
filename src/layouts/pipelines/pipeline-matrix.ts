import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { Bound } from './pipeline-context.js';

/** One variant of a job: its values by name. */
export type Variant = ReadonlyMap<string, Bound>;
/** What a node says, with the names in it filled in. */
export type Say = (node: Node) => Bound;

/** The entries of a map with their keys as texts. */
export function keyedNodes(node: unknown): readonly (readonly [key: string, value: Node])[] {
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }): readonly (readonly [string, Node])[] =>
    isScalar(key) && value !== null ? [[String(key.value), value as Node]] : [],
  );
}

/** The variants that a matrix makes of a job; empty: it makes none, or cannot be read. */
export function variantsOf(matrix: unknown, say: Say): readonly Variant[] {
  if (!isMap(matrix)) return [];
  const entries = keyedNodes(matrix);
  // Azure Pipelines names each variant.
  if (entries.length > 0 && entries.every(([, value]) => isMap(value))) return entries.map(([, value]) => variantIn(value, say));
  let found: readonly Variant[] = [new Map()];
  for (const [key, value] of entries) {
    if (!isSeq(value) || key === 'include' || key === 'exclude') continue;
    const items = value.items.map((item) => flattened(key.toLowerCase(), item as Node, say));
    found = found.flatMap((one) => items.map((more) => new Map([...one, ...more])));
    if (found.length > most) return [];
  }
  const excluded = listed(matrix, 'exclude', say);
  found = found.filter((one) => !excluded.some((other) => [...other].every(([key, { value }]) => one.get(key)?.value === value)));
  for (const more of listed(matrix, 'include', say)) {
    const fits = (one: Variant): boolean => one.size > 0 && [...more].every(([key, { value }]) => (one.get(key)?.value ?? value) === value);
    found = found.some(fits) ? found.map((one) => (fits(one) ? new Map([...one, ...more]) : one)) : [...found, more];
  }
  return found.filter((one) => one.size > 0).slice(0, most);
}

/** A matrix may have 256 jobs. */
const most = 256;

function listed(matrix: YAMLMap, key: string, say: Say): readonly Variant[] {
  const list = matrix.get(key, true) as unknown;
  return isSeq(list) ? list.items.map((item) => variantIn(item as Node, say)) : [];
}

function variantIn(node: Node, say: Say): Variant {
  return new Map(keyedNodes(node).flatMap(([key, value]) => flattened(key.toLowerCase(), value, say)));
}

/** A value, or the values of an object by dotted names. */
function flattened(key: string, node: Node, say: Say): readonly (readonly [string, Bound])[] {
  if (!isMap(node)) return [[key, say(node)]];
  return keyedNodes(node).map(([name, value]) => [`${key}.${name.toLowerCase()}`, say(value)]);
}
