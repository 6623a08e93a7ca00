import { applyEdits } from '../../../src/text/edit.js';
import { LineIndex } from '../../../src/text/line-index.js';
import { defaultSettings } from '../../../src/config/settings.js';
import type { Review } from '../../../src/review/review.js';
import { reviewTrees, scanTree } from '../../../src/review/run.js';
import { memoryTree } from '../../memory-tree.js';

type Files = Readonly<Record<string, string>>;
const options = { settings: defaultSettings, today: '2026-01-01' };

const app = 'https://app.contoso.com';
const xml = (...origins: readonly string[]): string =>
  `<policies>\n  <inbound>\n    <base />\n    <cors>\n      <allowed-origins>\n${origins.map((one) => `        <origin>${one}</origin>\n`).join('')}      </allowed-origins>\n      <allowed-methods>\n        <method>GET</method>\n      </allowed-methods>\n    </cors>\n  </inbound>\n</policies>\n`;
const resource = (text: string, name = 'p', api = 'orders'): string =>
  `resource "azurerm_api_management_api_policy" "${name}" {\n  api_name            = "${api}"\n  api_management_name = "contoso"\n  xml_content         = ${text}\n}\n`;
const api =
  'resource "azurerm_api_management_api" "a" {\n  name                = "orders"\n  api_management_name = "contoso"\n  path                = "orders"\n}\n' +
  'resource "azurerm_api_management_api_operation" "o" {\n  operation_id        = "get"\n  api_name            = "orders"\n  api_management_name = "contoso"\n  method              = "GET"\n  url_template        = "/"\n}\n';
const heredoc = (text: string): string => `<<-XML\n${text.replace(/^(?=.)/gm, '    ')}  XML`;
const plain = (text: string): string => `<<XML\n${text}XML`;
const template = (text: string): string =>
  `${JSON.stringify(
    {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      resources: [
        { type: 'Microsoft.ApiManagement/service/apis/policies', name: 'contoso/orders/policy', properties: { format: 'rawxml', value: text } },
      ],
    },
    null,
    2,
  )}\n`;

const changesOf = (review: Review): readonly unknown[] =>
  review.changes.map(({ kind, environment, targets, causes }) => [
    kind,
    environment,
    targets.map((one) => one.api),
    causes.map(({ path, line }) => `${path}:${line}`),
  ]);

/** The files with a suggestion's edits. */
function applied(files: Files, edits: Review['findings'][number]['suggestions'][number]['edits']): Files {
  const after: Record<string, string> = { ...files };
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const text = files[path] ?? '';
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    const spans = edits
      .filter((edit) => edit.path === path)
      .map(({ startLine, endLine, lines }) => ({
        span: { start: starts[startLine - 1] ?? 0, end: starts[endLine] ?? text.length },
        text: lines.map((one) => `${one}\n`).join(''),
      }));
    after[path] = applyEdits(text, spans);
  }
  return after;
}

