import fc from 'fast-check';
import { publish, type Published } from '../../src/github/publish.js';
import type { PullRequestPlace } from '../../src/github/pull-request-place.js';
import { stagesAfter } from '../../src/github/stages.js';
import type { Finding } from '../../src/review/review.js';
import { type Fault, PullRequestDouble } from './pull-request-double.js';
import { finding, fingerprint, headSha, idOf, options, patch, path, review, suggestion } from './scene.js';
import { causeOf, messageOf, problem } from '../report/said.js';

const place: PullRequestPlace = { owner: 'contoso', repository: 'apis', number: 7, headSha, isFromFork: false };

/** Findings on the lines of the first hunk, each with a suggestion for its own line; `number-N-` tells them apart in any text. */
function findings(count: number, line = (number: number): number => 2 + (number % 10)): readonly Finding[] {
  return Array.from({ length: count }, (_, number) =>
    finding({
      fingerprint: fingerprint(number + 1),
      says: problem(`number-${number}-`),
      line: line(number),
      endLine: line(number),
      suggestions: [suggestion({ edits: [{ path, startLine: line(number), endLine: line(number), lines: [`new ${number}`] }] })],
    }),
  );
}

const double = (): PullRequestDouble => new PullRequestDouble(headSha, [{ path, patch }]);
const run = (github: PullRequestDouble, found: readonly Finding[], where = place): Promise<Published> =>
  publish(github.client, where, review(found), 'github-actions', options);
const offersSuggestion = (body: string): boolean => body.includes('suggestion\n');

/** Findings shown in a line comment of the pull request, and in its summary, by number. */
function shown(github: PullRequestDouble, count: number): readonly { readonly inLines: number; readonly inSummary: number }[] {
  return Array.from({ length: count }, (_, number) => ({
    inLines: github.reviewComments.filter(({ body }) => body.includes(`number-${number}-`)).length,
    inSummary: github.conversation.reduce((sum, { body }) => sum + body.split(`number-${number}-`).length - 1, 0),
  }));
}

function expectHomes(github: PullRequestDouble, found: readonly Finding[], published: Published): void {
  for (const [number, places] of shown(github, found.length).entries()) {
    const one = found[number];
    const home = one === undefined ? undefined : published.homes.get(idOf(one));
    expect([number, home, places]).toEqual([
      number,
      home,
      home === 'line' ? { inLines: 1, inSummary: 0 } : { inLines: 0, inSummary: home === 'summary' ? 1 : 0 },
    ]);
  }
}

describe('a review that GitHub refuses', () => {
  test('because of one suggestion: that one is a patch in the summary, everything else stays, in one review', async () => {
    const github = double();
    const found = findings(5);
    github.fault = (call, body) =>
      call === 'POST review' && JSON.stringify(body).includes('new 3') ? { status: 422, message: 'Unprocessable Entity' } : null;
    const published = await run(github, found);
    expect(github.reviews).toBe(1);
    expect(github.reviewComments.filter(({ body }) => !offersSuggestion(body)).map(({ body }) => /number-\d/.exec(body)?.[0])).toEqual(['number-3']);
    expect(github.conversation[0]?.body).toContain('Patch of ');
    expectHomes(github, found, published);
    expect(published.troubles).toEqual([
      'GitHub did not take the review with all its comments (422: Unprocessable Entity): it was posted without 1 suggestion, now a patch.',
    ]);
  });

  test('because of one comment: its finding is in the summary, everything else stays', async () => {
    const github = double();
    const found = findings(5);
    github.fault = (call, body) =>
      call === 'POST review' && JSON.stringify(body).includes('number-2-')
        ? { status: 422, message: 'Unprocessable Entity: "Path could not be resolved"' }
        : null;
    const published = await run(github, found);
    expect(github.reviews).toBe(1);
    expect([...published.homes.values()]).toEqual(['line', 'line', 'summary', 'line', 'line']);
    expect(github.reviewComments.every(({ body }) => offersSuggestion(body))).toBe(true);
    expectHomes(github, found, published);
  });

  test('whatever is in it: everything is in the summary', async () => {
    const github = double();
    const found = findings(10);
    github.fault = (call) => (call === 'POST review' ? { status: 422, message: 'Unprocessable Entity' } : null);
    const published = await run(github, found);
    expect(github.reviewComments).toEqual([]);
    expectHomes(github, found, published);
    expect(github.calls.filter((call) => call === 'POST review').length).toBeLessThanOrEqual(13);
    github.calls.length = 0;
    expect((await run(github, found)).written).toBe(0);
  });

  test('a thousand findings: those that had no room do not take the places of the refused', async () => {
    const github = double();
    const found = findings(1000);
    github.fault = (call) => (call === 'POST review' ? { status: 422, message: 'Unprocessable Entity' } : null);
    const published = await run(github, found);
    expect(github.calls.filter((call) => call === 'POST review').length).toBeLessThanOrEqual(13);
    expect(new Set(published.homes.values())).toEqual(new Set(['summary']));
  });

  test('the stages: suggestions before comments, some before all; of lines GitHub speaks of, comments alone', () => {
    const posted = findings(7).map((one) => ({
      path,
      start: null,
      line: one.line,
      body: '',
      cause: causeOf(one),
      offersSuggestion: one.line % 2 === 0,
    }));
    const sizes = (reason: string): readonly (readonly number[])[] =>
      stagesAfter(posted, reason).map(({ suggestions, comments }) => [suggestions.size, comments.size]);
    expect(sizes('Unprocessable Entity')).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 0],
      [4, 0],
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 1],
      [0, 7],
    ]);
    expect(sizes('Line could not be resolved')).toEqual([
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 1],
      [0, 7],
    ]);
  });
});

