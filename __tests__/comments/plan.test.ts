import { writesNothing, mostComments, planFor, type CommentPlan } from '../../src/comments/plan.js';
import { openMarker, sealed, useOf } from '../../src/comments/marker.js';
import type { PullRequestState, ReviewComment } from '../../src/comments/pull-request-state.js';
import type { Finding, Review } from '../../src/review/review.js';
import { hostileTexts } from '../report/fixtures.js';
import { empty, finding, fingerprint, headSha, idOf, options, path, review, suggestion } from '../github/scene.js';
import { effectWith, problem, titled } from '../report/said.js';

/** The pull request after a plan was carried out, as GitHub would have it. */
function after(plan: CommentPlan, state: PullRequestState = empty): PullRequestState {
  const bot = 'github-actions[bot]';
  const gone = new Set(plan.stale.flatMap((stale) => (stale.action === 'delete' ? [stale.id] : [])));
  const bodies = new Map(
    [...plan.edits, ...plan.stale.flatMap((stale) => (stale.action === 'close' ? [stale] : []))].map(({ id, body }) => [id, body]),
  );
  const kept = state.reviewComments
    .filter(({ id }) => !gone.has(id))
    .map((comment) => ({ ...comment, body: bodies.get(comment.id) ?? comment.body }));
  const first = 1 + Math.max(0, ...kept.map(({ id }) => id));
  const posted = plan.comments.map(({ body, line, start, path: where }, index): ReviewComment => ({
    id: first + index,
    nodeId: `n${first + index}`,
    author: bot,
    body,
    path: where,
    line,
    startLine: start,
    inReplyTo: null,
  }));
  const { summary } = plan;
  const summaries = state.issueComments
    .filter(({ id }) => !plan.obsoleteSummaries.includes(id))
    .map((comment) => (summary.action === 'update' && summary.id === comment.id ? { ...comment, body: summary.body } : comment));
  return {
    ...state,
    reviewComments: [...kept, ...posted],
    issueComments: summary.action === 'create' ? [...summaries, { id: 900, author: bot, body: summary.body }] : summaries,
  };
}

function reply(state: PullRequestState, to: number): PullRequestState {
  const answer: ReviewComment = { id: 5000 + to, nodeId: 'r', author: 'mona', body: 'Why?', path, line: 4, startLine: null, inReplyTo: to };
  return { ...state, reviewComments: [...state.reviewComments, answer] };
}

function block(plan: CommentPlan): string | null {
  return /^(`{3,})suggestion\n([\s\S]*?)^\1$/m.exec(plan.comments[0]?.body ?? '')?.[2] ?? null;
}

describe('where a comment stands', () => {
  test.each<[string, Partial<Finding>, [number | null, number] | null, string | null]>([
    ['on the lines its suggestion replaces', {}, [4, 5], 'new\n'],
    ['a single line has no start', { suggestions: [suggestion({ edits: [{ path, startLine: 4, endLine: 4, lines: ['x'] }] })] }, [null, 4], 'x\n'],
    ['a deletion is a block without lines', { suggestions: [suggestion({ edits: [{ path, startLine: 3, endLine: 5, lines: [] }] })] }, [3, 5], ''],
    [
      'two edits in one hunk are one block',
      {
        suggestions: [
          suggestion({
            edits: [
              { path, startLine: 3, endLine: 3, lines: [] },
              { path, startLine: 6, endLine: 6, lines: ['six'] },
            ],
          }),
        ],
      },
      [3, 6],
      'l4\nl5\nsix\n',
    ],
    [
      'a suggestion over two hunks cannot be a block',
      { suggestions: [suggestion({ edits: [{ path, startLine: 12, endLine: 40, lines: [] }] })] },
      [4, 5],
      null,
    ],
    [
      'a suggestion outside the diff cannot be a block',
      { suggestions: [suggestion({ edits: [{ path, startLine: 20, endLine: 21, lines: [] }] })] },
      [4, 5],
      null,
    ],
    [
      'a suggestion for another file cannot be a block',
      { suggestions: [suggestion({ edits: [{ path: 'policy.xml', startLine: 4, endLine: 4, lines: [] }] })] },
      [4, 5],
      null,
    ],
    ['a repair that is not right in every case is no block', { suggestions: [suggestion({ isSafe: false })] }, [4, 5], null],
    [
      'a safe one in reach of a click stands in for one out of reach',
      { suggestions: [suggestion({ edits: [{ path, startLine: 20, endLine: 20, lines: [] }], patch: 'out of reach' }), suggestion()] },
      [4, 5],
      'new\n',
    ],
    ['where the lines of the cause’s findings are shown', { line: 10, endLine: 30, suggestions: [] }, [10, 12], null],
    ['outside the diff there is no place', { line: 20, endLine: 30, suggestions: [] }, null, null],
    ['a file that is not in the pull request has no place', { path: 'policy.xml', suggestions: [] }, null, null],
    ['a repair of another file of the pull request is a block there', { path: 'policy.xml' }, [4, 5], 'new\n'],
  ])('%s', (_, given, place, lines) => {
    const only = finding(given);
    const plan = planFor(review([only]), empty, options);
    expect(plan.comments.map(({ start, line }) => [start, line])).toEqual(place === null ? [] : [place]);
    expect(block(plan)).toBe(lines);
    expect(plan.homes.get(idOf(only))).toBe(place === null ? 'summary' : 'line');
  });

  test('a block survives what it holds: the fence is longer than any run of backticks', () => {
    const plan = planFor(
      review([finding({ suggestions: [suggestion({ edits: [{ path, startLine: 4, endLine: 4, lines: ['```', '`````x'] }] })] })]),
      empty,
      options,
    );
    expect(plan.comments[0]?.body).toContain('``````suggestion\n```\n`````x\n``````');
  });

  test('from the bottom of a file to its top', () => {
    const findings = [4, 11, 2].map((line, index) =>
      finding({ line, endLine: line, suggestions: [], fingerprint: fingerprint(index), says: problem(`${line}`) }),
    );
    expect(planFor(review(findings), empty, options).comments.map(({ line }) => line)).toEqual([11, 4, 2]);
  });

  test('a refused review: without blocks, then without comments', () => {
    const plain = planFor(review([finding()]), empty, { ...options, commenting: 'plain' });
    expect([plain.comments.length, block(plain)]).toEqual([1, null]);
    const none = planFor(review([finding()]), empty, { ...options, commenting: 'none' });
    expect(none.comments).toEqual([]);
    expect([...none.homes.values()]).toEqual(['summary']);
    expect(none.summary.action === 'create' && none.summary.body).toContain('```diff');
  });
});

