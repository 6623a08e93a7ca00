import { wholePhrase } from '../../src/report/phrase.js';
import { notePhrase } from '../../src/report/sentences/notes.js';
import { parseSettings } from '../../src/config/settings.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import type { Review } from '../../src/review/review.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';
import type { Tree } from '../../src/layouts/tree.js';
import { apisOf, fragment, only, open, policies, policiesOf, specification, type Files } from './reading.js';
import { messageOf } from '../report/said.js';

const configured = (yaml: string) => parseSettings(yaml, '.github/apim-cors.yml');
const today = '2026-06-15';
const scan = (files: Files, yaml: string): Promise<Review> => scanTree(memoryTree(files), { settings: configured(yaml), today });
const found = (review: Review): readonly string[] =>
  review.findings.map((finding) => `${finding.severity} ${finding.rule} ${finding.path}:${String(finding.line)} ${messageOf(finding)}`);

describe('an entry under scopes: gives a policy its scope', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['global', '- { path: a/x.xml, scope: global }', 'a/x.xml', ['global < a/x.xml']],
    ['workspace', '- { path: x.xml, scope: workspace, workspace: team }', 'x.xml', ['team: workspace < x.xml']],
    ['product', '- { path: x.xml, scope: product, product: starter }', 'x.xml', ['product starter < x.xml']],
    ['product of a workspace', '- { path: x.xml, scope: product, product: starter, workspace: team }', 'x.xml', ['team: product starter < x.xml']],
    ['API', '- { path: x.xml, scope: api, api: orders }', 'x.xml', ['api orders < x.xml']],
    ['operation', '- { path: x.xml, scope: operation, api: orders, operation: get }', 'x.xml', ['operation orders/get < x.xml']],
    [
      'operation of a workspace',
      '- { path: x.xml, scope: operation, api: a, operation: b, workspace: team }',
      'x.xml',
      ['team: operation a/b < x.xml'],
    ],
    ['by a glob', '- { path: "infra/**/orders.xml", scope: api, api: orders }', 'infra/a/b/orders.xml', ['api orders < infra/a/b/orders.xml']],
    [
      'in a template of infrastructure code',
      '- { path: "infra/**", scope: api, api: orders }',
      'infra/orders.xml.tpl',
      ['api orders < infra/orders.xml.tpl'],
    ],
    [
      'with an extension that the glob names',
      '- { path: "infra/*.policy", scope: api, api: orders }',
      'infra/orders.policy',
      ['api orders < infra/orders.policy'],
    ],
    [
      'with any extension, named as it is',
      '- { path: infra/orders.txt, scope: api, api: orders }',
      'infra/orders.txt',
      ['api orders < infra/orders.txt'],
    ],
    [
      'whose name would mean something in a glob',
      '- { path: "a/Echo[Current](1).xml", scope: api, api: echo }',
      'a/Echo[Current](1).xml',
      ['api echo < a/Echo[Current](1).xml'],
    ],
    [
      'instead of the one its folder gives it',
      '- { path: r/apis/orders/policy.xml, scope: api, api: carts }',
      'r/apis/orders/policy.xml',
      ['api carts < r/apis/orders/policy.xml'],
    ],
  ])('%s', async (_scope, yaml, path, expected) => {
    const service = await only({ [path]: policies }, { scopes: configured(`scopes:\n${yaml}`).scopes });
    expect(policiesOf(service)).toEqual(expected);
    expect(service.problems).toEqual([]);
  });

  test('fragment, for the policies that include it', async () => {
    const review = await scan(
      { 'a.xml': policy(['<include-fragment fragment-id="shared" />']), 'f.xml': `<fragment>${cors({ origins: ['*'] }).join('')}</fragment>` },
      'scopes:\n- { path: a.xml, scope: api, api: orders }\n- { path: f.xml, scope: fragment, fragment: shared }',
    );
    expect(review.findings.map(({ rule, path, targets }) => [rule, path, targets.map(({ api }) => api)])).toContainEqual([
      'wildcard-origin',
      'f.xml',
      ['orders'],
    ]);
  });

  test('products of an API, whether or not they have a policy', async () => {
    const { scopes } = configured(
      'scopes:\n- { path: a.xml, scope: api, api: orders, products: [starter, gold] }\n- { path: g.xml, scope: product, product: gold }',
    );
    const service = await only({ 'a.xml': policies, 'g.xml': policies }, { scopes });
    expect(apisOf(service)).toEqual(['orders at ? [] in [starter, gold]']);
    expect(policiesOf(service)).toEqual(['api orders < a.xml', 'product gold < g.xml']);
  });

  const described = [
    'scopes:',
    '- { path: a.xml, scope: api, api: { path: /shop/orders/, specification: specs/orders.yaml } }',
    '- { path: b.xml, scope: operation, api: shop/orders, operation: get-order }',
    '- { path: c.xml, scope: api, api: { path: carts, id: carts-v1 } }',
  ].join('\n');
  const specified = { 'a.xml': policies, 'b.xml': policies, 'c.xml': policies, 'specs/orders.yaml': specification('get-order', 'put-order') };

  test('an API with its path and description: its id is the path where none is given, and all its entries know its operations', async () => {
    const service = await only(specified, { scopes: configured(described).scopes });
    expect(apisOf(service)).toEqual([
      'carts-v1 at carts [] in []',
      'shop/orders at shop/orders [get-order GET /get-order/{key}, put-order GET /put-order/{key}] in []',
    ]);
    expect(policiesOf(service)).toEqual(['api carts-v1 < c.xml', 'api shop/orders < a.xml', 'operation shop/orders/get-order < b.xml']);
    expect(service.apis.map(({ operationsKnown }) => operationsKnown)).toEqual([true, false]);
  });

  test('a description that is missing or cannot be read is told, and the policies are read all the same', async () => {
    const { scopes } = configured(described);
    const missing = { 'a.xml': policies, 'b.xml': policies, 'c.xml': policies };
    for (const files of [missing, { ...missing, 'specs/orders.yaml': 'paths: [' }]) {
      const service = await only(files, { scopes });
      expect(service.problems.map(({ path }) => path)).toEqual(['specs/orders.yaml']);
      expect(policiesOf(service)).toHaveLength(3);
    }
  });

  test('a change of a description alone is reviewed', async () => {
    const policy = cors({ origins: ['https://app.contoso.com'], methods: ['GET'] });
    const at = (operations: readonly string[]): Tree =>
      memoryTree({
        ...specified,
        'a.xml': `<policies><inbound>${policy.join('')}<base /></inbound></policies>`,
        'specs/orders.yaml': specification(...operations),
      });
    const review = await reviewTrees(at(['get-order']), at(['get-order', 'list-orders']), { settings: configured(described), today });
    expect(review.changes.map(({ targets }) => targets.flatMap(({ operations }) => operations))).toEqual([['list-orders']]);
  });

  test('the first entry that fits counts', async () => {
    const { scopes } = configured('scopes:\n- { path: a.xml, scope: global }\n- { path: "*.xml", scope: api, api: orders }');
    expect(policiesOf(await only({ 'a.xml': policies, 'b.xml': policies }, { scopes }))).toEqual(['api orders < b.xml', 'global < a.xml']);
  });

  test('beside artifacts: a service of its own, and the artifacts keep theirs', async () => {
    const { scopes } = configured('scopes:\n- { path: "**", scope: global }');
    const files = {
      'apis/orders/apiInformation.json': '{"properties":{"path":"orders"}}',
      'apis/orders/specification.yaml': 'paths: {}',
      'infra/x.xml': policies,
    };
    const services = await (await open(files, { scopes })).loadAll();
    expect(services.map((service) => [service.root, ...apisOf(service), ...policiesOf(service)])).toEqual([
      ['', 'orders at orders [] in []'],
      ['scopes', 'global < infra/x.xml'],
    ]);
  });

  test('and a change of the policy is reviewed', async () => {
    const at = (origin: string): Tree => memoryTree({ 'infra/orders.xml': policy(cors({ origins: [origin] })) });
    const settings = configured('scopes: [{ path: infra/orders.xml, scope: api, api: orders }]');
    const review = await reviewTrees(at('https://a.contoso.com'), at('https://b.contoso.com'), { settings, today });
    expect(review.changes.map(({ kind, targets }) => [kind, targets.map(({ api }) => api)])).toEqual([['mixed', ['orders']]]);
    expect(review.operations).toEqual({ total: 1, changed: 1 });
  });
});

