import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ActionRun } from './action.js';
import { created, notFound, ok, page, raw, refused, violates, type Answer } from './answer.js';
import { Contents, limits, type Limits } from './contents.js';
import { Conversation } from './conversation.js';
import { eventCommit, eventPayload, pullRequestOf, type EventDetails } from './events.js';
import { exhausted, type Fault, type FaultKind } from './faults.js';
import { answerGraphql, isOwnMistake, readGraphql } from './graphql.js';
import { graphqlRoot } from './graphql-root.js';
import { accountOf, fullName, name, owner, repositoryId, repositoryOf, token } from './identity.js';
import { ApiDescription, type Operation } from './openapi.js';
import type { Organisation } from './organisation.js';
import { missingPermission, type Permissions } from './permissions.js';
import { mostFilesInDiff, mostListedFiles, PullRequest } from './pull-request.js';
import type { GitRepository } from './repository.js';

export interface Request {
  readonly method: string;
  /** Below the repository, decoded; `/graphql`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

/** A run, as far as the checks at its end need it. */
export interface RecordedRun {
  readonly event: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly report: ActionRun['report'];
  readonly reviews: number;
  readonly written: number;
}

const description = new ApiDescription();

/**
 * GitHub as far as the Action speaks to it, over real HTTP: files, trees and merge bases come from a git repository, comments are kept and
 * follow their lines from push to push. Every request is held to GitHub's own description; what GitHub refuses is refused, and what nobody
 * should ever send is noted in `violations`.
 */
export class FakeGitHub {
  readonly requests: Request[] = [];
  /** What callers did that GitHub's description or its unwritten rules forbid, and what this fake itself could not do. */
  readonly violations: string[] = [];
  readonly minimised: { readonly id: string; readonly classifier: string }[] = [];
  readonly checkRuns: { readonly id: number; readonly annotations: unknown[] }[] = [];
  readonly faults: Fault[] = [];
  /** Runs of the Action, with how many reviews and comments had been written after each. */
  readonly runs: RecordedRun[] = [];
  readonly limits: Limits = { ...limits };
  /** What the token may do. */
  permissions: Permissions = { contents: 'read', pull_requests: 'write' };
  /** The token of a fork's pull request: nothing is written, whatever `permissions` says. */
  readOnly = false;
  /** Blobs that GraphQL gives as GitHub does text it takes for another encoding. */
  graphqlAnswers = true;
  /** How GraphQL calls the token's user. */
  viewer = 'github-actions[bot]';
  /** More repositories than the one; null: there are none. */
  organisation: Organisation | null = null;
  /** What people may do in the repository; others read. */
  readonly people = new Map<string, 'admin' | 'write' | 'read' | 'none'>();
  /** More about the pull request and its events. */
  details: EventDetails = {};
  /** Called before a request is answered: something that happens meanwhile. */
  meanwhile: (request: Request) => void = () => undefined;
  /** The same for who runs the Action. */
  watch: (request: Request) => void = () => undefined;
  readonly #repository: GitRepository;
  readonly #server: Server;
  readonly #contents: Contents;
  readonly #conversation: Conversation;
  readonly #prefix: string;
  #pull: PullRequest;

  /** `flavour`: GitHub Enterprise Server has its API below `/api/v3`, github.com at a host of its own. */
  constructor(repository: GitRepository, flavour: 'enterprise' | 'dotcom' = 'enterprise') {
    this.#repository = repository;
    this.#prefix = flavour === 'enterprise' ? '/api/v3' : '';
    this.#pull = new PullRequest(repository, '', '');
    this.#contents = new Contents(repository, this.limits);
    this.#conversation = new Conversation(
      () => this.#pull,
      (id) => this.minimised.some((one) => one.id === id),
    );
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on('clientError', (_, socket) => socket.destroy());
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get #origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `${this.#origin}${this.#prefix}`;
  }

  get graphqlUrl(): string {
    return `${this.#origin}${this.#prefix === '' ? '' : '/api'}/graphql`;
  }

  /** The pull request: tip of base, and head. */
  open(base: string, head: string): void {
    this.#pull = new PullRequest(this.#repository, base, head);
  }

  get repository(): GitRepository {
    return this.#repository;
  }

  get pull(): PullRequest {
    return this.#pull;
  }

  get reviews(): Conversation['reviews'] {
    return this.#conversation.reviews;
  }

  get reviewComments(): Conversation['reviewComments'] {
    return this.#conversation.reviewComments;
  }

  set reviewComments(comments: Conversation['reviewComments']) {
    this.#conversation.reviewComments = comments;
  }

  get issueComments(): Conversation['issueComments'] {
    return this.#conversation.issueComments;
  }

  set issueComments(comments: Conversation['issueComments']) {
    this.#conversation.issueComments = comments;
  }