describe('a finding stands where the text is, and its repair is an edit of that file', () => {
  const bad = 'HTTPS://App.Contoso.com/';
  test.each<[name: string, files: Files, path: string]>([
    ['a file', { 'main.tf': api + resource('file("p.xml")'), 'p.xml': xml(bad) }, 'p.xml'],
    [
      'a template',
      { 'main.tf': api + resource('templatefile("p.xml.tpl", { more = "https://b.contoso.com" })'), 'p.xml.tpl': xml(bad, '${more}') },
      'p.xml.tpl',
    ],
    ['an indented heredoc', { 'main.tf': api + resource(heredoc(xml(bad))) }, 'main.tf'],
    ['a heredoc', { 'main.tf': api + resource(plain(xml(bad))) }, 'main.tf'],
    ['a heredoc in a local', { 'main.tf': `${api}${resource('local.policy')}locals {\n  policy = ${heredoc(xml(bad))}\n}\n` }, 'main.tf'],
    [
      'replace() of a file',
      { 'main.tf': api + resource('replace(file("p.xml"), "#more#", "https://b.contoso.com")'), 'p.xml': xml(bad, '#more#') },
      'p.xml',
    ],
    [
      'a heredoc in a module',
      {
        'main.tf': 'module "m" {\n  source = "./m"\n  more = "https://b.contoso.com"\n}\n',
        'm/main.tf': `variable "more" {}\n${api}${resource(heredoc(xml(bad, '${var.more}')))}`,
      },
      'm/main.tf',
    ],
    [
      'a string of an ARM template in a heredoc',
      {
        'main.tf': `${api}resource "azurerm_resource_group_template_deployment" "d" {\n  template_content = ${plain(template(xml(bad)))}\n}\n`,
      },
      'main.tf',
    ],
    [
      'a string of an ARM template in an indented heredoc',
      {
        'main.tf': `${api}resource "azurerm_template_deployment" "d" {\n  template_body = ${heredoc(template(xml(bad)))}\n}\n`,
      },
      'main.tf',
    ],
    [
      'a string of JSON',
      {
        'main.tf': api,
        'p.tf.json': `${JSON.stringify({
          resource: { azurerm_api_management_api_policy: { p: { api_name: 'orders', api_management_name: 'contoso', xml_content: xml(bad) } } },
        })}\n`,
      },
      'p.tf.json',
    ],
    ['a string on one line', { 'main.tf': api + resource(JSON.stringify(xml(bad).replaceAll('\n', ''))) }, 'main.tf'],
  ])('%s', async (_, files, path) => {
    const { findings } = await scanTree(memoryTree(files), options);
    const finding = findings.find(({ rule }) => rule === 'origin-normalised');
    const text = files[path] ?? '';
    expect(finding).toMatchObject({ path, line: new LineIndex(text).lineAt(text.indexOf(bad)) });
    const [repair] = finding?.suggestions ?? [];
    expect(repair?.edits.map((edit) => edit.path)).toEqual([path]);
    const after = applied(files, repair?.edits ?? []);
    expect(after[path]).not.toBe(text);
    const again = await scanTree(memoryTree(after), options);
    expect(again.findings.filter(({ rule }) => rule === 'origin-normalised' || rule === 'malformed-policy')).toEqual([]);
    // Nothing but the origin is another one.
    expect(after[path]?.replace(/app\.contoso\.com\/?/gi, '')).toBe(text.replace(/app\.contoso\.com\/?/gi, '').replace('HTTPS', 'https'));
  });

  test('what a template fills in is never edited', async () => {
    const files = { 'main.tf': api + resource(`templatefile("p.xml.tpl", { origin = "${bad}" })`), 'p.xml.tpl': xml('${origin}') };
    const { findings } = await scanTree(memoryTree(files), options);
    const finding = findings.find(({ rule }) => rule === 'origin-normalised');
    expect(finding).toMatchObject({ path: 'p.xml.tpl', line: 6 });
    expect(finding?.suggestions.flatMap(({ edits }) => edits.flatMap(({ lines }) => lines)).join()).not.toContain(app);
  });
});

describe('one file that several scopes share', () => {
  const files = { 'main.tf': resource('file("p.xml")', 'a', 'one') + resource('file("p.xml")', 'b', 'two'), 'p.xml': xml(app) };

  test('is a policy at each of them: nothing stands there twice', async () => {
    const { findings, coverage } = await scanTree(memoryTree(files), options);
    expect([findings.filter(({ severity }) => severity === 'error'), coverage]).toEqual([[], { changed: 2, reviewed: 2 }]);
  });

  test('a change of it is told of all of them, and a repair is one edit of it', async () => {
    const head = { ...files, 'p.xml': xml(app, 'HTTPS://Shop.Contoso.com/') };
    const found = await reviewTrees(memoryTree(files, 'base'), memoryTree(head, 'head'), options);
    expect(found.changes.flatMap(({ targets }) => targets.map((one) => one.api)).sort()).toEqual(['one', 'two']);
    const repairs = found.findings.filter(({ rule }) => rule === 'origin-normalised').flatMap(({ suggestions }) => suggestions.slice(0, 1));
    expect(new Set(repairs.map(({ edits }) => JSON.stringify(edits.map(({ path, startLine }) => [path, startLine])))).size).toBe(1);
    expect(repairs[0]?.edits).toMatchObject([{ path: 'p.xml', startLine: 7 }]);
  });
});

