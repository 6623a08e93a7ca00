import type { NotKnown } from '../cors/answer.js';
import { outcomesOf } from '../cors/outcomes.js';
import type { TraceEntry } from '../cors/trace.js';
import type { Reading, World } from '../cors/worlds.js';
import type { Location } from '../review/review.js';
import { courseKey, endOf, type Course, type CourseEnd } from './course.js';

/** The policies allow what was blocked: they only decide if they are deployed. */
export interface IfDeployed {
  readonly code: 'these-deployed';
}

/** A policy of the request is refused at save: what is deployed instead is unknown. */
export interface NotSaved extends Location {
  readonly code: 'not-saved';
}

/** The verdict under some readings. */
export interface ExplainedOutcome extends CourseEnd {
  /** `readings`: all of them hold. Otherwise: why nothing settles it. */
  readonly when:
    { readonly code: 'readings'; readonly readings: readonly Reading[] } | { readonly code: 'too-much' } | NotKnown | NotSaved | IfDeployed;
  /** It follows from the leanings. */
  readonly leaning: boolean;
  /** What the elements do under these readings. */
  readonly trace: readonly TraceEntry[];
}

/** Most combinations that are reported. */
const mostOutcomes = 6;

/** The outcomes that differ between readings; empty if there is one outcome. */
export function explainedOutcomes(worlds: readonly World<Course>[], complete: boolean, verdict: CourseEnd['verdict']): readonly ExplainedOutcome[] {
  const [first] = worlds;
  if (first === undefined) return [];
  const outcome = (when: ExplainedOutcome['when'], course: Course, leaning: boolean): ExplainedOutcome => ({
    when,
    ...endOf(course),
    leaning,
    trace: course.trace,
  });
  if (!complete) return [{ ...outcome({ code: 'too-much' }, first.result, false), verdict: 'unknown' }];
  const all = outcomesOf(worlds, courseKey, mostOutcomes);
  const { opaque } = first.result;
  // If the leanings leave the verdict open, no outcome is marked as theirs.
  const isSettled = verdict !== 'unknown' && all.filter(({ leaning }) => leaning).length === 1;
  if (all.length === 1) return opaque === null ? [] : [outcome(opaque, first.result, false)];
  return all.map(({ when, result, leaning }) => outcome({ code: 'readings', readings: when }, result, leaning && isSettled));
}
