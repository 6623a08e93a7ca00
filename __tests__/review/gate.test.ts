import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseSettings } from '../../src/config/settings.js';
import { cors, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import { reportHtml } from '../../src/report/html.js';
import { jobSummary } from '../../src/report/markdown.js';
import { verdictOf } from '../../src/report/verdict.js';
import { reportText } from '../../src/report/text.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { openFolder } from '../../src/sources/folder.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';

type Files = Readonly<Record<string, string>>;

const settingsOf = (yaml: string) => ({ settings: parseSettings(yaml, '.github/apim-cors.yml'), today: '2026-01-01' });
const review = (base: Files, head: Files, yaml = ''): Promise<Review> =>
  reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), settingsOf(yaml));
const scan = (files: Files, yaml = ''): Promise<Review> => scanTree(memoryTree(files), settingsOf(yaml));
const alarms = ({ findings }: Review): readonly string[] =>
  findings.filter(({ rule }) => rule === 'policy-without-scope').map(({ path, line, status }) => `${status} ${path}:${line}`);

const own = cors({ origins: ['https://app.contoso.com'] });
const header = (action: string): string[] =>
  rest(within(`set-header name="Access-Control-Allow-Origin" exists-action="${action}"`, action === 'delete' ? [] : ['<value>*</value>']));
const plain = policy(['<base />']);
const included = (id: string): string => `<include-fragment fragment-id="${id}" />`;
const code = (text: string): string => `var text='''${text}'''\n`;
const fragment = (lines: readonly string[]): string => within('fragment', lines).join('\n');

