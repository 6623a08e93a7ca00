import { hclNotations } from './hcl-notations.js';
import type { HclExpression } from './hcl-syntax.js';
import type { TextHost, TextValue } from '../deployed/deployed-value.js';
import { TextInMaking } from '../deployed/texts.js';

/** UTF-16 units. Building a longer text counts as work. */
export const longText = 1000;

/** A text in a file's notation. */
export interface WrittenText {
  readonly host: TextHost;
  /** Its value, if it is short and has no holes; null: it has to be evaluated. */
  readonly literal: TextValue | null;
}

type TextExpression = Extract<HclExpression, { kind: 'template' }>;

const known = new WeakMap<TextExpression, WrittenText>();

/** The place of a text in a file, and its value if nothing is filled in. One object each, however often it is evaluated. */
export function writtenText(expression: TextExpression, path: string): WrittenText {
  const before = known.get(expression);
  if (before?.host.path === path) return before;
  const { start, end, parts, notation } = expression;
  const host = { path, at: { start, end }, notation: hclNotations[notation] };
  const [only] = parts;
  const isLiteral = parts.length === 1 && only?.kind === 'text' && only.text.length < longText;
  const making = new TextInMaking();
  if (isLiteral) making.addWritten(only.text, { host, span: { start: only.start, end: only.end } });
  const found = { host, literal: isLiteral ? making.done() : null };
  known.set(expression, found);
  return found;
}
