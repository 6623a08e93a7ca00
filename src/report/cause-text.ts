import { type RootCause, worstHarm } from '../review/root-causes.js';
import type { Location, Suggestion } from '../review/review.js';
import { offeredFirst } from '../review/offered-repairs.js';
import { counted } from './counting.js';
import { areShown, type Sources, writeExcerpt } from './excerpt.js';
import { escapeTerminal } from './escape.js';
import type { Style } from './paint.js';
import { codeLine, patchLines } from './patch.js';
import { code, phrase, placed, plainPhrase, unbrokenPhrase, unbrokenSpace } from './phrase.js';
import { kindsOf, type RepairKind, whereWords } from './repair-table.js';
import { settlingLines } from './settling.js';
import { causeMarks } from './sentences/cause-marks.js';
import { causeReason } from './sentences/cause-reasons.js';
import { causeTitlePhrase, shuttingOut } from './sentences/cause-titles.js';
import { checkedPhrase } from './sentences/left-out.js';
import { titlePhrase } from './sentences/repairs.js';
import type { TextWriter } from './text-writer.js';
import { afterColon, certaintyWords } from './vocabulary.js';
import { causeCertainty, concerns, findingAdvice } from './wording.js';

/** Most lines of a patch that are shown. */
const longestPatch = 14;
/** Most kinds of repair that are shown with their effects. */
const mostKinds = 4;

/** The style of a severity. */
export function severityStyle(severity: RootCause['severity']): Style {
  return severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'cyan';
}

/** Root causes in compiler style, without repeating what an earlier one said. */
export class CauseText {
  /** Patches shown so far. */
  readonly #patches = new Set<string>();
  /** Advice given so far. */
  readonly #advised = new Set<string>();
  /** Open points reported so far. */
  readonly #points = new Set<string>();

  constructor(
    private readonly writer: TextWriter,
    private readonly sources: Sources,
    private readonly told: ReadonlyMap<string, Location>,
    private readonly showRoots: boolean,
    private readonly hasAdvice: boolean,
  ) {}

  /** Title, source lines, reason, open points, repairs. */
  write(cause: RootCause): void {
    const { writer } = this;
    const style = severityStyle(cause.severity);
    const [first] = cause.findings;
    if (first === undefined) return;
    writer.titled(`${cause.severity}[${escapeTerminal(first.rule)}]:`, unbrokenPhrase(causeTitlePhrase(cause)), style);
    const { marks, tellsAll } = causeMarks(cause);
    const places = marks.length > 0 ? marks : [{ path: cause.path, line: cause.line, label: [], isInner: true }];
    writeExcerpt(writer, places, this.sources, style);
    if (!tellsAll || !areShown(marks, this.sources)) this.#note(unbrokenPhrase(this.#reason(cause)));
    const who = namesNobody(cause) ? concerns(cause, this.showRoots) : null;
    if (who !== null) this.#note(`on ${unbrokenPhrase(who)}`);
    const certainty = causeCertainty(cause);
    if (certainty !== null) this.#note(certainty, 'dim');
    this.#depends(cause);
    this.#repairs(cause);
    writer.blank();
  }

  #reason(cause: RootCause): ReturnType<typeof causeReason> {
    const before = this.told.get(cause.id);
    return before === undefined ? causeReason(cause) : phrase`for the same reason as ${placed(before)}`;
  }

  #note(text: string, style?: Style): void {
    this.writer.wrapped(2, `= ${text}`, style, 4);
  }

  /** Each open point with its outcomes, and how to settle it; only the name if reported above. */
  #depends({ depends }: RootCause): void {
    const { writer } = this;
    for (const one of depends) {
      const isTold = this.#points.has(one.point);
      this.#points.add(one.point);
      this.#note(`depends on ${plainPhrase([code(one.point)])}${one.isOfBase === true ? ' before the change' : ''}${isTold ? ', as above' : ':'}`);
      if (isTold) continue;
      for (const line of settlingLines(one)) writer.wrapped(6, unbroken(plainPhrase([line])), undefined, 8);
    }
  }

  #repairs(cause: RootCause): void {
    const kinds = kindsOf(offeredFirst(cause));
    if (kinds.length === 0 && this.hasAdvice) this.#advice(cause);
    for (const [index, kind] of kinds.slice(0, mostKinds).entries()) this.#repair(kind, index, cause);
    if (kinds.length > mostKinds)
      this.#note(`${counted(kinds.length - mostKinds, 'more fix', 'more fixes')}: --format markdown compares them`, 'dim');
  }

  /** Advice if no repair was verified, once. */
  #advice({ severity, findings: [first] }: RootCause): void {
    const advice = first === undefined || severity === 'info' ? null : findingAdvice(first);
    const told = advice === null ? '' : plainPhrase(advice);
    if (told === '' || this.#advised.has(told)) return;
    this.#advised.add(told);
    this.#note(`to fix it: ${told}`, 'cyan');
  }

  #repair([first, ...alike]: RepairKind, index: number, cause: RootCause): void {
    const { writer } = this;
    const each = whereWords(cause, first, alike.length + 1);
    this.#note(`fix ${index + 1}${first.isSafe ? ' (safe)' : ''}: ${plainPhrase(titlePhrase(first.title))}${each}`, index === 0 ? 'cyan' : undefined);
    writer.wrapped(
      6,
      `${alike.length > 0 ? 'Checked, for the first: ' : 'Checked: '}${plainPhrase(afterColon(checkedPhrase(cause, first, alike.length > 0)))}`,
    );
    if (first.certainty !== cause.certainty) {
      const certainty = certaintyWords(first.certainty);
      if (certainty !== null) writer.wrapped(6, certainty, 'dim');
    }
    if (index === 0) this.#patch(first, cause);
    if (index === 0 && alike.length > 0)
      writer.wrapped(
        6,
        plainPhrase(['All at once: ', code(`--fix${[first, ...alike].every(({ isSafe }) => isSafe) ? '' : '=all'} --only ${cause.id}`)]),
      );
  }

  #patch({ patch, edits }: Suggestion, { findings: [first] }: RootCause): void {
    const { writer } = this;
    if (this.#patches.has(patch)) {
      writer.line(6, writer.styled('The patch is above.', 'dim'));
      return;
    }
    this.#patches.add(patch);
    const names = edits.some(({ path }) => path !== first?.path);
    const lines = patchLines(patch).filter(({ kind }) => kind !== 'context' && kind !== 'note' && (names || kind !== 'file'));
    for (const { kind, text } of lines.slice(0, longestPatch))
      writer.line(6, writer.styled(codeLine(text), kind === 'added' ? 'green' : kind === 'removed' ? 'red' : 'dim'));
    if (lines.length > longestPatch) writer.line(6, writer.styled(`… ${counted(lines.length - longestPatch, 'more line')}`, 'dim'));
  }
}

/** The title names neither an origin nor an API. */
function namesNobody(cause: RootCause): boolean {
  return worstHarm(cause) === null && shuttingOut(cause).length === 0;
}

/** Text to be pasted stays on one line. */
function unbroken(line: string): string {
  return line.replace(/(?<=: )assume: \{.*/, (paste) => paste.replaceAll(' ', unbrokenSpace));
}