describe('a token that may not write', () => {
  const forbidden: Fault = {
    status: 403,
    message: 'Resource not accessible by integration',
    headers: { 'x-accepted-github-permissions': 'pull_requests=write' },
  };

  test('no comments: the summary is tried, which asks for less', async () => {
    const github = double();
    const found = findings(3);
    github.fault = (call) => (call === 'POST review' ? forbidden : null);
    const published = await run(github, found);
    expect(github.written).toEqual(['POST summary']);
    expectHomes(github, found, published);
    expect(published.troubles).toEqual(['The review could not be written: the token needs "pull-requests: write" (403).']);
  });

  const writes = (github: PullRequestDouble): readonly string[] => github.calls.filter((call) => !call.startsWith('GET'));

  test('a thousand findings: one refusal is enough, and the summary is the only other thing sent', async () => {
    const github = double();
    const found = findings(1000);
    github.fault = (call) => (call === 'POST review' ? forbidden : null);
    const published = await run(github, found);
    expect(writes(github)).toEqual(['POST review', 'POST summary']);
    expect(new Set(published.homes.values())).toEqual(new Set(['summary']));
  });

  test.each([
    ['an edit', (call: string) => call === 'PATCH comment', ['PATCH comment', 'PATCH summary']],
    ['any write', (call: string) => !call.startsWith('GET'), ['PATCH comment', 'PATCH summary']],
    ['the summary', (call: string) => call === 'PATCH summary', ['PATCH comment', 'PATCH comment', 'PATCH summary']],
  ])('%s that is refused: nothing is sent after it but the summary', async (_, isRefused, expected) => {
    const github = double();
    await run(github, findings(4));
    github.calls.length = 0;
    github.fault = (call) => (isRefused(call) ? forbidden : null);
    const [kept, other] = findings(2).map((one) => ({ ...one, says: problem(`${messageOf(one)} otherwise`) }));
    if (kept === undefined || other === undefined) throw new Error('two findings');
    const published = await publish(
      github.client,
      place,
      { ...review([kept, other]), ignored: [{ finding: finding(), reason: 'known', from: 'comment', addedByChange: true }] },
      'github-actions',
      options,
    );
    expect(writes(github)).toEqual(expected);
    expect(published.troubles).not.toEqual([]);
  });

  test('nothing at all: every finding is left to its annotation', async () => {
    const github = double();
    github.fault = (call) => (call.startsWith('GET') ? null : forbidden);
    const published = await run(github, findings(3));
    expect([...published.homes.values()]).toEqual(['annotation', 'annotation', 'annotation']);
    expect(published.kind).toBe('forbidden');
  });

  test('a fork: one refusal is enough', async () => {
    const github = double();
    github.fault = (call) => (call.startsWith('GET') ? null : forbidden);
    const published = await run(github, findings(3), { ...place, isFromFork: true });
    expect(github.calls.filter((call) => !call.startsWith('GET'))).toEqual(['POST review']);
    expect(published.troubles[0]).toContain('On a pull request from a fork it never has that');
  });
});

test('a limit that is not waited for ends the writing: nothing is tried again', async () => {
  const github = double();
  github.fault = (call) =>
    call === 'POST review' ? { status: 403, message: 'You have exceeded a secondary rate limit', headers: { 'retry-after': '900' } } : null;
  const published = await run(github, findings(3));
  expect(published).toMatchObject({ kind: 'limited', written: 0 });
  expect(published.troubles).toEqual([
    "The review could not be written: GitHub's rate limit is used up for another 900 s, which was not waited for.",
  ]);
  expect(github.calls.filter((call) => !call.startsWith('GET'))).toEqual(['POST review']);
});

