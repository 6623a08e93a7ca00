import { runAction } from './fake-github/action.js';
import { suggestionOf } from './fake-github/apply.js';
import { badGateway, forbidden, unprocessable } from './fake-github/faults.js';
import { homesOf } from './fake-github/homes.js';
import { Scene, type Files } from './scene.js';
import { appOrigin, appPolicy, cors, globalPath, ordersPath, policy, portalCors, service, stockPath } from './service.js';

jest.setTimeout(120_000);

const portalChange: Files = { [globalPath]: policy(portalCors) };

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open();
});

afterEach(async () => {
  await scene.close();
});

describe('the life of a comment', () => {
  const wildcard: Files = { [ordersPath]: policy(['<base />', ...cors({ origins: ['*'] })]) };

  test('a fixed finding’s comment disappears, and the summary says so', async () => {
    scene.pullRequest(wildcard);
    await runAction(scene.github);
    expect(scene.github.comments.length).toBeGreaterThan(0);
    scene.push({ [ordersPath]: appPolicy });
    const run = await runAction(scene.github);
    expect(run.code).toBe(0);
    expect(scene.github.comments).toEqual([]);
    expect(scene.github.issueComments).toHaveLength(1);
    expect(scene.github.issueComments[0]?.body).toContain('✅');
  });

  test('one that was answered says that it is fixed, once, and is minimised; back again, the finding gets a new one', async () => {
    scene.pullRequest(wildcard);
    await runAction(scene.github);
    const [answered] = scene.github.reviewComments;
    scene.github.reply(answered?.id ?? 0, 'mona', 'Why?');
    const fixed = scene.push({ [ordersPath]: appPolicy });
    await runAction(scene.github);
    expect(scene.github.comments.map((comment) => comment.body)).toEqual([expect.stringContaining(`Fixed in ${fixed}.`), 'Why?']);
    expect(scene.github.minimised).toEqual([{ id: answered?.node_id, classifier: 'RESOLVED' }]);
    const written = scene.github.writes.length;
    await runAction(scene.github);
    expect(scene.github.writes).toHaveLength(written);
    scene.push(wildcard);
    await runAction(scene.github);
    expect(scene.github.comments.filter((comment) => comment.body.includes('wildcard-origin'))).toHaveLength(1);
    expect(scene.github.comments[0]?.body).toContain('Fixed in');
  });

  test('lines that move take their comment along; nothing is posted again', async () => {
    scene.pullRequest(wildcard);
    await runAction(scene.github);
    const ids = scene.github.reviewComments.map(({ id }) => id);
    scene.push({ [ordersPath]: `<!-- Orders -->\n${wildcard[ordersPath] ?? ''}` });
    await runAction(scene.github);
    expect(scene.github.reviewComments.map(({ id }) => id)).toEqual(ids);
    expect(scene.github.reviews).toHaveLength(1);
  });

  test('comments of others, markers pasted by others and other uses are left alone', async () => {
    scene.pullRequest(portalChange);
    await runAction(scene.github);
    const [own] = scene.github.issueComments;
    const pasted = { id: 1, user: { login: 'mallory' }, body: own?.body ?? '' };
    scene.github.issueComments = [pasted];
    await runAction(scene.github, { 'comment-id': 'other' });
    expect(scene.github.issueComments.map(({ user }) => user?.login)).toEqual(['mallory', 'github-actions[bot]']);
    expect(scene.github.issueComments[0]?.body).toBe(pasted.body);
    expect(scene.github.reviews).toHaveLength(2);
  });

  test('the sticky summary is found behind a hundred comments, and a second one is taken away', async () => {
    scene.pullRequest(portalChange);
    await runAction(scene.github);
    const [own] = scene.github.issueComments;
    const chatter = Array.from({ length: 130 }, (_, id) => ({ id, user: { login: 'mona' }, body: 'me too' }));
    scene.github.issueComments = [...chatter, ...(own === undefined ? [] : [own, { ...own, id: own.id + 1 }])];
    await runAction(scene.github);
    expect(scene.github.issueComments.filter(({ user }) => user?.login !== 'mona')).toEqual([own]);
    expect(scene.github.reviews).toHaveLength(1);
  });
});

describe('faults', () => {
  test('a review that GitHub refuses is posted without the suggestion it refuses, then without the comment', async () => {
    // The block repairs all that its cause harms: orders alone.
    const base = { ...service, [stockPath]: policy(['<base />']), [ordersPath]: policy(cors({ origins: [appOrigin] })) };
    scene.pullRequest({ ...portalChange, [ordersPath]: appPolicy }, base);
    scene.github.faults.push({ method: 'POST', path: /reviews$/, fault: unprocessable() });
    const run = await runAction(scene.github);
    expect(run.code).toBe(1);
    expect(scene.github.reviews).toHaveLength(1);
    expect(scene.github.comments.map(({ body }) => suggestionOf(body))).toEqual([null]);
    expect(run.log).toContain('GitHub did not take the review with all its comments (422: ');
    expect(homesOf(scene.github, run)).toMatchObject({ wrong: [], line: 1 });

    scene.github.reviewComments = [];
    scene.github.faults.push({ method: 'POST', path: /reviews$/, fault: unprocessable('Line could not be resolved') });
    const again = await runAction(scene.github);
    expect(again.code).toBe(1);
    expect(homesOf(scene.github, again)).toMatchObject({ wrong: [], line: 0, summary: 1 });
  });

  test('a write whose answer is lost is not made twice', async () => {
    scene.pullRequest(portalChange);
    scene.github.faults.push(
      { method: 'POST', path: /reviews$/, fault: badGateway, late: true },
      { method: 'POST', path: /issues\/1\/comments$/, fault: badGateway, late: true },
    );
    const run = await runAction(scene.github);
    expect(run.code).toBe(1);
    expect(scene.github.reviews).toHaveLength(1);
    expect(scene.github.issueComments).toHaveLength(1);
  });

  test('a read that fails once is made again', async () => {
    scene.pullRequest(portalChange);
    scene.github.faults.push({ method: 'GET', path: /git\/trees/, fault: badGateway });
    const run = await runAction(scene.github);
    expect(run.outputs).toMatchObject({ conclusion: 'fail', errors: '2' });
    expect(scene.github.reviews).toHaveLength(1);
  });

  test('comments that cannot be listed: the verdict stands', async () => {
    scene.pullRequest(portalChange);
    scene.github.faults.push({ method: 'GET', path: /pulls\/1\/comments$/, fault: forbidden });
    const run = await runAction(scene.github);
    expect(run.code).toBe(1);
    expect(run.outputs['conclusion']).toBe('fail');
    expect(scene.github.writes).toEqual([]);
    expect(run.log).toContain('the verdict is the same');
  });

  test('trees that cannot be read: it fails, and says that it is no finding', async () => {
    scene.pullRequest({ 'README.md': 'hello\n' });
    scene.github.faults.push({ method: 'GET', path: /git\/trees/, fault: forbidden });
    const run = await runAction(scene.github);
    expect(run.code).toBe(1);
    expect(run.outputs).toEqual({ conclusion: 'fail' });
    expect(run.log).toContain('could not read the change');
    expect(run.summary).toContain('could not read the change');
    expect(run.log).not.toContain('internal error');
  });
});
