import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ExecutionError, execute, FieldError, parseOperation, type Typed } from './graphql.js';
import { type PostedComment, PullRequest } from './pull-request.js';
import type { GitRepository } from './repository.js';

export interface PostedIssueComment {
  id: number;
  user: { login: string } | null;
  body: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, not as JSON. */
  readonly bytes?: Buffer;
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

type Route = readonly [method: string, pattern: RegExp, handle: (match: readonly string[], request: Request) => Answer];

const owner = 'contoso';
const name = 'apis';
const bot = { login: 'github-actions[bot]' };

/**
 * GitHub as far as the Action speaks to it, over real HTTP: files, trees and merge bases come from a git repository, comments are kept and
 * follow their lines from push to push, and what GitHub refuses is refused, a review as a whole.
 */
export class FakeGitHub {
  readonly requests: Request[] = [];
  readonly reviews: { readonly body: string; readonly comments: readonly PostedComment[] }[] = [];
  reviewComments: PostedComment[] = [];
  issueComments: PostedIssueComment[] = [];
  readonly minimised: { readonly id: string; readonly classifier: string }[] = [];
  /** The token of a fork's pull request. */
  readOnly = false;
  /** Most entries a recursive tree may have before it is cut. */
  mostEntries = 100_000;
  /** Blobs that GraphQL gives as GitHub does text it takes for another encoding. */
  graphqlAnswers = true;
  /** Answers to give instead of the real one, or after it (`late`); each is used once. */
  readonly faults: { readonly method: string; readonly path: RegExp; readonly status: number; readonly late?: boolean; readonly message?: string }[] =
    [];
  /** Called before a request is answered: something that happens meanwhile. */
  meanwhile: (request: Request) => void = () => undefined;
  readonly #repository: GitRepository;
  readonly #server: Server;
  #pull: PullRequest;
  #nextId = 1000;