describe('what a glob fits and is no policy', () => {
  const files = {
    'infra/pom.xml': '<project />',
    'infra/a.xml': policies,
    'infra/notes.md': '# policies',
    'infra/broken.xml': '<policies><inbound></policies>',
  };

  test('is left alone, whatever its extension; a broken policy is not', async () => {
    const review = await scan(files, 'scopes:\n- { path: infra/a.xml, scope: global }\n- { path: "infra/**", scope: api, api: orders }');
    expect(found(review)).toEqual([expect.stringMatching(/^error malformed-policy infra\/broken\.xml:1 The file is not well-formed/)]);
    expect(review.unreviewed).toEqual([]);
  });

  test('is told where its path is written out', async () => {
    const review = await scan({ 'infra/pom.xml': files['infra/pom.xml'] }, 'scopes: [{ path: infra/pom.xml, scope: global }]');
    expect(found(review)).toEqual([expect.stringMatching(/^error malformed-policy infra\/pom\.xml:1 <project> is the root element/)]);
  });
});

describe('several policies at one scope', () => {
  const wild = policy(cors({ origins: ['*'] }));
  const yaml = 'scopes: [{ path: "infra/*.xml", scope: api, api: orders }]';

  test('are told, and none of them is taken', async () => {
    const review = await scan({ 'infra/b.xml': policy([]), 'infra/a.xml': wild }, yaml);
    expect(found(review)).toEqual([
      "error malformed-policy infra/a.xml:1 'scopes:' gives this file's scope to infra/b.xml too: a scope has one policy, so which of them counts is not known. Name one.",
    ]);
  });

  test('make access unknown, not gone', async () => {
    const base = memoryTree({ 'infra/a.xml': wild });
    const review = await reviewTrees(base, memoryTree({ 'infra/a.xml': wild, 'infra/b.xml': policy([]) }), { settings: configured(yaml), today });
    expect(review.conclusion).toBe('fail');
    expect(review.changes.flatMap(({ origins }) => origins.map(({ before, after }) => `${before.allowed}>${after.allowed}`))).toEqual(
      expect.arrayContaining(['yes>unknown']),
    );
  });

  test('are no problem for a policy that moves from one name to another', async () => {
    const { settings } = { settings: configured('scopes:\n- { path: a.xml, scope: global }\n- { path: b.xml, scope: global }') };
    const review = await reviewTrees(memoryTree({ 'a.xml': wild }), memoryTree({ 'b.xml': wild }), { settings, today });
    expect(review.changes).toEqual([]);
    expect(review.findings.filter(({ status }) => status === 'new').map(({ rule }) => rule)).not.toContain('malformed-policy');
  });

  test('of which there are many are named in one line', async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`infra/${String(index).padStart(2, '0')}.xml`, policies]));
    expect((await scan(many, yaml)).findings.map(messageOf)[0]).toContain('infra/01.xml, infra/02.xml, infra/03.xml and 46 more too');
  });
});

