import fc from 'fast-check';
import { parseSettings, defaultSettings, type Settings } from '../../src/config/settings.js';
import type { Change, IgnoredFinding, Review } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { apiPath, cors, globalPath, operationPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf, noteTexts } from '../report/said.js';

type Files = Readonly<Record<string, string>>;

function review(base: Files, head: Files, settings: Settings = defaultSettings): Promise<Review> {
  return reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings, today: '2026-06-15' });
}

const configured = (yaml: string): Settings => parseSettings(yaml, '.github/apim-cors.yml');
const app = 'https://app.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';
const named = (name: string, value: string, folder = name): Files => ({
  [`apimartifacts/named values/${folder}/namedValueInformation.json`]: JSON.stringify({ properties: { displayName: name, value, secret: false } }),
});
const told = (changes: readonly Change[]): unknown[] =>
  changes.map(({ kind, existence, targets, origins }) => [
    kind,
    existence,
    targets.map((target) => target.product ?? target.api),
    origins.map((one) => `${one.origin} ${one.before.allowed}>${one.after.allowed}`),
  ]);
const onlyApp = repository({ [apiPath]: policy(cors({ origins: [app] })) });

describe('what counts as a change', () => {
  test('a change of text alone changes no access, and the report says that this is proven', async () => {
    const after = {
      ...onlyApp,
      [apiPath]: (onlyApp[apiPath] ?? '')
        .replaceAll('    ', '\t')
        .replaceAll('\n', '\r\n')
        .replace('<allowed-origins>', '<!-- who -->\r\n<allowed-origins>'),
    };
    const result = await review(onlyApp, after);
    expect(result).toMatchObject({ conclusion: 'pass', changes: [], findings: [], provenUnchanged: true, operations: { total: 2, changed: 0 } });
  });

  test('a change outside every service changes no access, and nothing is read', async () => {
    const base = memoryTree({ ...onlyApp, 'README.md': 'a' });
    const head = memoryTree({ ...onlyApp, 'README.md': 'b' });
    const result = await reviewTrees(base, head, { settings: defaultSettings, today: '2026-01-01' });
    expect(result).toMatchObject({ changes: [], findings: [], operations: { total: 0, changed: 0 } });
    expect([...base.readPaths, ...head.readPaths]).toEqual([]);
  });

  test('a named value', async () => {
    const files = repository({ [apiPath]: policy(cors({ origins: ['https://{{host}}.contoso.com'] })) });
    const result = await review({ ...files, ...named('host', 'app', '6715') }, { ...files, ...named('host', 'www', '6715') });
    expect(told(result.changes)).toEqual([['mixed', 'changed', ['orders'], [`${app} yes>no`, 'https://www.contoso.com no>yes']]]);
    expect(result.changes[0]?.causes[0]?.path).toContain('named values/6715');
  });

  test('a fragment', async () => {
    const files = (origin: string): Files =>
      repository({
        [apiPath]: policy(['<include-fragment fragment-id="shared" />']),
        'apimartifacts/policy fragments/shared/policy.xml': `<fragment>\n${cors({ origins: [origin] }).join('\n')}\n</fragment>\n`,
      });
    const result = await review(files(app), files(portal));
    expect(result.operations.changed).toBe(2);
    expect(result.changes[0]?.causes[0]?.path).toBe('apimartifacts/policy fragments/shared/policy.xml');
  });

  test('a product’s policy, for calls with its key', async () => {
    const product = (origins: readonly string[]): Files => ({
      'apimartifacts/products/gold/productInformation.json': JSON.stringify({
        properties: { displayName: 'Gold', subscriptionRequired: true, state: 'published' },
      }),
      'apimartifacts/products/gold/apis.json': JSON.stringify([{ name: 'orders' }]),
      'apimartifacts/products/gold/policy.xml': policy(cors({ origins })),
    });
    const files = repository({ [apiPath]: policy(['<base />']) });
    const result = await review({ ...files, ...product([app]) }, { ...files, ...product([app, portal]) });
    expect(told(result.changes)).toEqual([['widened', 'changed', ['gold'], [`${portal} no>unknown`]]]);
  });

  test('an API that leaves a product', async () => {
    const product = (apis: readonly string[]): Files => ({
      'apimartifacts/products/gold/apis.json': JSON.stringify(apis.map((name) => ({ name }))),
      'apimartifacts/products/gold/policy.xml': policy(cors({ origins: [app] })),
    });
    const files = repository({ [apiPath]: policy(['<base />']) });
    const result = await review({ ...files, ...product(['orders']) }, { ...files, ...product([]) });
    expect(told(result.changes)).toEqual([['narrowed', 'changed', ['gold'], [`${app} unknown>no`]]]);
  });

  test('an operation’s policy concerns that operation', async () => {
    const result = await review(onlyApp, { ...onlyApp, [operationPath]: policy(cors({ origins: [portal] })) });
    expect(result.changes).toHaveLength(1);
    expect(result.changes[0]?.targets).toEqual([expect.objectContaining({ api: 'orders', operations: ['get-order'], operationsInApi: 2 })]);
  });

  test('a policy that is deleted', async () => {
    const after = Object.fromEntries(Object.entries(onlyApp).filter(([path]) => path !== apiPath));
    const result = await review(onlyApp, after);
    expect(told(result.changes)).toEqual([['narrowed', 'changed', ['orders'], [`${app} yes>no`]]]);
    expect(result.findings.map((finding) => finding.rule)).toEqual(['access-narrowed']);
  });

  test('a folder that is renamed while its metadata keeps the id', async () => {
    const info = JSON.stringify({ name: 'orders', properties: { path: 'orders' } });
    const at = (folder: string): Files => ({
      [`apimartifacts/apis/${folder}/apiInformation.json`]: info,
      [`apimartifacts/apis/${folder}/policy.xml`]: policy(cors({ origins: [app] })),
    });
    expect((await review(at('orders'), at('orders-renamed'))).changes).toEqual([]);
  });

  test('a folder of artifacts that is renamed', async () => {
    const wild = repository({ [apiPath]: policy(cors({ origins: ['*'] })), [globalPath]: policy([]) });
    const moved = Object.fromEntries(Object.entries(wild).map(([path, text]) => [path.replace('apimartifacts', 'infra/apim'), text]));
    const result = await review(wild, moved);
    expect(result).toMatchObject({ changes: [], provenUnchanged: true, operations: { total: 2, changed: 0 } });
    expect(result.findings.map(({ rule, status, path }) => [rule, status, path])).toEqual([
      ['wildcard-origin', 'existing', 'infra/apim/apis/orders/policy.xml'],
    ]);
    const opened = await review(repository({ ...wild, [apiPath]: policy(cors({ origins: [app] })) }), moved);
    expect(told(opened.changes)).toEqual([['widened', 'changed', ['orders'], ['null no>unknown', '* no>yes']]]);
  });

  test('the policy of a product that no API is in reaches nobody', async () => {
    const lonely = (origin: string): Files => ({
      'apimartifacts/products/lonely/productInformation.json': '{}',
      'apimartifacts/products/lonely/policy.xml': policy(cors({ origins: [origin] })),
    });
    const within = await review(
      { ...onlyApp, [globalPath]: policy([]), ...lonely(app) },
      { ...onlyApp, [globalPath]: policy([]), ...lonely(portal) },
    );
    expect([within.changes, within.provenUnchanged]).toEqual([[], true]);
    // Where the repository keeps no API at all, it may stand for those that are elsewhere.
    const alone = await review(lonely(app), lonely(portal));
    expect(told(alone.changes)).toEqual([['mixed', 'changed', ['lonely'], [`${app} unknown>no`, `${portal} no>unknown`]]]);
  });

  test('a version set, for its APIs', async () => {
    const versioned = (scheme: string): Files => ({
      ...onlyApp,
      'apimartifacts/apis/orders/apiInformation.json': JSON.stringify({ properties: { path: 'orders', apiVersionSetId: '/apiVersionSets/set' } }),
      'apimartifacts/version sets/set/versionSetInformation.json': JSON.stringify({ properties: { versioningScheme: scheme } }),
    });
    const result = await review(versioned('Segment'), versioned('Header'));
    expect(result).toMatchObject({ operations: { total: 2 }, serviceFilesChanged: 1 });
  });

  test('an API that is new, and one that is gone', async () => {
    const added = await review({ [globalPath]: policy([]) }, { [globalPath]: policy([]), ...onlyApp });
    expect(told(added.changes)).toEqual([['widened', 'added', ['orders'], [`${app} no>yes`]]]);
    expect(added.findings.find((finding) => finding.rule === 'access-widened')?.severity).toBe('info');
    const removed = await review({ [globalPath]: policy([]), ...onlyApp }, { [globalPath]: policy([]) });
    expect(told(removed.changes)).toEqual([['narrowed', 'removed', ['orders'], [`${app} yes>no`]]]);
  });

  test('operations that change alike are one entry, across APIs too', async () => {
    const api = (id: string): Files => ({
      [`apimartifacts/apis/${id}/apiInformation.json`]: '{}',
      [`apimartifacts/apis/${id}/policy.xml`]: policy(['<base />']),
    });
    const files = Object.assign({}, ...Array.from({ length: 40 }, (_, index) => api(`api-${index}`))) as Files;
    const result = await review({ ...files, [globalPath]: policy([]) }, { ...files, [globalPath]: policy(cors({ origins: [app] })) });
    expect(result.changes).toHaveLength(1);
    expect(result.changes[0]?.targets).toHaveLength(40);
    expect(result.findings.filter((finding) => finding.rule === 'access-widened')).toHaveLength(1);
  });

  test('a policy that cannot be read makes access unknown, not gone', async () => {
    const result = await review(onlyApp, { ...onlyApp, [apiPath]: '<policies><inbound><cors></inbound></policies>' });
    expect(result.changes[0]).toMatchObject({ kind: 'unknown' });
    expect(result.findings.map((finding) => [finding.rule, finding.severity, finding.line])).toEqual([['malformed-policy', 'error', 1]]);
  });
});

