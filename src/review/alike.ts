import type { Finding } from './review.js';

/** These stand beside what they explain. */
const besideOthers: ReadonlySet<string> = new Set(['terminate-unmatched-implicit', 'policy-without-scope', 'access-narrowed', 'access-widened']);

/**
 * Equal for findings of a scan that say the same of several elements, errors too: they are one cause, with its places. null: it is told by itself.
 */
export function alikeKey({ rule, severity, status, certainty, environments, environment, says }: Finding): string | null {
  if (besideOthers.has(rule)) return null;
  return JSON.stringify([rule, severity, status, certainty, environments, environment, says]);
}

/** Of a cause's findings those that say what the first one says, at other places. */
export function alikeElsewhere([first, ...others]: readonly Finding[]): readonly Finding[] {
  const key = first === undefined ? null : alikeKey(first);
  return key === null ? [] : others.filter((other) => alikeKey(other) === key);
}