  constructor(repository: GitRepository) {
    this.#repository = repository;
    this.#pull = new PullRequest(repository, '', '');
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/v3`;
  }

  get graphqlUrl(): string {
    return this.url.replace('/v3', '/graphql');
  }

  /** The pull request: tip of base, and head. */
  open(base: string, head: string): void {
    this.#pull = new PullRequest(this.#repository, base, head);
  }

  get writes(): readonly string[] {
    return this.requests
      .filter(({ method, path, body }) => method !== 'GET' && !(path === '/graphql' && !String(body['query']).startsWith('mutation')))
      .map(({ method, path }) => `${method} ${path}`);
  }

  /** The comments as a reader sees them: where they stand now, `line` null once their lines have changed. */
  get comments(): readonly {
    readonly id: number;
    readonly path: string;
    readonly line: number | null;
    readonly start_line: number | null;
    readonly body: string;
  }[] {
    return this.reviewComments.map((comment) => this.#commentBody(comment));
  }

  get payload(): unknown {
    const repo = { full_name: `${owner}/${name}` };
    const side = (sha: string, ref: string): unknown => ({ sha, ref, repo });
    return {
      action: 'synchronize',
      number: 1,
      pull_request: { number: 1, head: side(this.#pull.head, 'topic'), base: side(this.#pull.base, 'main') },
      repository: { ...repo, name, owner: { login: owner } },
    };
  }

  /** Somebody's answer in a thread. */
  reply(to: number, login: string, body: string): void {
    const thread = this.reviewComments.find((comment) => comment.id === to);
    if (thread === undefined) throw new Error(`no comment ${to}`);
    const id = (this.#nextId += 1);
    this.reviewComments.push({ ...thread, id, node_id: `node${id}`, user: { login }, body, in_reply_to_id: to });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', this.url);
    const text = Buffer.concat(chunks).toString('utf8');
    const path = url.pathname === '/api/graphql' ? '/graphql' : url.pathname.replace(/^\/api\/v3/, '');
    const asked: Request = {
      method: request.method ?? 'GET',
      path: decodeURIComponent(path.replace(`/repos/${owner}/${name}`, '')),
      query: url.searchParams,
      headers: request.headers,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
    this.requests.push(asked);
    this.meanwhile(asked);
    let answer: Answer;
    try {
      answer = this.#answer(asked, url);
    } catch (error) {
      answer = { status: 500, body: { message: String(error) } };
    }
    const used = String(this.requests.length);
    response.writeHead(answer.status, {
      'content-type': answer.bytes === undefined ? 'application/json; charset=utf-8' : 'application/vnd.github.raw+json',
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': String(1000 - Number(used)),
      'x-ratelimit-used': used,
      'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 3600),
      ...answer.headers,
    });
    response.end(answer.status === 204 ? undefined : (answer.bytes ?? JSON.stringify(answer.body)));
  }

  #answer(request: Request, url: URL): Answer {
    if (!['token ghs_secret', 'bearer ghs_secret'].includes(request.headers.authorization ?? ''))
      return { status: 401, body: { message: 'Bad credentials' } };
    const fault = this.faults.findIndex(({ method, path }) => method === request.method && path.test(request.path));
    const [injected] = fault < 0 ? [] : this.faults.splice(fault, 1);
    if (injected !== undefined && injected.late !== true) return { status: injected.status, body: { message: injected.message ?? 'injected' } };
    if (request.path !== '/graphql' && !url.pathname.startsWith(`/api/v3/repos/${owner}/${name}/`)) return notFound;
    const answer = this.#routed(request, url);
    return injected === undefined ? answer : { status: injected.status, body: { message: injected.message ?? 'injected' } };
  }

  #routed(request: Request, url: URL): Answer {
    if (request.method !== 'GET' && request.path !== '/graphql' && this.readOnly) return forbidden;
    for (const [method, pattern, handle] of this.#routes(url)) {
      const match = method === request.method ? pattern.exec(request.path) : null;
      if (match !== null) return handle(match, request);
    }
    return notFound;
  }

  #routes(url: URL): readonly Route[] {
    return [
      ['POST', /^\/graphql$/, (_, { body }) => this.#graphql(String(body['query']), (body['variables'] ?? {}) as Record<string, unknown>)],
      ['GET', /^\/compare\/([0-9a-f]+)\.\.\.([0-9a-f]+)$/, ([, base = '', head = '']) => this.#compare(base, head)],
      ['GET', /^\/git\/trees\/([0-9a-f]+)$/, ([, sha = ''], { query }) => this.#tree(sha, query.get('recursive') !== null)],
      ['GET', /^\/git\/blobs\/([0-9a-f]+)$/, ([, sha = ''], { headers }) => this.#blob(sha, headers.accept ?? '')],
      ['GET', /^\/pulls\/1$/, (_, { headers }) => this.#pullRequest(headers.accept ?? '')],
      ['GET', /^\/pulls\/1\/files$/, () => page(url, this.#pull.files)],
      [
        'GET',
        /^\/pulls\/1\/comments$/,
        () =>
          page(
            url,
            this.reviewComments.map((comment) => this.#commentBody(comment)),
          ),
      ],
      ['GET', /^\/issues\/1\/comments$/, () => page(url, this.issueComments)],
      ['POST', /^\/pulls\/1\/reviews$/, (_, { body }) => this.#review(body)],
      ['POST', /^\/issues\/1\/comments$/, (_, { body }) => this.#issueComment(body)],
      ['PATCH', /^\/issues\/comments\/(\d+)$/, ([, id], { body }) => edit(this.issueComments, Number(id), body)],
      ['PATCH', /^\/pulls\/comments\/(\d+)$/, ([, id], { body }) => edit(this.reviewComments, Number(id), body)],
      ['DELETE', /^\/pulls\/comments\/(\d+)$/, ([, id]) => remove(this.reviewComments, Number(id))],
      ['DELETE', /^\/issues\/comments\/(\d+)$/, ([, id]) => remove(this.issueComments, Number(id))],
    ];
  }

  #git(...args: readonly string[]): string {
    return this.#repository.git(...args);
  }

  #compare(base: string, head: string): Answer {
    const files = this.#git('diff', '--name-only', `${base}...${head}`).split('\n').slice(0, 300);
    return ok({
      status: 'diverged',
      merge_base_commit: { sha: this.#git('merge-base', base, head).trim() },
      files: files.map((filename) => ({ filename })),
    });
  }

  #tree(sha: string, recursive: boolean): Answer {
    const rows = this.#git('ls-tree', '-t', '-l', '-z', ...(recursive ? ['-r'] : []), sha)
      .split('\0')
      .filter((row) => row !== '');
    const tree = rows.map((row) => {
      const tab = row.indexOf('\t');
      const [mode = '', type = '', id = '', size = ''] = row.slice(0, tab).split(/ +/);
      return { path: row.slice(tab + 1), mode, type, sha: id, ...(type === 'blob' ? { size: Number(size) } : {}), url: `${this.url}/${id}` };
    });
    const truncated = recursive && tree.length > this.mostEntries;
    return ok({ sha, url: this.url, truncated, tree: truncated ? tree.slice(0, this.mostEntries) : tree });
  }

  #blob(sha: string, accept: string): Answer {
    const bytes = this.#repository.bytes('cat-file', 'blob', sha);
    if (accept.includes('raw')) return { status: 200, body: null, bytes };
    return ok({ sha, size: bytes.length, encoding: 'base64', content: bytes.toString('base64').replace(/.{60}/g, '$&\n') });
  }

  #pullRequest(accept: string): Answer {
    if (accept.includes('diff') && this.#pull.files.length > 300)
      return { status: 406, body: { message: 'Sorry, the diff exceeded the maximum number of files (300).' } };
    return ok({ number: 1, head: { sha: this.#pull.head }, base: { sha: this.#pull.base } });
  }

  #commentBody(comment: PostedComment) {
    const now = this.#pull.currentLines(comment);
    return { ...comment, side: 'RIGHT', line: now?.line ?? null, start_line: now?.start_line ?? null, commit_id: this.#pull.head };
  }

  #review(body: Readonly<Record<string, unknown>>): Answer {
    const unknown = unknownKey(body, ['commit_id', 'body', 'event', 'comments']);
    if (unknown !== null) return unprocessable(`${unknown} is not a permitted key.`);
    const wanted = (body['comments'] ?? []) as readonly Readonly<Record<string, unknown>>[];
    if (body['event'] !== 'COMMENT' || typeof body['body'] !== 'string' || body['body'] === '') return unprocessable('event and body are needed');
    if (body['commit_id'] !== this.#pull.head) return unprocessable('Start commit oid is not part of the pull request');
    if (wanted.length > 100) return unprocessable('too many comments');
    for (const comment of wanted) {
      const surplus = unknownKey(comment, ['path', 'body', 'line', 'side', 'start_line', 'start_side']);
      if (surplus !== null) return unprocessable(`${surplus} is not a permitted key.`);
      if (comment['side'] !== 'RIGHT' || ('start_line' in comment && comment['start_side'] !== 'RIGHT')) return unprocessable('side is not given');
      const refusal = this.#pull.refusal(String(comment['path']), comment['line'], comment['start_line']) ?? bodyRefusal(comment['body']);
      if (refusal !== null) return unprocessable(refusal);
    }
    const posted = wanted.map(({ path, line, start_line, body: text }): PostedComment => {
      const id = (this.#nextId += 1);
      const lines = {
        original_commit_id: this.#pull.head,
        original_line: Number(line),
        original_start_line: start_line === undefined ? null : Number(start_line),
      };
      return { id, node_id: `node${id}`, user: bot, path: String(path), ...lines, body: String(text) };
    });
    this.reviewComments.push(...posted);
    this.reviews.push({ body: body['body'], comments: posted });
    return ok({ id: (this.#nextId += 1) });
  }

  #issueComment(body: Readonly<Record<string, unknown>>): Answer {
    const refusal = bodyRefusal(body['body']);
    if (refusal !== null) return unprocessable(refusal);
    const comment = { id: (this.#nextId += 1), user: bot, body: String(body['body']) };
    this.issueComments.push(comment);
    return { status: 201, body: comment };
  }

  #graphql(text: string, variables: Readonly<Record<string, unknown>>): Answer {
    const operation = parseOperation(text, variables);
    const errors: ExecutionError[] = [];
    const data = execute(operation.kind === 'query' ? this.#query() : this.#mutation(), operation.selections, errors);
    return ok({ data, ...(errors.length === 0 ? {} : { errors }) });
  }

  #query(): Typed {
    return typed('Query', {
      viewer: () => typed('User', { login: () => 'github-actions' }),
      repository: (args) => {
        if (args['owner'] !== owner || args['name'] !== name) throw new FieldError('NOT_FOUND', 'Could not resolve to a Repository');
        return typed('Repository', { object: ({ oid, expression }) => this.#object(String(oid ?? expression)) });
      },
    });
  }

  #object(expression: string): Typed | null {
    let id: string;
    try {
      id = this.#git('rev-parse', '--verify', '--quiet', expression).trim();
    } catch {
      return null;
    }
    const type = this.#git('cat-file', '-t', id).trim();
    if (type !== 'blob') return typed(type === 'commit' ? 'Commit' : 'Tree', { oid: () => id });
    const bytes = this.#repository.bytes('cat-file', 'blob', id);
    const isBinary = bytes.subarray(0, 8000).includes(0);
    const utf8 = bytes.toString('utf8');
    return typed('Blob', {
      oid: () => id,
      byteSize: () => bytes.length,
      isBinary: () => isBinary,
      isTruncated: () => bytes.length > 512_000,
      // What is no UTF-8 comes as if it were, converted from the encoding it is taken for.
      text: () => (isBinary ? null : !this.graphqlAnswers ? `${utf8}?` : utf8.includes('\uFFFD') ? bytes.toString('latin1') : utf8),
    });
  }

  #mutation(): Typed {
    return typed('Mutation', {
      minimizeComment: ({ input }) => {
        const { subjectId, classifier } = input as { subjectId?: string; classifier?: string };
        if (this.readOnly) throw new FieldError('FORBIDDEN', 'Resource not accessible by integration');
        if (!['ABUSE', 'DUPLICATE', 'OFF_TOPIC', 'OUTDATED', 'RESOLVED', 'SPAM'].includes(classifier ?? ''))
          throw new Error(`no classifier ${classifier ?? ''}`);
        this.minimised.push({ id: subjectId ?? '', classifier: classifier ?? '' });
        return typed('MinimizeCommentPayload', { minimizedComment: () => typed('PullRequestReviewComment', { isMinimized: () => true }) });
      },
    });
  }
}

const notFound: Answer = { status: 404, body: { message: 'Not Found' } };
const forbidden: Answer = { status: 403, body: { message: 'Resource not accessible by integration' } };

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function unprocessable(message: string): Answer {
  return { status: 422, body: { message: 'Unprocessable Entity', errors: [message] } };
}

function typed(__typename: string, fields: Typed['fields']): Typed {
  return { __typename, fields };
}

function unknownKey(body: Readonly<Record<string, unknown>>, known: readonly string[]): string | null {
  return Object.keys(body).find((key) => !known.includes(key)) ?? null;
}

function bodyRefusal(body: unknown): string | null {
  if (typeof body !== 'string' || body.trim() === '') return "Body can't be blank";
  return body.length > 65_536 ? 'Body is too long (maximum is 65536 characters)' : null;
}

function page(url: URL, all: readonly unknown[]): Answer {
  const size = Math.min(100, Number(url.searchParams.get('per_page') ?? '30'));
  const number = Number(url.searchParams.get('page') ?? '1');
  const next = new URL(url);
  next.searchParams.set('page', String(number + 1));
  const answer = ok(all.slice((number - 1) * size, number * size));
  return number * size < all.length ? { ...answer, headers: { link: `<${next.toString()}>; rel="next"` } } : answer;
}

function edit(comments: readonly { id: number; body: string }[], id: number, { body }: Readonly<Record<string, unknown>>): Answer {
  const comment = comments.find((one) => one.id === id);
  const refusal = bodyRefusal(body);
  if (comment === undefined) return notFound;
  if (refusal !== null) return unprocessable(refusal);
  comment.body = String(body);
  return ok(comment);
}

function remove(comments: { id: number }[], id: number): Answer {
  const at = comments.findIndex((one) => one.id === id);
  if (at < 0) return notFound;
  comments.splice(at, 1);
  return { status: 204, body: null };
}