describe('a changed policy without a scope that decides browser access is an error', () => {
  test.each<[fact: string, base: Files, head: Files, expected: readonly string[]]>([
    ['it is new', {}, { 'infra/orders.xml': policy(own) }, ['new infra/orders.xml:3']],
    ['a template of other code', {}, { 'tf/api.xml.tftpl': policy(own) }, ['new tf/api.xml.tftpl:3']],
    ['a fragment', {}, { 'infra/frag.xml': fragment(own) }, ['new infra/frag.xml:2']],
    ['the cors goes', { 'p.xml': policy(own) }, { 'p.xml': plain }, ['new p.xml:1']],
    ['a word beside the cors changes', { 'p.xml': policy(own) }, { 'p.xml': policy([...own, '<base />']) }, ['new p.xml:3']],
    ['a header is written by hand', { 'p.xml': plain }, { 'p.xml': policy(['<base />'], header('override')) }, ['new p.xml:9']],
    ['a header is deleted', { 'p.xml': plain }, { 'p.xml': policy(['<base />'], header('delete')) }, ['new p.xml:9']],
    ['the file goes', { 'p.xml': policy(own) }, {}, ['new p.xml:1']],
    ['the file moves', { 'a/p.xml': policy(own) }, { 'b/p.xml': policy(own) }, ['new a/p.xml:1', 'new b/p.xml:3']],
    ['it is a policy no more', { 'p.xml': policy(own) }, { 'p.xml': `x${policy(own)}` }, ['new p.xml:3']],
    ['it is broken', {}, { 'p.xml': policy(own).replace('</cors>', '') }, ['new p.xml:3']],
    [
      'its markers go, and it changes',
      repository({ 'apimartifacts/policy.xml': plain }),
      { 'apimartifacts/policy.xml': policy(own) },
      ['new apimartifacts/policy.xml:3'],
    ],
    ['it stands beside artifacts', repository({}), repository({ 'infra/p.xml': policy(own) }), ['new infra/p.xml:3']],
    ['its base goes', { 'p.xml': plain }, { 'p.xml': policy(['<trace source="a" />']) }, ['new p.xml:2']],
    ['one of its bases goes', { 'p.xml': policy(within('choose', within('otherwise', ['<base />']))) }, { 'p.xml': policy([]) }, ['new p.xml:2']],
    ['a fragment is included', { 'p.xml': plain }, { 'p.xml': policy(['<base />', included('web')]) }, ['new p.xml:4']],
    ['a new one includes a fragment', {}, { 'p.xml': policy(['<base />', included('web')]) }, ['new p.xml:4']],
    [
      'in a branch',
      { 'p.xml': plain },
      { 'p.xml': policy(['<base />', ...within('choose', within('otherwise', [included('web')]))]) },
      ['new p.xml:6'],
    ],
    ['in a fragment', { 'f.xml': fragment([]) }, { 'f.xml': fragment([included('web')]) }, ['new f.xml:2']],
    ['another fragment is included', { 'p.xml': policy([included('a')]) }, { 'p.xml': policy([included('web')]) }, ['new p.xml:3']],
    ['a fragment is included no more', { 'p.xml': policy(['<base />', included('web')]) }, { 'p.xml': plain }, ['new p.xml:2']],
    ['one that includes a fragment goes', { 'p.xml': policy([included('web')]) }, {}, ['new p.xml:1']],
    ['in code, its base goes', { 'm.bicep': code(plain) }, { 'm.bicep': code(policy([])) }, ['new m.bicep:1']],
    ['in code, a fragment is included', { 'm.bicep': code(plain) }, { 'm.bicep': code(policy(['<base />', included('web')])) }, ['new m.bicep:1']],
    ['in a cors inside another policy', {}, { 'p.xml': policy(within('choose', within('otherwise', own))) }, ['new p.xml:5']],
  ])('%s', async (_fact, base, head, expected) => {
    const made = await review(base, head);
    expect(alarms(made)).toEqual(expected);
    expect(made.conclusion).toBe('fail');
    expect(jobSummary(made)).not.toContain('is touched');
  });

  test.each<[fact: string, base: Files, head: Files, yaml: string]>([
    ['nothing in it decides browser access', { 'p.xml': plain }, { 'p.xml': policy(['<base />', '<trace source="a" />']) }, ''],
    [
      'what it joins stays',
      { 'p.xml': policy([included('web'), '<base />']) },
      { 'p.xml': policy(['<base />', '<trace source="a" />', included('web')]) },
      '',
    ],
    ['in code, it gets a base', { 'm.bicep': code(policy([included('web')])) }, { 'm.bicep': code(policy([included('web'), '<base />'])) }, ''],
    ['it gets a base', { 'p.xml': policy([]) }, { 'p.xml': plain }, ''],
    ['one with a base goes', { 'p.xml': plain }, {}, ''],
    ['a comment speaks of cors', {}, { 'p.xml': policy([`<!-- ${own.join('')} -->`, '<base />']) }, ''],
    ['the change does not touch it', { 'p.xml': policy(own) }, { 'p.xml': policy(own), 'README.md': 'x' }, ''],
    ['it is given a scope', {}, { 'p.xml': policy(own) }, 'scopes: [{ path: p.xml, scope: global }]'],
    ['it is another tool’s', {}, { 'p.xml': '<policies><cors /></policies>' }, ''],
  ])('no error: %s', async (_fact, base, head, yaml) => {
    expect(alarms(await review(base, head, yaml))).toEqual([]);
  });

  test.each<
    [fact: string, head: Readonly<Record<string, readonly string[]>>, base: Readonly<Record<string, readonly string[]>>, expected: readonly string[]]
  >([
    ['another file in the folder of an API', { 'a.xml': own }, {}, ['new apimartifacts/apis/orders/a.xml:3']],
    ['one that differs in case', { 'Policy.xml': own }, {}, ['new apimartifacts/apis/orders/Policy.xml:3']],
    ['one that was there, with other text', { 'a.xml': own }, { 'a.xml': ['<base />', '<trace />'] }, ['new apimartifacts/apis/orders/a.xml:3']],
    ['one that decides nothing', { 'a.xml': ['<base />'] }, {}, []],
  ])('beside the policy of its scope: %s', async (_fact, head, base, expected) => {
    const at = (files: Readonly<Record<string, readonly string[]>>): Files => ({
      ...repository({ 'apimartifacts/apis/orders/policy.xml': plain }),
      ...Object.fromEntries(Object.entries(files).map(([name, lines]) => [`apimartifacts/apis/orders/${name}`, policy(lines)])),
    });
    const made = await review(at(base), at(head));
    expect(alarms(made)).toEqual(expected);
    expect(made.provenUnchanged).toBe(false);
    expect(alarms(await scan(at(head)))).toEqual([]);
  });

  test('the configuration can lower it', async () => {
    const made = await review({}, { 'p.xml': policy(own) }, 'rules: { policy-without-scope: warning }');
    expect([made.conclusion, made.counts.warning]).toEqual(['pass', 1]);
    expect(jobSummary(made)).toContain('The policy that this change touches was not reviewed.');
  });

  test.each(['symlink', 'submodule'] as const)('what may be a policy and is a %s', async (kind) => {
    const base = memoryTree({});
    const tree = memoryTree({ 'policies/orders.xml': '' });
    const entries = new Map([...tree.entries].map(([path, entry]) => [path, { ...entry, kind }] as const));
    const made = await reviewTrees(base, { ...tree, entries }, settingsOf(''));
    expect(alarms(made)).toEqual(['new policies/orders.xml:1']);
    expect(made.coverage).toEqual({ changed: 1, reviewed: 0 });
  });

  test('what is kept in Git LFS', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n';
    expect(alarms(await review({}, { 'policies/a.xml': pointer, 'pictures/b.xml': pointer }))).toEqual(['new policies/a.xml:1']);
  });

  test('the finding has the entry to paste, and JSON has it in the list', async () => {
    const made = await review({}, { 'infra/orders-apiPolicy.xml': policy(own) });
    expect(made.unreviewed.map(({ entry }) => entry)).toEqual([{ path: 'infra/orders-apiPolicy.xml', scope: 'api', api: 'orders' }]);
    const [finding] = made.findings;
    expect(finding === undefined ? '' : messageOf(finding)).toContain('- { path: infra/orders-apiPolicy.xml, scope: api, api: orders }');
    expect(finding === undefined ? '' : messageOf(finding)).toContain(
      'The entry for it is a guess from the file’s name. Check scope and ids, and add it under scopes: in the configuration: - {',
    );
  });

  test.each<[fact: string, files: Files, yaml: string, pasted: string]>([
    ['with the finding', { 'infra/orders-apiPolicy.xml': policy(own) }, '', 'orders'],
    ['with the finding, of a policy that was there before', { 'infra/orders-apiPolicy.xml': policy(own) }, 'report-existing: true', 'orders'],
    ['in the list, where the rule is off', { 'infra/orders-apiPolicy.xml': policy(own) }, 'rules: { policy-without-scope: "off" }', 'orders'],
    ['in the list, where nothing in it decides browser access', { 'infra/orders-apiPolicy.xml': plain }, '', 'orders'],
    ['with the finding, by its path', { 'a/orders.xml': policy(own), 'b/orders.xml': plain }, '', 'orders'],
  ])('the entry is printed once: %s', async (_fact, files, yaml, pasted) => {
    const made = await scan(files, yaml);
    const path = Object.keys(files)[0] ?? '';
    for (const page of [
      reportText(made, { paint: (_style, text) => text, width: 10_000 }),
      jobSummary(made),
      reportHtml(made, { toolVersion: '0' }),
    ]) {
      expect(page.split(new RegExp(`path: ${path},? *(?:\\n *)?scope: api,? *(?:\\n *)?api: ${pasted}`)).length - 1).toBe(1);
    }
  });

  test('where a command alone deploys policies, the scan says what to do', async () => {
    const command =
      'resource "null_resource" "policies" {\n  provisioner "local-exec" {\n    command = "az apim api import --service-name contoso --path orders"\n  }\n}\n';
    const made = await scan({ 'main.tf': command });
    expect([made.conclusion, verdictOf(made).sentences.join(' ')]).toEqual([
      'fail',
      expect.stringMatching(
        /shows nothing\. Policies that commands deploy are not followed: keep each in an XML file, and name it under scopes in the configuration\.$/,
      ),
    ]);
  });

  test('the terminal says once why files have no scope, and lists entries to paste', async () => {
    const made = await scan({ 'a/one.xml': plain, 'a/two.xml': plain, 'b/three.xml': policy(own), 'b/four.xml': policy(own) });
    const page = reportText(made, { paint: (_style, text) => text, width: 10_000 });
    expect(page.slice(page.indexOf('Not reviewed'))).toBe(
      [
        'Not reviewed (4)',
        '  For each of these 2 files: which API or scope this policy belongs to cannot be told; name it under scopes',
        "      # a guess from the file's name: check scope and ids",
        ...['one', 'two'].flatMap((name) => [`      - path: a/${name}.xml`, '        scope: api', `        api: ${name}`]),
        '  For each of these 2 files: which API or scope this policy belongs to cannot be told; the finding has the entry for scopes',
        '      b/four.xml',
        '      b/three.xml',
        '',
        '2 errors. 0 operations evaluated. No policy was evaluated, so this scan shows nothing. None of the 4 policies found was reviewed.',
        'APIM CORS Review: fail',
        '',
      ].join('\n'),
    );
  });

  test.each<[path: string, message: string]>([
    [
      'infra/orders-apiPolicy.xml',
      'The entry for it is a guess from the file’s name. Check scope and ids, and add it under scopes: in the configuration: - {',
    ],
    [
      'apis/carts/inbound.xml',
      'The entry for it is a guess from the names of its folders. Check scope and ids, and add it under scopes: in the configuration: - {',
    ],
    [
      'policy.xml',
      'The entry for it is a guess with nothing to go by: neither the file’s name nor its folders tell. Check scope and ids, and add it under scopes: in the configuration: - {',
    ],
    [
      'b/orders.xml',
      'The entry for it is a guess from the file’s name. Another file may have the id that this one’s name gives, so the path stands for it. Check scope and ids, and add it under scopes: in the configuration: - {',
    ],
  ])('the finding says what the entry is guessed from: %s', async (path, message) => {
    const made = await scan({ 'a/orders.xml': plain, [path]: policy(own) });
    const finding = made.findings.find((one) => one.path === path && one.rule === 'policy-without-scope');
    expect(finding === undefined ? '' : messageOf(finding)).toContain(message);
  });
});

