import type { Dependence, PointOutcome } from '../review/root-causes.js';
import { jsonText } from './escape.js';

const outcomes = { allowed: 'allowed', blocked: 'blocked', unknown: 'not known' } as const;

/** What becomes of those concerned under a reading. */
export function outcomeWords({ says, isForSome }: Pick<PointOutcome, 'says' | 'isForSome'>): string {
  return isForSome === true ? 'allowed for some, blocked for others' : outcomes[says];
}

/** What becomes of those concerned under each reading of an open point, a line a reading, and the line that settles it. */
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

/** The line of `assume:` that settles an open point: its first reading, and the others as a comment. */
export function assumeEntry(depends: Dependence): string {
  const [first, ...others] = depends.outcomes;
  const or = others.map(({ value }) => `"${value}"`).join(' or ');
  return `${assumeKey(depends.point)}: "${first?.value ?? ''}"${or === '' ? '' : ` # or ${or}`}`;
}

/** An open point as a key of `assume:`: in quotes where it stands for one document, condition or value, whose name may hold anything. */
export function assumeKey(point: string): string {
  return /^[\w-]+$/.test(point) ? point : jsonText(point);
}