test('a head that has moved on: nothing is written, and it is said', async () => {
  const github = double();
  github.head = 'c'.repeat(40);
  const published = await run(github, findings(3));
  expect(published).toMatchObject({ kind: 'superseded', written: 0 });
  expect(published.troubles[0]).toBe('The pull request has moved on to cccccccccccc: nothing was written for aaaaaaaaaaaa, which this run reviewed.');
  expect(github.written).toEqual([]);
});

test('a comment that somebody deletes while it is edited: its finding gets another', async () => {
  const github = double();
  await run(github, findings(2));
  github.fault = (call) => {
    if (call === 'PATCH comment') github.reviewComments = github.reviewComments.slice(1);
    return null;
  };
  const changed = findings(2).map((one) => ({ ...one, says: problem(`${messageOf(one)} otherwise`) }));
  const published = await run(github, changed);
  expectHomes(github, changed, published);
});

test.each(['an answer that is a page', 'a value that is no list'])('%s: nothing is written, and every finding has its annotation', async (what) => {
  const github = double();
  const client = {
    ...github.client,
    paginate: () => Promise.resolve(what === 'an answer that is a page' ? ['<html>'] : {}),
  } as unknown as typeof github.client;
  const published = await publish(client, place, review(findings(2)), 'github-actions', options);
  expect([published.kind, [...published.homes.values()]]).toEqual(['unread', ['annotation', 'annotation']]);
  expect(published.troubles[0]).toMatch(/is not what it should be\.$/);
  expect(github.written).toEqual([]);
});

test('a pull request that cannot be read again after a lost answer: what may have arrived is said', async () => {
  const github = double();
  github.fault = (call) =>
    call === 'POST review'
      ? { status: 502, message: 'in trouble', isDone: true }
      : github.reviews > 0 && call === 'GET comments'
        ? { status: 403, message: 'no' }
        : null;
  const published = await run(github, findings(2));
  expect(published.troubles).toEqual([
    'The pull request could not be read again; what was sent before may have arrived all the same: the token needs "pull-requests: read" (403).',
  ]);
});

const lost: Fault = { status: 500, message: 'in trouble' };
const done: Fault = { ...lost, isDone: true };

const anyFault = fc.option(
  fc.oneof(
    fc.record({ status: fc.constantFrom(500, 502, 503), message: fc.constant('in trouble'), isDone: fc.boolean() }),
    fc.constantFrom<Fault>(
      { status: 403, message: 'Resource not accessible by integration' },
      { status: 403, message: 'You have exceeded a secondary rate limit', headers: { 'retry-after': '999' } },
      { status: 422, message: 'Unprocessable Entity' },
      { status: 422, message: 'Line could not be resolved' },
      { status: 404, message: 'Not Found' },
    ),
  ),
  { nil: null, freq: 2 },
);

test('whatever goes wrong with the writes: no finding is lost or shown twice, and the next run that goes well makes everything right', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyFault, { maxLength: 12 }),
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 0, max: 3 }),
      async (faults, count, fixed) => {
        const github = double();
        const found = findings(count);
        const left = [...faults];
        github.fault = (call) => (call.startsWith('GET') ? null : (left.shift() ?? null));
        const published = await run(github, found);
        for (const [number, { inLines, inSummary }] of shown(github, count).entries()) {
          const one = found[number];
          const home = one === undefined ? undefined : published.homes.get(idOf(one));
          expect(inLines + inSummary).toBeLessThanOrEqual(1);
          // What is left to its annotation may have arrived all the same: its answer did not.
          if (home === 'line') expect([inLines, inSummary]).toEqual([1, 0]);
          if (home === 'summary') expect([inLines, inSummary]).toEqual([0, 1]);
          expect(home).toBeDefined();
        }
        expect(github.reviews).toBeLessThanOrEqual(1);
        expect(github.conversation.length).toBeLessThanOrEqual(1);

        const remaining = found.slice(fixed);
        github.fault = () => null;
        expectHomesOf(github, found, await run(github, remaining));
        const before = github.written.length;
        await run(github, remaining);
        expect(github.written).toHaveLength(before);
      },
    ),
    {
      numRuns: 100,
      examples: [
        [[lost, done, null, { status: 403, message: 'Resource not accessible by integration' }], 1, 0],
        [[lost, { status: 422, message: 'Line could not be resolved' }, done], 2, 0],
      ],
    },
  );
});

/** `published` is about some of `found`; the others are shown nowhere. */
function expectHomesOf(github: PullRequestDouble, found: readonly Finding[], published: Published): void {
  for (const [number, { inLines, inSummary }] of shown(github, found.length).entries()) {
    const one = found[number];
    const home = one === undefined ? undefined : published.homes.get(idOf(one));
    expect([number, inLines, inSummary]).toEqual([number, home === 'line' ? 1 : 0, home === 'summary' ? 1 : 0]);
    expect(home).not.toBe('annotation');
  }
}
