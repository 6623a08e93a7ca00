import { withComputedNamed } from './computed-names.js';
import { rootCauses, type RootCause } from '../review/root-causes.js';
import { bestOf } from '../review/offered-repairs.js';
import type { Location, Review } from '../review/review.js';
import { type Phrase, phrase, placed, wholePhrase } from './phrase.js';
import { reasonsTold } from './sentences/cause-marks.js';
import { causeReason } from './sentences/cause-reasons.js';
import { causeTitle } from './sentences/cause-titles.js';
import { bestAt } from './cause-notice.js';
import { type CausePlace, placesOfCause } from './cause-places.js';
import { messagePhrase } from './sentences/statements.js';
import { effectPhrase } from './sentences/effects.js';
import { titlePhrase } from './sentences/repairs.js';
import { escapeCommandData, escapeCommandProperty, inertLogLine, oneLine } from './escape.js';
import { counted, countsWords } from './counting.js';
import { afterColon } from './vocabulary.js';

/** Options for annotations. */
export interface AnnotationOptions {
  /** GitHub shows at most 10 annotations per level and step. */
  readonly perLevel?: number;
  /** Also annotate findings that base has. */
  readonly existing?: boolean;
  /** Where readers find the rest: "the job summary". */
  readonly elsewhere?: string;
}

const levels = { error: 'error', warning: 'warning' } as const;

/** Longest message of an annotation, in characters; GitHub's own limit is 64 KB. */
const longestMessage = 4000;

/**
 * The causes of a review at all their places, as workflow commands (GitHub, "Workflow commands for GitHub Actions"), one per line: worst first, at most
 * `perLevel` per level, then a plain line with the number of the rest. Infos are only in the summary's table.
 */
export function reportAnnotations(reviewed: Review, options: AnnotationOptions = {}): readonly string[] {
  const review = withComputedNamed(reviewed);
  const perLevel = options.perLevel ?? 10;
  const causes = rootCauses(review).filter(({ status }) => status === 'new' || options.existing === true);
  const told = reasonsTold(causes);
  const lines: string[] = [];
  const left = { error: 0, warning: 0, info: 0 };
  for (const severity of ['error', 'warning'] as const) {
    const some = causes.filter((cause) => cause.severity === severity);
    // First each cause once, then further places.
    const all = some.map((cause) => placesOfCause(cause).map((place) => ({ cause, place })));
    const places = [...all.flatMap((one) => one.slice(0, 1)), ...all.flatMap((one) => one.slice(1))];
    lines.push(...places.slice(0, perLevel).map(({ cause, place }) => annotation(cause, place, severity, told.get(cause.id) ?? null)));
    left[severity] = Math.max(0, places.length - perLevel);
  }
  const rest = left.error + left.warning;
  if (rest > 0)
    lines.push(inertLogLine(`${counted(rest, 'more problem')} (${countsWords(left) ?? ''}): see ${options.elsewhere ?? 'the job summary'}.`));
  return lines;
}

/** `sameAs`: an earlier cause with the same reason. */
function annotation(cause: RootCause, place: CausePlace, severity: keyof typeof levels, sameAs: Location | null): string {
  // The first place is that of the finding, a line of this change; the deciding element may be elsewhere.
  const at = place.isFirst ? place.finding : place;
  const { rule } = place.finding;
  const properties = [
    ['file', at.path],
    ['line', String(at.line)],
    ['endLine', String(at.endLine)],
    ['title', causeTitle(cause)],
  ] as const;
  const own = place.isFirst ? causeReason(cause) : messagePhrase(place.finding);
  const reason: Phrase = sameAs === null ? own : phrase`For the same reason as ${placed(sameAs)}.`;
  const best = place.isFirst ? bestOf(cause) : bestAt(place);
  const parts = [
    reason,
    ...(best === null ? [] : [phrase`Fix: ${titlePhrase(best.title)}. Checked: ${afterColon(effectPhrase(best.effect))}`]),
    [`Rule: ${rule}`],
  ];
  const text = parts.map((part) => inertLogLine(oneLine(wholePhrase(part), longestMessage))).join('\n');
  return `::${levels[severity]} ${properties.map(([name, value]) => `${name}=${inertLogLine(escapeCommandProperty(value))}`).join(',')}::${escapeCommandData(text)}`;
}
