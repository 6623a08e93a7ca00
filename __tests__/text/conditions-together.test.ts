import { formulaOf } from '../../src/text/condition-formula.js';
import { canBeTogether } from '../../src/text/conditions-together.js';

const together = (...conditions: readonly string[]): boolean => canBeTogether(conditions.map((one) => ({ formula: formulaOf(one), isMet: true })));

test.each<[string, string, string]>([
  ['opposites', 'x && y', '!y || !x'],
  ['different texts', 'env == "prod"', "'dev' == env"],
  ['one of several texts', 'env == "prod"', 'env == "dev" || env == "test"'],
  ['different numbers', 'var.n == 1', 'var.n == 2'],
  ['functions of ARM', "equals(parameters('e'), 'a')", "and(parameters('x'), equals('b', parameters('e')))"],
  ['a flag compared by ARM', "equals(parameters('x'), true)", "equals(false, parameters('x'))"],
])('%s cannot both hold', (_, one, other) => {
  expect(together(one, other)).toBe(false);
  expect(together(one)).toBe(true);
  expect(together(other)).toBe(true);
});

test.each<[string, string, string]>([
  ['different things', 'x', '!y'],
  ['one text, in either quotes', 'env == "prod"', "env == 'prod'"],
  ['other than different texts', 'env != "prod"', 'env != "dev"'],
  ['what is no text of its own', 'env == one', 'env == other'],
  ['a text that something is filled into', 'env == "${one}"', 'env == "${other}"'],
  ['a text that is left out in part', 'env == "one…0123456789ab"', 'env == "two…ba9876543210"'],
  ['a number and a text', 'n == 1', 'n == "2"'],
  ['one number, written otherwise', 'n == 1', 'n == 01'],
  ['different things that equal different texts', 'env == "prod"', 'region == "dev"'],
])('%s can', (_, one, other) => {
  expect(together(one, other)).toBe(true);
});

test('three that only contradict each other together', () => {
  expect(together('x || y', '!x', '!y')).toBe(false);
  expect(together('x || y', '!x')).toBe(true);
});

test('of more things than can be tried nothing is concluded', () => {
  const many = Array.from({ length: 9 }, (_, index) => `x${String(index)}`).join(' && ');
  expect(together(many, '!x0')).toBe(true);
});
