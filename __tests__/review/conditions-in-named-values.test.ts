import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, fragmentPath, globalPath, policy, repository, within } from '../../src/layouts/apiops/example.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** A condition on the page that a request comes from, which a named value holds, or a part of it. */

type Files = Readonly<Record<string, string>>;
const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';
const header = 'context.Request.Headers.GetValueOrDefault("Origin", "")';
const quoted = (code: string): string => code.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const when = (condition: string): string[] =>
  within('choose', within(`when condition="${quoted(condition)}"`, within('return-response', ['<set-status code="403" reason="no" />'])));
const everybody = cors({ origins: ['*'], attributes: '' });
const named = (name: string, properties: Readonly<Record<string, unknown>>): Files => ({
  [`apimartifacts/named values/${name}/namedValueInformation.json`]: JSON.stringify({ properties: { displayName: name, ...properties } }),
});
const refusesAll = `${header} != "${app}"`;
const refusesFewer = `${header} != "${app}" && ${header} != "${shop}"`;

async function told(base: Files, head: Files): Promise<readonly string[]> {
  const made = await reviewTrees(memoryTree(repository(base)), memoryTree(repository(head)), { settings: defaultSettings, today: '2026-11-30' });
  const found = made.findings.flatMap(({ says, severity }) =>
    says.code === 'origin-check-changed' ? [`${severity} ${says.given.way} ${says.given.origins.join(' ')}`] : [],
  );
  return made.provenUnchanged ? ['proven', ...found] : found;
}

/** Where the condition stands, by its text. */
const places: readonly [string, (condition: string) => Files][] = [
  ['beside the <cors>', (one) => ({ [apiPath]: policy([...everybody, ...when(one), '<base />']) })],
  ['in a policy without <cors>', (one) => ({ [globalPath]: policy(everybody), [apiPath]: policy(['<base />', ...when(one)]) })],
  [
    'in a fragment',
    (one) => ({
      [apiPath]: policy([...everybody, '<include-fragment fragment-id="browsers" />', '<base />']),
      [fragmentPath]: `<fragment>${when(one).join('')}</fragment>`,
    }),
  ],
];

describe.each(places)('a condition %s', (_, at) => {
  describe.each<[string, string, (code: string) => string]>([
    ['that a named value holds', '{{check}}', (code) => `@(${code})`],
    ['of which a named value is a part', '@({{check}} && true)', (code) => `(${code})`],
  ])('%s', (__, written, held) => {
    const of = (properties: Readonly<Record<string, unknown>>): Files => ({ ...at(written), ...named('check', properties) });
    const before = of({ value: held(refusesAll) });

    test('is one that stands in the policy', async () => {
      expect(await told(at(`@(${refusesAll})`), before)).toEqual(['proven']);
    });

    test('lets pass whom its new value lets pass', async () => {
      expect(await told(before, of({ value: held(refusesFewer) }))).toEqual([`info passed ${shop}`]);
      expect(await told(before, of({ value: held('false') }))).toEqual(['warning passed *']);
    });

    test.each<[string, Readonly<Record<string, unknown>>]>([
      ['a secret', { secret: true }],
      ['a value of a key vault', { secret: true, keyVault: { secretIdentifier: 'https://v.vault.azure.net/secrets/check' } }],
    ])('may let anybody pass once it is %s', async (___, properties) => {
      expect(await told(before, of(properties))).toEqual(['warning untold ']);
      expect(await told(at(`@(${refusesAll})`), of(properties))).toEqual(['warning untold ']);
    });
  });
});

test('a named value in a text of a condition on something else is no check of the page', async () => {
  const of = (value: string): Files => ({
    [apiPath]: policy([...everybody, ...when('@(context.Request.Headers.GetValueOrDefault("X-Key", "") != "{{key}}")'), '<base />']),
    ...named('key', { value }),
  });
  expect(await told(of('one'), of('two'))).toEqual(['proven']);
});

test('an origin that is cut out of an address is told by name', async () => {
  const also = `@(${refusesAll} && ${header} != new Uri("https://shop.contoso.com/a/b").GetLeftPart(UriPartial.Authority))`;
  const of = (condition: string): Files => ({ [apiPath]: policy([...everybody, ...when(condition), '<base />']) });
  expect(await told(of(`@(${refusesAll})`), of(also))).toEqual([`info passed ${shop}`]);
});
