import { isJsonDeeper } from '../../src/text/json-depth.js';

test.each([
  ['lists', '[[[1]]]', 3],
  ['objects and lists', '{"a":[{"b":1}],"c":{}}', 3],
  ['brackets in a string', '["[[[["]', 1],
  ['a quote in a string', '["\\"[[[["]', 1],
  ['a backslash at the end of a string', '["\\\\",[]]', 2],
  ['a string that does not end', '["[[[[', 1],
  ['what is closed more often than opened', ']]][', 0],
  ['nothing', '', 0],
])('%s', (_, text, depth) => {
  expect(isJsonDeeper(text, depth)).toBe(false);
  if (depth > 0) expect(isJsonDeeper(text, depth - 1)).toBe(true);
});