test('rules that need one document find the same in a policy without a scope', async () => {
  const origins = ['*', 'null', 'https://App.contoso.com/', 'app.contoso.com'];
  const lines = [...cors({ origins, methods: ['patch'] }), ...own, '<base />'];
  const wanted = ['duplicate-cors', 'invalid-origin', 'method-case', 'null-origin', 'origin-normalised', 'wildcard-origin'];
  for (const path of ['a.xml', 'infra/deep/b.xml.tpl']) {
    const made = await review({}, { [path]: policy(lines) });
    const found = new Set(made.findings.map(({ rule }) => rule));
    expect(wanted.filter((rule) => !found.has(rule))).toEqual([]);
    expect(made.findings.filter(({ targets, suggestions }) => targets.length + suggestions.length > 0)).toEqual([]);
    // Unchanged lines of a changed policy are base's.
    const again = await review({ [path]: policy(lines) }, { [path]: policy([...lines, '<trace source="a" />']) });
    expect(again.findings.filter(({ status }) => status === 'new').map(({ rule }) => rule)).toEqual(['policy-without-scope']);
  }
  expect((await review({}, { 'a.xml': policy(own).replace('</cors>', '') })).findings.map(({ rule }) => rule)).toContain('malformed-policy');
});

describe('coverage', () => {
  test.each<[fact: string, base: Files, head: Files, expected: Review['coverage']]>([
    [
      'all of it',
      repository({ 'apimartifacts/policy.xml': plain }),
      repository({ 'apimartifacts/policy.xml': policy(own) }),
      { changed: 1, reviewed: 1 },
    ],
    [
      'one of two',
      repository({ 'apimartifacts/policy.xml': plain, 'x.xml': plain }),
      repository({ 'apimartifacts/policy.xml': policy(own), 'x.xml': policy(['<base />', '<trace />']) }),
      { changed: 2, reviewed: 1 },
    ],
    ['a policy that goes', repository({ 'apimartifacts/policy.xml': plain }), repository({}), { changed: 1, reviewed: 1 }],
    ['no policy', { 'pom.xml': '<project />' }, { 'pom.xml': '<project></project>' }, { changed: 0, reviewed: 0 }],
  ])('%s', async (_fact, base, head, expected) => {
    expect((await review(base, head)).coverage).toEqual(expected);
  });

  test('no policy is touched is said only where it is true', async () => {
    expect(jobSummary(await review({ 'a.md': '' }, { 'a.md': 'x' }))).toContain('No file of an API Management service is touched.');
    const made = await review({ 'p.xml': plain }, { 'p.xml': policy(['<base />', '<trace />']) });
    expect(jobSummary(made)).not.toContain('No file');
    expect(made.conclusion).toBe('pass');
  });
});

