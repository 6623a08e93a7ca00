import { conditionsOf, joined, type Undecided } from './conditions.js';
import type { Deployed, DeployedPolicy } from './deployed.js';
import type { TextValue, Value } from './deployed-value.js';
import { cutText, joinedTexts } from './texts.js';
import { unknown } from './values.js';

/** Behind the address of a policy that has one of two texts: which of them. Nothing in code is written so. */
const marks = ['\u0000then', '\u0000else'] as const;

/** A text that is one of two, by a condition that is not decided. */
interface Choice {
  readonly of: Value;
  readonly ways: readonly [Value, Value];
}

/**
 * A policy with one of two texts is two policies, each where the condition says so: a choice among texts, or a directive among the policies of a template
 * with a `<cors>` in either branch. Anything else is what it is.
 */
export function waysOf(one: Deployed): readonly Deployed[] {
  if (one.kind !== 'policy') return [one];
  const choice = choiceIn(one.text());
  const condition = choice === null ? undefined : joined(conditionsOf(choice.of, 'flag'));
  if (choice === null || condition === undefined) return [one];
  return choice.ways.map((text, index): DeployedPolicy => {
    const own: Undecided = { name: condition.name, holds: condition.holds === (index === 0) };
    return { ...one, address: `${one.address}${marks[index] ?? ''}`, undecided: [...(one.undecided ?? []), own], text: () => text };
  });
}

/** The address that code gives a policy. */
export function writtenAddress(address: string): string {
  return marks.reduce((left, mark) => (left.endsWith(mark) ? left.slice(0, -mark.length) : left), address);
}

/** Of what stands at a written address, the text that an address of `waysOf` means; null: it is no choice any more. */
export function wayAt(value: Value, address: string): Value | null {
  const index = marks.findIndex((mark) => address.endsWith(mark));
  return index < 0 ? value : (choiceIn(value)?.ways[index] ?? null);
}

function choiceIn(value: Value): Choice | null {
  if (value.kind === 'text') return directiveIn(value);
  if (value.kind !== 'unknown' || value.form?.kind !== 'choice') return null;
  const { of, then, otherwise } = value.form;
  return isPolicy(then) && isPolicy(otherwise) && (then.kind === 'text' || otherwise.kind === 'text') ? { of, ways: [then, otherwise] } : null;
}

/** A text, or none: then nothing is deployed. */
function isPolicy({ kind }: Value): boolean {
  return kind === 'text' || kind === 'null';
}

/** The first directive of a text that chooses among two `<cors>`. */
function directiveIn(value: TextValue): Choice | null {
  const { text, pieces } = value;
  if (!text.includes('%{ else }') || !text.includes('<cors')) return null;
  const directives = pieces.filter((piece) => piece.open !== null && text.startsWith('%{', piece.text.start));
  for (const [index, first] of directives.entries()) {
    if (first.open?.startsWith('if ') !== true) continue;
    const [middle, last] = restOf(directives.slice(index + 1).map((piece) => ({ open: piece.open ?? '', at: piece.text })));
    if (middle === undefined || last === undefined) continue;
    const ways = [cutText(value, first.text.end, middle.at.start), cutText(value, middle.at.end, last.at.start)] as const;
    if (!ways.every((way) => /<cors[\s>/]/.test(way.text))) continue;
    const around = (way: TextValue): TextValue => joinedTexts([cutText(value, 0, first.text.start), way, cutText(value, last.at.end, text.length)]);
    return { of: conditionNamed(first.open.slice('if '.length)), ways: [around(ways[0]), around(ways[1])] };
  }
  return null;
}

interface Directive {
  readonly open: string;
  readonly at: { readonly start: number; readonly end: number };
}

/** The `else` and the end that belong to a directive which stands before these. */
function restOf(behind: readonly Directive[]): readonly [Directive | undefined, Directive | undefined] {
  let depth = 0;
  let middle: Directive | undefined;
  for (const one of behind) {
    if (/^(?:if|for) /.test(one.open)) depth += 1;
    else if (one.open === 'else') middle = depth === 0 ? one : middle;
    else if (depth === 0) return [middle, one];
    else depth -= 1;
  }
  return [undefined, undefined];
}

/** A condition by the name that stands in a directive. */
function conditionNamed(name: string): Value {
  const denied = /^!([\w.]+)$/.exec(name)?.[1];
  return denied === undefined ? unknown(name) : { ...unknown(name), form: { kind: 'not', operator: '!', of: unknown(denied) } };
}
