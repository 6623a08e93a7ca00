import type { Finding, Review } from '../review/review.js';
import { wholePhrase } from './phrase.js';
import { effectPhrase } from './sentences/effects.js';
import { titlePhrase } from './sentences/repairs.js';
import { messagePhrase } from './sentences/statements.js';
import { escapeCommandData, escapeCommandProperty, inertLogLine, oneLine } from './escape.js';
import { counted, countsWords } from './counting.js';
import { orderedFindings } from './finding-order.js';

/** What annotations are made with, beside the review. */
export interface AnnotationOptions {
  /** GitHub shows at most 10 annotations of a level for each step. */
  readonly perLevel?: number;
  /** Annotate findings that base has too. */
  readonly existing?: boolean;
  /** Where the reader finds those that are not shown: "the job summary". */
  readonly elsewhere?: string;
}

const levels = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Longest message of an annotation, in characters; GitHub's own limit is 64 KB. */
const longestMessage = 4000;

/**
 * The review as workflow commands (GitHub, "Workflow commands for GitHub Actions"), one a line: worst first, at most `perLevel` of a level,
 * then a plain line that says how many more there are.
 */
export function reportAnnotations(review: Review, options: AnnotationOptions = {}): readonly string[] {
  const perLevel = options.perLevel ?? 10;
  const findings = orderedFindings(review.findings).filter((finding) => finding.status === 'new' || options.existing === true);
  const lines: string[] = [];
  const left = { error: 0, warning: 0, info: 0 };
  const shown = { error: 0, warning: 0, info: 0 };
  for (const severity of ['error', 'warning', 'info'] as const) {
    for (const finding of findings) {
      if (finding.severity !== severity) continue;
      if (shown[severity] >= perLevel) {
        left[severity] += 1;
        continue;
      }
      shown[severity] += 1;
      lines.push(annotation(finding));
    }
  }
  const rest = left.error + left.warning + left.info;
  if (rest > 0)
    lines.push(inertLogLine(`${counted(rest, 'more finding')} (${countsWords(left) ?? ''}): see ${options.elsewhere ?? 'the job summary'}.`));
  return lines;
}

function annotation(finding: Finding): string {
  const properties = [
    ['file', finding.path],
    ['line', String(finding.line)],
    ['endLine', String(finding.endLine)],
    ['title', finding.rule],
  ] as const;
  const repair = finding.suggestions[0];
  const says = wholePhrase(messagePhrase(finding));
  const message =
    repair === undefined ? says : `${says}\nRepair: ${wholePhrase(titlePhrase(repair.title))}. ${wholePhrase(effectPhrase(repair.effect))}`;
  const text = message
    .split('\n')
    .map((line) => inertLogLine(oneLine(line, longestMessage)))
    .join('\n');
  return `::${levels[finding.severity]} ${properties.map(([name, value]) => `${name}=${inertLogLine(escapeCommandProperty(value))}`).join(',')}::${escapeCommandData(text)}`;
}
