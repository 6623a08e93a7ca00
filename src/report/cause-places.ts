import { alikeElsewhere } from '../review/alike.js';
import type { Finding } from '../review/review.js';
import { causeId, type RootCause } from '../review/root-causes.js';

/** One place of a cause, for formats with one entry per place. */
export interface CausePlace {
  /** As stable as its finding's fingerprint; for the only place of a cause, the cause's id. */
  readonly id: string;
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  /** The finding there. */
  readonly finding: Finding;
  /** The first place of its cause, at the deciding element. */
  readonly isFirst: boolean;
}

/** All places of a cause, the deciding one first. Other programs show a cause at each place, under one rule. */
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
  // Findings reported once per service have places without own findings: they are identified by file, and by order within it.
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
