import { ConfigError, InputError } from '../../src/config/errors.js';
import { readEvent, resolveRevisions, type ReviewEvent } from '../../src/github/event.js';
import { comment, dispatch, mergeGroup, pullRequest, push, repository, sha, user, zero } from './payloads.js';

const at = { owner: 'contoso', repository: 'apis' };
const pull = pullRequest.pull_request;

function reviewOf(name: string, payload: unknown, commit = ''): ReviewEvent {
  const event = readEvent(name, payload, commit);
  if (event.kind !== 'review') throw new Error(`${name} is read as ${event.kind}`);
  return event;
}

describe('pull_request and pull_request_target', () => {
  test.each(['pull_request', 'pull_request_target'])('%s: head against where it left base; the configuration is the base branch’s', (name) => {
    expect(readEvent(name, pullRequest, '')).toEqual({
      kind: 'review',
      ...at,
      base: { revision: sha('b'), from: 'merge-base' },
      head: sha('a'),
      configuration: { branch: 'refs/heads/release/2', commit: sha('b') },
      pullRequest: { number: 7, isFromFork: true },
    });
  });

  test.each([
    ['a branch of the same repository is no fork', { ...pull.head, repo: repository }, false],
    ['a fork that is gone has no repository', { ...pull.head, repo: null }, true],
  ])('%s', (_, head, isFromFork) => {
    expect(reviewOf('pull_request', { ...pullRequest, pull_request: { ...pull, head } }).pullRequest).toEqual({ number: 7, isFromFork });
  });
});

describe('merge_group', () => {
  test('the candidate against the branch it is to become; no pull request to write to', () => {
    expect(readEvent('merge_group', mergeGroup, '')).toEqual({
      kind: 'review',
      ...at,
      base: { revision: sha('b'), from: 'merge-base' },
      head: sha('a'),
      configuration: { branch: 'refs/heads/main', commit: sha('b') },
      pullRequest: null,
    });
  });

  test('a group that is gone needs no review', () => {
    expect(readEvent('merge_group', { ...mergeGroup, action: 'destroyed' }, '')).toMatchObject({ kind: 'nothing', isReview: true });
  });
});

describe('push', () => {
  test.each<[string, object, Partial<ReviewEvent>]>([
    [
      'the branch before against the branch after; the configuration is that of the commit before',
      {},
      { base: { revision: sha('b'), from: 'itself' }, head: sha('a'), configuration: { branch: null, commit: sha('b') } },
    ],
    ['a force push is no different', { forced: true }, { base: { revision: sha('b'), from: 'itself' } }],
    [
      'a new branch against where it left the default branch',
      { ref: 'refs/heads/topic/x', before: zero, created: true },
      { base: { revision: 'refs/heads/main', from: 'merge-base' }, configuration: { branch: 'refs/heads/main', commit: 'refs/heads/main' } },
    ],
    [
      'the first push of the default branch has nothing to compare with',
      { before: zero, created: true },
      { base: null, configuration: { branch: null, commit: sha('a') } },
    ],
  ])('%s', (_, given, expected) => {
    expect(readEvent('push', { ...push, ...given }, '')).toMatchObject({ kind: 'review', ...at, pullRequest: null, ...expected });
  });

  test.each<[string, object, string]>([
    ['a deleted branch', { after: zero, deleted: true }, 'was deleted'],
    ['a tag', { ref: 'refs/tags/v1', before: zero, created: true }, 'is no branch'],
    ['a deleted tag', { ref: 'refs/tags/v1', after: zero, deleted: true }, 'is no branch'],
  ])('%s leaves nothing to review', (_, given, words) => {
    expect(readEvent('push', { ...push, ...given }, '')).toEqual({ kind: 'nothing', isReview: true, message: expect.stringContaining(words) });
  });
});

describe('workflow_dispatch', () => {
  test.each<[string, object | null, Partial<ReviewEvent>]>([
    ['without inputs everything at the commit it runs on', null, { base: null, head: sha('c'), configuration: { branch: null, commit: sha('c') } }],
    ['inputs of other names are not ours, and empty ones are none', { environment: 'prod', base: '', head: '' }, { base: null, head: sha('c') }],
    [
      'base and head are compared as a pull request would be',
      { base: 'main', head: 'topic/x' },
      { base: { revision: 'main', from: 'merge-base' }, head: 'topic/x', configuration: { branch: null, commit: 'main' } },
    ],
    [
      'base alone is what the commit it runs on is compared with',
      { base: 'v1.2' },
      { base: { revision: 'v1.2', from: 'merge-base' }, head: sha('c') },
    ],
  ])('%s', (_, inputs, expected) => {
    expect(readEvent('workflow_dispatch', { ...dispatch, inputs }, sha('c'))).toMatchObject({
      kind: 'review',
      ...at,
      pullRequest: null,
      ...expected,
    });
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['head alone', { head: 'topic' }],
    ['a path', { base: '../../user' }],
    ['an option', { base: '-x' }],
    ['a range', { base: 'a..b' }],
    ['a revision expression', { base: 'main^{tree}' }],
    ['a query', { base: 'main?x=y' }],
    ['a line feed', { base: 'main\nx' }],
    ['a number', { base: 7 }],
    ['a huge name', { base: 'x'.repeat(10_000) }],
  ])('%s is refused in one line', (_, inputs) => {
    const read = (): unknown => readEvent('workflow_dispatch', { ...dispatch, inputs }, sha('c'));
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/^the workflow's input '(?:base|head)' [^\n]*$/);
  });
});

