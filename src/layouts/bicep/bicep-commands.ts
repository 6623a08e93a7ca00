import type { Span } from '../../text/edit.js';

/** A parameter value in a command. */
export interface CommandValue {
  readonly name: string;
  /** As written. */
  readonly raw: string;
  readonly at: Span;
}

/** One deployment in a pipeline or script. */
export interface DeployCommand {
  /** The deployed file as written; null: not given. */
  readonly template: string | null;
  readonly values: readonly CommandValue[];
  /** Files of values as written. */
  readonly files: readonly { readonly file: string; readonly at: Span }[];
}

const mostCommands = 5_000;
const longestCommand = 20_000;

const command =
  /\baz[ \t]+(?:deployment|stack)[ \t]+(?:group|sub|mg|tenant)[ \t]+create\b|\bNew-Az(?:ResourceGroup|Subscription|ManagementGroup)?Deployment\b/g;
/** A workflow step or Azure Pipelines task, up to its inputs. */
const step = /\buses:[ \t]*["']?azure\/(?:arm-deploy|bicep-deploy)@|\btask:[ \t]*["']?AzureResource(?:Manager|Group)(?:Template)?Deployment@/gi;
const optionOfStep = /^[ \t]*(template|template-file|csmFile|parameters|parameters-file|csmParametersFile|overrideParameters)[ \t]*:[ \t]*/gim;

/** Reads which Bicep files a pipeline or script deploys, and with which values. Nothing is run; computed parts stay as written. */
export function readDeployments(text: string): readonly DeployCommand[] {
  if (!/\.bicep/.test(text)) return [];
  const starts = [...text.matchAll(command), ...text.matchAll(step)].sort((a, b) => a.index - b.index).slice(0, mostCommands);
  return starts.flatMap(({ index, 0: all }, place): readonly DeployCommand[] => {
    if (isRemark(text, index)) return [];
    const next = starts[place + 1]?.index ?? text.length;
    const end = Math.min(next, index + longestCommand, text.length);
    const found = /^(?:uses|task)/i.test(all)
      ? stepFrom(text, index, endOfStep(text, index, end))
      : commandFrom(text, index, endOfCommand(text, index, end));
    return found.template === null && found.values.length + found.files.length === 0 ? [] : [found];
  });
}

function isRemark(text: string, at: number): boolean {
  return /^[ \t]*(?:-[ \t]+)?#/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at));
}

/** A command continues after a continuation sign, and in lines that begin with an option or its value. */
function endOfCommand(text: string, start: number, most: number): number {
  for (let at = start; ;) {
    const end = text.indexOf('\n', at);
    if (end < 0 || end >= most) return most;
    const after = text.slice(end + 1, end + 400);
    const goesOn =
      /[\\`^][ \t]*\r?$/.test(text.slice(Math.max(at, end - 10), end)) || /^[ \t]*(?:-{1,2}[A-Za-z][\w-]*(?![\w]*:)|@|[\w-]+=)/.test(after);
    if (!goesOn) return end;
    at = end + 1;
  }
}

/** A step ends where the next one begins, or at less indentation. */
function endOfStep(text: string, start: number, most: number): number {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const own = /^[ \t]*(?:-[ \t]+)?/.exec(text.slice(lineStart, start))?.[0] ?? '';
  const indentation = own.replace(/-/, ' ').length;
  for (let at = text.indexOf('\n', start); at >= 0 && at < most; at = text.indexOf('\n', at + 1)) {
    const line = text.slice(at + 1, at + 200).split('\n')[0] ?? '';
    if (line.trim() !== '' && (/^[ \t]*/.exec(line)?.[0].length ?? 0) < indentation) return at;
  }
  return most;
}

interface Found {
  template: string | null;
  readonly values: CommandValue[];
  readonly files: { readonly file: string; readonly at: Span }[];
}

function commandFrom(text: string, start: number, end: number): DeployCommand {
  const found: Found = { template: null, values: [], files: [] };
  let option = '';
  for (const word of wordsIn(text, start, end)) {
    const raw = text.slice(word.start, word.end);
    const named = /^(--?[A-Za-z][\w-]*)(=?)/.exec(raw);
    if (named !== null && word.isBare) {
      option = (named[1] ?? '').toLowerCase();
      if (named[2] === '') continue;
      take(found, option, { ...word, start: word.start + named[0].length, written: word.written?.slice(named[0].length) ?? null }, text);
    } else take(found, option, word, text);
  }
  return found;
}

function take(found: Found, option: string, word: Word, text: string): void {
  const written = word.written ?? text.slice(word.start, word.end);
  if (/^(?:-f|--template-file|-templatefile)$/.test(option)) found.template = written;
  else if (/^-templateparameterfile$/.test(option)) found.files.push({ file: written, at: word });
  else if (/^(?:-p|--parameters)$/.test(option)) addGiven(found, word, text);
  // PowerShell passes a parameter under its own name.
  else if (/^-(?!-)/.test(option) && option.length > 2 && !known.test(option)) {
    const name = option.slice(1);
    found.values.push({ name, raw: text.slice(word.start, word.end), at: { start: word.start, end: word.end } });
  }
}

const known =
  /^-(?:name|resourcegroupname|location|mode|verbose|force|whatif|confirm|erroraction|templateuri|templateobject|templateparameterobject|skiptemplateparameterprompt|deploymentname|managementgroupid)$/;

/** `name=value`, `@file`, or a file. */
function addGiven(found: Found, word: Word, text: string): void {
  const raw = text.slice(word.start, word.end);
  const assigned = /^["']?([A-Za-z_]\w*)=/.exec(raw);
  if (assigned !== null) {
    const { 0: all, 1: name = '' } = assigned;
    found.values.push({ name, raw: raw.slice(all.length), at: { start: word.start + all.length, end: word.end } });
  } else if (raw.length > 0) found.files.push({ file: (word.written ?? raw).replace(/^["']?@/, ''), at: word });
}

function stepFrom(text: string, start: number, end: number): DeployCommand {
  const found: Found = { template: null, values: [], files: [] };
  const body = text.slice(start, end);
  for (const { 0: all, 1: option = '', index } of body.matchAll(optionOfStep)) {
    const begin = start + index + all.length;
    const close = endOfScalar(text, begin, end);
    // A YAML value may be quoted as a whole.
    const isQuoted = /^(?:"[^"]*"|'[^']*')$/.test(text.slice(begin, close).trim());
    const from = isQuoted ? begin + 1 : begin;
    const to = isQuoted ? begin + text.slice(begin, close).trimEnd().length - 1 : close;
    const kind = option.toLowerCase();
    for (const word of wordsIn(text, from, to)) {
      const raw = text.slice(word.start, word.end);
      if (/^[>|][+-]?$/.test(raw)) continue;
      const written = word.written ?? raw;
      if (/^(?:template|template-file|csmfile)$/.test(kind)) found.template = written;
      else if (kind === 'overrideparameters') overridden(found, text, word);
      else if (kind === 'parameters') addGiven(found, word, text);
      else found.files.push({ file: written, at: word });
    }
  }
  return found;
}

/** `-name value`. */
function overridden(found: Found, text: string, word: Word): void {
  const raw = text.slice(word.start, word.end);
  const name = /^-([A-Za-z_]\w*)$/.exec(raw)?.[1];
  const last = found.values.at(-1);
  if (name !== undefined) found.values.push({ name, raw: '', at: { start: word.end, end: word.end } });
  else if (last !== undefined)
    found.values.splice(-1, 1, {
      ...last,
      raw: text.slice(last.at.start, word.end).trim(),
      at: { start: last.raw === '' ? word.start : last.at.start, end: word.end },
    });
}

/** The end of a YAML value: its line, or lines with more indentation. */
function endOfScalar(text: string, from: number, most: number): number {
  const lineEnd = text.indexOf('\n', from);
  if (lineEnd < 0 || lineEnd >= most) return most;
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const own = /^[ \t]*/.exec(text.slice(lineStart, from))?.[0].length ?? 0;
  for (let at = lineEnd; at >= 0 && at < most; at = text.indexOf('\n', at + 1)) {
    const line = text.slice(at + 1, at + 400).split('\n')[0] ?? '';
    if (line.trim() !== '' && (/^[ \t]*/.exec(line)?.[0].length ?? 0) <= own) return at;
  }
  return most;
}

/** A word of a shell; `written` null: it is computed. `isBare`: it does not begin with a quote. */
interface Word extends Span {
  readonly written: string | null;
  readonly isBare: boolean;
}

function* wordsIn(text: string, start: number, end: number): Iterable<Word> {
  const one = /(?:[\\`^][ \t]*\r?\n|\s)+|((?:\$\{\{[^}\n]{0,400}\}\}|\$\([^)\n]{0,400}\)|"(?:[^"\\]|\\[^])*"|'[^']*'|[^\s"'])+)/gy;
  const part = text.slice(start, end);
  for (let match = one.exec(part); match !== null; match = one.exec(part)) {
    const word = match[1];
    if (word === undefined) continue;
    if (/^(?:&&|\|\|?|;|>>?|#.*)$/.test(word)) return;
    const at = start + match.index;
    yield { start: at, end: at + word.length, written: writtenIn(word), isBare: !/^["']/.test(word) };
  }
}

/** A shell's value of a word; null: it contains substitutions. */
function writtenIn(word: string): string | null {
  if (/\$\{\{|\$\(|#\{|__\w+__/.test(word)) return null;
  const open: string[] = [];
  const made = word.replace(/"((?:[^"\\]|\\[^])*)"|'([^']*)'|([^"']+)/g, (all, double?: string, single?: string, bare?: string) => {
    if (single !== undefined) return single;
    if (/[$`]|%\w+%/.test(double ?? bare ?? '')) open.push(all);
    return double === undefined ? (bare ?? '').replace(/\\(.)/g, '$1') : double.replace(/\\(["\\$`])/g, '$1');
  });
  return open.length > 0 ? null : made;
}
