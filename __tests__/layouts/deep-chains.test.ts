import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** Names that stand for names by the thousand: worked out one inside the other they would end the process. */

jest.setTimeout(60_000);

type Files = Readonly<Record<string, string>>;

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });

const long = 3000;
const links = (make: (at: number) => string, last: number): string => Array.from({ length: last }, (_, at) => make(at + 1)).join('\n');
const text = (app: string): string => policy(cors({ origins: [`https://${app}.contoso.com`] })).replace(/\n\s*/g, '');
const quoted = (written: string): string => written.replaceAll('"', "'");

const terraform = (names: string, use: string): Files => ({
  'main.tf': `${names}\nresource "azurerm_api_management_api_policy" "p" {\n  api_management_name = "contoso"\n  api_name = "orders"\n  xml_content = ${use}\n}\n`,
});
const bicep = (names: string, use: string): Files => ({
  'main.bicep': `${names}\nresource p 'Microsoft.ApiManagement/service/apis/policies@2021-08-01' = {\n  name: 'contoso/orders/policy'\n  properties: { format: 'rawxml', value: ${use} }\n}\n`,
});
const arm = (variables: Files, use: string): Files => ({
  'template.json': JSON.stringify(
    {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      variables,
      resources: [
        {
          type: 'Microsoft.ApiManagement/service/apis/policies',
          apiVersion: '2021-08-01',
          name: 'contoso/orders/policy',
          properties: { value: use },
        },
      ],
    },
    null,
    1,
  ),
});

const chains: readonly (readonly [name: string, files: (app: string, last: number) => Files])[] = [
  [
    'locals of Terraform',
    (app, last) =>
      terraform(
        `locals {\n  l0 = "${quoted(text(app))}"\n${links((at) => `  l${at} = replace(local.l${at - 1}, "x", "y")`, last)}\n}`,
        `local.l${last}`,
      ),
  ],
  [
    'loops and templates of Terraform',
    (app, last) =>
      terraform(
        `locals {\n  l0 = "${quoted(text(app))}"\n${links((at) => `  l${at} = [for k, v in { a = true ? "\${local.l${at - 1}}" : "x" } : (v)][0]`, last)}\n}`,
        `local.l${last}`,
      ),
  ],
  [
    'variables of Bicep',
    (app, last) => bicep(`var v0 = '${text(app)}'\n${links((at) => `var v${at} = replace(v${at - 1}, '~', '-')`, last)}`, `v${last}`),
  ],
  [
    'lambdas of Bicep',
    (app, last) =>
      bicep(`var v0 = '${text(app)}'\n${links((at) => `var v${at} = first(map([true ? '\${v${at - 1}}' : 'x'], x => x))`, last)}`, `v${last}`),
  ],
  [
    'variables of ARM',
    (app, last) =>
      arm(
        Object.fromEntries([
          ['v0', text(app)],
          ...Array.from({ length: last }, (_, at) => [`v${at + 1}`, `[replace(variables('v${at}'), '~', '-')]`] as const),
        ]),
        `[variables('v${last}')]`,
      ),
  ],
];

describe.each(chains)('a chain of %s', (_name, files) => {
  test('that is short is worked out', async () => {
    const { findings } = await review(files('app', 20), files('www', 20));
    expect(findings.map(({ says }) => says.code)).toContain('access-narrowed');
    expect(JSON.stringify(findings.map(({ says }) => says))).toContain('https://app.contoso.com');
  });

  test('that is long is an error, and nothing counts as proven', async () => {
    const { conclusion, provenUnchanged, findings } = await review(files('app', long), files('www', long));
    expect([conclusion, provenUnchanged]).toEqual(['fail', false]);
    expect(findings.map(({ says }) => JSON.stringify(says)).filter((says) => says.includes('code-too-deep'))).not.toEqual([]);
  });
});
