import { problemText } from './reading.js';
import { faultText } from '../../src/report/sentences/policy-faults.js';
import { openRepository } from '../../src/layouts/repository.js';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import type { PolicyFile } from '../../src/apim/policy.js';
import type { NamedValue, Service } from '../../src/apim/service.js';
import { memoryTree } from '../memory-tree.js';

const policy = (origin: string): string =>
  `<policies><inbound><cors><allowed-origins><origin>${origin}</origin></allowed-origins></cors><base /></inbound></policies>`;

/** What a policy allows, or where and why it cannot be read. */
function originOf(file: PolicyFile | null | undefined): string | null {
  if (file === null || file === undefined) return null;
  if (!file.ok) return `broken ${file.broken.path}:${file.broken.line} ${faultText(file.broken.says)}`;
  const cors = file.document.sections.get(file.document.root === 'fragment' ? 'fragment' : 'inbound')?.statements[0];
  if (cors?.kind !== 'cors') return 'no cors';
  return `${cors.element.children[0]?.children[0]?.text ?? ''} ${cors.element.place.path}:${cors.element.place.line}`;
}

function shown(value: NamedValue | undefined): string {
  return value === undefined ? 'absent' : `${value.kind}${value.kind === 'hidden' ? '' : ` ${value.value}`} ${value.path}`;
}

const artifacts = {
  'r/policy.xml': policy('https://global'),
  'r/apis/orders/apiInformation.json': '{"properties":{"path":"orders","subscriptionRequired":true}}',
  'r/apis/orders/policy.xml': policy('https://orders'),
  'r/apis/orders/operations/get/policy.xml': policy('https://get'),
  'r/products/starter/productInformation.json': '{"properties":{"state":"notPublished"}}',
  'r/products/starter/policy.xml': policy('https://starter'),
  'r/policy fragments/shared/policy.xml': `<fragment><cors><allowed-origins><origin>https://shared</origin></allowed-origins></cors></fragment>`,
  'r/version sets/orders/versionSetInformation.json': '{"properties":{"versioningScheme":"Segment"}}',
  'r/named values/67155e86/namedValueInformation.json': '{"properties":{"displayName":"app-origin","value":"https://dev"}}',
  'r/named values/hidden/namedValueInformation.json': '{"properties":{"displayName":"hidden","secret":true,"value":"x"}}',
  'r/workspaces/team/policy.xml': policy('https://team'),
  'r/workspaces/team/apis/orders/apiInformation.json': '{"properties":{"path":"team-orders"}}',
  'r/workspaces/team/apis/orders/policy.xml': policy('https://team-orders'),
  'r/workspaces/team/named values/own/namedValueInformation.json': '{"properties":{"displayName":"app-origin","value":"https://team-dev"}}',
};

async function inEnvironment(configuration: string, path = 'configuration.prod.yaml'): Promise<{ plain: Service; prod: Service }> {
  const tree = memoryTree({ ...artifacts, [path]: configuration });
  const [plain, prod] = await (await openRepository(tree, { scopes: [], environments: ['prod'] }, new PolicyCache())).loadAll();
  if (plain === undefined || prod === undefined) throw new Error('a service without and one with the environment');
  return { plain, prod };
}

const block = (origin: string, indent: number): string => `|\n${' '.repeat(indent)}${policy(origin)}\n`;

