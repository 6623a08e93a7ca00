import { diffLines } from 'diff';
import fc from 'fast-check';
import { baseFiles, changedFiles } from '../../src/cli/demo/shop.js';
import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, operationPath, policy, repository } from '../../src/layouts/apiops/example.js';
import type { overlay } from '../../src/layouts/tree.js';
import { fix, type Fixed, type Wish } from '../../src/review/fix.js';
import type { Review } from '../../src/review/review.js';
import { fixText } from '../../src/report/fix-text.js';
import { unpainted } from '../../src/report/paint.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { rules } from '../../src/rules/catalogue.js';
import { memoryTree } from '../memory-tree.js';
import { scenes } from '../page/scenes.js';
import { hostings, layoutNames } from '../rules/hosting.js';
import { files as anyFiles, type Files } from './arbitrary-files.js';

const options = { settings: defaultSettings, today: '2026-01-01' };
const [shop, local] = ['https://shop.contoso.com', 'http://localhost:4200'];
const safe: Wish = { which: 'safe', only: null, alsoExisting: false };

/** Repairs `head`, as a change of `base` or by itself; with the files as they are then. */
async function fixed(base: Files | undefined, head: Files, wish: Wish = safe): Promise<Fixed & { readonly files: Files; readonly before: Review }> {
  const tree = memoryTree(head, 'head');
  const evaluate = (other: typeof tree | ReturnType<typeof overlay>): Promise<Review> =>
    base === undefined ? scanTree(other, options) : reviewTrees(memoryTree(base, 'base'), other, options);
  const before = await evaluate(tree);
  const done = await fix(tree, before, evaluate, wish);
  const files = { ...head, ...Object.fromEntries([...done.texts].map(([path, { after }]) => [path, after])) };
  return { ...done, files, before };
}

/** Each origin and operation that loses something under some reading. */
async function losses(from: Files, to: Files): Promise<readonly string[]> {
  const { changes } = await reviewTrees(memoryTree(from, 'from'), memoryTree(to, 'to'), { ...options, isWithoutRepairs: true });
  return changes.flatMap(({ targets, origins }) =>
    origins
      .filter((origin) => origin.changes.some(({ lost, what }) => what !== 'max-age' && lost.length > 0))
      .flatMap(({ origin }) =>
        targets.flatMap((target) => target.operations.map((operation) => JSON.stringify([origin, target.product, target.api, operation]))),
      ),
  );
}

