import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { diffArrays } from 'diff';
import { AzureDescription, type Operation } from './description.js';

export type Files = Readonly<Record<string, string>>;

export interface Position {
  readonly line: number;
  readonly offset: number;
}

export interface FakeComment {
  readonly id: number;
  readonly parentCommentId: number;
  readonly author: { readonly id: string; readonly displayName: string };
  content: string;
  readonly commentType: string;
  isDeleted: boolean;
}

interface Context {
  readonly filePath: string;
  readonly rightFileStart: Position;
  readonly rightFileEnd: Position;
}

export interface FakeThread {
  readonly id: number;
  status: string;
  readonly threadContext: Context | null;
  readonly iteration: number;
  readonly comments: FakeComment[];
}

export interface FakeStatus {
  readonly id: number;
  readonly state: string;
  readonly description?: string;
  readonly targetUrl?: string;
  readonly iterationId?: number;
  readonly context: { readonly name: string; readonly genre?: string };
}

/** A request as it came. */
export interface Seen {
  readonly method: string;
  /** Below the pull request: `/threads`. */
  readonly path: string;
  readonly body: unknown;
}

/** What goes wrong with a request. `lost`: it is done, and no answer comes. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly message?: string; readonly page?: true }
  | 'lost'
  | 'broken';

interface Iteration {
  readonly commit: string;
  readonly files: Files;
}

export const buildService = '6e3b1a52-2d0f-4b6c-9a57-0c2f3b9a1d11';
export const somebody = '0d4f8a10-7c11-4f0e-8a44-5d1f1f7e2a22';
export const token = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.c2VjcmV0.dG9rZW4';
const project = 'Web Apps';
const repository = '3411ebc1-d5aa-464f-9615-0b527bc66719';
const pullRequest = 22;

/** Azure DevOps with one pull request in it, over real HTTP. It refuses what Microsoft's description does not know, and writes down that it had to. */
export class FakeAzure {
  threads: FakeThread[] = [];
  statuses: FakeStatus[] = [];
  readonly iterations: Iteration[] = [];
  readonly requests: Seen[] = [];
  /** Writes that came through, in order. */
  readonly writes: string[] = [];
  /** Requests that are not as described. */
  readonly problems: string[] = [];
  rights = new Set(['GenericRead', 'PullRequestContribute']);
  fault: (seen: Seen, index: number) => Fault | null = () => null;
  meanwhile: (seen: Seen) => void = () => undefined;
  /** `Retry-After` of answers that are given; null: none. */
  rest: string | null = null;
  /** Files in one page of changes. */
  changesPage = 2000;
  readonly #description = new AzureDescription();
  readonly #server: Server = createServer((request, response) => {
    void this.#serve(request, response);
  });
  #port = 0;
  #last = 0;

  constructor(readonly base: Files) {}

  async start(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  push(commit: string, files: Files): void {
    this.iterations.push({ commit, files });
  }

  /** The variables that the agent sets in a build of the pull request, the token mapped in. */
  get environment(): Readonly<Record<string, string>> {
    return {
      TF_BUILD: 'True',
      SYSTEM_COLLECTIONURI: this.collection,
      SYSTEM_TEAMPROJECT: project,
      SYSTEM_DEFINITIONID: '7',
      SYSTEM_PHASENAME: 'cors',
      SYSTEM_JOBNAME: '__default',
      SYSTEM_ACCESSTOKEN: token,
      SYSTEM_PULLREQUEST_PULLREQUESTID: String(pullRequest),
      SYSTEM_PULLREQUEST_SOURCECOMMITID: this.iterations.at(-1)?.commit ?? '',
      SYSTEM_PULLREQUEST_SOURCEBRANCH: 'refs/heads/topic',
      SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main',
      SYSTEM_PULLREQUEST_ISFORK: 'False',
      BUILD_REPOSITORY_ID: repository,
      BUILD_REPOSITORY_NAME: 'apis',
      BUILD_REPOSITORY_PROVIDER: 'TfsGit',
      BUILD_BUILDID: '4711',
    };
  }

  get collection(): string {
    return `http://127.0.0.1:${this.#port}/contoso/`;
  }

  /** The threads that people see. */
  get shown(): readonly FakeThread[] {
    return this.threads.filter(({ comments }) => comments.some(({ isDeleted }) => !isDeleted));
  }

  /** The ones in files. */
  get inFiles(): readonly FakeThread[] {
    return this.shown.filter(({ threadContext }) => threadContext !== null);
  }

  get summaries(): readonly FakeThread[] {
    return this.shown.filter(({ threadContext }) => threadContext === null);
  }

  reply(thread: FakeThread, content: string, author = somebody): void {
    thread.comments.push({ ...commentOf(content, author, thread.comments.length + 1), parentCommentId: 1 });
  }

  /** A thread that somebody else has begun. */
  say(content: string, author = somebody): FakeThread {
    const thread = {
      id: (this.#last += 1),
      status: 'active',
      threadContext: null,
      iteration: this.iterations.length,
      comments: [commentOf(content, author, 1)],
    };
    this.threads.push(thread);
    return thread;
  }

  /** A thread as another run of the build would begin it. */
  writeAsAnotherRun(body: unknown): void {
    this.#begin(body as Given);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const text = Buffer.concat(parts).toString('utf8');
    const body = text === '' ? undefined : (JSON.parse(text) as unknown);
    const url = new URL(request.url ?? '/', this.collection);
    const method = request.method ?? '';
    const seen: Seen = { method, path: url.pathname.replace(/^.*\/pullRequests\/\d+/, ''), body };
    this.requests.push(seen);
    this.meanwhile(seen);
    const send = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void => {
      const answer = value === null ? '' : JSON.stringify(value);
      response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers });
      response.end(answer);
    };
    const fault = this.fault(seen, this.requests.length - 1);
    if (fault === 'broken') {
      response.destroy();
      return;
    }
    if (fault !== null && fault !== 'lost') {
      if (fault.page === true) {
        response.writeHead(fault.status, { 'Content-Type': 'text/html', ...fault.headers });
        response.end('<html>Sign in</html>');
      } else send(fault.status, { message: fault.message ?? 'Something went wrong' }, fault.headers);
      return;
    }
    if (request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(302, { Location: 'https://app.vssps.visualstudio.com/_signin' });
      response.end();
      return;
    }
    try {
      const { status, value } = this.#answer(method, url, body);
      if (status < 300 && method !== 'GET') this.writes.push(`${method} ${seen.path}`);
      if (fault === 'lost') response.destroy();
      else send(status, value, this.rest === null ? {} : { 'Retry-After': this.rest });
    } catch (error) {
      this.problems.push(String(error));
      send(500, { message: String(error) });
    }
  }

  #answer(method: string, url: URL, body: unknown): Answer {
    if (method === 'GET' && url.pathname === '/contoso/_apis/connectionData') {
      if (url.searchParams.get('api-version') !== '7.0-preview.1') this.problems.push('connectionData is in preview');
      return { status: 200, value: { authenticatedUser: { id: buildService, providerDisplayName: 'Web Apps Build Service (contoso)' } } };
    }
    const operation = this.#description.operation(method, url.pathname);
    if (operation === null) return this.#problem(404, `there is no ${method} ${url.pathname}`);
    const problems = this.#description.problems(operation, url.searchParams, body);
    if (problems.length > 0) return this.#problem(400, problems.join('; '));
    const { path } = operation;
    if (
      !this.rights.has('GenericRead') ||
      path['project'] !== project ||
      path['repositoryId'] !== repository ||
      path['pullRequestId'] !== String(pullRequest)
    )
      return { status: 404, value: { message: 'TF401180: The requested pull request was not found.' } };
    if (method !== 'GET' && !this.rights.has('PullRequestContribute')) {
      const message = `TF401027: You need the Git 'PullRequestContribute' permission to perform this action. Details: identity 'Build\\${buildService}', scope 'repository'.`;
      return { status: 403, value: { message } };
    }
    const answer = this.#carryOut(`${method} ${operation.name}`, operation, url.searchParams, body as Given);
    return answer.status === 200 && method !== 'DELETE' ? { status: 200, value: this.#description.answer(operation, answer.value) } : answer;
  }

  #carryOut(name: string, { path }: Operation, query: URLSearchParams, body: Given): Answer {
    const thread = this.threads.find(({ id }) => String(id) === path['threadId']);
    const comment = thread?.comments.find(({ id }) => String(id) === path['commentId']);
    const missing = { status: 404, value: { message: 'TF401181: It is not there.' } };
    switch (name) {
      case 'GET /iterations':
        return ok(this.iterations.map(({ commit }, index) => ({ id: index + 1, sourceRefCommit: { commitId: commit } })));
      case 'GET /iterations/{iterationId}/changes':
        return this.#changes(Number(path['iterationId']), Number(query.get('$skip') ?? 0), Number(query.get('$top') ?? 100));
      case 'GET /threads':
        return ok(this.threads.map((one) => this.#told(one, Number(query.get('$iteration') ?? 0))));
      case 'POST /threads':
        return this.#begin(body);
      case 'PATCH /threads/{threadId}':
        if (thread === undefined) return missing;
        thread.status = String(body['status']);
        return ok(this.#told(thread, 0));
      case 'PATCH /threads/{threadId}/comments/{commentId}':
        if (comment === undefined || comment.isDeleted) return missing;
        if (comment.author.id !== buildService) return { status: 403, value: { message: 'Only the author edits a comment.' } };
        comment.content = String(body['content']);
        return ok(comment);
      case 'DELETE /threads/{threadId}/comments/{commentId}':
        if (comment === undefined || comment.isDeleted) return missing;
        if (comment.author.id !== buildService) return { status: 403, value: { message: 'Only the author deletes a comment.' } };
        comment.isDeleted = true;
        comment.content = '';
        return { status: 200, value: null };
      case 'GET /statuses':
        return ok(this.statuses);
      case 'POST /statuses':
        return this.#state(body);
      default:
        return this.#problem(405, name);
    }
  }

  #changes(iteration: number, skip: number, top: number): Answer {
    const files = this.iterations[iteration - 1]?.files;
    if (files === undefined) return this.#problem(404, `there is no iteration ${iteration}`);
    const all = this.#paths().filter((path) => this.base[path] !== files[path]);
    const size = Math.min(top, this.changesPage);
    const some = all.slice(skip, skip + size);
    const isLast = skip + size >= all.length;
    const changeEntries = some.map((path, index) => ({
      changeTrackingId: this.#trackingId(path),
      changeId: skip + index + 1,
      item: { path: `/${path}` },
      changeType: files[path] === undefined ? 'delete' : this.base[path] === undefined ? 'add' : 'edit',
    }));
    return ok({ changeEntries, ...(isLast ? {} : { nextSkip: skip + size, nextTop: size }) });
  }

  #paths(): readonly string[] {
    return [...new Set([this.base, ...this.iterations.map(({ files }) => files)].flatMap((files) => Object.keys(files)))].sort();
  }

  #trackingId(path: string): number {
    return this.#paths().indexOf(path) + 1;
  }

  #begin(body: Given): Answer {
    const [first, ...others] = (body['comments'] ?? []) as readonly Given[];
    const content = (first?.['content'] ?? '') as string;
    if (first === undefined || others.length > 0 || content === '' || content.length > 150_000 || first['parentCommentId'] !== 0)
      return this.#problem(400, 'a thread begins with one comment');
    const context = (body['threadContext'] ?? null) as Context | null;
    const iteration = this.iterations.length;
    if (context !== null) {
      const problem = this.#misplaced(context, body['pullRequestThreadContext'] as Given | undefined);
      if (problem !== null) return this.#problem(400, problem);
    } else if (body['pullRequestThreadContext'] !== undefined) return this.#problem(400, 'a thread in no file follows none');
    const status = (body['status'] ?? 'unknown') as string;
    const thread: FakeThread = { id: (this.#last += 1), status, threadContext: context, iteration, comments: [commentOf(content, buildService, 1)] };
    this.threads.push(thread);
    return ok(this.#told(thread, 0));
  }

  #misplaced({ filePath, rightFileStart: start, rightFileEnd: end }: Context, tracked: Given | undefined): string | null {
    const path = filePath.replace(/^\//, '');
    const text = this.iterations.at(-1)?.files[path];
    if (!filePath.startsWith('/') || text === undefined || text === this.base[path]) return `${filePath} is no changed file`;
    const lines = text.replace(/\n$/, '').split('\n');
    for (const { line, offset } of [start, end]) {
      const length = lines[line - 1]?.replace(/\r$/, '').length;
      if (length === undefined || offset < 1 || offset > length + 1) return `${filePath} has no place ${line}:${offset}`;
    }
    if (start.line > end.line || (start.line === end.line && start.offset >= end.offset + Number(end.offset === 1)))
      return 'it ends before it begins';
    if (tracked?.['changeTrackingId'] !== this.#trackingId(path)) return `${filePath} is followed by another id`;
    const { firstComparingIteration: first, secondComparingIteration: second } = tracked['iterationContext'] as Given;
    return first === second && second === this.iterations.length ? null : 'there is no such iteration';
  }

  /** A thread, with its lines followed from the iteration it was begun in. */
  #told(thread: FakeThread, iteration: number): object {
    const { id, status, threadContext, comments } = thread;
    const isDeleted = comments.every((comment) => comment.isDeleted);
    const path = threadContext?.filePath.slice(1) ?? '';
    const [old, now] = [this.iterations[thread.iteration - 1]?.files[path], this.iterations[iteration - 1]?.files[path]];
    if (threadContext === null || old === undefined || now === undefined || old === now)
      return { id, status, ...(threadContext === null ? {} : { threadContext }), comments, isDeleted };
    const moved = followed(old.split('\n'), now.split('\n'));
    const place = (at: Position): Position => ({ ...at, line: moved.get(at.line) ?? at.line });
    const { filePath, rightFileStart, rightFileEnd } = threadContext;
    return { id, status, threadContext: { filePath, rightFileStart: place(rightFileStart), rightFileEnd: place(rightFileEnd) }, comments, isDeleted };
  }

  #state(body: Given): Answer {
    const given = body as unknown as Omit<FakeStatus, 'id'>;
    if (given.context.name === '' || !['succeeded', 'failed', 'pending'].includes(given.state))
      return this.#problem(400, 'a status has a name and a state');
    if ((given.iterationId ?? 1) > this.iterations.length) return this.#problem(400, 'there is no such iteration');
    const status = { id: (this.#last += 1), ...given };
    this.statuses.push(status);
    return ok(status);
  }

  #problem(status: number, message: string): Answer {
    this.problems.push(message);
    return { status, value: { message } };
  }
}

type Given = Readonly<Record<string, unknown>>;

interface Answer {
  readonly status: number;
  readonly value: unknown;
}

function ok(value: unknown): Answer {
  return { status: 200, value };
}

function commentOf(content: string, author: string, id: number): FakeComment {
  const displayName = author === buildService ? 'Web Apps Build Service (contoso)' : 'Mona';
  return { id, parentCommentId: 0, author: { id: author, displayName }, content, commentType: 'text', isDeleted: false };
}

/** Where the lines of one text are in another, 1-based; lines that are gone are not in it. */
function followed(old: readonly string[], now: readonly string[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  let [left, right] = [1, 1];
  for (const { added, removed, value } of diffArrays([...old], [...now])) {
    value.forEach(() => {
      if (!added && !removed) found.set(left, right);
      left += Number(!added);
      right += Number(!removed);
    });
  }
  return found;
}
