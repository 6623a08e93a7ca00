import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, policy, product, repository } from '../../src/layouts/apiops/example.js';
import { causePicture } from '../../src/report/cause-picture.js';
import { markdownReport } from '../../src/report/markdown.js';
import { unpainted } from '../../src/report/paint.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { effectPhrase } from '../../src/report/sentences/effects.js';
import { reportText } from '../../src/report/text.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;
const options = { settings: defaultSettings, today: '2026-01-01' };
const [app, other, portal] = ['https://app.contoso.com', 'https://b.contoso.com', 'https://contoso.developer.azure-api.net'];
const review = (base: Files, head: Files) => reviewTrees(memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head'), options);

test('the chain of a cause ends where its victims end, though others gain by the same', async () => {
  const base = { [globalPath]: policy([]) };
  const head = {
    [globalPath]: policy(cors({ origins: [portal], attributes: ' terminate-unmatched-request="true"' })),
    [apiPath]: policy(['<base />', ...cors({ origins: [app] })]),
  };
  const [cause] = rootCauses(await review(base, head));
  if (cause === undefined) throw new Error('a cause is expected');
  expect(causeTitle(cause)).toBe(`${app} cannot call orders`);
  expect(causePicture(cause)).toMatch(/^`https:\/\/app\.contoso\.com` → .* → blocked\.\n/);
  expect(causePicture(cause)).not.toContain('allowed');
});

test('an effect names operations once, whether a key selects a product there or not', async () => {
  const files = (origins: readonly string[]): Files => ({ ...product(policy(['<base />'])), [apiPath]: policy(cors({ origins })) });
  const found = await review(files([app, other]), files([app, other, 'http://localhost:4200']));
  const effects = found.findings.flatMap(({ suggestions }) => suggestions.map(({ effect }) => wholePhrase(effectPhrase(effect))));
  expect(effects.length).toBeGreaterThan(0);
  for (const effect of effects) {
    const clauses = effect.split('. ').map((one) => one.replace(/ called (?:with a key of|through) product '.*'$/, ''));
    expect(new Set(clauses).size).toBe(clauses.length);
  }
});

test('every origin beside others, newly listed, is one cause, and its title says what changes', async () => {
  const found = await review({ [apiPath]: policy(cors({ origins: [app] })) }, { [apiPath]: policy(cors({ origins: [app, '*'] })) });
  const causes = rootCauses(found).filter(({ findings }) => findings.some(({ rule }) => rule.startsWith('wildcard-')));
  expect(causes.map(causeTitle)).toEqual(['any other website can now call orders']);
  expect(new Set(causes[0]?.findings.map(({ rule }) => rule))).toEqual(new Set(['wildcard-mixed', 'wildcard-origin', 'access-widened']));
});

test('a repair that helps at some places of a cause says at how many', async () => {
  const files = repository({ [apiPath]: policy(cors({ origins: [app, 'https://*.contoso.com', 'shop.contoso.com'] })) });
  const scan = await scanTree(memoryTree(files), options);
  expect(rootCauses(scan).filter(({ findings }) => findings.some(({ rule }) => rule === 'invalid-origin'))).toHaveLength(1);
  for (const text of [reportText(scan, { paint: unpainted, width: 300 }), markdownReport(scan)]) expect(text).toContain('at 1 of 2 places');
});

test('what another reading gives is not shown as a gain that is none', async () => {
  const base = { [globalPath]: policy([]), [apiPath]: policy(['<base />']) };
  const head = { [globalPath]: policy(cors({ origins: [portal], attributes: '' })), [apiPath]: policy(['<base />', ...cors({ origins: [app] })]) };
  const rows = markdownReport(await review(base, head))
    .split('\n')
    .filter((line) => line.startsWith('| ➕ may gain'));
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).not.toMatch(/\| blocked \|$/);
});