describe('a change is told as what it changes for browsers', () => {
  const base = { 'main.tf': api + resource('templatefile("p.xml.tpl", { host = "app" })'), 'p.xml.tpl': xml('https://${host}.contoso.com') };
  const review = (before: Files, after: Files): Promise<Review> => reviewTrees(memoryTree(before, 'base'), memoryTree(after, 'head'), options);

  test.each<[name: string, head: Files]>([
    ['the code is reformatted', { ...base, 'main.tf': base['main.tf'].replaceAll(/ +=/g, ' =').replaceAll('\n}', '\n\n}') }],
    ['the template is reformatted', { ...base, 'p.xml.tpl': base['p.xml.tpl'].replaceAll(/\n +/g, '\n') }],
    ['the text moves into the code', { 'main.tf': api + resource(heredoc(xml(app))) }],
    ['the template is renamed', { 'main.tf': base['main.tf'].replace('p.xml.tpl', 'q.tftpl'), 'q.tftpl': base['p.xml.tpl'] }],
    [
      'the host becomes a variable',
      { ...base, 'main.tf': `variable "host" {\n  default = "app"\n}\n${base['main.tf'].replace('host = "app"', 'host = var.host')}` },
    ],
    ['the resource is renamed', { ...base, 'main.tf': base['main.tf'].replace('"p"', '"q"') }],
  ])('nothing changes for anybody when %s', async (_, head) => {
    for (const [before, after] of [
      [base, head],
      [head, base],
    ] as const) {
      const found = await review(before, after);
      expect(changesOf(found)).toEqual([]);
      expect(found.findings.filter(({ status, severity }) => status === 'new' && severity === 'error')).toEqual([]);
    }
  });

  test('a changed template, at its line', async () => {
    const head = { ...base, 'p.xml.tpl': xml('https://${host}.contoso.com', 'https://b.contoso.com') };
    expect(changesOf(await review(base, head))).toEqual([['widened', null, ['orders'], ['p.xml.tpl:7']]]);
  });

  test('a changed variable reaches the policies that it is put into', async () => {
    const before = {
      ...base,
      'main.tf': `variable "host" {\n  default = "app"\n}\n${base['main.tf'].replace('host = "app"', 'host = var.host')}`,
      'prod.tfvars': 'host = "app"\n',
      'dev.tfvars': 'host = "dev"\n',
    };
    const head = { ...before, 'dev.tfvars': 'host = "*"\n' };
    const found = await review(before, head);
    expect(found.changes.map(({ environment }) => environment)).toEqual(['dev']);
    expect(found.changes[0]?.causes).toMatchObject([{ path: 'dev.tfvars' }]);
  });

  test.each([['join("", [for f in fileset(path.module, "parts/*.xml") : file(f)])'], ['join("", [for f in fileset(".", "parts/*.xml") : file(f)])']])(
    'a changed part, found with fileset at the top of the repository: %s',
    async (text) => {
      const before = { 'main.tf': api + resource(text), 'parts/a.xml': xml(app) };
      expect(changesOf(await review(before, { ...before, 'parts/a.xml': xml('*') }))).toEqual([['widened', null, ['orders'], ['parts/a.xml:6']]]);
    },
  );

  test('a policy that had a scope and is deployed by nothing now is not passed over', async () => {
    const head = { ...base, 'main.tf': api + resource('file("q.xml")', 'q', 'other'), 'p.xml.tpl': xml('*'), 'q.xml': xml(app) };
    const found = await review(base, head);
    expect(found.conclusion).toBe('fail');
    expect(found.findings.map(({ rule }) => rule)).toContain('policy-without-scope');
  });

  test('a policy that nothing deploys raises no alarm when it changes', async () => {
    const before = { ...base, 'old.xml': xml(app) };
    const found = await review(before, { ...before, 'old.xml': xml('*') });
    expect([found.findings, changesOf(found)]).toEqual([[], []]);
  });
});

