import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { node } from './node.js';

test('the Node that runs the bundles is there, is new enough, and is the one asked for', () => {
  const { status, stdout } = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(Number(stdout.split('.')[0])).toBeGreaterThanOrEqual(20);
  if (process.env['APIM_CORS_NODE'] === undefined) expect(stdout.trim()).toBe(process.versions.node);
});

test('the committed bundle runs on it: without an event it says so, and fails', () => {
  const bundle = join(__dirname, '../../dist/index.js');
  const env = { PATH: process.env['PATH'], GITHUB_EVENT_NAME: 'nothing', 'INPUT_GITHUB-TOKEN': 'ghs_secret' };
  const { status, stdout } = spawnSync(node, [bundle], { encoding: 'utf8', env });
  expect(status).toBe(1);
  expect(stdout).toContain("the event 'nothing' is not supported");
});