describe('environments', () => {
  const configuration = (value: string): Files => ({
    'configuration.prod.yaml': `namedValues:\n  - name: host\n    properties:\n      value: ${value}\n`,
  });
  const files = { ...repository({ [apiPath]: policy(cors({ origins: ['https://{{host}}.contoso.com'] })) }), ...named('host', 'dev') };

  test('one that is not selected is listed as unreviewed', async () => {
    const result = await review({ ...files, ...configuration('app') }, { ...files, ...configuration('www') }, configured('environments: [dev]'));
    expect(result.changes).toEqual([]);
    expect(result.unreviewed).toEqual([
      { path: 'configuration.prod.yaml', says: { code: 'environment-left-out', given: { environment: 'prod' } }, scopeEntry: null, entry: null },
    ]);
    expect(result.provenUnchanged).toBe(false);
  });

  test('all that there are are evaluated where none is named', async () => {
    const result = await review({ ...files, ...configuration('app') }, { ...files, ...configuration('www') });
    expect(result.changes.map((change) => change.environment)).toEqual(['prod']);
    expect(result.unreviewed).toEqual([]);
  });

  test.each<[string, (opened: Files) => { readonly base: Files; readonly head: Files }]>([
    ['the first file of overrides is a change of what was deployed without it', (opened) => ({ base: files, head: { ...files, ...opened } })],
    ['the last one that goes, too', (opened) => ({ base: { ...files, ...opened }, head: files })],
  ])('%s', async (_fact, sides) => {
    const { base, head } = sides(configuration('www'));
    const result = await review(base, head);
    expect(result.changes.map(({ environment, existence }) => [environment, existence])).toEqual([['prod', 'changed']]);
  });

  test('what is so in some of them names these, what is so in all names none', async () => {
    const both = (value: string): Files => {
      const [[, text] = ['', '']] = Object.entries(configuration(value));
      return { 'configuration.dev.yaml': text, 'configuration.prod.yaml': text, 'configuration.test.yaml': 'namedValues: []\n' };
    };
    const some = await review({ ...files, ...both('app') }, { ...files, ...both('www') });
    expect(some.changes.map(({ environments }) => environments)).toEqual([['dev', 'prod']]);
    const all = await review({ ...files, ...both('app') }, { ...files, ...both('app'), [apiPath]: policy(cors({ origins: ['*'] })) });
    expect(all.findings.filter(({ rule }) => rule === 'wildcard-origin').map(({ environments }) => environments)).toEqual([null]);
  });

  test('one that is selected is evaluated with its overrides', async () => {
    const result = await review({ ...files, ...configuration('app') }, { ...files, ...configuration('www') }, configured('environments: [prod]'));
    expect(result.changes.map((change) => change.environment)).toEqual(['prod']);
    expect(result.changes[0]?.causes[0]?.path).toBe('configuration.prod.yaml');
  });

  test('what is the same without an environment is told once', async () => {
    const head = { ...files, [apiPath]: policy(cors({ origins: ['https://{{host}}.contoso.com', portal] })) };
    const result = await review(files, head, configured('environments: [prod]'));
    expect(result.changes.map((change) => change.environment)).toEqual([null]);
  });
});