describe('a switch that only its default turns off', () => {
  const gateway = `${api}${resource('templatefile("${path.module}/p.xml.tpl", { origin = var.origin })').replace('"orders"', 'azurerm_api_management_api.a.name')}`;
  const code = (on: boolean, block = 'count  = var.on ? 1 : 0'): Files => ({
    'main.tf': `variable "on" {\n  default = ${on}\n}\nmodule "g" {\n  source = "./g"\n  ${block}\n  origin = "${app}"\n}\n`,
    'g/main.tf': `variable "origin" {}\n${gateway}`,
    'g/p.xml.tpl': xml('${origin}'),
  });
  const any = { 'g/p.xml.tpl': xml('*', '${origin}') };
  const review = (before: Files, after: Files): Promise<Review> => reviewTrees(memoryTree(before, 'base'), memoryTree(after, 'head'), options);

  test.each([
    ['turns on', false, true, 'widened'],
    ['turns off', true, false, 'narrowed'],
  ] as const)('a change of the default that %s a policy is told as what it changes', async (_, before, after, kind) => {
    expect(changesOf(await review(code(before), code(after)))).toEqual([[kind, null, ['orders'], ['main.tf:2']]]);
  });

  test.each([
    ['count', 'count  = var.on ? 1 : 0'],
    ['for_each', 'for_each = var.on ? { a = 1 } : {}'],
  ])('what is off by %s on both sides is followed all the same', async (_, block) => {
    const before = code(false, block);
    const found = await review(before, { ...before, ...any });
    expect(changesOf(found)).toEqual([['widened', null, ['orders'], ['g/p.xml.tpl:6']]]);
    expect(found.findings.map(({ rule }) => rule)).not.toContain('policy-without-scope');
  });

  test('what files of values leave off in each of several environments, or turn off, is not deployed', async () => {
    const other = { 'other.tf': resource('file("q.xml")', 'q', 'carts'), 'q.xml': xml(app) };
    const left = { ...code(false), ...other, 'variables.tf': 'variable "env" {}\n', 'env/a.tfvars': 'env = "a"\n', 'env/b.tfvars': 'env = "b"\n' };
    expect(changesOf(await review(left, { ...left, ...any }))).toEqual([]);
    const off = { ...code(false), ...other, 'terraform.tfvars': 'on = false\n' };
    expect(changesOf(await review(off, { ...off, ...any }))).toEqual([]);
  });

  test('what would be deployed beside what is, at its scope, takes no part', async () => {
    const before = { ...code(false), 'own.tf': resource('file("q.xml")', 'q'), 'q.xml': xml(app) };
    expect(changesOf(await review(before, { ...before, ...any }))).toEqual([]);
    expect(changesOf(await review(before, { ...before, 'q.xml': xml('*') }))).toEqual([['widened', null, ['orders'], ['q.xml:6']]]);
  });

  test('what needs a file by name besides the switch is not to be had by the switch alone', async () => {
    const found = await scanTree(
      memoryTree({
        'main.tf': `variable "on" {\n  default = false\n}\nvariable "text" {\n  default = null\n}\n${api}${resource('file(var.text)').replace('{', '{\n  count = var.on ? 1 : 0')}`,
        'other.tf': resource('file("q.xml")', 'q', 'carts'),
        'q.xml': xml(app),
      }),
      options,
    );
    expect(found.findings.map(({ rule }) => rule)).not.toContain('malformed-policy');
  });

  test('a repair of it is read again with the switch on', async () => {
    const bad = { ...code(false), 'g/p.xml.tpl': xml('HTTPS://B.Contoso.com/', '${origin}') };
    const found = await scanTree(memoryTree(bad), options);
    const edits = found.findings.flatMap(({ suggestions }) => suggestions[0]?.edits ?? []);
    expect(edits.length).toBeGreaterThan(0);
    const after = await scanTree(memoryTree(applied(bad, edits)), options);
    expect(after.findings.length).toBeLessThan(found.findings.length);
  });
});

