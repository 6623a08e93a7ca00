import { parseSettings } from '../../src/config/settings.js';
import { toldRules } from '../../src/config/told-rules.js';
import { rules } from '../../src/rules/catalogue.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

const bare = repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) });
const options = (yaml: string) => ({ settings: parseSettings(yaml, 'c.yml'), today: '2026-01-01' });

/** Severities of the rule in a scan, and in a review that adds the policy. */
async function told(rule: string, yaml: string): Promise<readonly [scan: readonly string[], review: readonly string[]]> {
  const scanned = await scanTree(memoryTree(bare), options(yaml));
  const reviewed = await reviewTrees(memoryTree(repository({})), memoryTree(bare), options(yaml));
  const [scan = [], review = []] = [scanned, reviewed].map(({ findings }) =>
    findings.filter((one) => one.rule === rule).map(({ severity }) => severity),
  );
  return [scan, review];
}

test.each([
  ['left out', '', [[], []]],
  ['default', 'profile: default', [[], []]],
  ['strict', 'profile: strict', [['info'], ['info']]],
  ['strict, and the rule off', 'profile: strict\nrules:\n  preflight-not-cached: "off"', [[], []]],
  ['the rule named', 'rules:\n  preflight-not-cached: warning', [['warning'], ['warning']]],
  ['the rule named for other paths', 'rules:\n  preflight-not-cached:\n    - path: elsewhere/**\n      severity: warning', [[], []]],
])('a rule that only the profile strict tells: %s', async (_, yaml, expected) => {
  expect(await told('preflight-not-cached', yaml)).toEqual(expected);
});

test('each profile tells what the ones before it tell, and a review has the first', () => {
  const ids = (yaml: string, mode: 'scan' | 'review') => toldRules(parseSettings(yaml, 'c.yml'), mode).map(({ id }) => id);
  const [fewest, usual, most] = ['pull-request', 'default', 'strict'].map((profile) => ids(`profile: ${profile}`, 'scan'));
  expect(usual).toEqual(expect.arrayContaining(fewest ?? []));
  expect(most).toEqual(expect.arrayContaining(usual ?? []));
  expect([ids('', 'review'), ids('', 'scan')]).toEqual([fewest, usual]);
});

test('a rule that is off says why, and what matters most is never off', () => {
  for (const { quiet, severity, id } of rules) {
    if (quiet === undefined) continue;
    expect([id, quiet.because]).toEqual([id, expect.stringMatching(/^[A-Z].*\.$/)]);
    expect([id, severity === 'error' && quiet.upTo !== 'strict']).toEqual([id, false]);
  }
});
