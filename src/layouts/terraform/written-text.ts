import { hclNotations } from './hcl-notations.js';
import type { HclExpression } from './hcl-syntax.js';
import type { TextHost, TextValue } from '../deployed/deployed-value.js';
import { TextInMaking } from '../deployed/texts.js';

/** UTF-16 units. To put a longer text together is work that counts. */
export const longText = 1000;

/** A text as a file writes it. */
export interface WrittenText {
  readonly host: TextHost;
  /** What it always is, where it is short and has no holes; null: that has to be worked out. */
  readonly literal: TextValue | null;
}

type TextExpression = Extract<HclExpression, { kind: 'template' }>;

const known = new WeakMap<TextExpression, WrittenText>();

/** The place of a text that stands in a file, and the text itself where nothing is filled in. One for each, however often it is evaluated. */
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
