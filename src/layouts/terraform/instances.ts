import { conditionsOf } from '../deployed/conditions.js';
import type { Value } from '../deployed/deployed-value.js';
import { either } from '../deployed/either.js';
import { plainText } from '../deployed/texts.js';
import { idOf, valueText } from '../deployed/value-parts.js';
import { flag, nothing, numberValue, unknown } from '../deployed/values.js';
import { once, type Each } from './each.js';
import type { Block, HclExpression } from './hcl-syntax.js';
import { itemOf } from './optional-defaults.js';

/** Most instances of one block. */
const mostInstances = 10_000;

/** The context of a block, as far as its instances need it. */
interface Around {
  readonly evaluate: (expression: HclExpression) => Value;
  /** Reports a loop that is too long, at its place. */
  readonly refuse: (offset: number) => void;
}

/** The instances of a block: one without `count` and `for_each`. If they are undecided, there is one, under the condition that any exists. */
export function instancesIn({ body, labels }: Block, around: Around): readonly Each[] {
  const count = body.attributes.get('count');
  if (count !== undefined)
    return counted(around.evaluate(count.value), () => {
      around.refuse(count.start);
    });
  const forEach = body.attributes.get('for_each');
  if (forEach === undefined) return [once];
  const value = around.evaluate(forEach.value);
  const known = entriesOf(value);
  if (known !== null && known.length > mostInstances) around.refuse(forEach.start);
  return known?.slice(0, mostInstances).map(([key, item]) => eachOf(key, item)) ?? chosen(value) ?? [anyOf(value, labels.join('.'))];
}

function counted(value: Value, refuse: () => void): readonly Each[] {
  const times = value.kind === 'number' ? value.value : value.kind === 'text' && /^\d+$/.test(value.text) ? Number(value.text) : null;
  const at = (index: number): Each => ({ key: `[${index}]`, values: new Map([['count.index', numberValue(index)]]) });
  if (times === null) return [{ ...at(0), undecided: conditionsOf(value, 'count') }];
  if (times > mostInstances) refuse();
  return Array.from({ length: Math.max(0, Math.min(times, mostInstances)) }, (_, index) => at(index));
}

/** The entries of a loop, by key; null: unknown. */
function entriesOf(value: Value): readonly (readonly [string, Value])[] | null {
  if (value.kind === 'list') return value.items.map((item) => [valueText(item) ?? '', item]);
  return value.kind === 'object' && value.anyEntry === undefined && (value.rest === null || value.entries.size > 0) ? [...value.entries] : null;
}

/** The instances of a loop over one of two collections, by an unknown condition: what is in both is certainly deployed. null: not such a loop. */
function chosen(value: Value): readonly Each[] | null {
  if (value.kind !== 'unknown' || value.form?.kind !== 'choice') return null;
  const { form } = value;
  const [one, other] = [entriesOf(form.then), entriesOf(form.otherwise)];
  if (one === null || other === null || one.length + other.length > mostInstances) return null;
  const [then, otherwise] = [new Map(one), new Map(other)];
  return [...new Set([...then.keys(), ...otherwise.keys()])].map((key) => {
    const [own, instead] = [then.get(key), otherwise.get(key)];
    const item = own === undefined ? (instead ?? nothing) : instead === undefined ? own : either(form.of, own, instead);
    return { ...eachOf(key, item), undecided: conditionsOf(either(form.of, flag(own !== undefined), flag(instead !== undefined)), 'flag') };
  });
}

function eachOf(key: string, value: Value): Each {
  return {
    key: `[${JSON.stringify(key)}]`,
    values: new Map<string, Value>([
      ['each.key', plainText(key)],
      ['each.value', value],
    ]),
  };
}

/** The one instance for a loop over an unknown collection. `block`: its name if the collection has none. */
function anyOf(value: Value, block: string): Each {
  const [written, any] = value.kind === 'object' ? [value.rest, value.anyEntry] : [idOf(value), undefined];
  const of = written ?? block;
  const named = (part: string): Value => unknown(`${part} of ${of}`);
  return {
    key: '',
    undecided: conditionsOf(value, 'each').map((one) => ({ ...one, names: ` of ${of}` })),
    values: new Map([
      ['each.key', named('each.key')],
      ['each.value', any ?? itemOf(value, `each.value of ${of}`)],
    ]),
  };
}
