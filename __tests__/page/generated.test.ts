/** What a page has to be, on pages that nobody has written down: in every layout and environment, with promises, by hand, and on Azure Repos. */

import fc from 'fast-check';
import { defaultSettings, type Settings } from '../../src/config/settings.js';
import { parseSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { files, inbound } from '../review/arbitrary-files.js';
import { hosts, type Kept } from '../review/hosts.js';
import { expectEffectsTrue, expectVictimFirst, expectWithinBudgets } from './meaning.js';
import { options, pageOf, type Files } from './page.js';
import { api } from './scenes.js';

/** Holds one page against all of it; several causes of one kind may need the same words. */
async function expectMeaning(base: Files, head: Files, settings: Settings = defaultSettings, host = options.host): Promise<boolean> {
  const page = await pageOf(base, head, settings, host);
  expectWithinBudgets(page, false);
  expectVictimFirst(page);
  await expectEffectsTrue(page, base, head, { settings, most: 1 });
  return page.causes.length > 0;
}

/** Runs the property, and counts pages that say something: a property of empty pages shows nothing. */
async function expectOfPages(pages: fc.Arbitrary<() => Promise<boolean>>, numRuns: number): Promise<void> {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(pages, async (make) => {
      told += (await make()) ? 1 : 0;
    }),
    { numRuns },
  );
  expect(told).toBeGreaterThan(numRuns / 3);
}

/** The same of every change from one of these states to another. */
function expectOfChanges(side: fc.Arbitrary<Files>, numRuns: number): Promise<void> {
  const pages = fc.tuple(side, side).map(
    ([base, head]) =>
      () =>
        expectMeaning(base, head),
  );
  return expectOfPages(pages, numRuns);
}

const text = inbound.map((lines) => policy(lines));
const kept: fc.Arbitrary<Kept> = fc.record({ global: text, api: text, operation: text });

test('artifacts, on GitHub', async () => {
  const pages = fc.tuple(files, files).map(
    ([base, head]) =>
      () =>
        expectMeaning(repository(base), repository(head)),
  );
  await expectOfPages(pages, 20);
});

test('artifacts, on Azure Repos, where no block deletes lines', async () => {
  const azure = { name: 'Azure Repos', keepsFixed: true, deletesByBlock: false } as const;
  const pages = fc.tuple(files, files).map(
    ([base, head]) =>
      () =>
        expectMeaning(repository(base), repository(head), defaultSettings, azure),
  );
  await expectOfPages(pages, 15);
});

test.each(hosts.filter(({ name }) => name !== 'artifacts').map((host) => [host.name, host] as const))('%s', async (_, host) => {
  const settings = parseSettings(host.yaml, '.github/apim-cors.yml');
  const pages = fc.tuple(kept, kept).map(
    ([base, head]) =>
      () =>
        expectMeaning(host.files(base), host.files(head), settings),
  );
  await expectOfPages(pages, 8);
});

test('two environments, each with its own origin', async () => {
  const named = fc.constantFrom('https://app.contoso.com', 'https://dev.contoso.com', 'http://localhost:4200', '*');
  const service = (global: string, own: string, values: readonly [string, string]): Files => {
    const written = (lines: string): string =>
      lines.replaceAll('{{unknown}}', '${var.origin}').replaceAll('https://shop.contoso.com', '${var.origin}');
    const block = (kind: string, lines: string): string => `resource "azurerm_api_management_${kind}" {\n${lines}\n}\n`;
    const xml = (body: string): string => `  xml_content = <<XML\n${written(body)}XML`;
    return {
      'main.tf': [
        'variable "origin" {}\n',
        block('policy" "all', `  api_management_id = "contoso"\n${xml(global)}`),
        block('api" "orders', '  name = "orders"\n  path = "orders"\n  api_management_name = "contoso"'),
        block(
          'api_operation" "get',
          '  operation_id = "get"\n  api_name = "orders"\n  api_management_name = "contoso"\n  method = "GET"\n  url_template = "/{id}"',
        ),
        block('api_policy" "orders', `  api_name = "orders"\n  api_management_name = "contoso"\n${xml(own)}`),
      ].join('\n'),
      'dev.tfvars': `origin = "${values[0]}"\n`,
      'prod.tfvars': `origin = "${values[1]}"\n`,
    };
  };
  const side = fc.tuple(text, text, fc.tuple(named, named)).map(([global, own, values]) => service(global, own, values));
  await expectOfChanges(side, 15);
});

test('several APIs, each changed in its own way', async () => {
  const ids = ['orders', 'stock', 'returns', 'a-very-long-name-of-an-api-that-nobody-would-type-twice-in-a-day'];
  const side = fc
    .tuple(text, ...ids.map(() => text))
    .map(([global, ...own]): Files => ({ [globalPath]: global, ...Object.assign({}, ...ids.map((id, at) => api(id, id, own[at] ?? ''))) }));
  await expectOfChanges(side, 12);
});

test('headers that a policy writes by hand', async () => {
  const value = fc.constantFrom(
    '*',
    'https://app.contoso.com',
    'https://shop.contoso.com',
    '@(context.Request.Headers.GetValueOrDefault("Origin",""))',
  );
  const header = (name: string, text: string): string[] => [
    `    <set-header name="${name}" exists-action="override">`,
    `      <value>${text}</value>`,
    '    </set-header>',
  ];
  const outbound = (lines: readonly string[]): string[] => [
    '  <backend>',
    '    <base />',
    '  </backend>',
    '  <outbound>',
    '    <base />',
    ...lines,
    '  </outbound>',
  ];
  const side = fc.tuple(inbound, value, fc.boolean(), fc.boolean()).map(([lines, origin, isWritten, hasCookies]): Files =>
    repository({
      [globalPath]: policy([]),
      [apiPath]: policy(
        lines,
        outbound(
          isWritten
            ? [...header('Access-Control-Allow-Origin', origin), ...(hasCookies ? header('Access-Control-Allow-Credentials', 'true') : [])]
            : [],
        ),
      ),
    }),
  );
  await expectOfChanges(side, 15);
});

test('promises that the change keeps, breaks or drops', async () => {
  const clause = fc.constantFrom(
    '  - { name: the app reads orders, allow: app, call: "GET /orders/**" }',
    '  - { name: the app changes orders with a token, allow: app, call: "PUT /orders/**", headers: [authorization], credentials: include }',
    '  - { name: nobody else calls orders, only: app, call: { api: orders } }',
    '  - { name: no page of a machine, deny: "http://localhost:*", call: "*" }',
  );
  const promises = fc.uniqueArray(clause, { minLength: 1, maxLength: 4 }).map((lines) => ({
    '.github/apim-cors-contracts.yml': ['apps: { app: "https://app.contoso.com" }', 'contracts:', ...lines, ''].join('\n'),
  }));
  const side = fc.tuple(files, promises).map(([policies, more]): Files => repository({ ...policies, ...more }));
  await expectOfChanges(side, 15);
});

test('a longer list of origins than a page has room for', async () => {
  const many = fc
    .uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 30 })
    .map((all) => all.map((one) => `https://app${one}.contoso.com`));
  const side = fc
    .tuple(many, many)
    .map(([global, own]): Files =>
      repository({ [globalPath]: policy(cors({ origins: global })), [apiPath]: policy(['<base />', ...cors({ origins: own })]) }),
    );
  await expectOfChanges(side, 10);
});
