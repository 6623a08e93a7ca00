import { verdictOf } from '../../src/report/verdict.js';
import { review, xml, type Files } from './moved.js';

jest.setTimeout(60_000);

/** Values that pipelines, scripts and Makefiles give to variables of Terraform: the code's own are evaluated, and another one of theirs is told. */

const on = '  api_management_name = "contoso"\n  resource_group_name = "rg"\n';
const code = (variable: string, template: string): string =>
  `${variable}resource "azurerm_api_management_api" "a" {\n  name = "orders"\n${on}  path = "orders"\n}\n` +
  `resource "azurerm_api_management_api_operation" "a" {\n  operation_id = "get"\n  api_name = "orders"\n${on}  method = "GET"\n  url_template = "/"\n}\n` +
  `resource "azurerm_api_management_api_policy" "p" {\n  api_name = "orders"\n${on}  xml_content = templatefile("\${path.module}/p.xml.tpl", ${template})\n}\n`;
const text = 'variable "origin" {\n  type = string\n}\n';
const withDefault = text.replace('}', '  default = "https://default.contoso.com"\n}');
const list = 'variable "origins" {\n  type = list(string)\n  default = ["https://default.contoso.com"]\n}\n';
const single: Files = { 'infra/main.tf': code(text, '{ origin = var.origin }'), 'infra/p.xml.tpl': xml('${origin}') };
const open: Files = { ...single, 'infra/main.tf': code(withDefault.replace('https://default.contoso.com', '*'), '{ origin = var.origin }') };
const set: Files = { ...single, 'infra/main.tf': code(withDefault, '{ origin = var.origin }') };
const several: Files = {
  'infra/main.tf': code(list, '{ origins = var.origins }'),
  'infra/p.xml.tpl': xml('X').replace(/ *<origin>X.*\n/, '%{ for one in origins ~}\n        <origin>${one}</origin>\n%{ endfor ~}\n'),
};
const workflow = (lines: string): string => `name: deploy\non: push\njobs:\n  apply:\n    runs-on: ubuntu-latest\n${lines}`;
const step = (run: string): string => workflow(`    steps:\n      - run: ${run}\n`);

type Case = readonly [what: string, files: Files, path: string, pipeline: (origin: string) => string];

const a = 'https://a.contoso.com';
const b = 'https://b.example.com';

const cases: readonly Case[] = [
  [
    'env of a job',
    single,
    '.github/workflows/deploy.yml',
    (o) => workflow(`    env:\n      TF_VAR_origin: ${o}\n    steps:\n      - run: terraform apply\n`),
  ],
  ['env in quotes', single, '.github/workflows/deploy.yml', (o) => workflow(`    env:\n      TF_VAR_origin: '${o}' # ours\n`)],
  ['env of the workflow', single, '.github/workflows/deploy.yaml', (o) => `env:\n  TF_VAR_origin: "${o}"\n${step('terraform apply')}`],
  [
    'env of a step, in one line',
    single,
    '.github/workflows/deploy.yml',
    (o) => workflow(`    steps:\n      - run: terraform apply\n        env: { A: 1, TF_VAR_origin: "${o}" }\n`),
  ],
  ['a list in env', several, '.github/workflows/deploy.yml', (o) => workflow(`    env:\n      TF_VAR_origins: '["${o}"]'\n`)],
  [
    'a list in a block',
    several,
    '.github/workflows/deploy.yml',
    (o) => workflow(`    env:\n      TF_VAR_origins: >-\n        [\n          "${o}"\n        ]\n      OTHER: 1\n`),
  ],
  ['-var=', single, '.github/workflows/deploy.yml', (o) => step(`terraform apply -auto-approve -var=origin=${o}`)],
  ['-var in quotes', single, '.github/workflows/deploy.yml', (o) => step(`terraform apply -var 'origin=${o}' -var "other=1"`)],
  ['-var="…"', single, '.github/workflows/deploy.yml', (o) => step(`terraform apply -var="origin=${o}"`)],
  ['-var of a list', several, '.github/workflows/deploy.yml', (o) => step(`terraform apply -var='origins=["${o}"]'`)],
  ['-var of a list with escapes', several, '.github/workflows/deploy.yml', (o) => step(`terraform apply -var "origins=[\\"${o}\\"]"`)],
  [
    'run of several lines',
    single,
    '.github/workflows/deploy.yml',
    (o) => step(`|\n          terraform init\n          terraform apply \\\n            -var="origin=${o}" \\\n            -input=false`),
  ],
  ['export in run', single, '.github/workflows/deploy.yml', (o) => step(`|\n          export TF_VAR_origin=${o}\n          terraform apply`)],
  ['the file of the environment', single, '.github/workflows/deploy.yml', (o) => step(`echo "TF_VAR_origin=${o}" >> "$GITHUB_ENV"`)],
  [
    'variables of Azure Pipelines',
    single,
    'azure-pipelines.yml',
    (o) => `variables:\n  - name: TF_VAR_origin\n    value: ${o}\nsteps:\n  - script: terraform apply\n`,
  ],
  [
    'options of a task',
    single,
    '.azure-pipelines/apply.yml',
    (o) => `steps:\n  - task: TerraformTaskV4@4\n    inputs:\n      commandOptions: '-var="origin=${o}" -lock=true'\n`,
  ],
  ['a Makefile', single, 'Makefile', (o) => `export TF_VAR_origin := ${o}\n\napply:\n\tterraform apply\n`],
  ['a command of a Makefile', single, 'Makefile', (o) => `apply:\n\tterraform -chdir=infra apply -var origin=${o}\n`],
  ['a script', single, 'scripts/deploy.sh', (o) => `#!/bin/sh\nTF_VAR_origin="${o}" terraform apply\n`],
  ['a script of PowerShell', single, 'deploy.ps1', (o) => `$env:TF_VAR_origin = "${o}"\nterraform apply\n`],
  ['GitLab', single, '.gitlab-ci.yml', (o) => `variables:\n  TF_VAR_origin: ${o}\n`],
];

