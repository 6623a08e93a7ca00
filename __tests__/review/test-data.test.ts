import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

const options = { settings: defaultSettings, today: '2026-01-01' };
const open = policy(cors({ origins: ['*'] }));
const beside = (path: string) => repository({ [apiPath]: policy([]), [path]: open });

test.each<[path: string, isTold: boolean]>([
  ['src/Compiler.Tests/cors.xml', false],
  ['test/Test.Decompiling/TestData/cors.xml', false],
  ['tests/policies/cors.xml', false],
  ['__fixtures__/cors.xml', false],
  // An environment may have that name.
  ['infra/test/cors.xml', true],
  ['latest/data/cors.xml', true],
])('a policy without a scope that a scan finds: %s is told: %s', async (path, isTold) => {
  const { findings, unreviewed } = await scanTree(memoryTree(beside(path)), options);
  expect(findings.some((one) => one.path === path)).toBe(isTold);
  expect(unreviewed.map((one) => one.path)).toEqual([path]);
});

test('a change of such a policy is told wherever it stands', async () => {
  const path = 'tests/policies/cors.xml';
  const { findings } = await reviewTrees(memoryTree(repository({ [apiPath]: policy([]) })), memoryTree(beside(path)), options);
  expect(findings.map(({ rule, severity }) => [rule, severity])).toContainEqual(['policy-without-scope', 'error']);
});
