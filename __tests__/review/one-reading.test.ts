import { reviewTrees } from '../../src/review/run.js';
import type { Review } from '../../src/review/review.js';
import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, operationPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';

/** A document has one reading: who opens an API behind C# that is read otherwise elsewhere gets an error. */

const own = cors({ origins: ['https://app.contoso.com'] });
/** The same without a double quote, which would end a string of C#. */
const inString = own.map((line) => line.replaceAll('"', "'"));
const everybody = cors({ origins: ['*'], attributes: 'allow-credentials="true" terminate-unmatched-request="true"' });

function review(path: string, lines: readonly string[]): Promise<Review> {
  const side = (id: string, text: readonly string[]): ReturnType<typeof memoryTree> =>
    memoryTree(repository({ ...(path === globalPath ? {} : { [globalPath]: policy([]) }), [path]: policy(text) }), id);
  const start = path === globalPath ? [] : ['<base />'];
  return reviewTrees(side('base', [...start, ...own]), side('head', [...start, ...lines]), { settings: defaultSettings, today: '2026-01-01' });
}

/** C# that XML reads as markup with an opening in it. */
const hides: readonly (readonly [string, readonly string[]])[] = [
  ...['&#34;', '&#x22;', '&quot;', '&#034;', '&#x00022;'].map(
    (quote) =>
      [
        `a quote as ${quote} in an attribute`,
        [`<set-variable name="m" value="@(${quote}(${quote} + context.Api.Name)" />`, ...everybody, '<!-- )" /> -->', ...own],
      ] as const,
  ),
  ...['&#41;', '&#x29;'].map(
    (bracket) =>
      [
        `a bracket as ${bracket}`,
        [`<set-variable name="m" value="@(context.Api.Name${bracket}" />`, ...everybody, '<!-- )" /> -->', ...own],
      ] as const,
  ),
  ['a character in quotes', [`<set-variable name="m" value="@(&apos;(&apos; + context.Api.Name)" />`, ...everybody, '<!-- )" /> -->', ...own]],
  [
    'C# in the middle of a text',
    ['<set-header name="x" exists-action="override"><value>a@(b</value></set-header>', ...everybody, '<!-- )</value></set-header> -->', ...own],
  ],
  ['C# in the middle of a value', ['<set-variable name="x" value="a@(b" />', ...everybody, '<!-- )" /> -->', ...own]],
  ['text straight in a section', ['@(', ...everybody, ')', ...own]],
  ['a block straight in a section', ['@{', ...everybody, '}', ...own]],
  ['text straight in a choose', ['<choose><when condition="@(true)">@(', ...everybody, ')</when></choose>', ...own]],
  [
    'brackets that never close',
    [
      ...Array.from({ length: 12 }, (_, index) => `<set-variable name="b${String(index)}" value="a@(${'('.repeat(2000)}" />`),
      '<set-variable name="x" value="@(@" />',
      ...inString,
      '<set-variable name="y" value=")" />',
    ],
  ],
  ['a string over tags', ['<set-variable name="x" value="@(@" />', ...inString, '<set-variable name="y" value=")" />']],
  [
    'a string over tags beside C# that is no XML',
    ['<set-variable name="w" value="@(1 < 2)" />', '<set-variable name="x" value="@(@" />', ...inString, '<set-variable name="y" value=")" />'],
  ],
];

test.each(hides.flatMap(([kind, lines]) => [apiPath, operationPath, globalPath].map((path) => [kind, path, lines] as const)))(
  '%s, in %s',
  async (_kind, path, lines) => {
    const { conclusion, provenUnchanged, findings } = await review(path, lines);
    expect({ conclusion, provenUnchanged }).toEqual({ conclusion: 'fail', provenUnchanged: false });
    expect(findings.some(({ severity }) => severity === 'error')).toBe(true);
  },
);

test.each([
  ['two hyphens in a comment', '<!-- a -- b -->'],
  ['the end of CDATA in text', '<set-body>a ]]> b</set-body>'],
  ['a reference to no character', '<set-body>&#1;</set-body>'],
  ['a late declaration', '<?xml version="1.0"?>'],
])('what no XML parser takes is a finding: %s', async (_name, line) => {
  const { findings } = await review(apiPath, [...own, line]);
  expect(findings.map(({ rule }) => rule)).toContain('malformed-policy');
});