describe('configuration.<env>.yaml', () => {
  test('the artifacts come first, then the environment', async () => {
    const { plain, prod } = await inEnvironment('namedValues: []\n');
    expect([plain.environment, prod.environment]).toEqual([null, 'prod']);
    expect(originOf(prod.global)).toBe('https://global r/policy.xml:1');
  });

  test.each([['configuration.prod.yaml'], ['r/configuration.prod.yaml'], ['configuration.prod.yml']])('is found at %s', async (path) => {
    const { prod } = await inEnvironment('namedValues:\n- name: "67155e86"\n  properties:\n    value: https://prod\n', path);
    expect(shown(prod.namedValues.get('app-origin'))).toBe(`known https://prod ${path}`);
  });

  test('named values go by resource id, and are shown by display name', async () => {
    const { plain, prod } = await inEnvironment(
      [
        'namedValues:',
        '- name: "67155e86"',
        '  properties:',
        '    value: https://prod',
        '- name: added',
        '  properties:',
        '    displayName: Added',
        '    value: https://added',
        '- name: token',
        '  properties: { displayName: token, value: "{#[ORIGIN]#}" }',
        '- name: app-origin',
        '  properties: { displayName: other, value: not by display name }',
        '- name: vault',
        '  properties: { displayName: vault, keyVault: { secretIdentifier: x } }',
      ].join('\n'),
    );
    expect(shown(plain.namedValues.get('app-origin'))).toBe('known https://dev r/named values/67155e86/namedValueInformation.json');
    expect(shown(plain.namedValues.get('Added'))).toBe('absent');
    expect(shown(prod.namedValues.get('app-origin'))).toBe('known https://prod configuration.prod.yaml');
    expect(shown(prod.namedValues.get('Added'))).toBe('known https://added configuration.prod.yaml');
    expect(shown(prod.namedValues.get('token'))).toBe('token {#[ORIGIN]#} configuration.prod.yaml');
    expect(shown(prod.namedValues.get('vault'))).toBe('hidden configuration.prod.yaml');
    expect(shown(prod.namedValues.get('hidden'))).toBe('hidden r/named values/hidden/namedValueInformation.json');
  });

  test('policies are replaced at every scope, and stand at their own lines', async () => {
    const { prod } = await inEnvironment(
      [
        'policies:',
        '- name: policy',
        '  properties:',
        `    value: ${block('https://global.prod', 6)}apis:`,
        '- name: orders',
        '  properties: { subscriptionRequired: false }',
        '  policies:',
        '  - name: policy',
        '    properties:',
        `      value: ${block('https://orders.prod', 8)}  operations:`,
        '  - name: get',
        '    policies:',
        `    - { name: policy, properties: { value: '${policy('https://get.prod')}' } }`,
        'products:',
        '- name: starter',
        '  properties: { state: published }',
        '  policies:',
        `  - { name: policy, properties: { value: '${policy('https://starter.prod')}' } }`,
        'policyFragments:',
        '- name: shared',
        `  properties: { value: '<fragment><cors><allowed-origins><origin>https://shared.prod</origin></allowed-origins></cors></fragment>' }`,
        'versionSets:',
        '- name: orders',
        '  properties: { versioningScheme: Header, versionHeaderName: api-version }',
      ].join('\n'),
    );
    const [orders] = prod.apis.filter((api) => api.workspace === null);
    expect(originOf(prod.global)).toBe('https://global.prod configuration.prod.yaml:5');
    expect(originOf(orders?.policy)).toBe('https://orders.prod configuration.prod.yaml:13');
    expect(originOf(orders?.operations[0]?.policy)).toBe('https://get.prod configuration.prod.yaml:17');
    expect(originOf(prod.products[0]?.policy)).toBe('https://starter.prod configuration.prod.yaml:22');
    expect(originOf(prod.fragments[0]?.policy)).toBe('https://shared.prod configuration.prod.yaml:25');
    expect(orders).toMatchObject({ subscriptionRequired: false, path: 'orders' });
    expect(prod.products[0]).toMatchObject({ published: true });
    expect(prod.versionSets.get('orders')).toMatchObject({ scheme: 'Header', headerName: 'api-version' });
    expect(prod.problems).toEqual([]);
  });

  test('a workspace takes only what is said of it', async () => {
    const { prod } = await inEnvironment(
      [
        'namedValues:',
        '- name: own',
        '  properties: { displayName: service-only, value: https://service }',
        'policies:',
        `- { name: policy, properties: { value: '${policy('https://global.prod')}' } }`,
        'apis:',
        '- name: orders',
        '  properties: { path: service-orders }',
        '  policies:',
        `  - { name: policy, properties: { value: '${policy('https://service-orders')}' } }`,
      ].join('\n'),
    );
    const team = prod.workspaces.get('team');
    const orders = prod.apis.find((api) => api.workspace === 'team');
    expect([...(team?.namedValues.values() ?? [])].map(shown)).toEqual([
      'known https://team-dev r/workspaces/team/named values/own/namedValueInformation.json',
    ]);
    expect(originOf(team?.policy)).toBe('https://team r/workspaces/team/policy.xml:1');
    expect(originOf(orders?.policy)).toBe('https://team-orders r/workspaces/team/apis/orders/policy.xml:1');
    expect(orders?.path).toBe('team-orders');
  });

  test('a workspace’s own entries reach its resources and no others', async () => {
    const { prod } = await inEnvironment(
      [
        'workspaces:',
        '- name: team',
        '  namedValues:',
        '  - name: own',
        '    properties: { value: https://team-prod }',
        '  apis:',
        '  - name: orders',
        '    policies:',
        `    - { name: policy, properties: { value: '${policy('https://team-orders.prod')}' } }`,
      ].join('\n'),
    );
    expect(shown(prod.workspaces.get('team')?.namedValues.get('app-origin'))).toBe('known https://team-prod configuration.prod.yaml');
    expect(originOf(prod.apis.find((api) => api.workspace === 'team')?.policy)).toBe('https://team-orders.prod configuration.prod.yaml:9');
    expect(originOf(prod.apis.find((api) => api.workspace === null)?.policy)).toBe('https://orders r/apis/orders/policy.xml:1');
    expect(shown(prod.namedValues.get('app-origin'))).toMatch(/^known https:\/\/dev /);
  });

  test('a broken policy in it is told at its line there', async () => {
    const { prod } = await inEnvironment(`policies:\n- name: policy\n  properties:\n    value: '<policies><inbound></policies>'\n`);
    expect(originOf(prod.global)).toMatch(/^broken configuration\.prod\.yaml:4 the file is not well-formed/);
  });

  test.each<[string, string, number, RegExp]>([
    ['a mapping where a list is read', 'policies:\n  policy:\n    value: x\n', 2, /'policies' is no list/],
    ['a named value without properties', 'namedValues:\n- name: a\n  properties: {}\n- name: b\n  value: c\n', 4, /'b' has no 'properties'/],
    ['an entry without a name', 'apis:\n- properties: {}\n', 2, /An entry of 'apis' has no 'name'/],
    ['a list at the top', '- name: a\n', 1, /no mapping/],
    ['text that is not YAML', 'apis:\n- name: [a\n', 3, /not well-formed YAML/],
    ['a mapping in a workspace', 'workspaces:\n- name: team\n  apis:\n    orders: {}\n', 4, /'apis' is no list/],
  ])('%s is reported at its line', async (_name, configuration, line, message) => {
    const { prod } = await inEnvironment(configuration);
    expect(prod.problems).toHaveLength(1);
    expect(prod.problems[0]).toMatchObject({ path: 'configuration.prod.yaml', line });
    expect(prod.problems.map(problemText)[0]).toMatch(message);
  });
});
