import type { NotKnown } from '../cors/answer.js';
import { outcomesOf } from '../cors/outcomes.js';
import type { TraceEntry } from '../cors/trace.js';
import type { Reading, World } from '../cors/worlds.js';
import type { Location } from '../review/review.js';
import { courseKey, endOf, type Course, type CourseEnd } from './course.js';

/** These policies allow what was blocked: they decide only where they are the ones deployed. */
export interface IfDeployed {
  readonly code: 'these-deployed';
}

/** A policy of the request's is refused at save: what is deployed instead is not known. */
export interface NotSaved extends Location {
  readonly code: 'not-saved';
}

/** What the verdict is under some readings. */
export interface ExplainedOutcome extends CourseEnd {
  /** `readings`: all of them hold. Else: why nothing settles it. */
  readonly when:
    { readonly code: 'readings'; readonly readings: readonly Reading[] } | { readonly code: 'too-much' } | NotKnown | NotSaved | IfDeployed;
  /** It is what the leanings give. */
  readonly leaning: boolean;
  /** What the elements do with it under these readings. */
  readonly trace: readonly TraceEntry[];
}

/** At most this many combinations are told. */
const mostOutcomes = 6;

/** What differs between readings; nothing where nothing does. */
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
  // Where the leanings leave it open, none of the outcomes is what they give.
  const isSettled = verdict !== 'unknown' && all.filter(({ leaning }) => leaning).length === 1;
  if (all.length === 1) return opaque === null ? [] : [outcome(opaque, first.result, false)];
  return all.map(({ when, result, leaning }) => outcome({ code: 'readings', readings: when }, result, leaning && isSettled));
}
