import { defaultSettings } from '../../src/config/settings.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(base), memoryTree(head), { settings: defaultSettings, today: '2026-01-01' });
const errorsOf = ({ findings }: Review): readonly string[] =>
  findings.filter(({ severity, status }) => severity === 'error' && status === 'new').map(({ rule, path }) => `${rule} ${path}`);

const xml = (origin: string): string =>
  `<policies><inbound><base /><cors allow-credentials="true"><allowed-origins><origin>${origin}</origin></allowed-origins></cors></inbound></policies>`;
const one = xml('https://app.contoso.com');
const all = xml('*');
const type = 'Microsoft.ApiManagement/service/apis/policies';
const schema = (kind: string): string => `https://schema.management.azure.com/schemas/2019-04-01/deployment${kind}.json#`;
const template = (value: string, { api = 'cats', format = 'rawxml', more = {} } = {}): string =>
  JSON.stringify(
    {
      $schema: schema('Template'),
      contentVersion: '1.0.0.0',
      ...more,
      parameters: { origin: { type: 'string', defaultValue: 'https://app.contoso.com' } },
      resources: [{ type, apiVersion: '2022-08-01', name: `contoso/${api}/policy`, properties: { format, value } }],
    },
    null,
    1,
  );
const bicep = (value: string): string =>
  `param origin string = 'https://app.contoso.com'\nresource p '${type}@2022-08-01' = {\n  name: 'contoso/cats/policy'\n  properties: {\n    format: 'rawxml'\n    value: ${value}\n  }\n}\n`;
const made = { more: { metadata: { _generator: { name: 'bicep' } } } };
const parameters = JSON.stringify({ $schema: schema('Parameters'), parameters: { origin: { value: 'https://app.contoso.com' } } }, null, 1);
const broken = (text: string): string => text.replace(/\}\s*$/, '');

describe('a template beside a Bicep file counts once only if it was compiled from it', () => {
  const code = { 'main.bicep': bicep("loadTextContent('a.xml')"), 'a.xml': one };
  test.each<[what: string, base: string | null, head: string, errors: readonly string[]]>([
    ['it says so, and changes alone', template(one, made), template(all, made), ['policy-without-scope main.json']],
    ['it deploys the same, and changes alone', template(one), template(all), ['policy-without-scope main.json']],
    ['it is new, and says so', null, template(all, made), ['policy-without-scope main.json']],
    [
      'it deploys another API',
      template(one, { api: 'dogs' }),
      template(all, { api: 'dogs' }),
      ['access-widened main.json', 'wildcard-origin-with-credentials main.json'],
    ],
  ])('%s', async (_what, base, head, errors) => {
    const found = await review(base === null ? code : { ...code, 'main.json': base }, { ...code, 'main.json': head });
    expect(errorsOf(found)).toEqual(errors);
    expect(found.provenUnchanged).toBe(false);
  });

  test('it is compiled again, or goes', async () => {
    const base = { ...code, 'main.json': template(one, made) };
    const again = await review(base, { ...code, 'a.xml': all, 'main.json': template(all, made) });
    expect(errorsOf(again)).toEqual(['access-widened a.xml', 'wildcard-origin-with-credentials a.xml']);
    expect((await review(base, code)).findings).toEqual([]);
  });
});

describe('a template that is compiled from a Bicep file', () => {
  const code = (text: string): Files => ({ 'main.bicep': bicep("loadTextContent('a.xml')"), 'a.xml': text });
  const compiled = (text: string, version = '0.30.3'): Files => ({
    'main.json': template("[variables('$fxv#0')]", {
      more: { metadata: { _generator: { name: 'bicep', version, templateHash: `9${version}` } }, variables: { '$fxv#0': text } },
    }),
  });
  const state = (text: string, made: string | null, version?: string): Files => ({
    ...code(text),
    ...(made === null ? {} : compiled(made, version)),
  });
  const unreviewedIn = ({ unreviewed }: Review): readonly string[] => unreviewed.map(({ path, says: { code: why } }) => `${why} ${path}`);

  test.each<[what: string, base: Files, head: Files]>([
    ['is new', state(one, null), state(one, one)],
    ['goes', state(one, one), state(one, null)],
    ['is compiled by another version', state(one, one), state(one, one, '0.31.0')],
  ])('counts once, and nothing changes: it %s', async (_what, base, head) => {
    const found = await review(base, head);
    expect(found.findings).toEqual([]);
    expect(found.unreviewed).toEqual([]);
    expect(found.provenUnchanged).toBe(true);
  });

  test.each<[what: string, base: Files, head: Files]>([
    ['is new', state(one, null), state(one, all)],
    ['changes alone', state(one, one), state(one, all)],
    ['changes with the code, otherwise', state(one, one), state(xml('https://new.contoso.com'), all)],
  ])('is told where it deploys something else: it %s', async (_what, base, head) => {
    const found = await review(base, head);
    expect(errorsOf(found)).toContain('policy-without-scope main.json');
    expect(unreviewedIn(found)).toEqual(['compiled-otherwise main.json']);
    expect(found.provenUnchanged).toBe(false);
  });

  test('is told where the code alone changes, and where it catches up', async () => {
    const other = xml('https://new.contoso.com');
    const behind = await review(state(one, one), state(other, one));
    expect(unreviewedIn(behind)).toEqual(['compiled-before main.json']);
    expect(errorsOf(behind)).toEqual([]);
    const again = await review(state(other, one), state(other, other));
    expect(unreviewedIn(again)).toEqual(['was-compiled-otherwise main.json']);
    expect(again.findings).toEqual([]);
    expect(again.provenUnchanged).toBe(false);
  });

  test('is listed by a scan, and no finding of it', async () => {
    const found = await scanTree(memoryTree(state(one, all)), { settings: defaultSettings, today: '2026-01-01' });
    expect(unreviewedIn(found)).toEqual(['compiled-otherwise main.json']);
    expect(found.findings).toEqual([]);
  });
});

