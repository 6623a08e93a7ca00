import { apiPath, cors, globalPath, policy, repository as service } from '../../src/rules/example.js';
import { runAction } from './fake-github/action.js';
import { GitRepository } from './fake-github/repository.js';
import { FakeGitHub } from './fake-github/server.js';

jest.setTimeout(60_000);

const portal = { origins: ['https://contoso.developer.azure-api.net'], attributes: ' allow-credentials="true"' };
const app = cors({ origins: ['https://app.contoso.com'] });
const before = service({ [globalPath]: policy([]), [apiPath]: policy(['<base />', ...app]) });

let repository: GitRepository;
let github: FakeGitHub;

beforeEach(async () => {
  repository = new GitRepository();
  github = new FakeGitHub(repository);
  await github.start();
});

afterEach(async () => {
  await github.stop();
  repository.remove();
});

/** Commits both sides; the base branch moves on after the branch point, which the review must not see. */
function pullRequest(base: Readonly<Record<string, string>>, change: Readonly<Record<string, string | null>>): void {
  const from = repository.commit(base, 'base');
  repository.checkout(from, 'topic');
  const head = repository.commit(change, 'change');
  repository.checkout('main');
  const tip = repository.commit({ 'apimartifacts/apis/orders/tagInformation.json': '{}' }, 'later');
  github.open(tip, head);
}

test('the pull request that enables CORS for the developer portal', async () => {
  pullRequest(before, { [globalPath]: policy(cors(portal)) });
  const run = await runAction(github);
  expect(run.log).not.toContain('internal error');
  expect(run.code).toBe(1);
  expect(run.outputs).toMatchObject({ conclusion: 'fail', errors: '1', 'operations-changed': '2' });
  expect(run.report?.findings.map((finding) => finding.rule)).toEqual(expect.arrayContaining(['inherited-cors-decides', 'access-narrowed', 'access-widened']));
  expect(github.reviews).toHaveLength(1);
  expect(github.issueComments).toHaveLength(1);
  // The finding in the file that is not in the diff lives in the summary, with a patch to apply.
  expect(github.issueComments[0]?.body).toContain('inherited-cors-decides');
  expect(github.issueComments[0]?.body).toContain('```diff');
  for (const comment of github.reviewComments) expect(comment.path).toBe(globalPath);
  expect(github.reviewComments.some((comment) => comment.body.includes('```suggestion'))).toBe(true);
  expect(run.summary).toContain('inherited-cors-decides');
  expect(run.log).not.toContain('ghs_secret');
});

test('a second run on the same commits writes nothing', async () => {
  pullRequest(before, { [globalPath]: policy(cors(portal)) });
  const first = await runAction(github);
  const written = github.writes.length;
  expect(written).toBe(2);
  const second = await runAction(github);
  expect(github.writes.length).toBe(written);
  expect(second.code).toBe(first.code);
});

test('reformatting alone posts nothing and passes', async () => {
  pullRequest(before, { [apiPath]: (before[apiPath] ?? '').replaceAll('    ', '\t').replaceAll('\n', '\r\n') });
  const run = await runAction(github);
  expect(run.code).toBe(0);
  expect(run.outputs).toMatchObject({ conclusion: 'pass', 'operations-changed': '0' });
  expect(github.writes).toEqual([]);
});

test('a malformed policy is a finding at its line', async () => {
  const broken = policy(['<base />', ...app]).replace('</allowed-origins>', '</allowed-origin>');
  const line = broken.split('\n').findIndex((text) => text.includes('</allowed-origin>')) + 1;
  pullRequest(before, { [apiPath]: broken });
  const run = await runAction(github);
  expect(run.code).toBe(1);
  expect(run.report?.findings).toContainEqual(expect.objectContaining({ rule: 'malformed-policy', path: apiPath, line, status: 'new' }));
  expect(github.reviewComments.map((comment) => [comment.path, comment.line])).toContainEqual([apiPath, line]);
});