describe('findings', () => {
  const wildcard = repository({ [apiPath]: policy(cors({ origins: ['*'] })) });

  test('one that base has too does not count, unless it is asked for', async () => {
    const head = { ...wildcard, [operationPath]: policy(['<base />', '<rate-limit calls="1" renewal-period="1" />']) };
    const result = await review(wildcard, head);
    expect(result.counts).toEqual({ error: 0, warning: 0, info: 0, existing: 1 });
    const counted = await review(wildcard, head, configured('report-existing: true\nfail-on: warning'));
    expect(counted).toMatchObject({ counts: { warning: 1, existing: 1 }, conclusion: 'fail' });
  });

  test('in a scan every finding counts', async () => {
    const result = await scanTree(memoryTree(wildcard), { settings: configured('fail-on: warning'), today: '2026-01-01' });
    expect(result).toMatchObject({ conclusion: 'fail', changes: [], counts: { warning: 1, existing: 0 } });
  });

  test('fingerprints survive reformatting, line shifts and reordering', async () => {
    const problems = { origins: ['https://a.com/', '*', 'https://B.com', 'nonsense'], methods: ['patch', 'GET'], attributes: '' };
    const before = repository({ [apiPath]: policy(cors(problems)) });
    const shifted = repository({
      [apiPath]: `<!-- moved -->\n\n${policy(['<!-- here -->', ...cors({ ...problems, origins: [...problems.origins].reverse() })])}`.replaceAll(
        '\n',
        '\r\n',
      ),
    });
    const prints = async (files: Files): Promise<readonly string[]> =>
      (await scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-01-01' })).findings
        .map((finding) => `${finding.rule} ${finding.fingerprint}`)
        .sort();
    expect((await prints(before)).length).toBeGreaterThan(4);
    expect(await prints(shifted)).toEqual(await prints(before));
    expect((await review(before, shifted)).findings.filter((finding) => finding.status === 'new')).toEqual([]);
  });

  test('severity by rule and path', async () => {
    const of = async (yaml: string): Promise<readonly string[]> =>
      (await review(onlyApp, wildcard, configured(yaml))).findings
        .filter((finding) => finding.rule === 'wildcard-origin')
        .map((finding) => finding.severity);
    expect(await of('rules: { wildcard-origin: error }')).toEqual(['error']);
    expect(await of('rules: { wildcard-origin: "off" }')).toEqual([]);
    expect(await of('rules:\n  wildcard-origin:\n    - path: apimartifacts/apis/orders/**\n      severity: info\n    - severity: error\n')).toEqual([
      'info',
    ]);
    expect(await of('rules:\n  wildcard-origin:\n    - path: apimartifacts/apis/other/**\n      severity: info\n    - severity: error\n')).toEqual([
      'error',
    ]);
  });
});

describe('ignores', () => {
  /** Without what is ignored as a consequence. */
  const told = ({ ignored }: Review): readonly IgnoredFinding[] => ignored.filter(({ isConsequence }) => isConsequence !== true);

  const commented = (text: string): Files => repository({ [apiPath]: policy([`<!-- ${text} -->`, ...cors({ origins: ['*'] })]) });
  const wildcard = repository({ [apiPath]: policy(cors({ origins: ['*'] })) });
  const rulesOf = (result: Review): readonly string[] => result.findings.map((finding) => finding.rule);

  test('a comment on the line before, with its reason', async () => {
    const result = await review(onlyApp, commented('apim-cors-ignore wildcard-origin: public data'));
    expect(rulesOf(result)).not.toContain('wildcard-origin');
    expect(told(result)).toMatchObject([{ reason: 'public data', from: 'comment', addedByChange: true }]);
  });

  test('one without a reason does nothing, and that is said', async () => {
    const result = await review(onlyApp, commented('apim-cors-ignore wildcard-origin'));
    expect(rulesOf(result)).toContain('wildcard-origin');
    expect(noteTexts(result.notes)).toContain('has no reason');
  });

  test('with `ignores: base` one that the change adds waits for the merge', async () => {
    const head = commented('apim-cors-ignore wildcard-origin: public data');
    expect(rulesOf(await review(onlyApp, head, configured('ignores: base')))).toContain('wildcard-origin');
    expect(rulesOf(await review(head, { ...head, [operationPath]: policy(['<base />']) }, configured('ignores: base')))).not.toContain(
      'wildcard-origin',
    );
  });

  test('one that matches nothing is reported', async () => {
    const result = await review(
      onlyApp,
      repository({ [apiPath]: policy(['<!-- apim-cors-ignore null-origin: none here -->', ...cors({ origins: ['*'] })]) }),
    );
    expect(noteTexts(result.notes)).toContain('matches no finding');
  });

  test('an entry of the configuration, by rule and path, until its date', async () => {
    const entry = (rest: string): Settings =>
      configured(`ignore:\n  - rule: wildcard-origin\n    path: apimartifacts/apis/orders/**\n    reason: public\n${rest}`);
    expect(told(await review(onlyApp, wildcard, entry('')))).toMatchObject([{ reason: 'public', from: 'configuration' }]);
    expect(told(await review(onlyApp, wildcard, entry('    until: 2026-06-15\n')))).toHaveLength(1);
    const ended = await review(onlyApp, wildcard, entry('    until: 2026-06-14\n'));
    expect(ended.ignored).toEqual([]);
    expect(noteTexts(ended.notes)).toContain('ended on 2026-06-14');
  });
});

describe('what the sources leave open', () => {
  const base = repository({ [globalPath]: policy([]), [apiPath]: policy(['<base />', ...cors({ origins: [app] })]) });
  const head = { ...base, [globalPath]: policy(cors({ origins: [portal], attributes: '' })) };

  test('both defaults are evaluated, and named', async () => {
    const result = await review(base, head);
    expect(result.changes[0]).toMatchObject({ kind: 'mixed' });
    expect(result.changes[0]?.origins.find((one) => one.origin === app)?.after).toMatchObject({
      allowed: 'no',
      certainty: 'reported',
      otherwise: [{ when: [{ question: 'terminate-unmatched-default', value: 'false' }], allowed: 'yes' }],
    });
    expect(result.findings.map(messageOf)[0]).toContain('if terminate-unmatched-request defaults to true');
  });

  test('an assumption settles it', async () => {
    const strict = await review(base, head, configured('assume: { terminate-unmatched-default: "true" }'));
    expect(strict.changes[0]).toMatchObject({ kind: 'mixed' });
    expect(strict.assumptions).toEqual(['terminate-unmatched-default=true']);
    const lenient = await review(base, head, configured('assume: { terminate-unmatched-default: "false", second-cors-decorates-actual: "yes" }'));
    expect(lenient.findings.filter((finding) => finding.severity === 'error')).toEqual([]);
  });
});

test('the order in which files are listed changes nothing', async () => {
  const base = { ...onlyApp, ...named('x', 'y'), [globalPath]: policy([]) };
  const head = {
    ...base,
    [globalPath]: policy(cors({ origins: [portal], attributes: '' })),
    [operationPath]: policy(['<base />', ...cors({ origins: ['*'] })]),
  };
  const turned = (files: Files, order: readonly number[]): Files => {
    const entries = Object.entries(files);
    return Object.fromEntries(
      entries.map((_, index) => entries[((order[0] ?? 0) + index * (order[1] ?? 1)) % entries.length] ?? entries[0] ?? ['', '']),
    );
  };
  const plain = await review(base, head);
  await fc.assert(
    fc.asyncProperty(fc.nat(20), async (offset) => {
      const other = await review(turned(base, [offset, 1]), turned(head, [offset, 1]));
      expect(other.findings.map((finding) => finding.fingerprint)).toEqual(plain.findings.map((finding) => finding.fingerprint));
      expect(new Set(told(other.changes).map((change) => JSON.stringify(change)))).toEqual(
        new Set(told(plain.changes).map((change) => JSON.stringify(change))),
      );
    }),
    { numRuns: 10 },
  );
});
