import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hosts, type Files } from './hosts.js';

/** A policy that a command writes: whatever decides what it writes is told when it changes. */

const plain = policy(['<base />']);
const own = policy(cors({ origins: ['https://app.contoso.com'] }));
const open = policy(cors({ origins: ['*'], attributes: ' allow-credentials="true"' }));
const put = 'az rest --method put --uri https://management.azure.com/x/providers/Microsoft.ApiManagement/service/contoso/policies/policy';

interface Told {
  readonly said: readonly string[];
  readonly quiet: boolean;
}

async function told(base: Files, head: Files): Promise<Told> {
  const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });
  const summary = jobSummary(made);
  const quiet = made.provenUnchanged || /Nothing changes for anybody|No file of an API Management service is touched/.test(summary);
  return { said: made.findings.filter(({ status }) => status === 'new').map(({ severity, rule }) => `${severity} ${rule}`), quiet };
}

const error: Told = { said: ['error not-understood'], quiet: false };
const warning: Told = { said: ['warning not-understood'], quiet: false };

const run = (text: string, type = 'null_resource'): string =>
  `resource "${type}" "x" {\n  provisioner "local-exec" {\n    command = <<SH\n${text}\nSH\n  }\n}\n`;
const runs = (value: string, more = ''): string =>
  `resource "null_resource" "x" {\n  provisioner "local-exec" {\n    command = ${value}\n  }\n}\n${more}`;
const lists = 'import azure.mgmt.apimanagement\nfor p in os.listdir(sys.argv[1]): put(policy)\n';

/** Code that runs something, files beside it, and which file another one, or another text, takes the place of. */
type Case = readonly [fact: string, code: string, files: Files, changed: Files, says?: Told];

const cases: readonly Case[] = [
  ['the body of a request', run(`${put} --body @x.json`), { 'x.json': 'a' }, { 'x.json': 'b' }],
  ['the body of a request that a script sends', run('sh ./do.sh'), { 'do.sh': `${put} --body @x.json`, 'x.json': 'a' }, { 'x.json': 'b' }],
  ['a script that a script runs', run('bash do.sh'), { 'do.sh': 'bash lib/b.sh', 'lib/b.sh': `${put} -b a` }, { 'lib/b.sh': `${put} -b b` }],
  ['one beside the script', run('sh s/do.sh'), { 's/do.sh': 'sh ./b.sh', 's/b.sh': `${put} -b a` }, { 's/b.sh': `${put} -b b` }],
  ['one by the folder of the script', run('sh s/do.sh'), { 's/do.sh': '"$DIR/b.sh"', 's/b.sh': `${put} -b a` }, { 's/b.sh': `${put} -b b` }],
  ['one of another shell', run('pwsh s\\do.ps1'), { 's/do.ps1': '& $PSScriptRoot\\b.ps1', 's/b.ps1': `${put} -b a` }, { 's/b.ps1': `${put} -b b` }],
  ['a policy that a script deploys', run('python up.py p.xml'), { 'up.py': 'send()', 'p.xml': own }, { 'p.xml': open }],
  ['policies in a folder', run('python up.py pol'), { 'up.py': lists, 'pol/x.xml': own }, { 'pol/x.xml': open }],
  ['policies that a pattern finds', run('sh up.sh'), { 'up.sh': `for f in pol/*.xml; do ${put}; done`, 'pol/x.xml': own }, { 'pol/x.xml': open }],
  ['all in a folder', run('sh up.sh'), { 'up.sh': `for f in pol/*; do ${put}; done`, 'pol/x.xml': own }, { 'pol/x.xml': open }],
  [
    'a template of a script',
    runs('templatefile("${path.module}/do.tftpl", { a = "b" })'),
    { 'do.tftpl': `${put} -b a` },
    { 'do.tftpl': `${put} -b b` },
  ],
  [
    'a template that a local value names',
    runs('local.c', 'locals {\n  c = local.d\n  d = templatefile("do.sh.tpl", {})\n}\n'),
    { 'do.sh.tpl': `${put} -b a` },
    { 'do.sh.tpl': `${put} -b b` },
  ],
  [
    'a file that data names',
    runs('data.local_file.c.content', 'data "local_file" "c" {\n  filename = "do.sh"\n}\n'),
    { 'do.sh': `${put} -b a` },
    { 'do.sh': `${put} -b b` },
  ],
  ['a file in what is handed to the command', runs(`"${put}"\n    environment = { BODY = file("b.json") }`), { 'b.json': 'a' }, { 'b.json': 'b' }],
  ['a request to anything', run('az rest --method put --uri "$URL" --body @x.json'), { 'x.json': 'a' }, { 'x.json': 'b' }, warning],
  [
    'the default of a variable',
    runs('var.c'),
    { 'v.tf': 'variable "c" {\n  default = "echo"\n}\n' },
    { 'v.tf': `variable "c" {\n  default = "${put}"\n}\n` },
  ],
  ['the value of a variable', runs('var.c', 'variable "c" {}\n'), { 'terraform.tfvars': 'c = "echo"\n' }, { 'terraform.tfvars': `c = "${put}"\n` }],
  [
    'the argument of a module',
    'module "m" {\n  source = "./m"\n  c = local.c\n}\n',
    { 'm/main.tf': runs('var.c', 'variable "c" {}\n'), 'l.tf': 'locals {\n  c = "echo"\n}\n' },
    { 'l.tf': `locals {\n  c = "${put}"\n}\n` },
  ],
];

const kept = hosts.find(({ name }) => name === 'Terraform')?.files({ global: plain, api: own, operation: plain }) ?? {};