describe('suggestion blocks', () => {
  const at = (number: number, startLine: number, endLine: number): Finding =>
    finding({
      fingerprint: fingerprint(number),
      says: problem(`number-${number}-`),
      line: startLine,
      endLine,
      suggestions: [suggestion({ edits: [{ path, startLine, endLine, lines: [`new ${number}`] }], patch: `patch ${number}` })],
    });

  test.each<[string, readonly Finding[], readonly (readonly [number, boolean])[]]>([
    [
      'two that share a line: the worse cause has it',
      [at(1, 4, 5), at(2, 5, 6)],
      [
        [5, true],
        [6, false],
      ].map(([line, has]) => [Number(line), has === true]),
    ],
    [
      'side by side both stand',
      [at(1, 3, 4), at(2, 5, 6)],
      [
        [6, true],
        [4, true],
      ].map(([line, has]) => [Number(line), has === true]),
    ],
  ])('%s', (_, findings, expected) => {
    const { comments } = planFor(review(findings), empty, options);
    expect(comments.map(({ line, offersSuggestion }) => [line, offersSuggestion]).sort()).toEqual([...expected].sort());
  });

  test('what is told as an info has no comment', () => {
    const plan = planFor(review([{ ...at(1, 4, 5), severity: 'info' }]), empty, options);
    expect([plan.comments, [...plan.homes.values()]]).toEqual([[], ['summary']]);
  });

  test('the review’s own text is the title of the worst cause', () => {
    expect(planFor(review([finding()]), empty, options).reviewBody).toBe('`https://app.contoso.com` cannot call orders');
  });
});

describe('comments that an earlier version wrote for single findings', () => {
  const both = [finding(), finding({ fingerprint: fingerprint(2), line: 10, endLine: 10 })];
  const old = (number: number, id: number, line: number): ReviewComment => {
    const open = openMarker(useOf(options.commentId), fingerprint(number));
    const { body } = sealed(`old words ${number}\n\n${open}`, open);
    return { id, nodeId: `n${id}`, author: 'github-actions[bot]', body, path, line, startLine: line === 5 ? 4 : null, inReplyTo: null };
  };

  test('are replaced by the one of their cause: edited where it stands, the other one deleted', () => {
    const state = { ...empty, reviewComments: [old(1, 1, 5), old(2, 2, 10)] };
    const plan = planFor(review(both), state, options);
    expect([plan.comments, plan.edits.map(({ id }) => id), plan.stale]).toEqual([[], [1], [{ action: 'delete', id: 2 }]]);
    expect(writesNothing(planFor(review(both), after(plan, state), options))).toBe(true);
  });

  test('one that was answered stays and says what the cause is; a finding that left the cause takes no thread away', () => {
    const state = reply({ ...empty, reviewComments: [old(2, 2, 10)] }, 2);
    expect(planFor(review(both), state, options)).toMatchObject({ comments: [], edits: [{ id: 2 }], stale: [] });
  });
});

