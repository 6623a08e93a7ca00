import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { causePicture } from '../../src/report/cause-picture.js';
import { markdownReport } from '../../src/report/markdown.js';
import { reportHtml } from '../../src/report/html.js';
import { reportText } from '../../src/report/text.js';
import type { Tree } from '../../src/layouts/tree.js';
import { fix } from '../../src/review/fix.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { defaultSettings } from '../../src/config/settings.js';
import { pageOf, type Files, type Page } from './page.js';
import { api, scenes } from './scenes.js';

const app = 'https://app.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';
const passing = ' allow-credentials="true" terminate-unmatched-request="false"';

async function sceneOf(name: string): Promise<Page> {
  const scene = scenes.find((one) => one.name === name);
  return pageOf(scene?.base ?? {}, scene?.head ?? {});
}

describe('a new <cors> that lets a web app in, and answers before two that list everybody', () => {
  test('is not said to list nobody, and its chain ends where the title says', async () => {
    const { causes, plan, job } = await sceneOf('also-decides');
    const [cause] = causes;
    expect(cause === undefined ? '' : causePicture(cause)).toBeNull();
    expect(job).not.toMatch(/does not list it → allowed/);
    expect(plan.comments[0]?.body).toContain('answers before the `<cors>` of 2 other policies, and may block any other website');
  });

  test('offers no repair of what it may block as one of what it grants', async () => {
    const { plan } = await sceneOf('also-decides');
    expect(plan.comments[0]?.body).toMatch(/\*\*(?:Fix|One way to fix it) for \[`inherited-cors-decides`\]/);
  });

  test('shows, where by the leanings all stays as it was, what another reading says', async () => {
    const { sticky } = await sceneOf('also-decides');
    expect(sticky).toMatch(/\| ⚠️ may lose \| any other website \|[^\n]*\| as before, or blocked by another reading \|/);
  });
});

test('no row of a table has the same before and after', async () => {
  for (const { base, head } of scenes) {
    const { job } = await pageOf(base, head);
    const rows = job.split('\n').filter((line) => line.startsWith('| ❌') || line.startsWith('| ⚠️') || line.startsWith('| ➕'));
    for (const row of rows) {
      const [, , , , before, after] = row.split(' | ').map((cell) => cell.replace(/ \|$/, ''));
      expect([row, before === undefined || before !== after]).toEqual([row, true]);
    }
  }
});

describe('a scan', () => {
  const files: Files = repository({
    [globalPath]: policy(cors({ origins: [portal], attributes: passing })),
    [apiPath]: policy(['<base />', ...cors({ origins: ['*'] })]),
  });

  test('has no before, and calls nobody blocked who may be', async () => {
    const review = await scanTree(memoryTree(files, 'head'), { settings: defaultSettings, today: '2026-01-01' });
    const pages = [markdownReport(review), reportText(review, { width: 100, paint: (_, text) => text }), reportHtml(review, { toolVersion: '1' })];
    for (const page of pages) {
      expect(page).not.toMatch(/Before/);
      expect(page).toMatch(/may be blocked/);
      expect(page).not.toMatch(/cannot call/);
    }
  });
});

test('a remark that has a section of its own is not listed a second time', async () => {
  const page = await pageOf(
    repository({ [apiPath]: policy([]) }),
    repository({
      [apiPath]: policy(cors({ origins: [app], attributes: ' terminate-unmatched-request="true"' })).replace(
        /<allowed-headers>[^]*<\/allowed-headers>/,
        '',
      ),
    }),
  );
  const places = page.job.split('\n').filter((line) => line.startsWith('- **info**') && line.includes('header-not-allowed'));
  expect(places).toHaveLength(1);
});

test('an origin beside everybody else is counted in a title that it does not fit into, never cut to its end', async () => {
  const long = 'https://a-very-long-name-of-a-developer-portal.developer.azure-api.net';
  const lists = cors({ origins: [long, '*'], attributes: ' terminate-unmatched-request="true"' });
  const { plan, sticky } = await pageOf(
    { ...api('orders-of-the-shop', 'Orders', policy(lists)), [globalPath]: policy([]) },
    { ...api('orders-of-the-shop', 'Orders', policy([])), [globalPath]: policy([]) },
  );
  const titles = [plan.reviewBody, ...sticky.split('\n').slice(0, 3)].join('\n');
  expect(titles).toMatch(/any other website and 1 web app can no longer call/);
});

test('a cause of several places says how to repair all of them, and the command it names does', async () => {
  const { base = {}, head = {} } = scenes.find(({ name }) => name === 'fifty-origins') ?? {};
  const { plan, causes, review } = await pageOf(base, head);
  const [, only = ''] = /`apim-cors review --base … --fix --only ([0-9a-f]{20})`/.exec(plan.comments[0]?.body ?? '') ?? [];
  expect(only).toBe(causes[0]?.id);
  const run = { settings: defaultSettings, today: '2026-01-01' };
  const evaluate = (tree: Tree): Promise<Review> => reviewTrees(memoryTree(base, 'base'), tree, run);
  const { texts, review: after } = await fix(memoryTree(head, 'head'), review, evaluate, { which: 'safe', only, alsoExisting: false });
  expect(texts.size).toBe(20);
  expect(after.counts.error).toBe(0);
});