describe('code that cannot be read is an error, and what it deploys is not gone', () => {
  const link = template("[concat(parameters('origin'), '/policies/a.xml')]", { format: 'rawxml-link' });
  const written = template(one);
  const filled = xml("', parameters('origin'), '");
  const told = (path: string): string => `unreadable-metadata ${path}`;
  test.each<[what: string, base: Files, path: string, text: string]>([
    ['a template with links', { 'azuredeploy.json': link, 'policies/a.xml': one }, 'azuredeploy.json', broken(link)],
    ['a template with policies inside', { 'azuredeploy.json': written }, 'azuredeploy.json', broken(written)],
    [
      'values of a template',
      { 'a.json': template(`[concat('${filled}')]`), 'a.parameters.json': parameters },
      'a.parameters.json',
      broken(parameters.replace('https://app.contoso.com', '*')),
    ],
    [
      'values of Bicep',
      { 'main.bicep': bicep(`'${xml('${origin}')}'`), 'main.parameters.json': parameters },
      'main.parameters.json',
      broken(parameters.replace('https://app.contoso.com', '*')),
    ],
    [
      'Bicep beside what was compiled from it',
      { 'main.bicep': bicep("loadTextContent('a.xml')"), 'a.xml': one, 'main.json': template(one, made) },
      'main.bicep',
      bicep("loadTextContent('a.xml')").replace("'contoso/cats/policy'", "'contoso"),
    ],
  ])('%s', async (_what, base, path, text) => {
    const found = await review(base, { ...base, [path]: text });
    expect(errorsOf(found)).toContain(told(path));
    expect(found.provenUnchanged).toBe(false);
  });

  test('a policy beside it may be its own', async () => {
    const files = {
      'azuredeploy.json': broken(link),
      'b.json': template("[concat(parameters('origin'), '/policies/b.xml')]", { api: 'b', format: 'rawxml-link' }),
    };
    const sides = [one, all].map((text) => ({ ...files, 'policies/b.xml': one, 'policies/a.xml': text }));
    const found = await review(sides[0] ?? {}, sides[1] ?? {});
    expect(errorsOf(found)).toContain('policy-without-scope policies/a.xml');
  });
});

describe('a service of Terraform whose only policy stands in code that nobody can read, beside one that is read', () => {
  const api = (name: string, value: string): string =>
    `resource "azurerm_api_management_api" "${name}" {\n  name = "${name}"\n  path = "${name}"\n  api_management_name = "of-${name}"\n}\nresource "azurerm_api_management_api_policy" "${name}" {\n  api_name = "${name}"\n  api_management_name = "of-${name}"\n  xml_content = ${value}\n}\n`;
  const quoted = (origin: string): string => JSON.stringify(xml(origin));
  const beside = { 'two/main.tf': api('dogs', quoted('https://app.contoso.com')) };
  const alone = (value: string): string => `resource "azurerm_api_management_policy" "p" {\n  api_management_id = "x"\n  xml_content = ${value}\n}\n`;
  const deep = (origin: string): string => `${'replace('.repeat(400)}${quoted(origin)}${', "x1", "y1")'.repeat(400)}`;
  const inJson = (origin: string): string =>
    `{"resource":{"azurerm_api_management_policy":{"p":{"api_management_id":"x","xml_content":${quoted(origin)}}}}`;
  test.each<[what: string, files: (origin: string) => Files]>([
    ['400 calls in one another', (origin) => ({ 'one/main.tf': api('cats', deep(origin)) })],
    ['the same, and nothing else', (origin) => ({ 'one/main.tf': alone(deep(origin)) })],
    ['a comma too many', (origin) => ({ 'one/main.tf': alone(`,${quoted(origin)}`) })],
    ['a block that does not close', (origin) => ({ 'one/main.tf': broken(api('cats', quoted(origin))) })],
    ['JSON that does not close', (origin) => ({ 'one/main.tf.json': inJson(origin) })],
  ])('%s', async (_what, files) => {
    for (const more of [beside, {}]) {
      const [base, head] = [
        { ...files('https://app.contoso.com'), ...more },
        { ...files('*'), ...more },
      ];
      const found = await review(base, head);
      expect(errorsOf(found)).toEqual([`unreadable-metadata ${Object.keys(head)[0] ?? ''}`]);
      expect(found.provenUnchanged).toBe(false);
      expect(errorsOf(await review(base, base))).toEqual([]);
    }
  });
});