describe('homes', () => {
  test('the worst findings get the comments there are, the rest is in the summary; each exactly once', () => {
    const findings = Array.from({ length: 50 }, (_, number) =>
      finding({
        fingerprint: fingerprint(number),
        line: 4 + (number % 8),
        endLine: 4 + (number % 8),
        suggestions: [],
        says: problem(`number-${number}-`),
      }),
    );
    const plan = planFor(review(findings), empty, options);
    const summary = plan.summary.action === 'create' ? plan.summary.body : '';
    expect(plan.comments).toHaveLength(mostComments);
    for (const [index, one] of findings.entries()) {
      const inComments = plan.comments.filter(({ body }) => body.includes(`number-${index}-`)).length;
      const inSummary = summary.split(`number-${index}-`).length - 1;
      expect([inComments, inSummary]).toEqual(plan.homes.get(idOf(one)) === 'line' ? [1, 0] : [0, 1]);
    }
    expect(writesNothing(planFor(review(findings), after(plan), options))).toBe(true);
  });

  test('without a summary, what has no line is left to annotations', () => {
    const outside = finding({ line: 30, endLine: 30, suggestions: [] });
    const plan = planFor(review([outside]), empty, { ...options, summaryComment: 'never' });
    expect([plan.summary.action, plan.homes.get(idOf(outside))]).toEqual(['none', 'annotation']);
  });

  test('what base has too is not commented on, unless it counts', () => {
    const existing = finding({ status: 'existing' });
    expect(planFor(review([existing]), empty, options)).toMatchObject({ comments: [], summary: { action: 'none' } });
    expect(planFor(review([existing]), empty, { ...options, reportExisting: true }).comments).toHaveLength(1);
  });

  test('bodies stay within the limit, markers counted', () => {
    const lines = Array.from({ length: 3000 }, () => `<!-- ${'x'.repeat(40)} -->`);
    const big = finding({ says: problem('é'.repeat(70_000)), suggestions: [suggestion({ edits: [{ path, startLine: 4, endLine: 5, lines }] })] });
    const others = Array.from({ length: 200 }, (_, number) =>
      finding({ fingerprint: fingerprint(number + 2), line: 20, endLine: 20, says: problem(`${number}${'y'.repeat(1500)}`) }),
    );
    const plan = planFor(review([big, ...others]), empty, options);
    const summary = plan.summary.action === 'create' ? plan.summary.body : '';
    for (const body of [...plan.comments.map((comment) => comment.body), summary]) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_536);
    expect(summary).toContain('_Cut to fit');
    expect(writesNothing(planFor(review([big, ...others]), after(plan), options))).toBe(true);
  });
});

