import { runAction } from './fake-github/action.js';
import { homesOf } from './fake-github/homes.js';
import { Scene } from './scene.js';
import { cors, globalPath, policy, portalCors } from './service.js';

jest.setTimeout(300_000);

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open();
  scene.pullRequest({ [globalPath]: policy(portalCors) });
});

afterEach(async () => {
  await scene.close();
});

test('a force push between the last look at head and the review: nothing is written for what is gone', async () => {
  const { github, repository } = scene;
  let isPushed = false;
  github.meanwhile = ({ method, path }) => {
    if (isPushed || method !== 'POST' || path !== '/pulls/1/reviews') return;
    isPushed = true;
    repository.checkout('main');
    repository.checkout('main', 'topic');
    github.open(repository.git('rev-parse', 'main').trim(), repository.commit({ 'README.md': 'another change\n' }, 'forced'));
  };
  const run = await runAction(github);
  expect([run.code, run.outputs['conclusion']]).toEqual([1, 'fail']);
  expect(github.reviews).toEqual([]);
  expect(github.issueComments).toEqual([]);
  expect(run.log).toContain('has moved on to');
});

test('two runs at once: what both wrote is put right by the next', async () => {
  const { github } = scene;
  await Promise.all([runAction(github), runAction(github)]);
  const run = await runAction(github);
  expect(homesOf(github, run)).toMatchObject({ wrong: [], line: 1, summary: 0, annotation: 0 });
  expect(github.issueComments).toHaveLength(1);
  const written = github.writes.length;
  await runAction(github);
  expect(github.writes).toHaveLength(written);
});

test('a review comments and never approves or requests changes; writes keep GitHub’s pace', async () => {
  const { github } = scene;
  const run = await runAction(github);
  expect(github.requests.filter(({ path }) => path === '/pulls/1/reviews').map(({ method, body }) => [method, body['event']])).toEqual([
    ['POST', 'COMMENT'],
  ]);
  expect(github.writes).toHaveLength(2);
  // What notifies people comes at least three seconds after what did before.
  expect(run.waits.some((wait) => wait > 2000 && wait <= 3000)).toBe(true);
});

test('a token that may not review: one try, then the summary, whatever the number of findings', async () => {
  const apis = Object.fromEntries(
    Array.from({ length: 70 }, (_, number) => [`apimartifacts/apis/api-${number}/policy.xml`, policy(cors({ origins: ['*'] }))]),
  );
  scene.pullRequest(apis);
  scene.github.permissions = { contents: 'read', pull_requests: 'read', issues: 'write' };
  const run = await runAction(scene.github);
  expect(run.report?.findings.length).toBeGreaterThan(60);
  expect(scene.github.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql').map(({ path }) => path)).toEqual([
    '/pulls/1/reviews',
    '/issues/1/comments',
  ]);
});

test.each(['true', 'false'])('GitHub does not say who we are: nothing is written, and the verdict stands (review-comments: %s)', async (comments) => {
  const { github } = scene;
  github.viewer = '';
  const run = await runAction(github, { 'review-comments': comments });
  expect([run.code, run.outputs['conclusion']]).toEqual([1, 'fail']);
  expect(github.writes).toEqual([]);
  expect(run.log).toContain('did not say who we are');
});
