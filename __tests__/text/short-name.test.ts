import { shortName } from '../../src/text/short-name.js';

test('a text that people write is its own name', () => {
  const text = 'x'.repeat(4096);
  expect(shortName(text)).toBe(text);
});

test('a longer one is known by its beginning, and others that begin alike have other names', () => {
  const long = 'x'.repeat(5000);
  expect(shortName(long)).toHaveLength(4096 + 2 + 16);
  expect(shortName(long).startsWith('x'.repeat(4096))).toBe(true);
  expect(shortName(long)).toBe(shortName('x'.repeat(5000)));
  expect(shortName(long)).not.toBe(shortName(`${long}y`));
});
