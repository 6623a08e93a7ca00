import fc from 'fast-check';
import { askedBy, formulaOf, isMet, type Formula } from '../../src/text/condition-formula.js';

/** Which of the sets of things that are so meet a condition, as a word: equal for conditions that come to the same. */
function tableOf(formula: Formula, asked: readonly string[]): string {
  return Array.from({ length: 2 ** asked.length }, (_, some) =>
    isMet(formula, new Set(asked.filter((_one, index) => Math.floor(some / 2 ** index) % 2 === 1))) ? '1' : '0',
  ).join('');
}

const alike = (one: string, other: string): boolean => {
  const [left, right] = [formulaOf(one), formulaOf(other)];
  const asked = [...new Set([...askedBy(left), ...askedBy(right)])];
  return tableOf(left, asked) === tableOf(right, asked);
};

test.each<[string, string, string]>([
  ['white space and brackets', 'var.x && var.y', '( var.x&&(var.y) )'],
  ['order', 'var.x && var.y', 'var.y && var.x'],
  ['what is not both', '!(x && y)', '!x || !y'],
  ['a number of instances', 'var.x ? 1 : 0', 'var.x'],
  ['none where it holds', 'var.x ? 0 : 1', '!var.x'],
  ['a flag compared', 'var.x == true', 'var.x != false'],
  ['unequal', 'var.env != "prod"', '!("prod" == var.env)'],
  ['functions of ARM', "[and(parameters('x'), not(parameters('y')))]", "parameters('x') && !parameters('y')"],
  ['a choice of ARM', "if(parameters('x'), parameters('y'), false)", "and(parameters('y'), parameters('x'))"],
  ['choices in choices', 'a ? b ? 1 : 0 : 0', 'a && b'],
])('%s: the same condition', (_, one, other) => {
  expect(alike(one, other)).toBe(true);
});

test.each<[string, string, string]>([
  ['another name', 'var.x', 'var.enabled'],
  ['one more way', 'var.x', 'var.x || var.y'],
  ['a space in a string', 'var.env == "a b"', 'var.env == "ab"'],
  ['negated', 'var.x', '!var.x'],
  ['a mark in a string', 'var.env == "a || b"', 'var.env == "a" || var.b'],
  ['how the operators bind', 'a || b && c', '(a || b) && c'],
])('%s: another condition', (_, one, other) => {
  expect(alike(one, other)).toBe(false);
});

/** A condition as text, and whether it holds. */
interface Written {
  readonly text: string;
  readonly holds: (so: readonly string[]) => boolean;
}

test('any formula is read as it is written', () => {
  const names = ['a', 'b', 'c'];
  const { condition } = fc.letrec<{ condition: Written }>((tie) => {
    const one = tie('condition');
    return {
      condition: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(...names).map((name): Written => ({ text: name, holds: (so) => so.includes(name) })),
        fc
          .tuple(one, one)
          .map(([left, right]): Written => ({ text: `(${left.text}) && (${right.text})`, holds: (so) => left.holds(so) && right.holds(so) })),
        fc
          .tuple(one, one)
          .map(([left, right]): Written => ({ text: `(${left.text})||(${right.text})`, holds: (so) => left.holds(so) || right.holds(so) })),
        one.map(({ text, holds }): Written => ({ text: `!(${text})`, holds: (so) => !holds(so) })),
        fc.tuple(one, one, one).map(([first, then, otherwise]): Written => ({
          text: `(${first.text}) ? (${then.text}) : (${otherwise.text})`,
          holds: (so) => (first.holds(so) ? then.holds(so) : otherwise.holds(so)),
        })),
      ),
    };
  });
  fc.assert(
    fc.property(condition, fc.subarray(names), ({ text, holds }, so) => {
      expect(isMet(formulaOf(text), new Set(so))).toBe(holds(so));
    }),
    { numRuns: 500 },
  );
});
