import { rootCauses, type RootCause } from '../review/root-causes.js';
import { bestOf } from '../review/offered-repairs.js';
import type { Location, Review } from '../review/review.js';
import { type Phrase, phrase, placed, wholePhrase } from './phrase.js';
import { causeReason, reasonsTold } from './sentences/cause-reasons.js';
import { causeTitle } from './sentences/cause-titles.js';
import { effectPhrase } from './sentences/effects.js';
import { titlePhrase } from './sentences/repairs.js';
import { escapeCommandData, escapeCommandProperty, inertLogLine, oneLine } from './escape.js';
import { counted, countsWords } from './counting.js';

/** What annotations are made with, beside the review. */
export interface AnnotationOptions {
  /** GitHub shows at most 10 annotations of a level for each step. */
  readonly perLevel?: number;
  /** Annotate what base has too. */
  readonly existing?: boolean;
  /** Where the reader finds those that are not shown: "the job summary". */
  readonly elsewhere?: string;
}

const levels = { error: 'error', warning: 'warning' } as const;

/** Longest message of an annotation, in characters; GitHub's own limit is 64 KB. */
const longestMessage = 4000;

/**
 * The causes of a review as workflow commands (GitHub, "Workflow commands for GitHub Actions"), one a line: worst first, at most `perLevel` of a level,
 * then a plain line that says how many more there are. Infos are rows of the summary's table and have none.
 */
export function reportAnnotations(review: Review, options: AnnotationOptions = {}): readonly string[] {
  const perLevel = options.perLevel ?? 10;
  const causes = rootCauses(review).filter(({ status }) => status === 'new' || options.existing === true);
  const told = reasonsTold(causes);
  const lines: string[] = [];
  const left = { error: 0, warning: 0, info: 0 };
  for (const severity of ['error', 'warning'] as const) {
    const some = causes.filter((cause) => cause.severity === severity);
    lines.push(...some.slice(0, perLevel).map((cause) => annotation(cause, severity, told.get(cause.id) ?? null)));
    left[severity] = Math.max(0, some.length - perLevel);
  }
  const rest = left.error + left.warning;
  if (rest > 0)
    lines.push(inertLogLine(`${counted(rest, 'more problem')} (${countsWords(left) ?? ''}): see ${options.elsewhere ?? 'the job summary'}.`));
  return lines;
}

/** `sameAs`: a cause that was told before, for the same reason. */
function annotation(cause: RootCause, severity: keyof typeof levels, sameAs: Location | null): string {
  const [first] = cause.findings;
  const at = first ?? { ...cause, endLine: cause.line, rule: '' };
  const properties = [
    ['file', at.path],
    ['line', String(at.line)],
    ['endLine', String(at.endLine)],
    ['title', causeTitle(cause)],
  ] as const;
  const reason: Phrase = sameAs === null ? causeReason(cause) : phrase`For the same reason as ${placed(sameAs)}.`;
  const best = bestOf(cause);
  const parts = [
    reason,
    ...(best === null ? [] : [phrase`Fix: ${titlePhrase(best.title)}. Checked: ${effectPhrase(best.effect)}`]),
    [`Rule: ${at.rule}`],
  ];
  const text = parts.map((part) => inertLogLine(oneLine(wholePhrase(part), longestMessage))).join('\n');
  return `::${levels[severity]} ${properties.map(([name, value]) => `${name}=${inertLogLine(escapeCommandProperty(value))}`).join(',')}::${escapeCommandData(text)}`;
}