  get written(): Conversation['written'] {
    return this.#conversation.written;
  }

  get reactions(): Conversation['reactions'] {
    return this.#conversation.reactions;
  }

  /** The comments as a reader sees them: where they stand now, `line` null once their lines have changed. */
  get comments() {
    return this.#conversation.reviewComments.map((comment) => this.#conversation.reviewComment(comment));
  }

  /** Everything that was asked to be changed, done or refused. */
  get writes(): readonly string[] {
    return this.requests.filter(isWrite).map(({ method, path }) => `${method} ${path}`);
  }

  /** The payload of `pull_request`. */
  get payload(): unknown {
    return this.payloadOf('pull_request');
  }

  payloadOf(event: string): unknown {
    return eventPayload(event, this.#pull, this.details);
  }

  /** The commit that a run of the event is for. */
  commitOf(event: string): string {
    return eventCommit(event, this.#pull, this.details);
  }

  /** Somebody's answer in a thread. */
  reply(to: number, login: string, body: string): void {
    const thread = this.reviewComments.find((comment) => comment.id === to);
    if (thread === undefined) throw new Error(`no comment ${to}`);
    this.#conversation.reply(thread, login, body);
  }

  /** Somebody's comment on the pull request; returns its id. */
  comment(login: string, body: string): number {
    const id = this.#conversation.newId();
    this.issueComments.push({ id, user: { login }, body });
    return id;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      await this.#handle(request, response, Buffer.concat(chunks).toString('utf8'));
    } catch (error) {
      // A caller that has gone hears no answer, and that is its own affair.
      if (request.destroyed && !request.complete) return;
      this.violations.push(`the fake failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      response.destroy();
    }
  }

  async #handle(request: IncomingMessage, response: ServerResponse, text: string): Promise<void> {
    const url = new URL(request.url ?? '/', this.#origin);
    const isGraphql = `${this.#origin}${url.pathname}` === this.graphqlUrl;
    const encoded = isGraphql ? '/graphql' : this.#repositoryPath(url.pathname);
    const asked: Request = {
      method: request.method ?? 'GET',
      path: decodeURIComponent(encoded.replace(`/repos/${fullName}`, '')),
      query: url.searchParams,
      headers: request.headers,
      body: bodyOf(text),
    };
    this.requests.push(asked);
    this.watch(asked);
    this.meanwhile(asked);
    const fault = this.#faultFor(asked, text);
    const spoiled = fault === null ? null : spoiling(fault.fault);
    if (spoiled !== null && fault?.late !== true) {
      this.#spoil(response, spoiled);
      return;
    }
    if (fault?.fault.kind === 'slow') await sleep(fault.fault.milliseconds);
    const answer = isGraphql ? await this.#graphql(asked) : this.#rest(asked, encoded, url, text);
    if (answer.violation !== undefined) this.violations.push(`${asked.method} ${asked.path}: ${answer.violation}`);
    if (spoiled === null) this.#send(response, answer);
    else this.#spoil(response, spoiled);
  }

  #spoil(response: ServerResponse, spoiled: Spoiled): void {
    switch (spoiled.kind) {
      case 'answer':
        this.#send(response, spoiled);
        return;
      case 'reset':
        response.destroy();
        return;
      case 'silence':
        return;
    }
  }

  /** The path below the API's base, the repository by its name also where GitHub's own links have its number. */
  #repositoryPath(path: string): string {
    if (!path.startsWith(`${this.#prefix}/`)) return path;
    return path.slice(this.#prefix.length).replace(new RegExp(`^/repositories/${repositoryId}(?=/|$)`), `/repos/${fullName}`);
  }

  #faultFor({ method, path }: Request, text: string): Fault | null {
    const at = this.faults.findIndex(
      (fault) => (fault.method ?? method) === method && fault.path.test(path) && (fault.body === undefined || fault.body.test(text)),
    );
    const fault = this.faults[at];
    if (fault === undefined) return null;
    const left = (fault.times ?? 1) - 1;
    if (left <= 0) this.faults.splice(at, 1);
    else this.faults[at] = { ...fault, times: left };
    return fault;
  }

  #send(response: ServerResponse, answer: Pick<Answer, 'status' | 'body' | 'headers' | 'bytes'>): void {
    const used = this.requests.length;
    const isJson = answer.bytes === undefined && typeof answer.body !== 'string';
    response.writeHead(answer.status, {
      'content-type': answer.bytes !== undefined ? 'application/vnd.github.raw+json' : isJson ? 'application/json; charset=utf-8' : 'text/html',
      'x-github-request-id': `0400:${used}`,
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': String(Math.max(0, 1000 - used)),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 3600),
      ...answer.headers,
    });
    response.end(answer.status === 204 ? undefined : (answer.bytes ?? (isJson ? JSON.stringify(answer.body) : answer.body)));
  }

  #mayNot(headers: IncomingMessage['headers']): Answer | null {
    if ((headers['user-agent'] ?? '') === '') return { ...refused(403, 'Request forbidden by administrative rules.'), violation: 'no user agent' };
    return [`token ${token}`, `bearer ${token}`].includes(headers.authorization ?? '') ? null : refused(401, 'Bad credentials');
  }

