import { parseSettings } from '../../src/config/settings.js';
import { cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { GitAttributes } from '../../src/review/git-attributes.js';
import { closedTrees } from '../closed-trees.js';
import { memoryTree } from '../memory-tree.js';
import { git, newRepository } from '../sources/temporary.js';

/** What git checks out is not what it keeps: `.gitattributes` may say so, and what is deployed is what is checked out. */

type Files = Readonly<Record<string, string>>;

const apiPath = 'apimartifacts/apis/orders/policy.xml';
const artifacts = repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) });
const terraform: Files = {
  'main.tf': [
    'resource "azurerm_api_management_policy" "p" {',
    '  api_management_id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/contoso"',
    '  xml_content       = file("${path.module}/p/global.xml")',
    '}',
    '',
  ].join('\n'),
  'p/global.xml': policy(cors({ origins: ['https://app.contoso.com'] })).replace('<base />', ''),
};

const options = { settings: parseSettings('', '.github/apim-cors.yml'), today: '2026-01-01' };

async function review(base: Files, head: Files): Promise<{ readonly verdict: string; readonly said: readonly string[]; readonly summary: string }> {
  const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), options);
  const closed = closedTrees(base, head);
  const other = await reviewTrees(closed.base, closed.head, options);
  const said = made.findings.map(({ rule, path, line }) => `${rule} ${path}:${line}`);
  expect(other.findings.map(({ rule, path, line }) => `${rule} ${path}:${line}`)).toEqual(said);
  return { verdict: made.conclusion, said, summary: jobSummary(made) };
}

test.each<[name: string, base: Files, head: Files, place: string]>([
  ['an encoding', {}, { '.gitattributes': '# text\n*.xml working-tree-encoding=UTF-16LE\n' }, '.gitattributes:2'],
  [
    'an encoding that was another one',
    { '.gitattributes': '*.xml working-tree-encoding=UTF-16\n' },
    { '.gitattributes': '*.xml working-tree-encoding=UTF-7\n' },
    '.gitattributes:1',
  ],
  ['a filter', {}, { '.gitattributes': '*.xml filter=secret\n' }, '.gitattributes:1'],
  [
    'a filter beside one for large files',
    { '.gitattributes': '*.xml filter=lfs -text\n' },
    { '.gitattributes': '*.xml filter=lfs -text\n*.xml filter=a\n' },
    '.gitattributes:2',
  ],
  ['a filter by a macro', {}, { '.gitattributes': '[attr]own filter=a\n*.xml own\n' }, '.gitattributes:2'],
  [
    'a filter that was taken back',
    { '.gitattributes': '* filter=a\n*.xml -filter\n*.json -filter\n*.yaml -filter\n*.tf -filter' },
    { '.gitattributes': '* filter=a\n' },
    '.gitattributes:1',
  ],
  ['a substitution', {}, { '.gitattributes': '*.xml export-subst\n' }, '.gitattributes:1'],
  ['left out of archives', {}, { '.gitattributes': '/a*/apis/orders export-ignore\np export-ignore' }, ''],
  ['by a quoted pattern', {}, { '.gitattributes': '"*.x\\"ml" filter=a\n"*.xml" filter=a\n' }, '.gitattributes:2'],
  ['behind more lines than are matched', {}, { '.gitattributes': 'x filter=a\n'.repeat(300) }, '.gitattributes:201'],
])('%s', async (_name, base, head, place) => {
  for (const files of [artifacts, terraform]) {
    const { verdict, said, summary } = await review({ ...files, ...base }, { ...files, ...head });
    const alarms = said.filter((one) => one.startsWith('policy-without-scope'));
    expect([verdict, alarms.length > 0]).toEqual(['fail', true]);
    if (place !== '') expect(alarms).toEqual([`policy-without-scope ${place}`]);
    expect(summary).not.toMatch(/Nothing changes for anybody|No file of an API Management/);
  }
});

test('in the folder of the policies', async () => {
  const { said } = await review(artifacts, { ...artifacts, 'apimartifacts/apis/.gitattributes': 'orders/*.xml filter=a\n' });
  expect(said).toEqual(['policy-without-scope apimartifacts/apis/.gitattributes:1']);
});

test.each<[name: string, text: string]>([
  ['line ends, and how differences are shown', '* text=auto eol=lf\n*.xml text diff=xml -merge linguist-generated binary\n'],
  ['files of other kinds', '*.ps1 working-tree-encoding=UTF-16LE eol=crlf\n/apimartifacts/*.xmlx filter=a\ndocs/** export-ignore\n'],
  ['what is the same, and Git LFS', '*.xml working-tree-encoding=UTF-8\n*.png filter=lfs\n'],
  ['what is taken back', '*.xml filter=a\n* -filter\n'],
  ['folders, which have no attributes', 'apimartifacts/ filter=a\n'],
  ['nothing', '!*.xml filter=a\n# *.xml filter=a\n\n'],
])('is nothing: %s', async (_name, text) => {
  for (const files of [artifacts, terraform]) expect((await review(files, { ...files, '.gitattributes': text })).said).toEqual([]);
});

test('what was there before is no finding', async () => {
  const old = { '.gitattributes': '*.xml filter=a\n' };
  const { said } = await review({ ...artifacts, ...old }, { ...artifacts, '.gitattributes': '# as before\n*.xml filter=a\n' });
  expect(said).toEqual([]);
});

/** As `git check-attr` has it. */
test.each([
  '*.xml',
  'a/*.xml',
  '/a/b/c.xml',
  '**/c.xml',
  'a/**',
  'a/**/c.xml',
  'b/c.xml',
  'c.*',
  '?.xml',
  'a/b',
  '*',
  'a*b',
  'a/*/c.xml',
  '**',
  'C.XML',
  'c.xml/',
])('a pattern means what it means to git: %s', (pattern) => {
  const paths = ['c.xml', 'a/c.xml', 'a/b/c.xml', 'a/b/d/c.xml', 'b/c.xml', 'a/b', 'ab', 'a/c.json'];
  const folder = newRepository({ '.gitattributes': `${pattern} filter=x\n` });
  const attributes = new GitAttributes(new Map([['.gitattributes', `${pattern} filter=x\n`]]));
  for (const path of paths) {
    const isSet = git(folder, 'check-attr', 'filter', '--', path).trim().endsWith(': x');
    expect([path, attributes.of(path).has('filter')]).toEqual([path, isSet]);
  }
});