describe('a document that is not what its scope takes', () => {
  test.each<[string, Files, string, string]>([
    [
      '<fragment> at a scope',
      { 'x.xml': fragment },
      '- { path: x.xml, scope: global }',
      '<fragment> is the root element, and this is the place of a policy document',
    ],
    [
      '<policies> as a fragment',
      { 'x.xml': policies },
      '- { path: x.xml, scope: fragment, fragment: a }',
      '<policies> is the root element, and this is the place of a fragment',
    ],
    ['<fragment> in an API’s folder', { 'r/apis/a/policy.xml': fragment, 'r/policy.xml': policies }, '', '<fragment> is the root element'],
    [
      '<policies> in a fragment’s folder',
      { 'r/policy fragments/a/policy.xml': policies, 'r/policy.xml': policies },
      '',
      '<policies> is the root element',
    ],
    ['<fragment> in an operation’s folder', { 'r/apis/a/operations/b/policy.xml': fragment }, '', '<fragment> is the root element'],
    ['<fragment> in a product’s folder', { 'r/products/a/policy.xml': fragment, 'r/policy.xml': policies }, '', '<fragment> is the root element'],
  ])('%s is broken', async (_fact, files, entry, message) => {
    const review = await scan(files, entry === '' ? '' : `scopes:\n${entry}`);
    expect(found(review)).toEqual([expect.stringContaining(`error malformed-policy`)]);
    expect(found(review)[0]).toContain(message);
  });
});

