import { readRefusal, refusalWords, type Refusal } from '../../src/github/refusal.js';

/** An error as Octokit makes it of an answer. */
function answer(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Error {
  return Object.assign(new Error(`${message} - https://docs.github.com/rest/pulls/reviews`), { status, response: { status, headers } });
}

const now = 1_700_000_000_000;

test.each<[string, Error, Refusal]>([
  [
    'a token that may not, where GitHub says what it would need',
    answer(403, 'Resource not accessible by integration', { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' }),
    { kind: 'permission', status: 403, needs: ['issues: write', 'pull-requests: write'] },
  ],
  [
    'permissions that are needed together',
    answer(403, 'Resource not accessible by integration', { 'x-accepted-github-permissions': 'contents=write,workflows=write' }),
    { kind: 'permission', status: 403, needs: ['contents: write", "workflows: write'] },
  ],
  ['… and where it does not', answer(403, 'Resource not accessible by integration'), { kind: 'permission', status: 403, needs: [] }],
  [
    'a header that is no permission',
    answer(403, 'Resource not accessible by integration', { 'x-accepted-github-permissions': '<b>=write; x' }),
    { kind: 'permission', status: 403, needs: [] },
  ],
  ['no token', answer(401, 'Bad credentials'), { kind: 'token' }],
  [
    'an archive',
    answer(403, 'Repository was archived so is read-only.'),
    { kind: 'closed', status: 403, reason: 'Repository was archived so is read-only.' },
  ],
  ['a locked conversation', answer(403, 'Unable to create comment because issue is locked.'), expect.objectContaining({ kind: 'closed' })],
  [
    'the primary limit',
    answer(403, 'API rate limit exceeded for installation ID 1.', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1700000600' }),
    { kind: 'limit', seconds: 600 },
  ],
  ['the secondary limit', answer(403, 'You have exceeded a secondary rate limit.', { 'retry-after': '60' }), { kind: 'limit', seconds: 60 }],
  ['too many requests', answer(429, 'Too many requests'), { kind: 'limit', seconds: null }],
  ['too many comments', answer(403, 'You have been temporarily blocked from content creation.'), { kind: 'limit', seconds: null }],
  ['comments too quickly', answer(422, 'Validation Failed: {"resource":"Issue","code":"abuse"}'), { kind: 'limit', seconds: null }],
  ['what is not there', answer(404, 'Not Found'), { kind: 'missing' }],
  [
    'what GitHub does not take',
    answer(422, 'Unprocessable Entity: "Line could not be resolved"'),
    { kind: 'invalid', reason: 'Unprocessable Entity: "Line could not be resolved"' },
  ],
  ['a server in trouble', answer(502, 'Bad Gateway'), { kind: 'unanswered', status: 502, reason: 'Bad Gateway' }],
  [
    'a connection that broke',
    Object.assign(new Error('read ECONNRESET'), { status: 500 }),
    { kind: 'unanswered', status: null, reason: 'read ECONNRESET' },
  ],
  ['whatever else went wrong', new Error('x\ny'), { kind: 'unanswered', status: null, reason: 'x' }],
  ['a status nobody expects', answer(451, 'Unavailable For Legal Reasons'), { kind: 'other', status: 451, reason: 'Unavailable For Legal Reasons' }],
])('%s', (_, error, expected) => {
  const refusal = readRefusal(error, now);
  expect(refusal).toEqual(expected);
  const words = refusalWords(refusal, 'pull-requests: write');
  expect(words).not.toMatch(/\n|undefined|https:/);
});

test.each<[Refusal, string]>([
  [
    { kind: 'permission', status: 403, needs: ['issues: write', 'pull-requests: write'] },
    'the token needs "issues: write" or "pull-requests: write" (403)',
  ],
  [{ kind: 'permission', status: 403, needs: [] }, 'the token needs "contents: read" (403)'],
  [{ kind: 'missing' }, 'it is not there, or the token may not see it: that needs "contents: read" (404)'],
  [{ kind: 'limit', seconds: 600 }, "GitHub's rate limit is used up for another 600 s, which was not waited for"],
])('says in words what is missing: %j', (refusal, words) => {
  expect(refusalWords(refusal, 'contents: read')).toBe(words);
});