describe('a scan', () => {
  test.each<[string, Files, string]>([
    ['of policies without a scope', { 'a.xml': policy(own) }, ''],
    ['of policies without a scope, the rule being off', { 'a.xml': policy(own) }, 'rules: { policy-without-scope: "off" }'],
    ['of policies without a scope that decide nothing', { 'a.xml': plain }, ''],
    ['of nothing', { 'README.md': '' }, ''],
  ])('that evaluated nothing never passes: %s', async (_fact, files, yaml) => {
    const made = await scan(files, yaml);
    expect([made.conclusion, made.coverage.reviewed]).toEqual(['fail', 0]);
    expect(jobSummary(made)).toContain('shows nothing');
  });

  test('that evaluated something passes', async () => {
    expect(await scan(repository({ 'apimartifacts/policy.xml': plain }))).toMatchObject({
      conclusion: 'pass',
      coverage: { changed: 1, reviewed: 1 },
    });
  });
});

describe('entries to paste', () => {
  const entries = (made: Review): readonly unknown[] => made.unreviewed.map(({ entry }) => entry);
  const files: Files = Object.fromEntries(
    ['a/orders.xml', 'b/orders.xml', 'orders-policy.xml', 'a/global.xml', 'b/global.xml', 's/x-apiPolicy.xml', 's/x-get-operationPolicy.xml']
      .concat(['t/x-apiPolicy.xml', 't/x-get-operationPolicy.xml'])
      .map((path) => [path, policy(own)]),
  );

  test('are the same whatever else the change touches', async () => {
    const all = new Map((await review({}, files)).unreviewed.map(({ path, entry }) => [path, entry]));
    for (const path of Object.keys(files)) {
      expect(entries(await review({ ...files, [path]: plain }, files))).toEqual([all.get(path)]);
    }
  });

  test('never give one scope to two files, and operations stay with their API', async () => {
    const found = entries(await review({}, files)) as readonly Readonly<Record<string, string>>[];
    expect(new Set(found.map(({ scope, api, operation }) => JSON.stringify([scope, api, operation]))).size).toBe(found.length);
    const apiOf = (path: string): string | undefined => found.find((entry) => entry['path'] === path)?.['api'];
    for (const folder of ['s', 't']) expect(apiOf(`${folder}/x-get-operationPolicy.xml`)).toBe(apiOf(`${folder}/x-apiPolicy.xml`));
  });

  test('take no id that the configuration gives to another file', async () => {
    const made = await review({}, { 'a/orders.xml': policy(own) }, 'scopes: [{ path: z.xml, scope: api, api: orders }]');
    expect(entries(made)).toEqual([{ path: 'a/orders.xml', scope: 'api', api: 'a/orders.xml' }]);
  });
});