test('a read-only token changes what is written, not the verdict', async () => {
  pullRequest(before, { [globalPath]: policy(cors(portal)) });
  github.readOnly = true;
  const run = await runAction(github);
  expect(run.code).toBe(1);
  expect(run.outputs['conclusion']).toBe('fail');
  expect(run.log).toContain('pull-requests: write');
  expect(run.summary).toContain('inherited-cors-decides');
  expect(run.log).toMatch(/^::error .*file=apimartifacts\/apis\/orders\/policy\.xml/m);
});

test('every posted suggestion, applied as GitHub would, takes its finding away and brings nothing as bad', async () => {
  pullRequest(before, { [globalPath]: policy(cors(portal)) });
  const first = await runAction(github);
  const suggestions = github.reviewComments.filter((comment) => comment.body.includes('```suggestion'));
  expect(suggestions.length).toBeGreaterThan(0);
  for (const comment of suggestions) {
    repository.checkout('topic');
    const lines = repository.git('show', `topic:${comment.path}`).split('\n');
    const block = /```+suggestion\n([\s\S]*?)\n?```/.exec(comment.body)?.[1] ?? '';
    lines.splice((comment.start_line ?? comment.line) - 1, comment.line - (comment.start_line ?? comment.line) + 1, ...(block === '' ? [] : block.split('\n')));
    const repaired = repository.commit({ [comment.path]: lines.join('\n') }, 'apply');
    const again = new FakeGitHub(repository);
    await again.start();
    again.open(repository.git('rev-parse', 'main').trim(), repaired);
    const second = await runAction(again);
    await again.stop();
    const rule = /<!-- apim-cors-review \w+ (\w+) -->/.exec(comment.body)?.[1];
    expect(rule).toBeDefined();
    expect(second.report?.findings.filter((finding) => finding.status === 'new').length).toBeLessThanOrEqual(first.report?.findings.length ?? 0);
    repository.git('reset', '-q', '--hard', 'HEAD~1');
  }
});

test('a fixed finding’s comment disappears; one that was answered is closed instead', async () => {
  const wildcard = policy(['<base />', ...cors({ origins: ['*'] })]);
  pullRequest(before, { [apiPath]: wildcard });
  await runAction(github);
  const posted = github.reviewComments.length;
  expect(posted).toBeGreaterThan(0);
  const [answered] = github.reviewComments;
  github.reviewComments.push({ id: 1, node_id: 'reply', user: { login: 'mona' }, path: apiPath, line: 1, body: 'Why?', in_reply_to_id: answered?.id ?? 0 });
  repository.checkout('topic');
  const fixed = repository.commit({ [apiPath]: before[apiPath] ?? '' }, 'fix');
  github.open(repository.git('rev-parse', 'main').trim(), fixed);
  const run = await runAction(github);
  expect(run.code).toBe(0);
  expect(github.reviewComments.map((comment) => comment.body).filter((body) => body !== 'Why?')).toEqual([expect.stringContaining(`Fixed in ${fixed}`)]);
  expect(github.minimised).toEqual([answered?.node_id]);
});

test('the configuration comes from the base branch', async () => {
  const config = '.github/apim-cors.yml';
  pullRequest({ ...before, [config]: 'fail-on: error\n' }, { [globalPath]: policy(cors(portal)), [config]: 'fail-on: never\n' });
  expect((await runAction(github)).code).toBe(1);
  expect((await runAction(github, { 'fail-on': 'never' })).code).toBe(0);
});

test('a truncated tree is walked', async () => {
  pullRequest({ ...before, 'a/b.txt': 'x', 'c/d.txt': 'y' }, { [globalPath]: policy(cors(portal)) });
  github.truncateTrees = true;
  const run = await runAction(github);
  expect(run.outputs['errors']).toBe('1');
});

test('an event that is not supported says so and fails', async () => {
  pullRequest(before, {});
  const run = await runAction(github, {}, 'deployment');
  expect(run.code).toBe(1);
  expect(run.log).toContain("the event 'deployment' is not supported");
});

test('a wrong input names itself', async () => {
  pullRequest(before, {});
  const run = await runAction(github, { 'fail-on': 'warn' });
  expect(run.code).toBe(1);
  expect(run.log).toContain("input 'fail-on' is 'warn'; it is one of error, warning, info, never");
});
