import { defaultSettings, parseSettings } from '../../src/config/settings.js';
import { scanTree } from '../../src/review/run.js';
import { service } from '../e2e/service.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';

const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`;
const scoped = parseSettings('scopes:\n- path: elsewhere.xml\n  scope: global\n', 'apim-cors.yml');

test.each([
  ['a policy', 'apimartifacts/apis/orders/policy.xml', 'malformed-policy', defaultSettings],
  ['a policy that the scopes map names', 'elsewhere.xml', 'malformed-policy', scoped],
  ['a specification', 'apimartifacts/apis/orders/specification.yaml', 'unreadable-metadata', defaultSettings],
  ['metadata', 'apimartifacts/apis/orders/apiInformation.json', 'unreadable-metadata', defaultSettings],
])('%s that is a Git LFS pointer is one finding, which says what to do', async (_, path, rule, settings) => {
  const review = await scanTree(memoryTree({ ...service, [path]: pointer }), { settings, today: '2026-01-01' });
  const told = review.findings.filter((finding) => finding.path === path);
  expect(told.map((finding) => [finding.rule, finding.line])).toEqual([[rule, 1]]);
  expect(told.map(messageOf)[0]).toContain('it is a Git LFS pointer, and the content is not in the repository; take the file out of Git LFS');
});
