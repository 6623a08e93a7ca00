import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const project = join(__dirname, '..');
const page = readFileSync(join(project, 'SECURITY.md'), 'utf8');
const [, promised = ''] = /## What is promised\n([\s\S]*?)\n## What is not promised/.exec(page) ?? [];

/** Points of lists, and paragraphs that stand alone; a paragraph before a list is its heading. */
const promises = promised
  .split(/\n\n|\n(?=- )/)
  .map((text) => text.trim().replace(/\n\s*/g, ' '))
  .filter((text) => text !== '' && !/^\*\*[^*]+\*\*$/.test(text));

test.each(promises.map((text) => [text.slice(0, 80), text] as const))('a promise names the tests that hold it: %s', (_, text) => {
  const tests = [...text.matchAll(/\]\((__tests__\/[\w./-]+\.test\.ts)\)/g)].map(([, path]) => path ?? '');
  expect(tests).not.toEqual([]);
  for (const path of tests) expect([path, existsSync(join(project, path))]).toEqual([path, true]);
});

test('there are promises', () => {
  expect(promises.length).toBeGreaterThan(15);
});
