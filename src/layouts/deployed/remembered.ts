import type { Value } from './deployed-value.js';
import type { Deployed } from './deployed.js';

/** The text of something, evaluated; undefined: it has none. */
export function deployedText(one: Deployed): Value | undefined {
  if (one.kind === 'policy') return one.text();
  return one.kind === 'api' ? one.specification?.() : undefined;
}

/** The same thing with its text cached. Specifications are not cached: they are long, and most are never read. */
export function remembered(one: Deployed): Deployed {
  return one.kind === 'policy' ? { ...one, text: once(one.text) } : one;
}

function once(work: () => Value): () => Value {
  let pending: (() => Value) | null = work;
  let value: Value = { kind: 'null' };
  return () => {
    if (pending !== null) {
      value = pending();
      pending = null;
    }
    return value;
  };
}
