import { defaultSettings } from '../../src/config/settings.js';
import { cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { causeReason } from '../../src/report/sentences/cause-reasons.js';
import { sarifLog } from '../../src/report/sarif.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

const options = { settings: defaultSettings, today: '2026-01-01' };
const ids = ['books', 'orders', 'users'];
const apis = (text: string) =>
  Object.fromEntries(
    ids.flatMap((id) => [
      [`apimartifacts/apis/${id}/apiInformation.json`, JSON.stringify({ properties: { displayName: id, path: id, subscriptionRequired: false } })],
      [`apimartifacts/apis/${id}/policy.xml`, text],
    ]),
  );
const portal = policy(cors({ origins: ['https://contoso.developer.azure-api.net'] }));
const open = { ...repository({ [globalPath]: policy([]) }), ...apis(policy(cors({ origins: ['*'] }))) };
const credentials = { attributes: ' allow-credentials="true"' };
const cut = { ...repository({ [globalPath]: portal }), ...apis(policy(['<set-variable name="a" value="b" />'])) };

test.each([
  ['every origin at three APIs', open, 'wildcard-origin'],
  [
    'the error of every origin with credentials',
    { ...repository({ [globalPath]: policy([]) }), ...apis(policy(cors({ origins: ['*'], ...credentials }))) },
    'wildcard-origin-with-credentials',
  ],
  ['a global cors that three APIs do not inherit', cut, 'cors-not-inherited'],
])('a scan tells once what is the same at several places: %s', async (_, files, rule) => {
  const review = await scanTree(memoryTree(files), options);
  const found = review.findings.filter((one) => one.rule === rule);
  expect(found).toHaveLength(3);
  const causes = rootCauses(review).filter(({ findings }) => findings.some((one) => one.rule === rule));
  expect(causes.map(({ findings }) => findings.length)).toEqual([3]);
  const [cause] = causes;
  if (cause === undefined) return;
  expect(causeTitle(cause)).toContain('3 APIs');
  expect(wholePhrase(causeReason(cause))).toMatch(/The same is true at .*orders.*users/);
  const related = (sarifLog(review, { toolVersion: '1.0.0', rules: [] }).runs[0]?.results ?? []).flatMap((one) =>
    one.ruleId === rule && 'relatedLocations' in one ? (one.relatedLocations ?? []) : [],
  );
  expect(related.map(({ message }) => message.text)).toEqual(['the same is found here', 'the same is found here']);
  // Each finding keeps what makes it itself: mended one by one, none of the others is new.
  expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(3);
});

test('a review keeps them apart: each has its own lines', async () => {
  const review = await reviewTrees(memoryTree(repository({})), memoryTree(open), options);
  const causes = rootCauses(review).filter(({ findings }) => findings.some(({ rule }) => rule === 'wildcard-origin'));
  expect(causes.length).toBe(3);
});

test('a review tells once what is the same of several entries at one line', async () => {
  const secret = policy(cors({ origins: ['https://{{host}}', 'https://{{host}}:8443'] })).replace(/<\/origin>\s*<origin>/, '</origin><origin>');
  const review = await reviewTrees(memoryTree(repository({})), memoryTree(repository({ [globalPath]: secret })), options);
  const found = review.findings.filter(({ rule }) => rule === 'unresolved-origin');
  expect([found.length, new Set(found.map(({ line }) => line)).size]).toEqual([2, 1]);
  expect(rootCauses(review).filter(({ findings }) => findings.some(({ rule }) => rule === 'unresolved-origin'))).toHaveLength(1);
});
