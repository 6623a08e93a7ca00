import { defaultSettings } from '../../src/config/settings.js';
import { BicepRoot } from '../../src/layouts/bicep/bicep-root.js';
import { EvaluatedRoot } from '../../src/layouts/terraform/root-module.js';
import { TemplateRoot } from '../../src/layouts/arm/template-root.js';
import { scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { xml, type Files } from './moved.js';

const many = Array.from({ length: 12 }, (_, index) => `api${index}`);

const terraform: Files = {
  'main.tf': `locals {\n  apis = toset(${JSON.stringify(many)})\n}
resource "azurerm_api_management_api" "a" {\n  for_each            = local.apis\n  name                = each.key\n  api_management_name = "contoso"\n  path                = each.key\n}
resource "azurerm_api_management_api_operation" "o" {\n  for_each            = local.apis\n  operation_id        = "get"\n  api_name            = each.key\n  api_management_name = "contoso"\n  method              = "GET"\n  url_template        = "/"\n}
resource "azurerm_api_management_api_policy" "p" {\n  for_each            = local.apis\n  api_name            = azurerm_api_management_api.a[each.key].name\n  api_management_name = "contoso"\n  xml_content         = templatefile("p.xml", { host = each.key })\n}\n`,
  'p.xml': xml('https://${host}.contoso.com/'),
};
const heredocs: Files = {
  'main.tf': many
    .map(
      (api) =>
        `resource "azurerm_api_management_api" "${api}" {\n  name                = "${api}"\n  api_management_name = "contoso"\n  path                = "${api}"\n}
resource "azurerm_api_management_api_operation" "${api}" {\n  operation_id        = "get"\n  api_name            = "${api}"\n  api_management_name = "contoso"\n  method              = "GET"\n  url_template        = "/"\n}
resource "azurerm_api_management_api_policy" "${api}" {\n  api_name            = "${api}"\n  api_management_name = "contoso"\n  xml_content         = <<XML\n${xml(`https://${api}.contoso.com/`)}XML\n}\n`,
    )
    .join(''),
};
const bicep: Files = {
  'main.bicep': `resource apim 'Microsoft.ApiManagement/service@2023-05-01-preview' existing = {\n  name: 'contoso'\n}\n${many
    .map(
      (api) =>
        `resource ${api} 'Microsoft.ApiManagement/service/apis@2023-05-01-preview' = {\n  parent: apim\n  name: '${api}'\n  properties: {\n    path: '${api}'\n  }\n  resource o 'operations' = {\n    name: 'get'\n    properties: {\n      method: 'GET'\n      urlTemplate: '/'\n    }\n  }\n  resource p 'policies' = {\n    name: 'policy'\n    properties: {\n      value: '''\n${xml(`https://${api}.contoso.com/`)}'''\n    }\n  }\n}\n`,
    )
    .join('')}`,
};
const ofService = 'Microsoft.ApiManagement/service/apis';
const arm: Files = {
  'template.json': JSON.stringify(
    {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      resources: many.flatMap((api) => [
        { type: ofService, name: `contoso/${api}`, properties: { path: api } },
        { type: `${ofService}/operations`, name: `contoso/${api}/get`, properties: { method: 'GET', urlTemplate: '/' } },
        { type: `${ofService}/policies`, name: `contoso/${api}/policy`, properties: { format: 'rawxml', value: xml(`https://${api}.contoso.com/`) } },
      ]),
    },
    null,
    2,
  ),
};

afterEach(() => {
  jest.restoreAllMocks();
});

// A repair is held against every policy of its file: opened for each of them, a file of some hundred policies took minutes.
test.each([
  ['a template that a loop shares', terraform, EvaluatedRoot],
  ['heredocs of one file', heredocs, EvaluatedRoot],
  ['strings of one Bicep file', bicep, BicepRoot],
  ['strings of one ARM template', arm, TemplateRoot],
])('a repair has its file read again a few times, however many policies are in it: %s', async (_, files, root) => {
  const opened = jest.spyOn(root.prototype, 'with');
  const { findings } = await scanTree(memoryTree(files), { settings: { ...defaultSettings, profile: 'strict' }, today: '2026-01-01' });
  const repaired = findings.filter(({ suggestions }) => suggestions.length > 0);
  expect(repaired.length).toBeGreaterThan(0);
  expect(opened.mock.calls.length).toBeLessThanOrEqual(6 * many.length);
});
