import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, fragmentPath, globalPath, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** A check of the page that a request comes from, which moves behind the call of the backend: who is refused has had done by then what he asked for. */

type Files = Readonly<Record<string, string>>;
const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';
const quoted = (code: string): string => code.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const refuse = (status = 403): string[] => within('return-response', [`<set-status code="${status}" reason="no" />`]);
const header = 'context.Request.Headers.GetValueOrDefault("Origin", "")';
const check = (status = 403): string[] => within('choose', within(`when condition="${quoted(`@(${header} != "${app}")`)}"`, refuse(status)));
const listed = cors({ origins: [app, shop], attributes: ' allow-credentials="true" terminate-unmatched-request="true"' });
const everybody = cors({ origins: ['*'], attributes: '' });

const behind = (open: readonly string[], backend: readonly string[], outbound: readonly string[] = ['<base />']): Files => ({
  [apiPath]: [
    '<policies>',
    ...within('inbound', [...open, '<base />']),
    ...within('backend', [...backend]),
    ...within('outbound', [...outbound]),
    '<on-error><base /></on-error>',
    '</policies>',
  ].join('\n'),
});
const before = (open: readonly string[]): Files => ({ [apiPath]: policy([...open, ...check(), '<base />']) });

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(base)), memoryTree(repository(head)), { settings: defaultSettings, today: '2026-11-30' });

async function told(base: Files, head: Files): Promise<readonly string[]> {
  const { findings, provenUnchanged, unproven } = await review(base, head);
  const moved = findings.flatMap(({ says, severity }) =>
    says.code === 'origin-check-changed' ? [`${severity} ${says.given.way} ${says.given.origins.join(' ')}`] : [],
  );
  return provenUnchanged ? ['proven', ...moved] : moved.length === 0 ? (unproven ?? []) : moved;
}

const forwards = '<policies>\n<inbound />\n<backend>\n<forward-request />\n</backend>\n<outbound />\n<on-error />\n</policies>';

describe.each<[string, readonly string[], string]>([
  ['those that a list names', listed, `info called ${shop}`],
  ['every website', everybody, 'warning called *'],
])('it refuses %s', (_, open, expected) => {
  test.each<[string, Files]>([
    ['in the outbound section', behind(open, ['<base />'], [...check(), '<base />'])],
    ['behind what outbound inherits', behind(open, ['<base />'], ['<base />', ...check()])],
    ['behind <forward-request>', behind(open, ['<forward-request />', ...check()])],
    ['behind what backend inherits', behind(open, ['<base />', ...check()])],
    ['behind what backend inherits from a global policy', { ...behind(open, ['<base />', ...check()]), [globalPath]: forwards }],
    [
      'behind <forward-request> in a <retry>',
      behind(open, [...within('retry condition="@(false)" count="1" interval="1"', ['<forward-request />']), ...check()]),
    ],
    [
      'in a fragment of the outbound section',
      {
        ...behind(open, ['<base />'], ['<include-fragment fragment-id="browsers" />', '<base />']),
        [fragmentPath]: `<fragment>${check().join('')}</fragment>`,
      },
    ],
    ['in the outbound section of the global policy', { ...behind(open, ['<base />']), [globalPath]: policy([], rest(check())) }],
  ])('%s', async (__, head) => {
    expect(await told(before(open), head)).toEqual([expected]);
    // The way back takes nothing from anybody, and is no proof.
    expect(await told(head, before(open))).toEqual(['met-otherwise']);
  });

  test.each<[string, Files]>([
    ['before <forward-request>', behind(open, [...check(), '<forward-request />'])],
    ['before what backend inherits', behind(open, [...check(), '<base />'])],
  ])('%s it comes to the same', async (__, head) => {
    expect(await told(before(open), head)).toEqual(['proven']);
  });

  test('where errors run, nobody is refused', async () => {
    const head: Files = { [apiPath]: policy([...open, '<base />'], rest(['<base />'], ['<base />', ...check()])) };
    expect(await told(before(open), head)).toEqual([expected.replace('called', 'passed')]);
  });
});

test('who is refused then, and whom a careless comparison lets through, are told each', async () => {
  const careless = within('choose', within(`when condition="${quoted(`@(!${header}.StartsWith("${app}"))`)}"`, refuse()));
  const found = await told(before(everybody), behind(everybody, ['<base />'], ['<base />', ...careless]));
  expect(found).toContain('warning called *');
  expect(found).toContain(`warning passed ${app}.attacker.example`);
});

test('another status of the refusal lets nobody in, and is no proof', async () => {
  expect(await told(before(listed), { [apiPath]: policy([...listed, ...check(200), '<base />']) })).toEqual(['met-otherwise']);
});