/** The kinds of changes, each with its environments; the rules and severities of what is new; what is said first. */
async function told(base: Files, head: Files): Promise<{ changes: unknown; findings: readonly string[]; says: string }> {
  const result = await review(base, head);
  return {
    changes: result.changes.map(({ kind, environments }) => [kind, environments]),
    findings: result.findings.flatMap(({ status, rule, severity, path }) => (status === 'new' ? [`${severity} ${rule} ${path}`] : [])),
    says: verdictOf(result).sentences.join(' '),
  };
}

const jobs = (of: Readonly<Record<string, string>>, more = ''): string =>
  `on: push\n${more}jobs:\n${Object.entries(of)
    .map(([name, lines]) => `  ${name}:\n    runs-on: ubuntu-latest\n${lines.replace(/^(?=.)/gm, '    ')}`)
    .join('')}`;
const env = (origin: string): string => `env:\n  TF_VAR_origin: ${origin}\n`;
const deploy = '.github/workflows/deploy.yml';

describe('another value is told wherever it is written', () => {
  test.each(cases)('%s', async (_, files, path, pipeline) => {
    for (const own of [files, ...(files === single ? [set, open] : [])]) {
      const base = { ...own, [path]: pipeline(a) };
      const found = await told(base, { ...base, [path]: pipeline(b) });
      expect(found.findings.filter((one) => one.startsWith('warning'))).toHaveLength(1);
      expect(found.says).not.toMatch(/Nothing changes for anybody|No file of an API Management service is touched/);
      // One that comes or goes is another one as well.
      if (own !== files)
        for (const [one, other] of [
          [own, base],
          [base, own],
        ] as const)
          expect((await told(one, other)).findings).toEqual([expect.stringMatching(/^warning not-understood /)]);
      // What else a pipeline says changes nothing.
      const other = await told(base, { ...base, [path]: `${pipeline(a)}\n# ours\n` });
      expect(other).toEqual({ changes: [], findings: [], says: expect.stringContaining('Nothing changes for anybody') });
    }
  });
});

