import { runAction, type ActionRun } from './fake-github/action.js';
import { homesOf } from './fake-github/homes.js';
import { FakeProxy } from './fake-github/proxy.js';
import { FakeGitHub } from './fake-github/server.js';
import { newFindings, Scene } from './scene.js';
import { appOrigin, cors, globalPath, ordersPath, policy, portalCors, service } from './service.js';

jest.setTimeout(300_000);

const config = '.github/apim-cors.yml';
let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open();
  // The pull request asks for a verdict that its base does not grant.
  scene.pullRequest({ [globalPath]: policy(portalCors), [config]: 'fail-on: never\n' }, { ...service, [config]: 'fail-on: warning\n' });
});

afterEach(async () => {
  await scene.renew();
});

afterAll(async () => {
  await scene.close();
});

function expectFailed(run: ActionRun): void {
  expect([run.code, run.outputs['conclusion'], run.outputs['errors']]).toEqual([1, 'fail', '2']);
}

test('pull_request of a fork: the read-only token is tried once, and every finding has its annotation', async () => {
  scene.github.details = { headRepository: 'mona/apis' };
  scene.github.readOnly = true;
  const run = await runAction(scene.github);
  expectFailed(run);
  expect(homesOf(scene.github, run)).toMatchObject({ wrong: [], line: 0, summary: 0, annotation: 1 });
  expect(scene.github.writes).toHaveLength(1);
});

test('a fork that is gone is still reviewed', async () => {
  scene.github.details = { headRepository: null };
  expectFailed(await runAction(scene.github));
});

test.each(['workflow_run', 'schedule', 'pull_request_review'])('%s says that it is not supported, and fails', async (event) => {
  const run = await runAction(scene.github, {}, { event });
  expect([run.code, run.outputs]).toEqual([1, { conclusion: 'fail' }]);
  expect(run.log).toContain(`the event '${event}' is not supported`);
  expect(scene.github.writes).toEqual([]);
});

test('a base that has moved on is no part of the change, and lines are those of head', async () => {
  const other = await Scene.open();
  try {
    other.pullRequest({ [ordersPath]: policy(['<base />', ...cors({ origins: [appOrigin, '*'] })]) });
    other.repository.checkout('main');
    // Merged, the lines would be others; and the policy that breaks both APIs is not this change’s.
    const merged = { [ordersPath]: `<!-- one -->\n<!-- two -->\n${service[ordersPath] ?? ''}`, [globalPath]: policy(portalCors) };
    other.github.open(other.repository.commit(merged, 'later'), other.github.pull.head);
    const run = await runAction(other.github);
    expect(newFindings(run).map(({ path }) => path)).toEqual(newFindings(run).map(() => ordersPath));
    const lines = other.repository.git('show', `topic:${ordersPath}`).split('\n');
    const wildcard = newFindings(run).find(({ rule }) => rule === 'wildcard-origin');
    expect(lines[(wildcard?.line ?? 0) - 1]).toContain('*');
    expect(homesOf(other.github, run).wrong).toEqual([]);
  } finally {
    await other.close();
  }
});

test('what opens only once merged with the base as it is now fails the check, and has its home in the summary', async () => {
  const other = await Scene.open();
  const shared = 'apimartifacts/policy fragments/shared/policy.xml';
  const fragment = (origin: string): string =>
    ['<fragment>', ...cors({ origins: [origin], attributes: ' allow-credentials="true"' }), '</fragment>', ''].join('\n');
  try {
    other.pullRequest({ [shared]: fragment('*') }, { ...service, [shared]: fragment(appOrigin) });
    expect((await runAction(other.github)).report?.findings.map(({ rule }) => rule)).not.toContain('access-widened');
    other.repository.checkout('main');
    const tip = other.repository.commit({ [ordersPath]: policy(['<include-fragment fragment-id="shared" />']) }, 'later');
    other.github.open(tip, other.github.pull.head);
    const run = await runAction(other.github);
    expect([run.code, newFindings(run).map(({ rule }) => rule)]).toEqual([1, expect.arrayContaining(['access-widened'])]);
    expect(run.summary).not.toContain('now: once merged');
    expect(run.summary).toContain('Once merged with the base as it is now: any other website gains access');
    expect(run.summary).toContain(`with the base at \`${tip.slice(0, 12)}\``);
    expect(homesOf(other.github, run).wrong).toEqual([]);
  } finally {
    await other.close();
  }
});

describe('where GitHub is', () => {
  test('on github.com, without /api/v3', async () => {
    const github = new FakeGitHub(scene.repository, 'dotcom');
    await github.start();
    try {
      github.open(scene.github.pull.base, scene.github.pull.head);
      expectFailed(await runAction(github));
      expect(github.reviews).toHaveLength(1);
    } finally {
      await github.stop();
    }
  });

  test('behind a proxy: everything goes through it, and to GitHub alone', async () => {
    const { origin, pathname } = new URL(scene.github.url);
    const proxy = new FakeProxy(new Map([['github.corp.invalid:80', origin]]));
    await proxy.start();
    try {
      const env = {
        http_proxy: proxy.url,
        HTTPS_PROXY: proxy.url,
        GITHUB_API_URL: `http://github.corp.invalid${pathname}`,
        GITHUB_GRAPHQL_URL: 'http://github.corp.invalid/api/graphql',
      };
      expectFailed(await runAction(scene.github, {}, { env }));
      expect(scene.github.reviews).toHaveLength(1);
      expect(new Set(proxy.asked.map((line) => line.split(' ')[1]))).toEqual(new Set(['github.corp.invalid:80']));
    } finally {
      await proxy.stop();
    }
  });
});

test('a job summary that cannot be written keeps the verdict, and the rest is written', async () => {
  const run = await runAction(scene.github, {}, { env: { GITHUB_STEP_SUMMARY: '/proc/no-such-folder/summary.md' } });
  expectFailed(run);
  expect(run.log).toContain('the job summary could not be written');
  expect(scene.github.reviews).toHaveLength(1);
});
