import fc from 'fast-check';
import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import type { Finding } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { files, type Files } from './arbitrary-files.js';

/** An opening is as severe however it is dressed: more files, other names, other white space, the same in pieces. */

const levels = ['none', 'info', 'warning', 'error'];
// Repairs take most of the time, and no severity depends on them.
const options = { settings: defaultSettings, today: '2026-01-01', isWithoutRepairs: true };

/** Rules that say that somebody gets in. */
const opening: ReadonlySet<string> = new Set(['access-widened', 'wildcard-origin', 'wildcard-origin-with-credentials', 'null-origin']);

/** How severe the worst is that the review says of who gets in. */
async function severity(base: Files, head: Files): Promise<number> {
  const { findings } = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), options);
  const rank = (finding: Finding): number => (finding.status === 'new' && opening.has(finding.rule) ? levels.indexOf(finding.severity) : 0);
  return Math.max(0, ...findings.map(rank));
}

const changed = (all: Files, change: (text: string) => string): Files =>
  Object.fromEntries(Object.entries(all).map(([path, text]) => [path, path.endsWith('.xml') ? change(text) : text]));

type Dress = (head: Files) => Files;

const dresses: readonly (readonly [name: string, dress: Dress])[] = [
  ['an unrelated file', (head) => ({ ...head, 'README.md': '# Readme' })],
  [
    'another API',
    (head) => ({
      ...head,
      'apimartifacts/apis/stock/apiInformation.json': JSON.stringify({ properties: { displayName: 'Stock', path: 'stock' } }),
      'apimartifacts/apis/stock/policy.xml': policy(['<base />']),
    }),
  ],
  [
    'a fragment that nothing includes',
    (head) => ({ ...head, 'apimartifacts/policy fragments/unused/policy.xml': '<fragment>\n  <set-variable name="a" value="b" />\n</fragment>\n' }),
  ],
  [
    'another folder for the API',
    (head) =>
      Object.fromEntries(
        Object.entries(head).map(([path, text]) => [
          path.replace('/apis/orders/', '/apis/orders-next/'),
          path.endsWith('/apis.json') ? text.replace('"orders"', '"orders-next"') : text,
        ]),
      ),
  ],
  ['other white space', (head) => changed(head, (text) => text.replace(/\n\s*/g, '\r\n\t'))],
  ['one line', (head) => changed(head, (text) => text.replace(/\n\s*/g, ''))],
  ['comments', (head) => changed(head, (text) => text.replace(/(<inbound>|<cors[^>]*>)/g, '<!-- kept -->$1<!-- as it was -->'))],
  ['single quotes', (head) => changed(head, (text) => text.replace(/="([^"'@]*)"/g, "='$1'"))],
  [
    'a condition on the origin that refuses nobody who is let in',
    (head) =>
      changed(head, (text) =>
        text.replace(
          '</inbound>',
          `<choose><when condition="@(context.Request.Headers.GetValueOrDefault(&quot;Origin&quot;,&quot;&quot;) == &quot;https://nobody.example&quot;)"><return-response><set-status code="403" /></return-response></when></choose></inbound>`,
        ),
      ),
  ],
  [
    'a variable made of the origin',
    (head) =>
      changed(head, (text) =>
        text.replace(
          '</inbound>',
          '<set-variable name="o" value="@(context.Request.Headers.GetValueOrDefault(&quot;Origin&quot;,&quot;&quot;))" /></inbound>',
        ),
      ),
  ],
  [
    'a configuration that no publisher looks for there, and a release',
    (head) => ({
      ...head,
      'pipelines/configuration.prod.yaml': 'apis: []\n',
      'apimartifacts/apis/orders/releases/r/apiReleaseInformation.json': '{"properties":{"apiId":"/apis/orders"}}',
    }),
  ],
  ['references', (head) => changed(head, (text) => text.replace(/<origin>h/g, '<origin>&#104;'))],
  [
    'a fragment that holds the <cors>',
    (head) => {
      const [element] = /<cors[^]*?<\/cors>/.exec(head[apiPath] ?? '') ?? [];
      if (element === undefined) return head;
      return {
        ...head,
        [apiPath]: (head[apiPath] ?? '').replace(element, '<include-fragment fragment-id="browsers" />'),
        'apimartifacts/policy fragments/browsers/policy.xml': `<fragment>\n${element}\n</fragment>\n`,
      };
    },
  ],
  [
    'named values',
    (head) => ({
      ...changed(head, (text) => text.replaceAll('https://evil.example.net', '{{other-site}}')),
      'apimartifacts/named values/other-site/namedValueInformation.json': JSON.stringify({
        properties: { displayName: 'other-site', value: 'https://evil.example.net' },
      }),
    }),
  ],
];

const openings: readonly (readonly string[])[] = [
  cors({ origins: ['*'], attributes: ' allow-credentials="true"' }),
  cors({ origins: ['*'], attributes: ' allow-credentials="false"' }),
  cors({ origins: ['https://app.contoso.com', 'https://evil.example.net'], attributes: ' allow-credentials="true"' }),
  cors({ origins: ['http://evil.example.net'] }),
  cors({ origins: ['null', 'https://app.contoso.com'] }),
];

test('a change that opens an API is as severe with more files, other names and other text', async () => {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(
      files,
      fc.constantFrom(...openings),
      fc.constantFrom(apiPath, globalPath),
      fc.uniqueArray(fc.constantFrom(...dresses), { minLength: 1, maxLength: 3, selector: ([name]) => name }),
      async (before, lines, path, chosen) => {
        const base = repository(before);
        const plain = { ...base, [path]: policy(lines) };
        const severe = await severity(base, plain);
        const dressed = chosen.reduce<Files>((head, [, dress]) => dress(head), plain);
        const found = await severity(base, dressed);
        if (found < severe) throw new Error(`${chosen.map(([name]) => name).join(', ')}: ${levels[found] ?? ''} instead of ${levels[severe] ?? ''}`);
        told += severe > 0 ? 1 : 0;
      },
    ),
    { numRuns: 80 },
  );
  expect(told).toBeGreaterThan(15);
});

test('a website that comes in at one operation and gets credentials at another is told by the worse, whatever the order', async () => {
  const starter = 'apimartifacts/products/starter';
  const site = cors({ origins: ['{{unknown}}', 'https://app.contoso.com', 'https://shop.contoso.com'], methods: ['GET'] });
  const base = repository({
    [apiPath]: policy(cors({ origins: ['null', '*'], methods: ['GET'], attributes: ' terminate-unmatched-request="true"' })),
    [globalPath]: policy(['<choose>', '<when condition="@(true)">', ...site, '</when>', '</choose>']),
    [`${starter}/productInformation.json`]: JSON.stringify({
      properties: { displayName: 'Starter', subscriptionRequired: true, state: 'published' },
    }),
    [`${starter}/apis.json`]: '[{"name":"orders"}]',
    [`${starter}/policy.xml`]: policy(site),
  });
  const head = {
    ...base,
    [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], methods: ['*'], attributes: ' allow-credentials="true"' })),
  };
  const found = await Promise.all([head, ...dresses.map(([, dress]) => dress(head))].map((one) => severity(base, one)));
  expect(Math.min(...found)).toBe(levels.indexOf('warning'));
});
