import { parseSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hosts, type Files, type Host } from './hosts.js';

/** An operation that goes or comes: its requests are lost, or meet another one. */

const app = 'https://app.contoso.com';
const creds = { attributes: ' allow-credentials="true"' };
const plain = policy(['<base />']);
const own = policy(cors({ origins: [app], ...creds }));
const open = policy(cors({ origins: ['*'], ...creds }));
const wider = policy(cors({ origins: [app, 'https://evil.example.net'], ...creds }));

interface Said {
  readonly said: readonly string[];
  readonly quiet: boolean;
}

async function review(base: Files, head: Files): Promise<Said> {
  const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), {
    settings: parseSettings('', '.github/apim-cors.yml'),
    today: '2026-01-01',
  });
  return {
    said: made.findings.filter(({ status }) => status === 'new').map(({ severity, rule }) => `${severity} ${rule}`),
    quiet: made.provenUnchanged || jobSummary(made).includes('Nothing changes for anybody'),
  };
}

/** The files without the operation and its policy, in each layout that knows operations. */
const without: Readonly<Record<string, (files: Files) => Files>> = {
  artifacts: (files) => Object.fromEntries(Object.entries(files).filter(([path]) => !path.includes('/operations/'))),
  ...code(['Terraform', 'Terraform with files'], 'main.tf', /resource "azurerm_api_management_api_operation(?:_policy)?" [^]*?\n\}\n/g),
  ...code(['Bicep', 'Bicep with files'], 'main.bicep', /resource (?:get|op) [^]*?\n\}\n/g),
  'an ARM template': (files) => resources(files, 'main.json'),
  'the Resource Kit': (files) => resources(files, 'kit/contoso-apis.template.json'),
  'the git repository of an instance': (files) => {
    const path = 'api-management/apis/Orders_x/configuration.json';
    return { ...files, [path]: JSON.stringify({ ...(JSON.parse(files[path] ?? '') as object), operations: [] }) };
  },
};

function code(names: readonly string[], path: string, block: RegExp): Readonly<Record<string, (files: Files) => Files>> {
  return Object.fromEntries(names.map((name) => [name, (files: Files) => ({ ...files, [path]: (files[path] ?? '').replace(block, '') })]));
}

function resources(files: Files, path: string): Files {
  const template = JSON.parse(files[path] ?? '') as { readonly resources: readonly { readonly type: string }[] };
  const left = template.resources.filter(({ type }) => !type.includes('operations'));
  return { ...files, [path]: JSON.stringify({ ...template, resources: left }) };
}

const withOperations = hosts.flatMap((host) => {
  const cut = without[host.name];
  return cut === undefined ? [] : [[host.name, host, cut] as const];
});

describe.each(withOperations)('%s', (_, host: Host, cut) => {
  test.each([
    ['its API lets in', { global: plain, api: own, operation: plain }],
    ['the global policy lets in', { global: own, api: plain, operation: plain }],
    ['it lets in itself', { global: plain, api: plain, operation: own }],
  ])('the last operation goes: %s', async (_fact, kept) => {
    const base = host.files(kept);
    const { said, quiet } = await review(base, cut(base));
    expect([said.some((one) => one.endsWith('access-narrowed')), quiet]).toEqual([true, false]);
  });

  test('nobody could call it', async () => {
    const base = host.files({ global: plain, api: plain, operation: plain });
    expect((await review(base, cut(base))).said).toEqual([]);
  });
});

/** Operations by id: method, URL, and the policy. */
type Operations = Readonly<Record<string, readonly [method: string, url: string, policy?: string]>>;

