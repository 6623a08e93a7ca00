import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { reviewTrees } from '../../src/review/run.js';
import { withoutSpareSpace } from '../../src/text/csharp.js';
import { memoryTree } from '../memory-tree.js';

/** A condition is the same one on both sides of a change however it is written, and another one as soon as it says something else. */

const app = cors({ origins: ['https://app.contoso.com'] }).join('\n');
const under = (condition: string, inside = app): string => policy(['<base />', `<choose><when condition=${condition}>${inside}</when></choose>`]);
const whole = `'@(context.Request.Headers["a b"] == "c  d")'`;

async function review(before: string, after: string): Promise<unknown> {
  const [base, head] = [before, after].map((text) => memoryTree(repository({ [apiPath]: text })));
  if (base === undefined || head === undefined) throw new Error('there are two sides');
  const made = await reviewTrees(base, head, { settings: defaultSettings, today: '2026-01-01' });
  return [made.findings.filter(({ status }) => status === 'new').map(({ rule }) => rule), made.provenUnchanged];
}

test.each([
  ['a comment', under(whole, `<!-- as it was -->${app}`)],
  ['other white space', under(whole, `\r\n\t${app}\n`)],
  ['a space in a tag', under(whole).replace('<when ', '<when\n  ')],
  ['other quotation marks', under('"@(context.Request.Headers[&quot;a b&quot;] == &#34;c  d&quot;)"')],
  ['white space and a comment in C#', under(`'@(context.Request.Headers["a b"]\n  /* why */ == "c  d")'`)],
])('the same: %s', async (_fact, text) => {
  expect(text).not.toBe(under(whole));
  expect(await review(under(whole), text)).toEqual([[], true]);
});

test.each([
  ['a space less in a string', under(whole.replace('c  d', 'c d'))],
  ['a space more in a string', under(whole.replace('a b', 'a  b'))],
  ['another comparison', under(whole.replace('==', '!='))],
  ['a branch before it', under(whole).replace('<when ', '<when condition="@(true)" /><when ')],
  [
    'the other branch',
    under(whole)
      .replace(/<when ([^>]*)>/, '<when $1 /><otherwise>')
      .replace('</when>', '</otherwise>'),
  ],
  ['C# that a comment ends', under(whole.replace(' ==', ' // ==')).replace('"c  d")', '"c  d"\n)')],
])('another one: %s', async (_fact, text) => {
  expect(text).not.toBe(under(whole));
  expect(await review(under(whole), text)).toEqual([expect.arrayContaining(['access-narrowed']), false]);
});

test.each([
  ['a  +\n\tb', 'a + b'],
  ['a/* x */ // y\n  b', 'a b'],
  ['"a  b"  @"c  ""d  "  $"e  {f}  " \' \'', '"a  b" @"c  ""d  " $"e  {f}  " \' \''],
  ['a / b', 'a / b'],
  ['a // never  ends', 'a // never  ends'],
])('%j without spare space', (code, expected) => {
  expect(withoutSpareSpace(code)).toBe(expected);
});
