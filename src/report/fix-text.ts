import type { Fixed, Made } from '../review/fix.js';
import { bestOf } from '../review/offered-repairs.js';
import { rootCauses, type RootCause } from '../review/root-causes.js';
import { severityStyle } from './cause-text.js';
import { counted } from './counting.js';
import { escapeTerminal } from './escape.js';
import { code, placed, plainPhrase, unbrokenPhrase } from './phrase.js';
import { kindsOf } from './repair-table.js';
import { causeTitlePhrase } from './sentences/cause-titles.js';
import { effectPhrase } from './sentences/effects.js';
import { titlePhrase } from './sentences/repairs.js';
import { writeVerdict } from './text.js';
import { TextWriter, type WriterOptions } from './text-writer.js';

/** Most effects shown for one kind of repair. */
const mostEffects = 4;

/** What was repaired and what is left, with the resulting verdict last. `isWritten`: in the files; otherwise only in a patch. */
export function fixText(fixed: Fixed, isWritten: boolean, options: WriterOptions): string {
  const writer = new TextWriter(options);
  const { made, texts, review } = fixed;
  if (made.length === 0) writer.line(0, 'Nothing was repaired.');
  else
    writer.heading(
      `${counted(made.flatMap(({ repairs }) => repairs).length, 'repair')} in ${counted(texts.size, 'file')}${isWritten ? '' : ' (nothing is written)'}`,
      'green',
    );
  for (const one of made) writeMade(writer, one, isWritten);
  writer.blank();
  const left = rootCauses(review).filter(({ status }) => status === 'new');
  if (left.length > 0) writer.heading(`Left (${left.length})`, 'bold');
  for (const cause of left) writeLeft(writer, cause);
  writer.blank();
  writeVerdict(writer, review);
  return writer.text();
}

/** The cause, and each kind of its repairs with the files and the checked effect. */
function writeMade(writer: TextWriter, { cause, repairs }: Made, isWritten: boolean): void {
  writeCause(writer, cause);
  for (const [first, ...others] of kindsOf(repairs)) {
    const all = [first, ...others];
    const each = others.length > 0 ? `, in each of ${all.length} places` : '';
    writer.wrapped(4, `${plainPhrase(titlePhrase(first.title))}${each}`, 'cyan');
    for (const path of new Set(all.flatMap(({ edits }) => edits.map((edit) => edit.path))))
      writer.line(4, `${isWritten ? 'Written' : 'To write'}: ${plainPhrase([code(path)])}`);
    const effects = [...new Set(all.map(({ effect }) => plainPhrase(effectPhrase(effect))))];
    for (const effect of effects.slice(0, mostEffects)) writer.wrapped(4, effect);
    if (effects.length > mostEffects) writer.wrapped(4, `And so at ${counted(effects.length - mostEffects, 'more place')}.`, 'dim');
  }
}

function writeCause(writer: TextWriter, cause: RootCause): void {
  const { severity } = cause;
  const rule = cause.findings[0]?.rule ?? '';
  writer.line(
    2,
    `${writer.styled(plainPhrase([placed(cause)]), 'bold')}  ${writer.styled(`${severity} ${escapeTerminal(rule)}`, severityStyle(severity))}`,
  );
  writer.wrapped(4, unbrokenPhrase(causeTitlePhrase(cause)));
}

function writeLeft(writer: TextWriter, cause: RootCause): void {
  writeCause(writer, cause);
  const best = bestOf(cause);
  if (best === null) {
    writer.wrapped(4, 'No verified repair is known.', 'dim');
    return;
  }
  writer.wrapped(4, `${best.isSafe ? 'Possible' : 'Possible, and not safe'}: ${plainPhrase(titlePhrase(best.title))}`, 'dim');
  writer.wrapped(4, plainPhrase(effectPhrase(best.effect)), 'dim');
  writer.line(4, writer.styled(plainPhrase([`To take it: --fix${best.isSafe ? '' : '=all'} --only `, code(cause.id)]), 'dim'));
}
