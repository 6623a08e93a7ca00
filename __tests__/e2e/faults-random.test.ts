import fc from 'fast-check';
import { readMarker } from '../../src/comments/marker.js';
import { runAction } from './fake-github/action.js';
import {
  abuse,
  badGateway,
  forbidden,
  graphqlTimeout,
  notFound,
  primaryLimit,
  reset,
  secondaryLimit,
  serverError,
  unprocessable,
  type Fault,
  type FaultKind,
} from './fake-github/faults.js';
import { homesOf } from './fake-github/homes.js';
import { Scene } from './scene.js';
import { appPolicy, cors, globalPath, ordersPath, policy, portalCors } from './service.js';

jest.setTimeout(900_000);

const portal = { [globalPath]: policy(portalCors) };
const wildcard = { [ordersPath]: policy(['<base />', ...cors({ origins: ['*'] })]) };

const kinds: Readonly<Record<string, FaultKind>> = {
  forbidden,
  'not found': notFound,
  'server error': serverError,
  'bad gateway': badGateway,
  reset,
  'secondary limit': secondaryLimit(20),
  'secondary limit as 429': secondaryLimit(20, 429),
  'primary limit': primaryLimit(20),
  'primary limit for long': primaryLimit(3000),
  'timeout of GraphQL': graphqlTimeout,
};
const refusals: Readonly<Record<string, FaultKind>> = { ...kinds, unprocessable: unprocessable(), abuse };

