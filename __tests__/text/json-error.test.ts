import fc from 'fast-check';
import { jsonError, jsonErrorLine } from '../../src/text/json-error.js';

test.each<[string, string, number]>([
  ['a word where a value stands', '{\n  "paths": [the paths]\n}', 2],
  ['a comma before the end', '{\n  "a": 1,\n}', 3],
  ['an early end', '{\n  "a": {\n', 3],
  ['something behind the value', '{}\n\nx', 3],
  ['a missing comma', '{\n"a": 1\n"b": 2}', 3],
  ['a missing colon', '{\n"a"\n1}', 3],
  ['the other bracket', '[\n1\n}', 3],
  ['a line break in a text', '{\n"a": "one\ntwo"}', 2],
  ['a number with a leading zero', '[\n01]', 2],
  ['nothing', '', 1],
])('%s', (_name, text, line) => {
  expect(() => void JSON.parse(text)).toThrow();
  expect(jsonErrorLine(text)).toBe(line);
});

test.each<[string, string, string]>([
  ['a placeholder', '{\n"serviceUrl": [url goes here],\n"a": 1 }', 'url goes here],'],
  ['a long line', `{ "a": ${'x'.repeat(100)} }`, 'x'.repeat(20)],
  ['an early end', '{\n"a": 1', ''],
])('it is told where: %s', (_name, text, rest) => {
  expect(jsonError(text).rest).toBe(rest);
});

test('a text cut short is faulted at its last line', () => {
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1 }), fc.nat(), (value, at) => {
      const whole = JSON.stringify(value, null, 1);
      const cut = whole.slice(0, at % whole.length);
      // The scan stops at the first fault, which is not before what the cut left unfinished on its line.
      expect(jsonErrorLine(cut)).toBe(cut.split('\n').length);
    }),
  );
});
