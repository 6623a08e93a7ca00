import { runAction, type ActionRun } from './fake-github/action.js';
import { badGateway } from './fake-github/faults.js';
import { runCli } from './run-cli.js';
import { Scene } from './scene.js';
import { appOrigin, globalPath, policy, portalCors } from './service.js';

jest.setTimeout(300_000);

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open();
  scene.pullRequest({ [globalPath]: policy(portalCors) });
});

afterEach(async () => {
  await scene.close();
});

/** A run for a comment that somebody writes, or has written. */
async function comment(
  body: string,
  by: { readonly login: string; readonly type?: string; readonly id?: number; readonly isIssue?: boolean },
): Promise<ActionRun> {
  const id = by.id ?? scene.github.comment(by.login, body);
  scene.github.details = { comment: { id, login: by.login, body }, ...(by.isIssue === true ? { isIssue: true } : {}) };
  const payload = scene.github.payloadOf('issue_comment') as Record<string, unknown>;
  const sender = { login: by.login, type: by.type ?? 'User' };
  return runAction(scene.github, {}, { event: 'issue_comment', payload: { ...payload, sender } });
}

function replies(): readonly string[] {
  return scene.github.issueComments.filter(({ user }) => user?.login === 'github-actions[bot]').map(({ body }) => body);
}

const explain = `/apim-cors explain origin=${appOrigin} method=PUT api=orders operation=put-orders`;

test('explain answers with the page of the command line, to who may write to the repository', async () => {
  scene.github.people.set('hubot', 'write');
  const run = await comment(explain, { login: 'hubot' });
  expect(run.code).toBe(0);
  expect(scene.github.reactions.map(({ content }) => content)).toEqual(['eyes']);
  const [reply = '', ...more] = replies();
  expect(more).toEqual([]);
  const args = ['explain', '--origin', appOrigin, '--method', 'PUT', '--api', 'orders', '--operation', 'put-orders', '--format', 'markdown'];
  const cli = runCli([...args, '--repo', scene.repository.folder, '--at', 'topic']);
  expect(cli.stdout.length).toBeGreaterThan(100);
  expect(reply).toContain(cli.stdout.trimEnd());
  expect(reply).toContain(scene.repository.git('rev-parse', 'topic').trim());
  expect(run.summary).toContain(cli.stdout.trimEnd());
});

test('contracts answers with what becomes of the promises at the head', async () => {
  scene.push({ '.github/apim-cors-contracts.yml': `contracts:\n  - { name: the app calls everything, allow: "${appOrigin}", call: "*" }\n` });
  const run = await comment('/apim-cors contracts', { login: 'mona' });
  expect(run.code).toBe(0);
  const [reply = '', ...more] = replies();
  expect(more).toEqual([]);
  expect(reply).toMatch(/^### Contracts: 1 (kept|broken|undecided)$/m);
  expect(reply).toContain('`the app calls everything`');
  expect(reply).toContain(scene.repository.git('rev-parse', 'topic').trim());
});

test('the same comment again: nothing is written twice; edited, the reply is edited in place', async () => {
  const run = async (body: string): Promise<ActionRun> =>
    comment(body, { login: 'mona', id: scene.github.issueComments[0]?.id ?? scene.github.comment('mona', body) });
  await run(explain);
  const [first] = replies();
  await run(explain);
  expect(replies()).toEqual([first]);
  expect(scene.github.reactions).toHaveLength(1);
  await run('/apim-cors rules wildcard-origin');
  expect(replies()).toHaveLength(1);
  expect(replies()[0]).toContain('# wildcard-origin');
});

test('runs at once leave one reply', async () => {
  const id = scene.github.comment('mona', explain);
  await Promise.all([1, 2, 3].map(() => comment(explain, { login: 'mona', id })));
  expect(replies()).toHaveLength(1);
  expect(replies()[0]).toContain(appOrigin);
});

test.each<[string, string, string]>([
  ['an unknown command', '/apim-cors explian origin=x', "did you mean 'explain'"],
  ['an unknown rule', '/apim-cors rules wildcard-orign', "did you mean 'wildcard-origin'"],
  ['an unknown API', `/apim-cors explain origin=${appOrigin} method=GET api=nowhere`, 'nowhere'],
  ['what would be alive in a comment', '/apim-cors <img src=x> @octocat `::error::x`', 'Commands, in the first line'],
])('%s gets one helpful reply', async (_, body, words) => {
  const run = await comment(body, { login: 'mona' });
  expect(run.code).toBe(0);
  expect(replies()).toHaveLength(1);
  const plain = (replies()[0] ?? '').replaceAll('&#8203;', '').replaceAll('\\', '');
  expect(plain).toContain(words);
  const outside = (replies()[0] ?? '').replaceAll(/(`+)[^`][\s\S]*?\1/g, '');
  expect(outside).not.toMatch(/<img|@octocat/);
  expect(run.log).not.toMatch(/^\s*::/m);
});

test.each<[string, Parameters<typeof comment>[0], Parameters<typeof comment>[1]]>([
  ['a stranger', explain, { login: 'mallory' }],
  ['a bot', explain, { login: 'dependabot[bot]', type: 'Bot' }],
  ['a comment that only speaks of it', `Try ${explain}`, { login: 'mona' }],
  ['a comment on an issue', explain, { login: 'mona', isIssue: true }],
])('%s is not answered, and the job passes', async (_, body, by) => {
  const run = await comment(body, by);
  expect(run.code).toBe(0);
  expect(scene.github.writes).toEqual([]);
});

test('a token that may not write: the job fails and says which permission it needs; the job summary has the answer', async () => {
  scene.github.permissions = { contents: 'read', pull_requests: 'read' };
  const run = await comment(explain, { login: 'mona' });
  expect(run.code).toBe(1);
  expect(run.log).toContain('"pull-requests: write"');
  expect(run.summary).toContain(appOrigin);
});

test('GitHub in trouble is no answer: the job fails', async () => {
  scene.github.faults.push({ method: 'GET', path: /pulls\/1$/, times: 9, fault: badGateway });
  const run = await comment(explain, { login: 'mona' });
  expect(run.code).toBe(1);
  expect(replies()).toEqual([]);
});

test('GitHub does not say who we are: the job fails, and nothing is written', async () => {
  scene.github.viewer = '';
  const run = await comment(explain, { login: 'mona' });
  expect(run.code).toBe(1);
  expect(replies()).toEqual([]);
  expect(run.log).toContain('did not say who we are');
});