describe('what is there already', () => {
  const first = planFor(review([finding()]), empty, options);
  const posted = after(first);
  const [own] = posted.reviewComments;
  if (own === undefined) throw new Error('nothing was posted');

  test('a second run writes nothing', () => {
    expect(writesNothing(planFor(review([finding()]), posted, options))).toBe(true);
  });

  test('line endings and edits of the text do not make it another', () => {
    const edited = { ...posted, reviewComments: [{ ...own, body: `Edited.\r\n\r\n${own.body.slice(-200).replaceAll('\n', '\r\n')}\r\n` }] };
    expect(writesNothing(planFor(review([finding()]), edited, options))).toBe(true);
  });

  test.each<[string, Partial<ReviewComment>, readonly Finding[], Partial<Record<'comments' | 'edits' | 'stale', number>>]>([
    ['a finding that is gone takes its comment along', {}, [], { stale: 1 }],
    ['a comment that says something else by now is edited', {}, [finding({ says: problem('Other words.') })], { edits: 1 }],
    ['a comment whose lines have changed is written anew', { line: null, startLine: null }, [finding()], { comments: 1, stale: 1 }],
    ['a comment that stands elsewhere is written anew', { line: 11, startLine: 10 }, [finding()], { comments: 1, stale: 1 }],
    ['a finding whose lines are shown no more goes to the summary', {}, [finding({ line: 30, endLine: 30, suggestions: [] })], { stale: 1 }],
    ['the marker in a comment of somebody else is no comment of ours', { author: 'mallory' }, [finding()], { comments: 1 }],
    ['nor is an answer that quotes it', { inReplyTo: 3 }, [finding()], { comments: 1 }],
    ['nor a comment of another use', { body: sealedBody('other') }, [finding()], { comments: 1 }],
  ])('%s', (_, given, findings, expected) => {
    const state = { ...posted, reviewComments: [{ ...own, ...given }] };
    const plan = planFor(review(findings), state, options);
    const counts = { comments: plan.comments.length, edits: plan.edits.length, stale: plan.stale.length };
    expect(counts).toEqual({ comments: 0, edits: 0, stale: 0, ...expected });
    expect(writesNothing(planFor(review(findings), after(plan, state), options))).toBe(true);
  });

  test.each<[string, Partial<Review>, string]>([
    ['fixed', {}, `Fixed in ${headSha}.`],
    ['ignored', { ignored: [{ finding: finding(), reason: 'because', from: 'comment', addedByChange: true }] }, `Ignored as of ${headSha}`],
    ['in base too', { findings: [finding({ status: 'existing' })] }, 'the base branch has this too'],
  ])('a thread people talk in is closed: %s', (_, given, words) => {
    const state = reply(posted, own.id);
    const plan = planFor(review([], given), state, options);
    expect(plan.stale).toEqual([{ action: 'close', id: own.id, nodeId: own.nodeId, classifier: 'RESOLVED', body: expect.stringContaining(words) }]);
    expect(planFor(review([], given), after(plan, state), options).stale).toEqual([]);
  });

  test('a thread people talk in stays the home of its finding, and offers no block where none fits any more', () => {
    const outside = finding({ line: 30, endLine: 30, suggestions: [suggestion({ edits: [{ path, startLine: 30, endLine: 30, lines: [] }] })] });
    const plan = planFor(review([outside]), reply(posted, own.id), options);
    expect(plan.homes.get(idOf(outside))).toBe('line');
    expect([plan.comments, plan.stale]).toEqual([[], []]);
    expect(plan.edits[0]?.body).not.toContain('```suggestion');
    expect(plan.summary.action === 'update' && plan.summary.body).toMatch(/Patch [A-Z ]*of /);
  });

  test('of two comments on one finding the one with answers is kept', () => {
    const twin = { ...own, id: own.id + 1, nodeId: 'twin' };
    const state = reply({ ...posted, reviewComments: [own, twin] }, twin.id);
    expect(planFor(review([finding()]), state, options).stale).toEqual([{ action: 'delete', id: own.id }]);
  });

  test('the summary: edited in place, a second one deleted, all of them when none is wanted', () => {
    const [summary] = posted.issueComments;
    if (summary === undefined) throw new Error('there is no summary');
    expect(planFor(review([]), posted, options).summary).toMatchObject({ action: 'update', id: summary.id });
    const twice = { ...posted, issueComments: [{ ...summary, id: summary.id + 1 }, summary] };
    expect(planFor(review([finding()]), twice, options)).toMatchObject({ summary: { action: 'none' }, obsoleteSummaries: [summary.id + 1] });
    expect(planFor(review([finding()]), twice, { ...options, summaryComment: 'never' }).obsoleteSummaries).toEqual([summary.id, summary.id + 1]);
    const pasted = { ...posted, issueComments: [{ ...summary, author: 'mallory' }] };
    expect(planFor(review([finding()]), pasted, options).summary.action).toBe('create');
  });

  test('nothing to say, nothing said; unless a summary is always wanted', () => {
    expect(writesNothing(planFor(review([]), empty, options))).toBe(true);
    expect(planFor(review([]), empty, { ...options, summaryComment: 'always' }).summary.action).toBe('create');
  });
});

test('whatever a repository holds, comments keep their one marker', () => {
  const forged = [...hostileTexts, sealedBody('CORS / review'), '--> <!-- apim-cors-review 0123456789ab summary 0123456789ab -->'];
  const findings = forged.map((text, number) =>
    finding({
      fingerprint: fingerprint(number + 1),
      says: problem(text),
      line: 4,
      endLine: 4,
      suggestions: [
        suggestion({
          title: titled(text),
          effect: effectWith(text),
          edits: [{ path, startLine: 4, endLine: 4, lines: [text.replaceAll(/[\r\n]/g, ' ')] }],
        }),
      ],
    }),
  );
  const plan = planFor(review(findings), empty, options);
  const again = planFor(review(findings), after(plan), options);
  expect(writesNothing(again)).toBe(true);
  const gone = planFor(review([]), after(plan), options);
  expect(gone.stale).toHaveLength(plan.comments.length);
});

function sealedBody(commentId: string): string {
  const marker = openMarker(useOf(commentId), fingerprint(1));
  return sealed(`text\n\n${marker}`, marker).body;
}