const keeping: Readonly<Record<string, (api: string, operations: Operations) => Files>> = {
  'a specification': (api, operations) => ({
    'artifacts/apis/orders/apiInformation.json': JSON.stringify({ properties: { path: 'orders' } }),
    'artifacts/apis/orders/policy.xml': api,
    'artifacts/apis/orders/specification.json': JSON.stringify({
      openapi: '3.0.0',
      paths: Object.fromEntries(Object.entries(operations).map(([id, [method, url]]) => [url, { [method.toLowerCase()]: { operationId: id } }])),
    }),
    ...policies(operations),
  }),
  'folders of operations': (api, operations) => ({
    'artifacts/apis/orders/apiInformation.json': JSON.stringify({ properties: { path: 'orders' } }),
    'artifacts/apis/orders/policy.xml': api,
    ...Object.fromEntries(
      Object.entries(operations).map(([id, [method, urlTemplate]]) => [
        `artifacts/apis/orders/operations/${id}/operationInformation.json`,
        JSON.stringify({ properties: { method, urlTemplate } }),
      ]),
    ),
    ...policies(operations),
  }),
  Terraform: (api, operations) => ({
    'main.tf': [
      'resource "azurerm_api_management_api" "a" {\n  api_management_name = "contoso"\n  name = "orders"\n  path = "orders"\n}\n',
      `resource "azurerm_api_management_api_policy" "p" {\n  api_management_name = "contoso"\n  api_name = "orders"\n  xml_content = <<XML\n${api}XML\n}\n`,
      ...Object.entries(operations).map(
        ([id, [method, url, text]]) =>
          `resource "azurerm_api_management_api_operation" "${id}" {\n  api_management_name = "contoso"\n  api_name = "orders"\n  operation_id = "${id}"\n  method = "${method}"\n  url_template = "${url}"\n}\n${
            text === undefined
              ? ''
              : `resource "azurerm_api_management_api_operation_policy" "${id}" {\n  api_management_name = "contoso"\n  api_name = "orders"\n  operation_id = "${id}"\n  xml_content = <<XML\n${text}XML\n}\n`
          }`,
      ),
    ].join(''),
  }),
};

function policies(operations: Operations): Files {
  return Object.fromEntries(
    Object.entries(operations).flatMap(([id, [, , text]]) =>
      text === undefined ? [] : [[`artifacts/apis/orders/operations/${id}/policy.xml`, text] as const],
    ),
  );
}

type Case = readonly [fact: string, api: string, base: Operations, head: Operations, says: string];

const any = (text: string): Operations => ({ any: ['GET', '/{*rest}', text] });
const one = (text?: string): Operations => ({ one: text === undefined ? ['GET', '/{id}'] : ['GET', '/{id}', text] });

const cases: readonly Case[] = [
  ['one goes, and another that is open takes its requests', plain, { ...one(), ...any(open) }, any(open), 'error access-widened'],
  ['one of its own goes, and an open one takes its requests', plain, { ...one(own), ...any(open) }, any(open), 'error access-widened'],
  ['one goes, and another that lets one more in takes them', own, { ...one(), ...any(wider) }, any(wider), 'info access-widened'],
  ['one goes, and another that lets nobody in takes them', plain, { ...one(own), ...any(plain) }, any(plain), 'warning access-narrowed'],
  ['one comes, and takes requests from those who could send them', plain, any(own), { ...one(plain), ...any(own) }, 'warning access-narrowed'],
  ['one comes, and opens what another kept shut', own, any(own), { ...one(open), ...any(own) }, 'error access-widened'],
  ['a literal goes', plain, { a: ['GET', '/a/b'], x: ['GET', '/{y}/b', open] }, { x: ['GET', '/{y}/b', open] }, 'error access-widened'],
  ['part of a segment goes', plain, { a: ['GET', '/a({k})'], x: ['GET', '/{y}', open] }, { x: ['GET', '/{y}', open] }, 'error access-widened'],
];

describe.each(Object.entries(keeping))('%s', (_, files) => {
  test.each(cases)('%s', async (_fact, api, base, head, says) => {
    const { said, quiet } = await review(files(api, base), files(api, head));
    expect([said, quiet]).toEqual([expect.arrayContaining([says]), false]);
  });

  test.each<[fact: string, base: Operations, head: Operations]>([
    ['of another method', { a: ['PUT', '/{id}'], ...any(open) }, any(open)],
    ['at other URLs', { a: ['GET', '/{id}/x'], x: ['GET', '/{y}', open] }, { x: ['GET', '/{y}', open] }],
    ['at some of its URLs', { a: ['GET', '/{id}'], x: ['GET', '/{y}.json', open] }, { x: ['GET', '/{y}.json', open] }],
  ])('one that is open takes nothing: %s', async (_fact, base, head) => {
    expect((await review(files(plain, base), files(plain, head))).said).toEqual([]);
  });
});