describe('issue_comment', () => {
  test('a comment of a person on a pull request', () => {
    expect(readEvent('issue_comment', comment, '')).toEqual({
      kind: 'comment',
      ...at,
      number: 7,
      commentId: 492700400,
      body: '/apim-cors rules inherited-cors-decides',
      sender: 'hubot',
      isSenderAuthor: false,
    });
  });

  test('its author is the pull request’s', () => {
    const mona = { ...comment, sender: user('mona'), comment: { ...comment.comment, user: user('mona') } };
    expect(readEvent('issue_comment', mona, '')).toMatchObject({ sender: 'mona', isSenderAuthor: true });
  });

  test('of an edited comment the editor counts', () => {
    const mona = { ...comment, action: 'edited', sender: user('mona') };
    expect(readEvent('issue_comment', mona, '')).toMatchObject({ sender: 'mona', isSenderAuthor: true });
  });

  test.each<[string, object]>([
    ['on an issue', { issue: { ...comment.issue, pull_request: undefined } }],
    ['deleted', { action: 'deleted' }],
    ['of a bot', { sender: user('dependabot[bot]', 'Bot') }],
    ['of our own', { comment: { ...comment.comment, user: user('github-actions[bot]', 'Bot') } }],
    ['of an account that is gone', { comment: { ...comment.comment, user: null } }],
  ])('one %s is not answered', (_, given) => {
    expect(readEvent('issue_comment', { ...comment, ...given }, '')).toMatchObject({ kind: 'nothing', isReview: false });
  });
});

test.each<[string, string, unknown, string]>([
  ['no number', 'pull_request', { ...pullRequest, pull_request: { ...pull, number: '7' } }, 'pull_request.number'],
  ['no object', 'pull_request', null, ''],
  ['no pull request', 'pull_request_target', push, 'pull_request'],
  ['a short commit', 'pull_request', { ...pullRequest, pull_request: { ...pull, head: { ...pull.head, sha: 'abc' } } }, 'pull_request.head.sha'],
  ['a commit that is a path', 'push', { ...push, before: '../../user' }, 'before'],
  ['a repository that is a path', 'push', { ...push, repository: { ...repository, full_name: 'a/b/../c' } }, 'repository.full_name'],
  ['a repository that is dots', 'push', { ...push, repository: { ...repository, full_name: '../..' } }, 'repository.full_name'],
  ['no base', 'merge_group', { ...mergeGroup, merge_group: { ...mergeGroup.merge_group, base_sha: undefined } }, 'merge_group.base_sha'],
  ['no ref', 'workflow_dispatch', { ...dispatch, ref: 'main' }, 'ref'],
  ['a comment without text', 'issue_comment', { ...comment, comment: { ...comment.comment, body: null } }, 'comment.body'],
  ['a login that is a path', 'issue_comment', { ...comment, sender: user('../x') }, 'sender.login'],
])('a payload with %s says so in one line', (_, name, payload, where) => {
  expect(readEvent(name, payload, sha('c'))).toEqual({
    kind: 'unsupported',
    message: expect.stringMatching(new RegExp(`^the payload of '${name}' is not what GitHub sends: ${where.replaceAll('.', '\\.')}[^\n]*$`)),
  });
});

test.each(['schedule', 'pull_request_review', 'toString', ''])("the event '%s' is not supported, and what is gets named", (name) => {
  expect(readEvent(name, pullRequest, sha('c'))).toEqual({
    kind: 'unsupported',
    message: `the event '${name}' is not supported: run this action on pull_request, pull_request_target, merge_group, push, workflow_dispatch, issue_comment`,
  });
});

describe('names become commits', () => {
  const asked = reviewOf('push', { ...push, ref: 'refs/heads/topic', before: zero });

  test('each is looked up once; a commit’s id stands for itself', async () => {
    const looked: string[] = [];
    const resolved = await resolveRevisions(asked, (name) => {
      looked.push(name);
      return Promise.resolve(sha('d'));
    });
    expect(looked).toEqual(['refs/heads/main']);
    expect(resolved).toEqual({
      ...asked,
      base: { revision: sha('d'), from: 'merge-base' },
      configuration: { branch: 'refs/heads/main', commit: sha('d') },
    });
  });

  test('one that stands for nothing is named', async () => {
    const none = resolveRevisions(reviewOf('workflow_dispatch', { ...dispatch, inputs: { base: 'nowhere' } }, sha('c')), () => Promise.resolve(null));
    await expect(none).rejects.toThrow(new InputError("'nowhere' is no branch, tag or commit of contoso/apis"));
  });
});
