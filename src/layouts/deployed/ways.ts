import type { Span } from '../../text/edit.js';
import { areRivals, conditionsOf, joinedConditions, type Undecided } from './conditions.js';
import type { Deployed, DeployedPolicy } from './deployed.js';
import type { ChoiceForm, TextPiece, TextValue, Value } from './deployed-value.js';
import { cutText, placeholder, plainText, replacedText } from './texts.js';
import { describe, unknown } from './values.js';

/** Suffixes of the address of a policy with one of two texts, nested for choices inside. Code cannot contain them. */
const marks = ['\u0000then', '\u0000else'] as const;

/** Most conditions distinguished in one text (eight alternatives). Further ones are directives in the names of what they decide. */
const mostConditions = 3;

/** A text with two alternatives by an undecided condition. */
interface Choice {
  readonly of: Value;
  readonly ways: readonly [Value, Value];
}

/**
 * Splits a policy with two texts into two conditional policies, for a choice of texts, or one that decides the content or existence of a `<cors>`. Other
 * policies stay.
 */
export function waysOf(one: Deployed): readonly Deployed[] {
  return one.kind === 'policy' ? waysAmong(one, mostConditions) : [one];
}

function waysAmong(one: DeployedPolicy, most: number): readonly DeployedPolicy[] {
  const choice = most === 0 ? null : choiceOf(one);
  const condition = choice === null ? undefined : joinedConditions(conditionsOf(choice.of, 'flag'));
  if (choice === null || condition === undefined) return [one];
  return choice.ways.flatMap((text, index) => {
    const own: Undecided = { name: condition.name, holds: condition.holds === (index === 0) };
    // Its own conditions may decide the choice.
    if (one.undecided?.some((known) => areRivals(known, own)) === true) return [];
    const way = { ...one, address: `${one.address}${marks[index] ?? ''}`, undecided: [...(one.undecided ?? []), own], text: () => text };
    return waysAmong(way, most - 1);
  });
}

/** A fragment with two texts is not split: it is included by its id alone. */
function choiceOf({ scope, text }: DeployedPolicy): Choice | null {
  const value = text();
  return scope.kind === 'fragment' && value.kind === 'text' ? null : choiceIn(value);
}

/** The address that code gives a policy. */
export function writtenAddress(address: string): string {
  const at = address.indexOf('\u0000');
  return at < 0 ? address : address.slice(0, at);
}

/** The text for an address from `waysOf`; null: it is not a choice any more. */
export function wayAt(value: Value, address: string): Value | null {
  const taken = [...address.slice(writtenAddress(address).length).matchAll(/\u0000(?:then|else)/g)];
  return taken.reduce<Value | null>((left, [mark]) => (left === null ? null : (choiceIn(left)?.ways[mark === marks[0] ? 0 : 1] ?? null)), value);
}

function choiceIn(value: Value): Choice | null {
  if (value.kind === 'text') return choiceInText(value);
  if (value.kind !== 'unknown' || value.form?.kind !== 'choice') return null;
  const { of, then, otherwise } = value.form;
  return isPolicy(then) && isPolicy(otherwise) && (then.kind === 'text' || otherwise.kind === 'text') ? { of, ways: [then, otherwise] } : null;
}

/** A text, or none, in which case nothing is deployed. */
function isPolicy({ kind }: Value): boolean {
  return kind === 'text' || kind === 'null';
}

/** A stretch of a text with alternatives by a condition. */
interface ChoicePoint {
  readonly at: Span;
  readonly of: Value;
  /** The name of the condition. */
  readonly name: string;
  readonly ways: readonly [TextValue, TextValue];
}

/** The first condition that decides the content or existence of a `<cors>`, with all its places in the text. */
function choiceInText(value: TextValue): Choice | null {
  if (value.pieces.every(({ open, choice }) => choice === undefined && open?.startsWith('if ') !== true)) return null;
  const points = pointsIn(value);
  const isInCors = withinCors(value.text);
  const first = points.find(({ at, ways }) => isInCors(at.start) || ways.some((way) => /<cors[\s>/]/.test(way.text)));
  if (first === undefined) return null;
  const same = points.filter(({ name }) => name === first.name);
  const way = (index: 0 | 1): TextValue =>
    replacedText(
      value,
      same.map(({ at, ways }) => ({ span: at, by: ways[index] })),
    );
  return { of: first.of, ways: [way(0), way(1)] };
}

