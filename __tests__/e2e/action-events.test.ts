import { runAction, type ActionRun } from './fake-github/action.js';
import { badGateway } from './fake-github/faults.js';
import { Scene, type Files } from './scene.js';
import { appOrigin, globalPath, ordersPath, policy, portalCors, service } from './service.js';

jest.setTimeout(300_000);

const portalChange: Files = { [globalPath]: policy(portalCors) };
const zero = '0'.repeat(40);
const config = '.github/apim-cors.yml';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open();
});

afterEach(async () => {
  await scene.close();
});

function commitOf(revision: string): string {
  return scene.repository.git('rev-parse', revision).trim();
}

function expectPortalReview(run: ActionRun): void {
  expect([run.code, run.outputs['conclusion'], run.outputs['errors']]).toEqual([1, 'fail', '2']);
  expect(run.summary).toContain('inherited-cors-decides');
  expect(run.log).toContain('::error file=apimartifacts/apis/orders/policy.xml');
  expect(run.log).toContain('There is no pull request to comment on');
  expect(scene.github.writes).toEqual([]);
}

test('pull_request_target is reviewed like pull_request, with the configuration of base', async () => {
  scene.pullRequest({ ...portalChange, [config]: 'fail-on: never\n' });
  scene.github.details = { headRepository: 'mallory/apis' };
  const run = await runAction(scene.github, {}, { event: 'pull_request_target' });
  expect([run.code, run.outputs['errors']]).toEqual([1, '2']);
  expect(scene.github.reviews).toHaveLength(1);
});

test('a merge queue’s candidate is held against its branch, and nothing is written', async () => {
  scene.pullRequest(portalChange);
  const run = await runAction(scene.github, {}, { event: 'merge_group' });
  expectPortalReview(run);
  // Reading is not paced as writing is; what is longer is how long a connection is kept open.
  expect(run.waits.filter((wait) => wait < 2000)).toEqual([]);
});

describe('push', () => {
  test('the branch before against the branch after; the configuration is that of the commit before', async () => {
    scene.pullRequest({ ...portalChange, [config]: 'fail-on: never\n' });
    scene.github.details = { before: commitOf('topic~1'), after: commitOf('topic') };
    expectPortalReview(await runAction(scene.github, {}, { event: 'push' }));
    const mergeBases = scene.github.requests.filter(({ path }) => path.startsWith('/compare/'));
    expect(mergeBases).toEqual([]);
  });

  test('a new branch against where it left the default branch', async () => {
    scene.pullRequest(portalChange);
    scene.github.details = { ref: 'refs/heads/topic', before: zero, after: commitOf('topic') };
    expectPortalReview(await runAction(scene.github, {}, { event: 'push' }));
  });

  test('a deleted branch and a tag leave nothing to review: the check passes and says why', async () => {
    scene.pullRequest(portalChange);
    scene.github.details = { ref: 'refs/heads/topic', after: zero };
    const run = await runAction(scene.github, {}, { event: 'push' });
    expect([run.code, run.outputs['conclusion'], run.outputs['errors']]).toEqual([0, 'pass', '0']);
    expect(run.summary).toContain('was deleted');
    expect(run.files[run.outputs['report'] ?? '']).toContain('"conclusion": "pass"');
    expect(scene.github.requests).toEqual([]);
  });

  test('a commit before that GitHub has no more: it fails, and does not fall back to the defaults', async () => {
    scene.pullRequest(portalChange);
    scene.github.details = { before: 'f'.repeat(40), after: commitOf('topic') };
    const run = await runAction(scene.github, {}, { event: 'push' });
    expect([run.code, run.outputs['conclusion']]).toEqual([1, 'fail']);
    expect(run.log).not.toContain('internal error');
  });
});

describe('workflow_dispatch', () => {
  test('everything at the ref; every finding counts', async () => {
    scene.pullRequest({}, { ...service, ...(portalChange as Readonly<Record<string, string>>) });
    const run = await runAction(scene.github, {}, { event: 'workflow_dispatch', env: { GITHUB_SHA: commitOf('main') } });
    expectPortalReview(run);
    expect(run.outputs['operations-changed']).toBe('0');
  });

  test('two refs by the workflow’s own inputs', async () => {
    scene.pullRequest(portalChange);
    scene.repository.git('tag', '-a', '-m', 'one', 'v1', 'main');
    scene.github.details = { inputs: { base: 'v1', head: 'topic' } };
    expectPortalReview(await runAction(scene.github, {}, { event: 'workflow_dispatch', env: { GITHUB_SHA: commitOf('main') } }));
  });

  test('a ref that does not exist is named', async () => {
    scene.pullRequest(portalChange);
    scene.github.details = { inputs: { base: 'nowhere' } };
    const run = await runAction(scene.github, {}, { event: 'workflow_dispatch', env: { GITHUB_SHA: commitOf('main') } });
    expect([run.code, run.outputs['conclusion']]).toEqual([1, 'fail']);
    expect(run.log).toContain("'nowhere' is no branch, tag or commit of contoso/apis");
  });
});