describe('a second root that is an extract of the first', () => {
  const at = (root: string, lines: readonly string[], apis: readonly string[] = ['orders']): Files =>
    Object.fromEntries(
      apis.flatMap((api) => [
        [`${root}/apis/${api}/apiInformation.json`, JSON.stringify({ properties: { path: api, protocols: ['https'] } })],
        [`${root}/apis/${api}/policy.xml`, policy(lines)],
      ]),
    );
  const nulls = (made: Review): readonly string[] => made.findings.filter(({ rule }) => rule === 'null-origin').map(({ path }) => path);
  const open = cors({ origins: ['null'] });

  test.each<[fact: string, files: Files, expected: readonly string[]]>([
    ['the same content', { ...at('a', open), ...at('b', open) }, ['a/apis/orders/policy.xml']],
    ['fewer APIs', { ...at('a', open), ...at('b', open, ['orders', 'carts']) }, ['b/apis/carts/policy.xml', 'b/apis/orders/policy.xml']],
    ['another finding of its own', { ...at('a', own), ...at('b', open) }, ['b/apis/orders/policy.xml']],
    ['other APIs', { ...at('a', open), ...at('b', open, ['carts']) }, ['a/apis/orders/policy.xml', 'b/apis/carts/policy.xml']],
    ['older content, in which the same is wrong', { ...at('a', [...open, '<base />']), ...at('b', open) }, ['a/apis/orders/policy.xml']],
    [
      'older content that has more APIs',
      { ...at('a', open, ['orders', 'carts']), ...at('z/extract', open) },
      ['a/apis/carts/policy.xml', 'a/apis/orders/policy.xml'],
    ],
    ['a folder within a folder', { ...at('now/artifacts', open), ...at('old', open) }, ['now/artifacts/apis/orders/policy.xml']],
    ['three of them', { ...at('a', open), ...at('b', open), ...at('c', open) }, ['a/apis/orders/policy.xml']],
  ])('tells once what both have: %s', async (_fact, files, expected) => {
    const made = await scan(files);
    expect([...nulls(made)].sort()).toEqual(expected);
    expect(made.conclusion).toBe('fail');
  });

  test('keeps what is ignored in one of them only', async () => {
    const files = { ...at('a', open), ...at('b', open) };
    const made = await scan(files, "ignore: [{ rule: null-origin, path: 'a/**', reason: a test }]");
    expect(nulls(made)).toEqual(['b/apis/orders/policy.xml']);
  });

  test('keeps what is new in one of them only', async () => {
    const made = await review({ ...at('a', open), ...at('b', own) }, { ...at('a', [...open, '<base />']), ...at('b', open) });
    expect(made.findings.filter(({ rule, status }) => rule === 'null-origin' && status === 'new').map(({ path }) => path)).toEqual([
      'b/apis/orders/policy.xml',
    ]);
  });
});

