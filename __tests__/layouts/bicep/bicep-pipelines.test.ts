import { readDeployments } from '../../../src/layouts/bicep/bicep-commands.js';
import { review, xml, type Files } from '../moved.js';

jest.setTimeout(60_000);

/** Values that pipelines and scripts give to parameters of Bicep. */

const type = 'Microsoft.ApiManagement/service/apis';
const code = (more: string, value: string): string =>
  `${more}resource a '${type}@2022-08-01' = {\n  name: 'contoso/orders'\n  properties: { path: 'orders', displayName: 'orders' }\n}\n` +
  `resource o '${type}/operations@2022-08-01' = {\n  name: 'contoso/orders/get'\n  properties: { method: 'GET', urlTemplate: '/', displayName: 'get' }\n}\n` +
  `resource p '${type}/policies@2022-08-01' = {\n  name: 'contoso/orders/policy'\n  properties: { format: 'rawxml', value: ${value} }\n}\n`;
const infra: Files = {
  'infra/main.bicep': code("param origin string = 'https://default.contoso.com'\n", "replace(loadTextContent('p.xml'), 'X', origin)"),
  'infra/p.xml': xml('X'),
};
const a = 'https://a.contoso.com';
const b = 'https://b.example.com';
const workflow = (steps: string): string =>
  `name: deploy\non: push\njobs:\n  apply:\n    runs-on: ubuntu-latest\n    steps:\n${steps}      - run: echo done\n`;
const run = 'az deployment group create -g rg -f infra/main.bicep';

const cases: readonly (readonly [what: string, path: string, pipeline: (origin: string) => string])[] = [
  ['--parameters', '.github/workflows/d.yml', (o) => workflow(`      - run: ${run} --parameters name=x origin=${o}\n`)],
  ['-p in quotes', '.github/workflows/d.yml', (o) => workflow(`      - run: ${run} -p "origin=${o}"\n`)],
  ['a value in quotes', '.github/workflows/d.yml', (o) => workflow(`      - run: ${run} --parameters @infra/x.json origin='${o}'\n`)],
  [
    'several lines',
    '.github/workflows/d.yml',
    (o) => workflow(`      - run: |\n          ${run} \\\n            --parameters \\\n              origin="${o}"\n`),
  ],
  [
    'a step that deploys',
    '.github/workflows/d.yml',
    (o) =>
      workflow(
        `      - uses: azure/arm-deploy@v2\n        with:\n          template: ./infra/main.bicep\n          parameters: >-\n            name=x\n            origin=${o}\n`,
      ),
  ],
  [
    'a task that deploys',
    'azure-pipelines.yml',
    (o) =>
      `steps:\n- task: AzureResourceManagerTemplateDeployment@3\n  inputs:\n    csmFile: infra/main.bicep\n    overrideParameters: '-name x -origin ${o}'\n- script: echo\n`,
  ],
  ['PowerShell', 'deploy.ps1', (o) => `New-AzResourceGroupDeployment -ResourceGroupName rg -TemplateFile ./infra/main.bicep \`\n  -Origin '${o}'\n`],
  ['Make', 'Makefile', (o) => `deploy:\n\t${run} --parameters origin=${o}\n`],
];

describe('a value that a pipeline gives to a parameter is the value of it', () => {
  const proven = (one: string): Files => ({
    ...infra,
    'infra/main.bicep': (infra['infra/main.bicep'] ?? '').replace('https://default.contoso.com', one),
  });

  test.each(cases)('%s', async (_what, path, pipeline) => {
    const state = (origin: string): Files => ({ ...infra, [path]: pipeline(origin) });
    const found = await review(state(a), state(b));
    const plain = await review(proven(a), proven(b));
    const told = (one: typeof found): unknown => one.findings.map(({ rule, severity }) => [rule, severity]);
    expect(told(found)).toEqual(told(plain));
    expect(found.changes.flatMap(({ origins }) => origins.map(({ origin }) => origin))).toEqual([a, b]);
    expect((await review(state(a), state('*'))).findings.map(({ rule }) => rule)).toContain('wildcard-origin');
  });

  test('moved there from the default, nothing changes', async () => {
    const found = await review(proven(a), { ...infra, Makefile: cases.at(-1)?.[2](a) ?? '' });
    expect(found.changes).toEqual([]);
    expect(found.findings).toEqual([]);
  });

  test('one that is put together where it runs is another value where it is put together otherwise', async () => {
    const state = (name: string): Files => ({ ...infra, 'deploy.sh': `${run} --parameters origin=\${{ vars.${name} }}\n` });
    expect((await review(state('A'), state('A'))).changes).toEqual([]);
    const found = await review(state('A'), state('B'));
    expect(found.provenUnchanged).toBe(false);
    expect(found.findings.filter(({ severity }) => severity !== 'info')).not.toEqual([]);
  });

  test('of the environment whose file stands beside it', async () => {
    const params = (origin: string): string => `using 'main.bicep'\nparam origin = '${origin}'\n`;
    const files = { ...infra, 'infra/dev.bicepparam': params(a), 'infra/prod.bicepparam': params('https://prod.contoso.com') };
    const state = (origin: string): Files => ({
      ...files,
      'deploy.sh': `az deployment group create --parameters infra/prod.bicepparam --parameters origin=${origin}\naz deployment group create --parameters infra/dev.bicepparam\n`,
    });
    const found = await review(state(a), state(b));
    expect(found.changes.map(({ environments }) => environments)).toEqual(found.changes.map(() => ['prod']));
    expect(found.changes).not.toEqual([]);
    const other = (name: string): Files => ({ ...files, 'deploy.sh': `az deployment group create --parameters infra/${name}.bicepparam\n` });
    expect((await review(other('dev'), other('prod'))).findings.map(({ rule }) => rule)).toEqual(['not-understood']);
  });

  test('a command in a remark, or for another file, gives nothing', async () => {
    const state = (origin: string): Files => ({
      ...infra,
      'deploy.sh': `# ${run} --parameters origin=${origin}\naz deployment group create -f other/main2.bicep --parameters origin=${origin}\n`,
    });
    expect((await review(state(a), state(b))).findings).toEqual([]);
  });
});

test('long and broken scripts are read in no time that grows with their square', () => {
  const text = `${run} -p "${'x '.repeat(90_000)}`;
  expect(readDeployments(text)).toHaveLength(1);
  expect(readDeployments(`${run} ${'--parameters a=b \\\n'.repeat(9_000)}`)[0]?.values.length).toBeGreaterThan(100);
  expect(readDeployments(text.repeat(3))).toEqual([]);
});
