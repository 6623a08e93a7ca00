import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const docs = resolve(__dirname, '..', 'docs');
const page = readFileSync(join(docs, 'complaints.md'), 'utf8');

interface Row {
  readonly number: number;
  readonly title: string;
  readonly tests: readonly { readonly file: string; readonly name: string }[];
}

/** The tables of the page, one after the other. */
const tables = page.split('\n## ').map((section) =>
  section.split('\n').flatMap((line): readonly Row[] => {
    const [, number = '', title = '', , shown = ''] = line.split(' | ').length === 4 ? ['', ...line.replace(/^\| | \|$/g, '').split(' | ')] : [];
    if (!/^\d+$/.test(number)) return [];
    const tests = shown.split('<br>').map((reference) => {
      const [, file = '', name = ''] = /^\[[^\]]+\]\(([^)]+)\): (.+)$/.exec(reference) ?? [];
      return { file, name };
    });
    return [{ number: Number(number), title, tests }];
  }),
);
const [, complaints = [], mistakes = []] = tables;

test('thirty-eight complaints and eleven mistakes, each with a test', () => {
  expect(complaints.map(({ number }) => number)).toEqual(Array.from({ length: 38 }, (_, index) => index + 1));
  expect(mistakes.map(({ number }) => number)).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
});

test.each([...complaints, ...mistakes].map((row) => [row.title, row.tests] as const))('%s: its tests are there', (_, tests) => {
  for (const { file, name } of tests) {
    const path = join(docs, file);
    expect([file, existsSync(path)]).toEqual([file, true]);
    expect(name.length).toBeGreaterThan(10);
    const text = readFileSync(path, 'utf8');
    // As the title of a test or of a row of its table; nothing in these files is skipped.
    const titles = [...text.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`([^`]*)`/g)].map(
      (match) => match[1] ?? match[2] ?? match[3] ?? '',
    );
    expect([file, name, titles.some((title) => title === name || title.replace(/^%s:? /, '') === name)]).toEqual([file, name, true]);
    expect(text).not.toMatch(/\b(?:test|describe|it)\.(?:skip|only|todo)\b|\bx(?:test|it|describe)\(/);
  }
});
