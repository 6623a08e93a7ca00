import { countOperations } from '../apim/target.js';
import type { Access } from '../cors/access.js';
import type { Note, Untold } from './note.js';
import type { Change, Finding, Review } from './review.js';

/** Most findings that a report lists, worst first. */
const mostFindings = 5000;
/** Most origins in the table of changes, over all groups of operations. */
const mostOrigins = 2000;
/** Most readings for these origins in total: each of thousands of rows may have dozens of conditions. */
const mostReadings = 40_000;
/** Most operations named in findings and changes, with repetitions: thousands of findings may name thousands each. */
const mostOperations = 100_000;
/** Most notes. */
const mostNotes = 500;

type Listed = Pick<Review, 'findings' | 'ignored' | 'changes' | 'notes'>;

/** The part of a review that reports list, and counts of the rest; null: everything is listed. The findings come worst first. */
export function told({ findings, ignored, changes, notes }: Listed): Listed & { readonly untold: Untold | null } {
  const operations = new Names(mostOperations);
  const some = findings.slice(0, mostFindings).map((finding) => operations.of(finding));
  const set = ignored.slice(0, mostFindings).map((one) => ({ ...one, finding: operations.of(one.finding) }));
  const rows = rowsWithin(changes);
  const shown = rows.map((change) => operations.of(change));
  const untold: Untold = {
    findings: findings.length - some.length,
    ignored: ignored.length - set.length,
    changes: changes.length - shown.length,
    origins: countOrigins(changes) - countOrigins(shown),
    operations: operations.left,
    notes: Math.max(0, notes.length - mostNotes),
  };
  if (Object.values(untold).every((count) => count === 0)) return { findings, ignored, changes, notes, untold: null };
  return {
    findings: some,
    ignored: set,
    changes: shown,
    notes: [{ code: 'report-cut', given: untold } satisfies Note, ...notes.slice(0, mostNotes)],
    untold,
  };
}

function rowsWithin(changes: readonly Change[]): readonly Change[] {
  let left = mostOrigins;
  let readings = mostReadings;
  return changes.flatMap((change) => {
    if (left <= 0 || readings <= 0) return [];
    const some = change.origins.slice(0, left);
    const origins = some.filter(({ before, after }) => {
      if (readings <= 0) return false;
      readings -= countReadings(before) + countReadings(after);
      return true;
    });
    left -= Math.max(1, origins.length);
    return [origins.length === change.origins.length ? change : { ...change, origins }];
  });
}

function countReadings({ why, otherwise }: Access): number {
  const told = why.code === 'depends' ? why.yes.length + why.no.length : 0;
  return otherwise.reduce((sum, { when }) => sum + when.length, told);
}

function countOrigins(changes: readonly Change[]): number {
  return changes.reduce((sum, { origins }) => sum + origins.length, 0);
}

/** Lists operations within the bound. */
class Names {
  #room: number;
  /** Number of operations that were not listed. */
  left = 0;

  constructor(room: number) {
    this.#room = room;
  }

  /** The item, with the targets that fit. */
  of<T extends Pick<Finding, 'targets'>>(one: T): T {
    const size = countOperations(one.targets);
    if (size <= this.#room) {
      this.#room -= size;
      return one;
    }
    const targets = one.targets.flatMap((target) => {
      const operations = target.operations.slice(0, Math.max(0, this.#room));
      if (this.#room <= 0 || (operations.length === 0 && target.operations.length > 0)) return [];
      this.#room -= Math.max(1, operations.length);
      return [{ ...target, operations }];
    });
    this.left += size - countOperations(targets);
    return { ...one, targets };
  }
}
