import type { Span } from '../../text/edit.js';
import { hostText, type HostedText, type HostFile } from '../../text/hosted-text.js';
import type { Notation, Piece, ReadText } from '../../text/notation.js';
import type { PolicyRef } from '../../text/policy-ref.js';
import type { HostNotation, TextHost, TextValue, Value } from './deployed-value.js';

/** A file as it is. */
export const fileNotation: HostNotation = { isFile: true, write: (text) => text, rewrite: (text) => text };

/**
 * Reads a host again after its file changed; the span is the host's. For a whole file: the expression that reads it, evaluated with the new text; for a string
 * or heredoc: the current text there, in its scope.
 */
export type ReadAgain = (file: string, at: Span) => Value;

/**
 * A text as a policy of one file: its parts in this host can be edited, all others count as filled in. An edit is valid only if the file, read again, gives the
 * wanted text: a part that a loop repeats, or that another text shares, is not edited.
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
    write: (text, style) => host.notation.write(text, style),
    rewrite: (text, style) => host.notation.rewrite(text, style),
  };
  return hostText(file, ref, host.at, notation, value.text);
}

/** The stretches of a text in a span of a file, and the filled-in ones. */
function readingOf(value: TextValue, { path, at }: { readonly path: string; readonly at: Span }): ReadText {
  let last = at.start;
  const pieces = value.pieces.map(({ text, from }): Piece => {
    const isHere = from?.host.path === path && at.start <= from.span.start && from.span.end <= at.end;
    if (!isHere) return { kind: 'filled', text, file: { start: last, end: last } };
    last = from.span.end;
    return { kind: text.end - text.start === from.span.end - from.span.start ? 'same' : 'escaped', text, file: from.span };
  });
  return { text: value.text, pieces };
}
