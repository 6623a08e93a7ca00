import { defaultSettings } from '../../../src/config/settings.js';
import { reviewTrees } from '../../../src/review/run.js';
import { memoryTree } from '../../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const xml = (origin: string): string =>
  `<policies>\n  <inbound>\n    <base />\n    <cors>\n      <allowed-origins>\n        <origin>${origin}</origin>\n      </allowed-origins>\n    </cors>\n  </inbound>\n</policies>\n`;
const one = xml('https://app.contoso.com');
const any = xml('*');
const type = 'Microsoft.ApiManagement/service';
const policy = (value: string, name = 'p', before = ''): string =>
  `resource ${name} '${type}/apis/policies@2022-08-01' = ${before}{\n  parent: orders\n  name: 'policy'\n  properties: {\n    value: ${value}\n  }\n}\n`;
const api = `resource apim '${type}@2022-08-01' existing = {\n  name: 'contoso'\n}\nresource orders '${type}/apis@2022-08-01' = {\n  parent: apim\n  name: 'orders'\n  properties: {\n    path: 'orders'\n  }\n  resource get 'operations' = {\n    name: 'get'\n    properties: {\n      method: 'GET'\n      urlTemplate: '/'\n    }\n  }\n}\n`;
const followed = api + policy("loadTextContent('p.xml')");

const reviewed = async (base: Files, head: Files) =>
  reviewTrees(memoryTree(base), memoryTree(head), { settings: defaultSettings, today: '2026-01-01' });
const withoutScope = async (base: Files, head: Files): Promise<readonly string[]> =>
  (await reviewed(base, head)).findings.flatMap(({ rule, severity, path, line }) =>
    rule === 'policy-without-scope' ? `${severity} ${path}:${line}` : [],
  );

describe('a policy that followed code hands to something else does not pass unseen', () => {
  test.each<[name: string, code: string]>([
    [
      'another resource',
      "resource k 'Microsoft.AppConfiguration/configurationStores/keyValues@2023-03-01' = { name: 'a/b', properties: { value: X } }\n",
    ],
    ['a nested template', "resource d 'Microsoft.Resources/deployments@2021-04-01' = { name: 'n', properties: { template: { a: X } } }\n"],
    ['an output', 'output text string = X\n'],
    ['a module that is not there', "module m './gone.bicep' = { name: 'm', params: { p: X } }\n"],
    ['a module of a registry', "var a = { b: X }\nvar c = union({}, a)\nmodule m 'br:c.azurecr.io/gw:v1' = { name: 'm', params: c }\n"],
  ])('%s', async (_, code) => {
    const file = { 'main.bicep': `${followed}${code.replace('X', "loadTextContent('o.xml')")}`, 'p.xml': one };
    expect(await withoutScope({ ...file, 'o.xml': one }, { ...file, 'o.xml': any })).toEqual(['error o.xml:4']);
    const written = (text: string): Files => ({ 'main.bicep': `${followed}${code.replace('X', `'''\n${text}'''`)}`, 'p.xml': one });
    expect(await withoutScope(written(one), written(any))).toEqual([expect.stringMatching(/^error main\.bicep:\d+$/)]);
    // It is the same on both sides: a change of what is followed is a change of that.
    expect(await withoutScope({ ...written(any), 'p.xml': one }, { ...written(any), 'p.xml': any })).toEqual([]);
  });

  test('a change of a policy that is written out and followed is not one of what stands beside it', async () => {
    const file = (text: string): Files => ({ 'main.bicep': `${api}// <cors> is here\n${policy(`'''\n${text}'''`)}output o string = '''${one}'''\n` });
    const { findings, changes } = await reviewed(file(one), file(any));
    expect(findings.filter(({ rule }) => rule === 'policy-without-scope')).toEqual([]);
    expect(changes.map(({ kind }) => kind)).toEqual(['widened']);
  });
});