describe('Terraform', () => {
  test.each(cases.map(([fact, ...rest]) => [fact, rest] as const))('%s', async (_fact, [code, files, changed, says = error]) => {
    const alone = { 'z.tf': code, ...files };
    expect(await told({ ...kept, ...alone }, { ...kept, ...alone, ...changed })).toEqual(says);
    // Below a folder, beside nothing that deploys an API.
    const below = (all: Files): Files => Object.fromEntries(Object.entries(all).map(([path, text]) => [`deep/infra/${path}`, text]));
    const { said, quiet } = await told(below(alone), below({ ...alone, ...changed }));
    expect([said.includes(says.said[0] ?? ''), quiet]).toEqual([true, false]);
    expect((await told({}, below({ ...alone, ...changed }))).quiet).toBe(false);
  });

  test('what a command does that reaches nothing of API Management is others’ business', async () => {
    const base = { 'main.tf': run('kubectl apply -f x.yaml'), 'x.yaml': 'a: 1\n' };
    const none = { said: [], quiet: true };
    expect(await told(base, { ...base, 'x.yaml': 'a: 2\n' })).toEqual(none);
    expect(
      (
        await told(
          { ...kept, ...base, 'main.tf': `${kept['main.tf'] ?? ''}${base['main.tf']}` },
          {
            ...kept,
            ...base,
            'main.tf': `${kept['main.tf'] ?? ''}${base['main.tf']}`,
            'x.yaml': 'a: 2\n',
          },
        )
      ).said,
    ).toEqual([]);
  });

  test('a specification that a command sends: what stands at a path in it is no file that the command names', async () => {
    const code = run(
      `az rest --method get --url https://x/providers/Microsoft.ApiManagement/service/contoso/apis/a?x=$(cat api/a/v1/open-api.yml.tpl)`,
    );
    const specified = 'openapi: 3.0.3\npaths:\n  /things/{id}/v1/open-api.yml.tpl:\n    get: {}\n  "api/{x}/open-api.yml.tpl": {}\n';
    const base = { ...kept, 'z.tf': code, 'api/a/v1/open-api.yml.tpl': specified, 'api/b/v1/open-api.yml.tpl': 'openapi: 3.0.3\n' };
    expect((await told(base, { ...base, 'api/b/v1/open-api.yml.tpl': 'openapi: 3.0.1\n' })).said).toEqual([]);
    expect((await told(base, { ...base, 'api/a/v1/open-api.yml.tpl': `${specified}#` })).said).toEqual(['warning not-understood']);
  });

  test('a test that runs again where a policy changes that is reviewed anyway', async () => {
    const files = hosts.find(({ name }) => name === 'Terraform with files')?.files({ global: plain, api: own, operation: plain }) ?? {};
    const code =
      'resource "null_resource" "x" {\n  triggers = { p = filesha256("p/api.xml") }\n  provisioner "local-exec" {\n    command = "curl https://a"\n  }\n}\n';
    const base = { ...files, 'z.tf': code };
    expect((await told(base, { ...base, 'p/api.xml': own.replace('<inbound>', '<inbound><!-- a -->') })).said).toEqual([]);
  });

  test.each(['null_resource', 'terraform_data'])('a root that holds a command alone: %s', async (type) => {
    const base = { 'infra/main.tf': run(`${put} -b a`, type) };
    expect(await told({}, base)).toEqual(error);
    expect(await told(base, { 'infra/main.tf': run(`${put} -b b`, type) })).toEqual(error);
    expect((await told(base, { ...base, 'infra/more.tf': 'locals {\n  a = 1\n}\n' })).said).toEqual([]);
  });

  test('a policy beside it has no scope, and is told', async () => {
    const base = { 'main.tf': run(put), 'pol/x.xml': own };
    expect((await told(base, { ...base, 'pol/x.xml': open })).said).toContain('error policy-without-scope');
  });
});

const script = (text: string, more = ''): string =>
  `resource s 'Microsoft.Resources/deploymentScripts@2023-08-01' = {\n  name: 's'\n  kind: 'AzureCLI'\n  properties: {\n    azCliVersion: '2.0'\n    retentionInterval: 'P1D'\n    scriptContent: ${text}\n  }\n}\n${more}`;

test.each<readonly [fact: string, code: string, files: Files, changed: Files]>([
  ['a script that is loaded', script("loadTextContent('s.sh')"), { 's.sh': `${put} -b a` }, { 's.sh': `${put} -b b` }],
  ['one that a variable loads', script('c', "var c = d\nvar d = loadTextContent('s.sh')\n"), { 's.sh': `${put} -b a` }, { 's.sh': `${put} -b b` }],
  [
    'a body that is handed to it',
    script(`'${put}'\n    environmentVariables: [{ name: 'B', value: body }]`, "var body = loadTextContent('b.json')\n"),
    { 'b.json': 'a' },
    { 'b.json': 'b' },
  ],
])('Bicep, with nothing else to deploy: %s', async (_fact, code, files, changed) => {
  const base = { 'infra/main.bicep': code, ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`infra/${path}`, text])) };
  const head = { ...base, ...Object.fromEntries(Object.entries(changed).map(([path, text]) => [`infra/${path}`, text])) };
  expect(await told({}, base)).toEqual(error);
  expect(await told(base, head)).toEqual(error);
});

test('a template, with nothing else to deploy', async () => {
  const template = (text: string): Files => ({
    'main.json': JSON.stringify({
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      resources: [{ type: 'Microsoft.Resources/deploymentScripts', apiVersion: '2020-10-01', name: 'x', properties: { scriptContent: text } }],
    }),
  });
  expect(await told({}, template(put))).toEqual(error);
  expect(await told(template(put), template(`${put}\n--body b`))).toEqual(error);
});