const replays = resolve(__dirname, '../../../shared/data/replays');
const all = existsSync(replays) ? readdirSync(replays, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])) : [];
(all.length === 0 ? test.skip : test)('no commit that changed CORS passes unseen (skipped without the folder of replays)', async () => {
  expect(all).toHaveLength(11);
  for (const name of all) {
    const base = join(replays, name, 'base');
    const head = openFolder(join(replays, name, 'head'));
    const made = await reviewTrees(existsSync(base) ? openFolder(base) : memoryTree({}), head, settingsOf(''));
    const isSeen = made.changes.length > 0 || made.conclusion === 'fail';
    expect([name, isSeen]).toEqual([name, true]);
    expect(jobSummary(made).split('\n')[0]).not.toContain('is touched.');
  }
  expect(readFileSync(join(replays, 'INDEX.tsv'), 'utf8').split('\n').length).toBeGreaterThan(all.length);
});

describe('a policy that code is handed from outside may be any file: one that changes has no scope, and does not pass', () => {
  const before = policy(cors({ origins: ['https://app.contoso.com'] }));
  const opened = policy(cors({ origins: ['*'] }));
  const terraform = (more: string, content: string): Files => ({
    'main.tf': `variable "policy" {\n  type = string\n}\nresource "azurerm_api_management_policy" "p" {\n  api_management_id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/contoso"\n  xml_content = ${content}\n}\n${more}`,
  });
  const bicep = (content: string): Files => ({
    'main.bicep': `param p string\nresource apim 'Microsoft.ApiManagement/service@2022-08-01' existing = {\n  name: 'contoso'\n}\nresource g 'Microsoft.ApiManagement/service/policies@2022-08-01' = {\n  parent: apim\n  name: 'policy'\n  properties: {\n    format: 'rawxml'\n    value: ${content}\n  }\n}\n`,
    'known.xml': before,
  });
  const module = {
    ...terraform('', 'file("known.xml")'),
    'inner/main.tf': terraform('', 'var.policy')['main.tf'] ?? '',
    'known.xml': before,
  };
  test.each<[string, Files, boolean]>([
    ['a variable of Terraform', terraform('', 'var.policy'), true],
    ['a parameter of Bicep', bicep('p'), true],
    [
      'a variable that a module hands on',
      { ...module, 'main.tf': 'variable "policy" {}\nmodule "m" {\n  source = "./inner"\n  policy = var.policy\n}\n' },
      true,
    ],
    ['a file that is named in Terraform', { ...terraform('', 'file("known.xml")'), 'known.xml': before }, false],
    ['a file that is named in Bicep', bicep("loadTextContent('known.xml')"), false],
    [
      'a variable whose value a file has',
      { ...terraform('', 'file(var.policy)'), 'terraform.tfvars': 'policy = "known.xml"\n', 'known.xml': before },
      false,
    ],
  ])('%s', async (_, from, isTold) => {
    const made = await review({ ...from, 'global.xml': before }, { ...from, 'global.xml': opened });
    expect(made.findings.some(({ rule, severity, path }) => rule === 'policy-without-scope' && severity === 'error' && path === 'global.xml')).toBe(
      isTold,
    );
  });
});
