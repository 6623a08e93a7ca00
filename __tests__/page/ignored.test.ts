import { parseSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { pageOf, type Files } from './page.js';

const app = 'https://app.contoso.com';
const own = cors({ origins: [app], attributes: ' terminate-unmatched-request="true"' });
const portal = cors({ origins: ['https://contoso.developer.azure-api.net'], attributes: ' terminate-unmatched-request="true"' });
const base: Files = repository({ [globalPath]: policy([]), [apiPath]: policy(['<base />', ...own]) });
const head: Files = { ...base, [globalPath]: policy(portal) };
const ignoring = (rule: string): ReturnType<typeof parseSettings> =>
  parseSettings(`ignore:\n  - rule: ${rule}\n    path: "**"\n    reason: agreed\n`, 'config');

test('ignoring the rule of a cause takes its consequences along: nothing of it is on the page, and the ignore is told once', async () => {
  const { review, plan, sticky } = await pageOf(base, head, ignoring('inherited-cors-decides'));
  expect(review.findings.filter(({ status }) => status === 'new')).toEqual([]);
  expect(review.ignored.map(({ finding, reason, isConsequence }) => [finding.rule, reason, isConsequence ?? false])).toEqual([
    ['inherited-cors-decides', 'agreed', false],
    ['access-narrowed', 'agreed', true],
    ['access-widened', 'agreed', true],
  ]);
  expect(plan.comments).toEqual([]);
  expect(sticky).not.toMatch(/\| ❌|\| ➕|loses access/);
  expect(sticky).toContain('1 finding ignored');
});

test('ignoring a consequence alone leaves the cause', async () => {
  const { plan, sticky } = await pageOf(base, head, ignoring('access-narrowed'));
  expect(plan.comments.map(({ cause }) => cause.findings[0]?.rule)).toEqual(['inherited-cors-decides']);
  expect(sticky).toContain(app);
});

test('whoever lets in everybody is told all the same', async () => {
  const anybody = cors({ origins: ['*', app], attributes: ' allow-credentials="true" terminate-unmatched-request="true"' });
  const rules = ['wildcard-origin-with-credentials', 'wildcard-origin'];
  for (const rule of rules) {
    const { review } = await pageOf(repository({ [apiPath]: policy(own) }), repository({ [apiPath]: policy(anybody) }), ignoring(rule));
    const widened = review.findings.filter((finding) => finding.rule === 'access-widened');
    expect(widened.map(({ severity }) => severity)).toEqual(['error']);
  }
});
