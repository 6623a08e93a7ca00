import { open, policies, type Files } from './reading.js';

const resource = (name: string, count = ''): string =>
  `resource "azurerm_api_management_api_policy" "${name}" {\n${count}  api_name            = "${name}"\n  api_management_name = "contoso"\n  xml_content         = file("${name}.xml")\n}\n`;
const files = (count: string): Files => ({ 'main.tf': resource('a') + resource('b', count), 'a.xml': policies, 'b.xml': policies });

/** What nothing deploys, and of what that cannot be told. */
const lookedAt = async (tree: Files): Promise<readonly (readonly string[])[]> => {
  const repository = await open(tree);
  return [await repository.unreferenced(), (await repository.unreviewed(null)).map(({ path }) => path)];
};

test.each([
  ['  count = 0\n', [['b.xml'], []]],
  ['  for_each = {}\n', [['b.xml'], []]],
  ['  for_each = toset([])\n', [['b.xml'], []]],
  // Somebody else may say how often: what is named there is not dead.
  ['  count = length(var.names)\n', [[], []]],
  ['  for_each = toset([for one in [] : one])\n', [[], ['b.xml']]],
])('a policy of a block that says itself that there is none is deployed by nothing: %s', async (count, expected) => {
  expect(await lookedAt(files(count))).toEqual(expected);
});

test('a call of a module that says so deploys nothing that it is handed', async () => {
  const module = 'module "b" {\n  source = "git::https://example.com/api_management_api"\n  count  = 0\n  xml_content = file("b.xml")\n}\n';
  expect(await lookedAt({ ...files(''), 'main.tf': resource('a') + module })).toEqual([['b.xml'], []]);
});

const apim = "resource apim 'Microsoft.ApiManagement/service@2022-08-01' existing = {\n  name: 'contoso'\n}\n";
const bicepPolicy = (name: string, condition = ''): string =>
  `resource ${name} 'Microsoft.ApiManagement/service/apis/policies@2022-08-01' = ${condition}{\n  name: 'contoso/${name}/policy'\n  properties: {\n    format: 'rawxml'\n    value: loadTextContent('${name}.xml')\n  }\n}\n`;
const switched = (...values: readonly string[]): Files => ({
  'main.bicep': `param on bool = false\n${apim}${bicepPolicy('a')}${bicepPolicy('b', 'if (on) ')}`,
  'a.xml': policies,
  'b.xml': policies,
  ...Object.fromEntries(values.map((on, index) => [`main.env${index}.bicepparam`, `using './main.bicep'\nparam on = ${on}\n`])),
});

test.each<[what: string, tree: Files, expected: readonly (readonly string[])[]]>([
  ['the values of the only file turn it off', switched('false'), [['b.xml'], []]],
  ['the values of each environment turn it off', switched('false', 'false'), [['b.xml'], []]],
  ['one environment turns it on', switched('false', 'true'), [[], []]],
  // Whoever deploys may give another value than the default.
  ['only the default is against it', switched(), [[], []]],
  ['what it is asked for is not known', switched("bool(readEnvironmentVariable('ON'))"), [[], []]],
  [
    'another resource that is deployed loads it too',
    { ...switched('false'), 'main.bicep': `${switched()['main.bicep'] ?? ''}var again = loadTextContent('b.xml')\n` },
    [[], ['b.xml']],
  ],
])('a policy of Bicep that a condition leaves out: %s', async (_, tree, expected) => {
  expect(await lookedAt(tree)).toEqual(expected);
});
