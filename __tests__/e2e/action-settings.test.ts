import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../sources/temporary.js';
import { runAction } from './fake-github/action.js';
import { Scene, type Files } from './scene.js';
import { globalPath, policy, portalCors, service } from './service.js';

jest.setTimeout(120_000);

const portalChange: Files = { [globalPath]: policy(portalCors) };

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open();
});

afterEach(async () => {
  await scene.close();
});

describe('sources', () => {
  test('trees that GitHub cuts are walked, equal folders once', async () => {
    scene.pullRequest(portalChange, { ...service, 'a/b/c.txt': 'x', 'a/d.txt': 'y' });
    scene.github.limits.treeEntries = 3;
    const run = await runAction(scene.github);
    expect(run.outputs['errors']).toBe('2');
    const trees = scene.github.requests.filter(({ path }) => path.startsWith('/git/trees/')).map(({ path, query }) => `${path}?${query.toString()}`);
    expect(new Set(trees).size).toBe(trees.length);
  });

  test('blobs that GraphQL does not give to the byte are read one by one', async () => {
    scene.pullRequest(portalChange);
    scene.github.graphqlAnswers = false;
    const run = await runAction(scene.github);
    expect(run.outputs['errors']).toBe('2');
    const blobs = scene.github.requests.filter(({ path }) => path.startsWith('/git/blobs/')).map(({ path }) => path);
    expect(blobs.length).toBeGreaterThan(0);
    expect(new Set(blobs).size).toBe(blobs.length);
  });

  test('a checkout that holds both commits is read instead', async () => {
    scene.pullRequest(portalChange);
    const run = await runAction(scene.github, { source: 'checkout' }, { workspace: scene.repository.folder });
    expect(run.outputs).toMatchObject({ errors: '2', 'operations-changed': '4' });
    expect(scene.github.requests.filter(({ path }) => path.startsWith('/git/'))).toEqual([]);
  });

  test('a checkout was asked for and there is none', async () => {
    scene.pullRequest(portalChange);
    const run = await runAction(scene.github, { source: 'checkout' });
    expect(run.code).toBe(1);
    expect(run.log).toContain('APIM CORS Review could not run');
  });
});

describe('settings', () => {
  const config = '.github/apim-cors.yml';

  test('the configuration comes from the tip of the base branch', async () => {
    scene.pullRequest({ ...portalChange, [config]: 'fail-on: never\n' }, { ...service, [config]: 'fail-on: error\n' });
    expect((await runAction(scene.github)).code).toBe(1);
    expect((await runAction(scene.github, { 'fail-on': 'never' })).code).toBe(0);
    scene.repository.checkout('main');
    scene.repository.commit({ [config]: 'fail-on: never\n' }, 'relax on main');
    expect((await runAction(scene.github)).code).toBe(0);
  });

  test('a wrong configuration fails with its line', async () => {
    scene.pullRequest(portalChange, { ...service, [config]: 'fail-at: error\n' });
    const run = await runAction(scene.github);
    expect(run.code).toBe(1);
    expect(run.log).toContain('fail-on');
    expect(run.log).not.toContain('internal error');
  });

  test('a configuration asked for by name must be there', async () => {
    scene.pullRequest(portalChange);
    const run = await runAction(scene.github, { config: 'ops/cors.yml' });
    expect(run.code).toBe(1);
    expect(run.log).toContain("input 'config': the base branch main has no file ops/cors.yml");
  });

  test('a wrong input names itself', async () => {
    scene.pullRequest(portalChange);
    const run = await runAction(scene.github, { 'fail-on': 'warn' });
    expect(run.code).toBe(1);
    expect(run.log).toContain("input 'fail-on' is 'warn'; it is one of error, warning, info, never");
  });

  test('an event that is not supported says so and fails', async () => {
    scene.pullRequest(portalChange);
    const run = await runAction(scene.github, {}, { event: 'deployment' });
    expect(run.code).toBe(1);
    expect(run.log).toContain("the event 'deployment' is not supported");
  });

  test.each([
    [
      'a linked folder',
      { 'report-file': 'out/cors.json' },
      (folder: string, outside: string) => {
        symlinkSync(outside, join(folder, 'out'));
      },
    ],
    [
      'a linked file',
      { 'report-file': 'cors.json' },
      (folder: string, outside: string) => {
        symlinkSync(join(outside, 'x'), join(folder, 'cors.json'));
      },
    ],
    [
      'an absolute path through a link',
      { 'report-file': 'ABSOLUTE' },
      (folder: string, outside: string) => {
        symlinkSync(outside, join(folder, 'out'));
      },
    ],
  ])('%s of the checkout is not followed: it is said, and the report is in the runner’s folder', async (_, inputs, link) => {
    scene.pullRequest(portalChange);
    const [workspace, outside] = [temporaryFolder(), temporaryFolder()];
    link(workspace, outside);
    const path = inputs['report-file'] === 'ABSOLUTE' ? join(workspace, 'out', 'cors.json') : inputs['report-file'];
    const run = await runAction(scene.github, { 'report-file': path }, { workspace });
    expect([run.code, run.outputs['conclusion']]).toEqual([1, 'fail']);
    expect(run.log).toContain('is a symbolic link of the checkout, which is not followed');
    expect(run.outputs['report']).toMatch(/apim-cors-review\.json$/);
    expect(readdirSync(outside)).toEqual([]);
  });

  test.each([
    ['a report', { 'report-file': '/dev/null/x', 'sarif-file': '/proc/x' }, {}],
    ['an output', { 'review-comments': 'false' }, { GITHUB_OUTPUT: '/dev/null/x' }],
  ])('%s that cannot be written is warned of and leaves the verdict', async (_, inputs, env) => {
    scene.pullRequest({ 'README.md': 'x' });
    const passed = await runAction(scene.github, inputs, { env });
    expect([passed.code, passed.log.includes('could not be written')]).toEqual([0, true]);
    scene.pullRequest(portalChange);
    const failed = await runAction(scene.github, inputs, { env });
    expect([failed.code, failed.log.includes('internal error')]).toEqual([1, false]);
    expect(failed.summary).toContain('fail');
    expect(scene.github.writes.length).toBeGreaterThan(0);
  });

  test('reports are written where they are asked for', async () => {
    scene.pullRequest(portalChange);
    const run = await runAction(scene.github, { 'report-file': 'out/cors.json', 'sarif-file': 'out/cors.sarif' });
    expect(run.outputs['report']).toMatch(/^\/.*\/out\/cors\.json$/);
    expect(run.files[run.outputs['sarif'] ?? '']).toContain('partialFingerprints');
  });
});
