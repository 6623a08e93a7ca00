import fc from 'fast-check';
import { parseSettings } from '../../src/config/settings.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { unreviewedPhrase } from '../../src/report/sentences/unreviewed.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { fragment, only, open, policies, policiesOf, type Files } from './reading.js';

const today = '2026-06-15';
const settingsOf = (yaml: string) => parseSettings(yaml, '.github/apim-cors.yml');
const scan = (files: Files, yaml = ''): Promise<Review> => scanTree(memoryTree(files), { settings: settingsOf(yaml), today });
const listed = (review: Review): readonly string[] => review.unreviewed.map((one) => `${one.path}: ${wholePhrase(unreviewedPhrase(one))}`);
const noScope = 'which API or scope this policy belongs to cannot be told; name it under scopes';

const artifacts: Files = { 'r/apis/orders/apiInformation.json': '{}', 'r/apis/orders/policy.xml': policies };

describe('a file is listed as unreviewed', () => {
  test.each<[string, Files, string, readonly string[]]>([
    ['that is a policy and has no scope', { 'infra/policy.xml': policies }, '', [`infra/policy.xml: ${noScope}`]],
    ['that is a fragment and has no scope', { 'infra/f.xml': fragment }, '', [`infra/f.xml: ${noScope}`]],
    [
      'that is a policy inside a template',
      { 'infra/a.xml.tpl': policies, 'infra/b.tftpl': policies },
      '',
      [`infra/a.xml.tpl: ${noScope}`, `infra/b.tftpl: ${noScope}`],
    ],
    [
      'behind a comment, a declaration and a byte order mark',
      { 'a.xml': `\ufeff<!-- IMPORTANT: <inbound> -->\r\n<?xml version="1.0"?>\r\n${policies}` },
      '',
      [`a.xml: ${noScope}`],
    ],
    ['that is a policy, if a broken one', { 'a.xml': '<policies><inbound></policies>' }, '', [`a.xml: ${noScope}`]],
    [
      'that lies beside policy.xml',
      { ...artifacts, 'r/apis/orders/old.xml': policies },
      '',
      ['r/apis/orders/old.xml: a scope has one policy, and r/apis/orders/policy.xml is taken for it'],
    ],
    [
      'that lies beside another of another name',
      { ...artifacts, 'r/b.xml': policies, 'r/a.xml': policies, 'r/0.xml': '<project />' },
      '',
      ['r/b.xml: a scope has one policy, and r/a.xml is taken for it'],
    ],
    [
      'that is a resolver’s policy',
      { ...artifacts, 'r/apis/graph/resolvers/pets/policy.xml': policies },
      '',
      ['r/apis/graph/resolvers/pets/policy.xml: a GraphQL resolver’s policy takes no part in CORS'],
    ],
    [
      'of an environment that is not evaluated',
      { ...artifacts, 'configuration.prod.yaml': '' },
      'environments: [dev]',
      ["configuration.prod.yaml: environment 'prod' is not evaluated; add it to 'environments' to see what it changes"],
    ],
  ])('%s', async (_fact, files, yaml, expected) => {
    expect(listed(await scan(files, yaml))).toEqual(expected);
  });
});

describe('a file is not listed', () => {
  test.each<[string, Files, string]>([
    ['whose folder gives it a scope', artifacts, ''],
    ['whose scope is configured', { 'infra/policy.xml': policies }, 'scopes: [{ path: infra/policy.xml, scope: global }]'],
    ['of ImageMagick', { 'policy.xml': '<policymap><policy domain="coder" /></policymap>' }, ''],
    ['of Mule', { 'policies/cors.xml': '<mule><cors:config /></mule>' }, ''],
    ['of a tool with policies of its own', { 'policies.xml': '<policies><policy name="a" /></policies>' }, ''],
    ['that speaks of a policy in a comment', { 'a.xml': `<!-- ${policies} --><project />` }, ''],
    ['of another kind beside a policy', { ...artifacts, 'r/apis/orders/schema.xml': '<schema />' }, ''],
    ['that the extractor is configured by', { ...artifacts, 'configuration.extractor.yaml': '' }, ''],
    ['of an environment, where none is named', { ...artifacts, 'configuration.prod.yaml': '' }, ''],
    ['of an environment that is named', { ...artifacts, 'configuration.prod.yaml': '' }, 'environments: [prod]'],
  ])('%s', async (_fact, files, yaml) => {
    expect(listed(await scan(files, yaml))).toEqual([]);
  });

  test('that the change does not touch', async () => {
    const files = { 'a.xml': policies, 'b.xml': policies };
    const review = await reviewTrees(memoryTree(files), memoryTree({ ...files, 'b.xml': `${policies}\n` }), { settings: settingsOf(''), today });
    expect(listed(review)).toEqual([`b.xml: ${noScope}`]);
  });
});

