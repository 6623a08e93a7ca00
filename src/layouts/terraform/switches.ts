import type { Value } from '../deployed/deployed-value.js';
import { slotOf, type Deployed } from '../deployed/deployed.js';
import { plainText } from '../deployed/texts.js';
import { unknown } from '../deployed/values.js';
import type { HclExpression } from './hcl-syntax.js';
import type { ModuleFolder } from './module-folder.js';

/** The value of a switch that is turned on. */
const on: Value = { kind: 'flag', value: true };

/**
 * Variables of a root that only their default turns off: a deployment may turn them on, in a file of values outside the repository or on the command line. A
 * flag is then true. A number or text counts if it decides how often something is deployed: a text that is compared with one other becomes that; others become
 * unknown, so that something is deployed.
 */
export function switchesOf(module: ModuleFolder, isGiven: (name: string) => boolean): ReadonlyMap<string, Value> {
  const comparisons = comparisonsIn(module);
  return new Map(
    [...module.variables].flatMap(([name, { block }]): readonly (readonly [string, Value])[] => {
      const written = block.body.attributes.get('default')?.value;
      if (written === undefined || isGiven(name)) return [];
      if (written.kind === 'constant' && written.value === false) return [[name, on]];
      const compared = comparisons.get(name);
      const isScalar = (written.kind === 'constant' && typeof written.value === 'number') || literalOf(written) !== null;
      if (compared === undefined || !isScalar) return [];
      const [text, ...others] = [...compared].filter((one) => one !== literalOf(written));
      return [[name, text === undefined || others.length > 0 ? unknown(`var.${name}`) : plainText(text)]];
    }),
  );
}

/** Variables that decide how often something is deployed, directly or through local values, each with the texts it is compared with. */
function comparisonsIn({ resources, modules, locals }: ModuleFolder): ReadonlyMap<string, ReadonlySet<string>> {
  const seen = new Set<string>();
  const found = new Map<string, Set<string>>();
  const at = (name: string): Set<string> => {
    const known = found.get(name) ?? new Set<string>();
    found.set(name, known);
    return known;
  };
  const look = (expression: HclExpression): void => {
    const variable = namedIn('var', expression);
    if (variable !== null) at(variable);
    const local = namedIn('local', expression);
    const written = local === null || seen.has(local) ? undefined : locals.get(local);
    if (local !== null && written !== undefined) {
      seen.add(local);
      look(written.expression);
    }
    if (expression.kind === 'binary' && expression.operator === '==') {
      for (const [one, other] of [
        [expression.left, expression.right],
        [expression.right, expression.left],
      ] as const) {
        const [name, text] = [namedIn('var', one), literalOf(other)];
        if (name !== null && text !== null) at(name).add(text);
      }
    }
    partsOf(expression).forEach(look);
  };
  for (const { block } of [...resources.values(), ...modules.values()]) {
    const count = block.body.attributes.get('count')?.value;
    if (count !== undefined) look(count);
  }
  return found;
}

function partsOf(expression: HclExpression): readonly HclExpression[] {
  switch (expression.kind) {
    case 'call':
      return expression.arguments;
    case 'list':
      return expression.items;
    case 'conditional':
      return [expression.condition, expression.then, expression.otherwise];
    case 'unary':
    case 'group':
      return [expression.of];
    case 'binary':
      return [expression.left, expression.right];
    case 'access':
    case 'constant':
    case 'for':
    case 'name':
    case 'object':
    case 'template':
      return [];
  }
}

/** `var.name` -> `name`, for `var`. */
function namedIn(kind: 'var' | 'local', expression: HclExpression): string | null {
  if (expression.kind !== 'access' || expression.of.kind !== 'name' || expression.of.name !== kind) return null;
  const [step] = expression.steps;
  return step?.kind === 'attribute' ? step.name : null;
}

/** A text without holes. */
function literalOf(expression: HclExpression): string | null {
  if (expression.kind !== 'template') return null;
  let text = '';
  for (const part of expression.parts) {
    if (part.kind !== 'text') return null;
    text += part.text;
  }
  return text;
}

/** Blocks that switches may turn on: the addresses without instances, and those around or below them. */
export function isUnder(empty: ReadonlySet<string>): (address: string) => boolean {
  return (address) => [...empty].some((one) => one.startsWith(address) || address.startsWith(one));
}

/** What is deployed only with switches turned on, and does not replace something else. */
export function offAmong<T extends { readonly one: Deployed }>(turned: readonly T[], deployed: readonly T[]): readonly T[] {
  const addresses = new Set(deployed.map(({ one }) => one.address));
  const taken = new Set(deployed.flatMap(({ one }) => slotOf(one) ?? []));
  const off = turned.filter(({ one }) => !addresses.has(one.address) && !taken.has(slotOf(one) ?? ''));
  return off.map((item) => (item.one.kind === 'policy' ? { ...item, one: { ...item.one, isOff: true } } : item));
}
