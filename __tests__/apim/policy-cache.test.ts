import { PolicyCache } from '../../src/apim/policy-cache.js';

test('a text is read again once, however often it stands in the files that change', () => {
  const read: string[] = [];
  const cache = new PolicyCache({
    paths: new Set(['main.tf']),
    read: (text) => {
      read.push(text);
      return null;
    },
  });
  expect(cache.secondReadingOf('other.tf')).toBeNull();
  for (const text of ['<a />', '<b />', '<a />']) expect(cache.secondReadingOf('main.tf')?.(text)).toBeNull();
  expect(read).toEqual(['<a />', '<b />']);
  cache.release();
  expect(cache.secondReadingOf('main.tf')?.('<a />')).toBeNull();
  expect(read).toEqual(['<a />', '<b />', '<a />']);
});
