import { GitRepository } from './fake-github/repository.js';
import { abuse, badGateway, graphqlTimeout, primaryLimit, reset, secondaryLimit, serverError, slow, unprocessable } from './fake-github/faults.js';
import { FakeGitHub } from './fake-github/server.js';

jest.setTimeout(120_000);

let repository: GitRepository;
let github: FakeGitHub;
let base: string;
let head: string;

const lines = (from: number, to: number, change: (line: number) => string = String): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `${change(from + index)}\n`).join('');

beforeEach(async () => {
  repository = new GitRepository();
  github = new FakeGitHub(repository);
  await github.start();
  base = repository.commit({ 'a.txt': lines(1, 60), 'b/c.txt': 'one\n' }, 'base');
  repository.checkout(base, 'topic');
  // Two hunks: around line 5, and around line 50.
  head = repository.commit({ 'a.txt': lines(1, 60, (line) => (line === 5 || line === 50 ? `${line} changed` : String(line))) }, 'change');
  repository.checkout('main');
  github.open(base, head);
});

afterEach(async () => {
  await github.stop();
  repository.remove();
});

interface Told {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

async function call(method: string, path: string, body?: unknown, accept = 'application/json'): Promise<Told> {
  const url = path === '/graphql' ? github.graphqlUrl : `${github.url}${path.startsWith('/user') ? '' : '/repos/contoso/apis'}${path}`;
  const headers = { authorization: 'token ghs_secret', 'user-agent': 'test', accept };
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  return {
    status: response.status,
    body: response.headers.get('content-type')?.includes('json; ') === true ? JSON.parse(text) : text,
    headers: response.headers,
  };
}

const review = (...comments: readonly unknown[]): unknown => ({ commit_id: head, event: 'COMMENT', body: 'words', comments });
const at = (line: number, more: object = {}): object => ({ path: 'a.txt', line, side: 'RIGHT', body: 'words', ...more });

describe('reviews', () => {
  test.each<[string, () => object, string]>([
    ['a line the pull request does not show', () => at(30), 'line must be part of the diff'],
    ['a file it does not touch', () => ({ ...at(1), path: 'b/c.txt' }), 'path is invalid'],
    ['a first line after the last', () => at(5, { start_line: 5, start_side: 'RIGHT' }), 'must precede'],
    ['a range from one hunk into another', () => at(50, { start_line: 5, start_side: 'RIGHT' }), 'same hunk'],
    ['a range whose first line is not shown', () => at(50, { start_line: 30, start_side: 'RIGHT' }), 'start line must be part of the diff'],
    ['a side in lower case', () => at(5, { side: 'right' }), 'side is invalid'],
    ['a field of another operation', () => at(5, { subject_type: 'line' }), '"subject_type" is not a permitted key'],
    ['a line as text', () => at(5, { line: '5' }), 'must be integer'],
    ['no path', () => ({ line: 5, body: 'words' }), "must have required property 'path'"],
    ['no words', () => at(5, { body: ' ' }), "can't be blank"],
    ['too many words', () => at(5, { body: 'x'.repeat(65_537) }), 'too long'],
    ['a position', () => at(5, { position: 1 }), 'closing down'],
  ])('%s: nothing of the review is posted', async (_, comment, reason) => {
    const told = await call('POST', '/pulls/1/reviews', review(at(5), comment()));
    expect(told.status).toBe(422);
    expect(JSON.stringify(told.body).replaceAll('\\"', '"')).toContain(reason);
    expect(github.violations).toEqual([expect.stringContaining(reason)]);
    expect(github.reviewComments).toEqual([]);
  });

  test('what can stand stands, on added, unchanged and deleted lines, at the very limits', async () => {
    const comments = [
      at(5),
      at(8),
      at(5, { side: 'LEFT' }),
      at(8, { start_line: 2, start_side: 'RIGHT' }),
      at(5, { start_line: 5, start_side: 'LEFT' }),
      at(50, { body: 'x'.repeat(65_536) }),
    ];
    expect((await call('POST', '/pulls/1/reviews', review(...comments))).status).toBe(200);
    expect(github.violations).toEqual([]);
    expect(github.reviewComments).toHaveLength(6);
  });

  test('an unknown event, a draft, a hundred and one comments and an old head are refused', async () => {
    const many = Array.from({ length: 101 }, () => at(5));
    for (const body of [
      { ...(review() as object), event: 'APPROVED' },
      { body: 'words' },
      review(...many),
      { ...(review() as object), commit_id: base },
    ]) {
      expect((await call('POST', '/pulls/1/reviews', body)).status).toBe(422);
    }
    // Head may move at any time, so the last is nobody's mistake.
    expect(github.violations).toHaveLength(3);
  });

  test('a comment follows its lines, and loses them when they change', async () => {
    await call('POST', '/pulls/1/reviews', review(at(5)));
    repository.checkout('topic');
    const push = (text: string): void => {
      github.open(base, repository.commit({ 'a.txt': text }, 'push'));
    };
    const shown = async (): Promise<unknown> => ((await call('GET', '/pulls/1/comments')).body as { line: unknown }[])[0]?.line;
    push(`0\n${lines(1, 60, (line) => (line === 5 ? '5 changed' : String(line)))}`);
    expect(await shown()).toBe(6);
    push(lines(1, 60, (line) => (line === 5 ? '5 changed again' : String(line))));
    expect(await shown()).toBeNull();
    expect(github.violations).toEqual([]);
  });
});

describe('lists', () => {
  test('thirty items a page, a hundred at most, and links by the number of the repository', async () => {
    for (let count = 0; count < 130; count += 1) github.comment('mona', `${count}`);
    const first = await call('GET', '/issues/1/comments');
    expect(first.body).toHaveLength(30);
    const link = first.headers.get('link') ?? '';
    expect(link).toMatch(
      /^<http:\/\/127\.0\.0\.1:\d+\/api\/v3\/repositories\/1296269\/issues\/1\/comments\?page=2>; rel="next", <.*page=5>; rel="last"$/,
    );
    const second = await fetch(/<([^>]+)>/.exec(link)?.[1] ?? '', { headers: { authorization: 'token ghs_secret', 'user-agent': 'test' } });
    expect(((await second.json()) as { body: string }[])[0]?.body).toBe('30');
    expect((await call('GET', '/issues/1/comments?per_page=500')).body).toHaveLength(100);
    expect((await call('GET', '/issues/1/comments?per_page=500&page=2')).body).toHaveLength(30);
    expect(github.violations).toEqual([]);
  });

  test('three thousand files of a pull request, three hundred of a comparison, no diff above that', async () => {
    repository.checkout('topic');
    const many = Object.fromEntries(Array.from({ length: 3001 }, (_, index) => [`many/${index}.txt`, `${index}\n`]));
    head = repository.commit(many, 'many');
    github.open(base, head);
    const last = await call('GET', '/pulls/1/files?per_page=100&page=30');
    expect(last.body).toHaveLength(100);
    expect(last.headers.get('link')).not.toContain('next');
    expect((await call('GET', '/pulls/1/files?per_page=100&page=31')).body).toEqual([]);
    expect(((await call('GET', `/compare/${base}...${head}`)).body as { files: unknown[] }).files).toHaveLength(300);
    expect((await call('GET', '/pulls/1', undefined, 'application/vnd.github.diff')).status).toBe(406);
  });

  test('a renamed file has its old name, a deleted one its old blob, a binary one no patch', async () => {
    repository.checkout('topic');
    const blob = repository.git('rev-parse', 'topic:b/c.txt').trim();
    head = repository.commit({ 'a.txt': null, 'moved.txt': lines(1, 60), 'b/c.txt': null, bin: 'a\0b' }, 'move');
    github.open(base, head);
    expect((await call('GET', '/pulls/1/files')).body).toEqual([
      expect.objectContaining({ filename: 'b/c.txt', status: 'removed', sha: blob, patch: expect.stringContaining('-one') }),
      expect.not.objectContaining({ patch: expect.anything() }),
      expect.objectContaining({ filename: 'moved.txt', status: 'renamed', previous_filename: 'a.txt', changes: 0 }),
    ]);
  });
});

describe('files', () => {
  test('trees are cut, by entries and by bytes', async () => {
    const tree = async (): Promise<unknown> => (await call('GET', `/git/trees/${head}?recursive=1`)).body;
    expect(await tree()).toMatchObject({ truncated: false, tree: [{ path: 'a.txt' }, { path: 'b', type: 'tree' }, { path: 'b/c.txt', size: 4 }] });
    github.limits.treeEntries = 2;
    expect(await tree()).toMatchObject({ truncated: true, tree: [{ path: 'a.txt' }, { path: 'b' }] });
    github.limits.treeEntries = 100;
    github.limits.treeBytes = 200;
    expect(await tree()).toMatchObject({ truncated: true, tree: [{ path: 'a.txt' }] });
  });

  test('blobs and contents come raw or as base64, those too large not at all', async () => {
    const blob = repository.git('rev-parse', 'topic:b/c.txt').trim();
    const rawType = 'application/vnd.github.raw+json';
    expect((await call('GET', `/git/blobs/${blob}`, undefined, rawType)).body).toBe('one\n');
    expect((await call('GET', `/git/blobs/${blob}`)).body).toMatchObject({ encoding: 'base64', content: 'b25lCg==', size: 4 });
    expect((await call('GET', `/contents/b/c.txt?ref=${head}`, undefined, rawType)).body).toBe('one\n');
    expect((await call('GET', '/contents/b/c.txt?ref=topic')).body).toMatchObject({ type: 'file', content: 'b25lCg==' });
    expect((await call('GET', '/contents/b')).body).toEqual([expect.objectContaining({ path: 'b/c.txt', type: 'file' })]);
    github.limits.blobBytes = 3;
    expect((await call('GET', `/git/blobs/${blob}`)).status).toBe(403);
    expect((await call('GET', `/git/blobs/${'0'.repeat(40)}`)).status).toBe(404);
    expect(github.violations).toEqual([]);
  });

  test('refs, branches, commits and comparisons are what git says', async () => {
    expect((await call('GET', '/git/ref/heads/topic')).body).toMatchObject({ object: { sha: head } });
    expect((await call('GET', '/branches/topic')).body).toMatchObject({ commit: { sha: head } });
    expect((await call('GET', '/commits/topic')).body).toMatchObject({ sha: head, parents: [{ sha: base }] });
    expect((await call('GET', '/commits?sha=topic&per_page=1')).body).toMatchObject([{ sha: head }]);
    expect((await call('GET', `/git/commits/${head}`)).body).toMatchObject({ sha: head, parents: [{ sha: base }] });
    expect((await call('GET', '/compare/main...topic')).body).toMatchObject({ merge_base_commit: { sha: base }, ahead_by: 1, status: 'ahead' });
    expect((await call('GET', `/compare/${base}...${'0'.repeat(40)}`)).status).toBe(404);
    expect((await call('GET', '')).body).toMatchObject({ default_branch: 'main', full_name: 'contoso/apis' });
    expect(github.violations).toEqual([]);
  });
});

describe('who may do what', () => {
  test('a token that only reads, and one that lacks a permission, say which', async () => {
    github.readOnly = true;
    const told = await call('POST', '/issues/1/comments', { body: 'words' });
    expect([told.status, told.body]).toMatchObject([403, { message: 'Resource not accessible by integration' }]);
    expect(told.headers.get('x-accepted-github-permissions')).toBe('issues=write; pull_requests=write');
    github.readOnly = false;
    github.permissions = { pull_requests: 'write' };
    expect((await call('POST', '/issues/1/comments', { body: 'words' })).status).toBe(201);
    expect((await call('GET', `/git/trees/${head}`)).status).toBe(403);
    expect((await call('GET', '/user')).status).toBe(403);
    expect(github.violations).toEqual([]);
  });

  test('what is not in the description is no request, and neither are unknown parameters', async () => {
    expect((await call('GET', '/nothing')).status).toBe(404);
    expect((await call('GET', '/pulls/1/files?perpage=100')).status).toBe(422);
    expect((await call('GET', '/pulls/1/files?per_page=many')).status).toBe(422);
    expect((await call('POST', '/issues/1/comments', { body: 'words', pinned: true })).status).toBe(422);
    expect(github.violations).toHaveLength(4);
  });

  test('people have their permission, reactions stand once, check runs take fifty annotations', async () => {
    github.people.set('mona', 'write');
    const id = github.comment('mona', 'words');
    expect((await call('GET', '/collaborators/mona/permission')).body).toMatchObject({ permission: 'write' });
    expect((await call('POST', `/issues/comments/${id}/reactions`, { content: 'eyes' })).status).toBe(201);
    expect((await call('POST', `/issues/comments/${id}/reactions`, { content: 'eyes' })).status).toBe(200);
    expect(github.reactions).toHaveLength(1);
    github.permissions = { checks: 'write' };
    const annotation = { path: 'a.txt', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'x' };
    const run = (count: number): unknown => ({
      name: 'x',
      head_sha: head,
      output: { title: 'x', summary: 'x', annotations: Array.from({ length: count }, () => annotation) },
    });
    expect((await call('POST', '/check-runs', run(50))).status).toBe(201);
    expect(github.violations).toEqual([]);
    expect((await call('POST', '/check-runs', run(51))).status).toBe(422);
    expect(github.violations).toEqual([expect.stringContaining('more than 50 items')]);
  });
});

describe('GraphQL', () => {
  const ask = async (query: string, variables: object = {}): Promise<Readonly<Record<string, unknown>>> =>
    (await call('POST', '/graphql', { query, variables })).body as Readonly<Record<string, unknown>>;
  const repositoryQuery = (fields: string): string => `{ repository(owner: "contoso", name: "apis") { ${fields} } }`;

  test('text comes as it is, cut where it is long, not where it is binary', async () => {
    const commit = repository.commit({ bin: 'a\0b', long: 'x'.repeat(600_000), latin: Buffer.from('caf\xe9', 'latin1') });
    const blob = (key: string): string => `${key}: object(expression: "${commit}:${key}") { ... on Blob { text isBinary isTruncated byteSize } }`;
    expect(await ask(repositoryQuery(`${blob('bin')} ${blob('long')} ${blob('latin')} gone: object(oid: "${'0'.repeat(40)}") { oid }`))).toEqual({
      data: {
        repository: {
          bin: { text: null, isBinary: true, isTruncated: false, byteSize: 3 },
          long: { text: 'x'.repeat(512_000), isBinary: false, isTruncated: true, byteSize: 600_000 },
          latin: { text: 'café', isBinary: false, isTruncated: false, byteSize: 4 },
          gone: null,
        },
      },
    });
    expect(github.violations).toEqual([]);
  });

  test('folders, refs and our own name', async () => {
    const answer = await ask(
      `{ viewer { login } repository(owner: "contoso", name: "apis") {
        defaultBranchRef { name target { oid } }
        object(expression: "topic:") { ... on Tree { entries { name type oid } } } } }`,
    );
    expect(answer).toMatchObject({
      data: {
        viewer: { login: 'github-actions[bot]' },
        repository: {
          defaultBranchRef: { name: 'main', target: { oid: base } },
          object: {
            entries: [
              { name: 'a.txt', type: 'blob' },
              { name: 'b', type: 'tree' },
            ],
          },
        },
      },
    });
  });

  test('minimised comments say so; resolving a thread needs more than there is', async () => {
    await call('POST', '/pulls/1/reviews', review(at(5)));
    const id = github.reviewComments[0]?.node_id ?? '';
    const minimise = 'mutation($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: RESOLVED }) { minimizedComment { isMinimized } } }';
    expect(await ask(minimise, { id })).toEqual({ data: { minimizeComment: { minimizedComment: { isMinimized: true } } } });
    const thread =
      'pullRequest(number: 1) { reviewThreads(first: 10) { nodes { line comments(first: 10) { nodes { id isMinimized author { login } } } } } }';
    expect(await ask(repositoryQuery(thread))).toMatchObject({
      data: {
        repository: {
          pullRequest: {
            reviewThreads: { nodes: [{ line: 5, comments: { nodes: [{ id, isMinimized: true, author: { login: 'github-actions' } }] } }] },
          },
        },
      },
    });
    const resolve = await ask('mutation { resolveReviewThread(input: { threadId: "x" }) { thread { id } } }');
    expect(resolve['errors']).toMatchObject([{ type: 'FORBIDDEN' }]);
    expect(await ask(minimise, { id: 'nobody' })).toMatchObject({ data: { minimizeComment: null }, errors: [{ type: 'NOT_FOUND' }] });
    expect(github.violations).toEqual([]);
  });

  test.each([
    ['a field that is not there', '{ viewer { logon } }', {}],
    ['an unknown classifier', 'mutation { minimizeComment(input: { subjectId: "x", classifier: FIXED }) { clientMutationId } }', {}],
    ['a variable nobody declared', '{ viewer { login } }', { x: 1 }],
    ['a variable that is not given', 'query($owner: String!) { repository(owner: $owner, name: "apis") { id } }', {}],
    ['more than a hundred at once', repositoryQuery('pullRequest(number: 1) { comments(first: 101) { totalCount } }'), {}],
    ['what is no GraphQL', '{', {}],
    ['a field of the schema that the fake does not know', '{ viewer { bio } }', {}],
  ])('%s is a violation', async (_, query, variables) => {
    expect((await ask(query, variables))['errors']).toHaveLength(1);
    expect(github.violations).toHaveLength(1);
  });
});

describe('faults', () => {
  const path = /issues\/1\/comments$/;

  test('come once, as often as said, or after the deed', async () => {
    github.faults.push({ method: 'POST', path, times: 2, fault: serverError }, { method: 'POST', path, late: true, fault: badGateway });
    const post = (): Promise<Told> => call('POST', '/issues/1/comments', { body: 'words' });
    expect([(await post()).status, (await post()).status, github.issueComments.length]).toEqual([500, 500, 0]);
    expect([(await post()).status, github.issueComments.length]).toEqual([502, 1]);
    expect([(await post()).status, github.issueComments.length]).toEqual([201, 2]);
  });

  test('limits say when to come again, refusals may name the entry', async () => {
    const told = async (fault: (typeof github.faults)[number]['fault']): Promise<Told> => {
      github.faults.push({ path, fault });
      return call('GET', '/issues/1/comments');
    };
    expect((await told(secondaryLimit(7))).headers.get('retry-after')).toBe('7');
    expect((await told(secondaryLimit(7, 429))).status).toBe(429);
    expect((await told(primaryLimit(60))).headers.get('x-ratelimit-remaining')).toBe('0');
    expect((await told(unprocessable())).body).toMatchObject({ message: 'Validation Failed', errors: [] });
    expect((await told(unprocessable('entry'))).body).toMatchObject({ errors: ['entry'] });
    expect((await told(abuse)).body).toMatchObject({ errors: [{ code: 'abuse' }] });
    expect((await told(graphqlTimeout)).body).toMatchObject({ data: null });
    expect((await told(slow(1))).status).toBe(200);
    github.faults.push({ path, fault: reset });
    await expect(call('GET', '/issues/1/comments')).rejects.toThrow();
  });
});

test('on github.com there is no /api/v3', async () => {
  await github.stop();
  github = new FakeGitHub(repository, 'dotcom');
  await github.start();
  github.open(base, head);
  expect(github.url).not.toContain('/api/v3');
  expect((await call('GET', '/pulls/1')).body).toMatchObject({ head: { sha: head } });
  expect((await call('POST', '/graphql', { query: '{ viewer { login } }' })).status).toBe(200);
  github.details = { headRepository: null };
  expect((await call('GET', '/pulls/1')).body).toMatchObject({ head: { repo: null } });
  expect(github.violations).toEqual([]);
});