describe('a value of a pipeline takes no proof for what the code says', () => {
  const dummy = `env:\n  TF_VAR_origin: https://default.contoso.com\n`;
  test.each<[string, Files]>([
    ['a step that validates', { '.github/workflows/lint.yml': jobs({ lint: `${dummy}steps:\n  - run: terraform validate\n` }) }],
    ['a plan', { '.github/workflows/plan.yml': step('terraform plan -var origin=https://default.contoso.com') }],
    ['an apply', { '.github/workflows/apply.yml': step('terraform apply -var origin=https://default.contoso.com') }],
    ['one job of two', { [deploy]: jobs({ one: `${dummy}steps:\n  - run: terraform apply\n`, two: 'steps:\n  - run: terraform apply\n' }) }],
    ['a job that never runs', { [deploy]: jobs({ one: `if: false\n${dummy}steps:\n  - run: terraform apply\n` }) }],
    ['a script that tests', { 'scripts/test.sh': 'terraform test -var origin=https://default.contoso.com\n' }],
    ['an example of settings', { '.env.example': 'TF_VAR_origin=https://default.contoso.com\n' }],
    ['settings', { '.env': 'TF_VAR_origin=https://default.contoso.com\n' }],
  ])('%s', async (_, files) => {
    const opening = [expect.stringMatching(/^warning access-widened /), expect.stringMatching(/^warning wildcard-origin /)];
    const plain = await told(set, open);
    expect(plain.findings).toEqual(opening);
    // There before, and with the change.
    for (const base of [set, { ...set, ...files }]) {
      const found = await told(base, { ...open, ...files });
      expect(found.changes).toEqual(plain.changes);
      expect(found.findings.filter((one) => !one.includes('not-understood'))).toEqual(opening);
    }
    const values = (origin: string): Files => ({ ...set, ...files, 'infra/prod.tfvars': `origin = "${origin}"\n` });
    expect((await told(values(a), values('*'))).findings).toContainEqual(expect.stringMatching(/^warning access-widened /));
  });

  test.each<[string, string, string]>([
    ['in a remark behind the command', `terraform apply -var origin=${a}\n`, `terraform apply # -var origin=${a}\n`],
    ['taken back', `export TF_VAR_origin=${a}\nterraform apply\n`, `export TF_VAR_origin=${a}\nunset TF_VAR_origin\nterraform apply\n`],
    ['set too late', `export TF_VAR_origin=${a}\nterraform apply\n`, `terraform apply\nexport TF_VAR_origin=${a}\n`],
    [
      'of another folder',
      `terraform -chdir=infra apply -var origin=${a}\n`,
      `terraform -chdir=other apply -var origin=${a}\nterraform -chdir=infra apply\n`,
    ],
  ])('no more, for it is %s', async (_, before, after) => {
    expect((await told({ ...open, 'deploy.sh': before }, { ...open, 'deploy.sh': after })).findings).toEqual(['warning not-understood deploy.sh']);
  });

  test.each<[string, (origin: string) => string]>([
    [
      'a matrix',
      (o) =>
        workflow(`    strategy:\n      matrix:\n        web: ["${o}"]\n    steps:\n      - run: terraform apply -var origin=\${{ matrix.web }}\n`),
    ],
    ['a variable of the shell', (o) => step(`|\n          WEB=${o}\n          terraform apply -var "origin=$WEB"`)],
    ['a variable of the pipeline', (o) => `variables:\n  web: ${o}\nsteps:\n  - script: terraform apply -var origin=$(web)\n`],
  ])('put together of %s in the same file', async (_, pipeline) => {
    for (const own of [single, set]) {
      const found = await told({ ...own, [deploy]: pipeline(a) }, { ...own, [deploy]: pipeline('*') });
      expect(found.findings.filter((one) => one.startsWith('warning'))).not.toEqual([]);
      expect(found.says).not.toMatch(/Nothing changes for anybody|No file of an API Management service is touched/);
    }
  });

  test('what decides nothing of browsers is not told', async () => {
    const of = (sku: string): Files => ({
      ...set,
      'infra/v.tf': 'variable "sku" {\n  default = "Developer_1"\n}\n',
      [deploy]: step(`terraform apply -var sku=${sku}`),
    });
    expect((await told(of('Basic_1'), of('Premium_1'))).findings).toEqual([]);
  });

  test('no pipeline makes an environment', async () => {
    const { findings } = await review(
      { ...set, [deploy]: jobs({ 'deploy-dev': env(a), 'deploy-prod': env(b) }) },
      { ...open, [deploy]: jobs({ 'deploy-dev': env(a), 'deploy-prod': env(b) }) },
    );
    expect(findings.some(({ environments }) => environments !== null)).toBe(false);
  });
});

describe('what pipelines put together', () => {
  test.each<[string, string, string]>([
    ['another secret', '${{ secrets.ORIGIN }}', '${{ secrets.OTHER }}'],
    ['a secret in place of a value', a, '${{ secrets.ORIGIN }}'],
    ['another variable of the pipeline', '$(origin)', '$(other)'],
  ])('%s is told', async (_, before, after) => {
    const of = (value: string): Files => ({ ...single, [deploy]: jobs({ apply: env(value) }) });
    const { changes, says } = await told(of(before), of(after));
    expect(changes).not.toEqual([]);
    expect(says).not.toMatch(/Nothing changes for anybody|No file of an API Management service is touched/);
    expect((await told(of(after), of(after).valueOf() as Files)).changes).toEqual([]);
  });

  test('the same written anew is no change', async () => {
    const of = (value: string, name: string): Files => ({ ...single, [name]: jobs({ apply: env(value) }) });
    expect(await told(of('${{ secrets.ORIGIN }}', deploy), of('"${{ secrets.ORIGIN }}"', '.github/workflows/renamed.yml'))).toMatchObject({
      changes: [],
      findings: [],
    });
  });
});

