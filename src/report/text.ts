import { withComputedNamed } from './computed-names.js';
import { unreviewedPhrase } from './sentences/unreviewed.js';
import { rootCauses, type RootCause } from '../review/root-causes.js';
import type { Review, Unreviewed } from '../review/review.js';
import { CauseText, severityStyle } from './cause-text.js';
import { openPointPhrases } from './change-rows.js';
import { counted } from './counting.js';
import { escapeTerminal } from './escape.js';
import type { Sources } from './excerpt.js';
import { orderedFindings } from './finding-order.js';
import { type HarmRow, harmRows, tableTitle } from './harm-table.js';
import { code, placed, plainPhrase, unbrokenPhrase } from './phrase.js';
import { causeMarks, reasonsTold } from './sentences/cause-marks.js';
import { severalRoots } from './reached-operations.js';
import { placedTitlePhrase } from './sentences/cause-titles.js';
import { notePhrase } from './sentences/notes.js';
import { messagePhrase } from './sentences/statements.js';
import { type WriterOptions, TextWriter } from './text-writer.js';
import { isNothingDeployed, verdictOf } from './verdict.js';
import { ignoredPhrase } from './wording.js';

/** Options of a text report. */
export interface TextOptions extends WriterOptions {
  /** Texts of the files from `pathsShown`, in the reported state; missing files are only named. */
  readonly sources?: Sources;
  /** Repairs are shown elsewhere: nothing is said about missing ones. */
  readonly isRepairedElsewhere?: boolean;
}

/** Most causes shown with source lines; others have one line each. */
const mostCauses = 100;
/** Most rows of the table of gains and losses. */
const mostRows = 40;
/** Most sentences about open points of unknown rows. */
const mostPoints = 6;

/** Files whose lines the report shows, to be read before. */
export function pathsShown(review: Review): ReadonlySet<string> {
  const causes = rootCauses(review).filter(isTold).slice(0, mostCauses);
  return new Set(causes.flatMap((cause) => causeMarks(cause).marks.map(({ path }) => path)));
}

/** New causes that need more than a row of the table. */
function isTold({ status, severity }: RootCause): boolean {
  return status === 'new' && severity !== 'info';
}

/** The review for a terminal: causes, worst first; the table of gains and losses; what was left out; counts and the verdict last, next to the prompt. */
export function reportText(reviewed: Review, options: TextOptions): string {
  const review = withComputedNamed(reviewed);
  const writer = new TextWriter(options);
  const causes = rootCauses(review);
  const fresh = causes.filter(({ status }) => status === 'new');
  const told = fresh.filter(isTold);
  const shown = new CauseText(writer, options.sources ?? new Map(), reasonsTold(told), severalRoots(review), options.isRepairedElsewhere !== true);
  for (const cause of told.slice(0, mostCauses)) shown.write(cause);
  writeBriefly(writer, 'More problems', told.slice(mostCauses));
  writeTable(writer, review, fresh);
  const remarks = fresh.filter(({ severity, rows }) => severity === 'info' && rows.length === 0);
  writeFindings(writer, 'Remarks', remarks);
  const existing = causes.filter(({ status }) => status === 'existing');
  writeFindings(writer, review.mode === 'scan' ? 'In the baseline too' : 'In base too', existing);
  writer.list(
    'Ignored',
    review.ignored.filter(({ isConsequence }) => isConsequence !== true).map((ignored) => plainPhrase(ignoredPhrase(ignored))),
  );
  if (review.unreviewed.length > 0) {
    writer.heading(`Not reviewed (${review.unreviewed.length})`, 'bold');
    writeUnreviewed(writer, review.unreviewed);
    writer.blank();
  }
  writer.list('Notes', [
    ...review.notes.map((note) => plainPhrase(notePhrase(note))),
    ...review.assumptions.map((assumption) => `Settled by the configuration: ${plainPhrase([code(assumption)])}.`),
  ]);
  writeVerdict(writer, review);
  return writer.text();
}

/** The basis of the verdict, then the verdict itself, next to the prompt. */
export function writeVerdict(writer: TextWriter, review: Review): void {
  const verdict = verdictOf(review);
  const style = review.conclusion === 'pass' ? 'green' : 'red';
  writer.wrapped(0, verdict.sentences.join(' '));
  writer.line(0, writer.styled(writer.styled(verdict.title, style), 'bold'));
}