test('past five thousand candidates it is said how many more there are', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 5003 }, (_, index) => [`x/${String(index).padStart(4, '0')}.xml`, index < 2 ? policies : '<project />']),
  );
  expect(listed(await scan(many))).toEqual([
    `x/0000.xml: ${noScope}`,
    `x/0001.xml: ${noScope}`,
    'x/5000.xml: this file and 2 more were not looked at: of the files that could be policies and have no scope only 5000 are',
  ]);
});

test('a link, and what the source cannot give, are listed', async () => {
  const tree = memoryTree({ 'a.xml': policies, 'b.xml': policies, 'c.xml': policies });
  const entries = new Map(
    [...tree.entries].map(([path, entry]) => [path, path === 'a.xml' ? { ...entry, kind: 'symlink' as const } : entry] as const),
  );
  const review = await scanTree(
    { ...tree, entries, read: (paths) => tree.read(paths.filter((path) => path !== 'b.xml')) },
    { settings: settingsOf(''), today },
  );
  expect(listed(review)).toEqual(['a.xml: a symbolic link is not followed', 'b.xml: it could not be read', `c.xml: ${noScope}`]);
});

describe('the entry that comes with an unreviewed policy', () => {
  const entries = (review: Review): readonly string[] => review.unreviewed.flatMap(({ scopeEntry }) => scopeEntry ?? []);

  test.each<[string, string, string, string]>([
    ['global by its name', 'infra/globalServicePolicy.xml', policies, 'global'],
    ['global by its name, in a folder', 'policies/global.xml', policies, 'global'],
    ['an API by its name', 'infra/orders-api-policy.xml', policies, 'api orders'],
    ['an API by its name, as written', 'infra/OrdersApi.xml', policies, 'api Orders'],
    ['an API by its folder, where the name tells nothing', 'src/api/orders/_base_policy.xml.tpl', policies, 'api orders'],
    ['an API whose name holds such a word', 'infra/database.xml', policies, 'api database'],
    ['global by its folder of artifacts', 'apim-artifacts/policy.xml', policies, 'global'],
    ['a product by its name', 'infra/starter-productPolicy.xml', policies, 'product starter'],
    ['a product by its folder', 'api-management/policies/products/Starter.xml', policies, 'product Starter'],
    ['an operation by its folders', 'policies/apis/Echo[Current]/operations/get.xml', policies, 'operation Echo[Current]/get'],
    ['a fragment by its content', 'infra/policies/frag-auth.xml', fragment, 'fragment auth'],
    ['no fragment by its name alone', 'fragments/auth.xml', policies, 'api auth'],
    ['an API where nothing tells', 'policy.xml', policies, 'api unnamed'],
    ['a number, as text', '2024.xml', policies, 'api 2024'],
    ['a word of YAML, as text', 'true.xml', policies, 'api true'],
    ['a name of other letters', 'infra/büro & "co".xml', policies, 'api büro & "co"'],
  ])('guesses %s', async (_fact, path, text, expected) => {
    const review = await scan({ [path]: text });
    expect(entries(review)).toHaveLength(1);
    const { scopes } = settingsOf(`scopes:\n${entries(review).join('\n')}\n`);
    expect(policiesOf(await only({ [path]: text }, { scopes }))).toEqual([`${expected} < ${path}`]);
  });

  test('tells where the API ends and the operation begins, if a file beside it does', async () => {
    const files = { 'p/pets-v2-apiPolicy.xml': policies, 'p/pets-apiPolicy.xml': policies, 'p/pets-v2-get-all-operationPolicy.xml': policies };
    const { scopes } = settingsOf(`scopes:\n${entries(await scan(files)).join('\n')}`);
    expect(policiesOf(await only(files, { scopes }))).toEqual([
      'api pets < p/pets-apiPolicy.xml',
      'api pets-v2 < p/pets-v2-apiPolicy.xml',
      'operation pets-v2/get-all < p/pets-v2-get-all-operationPolicy.xml',
    ]);
  });

  test('gives every policy of its own name an id of its own, so that all of them can be pasted', async () => {
    const paths = [
      'a/policy.xml',
      'b/policy.xml',
      'a/x/policy.xml',
      'b/x/policy.xml',
      'c/x/policy.xml',
      'x.xml',
      'y/x-policy.xml',
      'p/x-productPolicy.xml',
    ];
    const files = Object.fromEntries(paths.map((path) => [path, policies]));
    const { scopes } = settingsOf(`scopes:\n${entries(await scan(files)).join('\n')}`);
    const again = await scanTree(memoryTree(files), { settings: { ...settingsOf(''), scopes }, today });
    expect([again.findings, again.unreviewed, again.notes]).toEqual([[], [], []]);
    expect(policiesOf(await only(files, { scopes }))).toHaveLength(paths.length);
  });

  test('works when pasted, whatever the path', async () => {
    const segment = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
      fc.constantFrom(
        'apis',
        'operations',
        'products',
        'a[b]',
        '!a',
        '{a,b}',
        '#',
        '- a',
        'null',
        '1e3',
        '~',
        "'",
        '"',
        '\\',
        'policy',
        'global',
        '\u0085',
        ' ',
      ),
    );
    const paths = fc
      .array(segment, { minLength: 1, maxLength: 5 })
      .map((segments) => `${segments.map((one) => one.replaceAll('/', '-').replaceAll('\0', '0')).join('/')}.xml`);
    await fc.assert(
      fc.asyncProperty(paths, fc.boolean(), async (path, isFragment) => {
        // The one place among these that is an operation's in the layout of artifacts, and shows it by itself.
        fc.pre(!/(^|\/)apis\/[^/]+\/operations\/[^/]+\/[^/]+$/.test(path));
        const files = { [path]: isFragment ? fragment : policies };
        const review = await scan(files);
        expect(review.unreviewed.map((one) => one.path)).toEqual([path]);
        const { scopes } = settingsOf(`scopes:\n${entries(review).join('\n')}\n`);
        const repository = await open(files, { scopes });
        expect(await repository.unreviewed(null)).toEqual([]);
        const [service] = await repository.loadAll();
        expect(service === undefined ? [] : policiesOf(service)).toEqual([
          expect.stringMatching(isFragment ? /^fragment / : /^(global|api|product|operation) /),
        ]);
      }),
      { numRuns: 300 },
    );
  });

  test.each<[string, Files]>([
    ['a link', {}],
    ['a resolver’s policy', { ...artifacts, 'r/apis/graph/resolvers/pets/policy.xml': policies }],
    ['a second policy of a scope', { ...artifacts, 'r/apis/orders/old.xml': policies }],
    ['an environment that is not among those named', { ...artifacts, 'configuration.prod.yaml': '' }],
    ['a path longer than the configuration takes', { [`${'a'.repeat(1000)}.xml`]: policies }],
  ])('is left out where it would not help: %s', async (_fact, files) => {
    const tree = memoryTree(Object.keys(files).length === 0 ? { 'a.xml': policies } : files);
    const entriesOf = Object.keys(files).length === 0 ? new Map([['a.xml', { path: 'a.xml', id: '1', kind: 'symlink' as const }]]) : tree.entries;
    const review = await scanTree({ ...tree, entries: entriesOf }, { settings: settingsOf('environments: [dev]'), today });
    expect(review.unreviewed.map(({ scopeEntry }) => scopeEntry)).toEqual([null]);
  });
});
