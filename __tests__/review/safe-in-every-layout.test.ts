/** What is called safe of artifacts is called safe in every layout: where a text stands in its file, and how many APIs it keeps out, is no reason. */
import { apiPath, cors, globalPath, policy, repository, within } from '../../src/layouts/apiops/example.js';
import { defaultSettings } from '../../src/config/settings.js';
import type { Review } from '../../src/review/review.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { offeredFirst } from '../../src/review/offered-repairs.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hostings, type Files, type Hosted } from '../rules/hosting.js';

const shop = 'https://shop.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';
const base = '<base />';
const own = cors({ origins: [shop], methods: ['GET', 'PUT'], attributes: '' });
const portals = cors({ origins: [portal], methods: ['*'], attributes: '' });
const checks = [
  '<rate-limit calls="10" renewal-period="60" />',
  ...within('validate-jwt header-name="Authorization"', ['<openid-config url="https://login.contoso.com/.well-known/openid-configuration" />']),
];
const stockPath = apiPath.replace('/orders/', '/stock/');

/** A second API, the same as the first. */
const stock = (files: Files): Files => ({
  ...files,
  ...Object.fromEntries(
    Object.entries(files)
      .filter(([path]) => path.includes('/orders/'))
      .map(([path, text]) => [path.replace('/orders/', '/stock/'), text.replaceAll('Orders', 'Stock').replaceAll('"orders"', '"stock"')]),
  ),
});

async function inEach(files: Files): Promise<ReadonlyMap<string, Hosted>> {
  return new Map<string, Hosted>([['artifacts', { files, scopes: [] }], ...((await hostings(files)) ?? [])]);
}

/** Titles of the safe repairs of each cause, in each layout. */
async function safeIn(head: Files, before: Files | null): Promise<ReadonlyMap<string, readonly string[]>> {
  const bases = before === null ? null : await inEach(before);
  const found = new Map<string, readonly string[]>();
  for (const [layout, { files, scopes }] of await inEach(head)) {
    const options = { settings: { ...defaultSettings, scopes }, today: '2026-01-01' };
    const tree = memoryTree(files, 'head');
    const kept = bases?.get(layout)?.files;
    const review: Review = kept === undefined ? await scanTree(tree, options) : await reviewTrees(memoryTree(kept, 'base'), tree, options);
    const errors = rootCauses(review).filter(({ severity }) => severity === 'error');
    const safe = errors.flatMap((cause) => offeredFirst(cause).flatMap(({ isSafe, title }) => (isSafe ? [title.code] : [])));
    found.set(layout, safe);
  }
  return found;
}

const inherits = repository({ [globalPath]: policy(checks), [apiPath]: policy([base, ...own]) });
const drops = repository({ [globalPath]: policy(checks), [apiPath]: policy(own) });

test('a <base /> that gives back what ran in base', async () => {
  const found = await safeIn(drops, inherits);
  expect(found.size).toBeGreaterThan(6);
  for (const [layout, safe] of found) expect([layout, safe]).toEqual([layout, ['add-base', 'add-base-first']]);
});

test.each([
  ['the check is another one by now', { [globalPath]: policy(checks.map((line) => line.replace('login', 'logon'))) }],
  ['it has grown', { [globalPath]: policy(['<check-header name="x-app" failed-check-httpcode="403" />', ...checks]) }],
])('not where %s', async (_, changed) => {
  for (const [layout, safe] of await safeIn({ ...drops, ...changed }, inherits)) expect([layout, safe]).toEqual([layout, []]);
});

test('one policy that keeps the apps of two APIs out', async () => {
  const head = stock(repository({ [globalPath]: policy(portals), [apiPath]: policy([base, ...own]) }));
  expect(Object.keys(head)).toContain(stockPath);
  for (const [layout, safe] of await safeIn(head, null)) expect([layout, safe.length > 0]).toEqual([layout, true]);
});

test('not where the app of another API gains what nobody gave it', async () => {
  const head = stock(repository({ [globalPath]: policy(portals), [apiPath]: policy([base, ...own]) }));
  const files = { ...head, [stockPath]: policy([base, ...cors({ origins: ['https://other.example'], methods: ['GET', 'PUT'], attributes: '' })]) };
  for (const [layout, safe] of await safeIn(files, null)) expect([layout, safe.includes('allow-in')]).toEqual([layout, false]);
});