test('a file that code names is not one that nothing deploys', async () => {
  const file = {
    'main.bicep': `param on bool = true\n${api}${policy("loadTextContent('a.xml')", 'a', 'if (!on) ')}${policy("loadTextContent('b.xml')", 'b', 'if (on) ')}`,
    'b.xml': one,
  };
  expect((await reviewed({ ...file, 'a.xml': one }, { ...file, 'a.xml': any })).findings).not.toEqual([]);
  const remark = { 'main.bicep': `${followed}/* old/a.xml goes by hand. */\n`, 'p.xml': one };
  expect(await withoutScope({ ...remark, 'old/a.xml': one }, { ...remark, 'old/a.xml': any })).toEqual(['error old/a.xml:4']);
  const dropped = { 'main.bicep': `${followed}  // value: loadTextContent('old/a.xml')\n`, 'p.xml': one };
  expect(await withoutScope({ ...dropped, 'old/a.xml': one }, { ...dropped, 'old/a.xml': any })).toEqual([]);
  const alone = { 'main.bicep': followed, 'p.xml': one };
  expect(await withoutScope({ ...alone, 'old/a.xml': one }, { ...alone, 'old/a.xml': any })).toEqual([]);
});

test('a text that is computed as a whole has its scope', async () => {
  const file = { 'main.bicep': api + policy("base64ToString(loadFileAsBase64('p.xml'))") };
  const { findings, changes } = await reviewed({ ...file, 'p.xml': one }, { ...file, 'p.xml': any });
  expect(changes.map(({ kind }) => kind)).toEqual(['widened']);
  expect(findings.filter(({ rule }) => rule === 'policy-without-scope')).toEqual([]);
});

test.each([
  ['turns on', false, true, 'widened'],
  ['turns off', true, false, 'narrowed'],
] as const)('a default that %s a policy is told as what it changes', async (_, before, after, kind) => {
  const file = (on: boolean): Files => ({
    'main.bicep': `param on bool = ${on}\n${api}${policy("loadTextContent('p.xml')", 'p', 'if (on) ')}`,
    'p.xml': any,
  });
  const { changes, findings } = await reviewed(file(before), file(after));
  expect(changes.map((change) => [change.kind, change.causes.map(({ path, line }) => `${path}:${line}`)])).toEqual([[kind, ['main.bicep:1']]]);
  expect(findings.filter(({ rule }) => rule === 'policy-without-scope')).toEqual([]);
  // What is off on both sides is followed all the same.
  const same = await reviewed(file(before), { ...file(before), 'p.xml': one });
  expect(same.changes.map((change) => change.kind)).toEqual(['narrowed']);
});

test.each(["'br:c.azurecr.io/gw:v1'", "'arm/t.json'"])('another origin for the module %s is not passed as no change', async (source) => {
  const file = (origin: string): Files => ({
    'main.bicep': `${followed}module m ${source} = {\n  name: 'm'\n  params: { o: '${origin}' }\n}\n`,
    'p.xml': one,
  });
  expect(await withoutScope(file('https://app.contoso.com'), file('*'))).toEqual([expect.stringMatching(/^error main\.bicep:/)]);
  expect(await withoutScope(file('*'), { ...file('*'), 'p.xml': any })).toEqual([]);
});

test('what Azure works out inside of what a resource says keeps its name, and is no empty text', async () => {
  const web =
    "resource web 'Microsoft.App/containerApps@2024-03-01' = {\n  name: 'web'\n  properties: {\n    configuration: {\n      ingress: {\n        external: true\n      }\n    }\n  }\n}\n";
  const shown = (value: string): Files => ({
    'main.bicep': web + api + policy(`replace(loadTextContent('p.xml'), '{origin}', ${value})`),
    'p.xml': one.replace(/<origin>.*<\/origin>/, '<origin>{origin}</origin>'),
  });
  const host = 'web.properties.configuration.ingress';
  const { findings } = await reviewed({}, shown(`'https://\${${host}.fqdn}'`));
  expect(JSON.stringify(findings)).toContain(`${host}.fqdn`);
  expect((await reviewed(shown(`'https://\${${host}.fqdn}'`), shown(`'https://\${${host}.fqdn}'`))).changes).toEqual([]);
});
