import { parseSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { closedTrees } from '../closed-trees.js';
import { memoryTree } from '../memory-tree.js';

/** A file more in the folders of a service changes nothing of what else the change does. */

type Files = Readonly<Record<string, string>>;

const json = (value: object): string => JSON.stringify(value);
const fragment = (inner: readonly string[]): string => `<fragment>\n${inner.join('\n')}\n</fragment>\n`;
const open = cors({ origins: ['*'], attributes: ' allow-credentials="true"' });

const service = (root: string): Files => ({
  [`${root}policy.xml`]: policy(cors({ origins: ['https://shop.contoso.com'] })),
  [`${root}policyFragments/web/policy.xml`]: fragment(open),
  [`${root}policyFragments/web/policyFragmentInformation.json`]: '{}',
  [`${root}products/starter/productInformation.json`]: '{}',
  [`${root}products/starter/policy.xml`]: policy(['<base />']),
  [`${root}products/starter/apis/orders/productApiInformation.json`]: '{}',
  [`${root}apis/orders/apiInformation.json`]: json({ properties: { path: 'orders', subscriptionRequired: false } }),
  [`${root}apis/orders/policy.xml`]: policy(['<base />']),
  [`${root}apis/orders/operations/get/operationInformation.json`]: json({ properties: { method: 'GET', urlTemplate: '/{id}' } }),
  [`${root}apis/orders/operations/get/policy.xml`]: policy(['<base />']),
});

const options = { settings: parseSettings('', '.github/apim-cors.yml'), today: '2026-01-01' };
const review = (base: Files, head: Files): Promise<Review> => reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), options);

const said = ({ findings }: Review): readonly string[] =>
  findings
    .filter(({ status }) => status === 'new')
    .map(({ severity, rule, path, line }) => `${severity} ${rule} ${path}:${line}`)
    .sort();

const changes: readonly (readonly [fact: string, path: string, text: string])[] = [
  ['an API includes an open fragment', 'apis/orders/policy.xml', policy(['<include-fragment fragment-id="web" />', '<base />'])],
  ['an API drops its base', 'apis/orders/policy.xml', policy(['<set-variable name="a" value="b" />'])],
  ['an API is opened', 'apis/orders/policy.xml', policy(open)],
  ['an operation drops its base', 'apis/orders/operations/get/policy.xml', policy(['<set-variable name="a" value="b" />'])],
  ['the service is opened', 'policy.xml', policy(open)],
];
const strays = [
  'apis/apis/x/apiInformation.json',
  'apis/orders/apis/x/apiInformation.json',
  'apis/orders/operations/apis/x/apiInformation.json',
  'apis/orders/operations/get/products/x/productInformation.json',
  'products/apis/x/apiInformation.json',
  'policyFragments/apis/x/apiInformation.json',
  'policyFragments/web/namedValues/x/namedValueInformation.json',
  'version sets/apis/x/specification.yaml',
  'backends/apis/x/apiInformation.json',
  'workspaces/apis/x/versionSets/y/versionSetInformation.json',
  'apis/orders/a/b/c/apis/x/apiInformation.json',
];

