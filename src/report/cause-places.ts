import { alikeElsewhere } from '../review/alike.js';
import type { Finding } from '../review/review.js';
import { causeId, type RootCause } from '../review/root-causes.js';

/** One place of a cause, as formats tell it that have one entry a place. */
export interface CausePlace {
  /** Stable as the fingerprint of its finding; of the first place that of the cause, where the cause has no other place. */
  readonly id: string;
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  /** What is said there. */
  readonly finding: Finding;
  /** The first of its cause, at the element that decides. */
  readonly isFirst: boolean;
}

/** All places of a cause, the one that decides first. Other programs show a cause at each of its places, under one rule. */
export function placesOfCause(cause: RootCause): readonly CausePlace[] {
  const [first] = cause.findings;
  if (first === undefined) return [];
  const alike = alikeElsewhere(cause.findings);
  const isOne = alike.length === 0;
  const deciding: CausePlace = {
    id: isOne ? cause.id : causeId(first.fingerprint),
    path: isOne ? cause.path : first.path,
    line: isOne ? cause.line : first.line,
    endLine: isOne && (cause.path !== first.path || cause.line !== first.line) ? cause.line : first.endLine,
    finding: first,
    isFirst: true,
  };
  const own = alike.map((finding): CausePlace => {
    const { fingerprint, path, line, endLine } = finding;
    return { id: causeId(fingerprint), path, line, endLine, finding, isFirst: false };
  });
  const counts = new Map<string, number>();
  // What is told once a service has places and no findings of their own: they are known by their files, and by their order in one file.
  const others = [first, ...alike].flatMap((finding) =>
    finding.elsewhere.map(({ path, line }): CausePlace => {
      const name = `${finding.fingerprint}\0${path}`;
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      return { id: causeId(`${name}\0${count}`), path, line, endLine: line, finding: { ...finding, elsewhere: [] }, isFirst: false };
    }),
  );
  return [deciding, ...own, ...others];
}
