import type { DeployedIf } from '../../apim/policy.js';
import { formulaOf } from '../../text/condition-formula.js';
import { canBeTogether, type SaidCondition } from '../../text/conditions-together.js';
import type { UnknownForm, UnknownValue, Value } from './deployed-value.js';
import { flagOf } from './value-parts.js';
import { describe } from './values.js';

/** An undecided condition. `names`: ids that exist only with it (the key of a loop). */
export interface Undecided extends DeployedIf {
  readonly names?: string;
}

/** How a value decides: a flag if true, a number if above 0, a collection if not empty. */
export type Decides = 'flag' | 'count' | 'each';

/** An undecided value computed from others, under its name in the language. */
export function made(name: string, form: UnknownForm): UnknownValue {
  return { kind: 'unknown', name, isError: false, form };
}

/** A value beside an operator, in brackets if needed. */
export function operand(value: Value, operator: string): string {
  const said = describe(value);
  return value.kind === 'unknown' && value.form !== undefined && strengthOf(value.form) < (strengths.get(operator) ?? 0) ? `(${said})` : said;
}

const strengths: ReadonlyMap<string, number> = new Map([
  ['||', 1],
  ['??', 1],
  ['&&', 2],
  ['==', 3],
  ['!=', 3],
  ['=~', 3],
  ['!~', 3],
  ['<', 4],
  ['<=', 4],
  ['>', 4],
  ['>=', 4],
  ['+', 5],
  ['-', 5],
  ['*', 6],
  ['/', 6],
  ['%', 6],
  ['!', 7],
]);

function strengthOf(form: UnknownForm): number {
  return form.kind === 'choice' ? 0 : (strengths.get(form.operator) ?? 7);
}

/** Conditions that must all hold for a value to be true, above 0 or not empty; none for a decided value. */
export function conditionsOf(value: Value, as: Decides): readonly Undecided[] {
  return [...new Map(met(value, as, true).map((one) => [conditionKey(one), one])).values()];
}

function met(value: Value, as: Decides, holds: boolean): readonly Undecided[] {
  if (value.kind === 'object') return value.anyIf ?? [];
  if (value.kind !== 'unknown') return [];
  return (value.form === undefined ? null : byForm(value.form, as, holds)) ?? [{ name: saidOf(value, as), holds }];
}

/** null: the form says no more than the name. */
function byForm(form: UnknownForm, as: Decides, holds: boolean): readonly Undecided[] | null {
  switch (form.kind) {
    case 'not':
      return met(form.of, 'flag', !holds);
    case 'counted':
      return met(form.of, 'count', holds).map((one) => ({ ...one, names: form.names }));
    case 'all':
      return holds ? form.parts.flatMap((part) => met(part, 'flag', true)) : null;
    case 'any':
      return holds ? null : form.parts.flatMap((part) => met(part, 'flag', false));
    case 'equal': {
      const [one, other] = flagOf(form.one) === null ? [form.one, form.other] : [form.other, form.one];
      const literal = flagOf(other);
      if (literal !== null && one.kind === 'unknown') return met(one, 'flag', holds === (literal === form.isSame));
      return [{ name: `${operand(one, '==')} == ${operand(other, '==')}`, holds: holds === form.isSame }];
    }
    case 'choice':
      return byChoice(form, as, holds);
    case 'calculated':
    case 'loop':
      return null;
  }
}

function byChoice({ of, then, otherwise }: Extract<UnknownForm, { kind: 'choice' }>, as: Decides, holds: boolean): readonly Undecided[] | null {
  const [one, other] = [isThere(then), isThere(otherwise)];
  if (one !== null && one === other) return holds ? [] : null;
  if (one !== null && other !== null) return met(of, 'flag', holds === one);
  if (!holds) return null;
  if (other === false) return [...met(of, 'flag', true), ...met(then, as, true)];
  return one === false ? [...met(of, 'flag', false), ...met(otherwise, as, true)] : null;
}

/** Whether a value is true, above 0 or not empty; null: undecided. */
function isThere(value: Value): boolean | null {
  switch (value.kind) {
    case 'number':
      return value.value > 0;
    case 'list':
      return value.items.length > 0;
    case 'object':
      return value.rest === null ? value.entries.size > 0 : null;
    case 'null':
      return false;
    case 'flag':
    case 'text':
      return flagOf(value);
    case 'unknown':
      return null;
  }
}

function saidOf(value: Value, as: Decides): string {
  if (as === 'flag') return describe(value);
  return as === 'count' ? `${operand(value, '>')} > 0` : `length(${describe(value)}) > 0`;
}

/** Equal for equal conditions. */
export function conditionKey({ name, holds }: DeployedIf): string {
  return `${holds ? '' : '!'}${name}`;
}

/** Joins several conditions. */
export function joinedConditions(conditions: readonly DeployedIf[]): DeployedIf | undefined {
  const [first, more] = conditions;
  if (first === undefined || more === undefined) return first;
  const written = conditions.map(({ name, holds }) => (holds ? besideAnd(name) : /^[\w.[\]"'()-]+$/.test(name) ? `!${name}` : `!(${name})`));
  return { name: written.sort().join(' && '), holds: true };
}

/** In brackets if its operator is weaker than the joining one; a function needs none. */
function besideAnd(name: string): string {
  const { kind } = formulaOf(name);
  return (kind === 'or' || kind === 'if') && /\|\||\?/.test(name) ? `(${name})` : name;
}

/** Whether at most one of two conditions holds, by their texts: they contradict each other, or compare one thing with different texts. */
export function areRivals(one: DeployedIf, other: DeployedIf): boolean {
  if (one.name === other.name) return one.holds !== other.holds;
  if (isCut(one) || isCut(other)) return false;
  const [left, right] = [said(one), said(other)];
  // A condition that never holds as read here leads to no conclusion.
  return canBeTogether([left]) && canBeTogether([right]) && !canBeTogether([left, right]);
}

/** A shortened name shows only its beginning. */
function isCut({ name }: DeployedIf): boolean {
  return /…[\da-f]{8}(?![\da-f])/.test(name);
}

function said({ name, holds }: DeployedIf): SaidCondition {
  return { formula: formulaOf(name), isMet: holds };
}
