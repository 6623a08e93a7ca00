import { embeddedBeside, embeddedPolicies, mayEmbedPolicies } from '../../src/layouts/embedded-policy.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const policy = '<policies>\n<inbound>\n<cors />\n</inbound>\n</policies>';
const template = '{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#" }\n';

describe('a policy inside code is seen', () => {
  test.each<[string, string, string, number | null]>([
    ['in Bicep', 'main.bicep', `var x = '''\n${policy}\n'''`, 4],
    ['in a parameters file of Bicep', 'main.bicepparam', `param policy = '<policies><inbound><cors/></inbound></policies>'`, 1],
    ['in JSON', 'azuredeploy.json', `${template}"<policies>\\n<inbound><cors>"`, 2],
    ['in JSON that escapes brackets', 'azuredeploy.json', `${template}\n"\\u003cpolicies\\u003e\\u003cinbound\\u003e\\u003ccors\\u003e"`, 3],
    ['as XML in XML', 'azuredeploy.json', `${template}"&lt;policies&gt;&lt;cors&gt;"`, 2],
    ['a header of CORS', 'main.bicep', `'<fragment><set-header name="Access-Control-Allow-Origin" /></fragment>'`, 1],
    ['that decides nothing', 'main.bicep', `'<policies><inbound><base /></inbound></policies>'`, null],
    ['in the second of two', 'main.bicep', `'<policies></policies>'\n'<policies><cors/></policies>'`, 2],
    ['that does not end', 'main.bicep', `'<policies>\n<cors/>`, 2],
  ])('%s', (_fact, path, text, decidesAt) => {
    expect(mayEmbedPolicies(path)).toBe(true);
    expect(embeddedPolicies(path, bytes(text))?.decidesAt).toBe(decidesAt);
  });
});

test.each<[string, string, string]>([
  ['other code', 'main.bicep', `resource x 'Microsoft.Web/sites@2024-01-01' = {}`],
  ['JSON that is no template', 'fixture.json', `"<policies><inbound><cors/></inbound></policies>"`],
  ['an answer of the API of Azure', 'policy.json', `{"type":"Microsoft.ApiManagement/service/policies","value":"<policies><cors/></policies>"}`],
  ['what stands around policies', 'main.bicep', `'<cors/>'`],
])('%s embeds none', (_fact, path, text) => {
  expect(embeddedPolicies(path, bytes(text))).toBeNull();
});

test.each([
  'apis/orders/apiInformation.json',
  'policy fragments/x/policyFragmentInformation.json',
  'apis/orders/specification.json',
  'a.xml',
  'a.ts',
])('%s is not looked at', (path) => {
  expect(mayEmbedPolicies(path)).toBe(false);
});

test.each<[string, string]>([
  ['a hole', "'''<policies><cors>${site}</cors></policies>'''"],
  ['a replacement', "replace('<policies><cors>SITE</cors></policies>', 'SITE', site)"],
])('all of the file counts where code fills something in: %s', (_fact, code) => {
  const [one, other] = ['a', 'b'].map((site) => embeddedPolicies('main.bicep', bytes(`param site string = '${site}'\nvar x = ${code}\n`)));
  expect(one?.text).not.toBe(other?.text);
});

test('what stands around a policy is no part of it', () => {
  const one = embeddedPolicies('main.bicep', bytes(`// one\n'${policy}'`));
  const other = embeddedPolicies('main.bicep', bytes(`'${policy}'\n// two`));
  expect(one?.text).toBe(other?.text);
});

test('openings that nothing closes, tens of thousands of them, are worked through once', () => {
  const opened = `'<cors'\n`.repeat(100_000);
  expect(embeddedBeside(opened, [])?.decidesAt).toBe(1);
  expect(embeddedPolicies('main.bicep', bytes(`'<policies'\n'<fragment'\n`.repeat(100_000)))?.decidesAt).toBeNull();
});

test('code that is saved as UTF-16 embeds what it says', () => {
  const saved = Buffer.from(`\ufeffvar x = '''\n${policy}\n'''`, 'utf16le');
  expect(embeddedPolicies('main.bicep', saved)?.decidesAt).toBe(4);
});
