import { runAction } from './fake-github/action.js';
import { homesOf } from './fake-github/homes.js';
import { newFindings, Scene } from './scene.js';
import { appPolicy, cors, globalPath, ordersPath, policy, portalCors, service, stockPath } from './service.js';

jest.setTimeout(300_000);

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open();
});

afterEach(async () => {
  await scene.close();
});

const many = (count: number): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`aaa/${index}.txt`, `${index}\n`]));

test('more files than a diff or a comparison shows: the lines of the change are found all the same', async () => {
  scene.pullRequest({ ...many(320), [globalPath]: policy(portalCors) });
  const run = await runAction(scene.github);
  expect(homesOf(scene.github, run)).toMatchObject({ wrong: [], line: 1, summary: 0 });
  expect(scene.github.requests.filter(({ headers }) => /diff|patch/.test(headers.accept ?? ''))).toEqual([]);
});

test('more files than GitHub lists: the findings are in the summary, the verdict is the same', async () => {
  scene.pullRequest({ ...many(3005), [globalPath]: policy(portalCors) });
  const run = await runAction(scene.github);
  expect([run.code, run.outputs['errors']]).toEqual([1, '2']);
  expect(homesOf(scene.github, run)).toMatchObject({ wrong: [], line: 0, summary: 1 });
});

test('own comments are found behind hundreds of others, and nothing is posted again', async () => {
  scene.pullRequest({ [globalPath]: policy(portalCors) });
  await runAction(scene.github);
  const { reviewComments, issueComments } = scene.github;
  const [first] = reviewComments;
  if (first === undefined) throw new Error('nothing was posted');
  const chatter = Array.from({ length: 230 }, (_, id) => ({ ...first, id, node_id: `chatter${id}`, user: { login: 'mona' }, body: 'me too' }));
  scene.github.reviewComments = [...chatter, ...reviewComments];
  scene.github.issueComments = [...chatter, ...issueComments];
  const written = scene.github.writes.length;
  const run = await runAction(scene.github);
  expect(scene.github.writes).toHaveLength(written);
  expect(homesOf(scene.github, run)).toMatchObject({ wrong: [], line: 1, summary: 0 });
});

test('a file whose diff is too large to show has its findings in the summary', async () => {
  const large = policy(['<base />', ...cors({ origins: ['*'] })]).replace('</inbound>', `<!--${'x'.repeat(510_000)}-->\n</inbound>`);
  scene.pullRequest({ [ordersPath]: large });
  const run = await runAction(scene.github);
  expect(newFindings(run).map(({ rule }) => rule)).toContain('wildcard-origin');
  expect(homesOf(scene.github, run)).toMatchObject({ wrong: [], line: 0, annotation: 0 });
});

test('a policy that is deleted, and one that only gets a name nobody reads, narrow access; there is no line to say so on', async () => {
  scene.pullRequest({ [ordersPath]: null, [stockPath]: null, [stockPath.replace('policy.xml', 'policy.xml.old')]: service[stockPath] ?? null });
  const run = await runAction(scene.github);
  expect(scene.github.pull.files.map(({ status }) => status)).toEqual(['removed', 'renamed']);
  expect(run.outputs['operations-changed']).toBe('4');
  expect(newFindings(run).map(({ rule }) => rule)).toContain('access-narrowed');
  expect(homesOf(scene.github, run)).toMatchObject({ wrong: [], annotation: 0 });
});

test('a file without a final newline keeps none, one with CRLF keeps it', async () => {
  const slash = policy(['<base />', ...cors({ origins: ['https://app.contoso.com/'] })]).trimEnd();
  // Another problem: the same one at two places is one comment.
  const path = policy(['<base />', ...cors({ origins: ['https://app.contoso.com/x'] })]);
  scene.pullRequest(
    { [ordersPath]: slash, [stockPath]: path.replaceAll('\n', '\r\n') },
    {
      ...service,
      '.github/apim-cors.yml': 'rules: { origin-normalised: warning }\n',
      [ordersPath]: appPolicy.trimEnd(),
      [stockPath]: appPolicy.replaceAll('\n', '\r\n'),
    },
  );
  await runAction(scene.github);
  expect(new Set(scene.github.comments.map(({ path }) => path))).toEqual(new Set([ordersPath, stockPath]));
});