/** Choices in the text itself; nested ones follow once these are made, and those in a loop's iterations belong to the loop. */
function pointsIn(value: TextValue): readonly ChoicePoint[] {
  const { text, pieces } = value;
  const found: ChoicePoint[] = [];
  const open = pieces.filter((piece) => piece.open !== null);
  for (let index = 0; index < open.length; index += 1) {
    const piece = open[index];
    if (piece === undefined) break;
    const name = piece.open ?? '';
    if (!text.startsWith('%{', piece.text.start)) {
      const point = piece.choice === undefined ? null : ofPlaceholder(piece.text, piece.choice);
      // An empty origin is refused at save: the author must have checked that there is one.
      const isWhole = text.endsWith('<origin>', piece.text.start) && text.startsWith('</origin>', piece.text.end);
      if (point !== null && !(isWhole && point.ways.some((way) => way.text.trim() === ''))) found.push(point);
      continue;
    }
    if (!/^(?:if|for) /.test(name)) continue;
    const { middle, end } = restOf(open, text, index);
    const last = open[end];
    if (last === undefined) break;
    if (name.startsWith('if ')) {
      const then = cutText(value, piece.text.end, (open[middle] ?? last).text.start);
      const otherwise = middle < 0 ? plainText('') : cutText(value, open[middle]?.text.end ?? 0, last.text.start);
      const condition = name.slice('if '.length);
      found.push({ at: { start: piece.text.start, end: last.text.end }, of: conditionNamed(condition), name: condition, ways: [then, otherwise] });
    }
    index = end;
  }
  return found;
}

function ofPlaceholder(at: Span, { of, then, otherwise }: ChoiceForm): ChoicePoint | null {
  const ways = [asPart(then), asPart(otherwise)] as const;
  const [one, other] = ways;
  // Neither alternative's name says more than the name of the choice.
  const isNamed = ways.every((way) => way === null || way.pieces.every(({ open }) => open !== null));
  return one === null || other === null || isNamed ? null : { at, of, name: describe(of), ways: [one, other] };
}

/** A value as part of a text; null: impossible. */
function asPart(value: Value): TextValue | null {
  if (value.kind === 'text') return value;
  if (value.kind === 'number') return plainText(String(value.value));
  if (value.kind === 'unknown') return placeholder(value);
  return value.kind === 'null' ? plainText('') : null;
}

/** Whether an offset is inside a `<cors>`; call it with ascending offsets. */
function withinCors(text: string): (offset: number) => boolean {
  const tags = text.matchAll(/<(\/?)cors[\s>]/g);
  let next = tags.next();
  let isInside = false;
  return (offset) => {
    for (; next.done !== true && next.value.index < offset; next = tags.next()) isInside = next.value[1] === '';
    return isInside;
  };
}

/** Indexes of the `else`, if any, and of the end of a directive among the open pieces. */
function restOf(open: readonly TextPiece[], text: string, from: number): { readonly middle: number; readonly end: number } {
  let depth = 0;
  let middle = -1;
  for (let index = from + 1; index < open.length; index += 1) {
    const piece = open[index];
    if (piece === undefined || !text.startsWith('%{', piece.text.start)) continue;
    const name = piece.open ?? '';
    if (/^(?:if|for) /.test(name)) depth += 1;
    else if (name === 'else') middle = depth === 0 ? index : middle;
    else if (depth === 0) return { middle, end: index };
    else depth -= 1;
  }
  return { middle, end: -1 };
}

/** A condition by its name in a directive. */
function conditionNamed(name: string): Value {
  const denied = /^!([\w.]+)$/.exec(name)?.[1];
  return denied === undefined ? unknown(name) : { ...unknown(name), form: { kind: 'not', operator: '!', of: unknown(denied) } };
}
