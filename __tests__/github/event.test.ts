import { readEvent } from '../../src/github/event.js';

const sha = (digit: string): string => digit.repeat(40);
const repo = { full_name: 'contoso/apis' };
const payload = {
  pull_request: {
    number: 7,
    head: { sha: sha('a'), ref: 'topic', repo: { full_name: 'mona/apis' } },
    base: { sha: sha('b'), ref: 'release/2', repo },
  },
  repository: repo,
};
const pull = payload.pull_request;

test.each(['pull_request', 'pull_request_target'])('%s is read as a pull request', (name) => {
  expect(readEvent(name, payload)).toEqual({
    kind: 'pull-request',
    owner: 'contoso',
    repository: 'apis',
    number: 7,
    headSha: sha('a'),
    baseSha: sha('b'),
    baseRef: 'release/2',
  });
});

test('a fork that is gone has no repository', () => {
  expect(readEvent('pull_request', { ...payload, pull_request: { ...pull, head: { ...pull.head, repo: null } } })).toMatchObject({
    kind: 'pull-request',
  });
});

test.each([
  ['no number', { ...payload, pull_request: { ...pull, number: '7' } }, 'pull_request.number'],
  ['no object', null, 'is no pull request'],
  ['no pull request', { repository: repo }, 'pull_request'],
  ['a short commit', { ...payload, pull_request: { ...pull, head: { ...pull.head, sha: 'abc' } } }, 'pull_request.head.sha'],
  ['a commit that is a path', { ...payload, pull_request: { ...pull, base: { ...pull.base, sha: '../../user' } } }, 'pull_request.base.sha'],
  ['a repository name that is a path', { ...payload, repository: { full_name: 'a/b/../c' } }, 'repository.full_name'],
])('a payload with %s says so in one line', (_, given, where) => {
  const read = readEvent('pull_request', given);
  expect(read).toEqual({ kind: 'unsupported', message: expect.stringContaining(where) });
  expect(read.kind === 'unsupported' && read.message.includes('\n')).toBe(false);
});

test.each(['push', 'merge_group', 'issue_comment', 'schedule', ''])("the event '%s' is not supported, and what is gets named", (name) => {
  expect(readEvent(name, payload)).toEqual({
    kind: 'unsupported',
    message: `the event '${name}' is not supported: run this action on pull_request or pull_request_target`,
  });
});
