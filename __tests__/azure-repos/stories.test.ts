import { cors, globalPath, ordersPath, policy, portalCors, service, stockPath } from '../e2e/service.js';
import { hostileTexts } from '../report/fixtures.js';
import { somebody, token } from './fake-azure/server.js';
import { AzureScene } from './scene.js';

/*
 * The stories of the GitHub tests, told on Azure Repos: the command line against a stand-in over real HTTP, which refuses every request that
 * Microsoft's description of the API does not know.
 */

jest.setTimeout(120_000);

let scene: AzureScene;

afterEach(async () => {
  await scene.close();
});

const wildcard = policy(cors({ origins: ['*'] }));
const slash = policy(['<base />', ...cors({ origins: ['https://app.contoso.com/'] })]);
const said = (content = ''): string => content.split('\n').find((line) => line.startsWith('**')) ?? '';

test('a first run writes a thread a cause, one summary and a status; a second writes nothing', async () => {
  scene = await AzureScene.open({ [globalPath]: policy(portalCors), [ordersPath]: wildcard });
  const { azure } = scene;
  const first = await scene.run();
  expect(first.code).toBe(1);
  expect(first.stdout).toMatch(/^##vso\[task\.logissue type=error;/);
  expect(azure.inFiles.map(({ threadContext, comments }) => [threadContext?.filePath, said(comments[0]?.content)])).toEqual([
    [`/${ordersPath}`, '**⚠️ any other website can now call orders**'],
    [`/${ordersPath}`, '**⚠️ `https://contoso.developer.azure-api.net` gets less on orders**'],
    [`/${globalPath}`, '**❌ `https://app.contoso.com` can no longer call stock**'],
  ]);
  expect(azure.summaries.map(({ status, comments }) => [status, comments[0]?.content.split('\n')[1]])).toEqual([
    ['active', '### ❌ CORS: `https://app.contoso.com` can no longer call stock (and 2 more problems)'],
  ]);
  expect(azure.statuses).toMatchObject([{ state: 'failed', iterationId: 1, context: { genre: 'apim-cors-review', name: 'cors' } }]);
  // What is said there is true there: no bot listens, and no job has a summary.
  const texts = azure.shown.map(({ comments }) => comments[0]?.content).join('\n');
  expect(texts).toContain('`apim-cors explain --origin https://app.contoso.com --method GET --api stock --operation get-stock`');
  expect(texts).not.toMatch(/\/apim-cors explain|job summary/);
  const { length } = azure.writes;
  const second = await scene.run();
  expect(azure.writes.slice(length)).toEqual([]);
  expect(second.stderr).toBe(
    'Nothing written on the pull request. Problems in line comments: 3, in the summary comment: 0, in annotations only: 0.\n',
  );
  expect([second.code, second.stdout]).toEqual([first.code, first.stdout]);
  expect(`${first.stdout}${first.stderr}${JSON.stringify(azure.requests)}`).not.toContain(token);
});

test('a suggestion block stands on the whole lines that it replaces, and gives what was verified', async () => {
  scene = await AzureScene.open({ [stockPath]: slash }, { ...service, '.github/apim-cors.yml': 'rules: { origin-normalised: warning }\n' });
  const { azure } = scene;
  await scene.run();
  const [thread] = azure.inFiles.filter(({ comments }) => comments[0]?.content.includes('```suggestion'));
  const lines = slash.split('\n');
  const { rightFileStart, rightFileEnd } = thread?.threadContext ?? { rightFileStart: null, rightFileEnd: null };
  expect(rightFileStart?.offset).toBe(1);
  expect(rightFileEnd?.offset).toBe((lines[(rightFileEnd?.line ?? 0) - 1]?.length ?? 0) + 1);
  const [, block = ''] = /```suggestion\n([^]*?)```/.exec(thread?.comments[0]?.content ?? '') ?? [];
  const repaired = lines.toSpliced(
    (rightFileStart?.line ?? 0) - 1,
    (rightFileEnd?.line ?? 0) - (rightFileStart?.line ?? 0) + 1,
    block.replace(/\n$/, ''),
  );
  scene.push({ [stockPath]: repaired.join('\n') });
  const after = await scene.run();
  expect(azure.inFiles.map(({ status }) => status)).toEqual(['fixed']);
  expect(after.code).toBe(0);
});

test('what is fixed is resolved and says in which commit; replies stay; the summary is closed, and the status is of the new iteration', async () => {
  scene = await AzureScene.open({ [globalPath]: policy(portalCors), [ordersPath]: wildcard });
  const { azure } = scene;
  await scene.run();
  const [orders, , stock] = azure.inFiles;
  if (orders === undefined || stock === undefined) throw new Error('no threads');
  azure.reply(stock, 'Will do.');
  const other = azure.say('Looks good to me.');
  scene.push({ [globalPath]: service[globalPath] ?? '', [ordersPath]: service[ordersPath] ?? '' });
  const run = await scene.run();
  expect(run.code).toBe(0);
  const commit = azure.iterations.at(-1)?.commit ?? '';
  for (const thread of azure.inFiles) {
    expect(thread.status).toBe('fixed');
    expect(thread.comments[0]?.content).toContain(`Fixed in ${commit}.`);
  }
  expect(stock.comments.at(-1)).toMatchObject({ content: 'Will do.', author: { id: somebody }, isDeleted: false });
  expect(other).toMatchObject({ status: 'active', comments: [{ content: 'Looks good to me.' }] });
  expect(azure.summaries.find(({ id }) => id !== other.id)?.status).toBe('closed');
  expect(azure.statuses.map(({ state, iterationId }) => [state, iterationId])).toEqual([
    ['failed', 1],
    ['succeeded', 2],
  ]);
  const { length } = azure.writes;
  await scene.run();
  expect(azure.writes.slice(length)).toEqual([]);
  // It comes back: a thread of its own, because the old one says that it was fixed.
  scene.push({ [ordersPath]: wildcard });
  await scene.run();
  expect(azure.inFiles.filter(({ status }) => status === 'active').map(({ comments }) => said(comments[0]?.content))).toEqual([
    '**⚠️ any other website can now call orders**',
  ]);
});

test('lines that move take their threads along; a thread that somebody settled or replied in is left alone', async () => {
  scene = await AzureScene.open({ [globalPath]: policy(portalCors), [ordersPath]: wildcard });
  const { azure } = scene;
  await scene.run();
  const before = azure.inFiles.map(({ id }) => id);
  const [first] = azure.inFiles;
  if (first !== undefined) first.status = 'wontFix';
  scene.push({ [ordersPath]: `<!-- moved -->\n${wildcard}`, [globalPath]: `<!-- moved -->\n${policy(portalCors)}` });
  const { length } = azure.writes;
  await scene.run();
  expect(azure.inFiles.map(({ id }) => id)).toEqual(before);
  expect(first?.status).toBe('wontFix');
  expect(azure.writes.slice(length).filter((write) => !write.startsWith('PATCH'))).toEqual(['POST /statuses']);
});

test('two runs at once leave one thread a cause and one summary', async () => {
  scene = await AzureScene.open({ [globalPath]: policy(portalCors), [ordersPath]: wildcard });
  const { azure } = scene;
  // As another run would, whose look at the pull request came before the first one's writes.
  let isFirst = true;
  azure.meanwhile = ({ method, path, body }) => {
    if (method !== 'POST' || path !== '/threads' || !isFirst) return;
    isFirst = false;
    azure.writeAsAnotherRun(body);
  };
  await scene.run();
  expect(azure.inFiles).toHaveLength(3);
  expect(new Set(azure.inFiles.map(({ comments }) => said(comments[0]?.content))).size).toBe(3);
  expect(azure.summaries).toHaveLength(1);
});

test('a push during the run: nothing is written for what is gone', async () => {
  scene = await AzureScene.open({ [globalPath]: policy(portalCors) });
  const { azure } = scene;
  let isPushed = false;
  const environment = azure.environment;
  azure.meanwhile = ({ path }) => {
    if (isPushed || path !== '/threads') return;
    isPushed = true;
    scene.push({ 'README.md': 'more\n' });
  };
  const run = await scene.run(environment);
  expect(azure.writes).toEqual([]);
  expect(run.code).toBe(1);
  expect(run.stderr).toContain('The pull request has moved on to');
});

test('without the right to write there is one try; the log names the right, and the verdict is the same', async () => {
  scene = await AzureScene.open({ [globalPath]: policy(portalCors), [ordersPath]: wildcard });
  const { azure } = scene;
  azure.rights.delete('PullRequestContribute');
  const run = await scene.run();
  expect(run.code).toBe(1);
  expect(azure.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path)).toEqual(['/threads']);
  expect(run.stderr).toContain(
    'the build service needs the permission "Contribute to pull requests" on this repository (403). The verdict is the same.',
  );
  expect(run.stderr).toContain(
    'Nothing written on the pull request. Problems in line comments: 0, in the summary comment: 0, in annotations only: 3.',
  );
  expect(run.stdout).toMatch(/^##vso\[task\.logissue type=warning;\]A comment could not be written/m);
});

test.each([
  ['no token', { SYSTEM_ACCESSTOKEN: '' }, /SYSTEM_ACCESSTOKEN is not set. Map it in the step/],
  ['a variable that is not there', { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)' }, /SYSTEM_ACCESSTOKEN is not set. Map it in the step/],
  ['a fork without a token', { SYSTEM_ACCESSTOKEN: '', SYSTEM_PULLREQUEST_ISFORK: 'True' }, /is not set. Builds of forks may have none/],
])('%s: annotations alone, and the log says so', async (_, environment, expected) => {
  scene = await AzureScene.open({ [globalPath]: policy(portalCors) });
  const run = await scene.run(environment);
  expect(run.code).toBe(1);
  expect(run.stdout).toMatch(/^##vso\[task\.logissue type=error;/);
  expect(run.stderr).toMatch(expected);
  expect(scene.azure.requests).toEqual([]);
});

test('a token that Azure DevOps does not know: the way to the page to sign in is not taken', async () => {
  scene = await AzureScene.open({ [globalPath]: policy(portalCors) });
  const run = await scene.run({ SYSTEM_ACCESSTOKEN: 'other' });
  expect(run.code).toBe(1);
  expect(run.stderr).toContain('Azure DevOps does not know the token, or it has ended (401).');
  expect(scene.azure.requests).toHaveLength(1);
});

test.each([
  ['no pull request build', { SYSTEM_PULLREQUEST_PULLREQUESTID: '' }, [], /belongs into a pull request build/],
  ['a repository on GitHub', { BUILD_REPOSITORY_PROVIDER: 'GitHub' }, [], /kept elsewhere \(GitHub\)/],
  ['a head of one’s own', {}, ['--head', 'main'], /leave out --head/],
  ['repairs', {}, ['--fix'], /leave out --fix/],
])('%s is exit code 2, before anything is asked', async (_, environment, more, expected) => {
  scene = await AzureScene.open({ 'README.md': 'x\n' });
  const run = await scene.run(environment, ...more);
  expect(run.code).toBe(2);
  expect(run.stderr).toMatch(expected);
  expect(scene.azure.requests).toEqual([]);
});

test('a change that touches nothing writes no comment, and a status that passes', async () => {
  scene = await AzureScene.open({ 'README.md': 'x\n' });
  expect((await scene.run()).code).toBe(0);
  expect(scene.azure.shown).toEqual([]);
  expect(scene.azure.statuses).toMatchObject([{ state: 'succeeded', description: 'passes: no finding that counts' }]);
});

test('hostile names stay names: nothing in a comment is a mention, a tag or a marker of ours', async () => {
  const folder = 'apimartifacts/apis/a `b` <img src=x> @<0d4f8a10> #12 [x](y)';
  scene = await AzureScene.open({
    [`${folder}/apiInformation.json`]: JSON.stringify({ properties: { displayName: hostileTexts.join(' '), path: 'x', protocols: ['https'] } }),
    [`${folder}/policy.xml`]: wildcard,
  });
  await scene.run();
  expect(scene.azure.inFiles.length).toBeGreaterThan(0);
  for (const { comments } of scene.azure.shown) {
    // What is left after code is taken away has no tag but ours.
    const text = (comments[0]?.content ?? '').replace(/(`+)[^]*?[^`]\1(?!`)/g, '').replace(/<\/?(?:sub|details|summary|code)>|<br>/g, '');
    expect(text.replace(/<!-- apim-cors-review [0-9a-f ]+(?:summary )?[0-9a-f]* ?-->/g, '')).not.toMatch(/<[a-z!]|@</i);
  }
});

test('somebody else’s comment with our marker in it is left alone', async () => {
  scene = await AzureScene.open({ [globalPath]: policy(portalCors) });
  const { azure } = scene;
  await scene.run();
  const copy = azure.say(azure.summaries[0]?.comments[0]?.content ?? '');
  const text = copy.comments[0]?.content;
  scene.push({ [globalPath]: service[globalPath] ?? '' });
  await scene.run();
  expect([copy.status, copy.comments[0]?.content, copy.comments[0]?.isDeleted]).toEqual(['active', text, false]);
});
