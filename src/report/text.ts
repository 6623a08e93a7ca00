import { unreviewedPhrase } from './sentences/unreviewed.js';
import type { Change, Finding, Review, Suggestion, Unreviewed } from '../review/review.js';
import { effectPhrase } from './sentences/effects.js';
import { notePhrase } from './sentences/notes.js';
import { messagePhrase } from './sentences/statements.js';
import { escapeTerminal } from './escape.js';
import { patchLines } from './patch.js';
import { code, placed, plainPhrase, unbrokenPhrase } from './phrase.js';
import { changeRows, changeTitle, openPoints } from './change-rows.js';
import { counted } from './counting.js';
import { orderedFindings } from './finding-order.js';
import type { Style } from './paint.js';
import { severalRoots, targetsPhrase } from './reached-operations.js';
import { titlePhrase } from './sentences/repairs.js';
import { TextWriter, type TextOptions } from './text-writer.js';
import { verdictOf } from './verdict.js';
import { certaintyWords } from './vocabulary.js';
import { concerns, ignoredPhrase } from './wording.js';

/** Lines of a patch shown with a finding. */
const longestDiff = 14;
/** Groups of changed operations shown; a terminal is no place for hundreds. */
const mostChanges = 40;

/** The review for a terminal: findings, worst first; before and after; what was left out; counts and the verdict last, next to the prompt. */
export function reportText(review: Review, options: TextOptions): string {
  const writer = new TextWriter(options);
  const showRoots = severalRoots(review);
  const ordered = orderedFindings(review.findings);
  const fresh = ordered.filter((finding) => finding.status === 'new');
  for (const [severity, title] of [
    ['error', 'Errors'],
    ['warning', 'Warnings'],
    ['info', 'Infos'],
  ] as const) {
    const some = fresh.filter((finding) => finding.severity === severity);
    if (some.length === 0) continue;
    writer.heading(`${title} (${some.length})`, severityStyle(severity));
    for (const finding of some) writeFinding(writer, finding, showRoots);
  }
  const existing = ordered.filter((finding) => finding.status === 'existing');
  if (existing.length > 0) {
    writer.heading(`In ${review.mode === 'scan' ? 'the baseline' : 'base'} too (${existing.length})`, 'bold');
    for (const finding of existing) {
      writer.line(2, `${writer.styled(place(finding), 'bold')}  ${finding.severity} ${escapeTerminal(finding.rule)}`);
      writer.wrapped(4, unbrokenPhrase(messagePhrase(finding)));
    }
    writer.blank();
  }
  if (review.changes.length > 0) {
    writer.heading('Before and after', 'bold');
    for (const change of review.changes.slice(0, mostChanges)) writeChange(writer, change, showRoots);
    if (review.changes.length > mostChanges)
      writer.line(2, `and ${counted(review.changes.length - mostChanges, 'more group')} (--format json has them all)`);
    writer.blank();
  }
  writer.list(
    'Ignored',
    review.ignored.map((ignored) => plainPhrase(ignoredPhrase(ignored))),
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

/** What the verdict rests on, and the verdict last, next to the prompt. */
export function writeVerdict(writer: TextWriter, review: Review): void {
  const verdict = verdictOf(review);
  const style = review.conclusion === 'pass' ? 'green' : 'red';
  writer.wrapped(0, verdict.sentences.join(' '));
  writer.line(0, writer.styled(writer.styled(verdict.title, style), 'bold'));
}

/** Each reason once, with the files that it is true of; an entry to paste tells its path itself. */
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
    for (const { path, scopeEntry } of files) {
      if (scopeEntry !== null) for (const line of scopeEntry.trimEnd().split('\n')) writer.line(6, escapeTerminal(line));
      else if (!isOne) writer.line(6, plainPhrase([code(path)]));
    }
  }
}

function writeFinding(writer: TextWriter, finding: Finding, showRoots: boolean): void {
  writer.line(2, `${writer.styled(place(finding), 'bold')}  ${writer.styled(escapeTerminal(finding.rule), severityStyle(finding.severity))}`);
  writer.wrapped(4, unbrokenPhrase(messagePhrase(finding)));
  const who = concerns(finding, showRoots);
  if (who !== null) writer.wrapped(4, `Concerns ${plainPhrase(who)}.`, 'dim');
  const certainty = certaintyWords(finding.certainty);
  if (certainty !== null) writer.wrapped(4, certainty, 'dim');
  const best = finding.suggestions[0];
  if (best !== undefined) writeSuggestion(writer, best, finding);
  if (finding.suggestions.length > 1)
    writer.line(4, writer.styled(`${counted(finding.suggestions.length - 1, 'other repair')}: see --format markdown or json`, 'dim'));
  writer.blank();
}

function writeSuggestion(writer: TextWriter, suggestion: Suggestion, finding: Finding): void {
  writer.wrapped(4, `Repair: ${plainPhrase(titlePhrase(suggestion.title))}`, 'cyan');
  writer.wrapped(6, plainPhrase(effectPhrase(suggestion.effect)));
  const certainty = certaintyWords(suggestion.certainty);
  if (certainty !== null) writer.wrapped(6, certainty, 'dim');
  const several = suggestion.edits.some((edit) => edit.path !== finding.path);
  const lines = patchLines(suggestion.patch).filter(({ kind }) => kind !== 'context' && kind !== 'note' && (several || kind !== 'file'));
  for (const { kind, text } of lines.slice(0, longestDiff)) {
    writer.line(6, writer.styled(escapeTerminal(text), kind === 'added' ? 'green' : kind === 'removed' ? 'red' : 'dim'));
  }
  if (lines.length > longestDiff) writer.line(6, writer.styled(`… ${counted(lines.length - longestDiff, 'more line')}`, 'dim'));
}

function writeChange(writer: TextWriter, change: Change, showRoots: boolean): void {
  writer.wrapped(2, `${plainPhrase(changeTitle(change))}: ${plainPhrase(targetsPhrase(change.targets, showRoots))}`, 'bold');
  const causes = change.causes.slice(0, 3).map((cause) => plainPhrase([placed(cause)]));
  if (causes.length > 0)
    writer.line(4, writer.styled(`${causes.join(', ')}${change.causes.length > 3 ? ` and ${change.causes.length - 3} more` : ''}`, 'dim'));
  for (const row of changeRows(change)) {
    writer.wrapped(4, plainPhrase(row.origins));
    writer.wrapped(6, `before  ${plainPhrase(row.pair.before)}`, undefined, 14);
    writer.wrapped(6, `after   ${plainPhrase(row.pair.after)}`, undefined, 14);
  }
  for (const point of openPoints(change)) writer.wrapped(4, `? ${plainPhrase(point)}`, 'yellow', 6);
}

function place(finding: Finding): string {
  return plainPhrase([placed(finding)]);
}

/** The colour of a severity. */
export function severityStyle(severity: Finding['severity']): Style {
  return severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'cyan';
}
