import type { Dependence, PointOutcome } from '../review/root-causes.js';
import { jsonText } from './escape.js';

const outcomes = { allowed: 'allowed', blocked: 'blocked', unknown: 'not known' } as const;

/** The outcome under a reading. */
export function outcomeWords({ says, isForSome }: Pick<PointOutcome, 'says' | 'isForSome'>): string {
  return isForSome === true ? 'allowed for some, blocked for others' : outcomes[says];
}

/** The outcome under each reading of an open point, one per line, and the line that settles it. */
export function settlingLines(depends: Dependence): readonly string[] {
  const [first] = depends.outcomes;
  const point = assumeKey(depends.point);
  const longest = Math.max(...depends.outcomes.map(({ value }) => value.length));
  return [
    ...depends.outcomes.map(
      (outcome) => `${outcome.value.padEnd(longest)}  ${outcomeWords(outcome)}${outcome.leaning ? ' (gateways were seen to do this)' : ''}`,
    ),
    `settle it in the configuration: assume: { ${point}: "${first?.value ?? ''}" }`,
  ];
}

/** The `assume:` line for an open point: its first reading, with the others as a comment. */
export function assumeEntry(depends: Dependence): string {
  const [first, ...others] = depends.outcomes;
  const or = others.map(({ value }) => `"${value}"`).join(' or ');
  return `${assumeKey(depends.point)}: "${first?.value ?? ''}"${or === '' ? '' : ` # or ${or}`}`;
}

/** An open point as a key of `assume:`: quoted for one document, condition or value, whose name may contain anything. */
export function assumeKey(point: string): string {
  return /^[\w-]+$/.test(point) ? point : jsonText(point);
}