describe('pipelines that are long', () => {
  const many = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('\n');

  test.each<[string, (origin: string) => string]>([
    ['a value behind 600 kB', (origin) => `${many(20_000, (index) => `: step number ${String(index)}`)}\nterraform apply -var origin=${origin}\n`],
    ['a value before 600 kB', (origin) => `terraform apply -var origin=${origin}\n${many(20_000, (index) => `: step number ${String(index)}`)}\n`],
    [
      'the last of ten thousand values',
      (origin) => `${many(10_000, () => `terraform apply -var origin=${a}`)}\nterraform apply -var origin=${origin}\n`,
    ],
    [
      'the value of the last of three thousand variables',
      (origin) => `terraform apply ${many(3_000, (index) => `-var v${String(index)}=1 \\`)}\n -var origin=${origin}\n`,
    ],
    [
      'one of a thousand lines',
      (origin) => `${many(1_000, (index) => `origin=${String(index)}`)}\norigin=${origin}\nterraform apply -var origin=$origin\n`,
    ],
  ])('%s is told', async (_, script) => {
    const of = (origin: string): Files => ({ ...single, 'deploy.sh': script(origin) });
    const { changes, says } = await told(of(a), of(b));
    expect(changes).not.toEqual([]);
    expect(says).not.toMatch(/Nothing changes for anybody|No file of an API Management service is touched/);
    expect((await told(of(a), of(a))).changes).toEqual([]);
  });

  test('one that is too long to be read is told where it differs', async () => {
    const of = (origin: string): Files => ({ ...single, 'deploy.sh': `${'# remark\n'.repeat(600_000)}terraform apply -var origin=${origin}\n` });
    expect((await told(of(a), of(b))).findings).toEqual(['error policy-without-scope deploy.sh']);
    expect((await told(of(a), of(a))).findings).toEqual([]);
  });
});

describe('values that count otherwise', () => {
  test('a pipeline of another root says nothing of this one', async () => {
    const files: Files = { ...single, 'other/main.tf': single['infra/main.tf'] ?? '', 'other/p.xml.tpl': xml('${origin}') };
    const of = (origin: string): Files => ({
      ...files,
      '.github/workflows/one.yml': workflow(
        `    defaults:\n      run:\n        working-directory: infra\n    env:\n      TF_VAR_origin: ${origin}\n`,
      ),
      '.github/workflows/two.yml': workflow(
        `    env:\n      TF_VAR_origin: https://other.contoso.com\n    steps:\n      - run: terraform -chdir=./other apply\n`,
      ),
    });
    const result = await review(of(a), of(b));
    expect(result.changes.map(({ kind, environments }) => [kind, environments])).toEqual([['unknown', null]]);
    expect(JSON.stringify(result.changes)).not.toContain('other.contoso.com');
  });

  test('remarks and what is named like it say nothing', async () => {
    const of = (origin: string): Files => ({
      ...single,
      [deploy]: jobs({ apply: `# TF_VAR_origin: ${origin}\nenv:\n  MY_TF_VAR_origin: ${origin}\n  TF_VAR_origins: ${origin}\n` }),
    });
    expect((await told(of(a), of(b))).changes).toEqual([]);
  });
});

describe('files of values that pipelines deploy with', () => {
  const files: Files = { ...single, 'infra/dev.tfvars': `origin = "${a}"\n`, 'infra/prod.tfvars': 'origin = "https://prod.contoso.com"\n' };
  const apply = (file: string): string => `steps:\n  - run: terraform -chdir=infra apply -var-file=${file}\n`;
  const before = { ...files, [deploy]: jobs({ dev: apply('dev.tfvars'), prod: apply('prod.tfvars') }) };

  test('another one in the place of one is told', async () => {
    const { findings, says } = await told(before, { ...files, [deploy]: jobs({ dev: apply('dev.tfvars'), prod: apply('dev.tfvars') }) });
    expect(findings).toEqual([`warning not-understood ${deploy}`]);
    expect(says).not.toMatch(/Nothing changes for anybody|No file of an API Management service is touched/);
  });

  test.each<[string, Files]>([
    ['the same under another name of the workflow', { ...files, '.github/workflows/renamed.yml': before[deploy] }],
    ['written in another way', { ...files, [deploy]: jobs({ dev: apply("'dev.tfvars'"), prod: apply('./prod.tfvars') }) }],
    ['and one more job', { ...before, '.github/workflows/plan.yml': jobs({ plan: apply('prod.tfvars') }) }],
    ['and one job less', { ...files, [deploy]: jobs({ prod: apply('prod.tfvars') }) }],
  ])('%s: nothing is told', async (_, head) => {
    expect(await told(before, head)).toMatchObject({ changes: [], findings: [] });
  });
});