/** One line per cause. */
function writeBriefly(writer: TextWriter, title: string, causes: readonly RootCause[]): void {
  if (causes.length === 0) return;
  writer.heading(`${title} (${causes.length})`, 'bold');
  for (const cause of causes)
    writer.line(
      2,
      `${plainPhrase([placed(cause)])}  ${writer.styled(cause.severity, severityStyle(cause.severity))}  ${plainPhrase(placedTitlePhrase(cause))}`,
    );
  writer.blank();
}

/** The findings of causes with their sentences, without repetitions. */
function writeFindings(writer: TextWriter, title: string, causes: readonly RootCause[]): void {
  const findings = orderedFindings(causes.flatMap((cause) => cause.findings));
  if (findings.length === 0) return;
  const said = new Set<string>();
  writer.heading(`${title} (${findings.length})`, 'bold');
  for (const finding of findings) {
    const place = writer.styled(plainPhrase([placed(finding)]), 'bold');
    const message = unbrokenPhrase(messagePhrase(finding));
    writer.line(2, `${place}  ${finding.severity} ${escapeTerminal(finding.rule)}${said.has(message) ? ': the same' : ''}`);
    if (!said.has(message)) writer.wrapped(4, message);
    said.add(message);
  }
  writer.blank();
}

/** The table of gains and losses, harm first: one row per outcome, with before and after. */
function writeTable(writer: TextWriter, review: Review, causes: readonly RootCause[]): void {
  const rows = harmRows(review, causes);
  if (rows.length === 0) return;
  writer.heading(tableTitle(review), 'bold');
  const column = 4 + Math.max(...rows.map(({ mark }) => wordOf(mark).length));
  for (const { mark, origins, where, before, after } of rows.slice(0, mostRows)) {
    const word = wordOf(mark);
    const who = `${plainPhrase(origins)} on ${plainPhrase(where)}`;
    writer.wrapped(2, `${word}${' '.repeat(column - 2 - word.length)}${who}`, styleOf(mark), column);
    const was = plainPhrase(before);
    writer.wrapped(column + 2, `${was === '–' ? '' : `${was} -> `}${plainPhrase(after)}`);
  }
  if (rows.length > mostRows) writer.line(2, `and ${counted(rows.length - mostRows, 'more row')} (--format json has them all)`);
  const settled = new Set(causes.flatMap(({ depends }) => depends.map(({ point }) => point)));
  const points =
    settled.size > 0 || isNothingDeployed(review) ? [] : [...new Set(review.changes.flatMap((change) => openPointPhrases(change).map(plainPhrase)))];
  for (const point of points.slice(0, mostPoints)) writer.wrapped(2, `? ${point}`, 'yellow', 4);
  if (points.length > mostPoints) writer.line(2, `and ${counted(points.length - mostPoints, 'more open point')} (--format json has them all)`);
  writer.blank();
}

/** The word for a row's mark: some terminals show signs in double width. */
function wordOf(mark: string): string {
  return mark.replace(/^[^a-z]+/, '');
}

function styleOf(mark: HarmRow['mark']): 'red' | 'yellow' | 'green' | undefined {
  const word = wordOf(mark);
  if (word === 'loses' || word === 'cannot call') return 'red';
  return word === 'gains' ? 'green' : word === 'changes' ? undefined : 'yellow';
}

/** Each reason once, with its files; an entry to paste contains its path. */
function writeUnreviewed(writer: TextWriter, unreviewed: Review['unreviewed']): void {
  const byReason = new Map<string, Unreviewed[]>();
  for (const one of unreviewed) {
    const reason = plainPhrase(unreviewedPhrase(one));
    const known = byReason.get(reason);
    if (known === undefined) byReason.set(reason, [one]);
    else known.push(one);
  }
  for (const [reason, files] of byReason) {
    const [only] = files;
    const isOne = files.length === 1 && only !== undefined;
    writer.wrapped(2, `${isOne ? plainPhrase([code(only.path)]) : `For each of these ${files.length} files`}: ${reason}`);
    let guess: string | null = null;
    for (const { path, scopeEntry } of files) {
      const lines = scopeEntry?.trimEnd().split('\n') ?? [];
      // The basis of consecutive guessed entries is given above the first.
      const [first = ''] = lines;
      for (const line of lines) if (line !== guess) writer.line(6, escapeTerminal(line));
      if (first.startsWith('#')) guess = first;
      if (scopeEntry === null && !isOne) writer.line(6, plainPhrase([code(path)]));
    }
  }
}
