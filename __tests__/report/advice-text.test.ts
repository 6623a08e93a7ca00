import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adviceText, correctedWords, paragraphs } from '../../src/report/advice-text.js';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'whose-fix.md'), 'utf8');

/** The anchor that GitHub gives a heading. */
const anchors = [...page.matchAll(/^#{1,6} (.+)$/gm)].map((match) =>
  (match[1] ?? '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-'),
);

test('every piece of advice links a paragraph that is there', () => {
  expect(existsSync(join(__dirname, '..', '..', 'docs', 'whose-fix.md'))).toBe(true);
  expect(Object.values(paragraphs).filter((anchor) => !anchors.includes(anchor))).toEqual([]);
});

test('lines are written as the caller writes them, quotes and all', () => {
  const about = { code: 'response-header-on-request', headers: [{ name: "X-Frame-Options'", value: "a'b\\" }] } as const;
  expect(adviceText({ kind: 'mistake', sure: true, about }, 'fetch').lines).toEqual(["- 'X-Frame-Options\\'': 'a\\'b\\\\',"]);
  expect(adviceText({ kind: 'mistake', sure: true, about }, 'XMLHttpRequest').lines).toEqual([
    "- xhr.setRequestHeader('X-Frame-Options\\'', 'a\\'b\\\\');",
  ]);
});

test.each([
  [[true], 'With that put right'],
  [[true, true], 'With all of that put right'],
  [[true, false], 'With what is surely wrong put right'],
])('what is left is told of what was put right: %j', (sures, words) => {
  const mistakes = sures.map(
    (sure) =>
      ({
        kind: 'mistake',
        sure,
        about: { code: 'page-over-http', origin: 'http://a.example', instead: 'https://a.example', listed: !sure },
      }) as const,
  );
  const corrected = { origin: 'https://app.contoso.com', method: 'GET', headers: [], credentials: 'omit', verdict: 'blocked' } as const;
  expect(correctedWords(corrected, mistakes)).toBe(`${words} the request is still blocked, for another reason.`);
});
