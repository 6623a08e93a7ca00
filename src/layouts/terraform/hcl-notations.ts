import type { Span } from '../../text/edit.js';
import { hostText, type HostedText, type HostFile } from '../../text/hosted-text.js';
import { identity, type Notation, type Piece, type Reading } from '../../text/notation.js';
import type { PolicyRef } from '../../text/policy-ref.js';
import type { TextNotation } from './hcl-syntax.js';
import type { TextHost, TextValue, Value } from './hcl-value.js';

/**
 * What a host reads as, once its file has another text; the span is that of the host there. For a whole file: the expression that reads it, evaluated
 * with the new text; for a string or heredoc: what stands there now, in its scope (`evaluateAt`).
 */
export type ReadAgain = (file: string, at: Span) => Value;

/**
 * A text as a policy of one file: what stands in this host is edited there, everything else in it counts as filled in. An edit is one only if
 * the file, read again, gives the text that was wanted: a part that a loop repeats, or that another text has too, is not edited.
 */
export function hostValue(
  file: HostFile,
  ref: PolicyRef,
  value: TextValue,
  { host, again }: { readonly host: TextHost; readonly again: ReadAgain },
): HostedText {
  const notation: Notation = {
    read(text, at) {
      const read = again(text, at);
      return read.kind === 'text' ? readingOf(read, { path: host.path, at }) : null;
    },
    write: (text, style) => writers[host.notation].write(text, style),
    rewrite: (text, style) => writers[host.notation].rewrite(text, style),
  };
  return hostText(file, ref, host.at, notation, value.text);
}

/** The stretches of a text that stand in a span of a file, and those that are filled in. */
export function readingOf(value: TextValue, { path, at }: { readonly path: string; readonly at: Span }): Reading {
  let last = at.start;
  const pieces = value.pieces.map(({ text, from }): Piece => {
    const isHere = from?.host.path === path && at.start <= from.span.start && from.span.end <= at.end;
    if (!isHere) return { kind: 'filled', text, file: { start: last, end: last } };
    last = from.span.end;
    return { kind: text.end - text.start === from.span.end - from.span.start ? 'same' : 'escaped', text, file: from.span };
  });
  return { text: value.text, pieces };
}

/** The host that holds most of a text; null where no file does. */
export function mainHost(value: TextValue): TextHost | null {
  const lengths = new Map<TextHost, number>();
  for (const { text, from } of value.pieces) if (from !== null) lengths.set(from.host, (lengths.get(from.host) ?? 0) + text.end - text.start);
  let most: TextHost | null = null;
  for (const [host, length] of lengths) if (most === null || length > (lengths.get(most) ?? 0)) most = host;
  return most;
}

/** A template's signs, written so that they mean themselves. */
function escapeTemplate(text: string): string {
  return text.replace(/[$%](?=\{)/g, '$&$&');
}

type Writer = Pick<Notation, 'write' | 'rewrite'>;

const template: Writer = { write: escapeTemplate, rewrite: escapeTemplate };

const quotedEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

function quoted(text: string): string {
  return escapeTemplate(text).replace(
    /["\\\u0000-\u001f]/g,
    (sign) => quotedEscapes[sign] ?? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Text between double quotes. */
const quotedWriter: Writer = { write: quoted, rewrite: (text) => `"${quoted(text)}"` };

/** Lines up to the marker; those of `<<-` with the white space that is taken from all of them. */
const heredoc: Writer = {
  write(text, { source, indentation }) {
    const lines = escapeTemplate(text).split('\n');
    if (!source.startsWith('<<-')) return lines.join('\n');
    // Of a line that has no text nothing is taken away; behind the last break the file goes on with a line's own text.
    return lines.map((line, index) => (index === 0 || (line.trim() === '' && index < lines.length - 1) ? line : indentation + line)).join('\n');
  },
  rewrite(text, style) {
    const [, head = '', marker = ''] = /^(<<-?(\S+)[^\n]*\n)/.exec(style.source) ?? [];
    const end = /[^\n]*$/.exec(style.source)?.[0] ?? '';
    if (head === '' || (text !== '' && !text.endsWith('\n')) || text.split('\n').some((line) => line.trim() === marker)) return null;
    const body = this.write(`\n${text.replace(/\n$/, '')}`, style)?.slice(1) ?? '';
    return `${head}${text === '' ? '' : `${body}\n`}${end}`;
  },
};

const writers: Readonly<Record<TextNotation, Writer>> = { file: identity, template, heredoc, quoted: quotedWriter };
