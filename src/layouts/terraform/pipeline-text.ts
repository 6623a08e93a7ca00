import type { Span } from '../../text/edit.js';
import { behindHole } from '../../text/shell-holes.js';

/** A Terraform variable set by a pipeline, script or Makefile: `TF_VAR_x`, `-var x=…`. */
export interface PipelineSetting {
  readonly variable: string;
  /** As written. */
  readonly raw: string;
  readonly job: Job;
  readonly at: Span;
}

/** A file of values in a pipeline: `-var-file=…`, as written. */
export interface PipelineFile {
  readonly file: string;
  readonly job: Job;
  readonly at: Span;
}

/** A part of a pipeline. */
export interface Job {
  /** '' outside jobs: such settings apply to all of them. */
  readonly id: string;
  /** The environment that it deploys to, if given. */
  readonly environment: string | null;
}

/** How a file runs Terraform. */
export interface PipelineText {
  readonly settings: readonly PipelineSetting[];
  readonly files: readonly PipelineFile[];
}

/** After this many, only the first setting of each further variable is read; `saidByPipelines` covers the rest. */
const mostSettings = 2_000;
/** Most UTF-16 units of one value that are read. */
const longestValue = 20_000;

/** Reads what a pipeline or script passes to Terraform, with places and notations. Nothing is run or computed. */
export function readPipeline(path: string, text: string): PipelineText {
  if (!/TF_VAR_|-var\b/.test(text)) return { settings: [], files: [] };
  const jobAt = /\.ya?ml$/i.test(path) ? jobsOf(text) : () => noJob;
  const settings: PipelineSetting[] = [];
  const seen = new Set<string>();
  const add = (variable: string, from: number, read: (from: number) => Span): void => {
    if ((settings.length >= mostSettings && seen.has(variable)) || isRemark(text, from)) return;
    seen.add(variable);
    const { start, end } = read(from);
    settings.push({ variable, raw: text.slice(start, end), job: jobAt(start), at: { start, end } });
  };
  for (const match of text.matchAll(/(?<![\w$-])(?<!\$\{)(?:\$env:)?TF_VAR_([\w-]+)(["']?)([ \t]*)(:=|\?=|=|:)([ \t]*)/g)) {
    const { 0: all, 1: variable = '', 2: quote = '', 3: before = '', 4: sign = '', 5: after = '', index } = match;
    const assigned = { name: index, quote, sign, isApart: before !== '' || after !== '' };
    add(variable, index + all.length, (from) => valueBehind(text, from, assigned));
  }
  for (const { 0: all, 1: variable = '', index } of text.matchAll(/\bname:[ \t]*["']?TF_VAR_([\w-]+)["']?[ \t]*\r?\n[ \t]*value:[ \t]*/g))
    add(variable, index + all.length, (from) => yamlScalar(text, from));
  for (const { 0: all, 1: variable = '', index } of text.matchAll(/\bvariable=TF_VAR_([\w-]+)[^\]\n]*\]/g))
    add(variable, index + all.length, (from) => upTo(text, from, /["'\r\n]/g));
  for (const match of text.matchAll(/(?<![\w-])--?var(?:=|[ \t]+|["'],[ \t\r\n]*)(\\?["'])?([A-Za-z_][\w-]*)[ \t]*=/g)) {
    const { 0: all, 1: quote, 2: variable = '', index } = match;
    const around = quote ?? quoteBefore(text, index);
    add(variable, index + all.length, (from) => (around === null ? shellWord(text, from) : quoted(text, from, around)));
  }
  const named = Array.from(text.matchAll(/(?<![\w-])--?var-file(?:=|[ \t]+|["'],[ \t\r\n]*)/g)).slice(0, mostSettings);
  const files = named.flatMap(({ 0: all, index }): readonly PipelineFile[] => {
    const from = index + all.length;
    const around = quoteBefore(text, index);
    const { start, end } = around === null ? shellWord(text, from) : quoted(text, from, around);
    return isRemark(text, start) || start === end
      ? []
      : [{ file: text.slice(start, end).replace(/\\?["']/g, ''), job: jobAt(start), at: { start, end } }];
  });
  return { settings, files };
}

/** Whether the line is a comment, in any language. */
function isRemark(text: string, at: number): boolean {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*(?:#|\/\/|rem\s)|[ \t]#[ \t]/i.test(text.slice(start, Math.min(at, start + 2000)));
}

/** `TF_VAR_x` and its sign, as written. */
interface Assigned {
  readonly name: number;
  readonly quote: string;
  readonly sign: string;
  readonly isApart: boolean;
}

function valueBehind(text: string, at: number, { name, quote, sign, isApart }: Assigned): Span {
  if (sign === ':') return yamlScalar(text, at);
  const before = text.charAt(name - 1);
  // `echo "TF_VAR_x=…" >> "$GITHUB_ENV"`
  if (quote === '' && (before === '"' || before === "'")) return quoted(text, at, before);
  const isMake = sign !== '=' || (isApart && !text.startsWith('$env:', name));
  return isMake ? upTo(text, at, /\s#|[\r\n]/g) : shellWord(text, at);
}

/** The opening quote of a completely quoted argument. */
function quoteBefore(text: string, at: number): string | null {
  const before = text.charAt(at - 1);
  if (before !== '"' && before !== "'") return null;
  return text.charAt(at - 2) === '\\' ? `\\${before}` : before;
}

function upTo(text: string, start: number, ending: RegExp): Span {
  ending.lastIndex = start;
  return { start, end: start + text.slice(start, ending.exec(text)?.index ?? text.length).trimEnd().length };
}

/** The text between quotes; `start`: behind the opening one. */
function quoted(text: string, start: number, quote: string): Span {
  const most = Math.min(text.length, start + longestValue);
  let end = start;
  for (; end < most && !text.startsWith(quote, end); end += 1) if (quote === '"' && text.charAt(end) === '\\') end += 1;
  return { start, end: Math.min(end, most) };
}

/** A shell word: quoted and bare stretches, up to a space. */
function shellWord(text: string, start: number): Span {
  let at = start;
  while (at < Math.min(text.length, start + longestValue)) {
    const sign = text.charAt(at);
    const rest = text.slice(at, at + 2);
    const quote = rest === '\\"' || rest === "\\'" ? rest : sign === '"' || sign === "'" ? sign : null;
    if (quote !== null) {
      const inside = quoted(text, at + quote.length, quote);
      // An unterminated one ends what is around it.
      if (!text.startsWith(quote, inside.end) || (quote === "'" && at > start && text.slice(at, inside.end).includes('\n'))) break;
      at = inside.end + quote.length;
    } else if (/[\s;&|)<>]/.test(sign)) break;
    else at = behindHole(text, at);
  }
  return { start, end: at };
}

/** A value of YAML. */
function yamlScalar(text: string, start: number): Span {
  const sign = text.charAt(start);
  if (sign === '|' || sign === '>') return yamlBlock(text, start);
  if (sign === "'" || sign === '"') {
    let end = start + 1;
    for (; end < Math.min(text.length, start + longestValue); end += 1) {
      if (sign === '"' && text.charAt(end) === '\\') end += 1;
      else if (text.charAt(end) === sign) {
        if (sign === '"' || text.charAt(end + 1) !== "'") break;
        end += 1;
      }
    }
    return { start: start + 1, end: Math.min(end, text.length) };
  }
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const isInFlow = text.slice(lineStart, start).includes('{');
  return upTo(text, start, isInFlow ? /[,}\r\n]/g : /\s#|[\r\n]/g);
}

/** A literal or folded block: the lines with more indentation. */
function yamlBlock(text: string, start: number): Span {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const own = /^[ \t]*(?:- )?/.exec(text.slice(lineStart, start))?.[0].length ?? 0;
  const first = text.indexOf('\n', start) + 1;
  if (first === 0) return { start, end: start };
  let at = first;
  while (at < text.length) {
    const end = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at);
    const line = text.slice(at, end);
    if (line.trim() !== '' && (/^ */.exec(line)?.[0].length ?? 0) <= own) break;
    at = end + 1;
  }
  return { start: first, end: Math.min(at, text.length) };
}

const noJob: Job = { id: '', environment: null };

/** Returns the job of a pipeline at an offset. */
function jobsOf(text: string): (at: number) => Job {
  const starts: { readonly at: number; readonly job: Job }[] = [];
  const begin = /^(?:jobs|stages):[ \t]*(?:#.*)?\r?$/m.exec(text);
  if (begin === null) return () => noJob;
  const rest = text.slice(begin.index + begin[0].length);
  const indentation = /^\n(?:[ \t]*(?:#.*)?\r?\n)*( *)(?=\S)/.exec(rest)?.[1] ?? '';
  const isMapping = new RegExp(`^${indentation}(?:- (?:job|stage|deployment|template):[ \\t]*)?["']?([\\w.-]+)["']?:?[ \\t]*(?:#.*)?\\r?$`);
  const found: { readonly at: number; readonly id: string }[] = [];
  let at = begin.index + begin[0].length + 1;
  for (const line of text.slice(at).split('\n')) {
    const id = isMapping.exec(line)?.[1];
    if (id !== undefined && line.slice(indentation.length).trim() !== '-') found.push({ at, id });
    at += line.length + 1;
  }
  for (const [index, { at: start, id }] of found.entries()) {
    const body = text.slice(start, found[index + 1]?.at ?? text.length);
    const environment = /^[ \t]*environment:[ \t]*(?:\r?\n[ \t]*name:[ \t]*)?["']?([\w.-]+)["']?[ \t]*(?:#.*)?\r?$/m.exec(body)?.[1] ?? null;
    starts.push({ at: start, job: { id, environment } });
  }
  return (place) => lastUpTo(starts, place)?.job ?? noJob;
}

/** The last item at or before a place; items are sorted. */
function lastUpTo<T extends { readonly at: number }>(all: readonly T[], place: number): T | null {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.at ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return all[low - 1] ?? null;
}
