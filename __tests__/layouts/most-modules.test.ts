import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { resource, template } from './arm/templates.js';

/** More modules than are opened: what lies beyond is told where it stands, and proves nothing. */

jest.setTimeout(120_000);

type Files = Readonly<Record<string, string>>;

const text = (origin: string): string => policy(cors({ origins: [origin], attributes: ' allow-credentials="true"' })).replace(/\n\s*/g, '');

/** Calls of a module that deploys nothing, and behind them the call of one that deploys the policy of the API. */
const languages: readonly (readonly [language: string, most: number, file: string, files: (calls: number, origin: string) => Files])[] = [
  [
    'Terraform',
    2000,
    'main.tf',
    (calls, origin) => ({
      'main.tf': `module "a" {\n  count = ${String(calls)}\n  source = "./a"\n}\nmodule "z" {\n  source = "./z"\n}\n`,
      'a/main.tf': 'variable "x" {\n  default = "x"\n}\n',
      'z/main.tf':
        'resource "azurerm_api_management_api_policy" "p" {\n  api_management_name = "contoso"\n  api_name = "orders"\n  xml_content = file("${path.module}/p.xml")\n}\n',
      'z/p.xml': text(origin),
    }),
  ],
  [
    'Bicep',
    2000,
    'main.bicep',
    (calls, origin) => ({
      'main.bicep': `module a 'a.bicep' = [for i in range(0, ${String(calls)}): {\n  name: 'a\${i}'\n}]\nmodule z 'z.bicep' = {\n  name: 'z'\n}\n`,
      'a.bicep': "param x string = 'x'\n",
      'z.bicep':
        "resource p 'Microsoft.ApiManagement/service/apis/policies@2022-08-01' = {\n  name: 'contoso/orders/policy'\n  properties: {\n    format: 'rawxml'\n    value: loadTextContent('p.xml')\n  }\n}\n",
      'p.xml': text(origin),
    }),
  ],
  [
    'ARM',
    800,
    'main.json',
    (calls, origin) => {
      const deployment = (name: string, resources: readonly unknown[]): object => ({
        type: 'Microsoft.Resources/deployments',
        apiVersion: '2022-09-01',
        name,
        properties: { mode: 'Incremental', template: { resources } },
      });
      const own = resource('apis/policies', 'contoso/orders/policy', { format: 'rawxml', value: text(origin) });
      const others = Array.from({ length: calls }, (_, at) => deployment(`a${String(at)}`, []));
      return { 'main.json': template([...others, deployment('z', [own])]) };
    },
  ],
];

const app = 'https://app.contoso.com';
const review = async (
  base: Files,
  head: Files,
): Promise<{ readonly said: readonly string[]; readonly verdict: string; readonly proven: boolean }> => {
  const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });
  return {
    said: made.findings.filter(({ status }) => status === 'new').map(({ severity, rule, path }) => `${severity} ${rule} ${path}`),
    verdict: made.conclusion,
    proven: made.provenUnchanged || jobSummary(made).includes('Nothing changes for anybody'),
  };
};

describe.each(languages)('%s', (_language, most, file, files) => {
  test('as many as are opened are worked through', async () => {
    const { said, verdict } = await review(files(most - 1, app), files(most - 1, '*'));
    expect([said.filter((one) => one.startsWith('error wildcard-origin')).length, verdict]).toEqual([1, 'fail']);
  });

  test('what opens beyond them does not pass', async () => {
    const { said, verdict, proven } = await review(files(most - 1, app), files(most, '*'));
    expect([verdict, proven]).toEqual(['fail', false]);
    expect(said).toContain(`warning unreadable-metadata ${file}`);
    expect(said.filter((one) => one.startsWith('error policy-without-scope'))).toHaveLength(1);
  });

  test('where base has as many, nothing is said to be proven', async () => {
    const { proven } = await review(files(most + 1, app), files(most + 1, '*'));
    expect(proven).toBe(false);
  });
});
