import { readDeployments } from '../../../src/layouts/bicep/bicep-commands.js';
import { review, xml, type Files } from '../moved.js';

jest.setTimeout(60_000);

/** Values that pipelines and scripts give to parameters of Bicep: the code's own are evaluated, and another one of theirs is told. */

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

describe('a value that a pipeline gives to a parameter is told where it is another one', () => {
  const saying = (one: string): Files => ({
    ...infra,
    'infra/main.bicep': (infra['infra/main.bicep'] ?? '').replace('https://default.contoso.com', one),
  });
  const told = async (base: Files, head: Files): Promise<readonly string[]> =>
    (await review(base, head)).findings.flatMap(({ rule, severity, status }) => (status === 'new' ? [`${severity} ${rule}`] : []));

  test.each(cases)('%s', async (_what, path, pipeline) => {
    const state = (origin: string): Files => ({ ...infra, [path]: pipeline(origin) });
    for (const [base, head] of [
      [state(a), state(b)],
      [infra, state(b)],
      [state(a), infra],
      [state(a), state('*')],
    ] as const) {
      expect(await told(base, head)).toEqual(['warning not-understood']);
      expect((await review(base, head)).provenUnchanged).toBe(false);
    }
    expect(await told(state(a), { ...state(a), [path]: `${pipeline(a)}\n` })).toEqual([]);
    // What the code says opens as it does without any pipeline.
    const plain = await told(infra, saying('*'));
    expect(plain).toContain('warning access-widened');
    expect(await told(state(a), { ...saying('*'), [path]: pipeline(a) })).toEqual(plain);
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
    expect(await told(state(a), state(b))).toEqual(['warning not-understood']);
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
  expect(readDeployments(text.repeat(3))).toHaveLength(3);
});