const reads: Readonly<Record<string, Pick<Fault, 'method' | 'path' | 'body'>>> = {
  comparison: { method: 'GET', path: /^\/compare\// },
  trees: { method: 'GET', path: /^\/git\/trees\// },
  opening: { path: /^\/graphql$/, body: /viewer/ },
  blobs: { path: /^\/graphql$/, body: /object\(oid/ },
  files: { method: 'GET', path: /^\/pulls\/1\/files$/ },
  'review comments': { method: 'GET', path: /^\/pulls\/1\/comments$/ },
  'issue comments': { method: 'GET', path: /^\/issues\/1\/comments$/ },
  head: { method: 'GET', path: /^\/pulls\/1$/ },
};
const writes: Readonly<Record<string, Pick<Fault, 'method' | 'path' | 'body'>>> = {
  review: { method: 'POST', path: /^\/pulls\/1\/reviews$/ },
  summary: { path: /^\/issues\/(?:1\/comments|comments\/\d+)$/, body: /body/ },
  edit: { method: 'PATCH', path: /^\/pulls\/comments\/\d+$/ },
  delete: { method: 'DELETE', path: /comments\/\d+$/ },
  minimise: { path: /^\/graphql$/, body: /minimizeComment/ },
};

/** Between one and four faults, on reads and writes; those on writes may come after the deed. */
const sequences = fc.array(
  fc.oneof(
    fc.record({ at: fc.constantFrom(...Object.keys(reads)), kind: fc.constantFrom(...Object.keys(kinds)), times: fc.integer({ min: 1, max: 3 }) }),
    fc.record({
      at: fc.constantFrom(...Object.keys(writes)),
      kind: fc.constantFrom(...Object.keys(refusals)),
      times: fc.integer({ min: 1, max: 3 }),
      late: fc.boolean(),
    }),
  ),
  { minLength: 1, maxLength: 4 },
);

function faultsOf(
  sequence: readonly { readonly at: string; readonly kind: string; readonly times: number; readonly late?: boolean }[],
): readonly Fault[] {
  return sequence.map(({ at, kind, times, late = false }): Fault => {
    const where = reads[at] ?? writes[at];
    const fault = refusals[kind];
    if (where === undefined || fault === undefined) throw new Error(`no fault ${kind} at ${at}`);
    // What GitHub refuses, it has not done.
    const isLost = late && ['server error', 'bad gateway', 'reset'].includes(kind);
    return { ...where, times, late: isLost, fault };
  });
}

let scene: Scene;

afterEach(async () => {
  await scene.close();
});

/** What a reader of the pull request sees, however it came there. */
function shown(): unknown {
  const { github } = scene;
  const minimised = new Set(github.minimised.map(({ id }) => id));
  return {
    comments: github.comments
      .map(({ path, line, start_line, body, node_id, in_reply_to_id }) =>
        JSON.stringify([path, line, start_line, body, minimised.has(node_id), in_reply_to_id !== undefined]),
      )
      .sort(),
    summaries: github.issueComments.map(({ body }) => body),
  };
}

/** One faulty run, then two without: nothing is lost in the first, everything is there after the second, and the third has nothing to do. */
async function expectHeals(faults: readonly Fault[], healed: unknown, failOn: string): Promise<void> {
  const { github } = scene;
  const verdict = failOn === 'never' ? [0, 'pass'] : [1, 'fail'];
  github.faults.push(...faults);
  const faulty = await runAction(github, { 'fail-on': failOn });
  if (faulty.report === null) {
    // What could not be read was not decided, and nobody was told a thing.
    expect([faulty.code, faulty.outputs]).toEqual([1, { conclusion: 'fail' }]);
    expect(faulty.summary).toMatch(/could not (?:read|run)/);
    expect(github.writes).toEqual([]);
  } else {
    expect([faulty.code, faulty.outputs['conclusion']]).toEqual(verdict);
    expect(homesOf(github, faulty).wrong).toEqual([]);
  }
  expect(faulty.log).not.toContain('internal error');

  github.faults.length = 0;
  const second = await runAction(github, { 'fail-on': failOn });
  expect([second.code, second.outputs['conclusion']]).toEqual(verdict);
  expect(homesOf(github, second).wrong).toEqual([]);
  expect(homesOf(github, second).annotation).toBe(0);
  // A comment that was refused with its suggestion stands without; its words are mended, its place is the same.
  expect(shown()).toEqual(healed);
  const written = github.writes.length;
  await runAction(github, { 'fail-on': failOn });
  expect(github.writes).toHaveLength(written);
}

test('faults in any order on a first run: nothing lost, nothing twice, the verdict unchanged', async () => {
  scene = await Scene.open();
  scene.pullRequest(portal);
  const healed = new Map<string, unknown>();
  for (const failOn of ['error', 'never']) {
    await scene.renew();
    await runAction(scene.github, { 'fail-on': failOn });
    healed.set(failOn, shown());
  }
  await fc.assert(
    fc.asyncProperty(sequences, fc.constantFrom('error', 'never'), async (sequence, failOn) => {
      await scene.renew();
      await expectHeals(faultsOf(sequence), healed.get(failOn), failOn);
    }),
    { seed: 20260101, numRuns: 4, endOnFailure: true },
  );
});

test('faults in any order after a push that fixes some and breaks others: the same', async () => {
  scene = await Scene.open();
  scene.pullRequest(wildcard);
  await runAction(scene.github);
  const [answered] = scene.github.reviewComments;
  scene.github.reply(answered?.id ?? 0, 'mona', 'Why?');
  const { reviewComments, issueComments } = scene.github;
  scene.push({ ...portal, [ordersPath]: appPolicy });
  const start = async (): Promise<void> => {
    await scene.renew();
    scene.github.reviewComments = structuredClone(reviewComments);
    scene.github.issueComments = structuredClone(issueComments);
  };
  await start();
  await runAction(scene.github);
  const healed = shown();
  expect(scene.github.comments.filter(({ body }) => readMarker(body)?.subject === 'closed')).toHaveLength(1);
  await fc.assert(
    fc.asyncProperty(sequences, async (sequence) => {
      await start();
      await expectHeals(faultsOf(sequence), healed, 'error');
    }),
    { seed: 20260102, numRuns: 4, endOnFailure: true },
  );
});