describe('the promises of the contracts file', () => {
  const promises = `contracts:\n  - { name: the app reads, allow: "${appOrigin}", call: "GET /orders/**", headers: [content-type] }\n`;

  test.each([['pull_request'], ['pull_request_target'], ['merge_group'], ['push']])('%s: a change that breaks one fails the check', async (event) => {
    scene.pullRequest(portalChange, { ...service, '.github/apim-cors-contracts.yml': promises });
    if (event === 'push') scene.github.details = { before: commitOf('topic~1'), after: commitOf('topic') };
    const run = await runAction(scene.github, {}, { event });
    expect([run.code, run.outputs['conclusion']]).toEqual([1, 'fail']);
    expect(run.report?.findings.filter(({ rule }) => rule === 'contract-broken').map(({ status }) => status)).toEqual(['new']);
    expect(run.summary).toContain('Contracts: 1 broken');
  });
});

test('an event that is not supported says so in one line, and fails', async () => {
  scene.pullRequest(portalChange);
  const run = await runAction(scene.github, {}, { event: 'schedule' });
  expect([run.code, run.outputs['conclusion']]).toEqual([1, 'fail']);
  expect(run.log).toContain("the event 'schedule' is not supported: run this action on pull_request,");
  expect(run.log).not.toContain('    at ');
});

describe('the life of a comment across rewritten histories', () => {
  const wildcard: Files = { [ordersPath]: policy(['<cors><allowed-origins><origin>*</origin></allowed-origins></cors>', '<base />']) };

  test('a rebase and a force push keep every comment’s identity', async () => {
    scene.pullRequest(wildcard);
    await runAction(scene.github);
    const fingerprints = (): readonly string[] =>
      scene.github.comments.map(({ body }) => /<!-- apim-cors-review [0-9a-f]{12} (\w+)/.exec(body)?.[1] ?? '').sort();
    const before = fingerprints();
    expect(before.length).toBeGreaterThan(0);
    scene.repository.git('checkout', '-q', 'topic');
    scene.repository.git('rebase', '-q', 'main');
    scene.repository.git('commit', '-q', '--amend', '-m', 'reworded');
    scene.github.open(commitOf('main'), commitOf('topic'));
    await runAction(scene.github);
    expect(fingerprints()).toEqual(before);
    const written = scene.github.writes.length;
    await runAction(scene.github);
    expect(scene.github.writes).toHaveLength(written);
  });

  test('of two runs at once the second leaves nothing twice', async () => {
    scene.pullRequest(wildcard);
    await runAction(scene.github);
    const count = scene.github.reviewComments.length;
    scene.github.reviewComments.push(
      ...scene.github.reviewComments.map((comment) => ({ ...comment, id: comment.id + 500, node_id: `twin${comment.id}` })),
    );
    await runAction(scene.github);
    expect(scene.github.reviewComments).toHaveLength(count);
    expect(scene.github.reviews).toHaveLength(1);
  });
});

test('a full job summary is left as it is: what others wrote there is not spoilt, and the verdict stands', async () => {
  scene.pullRequest(portalChange);
  const file = `${scene.repository.folder}/full.md`;
  const { writeFileSync, readFileSync } = await import('node:fs');
  writeFileSync(file, 'x'.repeat(1_048_000));
  const run = await runAction(scene.github, { 'review-comments': 'false', 'summary-comment': 'never' }, { env: { GITHUB_STEP_SUMMARY: file } });
  expect(run.code).toBe(1);
  expect(run.log).toContain('the job summary is full');
  expect(readFileSync(file, 'utf8')).toHaveLength(1_048_000);
});

test('a list of comments that GitHub fails to give once is asked for again', async () => {
  scene.pullRequest(portalChange);
  scene.github.faults.push({ method: 'GET', path: /pulls\/1\/comments$/, fault: badGateway });
  const run = await runAction(scene.github);
  expect(run.code).toBe(1);
  expect(scene.github.reviews).toHaveLength(1);
});
