import { defaultSettings } from '../../src/config/settings.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { open, specification } from './reading.js';

const xml = (origin: string, credentials = ''): string =>
  `<policies><inbound><base /><cors${credentials}><allowed-origins><origin>${origin}</origin></allowed-origins></cors></inbound></policies>`;
const one = xml('https://app.contoso.com');
const all = xml('*');
const type = 'Microsoft.ApiManagement/service';
const bicep = (path: string): string =>
  `resource p '${type}/apis/policies@2022-08-01' = {\n  name: 'contoso/cats/policy'\n  properties: {\n    format: 'rawxml'\n    value: loadTextContent('${path}')\n  }\n}\n`;
const terraform = `resource "azurerm_api_management_policy" "p" {\n  api_management_id = "x"\n  xml_content = file("p.xml")\n}\n`;
const apiops = {
  'apim/apis/dogs/apiInformation.json': '{"properties":{"path":"dogs","displayName":"dogs"}}',
  'apim/apis/dogs/specification.yaml': specification('dogs'),
};

describe('a policy that code of two layouts deploys is read for both', () => {
  test.each<[layouts: string, files: Readonly<Record<string, string>>, path: string]>([
    ['Terraform and Bicep', { 'main.tf': terraform, 'main.bicep': bicep('p.xml') }, 'p.xml'],
    ['APIOps and Bicep', { ...apiops, 'infra/main.bicep': bicep('../apim/apis/dogs/policy.xml') }, 'apim/apis/dogs/policy.xml'],
  ])('%s', async (_layouts, files, path) => {
    const [base, head] = [one, all].map((text) => memoryTree({ ...files, [path]: text }));
    if (base === undefined || head === undefined) throw new Error('two trees expected');
    const services = await (await open({ ...files, [path]: all })).loadAll();
    expect(services).toHaveLength(2);
    const review = await reviewTrees(base, head, { settings: defaultSettings, today: '2026-01-01' });
    expect(review.provenUnchanged).toBe(false);
    expect(review.changes.flatMap(({ targets }) => targets.map(({ api }) => api))).toContain('cats');
    expect(review.unreviewed).toEqual([]);
  });
});

test.each([0, 1])('of two policies that are deployed at one scope, a change of either is one: %i', async (changed) => {
  const files = { 'main.bicep': bicep('a.xml') + bicep('b.xml').replace('resource p', 'resource q') };
  const texts = [one, xml('https://b.contoso.com')];
  const head = texts.map((text, index) => (index === changed ? xml('*', ' allow-credentials="true"') : text));
  const [before, after] = [texts, head].map(([a = '', b = '']) => memoryTree({ ...files, 'a.xml': a, 'b.xml': b }));
  if (before === undefined || after === undefined) throw new Error('two trees expected');
  const review = await reviewTrees(before, after, { settings: defaultSettings, today: '2026-01-01' });
  expect(review.provenUnchanged).toBe(false);
  expect(review.findings.map(({ rule, status }) => `${status} ${rule}`)).toContain('new malformed-policy');
});
