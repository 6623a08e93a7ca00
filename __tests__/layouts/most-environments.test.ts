import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { mostEnvironments } from '../../src/layouts/most-environments.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** A file of overrides is a line, and an evaluation of the whole service: there may be more of them than are worked through. */

const overrides = (path: string): string => `apis:\n  - name: orders\n    properties:\n      path: ${path}\n`;
const name = (at: number): string => `configuration.e${String(at).padStart(4, '0')}.yaml`;

const files = (count: number, last = 'orders'): Readonly<Record<string, string>> => ({
  ...repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) }),
  ...Object.fromEntries(Array.from({ length: count }, (_, at) => [name(at), overrides(at === count - 1 ? last : 'orders')] as const)),
});

const review = (count: number, environments: readonly string[] = []) =>
  reviewTrees(memoryTree(files(count), 'base'), memoryTree(files(count, 'others'), 'head'), {
    settings: { ...defaultSettings, environments: [...environments] },
    today: '2026-01-01',
  });

const leftOut = (made: Awaited<ReturnType<typeof review>>): readonly (readonly [path: string, severity: string, status: string])[] =>
  made.findings
    .filter(({ says }) => JSON.stringify(says).includes('too-many-environments'))
    .map(({ path, severity, status }) => [path, severity, status]);

test('as many environments as are evaluated are told as nothing', async () => {
  expect(leftOut(await review(mostEnvironments))).toEqual([]);
});

test('each that is beyond the bound is an error, and a new one where it changed', async () => {
  const made = await review(mostEnvironments + 2);
  expect(leftOut(made)).toEqual([
    [name(mostEnvironments + 1), 'error', 'new'],
    [name(mostEnvironments), 'error', 'existing'],
  ]);
  expect([made.conclusion, made.provenUnchanged]).toEqual(['fail', false]);
});

const code: readonly (readonly [
  language: string,
  files: Readonly<Record<string, string>>,
  values: (at: number, app: string) => readonly [string, string],
])[] = [
  [
    'Terraform',
    {
      'main.tf': `variable "app" {}\nresource "azurerm_api_management_api_policy" "p" {\n  api_management_name = "contoso"\n  api_name = "orders"\n  xml_content = templatefile("p.xml.tpl", { app = var.app })\n}\n`,
      'p.xml.tpl': policy(cors({ origins: ['${app}'] })),
    },
    (at, app) => [`env/e${String(at).padStart(4, '0')}.tfvars`, `app = "https://${app}.contoso.com"\n`],
  ],
  [
    'Bicep',
    {
      'main.bicep': `param app string\nresource p 'Microsoft.ApiManagement/service/apis/policies@2021-08-01' = {\n  name: 'contoso/orders/policy'\n  properties: { format: 'rawxml', value: '${policy(cors({ origins: ['${app}'] })).replace(/\n\s*/g, '')}' }\n}\n`,
    },
    (at, app) => [`e${String(at).padStart(4, '0')}.bicepparam`, `using 'main.bicep'\nparam app = 'https://${app}.contoso.com'\n`],
  ],
];

test.each(code)('the same of %s', async (_language, own, values) => {
  const side = (last: string) =>
    memoryTree(
      { ...own, ...Object.fromEntries(Array.from({ length: mostEnvironments + 2 }, (_, at) => values(at, at > mostEnvironments ? last : 'app'))) },
      last,
    );
  const made = await reviewTrees(side('app'), side('www'), { settings: defaultSettings, today: '2026-01-01' });
  expect(leftOut(made)).toEqual([
    [values(mostEnvironments + 1, '')[0], 'error', 'new'],
    [values(mostEnvironments, '')[0], 'error', 'existing'],
  ]);
  expect([made.conclusion, made.provenUnchanged]).toEqual(['fail', false]);
});

test('those that are named are evaluated, wherever they stand among all', async () => {
  const last = /configuration\.(.*)\.yaml/.exec(name(mostEnvironments + 1))?.[1] ?? '';
  const made = await review(mostEnvironments + 2, [last]);
  expect(leftOut(made)).toEqual([]);
});