  #rest(request: Request, encoded: string, url: URL, text: string): Answer {
    const mayNot = this.#mayNot(request.headers);
    if (mayNot !== null) return mayNot;
    const operation = description.operation(request.method, encoded);
    if (operation === null) return { ...notFound, violation: 'no such operation' };
    const problems = description.problems(operation, request.query, text === '' ? undefined : JSON.parse(text));
    if (problems.length > 0) return { ...refused(422, `Invalid request.\n\n${problems.join('\n')}`), violation: problems.join('; ') };
    const { owner: wantedOwner, repo } = operation.pathParameters;
    const elsewhere = this.organisation?.answer(operation, request) ?? null;
    if (elsewhere !== null)
      return elsewhere.status >= 300 ? elsewhere : { ...elsewhere, body: description.answer(operation, elsewhere.status, elsewhere.body) };
    if (repo !== undefined && (wantedOwner !== owner || repo !== name)) return notFound;
    const missing = missingPermission(operation.id, this.permissions, this.readOnly);
    if (missing !== null) return refused(403, 'Resource not accessible by integration', { 'x-accepted-github-permissions': missing });
    const answer = this.#answer(operation, request, url);
    if (answer.status >= 300 || answer.status === 204 || answer.bytes !== undefined) return answer;
    return { ...answer, body: description.answer(operation, answer.status, answer.body) };
  }

  #answer(operation: Operation, { query, body, headers }: Request, url: URL): Answer {
    const at = (parameter: string): string => operation.pathParameters[parameter] ?? '';
    const accept = headers.accept ?? '';
    const conversation = this.#conversation;
    // GitHub's links name the repository by its number.
    const self = new URL(url.href.replace(`/repos/${fullName}/`, `/repositories/${repositoryId}/`));
    const listed = (all: readonly unknown[], limit?: number): Answer => page(self, query, all, limit);
    if (['pull_number', 'issue_number'].some((parameter) => parameter in operation.pathParameters && at(parameter) !== '1')) return notFound;
    switch (operation.id) {
      case 'repos/get':
        return ok(repositoryOf(fullName));
      case 'repos/get-branch':
        return this.#contents.branch(at('branch'));
      case 'repos/list-commits':
        return this.#contents.commits(self, query);
      case 'repos/get-commit':
        return this.#contents.commit(at('ref'), accept);
      case 'repos/compare-commits-with-basehead':
        return this.#contents.compare(at('basehead'), self, query);
      case 'repos/get-content':
        return this.#contents.file(at('path'), query.get('ref'), accept);
      case 'repos/list-pull-requests-associated-with-commit':
        return listed(at('commit_sha') === this.#pull.head ? [pullRequestOf(this.#pull, this.details)] : []);
      case 'repos/get-collaborator-permission-level': {
        const permission = this.people.get(at('username')) ?? 'read';
        return ok({ permission, role_name: permission, user: accountOf({ login: at('username') }) });
      }
      case 'git/get-tree':
        return this.#contents.tree(at('tree_sha'), query.has('recursive'));
      case 'git/get-blob':
        return this.#contents.blob(at('file_sha'), accept);
      case 'git/get-commit':
        return this.#contents.gitCommit(at('commit_sha'));
      case 'git/get-ref':
        return this.#contents.ref(at('ref'));
      case 'pulls/list':
        return listed([pullRequestOf(this.#pull, this.details)]);
      case 'pulls/get':
        return this.#pullRequest(accept);
      case 'pulls/list-files':
        return listed(this.#pull.files, mostListedFiles);
      case 'pulls/list-review-comments':
        return listed(this.comments);
      case 'pulls/list-reviews':
        return listed(this.reviews.map((review) => conversation.review(review)));
      case 'pulls/create-review':
        return conversation.createReview(body);
      case 'pulls/update-review':
        return conversation.updateReview(Number(at('review_id')), body);
      case 'pulls/create-review-comment':
        return conversation.createReviewComment(body);
      case 'pulls/create-reply-for-review-comment':
        return conversation.createReply(Number(at('comment_id')), body);
      case 'pulls/get-review-comment':
        return conversation.showReviewComment(Number(at('comment_id')));
      case 'pulls/update-review-comment':
        return conversation.editReviewComment(Number(at('comment_id')), body);
      case 'pulls/delete-review-comment':
        return conversation.deleteReviewComment(Number(at('comment_id')));
      case 'issues/get':
        return ok({ id: 1, number: 1, title: 'CORS', user: accountOf({ login: this.details.author ?? 'mona' }) });
      case 'issues/list-comments':
        return listed(this.issueComments.map((comment) => conversation.issueComment(comment)));
      case 'issues/create-comment':
        return conversation.createIssueComment(body);
      case 'issues/get-comment':
        return conversation.showIssueComment(Number(at('comment_id')));
      case 'issues/update-comment':
        return conversation.editIssueComment(Number(at('comment_id')), body);
      case 'issues/delete-comment':
        return conversation.deleteIssueComment(Number(at('comment_id')));
      case 'reactions/list-for-issue-comment':
        return listed(
          this.reactions
            .filter(({ comment }) => comment === Number(at('comment_id')))
            .map(({ content, login }, id) => ({ id, content, user: accountOf({ login }) })),
        );
      case 'reactions/create-for-issue-comment':
      case 'reactions/create-for-pull-request-review-comment':
        return conversation.react(Number(at('comment_id')), body);
      case 'checks/create':
      case 'checks/update':
        return this.#checkRun(Number(at('check_run_id')), body);
      default:
        return { ...notFound, violation: `the fake does not answer ${operation.id}` };
    }
  }

  #pullRequest(accept: string): Answer {
    if (!/application\/vnd\.github(?:\.v3)?\.(?:diff|patch)/.test(accept)) return ok(pullRequestOf(this.#pull, this.details));
    const { files } = this.#pull;
    const tooLarge = (limit: string): Answer => refused(406, `Sorry, the diff exceeded the maximum number of ${limit}.`);
    if (files.length > mostFilesInDiff) return tooLarge(`files (${mostFilesInDiff})`);
    if (files.reduce((sum, file) => sum + file.changes, 0) > 20_000) return tooLarge('lines (20000)');
    return raw(this.#repository.bytes('diff', this.#pull.mergeBase, this.#pull.head));
  }

  /** 50 annotations a request; more are added by an update. */
  #checkRun(id: number, body: Readonly<Record<string, unknown>>): Answer {
    const { annotations = [], summary = '', text = '' } = (body['output'] ?? {}) as { annotations?: unknown[]; summary?: string; text?: string };
    if (annotations.length > 50) return violates('more than 50 annotations');
    if (summary.length > 65_535 || text.length > 65_535) return violates('a check summary or text of more than 65535 characters');
    const known = this.checkRuns.find((run) => run.id === id);
    if (known !== undefined) {
      known.annotations.push(...annotations);
      return ok({ id, name: 'APIM CORS' });
    }
    if (id > 0) return notFound;
    const run = { id: this.#conversation.newId(), annotations: [...annotations] };
    this.checkRuns.push(run);
    return created({ id: run.id, name: body['name'], head_sha: body['head_sha'] });
  }

  async #graphql(request: Request): Promise<Answer> {
    const mayNot = this.#mayNot(request.headers);
    if (mayNot !== null) return mayNot;
    if (request.method !== 'POST') return { ...notFound, violation: 'GraphQL is asked by POST' };
    const read = readGraphql(request.body);
    if ('problems' in read) return { ...ok({ errors: read.problems.map((message) => ({ message })) }), violation: read.problems.join('; ') };
    const root = graphqlRoot({
      repository: this.#repository,
      conversation: this.#conversation,
      pull: this.#pull,
      viewer: this.viewer,
      permissions: this.permissions,
      readOnly: this.readOnly,
      isToTheByte: this.graphqlAnswers,
      objects: this.#repository.objects(read.objects),
      minimise: (id, classifier) => this.minimised.push({ id, classifier }),
    });
    const answer = await answerGraphql(read, root);
    const mistake = isOwnMistake(answer);
    return mistake === null ? ok(answer) : { ...ok(answer), violation: mistake };
  }
}

type Spoiled = Extract<FaultKind, { readonly kind: 'answer' | 'reset' | 'silence' }>;

/** What takes the place of the real answer; null: nothing does. */
function spoiling(fault: FaultKind): Spoiled | null {
  switch (fault.kind) {
    case 'slow':
      return null;
    case 'exhausted':
      return exhausted(fault.seconds, Date.now());
    case 'answer':
    case 'reset':
    case 'silence':
      return fault;
  }
}

function isWrite({ method, path, body }: Request): boolean {
  return path === '/graphql' ? /^\s*mutation\b/.test(String(body['query'])) : method !== 'GET' && method !== 'HEAD';
}

function bodyOf(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {};
  const body: unknown = JSON.parse(text);
  return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
}