describe('a policy that cannot be read', () => {
  const orders = policy(cors({ origins: ['https://app.contoso.com'] }));
  const artifacts: Files = {
    'r/policy.xml': policies,
    'r/apis/orders/apiInformation.json': '{"properties":{"path":"orders"}}',
    'r/apis/orders/policy.xml': orders,
  };

  /** The tree with one path that is a link, or whose content is not to be had. */
  function unreadable(files: Files, path: string, kind: 'symlink' | 'submodule' | 'file'): Tree {
    const tree = memoryTree(files);
    const entries = new Map([...tree.entries].map(([one, entry]) => [one, one === path ? { ...entry, id: 'other', kind } : entry] as const));
    return {
      ...tree,
      entries,
      read: async (paths) => {
        if (kind !== 'file' && paths.includes(path)) throw new Error('a link is never read');
        return tree.read(paths.filter((one) => one !== path));
      },
    };
  }

  test.each<[string, Files, string, string, 'symlink' | 'submodule' | 'file', RegExp]>([
    [
      'a symbolic link in the artifacts',
      artifacts,
      'r/apis/orders/policy.xml',
      '',
      'symlink',
      /This policy was not read: a symbolic link is not followed/,
    ],
    ['a submodule in the artifacts', artifacts, 'r/apis/orders/policy.xml', '', 'submodule', /a submodule is not followed/],
    ['a file of the artifacts that the source cannot give', artifacts, 'r/apis/orders/policy.xml', '', 'file', /it could not be read/],
    [
      'a symbolic link under scopes:',
      { 'x.xml': orders },
      'x.xml',
      'scopes: [{ path: x.xml, scope: api, api: orders }]',
      'symlink',
      /a symbolic link is not followed/,
    ],
    [
      'a symbolic link that a glob fits',
      { 'x.xml': orders },
      'x.xml',
      'scopes: [{ path: "*.xml", scope: api, api: orders }]',
      'symlink',
      /a symbolic link/,
    ],
    [
      'a file under scopes: that the source cannot give',
      { 'x.xml': orders },
      'x.xml',
      'scopes: [{ path: x.xml, scope: api, api: orders }]',
      'file',
      /could not be read/,
    ],
  ])('%s is told, and access under it is unknown', async (_fact, files, path, yaml, kind, message) => {
    const settings = configured(yaml);
    const review = await reviewTrees(memoryTree(files), unreadable(files, path, kind), { settings, today });
    const broken = review.findings.filter(({ rule }) => rule === 'malformed-policy');
    expect(broken.map((finding) => [finding.path, finding.line, finding.severity])).toEqual([[path, 1, 'error']]);
    expect(broken.map(messageOf)[0]).toMatch(message);
    const access = review.changes.flatMap(({ origins }) =>
      origins.map(({ origin, before, after }) => `${origin} ${before.allowed}>${after.allowed}`),
    );
    expect(access).toContain('https://app.contoso.com yes>unknown');
  });

  test('metadata that is a link is told too', async () => {
    const review = await scanTree(unreadable(artifacts, 'r/apis/orders/apiInformation.json', 'symlink'), { settings: configured(''), today });
    expect(review.findings.filter(({ rule }) => rule === 'unreadable-metadata').map((finding) => [finding.path, messageOf(finding)])).toEqual([
      ['r/apis/orders/apiInformation.json', 'This file was not read (a symbolic link is not followed): what it says is left out of this review.'],
    ]);
  });
});

test('an entry that gives no file its scope, and an environment without a file, are noted', async () => {
  const yaml =
    'environments: [prd]\nscopes:\n- { path: "infra/*.xml", scope: global }\n- { path: infra/a.xml, scope: api, api: orders }\n- { path: infr/a.xml, scope: api, api: a }';
  const review = await scan({ 'infra/a.xml': policies, 'r/apis/orders/apiInformation.json': '{}' }, yaml);
  expect(review.notes.map((note) => wholePhrase(notePhrase(note)))).toEqual([
    "'infra/a.xml' under 'scopes:' gives no file its scope: none that it fits could be a policy, or entries above it come first.",
    "'infr/a.xml' under 'scopes:' gives no file its scope: none that it fits could be a policy, or entries above it come first.",
    "Environment 'prd' has no configuration.prd.yaml: it was evaluated as the artifacts are.",
  ]);
});