describe.each(['apimartifacts/', '', 'apis/team/'])('a service in "%s"', (root) => {
  const files = service(root);
  test.each(changes)('%s', async (_fact, path, text) => {
    const plain = await review(files, { ...files, [root + path]: text });
    const expected = said(plain);
    expect(plain.conclusion).toBe('fail');
    for (const some of [...strays.map((stray) => [stray]), strays]) {
      const more = Object.fromEntries(some.map((stray) => [root + stray, '{}']));
      for (const base of [files, { ...files, ...more }]) {
        const made = await review(base, { ...files, ...more, [root + path]: text });
        expect({ some, said: said(made).filter((one) => expected.includes(one)) }).toEqual({ some, said: expected });
        expect(made.conclusion).toBe('fail');
      }
    }
  });

  test.each(changes)('%s, in trees of which only the folders around the change are listed', async (_fact, path, text) => {
    for (const stray of strays) {
      const head = { ...files, [root + stray]: '{}', [root + path]: text };
      for (const base of [files, { ...files, [root + stray]: '{}' }]) {
        const sides = closedTrees(base, head);
        const made = await reviewTrees(sides.base, sides.head, options);
        expect({ stray, conclusion: made.conclusion, said: said(made) }).toEqual({ stray, conclusion: 'fail', said: said(await review(base, head)) });
      }
    }
  });

  test('a file more by itself takes nothing from anybody', async () => {
    for (const stray of strays) {
      const { changes: moved } = await review(files, { ...files, [root + stray]: '{}' });
      expect({ stray, moved: moved.filter(({ kind }) => kind !== 'widened') }).toEqual({ stray, moved: [] });
    }
  });
});

describe('a policy that had a scope has none any more', () => {
  const files = service('apis/team/');
  const own = ['', 'products/starter/', 'apis/orders/', 'apis/orders/operations/get/', 'policyFragments/web/'].map(
    (name) => `apis/team/${name}policy.xml`,
  );
  const alarms = ({ findings }: Review): readonly string[] => findings.flatMap(({ rule, path }) => (rule === 'policy-without-scope' ? [path] : []));

  test('though no policy changes: another file makes a root of the folder above', async () => {
    const made = await review(files, { ...files, 'apis/other/apiInformation.json': '{}' });
    expect(made.conclusion).toBe('fail');
    // The one right in the folder is taken for that of an API.
    expect(alarms(made)).toEqual(own.filter((path) => path !== 'apis/team/policy.xml').sort());
    expect(jobSummary(made)).not.toContain('Nothing changes for anybody');
  });

  test('because all that shows the service goes', async () => {
    const left = Object.fromEntries(Object.entries(files).filter(([path]) => path === 'apis/team/products/starter/policy.xml'));
    const made = await review(files, left);
    expect([made.conclusion, alarms(made)]).toEqual(['fail', ['apis/team/products/starter/policy.xml']]);
  });
});

describe.each(['apimartifacts/', '', 'apis/team/'])('a service inside that in "%s", where the latter keeps no resources', (root) => {
  const files = service(root);
  const inside = (folder: string): Files => service(`${root}${folder}/`);
  const alarms = ({ findings }: Review): readonly string[] => findings.flatMap(({ rule, path }) => (rule === 'policy-without-scope' ? [path] : []));

  test.each<[fact: string, base: Files, head: Files]>([
    ['with policies', files, { ...files, ...inside('copy') }],
    ['deeper', files, { ...files, ...inside('more/copy') }],
    ['with a description alone', files, { ...files, [`${root}copy/apis/x/apiInformation.json`]: '{}' }],
    ['beside another one that stays', { ...files, ...inside('copy') }, { ...files, ...inside('copy'), ...inside('more') }],
    ['two where one was', { ...files, ...inside('copy') }, { ...files, ...inside('one'), ...inside('two') }],
  ])('is new, %s: the check fails', async (_fact, base, head) => {
    const closed = closedTrees(base, head);
    for (const made of [await review(base, head), await reviewTrees(closed.base, closed.head, options)]) {
      expect([made.conclusion, made.provenUnchanged]).toEqual(['fail', false]);
      expect(alarms(made).length).toBeGreaterThan(0);
      expect(alarms(made).every((path) => !(path in base))).toBe(true);
    }
  });

  test('is one that was there, or that moved', async () => {
    expect(alarms(await review({ ...files, ...inside('copy') }, { ...files, ...inside('copy') }))).toEqual([]);
    expect(alarms(await review({ ...files, ...inside('copy') }, { ...files, ...inside('moved') }))).toEqual([]);
    expect(alarms(await review(inside('copy'), inside('moved')))).toEqual([]);
    expect(alarms(await review(files, inside('moved')))).toEqual([]);
  });
});
