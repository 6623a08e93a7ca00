import { runAction, type ActionRun } from './fake-github/action.js';
import {
  abuse,
  answers,
  badGateway,
  forbidden,
  graphqlTimeout,
  notFound,
  primaryLimit,
  reset,
  secondaryLimit,
  serverError,
  silence,
  slow,
  unprocessable,
  type Fault,
} from './fake-github/faults.js';
import { homesOf } from './fake-github/homes.js';
import { Scene } from './scene.js';
import { globalPath, policy, portalCors } from './service.js';

jest.setTimeout(120_000);

/** Five findings of one cause: it has one home, and every finding is in the job summary. */
const change = { [globalPath]: policy(portalCors) };

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open();
  scene.pullRequest(change);
});

afterEach(async () => {
  await scene.renew();
});

afterAll(async () => {
  await scene.close();
});

const reviews = { method: 'POST', path: /^\/pulls\/1\/reviews$/ };
const sticky = { method: 'POST', path: /^\/issues\/1\/comments$/ };
const opening = { path: /^\/graphql$/, body: /viewer/ };
const blobs = { path: /^\/graphql$/, body: /object\(oid/ };
const comparison = { path: /^\/compare\// };
const trees = { path: /^\/git\/trees\// };
const head = { method: 'GET', path: /^\/pulls\/1$/ };
const comments = { method: 'GET', path: /^\/pulls\/1\/comments$/ };
const always = Number.MAX_SAFE_INTEGER;

/** The cause shown once, the log's own count included, and the verdict that the findings alone have. */
function expectWhole(run: ActionRun): ReturnType<typeof homesOf> {
  expect(run.report?.findings.length).toBe(5);
  expect([run.code, run.outputs['conclusion'], run.outputs['errors']]).toEqual([1, 'fail', '2']);
  const homes = homesOf(scene.github, run);
  expect(homes.wrong).toEqual([]);
  expect(homes.line + homes.summary + homes.annotation).toBe(1);
  expect(run.log).toContain(`in line comments: ${homes.line}, in the summary comment: ${homes.summary}, in annotations only: ${homes.annotation}`);
  expect(run.log).not.toMatch(/internal error/);
  return homes;
}

/** Another run, with nothing in its way, leaves what a first one would have left, and a third has nothing to do. */
async function expectHealed(): Promise<void> {
  scene.github.faults.length = 0;
  expect(expectWhole(await runAction(scene.github))).toMatchObject({ line: 1, summary: 0, annotation: 0 });
  const written = scene.github.writes.length;
  await runAction(scene.github);
  expect(scene.github.writes).toHaveLength(written);
}

describe('writing', () => {
  test.each<[string, readonly Fault[], { readonly line?: number; readonly summary?: number; readonly annotation?: number }]>([
    [
      'a review that is refused, with no suggestion to leave out, goes to the summary',
      [{ ...reviews, fault: unprocessable() }],
      { line: 0, summary: 1 },
    ],
    [
      'a review that is refused always goes to the summary',
      [{ ...reviews, times: always, fault: unprocessable('line must be part of the diff') }],
      { line: 0, summary: 1 },
    ],
    ['a review that is called abuse: nothing more is posted', [{ ...reviews, times: always, fault: abuse }], { annotation: 1 }],
    ['a summary that is refused', [{ ...sticky, times: always, fault: unprocessable() }], { line: 1, annotation: 0 }],
    ['a review whose answer is lost', [{ ...reviews, late: true, fault: badGateway }], { line: 1, summary: 0 }],
    ['a review whose answer is cut off', [{ ...reviews, late: true, fault: reset }], { line: 1, summary: 0 }],
    ['a summary whose answer is lost', [{ ...sticky, late: true, fault: reset }], { line: 1, summary: 0 }],
    [
      'a server that fails once on each write',
      [
        { ...reviews, fault: serverError },
        { ...sticky, fault: badGateway },
      ],
      { line: 1, summary: 0 },
    ],
    ['a server that never takes the review', [{ ...reviews, times: always, fault: serverError }], { line: 0, summary: 1 }],
    ['a token that may not review', [{ ...reviews, times: always, fault: forbidden }], { line: 0 }],
    [
      'a pull request that nobody may see',
      [
        { ...reviews, times: always, fault: notFound },
        { ...sticky, times: always, fault: notFound },
      ],
      { annotation: 1 },
    ],
    ['a secondary limit that is over soon', [{ ...reviews, fault: secondaryLimit(60) }], { line: 1, summary: 0 }],
    ['a secondary limit said as 429', [{ ...sticky, fault: secondaryLimit(60, 429) }], { line: 1, summary: 0 }],
    ['requests used up for a minute', [{ ...reviews, fault: primaryLimit(60) }], { line: 1, summary: 0 }],
    [
      'requests used up for an hour',
      [
        { ...reviews, times: always, fault: primaryLimit(3600) },
        { ...sticky, times: always, fault: primaryLimit(3600) },
      ],
      { annotation: 1 },
    ],
    ['a head that cannot be read again', [{ ...head, times: always, fault: serverError }], { annotation: 1 }],
    ['comments that cannot be listed', [{ ...comments, times: always, fault: forbidden }], { annotation: 1 }],
  ])('%s', async (_, faults, expected) => {
    scene.github.faults.push(...faults);
    expect(expectWhole(await runAction(scene.github))).toMatchObject(expected);
    expect(scene.github.reviews.length).toBeLessThanOrEqual(1);
  });

  test('whatever was lost, the next run makes good, once', async () => {
    scene.github.faults.push({ ...reviews, times: always, fault: forbidden }, { ...sticky, times: always, late: true, fault: reset });
    expectWhole(await runAction(scene.github));
    await expectHealed();
    expect(scene.github.reviews).toHaveLength(1);
    expect(scene.github.issueComments).toHaveLength(1);
  });
});

describe('reading', () => {
  test.each<[string, readonly Fault[]]>([
    ['everything fails once', [comparison, trees, opening, blobs, comments, head].map((at) => ({ ...at, fault: badGateway }))],
    ['connections are cut off', [trees, blobs, comments].map((at) => ({ ...at, fault: reset }))],
    ['GraphQL gives up on the blobs', [{ ...blobs, times: always, fault: graphqlTimeout }]],
    [
      'a limit is over soon',
      [
        { ...trees, fault: secondaryLimit(30) },
        { ...blobs, fault: primaryLimit(30) },
      ],
    ],
    ['an answer is slow', [{ ...trees, times: 2, fault: slow(50) }]],
  ])('%s: nothing is different', async (_, faults) => {
    scene.github.faults.push(...faults);
    expect(expectWhole(await runAction(scene.github))).toMatchObject({ line: 1, summary: 0 });
  });

  test('answers that never come are given up and asked for again', async () => {
    scene.github.faults.push({ ...trees, fault: silence }, { ...reviews, late: true, fault: silence });
    expect(expectWhole(await runAction(scene.github, {}, { patience: 3000 }))).toMatchObject({ line: 1, summary: 0 });
    expect(scene.github.reviews).toHaveLength(1);
  });

  test.each<[string, readonly Fault[], RegExp]>([
    ['no permission', [{ ...trees, times: always, fault: forbidden }], /contents: read/],
    ['a server that always fails', [{ ...trees, times: always, fault: serverError }], /in trouble \(500.*Run the job again/],
    ['requests used up for an hour', [{ ...comparison, times: always, fault: primaryLimit(3600) }], /rate limit is used up/],
    ['no common commit', [{ ...comparison, times: always, fault: answers(404, 'No common ancestor between main and topic.') }], /common commit/],
    ['no configuration to be had', [{ ...opening, times: always, fault: graphqlTimeout }], /timeout/],
  ])('%s: the check fails, says why, and that it is no finding', async (_, faults, reason) => {
    scene.github.faults.push(...faults);
    const run = await runAction(scene.github, { 'fail-on': 'never' });
    expect([run.code, run.outputs]).toEqual([1, { conclusion: 'fail' }]);
    expect(run.log).toMatch(reason);
    expect(run.summary).toMatch(/could not (read|run)/);
    expect(run.log).not.toMatch(/internal error/);
    expect(scene.github.writes).toEqual([]);
  });
});
