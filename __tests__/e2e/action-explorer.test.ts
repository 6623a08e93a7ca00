import { lstatSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../sources/temporary.js';
import { runAction } from './fake-github/action.js';
import { Scene, type Files } from './scene.js';
import { globalPath, policy, portalCors } from './service.js';

jest.setTimeout(120_000);

/** `explorer-file`: the page beside the review, and the link to it. */

const portalChange: Files = { [globalPath]: policy(portalCors) };

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open();
});

afterEach(async () => {
  await scene.close();
});

test('the page is written where it is asked for, and the summary comment and the job summary link to the run that keeps it', async () => {
  scene.pullRequest(portalChange);
  const workspace = temporaryFolder();
  const run = await runAction(scene.github, { 'explorer-file': 'out/explorer.html' }, { workspace, env: { GITHUB_RUN_ID: '77' } });
  expect([run.code, run.outputs['conclusion']]).toEqual([1, 'fail']);
  const page = readFileSync(join(workspace, 'out', 'explorer.html'), 'utf8');
  expect(page).toMatch(/<script type="text\/plain" id="explorer-data">[\w+/=]+<\/script>/);
  expect(page).toContain("default-src 'none'");
  const said = [...scene.github.issueComments.map(({ body }) => body), run.summary];
  for (const one of said) expect(one).toMatch(/\[look around in the explorer\]\(http[^)]*\/actions\/runs\/77#artifacts\)/);
  expect(said.length).toBe(2);
});

test('without the input there is no page, and no link', async () => {
  scene.pullRequest(portalChange);
  const workspace = temporaryFolder();
  const run = await runAction(scene.github, {}, { workspace });
  expect(readdirSync(workspace)).toEqual([]);
  expect(run.summary).not.toContain('look around in the explorer');
});

test.each([
  [
    'a linked folder',
    'out/explorer.html',
    (folder: string, outside: string) => {
      symlinkSync(outside, join(folder, 'out'));
    },
  ],
  [
    'a linked file',
    'explorer.html',
    (folder: string, outside: string) => {
      symlinkSync(join(outside, 'kept.txt'), join(folder, 'explorer.html'));
    },
  ],
])('%s of the checkout is not followed: it is said, and the verdict stays', async (_, path, link) => {
  scene.pullRequest(portalChange);
  const [workspace, outside] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(outside, 'kept.txt'), 'kept');
  link(workspace, outside);
  const run = await runAction(scene.github, { 'explorer-file': path }, { workspace });
  expect([run.code, run.outputs['conclusion']]).toEqual([1, 'fail']);
  expect(run.log).toContain('is a symbolic link of the checkout, which is not followed');
  expect(readdirSync(outside)).toEqual(['kept.txt']);
  expect(readFileSync(join(outside, 'kept.txt'), 'utf8')).toBe('kept');
});

test('a path that is a folder is warned of and changes nothing else', async () => {
  scene.pullRequest(portalChange);
  const workspace = temporaryFolder();
  mkdirSync(join(workspace, 'folder'));
  const run = await runAction(scene.github, { 'explorer-file': 'folder' }, { workspace });
  expect([run.code, run.outputs['conclusion']]).toEqual([1, 'fail']);
  expect(run.log).toContain('folder could not be written');
  expect(lstatSync(join(workspace, 'folder')).isDirectory()).toBe(true);
  expect(run.report).not.toBeNull();
});
