import { asFlag, asText } from './conversions.js';
import type { Environment } from './environment.js';
import type { HclExpression, TemplatePart } from './hcl-syntax.js';
import { itemOf } from './optional-defaults.js';
import { directiveText, joinedTexts, openText, placeholder, plainText, TextInMaking } from '../deployed/texts.js';
import { choiceOf } from '../deployed/either.js';
import type { TextPiece, TextValue, Value } from '../deployed/deployed-value.js';
import { describe, numberValue, sortedEntries, unknown } from '../deployed/values.js';

/** What a template is rendered with. */
export interface Rendering {
  readonly at: Environment;
  /** The place of a span of the template, if any. */
  readonly place: (start: number, end: number) => TextPiece['from'];
  readonly valueOf: (expression: HclExpression, at: Environment) => Value;
}

/** Renders a template as Terraform does. A template of exactly one hole is the value itself, of any type ("Strings and Templates"). */
export function evaluateParts(parts: readonly TemplatePart[], rendering: Rendering): Value {
  const [first] = parts;
  if (parts.length === 1 && first?.kind === 'hole') return rendering.valueOf(first.value, rendering.at);
  return rendered(parts, rendering);
}

function rendered(parts: readonly TemplatePart[], rendering: Rendering): TextValue {
  const making = new TextInMaking();
  for (const part of parts) {
    if (part.kind === 'text') making.addWritten(part.text, rendering.place(part.start, part.end));
    else if (part.kind === 'hole') making.add(filled(rendering.valueOf(part.value, rendering.at), rendering.at));
    else making.add(part.kind === 'if' ? chosen(part, rendering) : repeated(part, rendering));
  }
  return making.done();
}

/** The text for a hole. Lists and objects are refused. */
function filled(value: Value, at: Environment): TextValue {
  const text = asText(value);
  if (text !== null) return text;
  if (value.kind !== 'unknown') at.error('');
  return value.kind === 'unknown' ? placeholder(value) : openText(describe(value));
}

function chosen(part: Extract<TemplatePart, { kind: 'if' }>, rendering: Rendering): TextValue {
  const { at } = rendering;
  const condition = rendering.valueOf(part.condition, at);
  const decided = asFlag(condition);
  if (decided !== null) return rendered(decided ? part.then : part.otherwise, rendering);
  if (condition.kind !== 'unknown') at.error('');
  return oneOf(condition, rendered(part.then, rendering), rendered(part.otherwise, rendering));
}

/** One of two texts, by a directive. */
function oneOf(condition: Value, then: TextValue, otherwise: TextValue): TextValue {
  if (then.text === otherwise.text) return then;
  const parts = [directiveText(`if ${describe(condition)}`), then];
  if (otherwise.text !== '') parts.push(directiveText('else'), otherwise);
  return joinedTexts([...parts, directiveText('endif')]);
}

function repeated(part: Extract<TemplatePart, { kind: 'for' }>, rendering: Rendering): TextValue {
  const { at } = rendering;
  return repeatedOver(part, rendering.valueOf(part.over, at), rendering);
}

function repeatedOver(part: Extract<TemplatePart, { kind: 'for' }>, over: Value, rendering: Rendering): TextValue {
  const { at } = rendering;
  const choice = choiceOf(over);
  if (choice !== null) {
    const [then, otherwise] = [repeatedOver(part, choice.then, rendering), repeatedOver(part, choice.otherwise, rendering)];
    return oneOf(choice.of, then, otherwise);
  }
  const pairs = pairsOf(over);
  if (pairs === null || !at.rounds(pairs.length, part.over)) {
    if (over.kind !== 'unknown' && pairs === null) at.error('');
    const names = part.keyName === null ? part.valueName : `${part.keyName}, ${part.valueName}`;
    const inner = at.with(variablesOf(part, unknown(part.keyName ?? ''), itemOf(over, part.valueName)));
    const body = rendered(part.body, { ...rendering, at: inner });
    return body.text === '' ? body : joinedTexts([directiveText(`for ${names} in ${describe(over)}`), body, directiveText('endfor')]);
  }
  const making = new TextInMaking();
  for (const [key, item] of pairs) making.add(rendered(part.body, { ...rendering, at: at.with(variablesOf(part, key, item)) }));
  return making.done();
}

/** Keys and items of a loop; null if unknown. */
export function pairsOf(over: Value): readonly (readonly [Value, Value])[] | null {
  if (over.kind === 'list') return over.items.map((item, index) => [over.isSet ? item : numberValue(index), item]);
  if (over.kind !== 'object' || over.rest !== null) return null;
  return sortedEntries(over.entries).map(([key, item]) => [plainText(key), item]);
}

/** The variables of one iteration. */
export function variablesOf(
  { keyName, valueName }: { readonly keyName: string | null; readonly valueName: string },
  key: Value,
  item: Value,
): readonly (readonly [string, Value])[] {
  return keyName === null ? [[valueName, item]] : [[keyName, key], [valueName, item]]; // prettier-ignore
}