describe('code that is not read any more is no code that is gone', () => {
  const base = { 'main.tf': api + resource(plain(xml(app))), 'p.tf': resource(plain(xml(app)), 'q', 'carts') };
  const long = `# ${'x'.repeat(98)}\n`.repeat(50_001);
  const review = (before: Files, after: Files): Promise<Review> => reviewTrees(memoryTree(before, 'base'), memoryTree(after, 'head'), options);

  test.each<[name: string, head: Files, at: string, before?: Files]>([
    ['the only file is too long', { 'main.tf': base['main.tf'] + long }, 'main.tf:1', { 'main.tf': base['main.tf'] }],
    ['one of two files is too long', { ...base, 'p.tf': base['p.tf'] + long }, 'p.tf:1'],
    ['a heredoc is not closed', { 'main.tf': api + resource(plain(xml('*'))).replace(/XML\n}/, '}') }, 'main.tf:17', { 'main.tf': base['main.tf'] }],
    ['a template is too deep', { ...base, 'p.tf': resource(`"${'${"'.repeat(300)}${'"}'.repeat(300)}"`, 'q', 'carts') }, 'p.tf:4'],
  ])('%s', async (_, head, at, before = base) => {
    const found = await review(before, head);
    expect(found.conclusion).toBe('fail');
    expect(
      found.findings.flatMap(({ rule, severity, path, line }) => (rule === 'unreadable-metadata' ? [`${severity} ${path}:${line}`] : [])),
    ).toEqual([`error ${at}`]);
    expect(found.changes.map(({ kind, existence, origins }) => [kind, existence, origins[0]?.after.allowed])).toEqual([
      ['unknown', 'changed', 'unknown'],
    ]);
  });

  test('a module that calls those above it is refused in one line', async () => {
    const head = { ...base, 'm.tf': 'module "m" {\n  source = "./m"\n}\n', 'm/main.tf': 'module "a" {\n  source = "../"\n}\n' };
    const found = await review(base, { ...head, 'p.tf': base['p.tf'].replace(app, '*') });
    expect(found.conclusion).toBe('fail');
    expect(found.findings.flatMap(({ rule, path, line }) => (rule === 'unreadable-metadata' ? [`${path}:${line}`] : []))).toEqual(['m/main.tf:1']);
    expect(changesOf(found)).toEqual([['widened', null, ['carts'], ['p.tf:10']]]);
  });

  test('values that are not read may be any', async () => {
    const before = {
      'main.tf': `variable "host" {\n  default = "app"\n}\n${api}${resource(heredoc(xml('https://${var.host}.contoso.com')))}`,
      'prod.tfvars': 'host = "app"\n',
      'dev.tfvars': 'host = "app"\n',
    };
    const found = await review(before, { ...before, 'prod.tfvars': `host = "x"\n${long}` });
    expect(found.conclusion).toBe('fail');
    expect(found.findings).toContainEqual(expect.objectContaining({ rule: 'unreadable-metadata', severity: 'error', path: 'prod.tfvars' }));
    expect(found.changes.map(({ kind, environment, existence }) => [kind, environment, existence])).toEqual([['unknown', 'prod', 'changed']]);
  });

  test('new code that is too long is not passed over', async () => {
    const found = await review(base, { ...base, 'other/main.tf': base['main.tf'] + long });
    expect([found.conclusion, found.findings.map(({ rule, path }) => [rule, path])]).toEqual(['fail', [['policy-without-scope', 'other/main.tf']]]);
  });
});

test.each<[name: string, head: Files]>([
  ['is deleted', { 'main.tf': api }],
  ['is deployed no more', { 'main.tf': api + resource(`${plain(xml(app))}\n  count = 0`) }],
])('where the only policy %s, its API is still there', async (_, head) => {
  const base = { 'main.tf': api + resource(plain(xml(app))) };
  const found = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), options);
  expect(found.findings.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual(['warning access-narrowed']);
  expect(found.changes.map(({ existence }) => existence)).toEqual(['changed']);
  const back = await reviewTrees(memoryTree(head, 'base'), memoryTree(base, 'head'), options);
  expect(back.changes.map(({ existence }) => existence)).toEqual(['changed']);
});

test('an environment that is nowhere is told, and one that base or head has is not', async () => {
  const files = {
    'main.tf': `variable "host" {}\n${api}${resource(heredoc(xml('https://${var.host}.contoso.com')))}`,
    'env/dev/terraform.tfvars': 'host = "dev"\n',
  };
  const head = { ...files, 'env/prod/terraform.tfvars': 'host = "app"\n' };
  const wanted = { ...options, settings: { ...defaultSettings, environments: ['prod', 'prd', 'dev'] } };
  const { notes } = await reviewTrees(memoryTree(files, 'base'), memoryTree(head, 'head'), wanted);
  expect(notes).toEqual([{ code: 'environment-unknown', given: { environment: 'prd', known: ['dev', 'prod'] } }]);
  expect((await reviewTrees(memoryTree(head, 'base'), memoryTree(files, 'head'), wanted)).notes).toMatchObject([{ given: { environment: 'prd' } }]);
});