async function expectRepaired(base: Files | undefined, head: Files): Promise<number> {
  const done = await fixed(base, head);
  // Every safe repair is made, and a second run finds nothing to do.
  expect(rootCauses(done.review).flatMap(({ repairs }) => repairs.filter(({ isSafe }) => isSafe))).toEqual([]);
  expect((await fixed(base, done.files)).made).toEqual([]);
  // Files and lines beside the repairs are untouched.
  const edits = done.made.flatMap(({ repairs }) => repairs.flatMap((one) => one.edits));
  for (const path of new Set([...Object.keys(head), ...Object.keys(done.files)])) {
    const edited = edits.filter((edit) => edit.path === path).reduce((sum, { startLine, endLine }) => sum + endLine - startLine + 1, 0);
    const replaced = diffLines(head[path] ?? '', done.files[path] ?? '').filter(({ removed }) => removed);
    expect(replaced.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(edited);
  }
  // Nobody has lost anything by it.
  const lost = new Set(base === undefined ? [] : await losses(base, head));
  expect((await losses(base ?? head, done.files)).filter((one) => !lost.has(one))).toEqual([]);
  expect(done.review.counts.error).toBeLessThanOrEqual(done.before.counts.error);
  return done.made.length;
}

const examples = rules.flatMap((rule) => rule.fails.map((example) => [`${rule.id}: ${example.name}`, example.base, example.head] as const));

/** How many repairs were made of each example, as artifacts. */
const repaired = new Map<string, number>();

test('after all safe repairs of the examples of every rule nobody has lost access, no safe repair is left, and a second run makes none', async () => {
  for (const [name, base, head] of examples) repaired.set(name, await expectRepaired(base, head));
  expect([...repaired.values()].reduce((sum, made) => sum + made, 0)).toBeGreaterThan(20);
});

test.each(layoutNames.filter((name) => name !== 'scopes:'))('so too in code, each example that has a safe repair: %s', async (layout) => {
  let made = 0;
  for (const [name, base, head] of examples) {
    if ((repaired.get(name) ?? 0) === 0) continue;
    const hosted = (await hostings(head))?.get(layout);
    if (hosted === undefined) continue;
    made += await expectRepaired(base === undefined ? undefined : ((await hostings(base))?.get(layout)?.files ?? {}), hosted.files);
  }
  expect(made).toBeGreaterThan(10);
});

test.each(scenes.filter(({ name }) => name !== 'five-hundred-apis').map(({ name, base, head }) => [name, base, head] as const))(
  'so too of a pull request: %s',
  async (_, base, head) => {
    await expectRepaired(base, head);
  },
);

test('so too of the example of the command line', async () => {
  expect(await expectRepaired(baseFiles, { ...baseFiles, ...changedFiles })).toBe(1);
});

test('so too of any two states of a service', async () => {
  let made = 0;
  await fc.assert(
    fc.asyncProperty(fc.option(anyFiles, { nil: undefined }), anyFiles, async (base, head) => {
      made += await expectRepaired(base === undefined ? undefined : repository(base), repository(head));
    }),
    { numRuns: 10, seed: 3 },
  );
  expect(made).toBeGreaterThan(1);
});

test('only the cause that is named is repaired, and an unknown one is none', async () => {
  const two = repository({
    [globalPath]: policy(cors({ origins: ['https://a.contoso.com', 'https://a.contoso.com'] })),
    [apiPath]: policy(cors({ origins: ['https://b.contoso.com', 'https://b.contoso.com'] })),
  });
  const causes = rootCauses((await fixed(undefined, two)).before).filter(({ repairs }) => repairs.some(({ isSafe }) => isSafe));
  expect(causes.length).toBeGreaterThan(1);
  for (const { id } of causes) expect((await fixed(undefined, two, { ...safe, only: id })).made.map(({ cause }) => cause.id)).toEqual([id]);
  expect((await fixed(undefined, two, { ...safe, only: 'none' })).made).toEqual([]);
});

test("'all' takes a repair of a cause that has no safe one, and ends", async () => {
  let more = 0;
  for (const [, base, head] of examples) {
    const [some, all] = [await fixed(base, head), await fixed(base, head, { ...safe, which: 'all' })];
    more += all.made.length - some.made.length;
    expect(all.review.counts.error).toBeLessThanOrEqual(all.before.counts.error);
    // Each is the best of its cause, and no cause without a safe repair is repaired twice.
    const unsafe = all.made.filter(({ repairs }) => repairs.some(({ isSafe }) => !isSafe)).map(({ cause }) => cause.id);
    expect(new Set(unsafe).size).toBe(unsafe.length);
  }
  expect(more).toBeGreaterThan(10);
});

test.each(['safe', 'all'] as const)("what keeps an app out under some readings alone costs nobody anything: '%s', and again", async (which) => {
  const portal = 'https://contoso.developer.azure-api.net';
  const portals = cors({ origins: [portal], methods: ['*'], headers: ['*'], attributes: ' allow-credentials="true"' });
  const head = repository({
    [globalPath]: policy(portals),
    [apiPath]: policy(['<base />', ...cors({ origins: [shop], methods: ['GET', 'PUT'], headers: ['content-type'], attributes: '' })]),
  });
  const once = await fixed(undefined, head, { ...safe, which });
  expect(once.before.counts.error).toBeGreaterThan(0);
  expect(once.review.counts.error).toBe(0);
  const portalsOwn = (files: Files): readonly string[] => (files[globalPath] ?? '').split('\n').filter((line) => line.includes('<origin>'));
  expect(portalsOwn(once.files)).toEqual(portalsOwn(head));
  expect(await losses(head, once.files)).toEqual([]);
  // What is left is told, and made only where it is named.
  const left = rootCauses(once.review).find(({ severity, findings }) => severity === 'info' && findings[0]?.rule === 'inherited-cors-decides');
  expect(left?.repairs.length).toBeGreaterThan(0);
  expect((await fixed(undefined, once.files, { ...safe, which })).made).toEqual([]);
  expect((await fixed(undefined, once.files, { ...safe, which: 'all', only: left?.id ?? '' })).made).toHaveLength(1);
});

const places = (text: string): Files =>
  Object.fromEntries(
    ['books', 'orders', 'users'].flatMap((id) => [
      [`apimartifacts/apis/${id}/apiInformation.json`, JSON.stringify({ properties: { displayName: id, path: id, subscriptionRequired: false } })],
      [`apimartifacts/apis/${id}/policy.xml`, text],
    ]),
  );

test.each<[string, Files, string]>([
  ['an origin in three APIs', { ...repository({}), ...places(policy(cors({ origins: [shop, local] }))) }, 'loopback-origin'],
  [
    'an origin at two scopes',
    repository({ [globalPath]: policy(cors({ origins: [shop, local] })), [operationPath]: policy(cors({ origins: [shop, local] })) }),
    'loopback-origin',
  ],
  [
    'a global cors that three APIs do not inherit',
    {
      ...repository({ [globalPath]: policy(cors({ origins: [shop] })) }),
      ...places(policy(['<set-variable name="a" value="b" />'])),
    },
    'cors-not-inherited',
  ],
])('all places of a cause are repaired, whether all causes are or that one alone: %s', async (_, head, rule) => {
  const before = await scanTree(memoryTree(head, 'head'), options);
  const causes = rootCauses(before).filter(({ findings }) => findings.some((one) => one.rule === rule));
  expect(causes).toHaveLength(1);
  for (const only of [null, causes[0]?.id ?? '']) {
    const { made, review, texts } = await fixed(undefined, head, { which: 'all', only, alsoExisting: true });
    expect(review.findings.filter((one) => one.rule === rule)).toEqual([]);
    const mine = made.filter(({ cause }) => cause.id === causes[0]?.id);
    expect(mine).toHaveLength(1);
    expect(mine[0]?.repairs.length).toBeGreaterThan(1);
    if (only !== null) expect([...texts.keys()].length).toBe(mine[0]?.repairs.length);
    const said = fixText({ made, review, texts }, true, { paint: unpainted, width: 100 });
    expect(said.split(rule)).toHaveLength(2);
    expect(said).toContain('in each of');
  }
});
