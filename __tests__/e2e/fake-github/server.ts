import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { commentableLines, isInOneHunk } from '../../../src/github/hunks.js';
import type { GitRepository } from './repository.js';

export interface PostedComment {
  id: number;
  node_id: string;
  user: { login: string };
  path: string;
  line: number;
  start_line?: number;
  body: string;
  in_reply_to_id?: number;
}

export interface PostedIssueComment {
  id: number;
  user: { login: string };
  body: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const owner = 'contoso';
const name = 'apis';

/**
 * GitHub as far as the Action speaks to it, over real HTTP: files, trees and merge bases come from a git repository; comments are kept; what
 * GitHub refuses is refused (lines outside the diff, ranges over two hunks, long bodies, read-only tokens), all or nothing.
 */
export class FakeGitHub {
  readonly requests: { readonly method: string; readonly path: string }[] = [];
  readonly reviews: { readonly body: string; readonly comments: readonly PostedComment[] }[] = [];
  reviewComments: PostedComment[] = [];
  issueComments: PostedIssueComment[] = [];
  readonly minimised: string[] = [];
  readOnly = false;
  truncateTrees = false;
  readonly #repository: GitRepository;
  readonly #server: Server;
  #base = '';
  #head = '';
  #nextId = 1000;

  constructor(repository: GitRepository) {
    this.#repository = repository;
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
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The pull request: tip of base, and head. */
  open(base: string, head: string): void {
    this.#base = base;
    this.#head = head;
  }

  get writes(): readonly string[] {
    return this.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql').map(({ method, path }) => `${method} ${path}`);
  }

  get payload(): unknown {
    const repo = { full_name: `${owner}/${name}` };
    const side = (sha: string, ref: string): unknown => ({ sha, ref, repo });
    return {
      action: 'opened',
      number: 1,
      pull_request: { number: 1, head: side(this.#head, 'topic'), base: side(this.#base, 'main') },
      repository: { ...repo, name, owner: { login: owner } },
    };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', this.url);
    const method = request.method ?? 'GET';
    this.requests.push({ method, path: url.pathname });
    const text = Buffer.concat(chunks).toString('utf8');
    let answer: Answer & { readonly link?: string };
    try {
      answer = this.#answer(method, url, text === '' ? {} : (JSON.parse(text) as Record<string, unknown>));
    } catch (error) {
      answer = { status: 500, body: { message: String(error) } };
    }
    const headers = { 'content-type': 'application/json', ...(answer.link === undefined ? {} : { link: answer.link }) };
    response.writeHead(answer.status, headers);
    response.end(answer.status === 204 ? undefined : JSON.stringify(answer.body));
  }

  #answer(method: string, url: URL, body: Readonly<Record<string, unknown>>): Answer & { readonly link?: string } {
    if (url.pathname === '/graphql') return this.#graphql(String(body['query']), body['variables'] as Record<string, unknown> | undefined);
    const prefix = `/repos/${owner}/${name}`;
    if (!url.pathname.startsWith(`${prefix}/`)) return notFound;
    const path = decodeURIComponent(url.pathname.slice(prefix.length));
    if (method !== 'GET' && this.readOnly) return { status: 403, body: { message: 'Resource not accessible by integration' } };
    const compare = /^\/compare\/([0-9a-f]+)\.\.\.([0-9a-f]+)$/.exec(path);
    if (compare !== null) return ok({ merge_base_commit: { sha: this.#git('merge-base', compare[1] ?? '', compare[2] ?? '').trim() } });
    const tree = /^\/git\/trees\/([0-9a-f]+)$/.exec(path);
    if (tree !== null) return this.#tree(tree[1] ?? '', url.searchParams.get('recursive') !== null);
    const blob = /^\/git\/blobs\/([0-9a-f]+)$/.exec(path);
    if (blob !== null) return ok({ encoding: 'base64', content: this.#repository.bytes('cat-file', 'blob', blob[1] ?? '').toString('base64') });
    const contents = /^\/contents\/(.+)$/.exec(path);
    if (contents !== null) return this.#contents(contents[1] ?? '', url.searchParams.get('ref') ?? 'HEAD');
    if (method === 'GET' && path === '/pulls/1') return ok({ number: 1, head: { sha: this.#head }, base: { sha: this.#base } });
    if (method === 'GET' && path === '/pulls/1/files') return this.#page(url, this.#files());
    if (method === 'GET' && path === '/pulls/1/comments') return this.#page(url, this.reviewComments);
    if (method === 'GET' && path === '/issues/1/comments') return this.#page(url, this.issueComments);
    if (method === 'POST' && path === '/pulls/1/reviews') return this.#review(body);
    if (method === 'POST' && path === '/issues/1/comments') return this.#issueComment(String(body['body']));
    const issueComment = /^\/issues\/comments\/(\d+)$/.exec(path);
    if (method === 'PATCH' && issueComment !== null) return this.#edit(this.issueComments, Number(issueComment[1]), String(body['body']));
    const reviewComment = /^\/pulls\/comments\/(\d+)$/.exec(path);
    if (method === 'PATCH' && reviewComment !== null) return this.#edit(this.reviewComments, Number(reviewComment[1]), String(body['body']));
    if (method === 'DELETE' && reviewComment !== null) {
      const before = this.reviewComments.length;
      this.reviewComments = this.reviewComments.filter((comment) => comment.id !== Number(reviewComment[1]));
      return this.reviewComments.length < before ? { status: 204, body: null } : notFound;
    }
    return notFound;
  }

  #git(...args: readonly string[]): string {
    return this.#repository.git(...args);
  }

  #tree(sha: string, recursive: boolean): Answer {
    const truncated = recursive && this.truncateTrees && this.#git('ls-tree', '--name-only', sha).split('\n').length > 2;
    const rows = this.#git('ls-tree', '-t', '-z', ...(recursive ? ['-r'] : []), sha).split('\0').filter((row) => row !== '');
    const tree = rows.map((row) => {
      const [info = '', path = ''] = row.split('\t');
      const [mode = '', type = '', id = ''] = info.split(' ');
      return { path, mode, type, sha: id };
    });
    return ok({ sha, truncated, tree: truncated ? tree.slice(0, 1) : tree });
  }

  #contents(path: string, ref: string): Answer {
    try {
      return ok({ type: 'file', encoding: 'base64', content: this.#repository.bytes('cat-file', 'blob', `${ref}:${path}`).toString('base64') });
    } catch {
      return notFound;
    }
  }

  #files(): readonly { readonly filename: string; readonly status: string; readonly patch?: string }[] {
    const base = this.#git('merge-base', this.#base, this.#head).trim();
    const rows = this.#git('diff', '--no-renames', '--name-status', '-z', base, this.#head).split('\0').filter((row) => row !== '');
    const files: { filename: string; status: string; patch?: string }[] = [];
    for (let index = 0; index < rows.length; index += 2) {
      const filename = rows[index + 1] ?? '';
      const diff = this.#git('diff', '--no-renames', base, this.#head, '--', filename);
      const at = diff.indexOf('\n@@');
      files.push({ filename, status: { A: 'added', D: 'removed', M: 'modified' }[rows[index] ?? 'M'] ?? 'changed', ...(at < 0 ? {} : { patch: diff.slice(at + 1).replace(/\n$/, '') }) });
    }
    return files;
  }

  #page(url: URL, all: readonly unknown[]): Answer & { readonly link?: string } {
    const size = Math.min(100, Number(url.searchParams.get('per_page') ?? '30'));
    const page = Number(url.searchParams.get('page') ?? '1');
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    const answer = ok(all.slice((page - 1) * size, page * size));
    return page * size < all.length ? { ...answer, link: `<${next.toString()}>; rel="next"` } : answer;
  }

  #review(body: Readonly<Record<string, unknown>>): Answer {
    const wanted = (body['comments'] ?? []) as readonly Partial<PostedComment & { side: string; start_side: string }>[];
    if (body['event'] !== 'COMMENT' || typeof body['body'] !== 'string' || body['body'] === '') return unprocessable('event and body are needed');
    if (body['commit_id'] !== this.#head) return unprocessable('commit_id is not the head');
    const files = new Map(this.#files().map((file) => [file.filename, commentableLines(file.patch)]));
    for (const comment of wanted) {
      const lines = files.get(comment.path ?? '');
      if (lines === undefined || typeof comment.line !== 'number' || comment.side !== 'RIGHT') return unprocessable('Pull request review thread path is invalid');
      if (comment.start_line !== undefined && comment.start_line >= comment.line) return unprocessable('start line must precede the end line');
      if (!isInOneHunk(lines, comment.start_line ?? comment.line, comment.line)) return unprocessable('Pull request review thread line must be part of the diff');
      if (typeof comment.body !== 'string' || comment.body === '' || comment.body.length > 65_536) return unprocessable('Body is too long');
    }
    const posted = wanted.map((comment): PostedComment => {
      const id = (this.#nextId += 1);
      const { path = '', line = 0, start_line, body: text = '' } = comment;
      return { id, node_id: `node${id}`, user: { login: 'github-actions[bot]' }, path, line, ...(start_line === undefined ? {} : { start_line }), body: text };
    });
    this.reviewComments.push(...posted);
    this.reviews.push({ body: String(body['body']), comments: posted });
    return ok({ id: (this.#nextId += 1) });
  }

  #issueComment(body: string): Answer {
    if (body.length > 65_536) return unprocessable('Body is too long');
    const comment = { id: (this.#nextId += 1), user: { login: 'github-actions[bot]' }, body };
    this.issueComments.push(comment);
    return { status: 201, body: comment };
  }

  #edit(comments: readonly { id: number; body: string }[], id: number, body: string): Answer {
    const comment = comments.find((one) => one.id === id);
    if (comment === undefined) return notFound;
    comment.body = body;
    return ok(comment);
  }

  #graphql(query: string, variables: Readonly<Record<string, unknown>> = {}): Answer {
    if (query.includes('viewer')) return ok({ data: { viewer: { login: 'github-actions' } } });
    if (query.includes('minimizeComment')) {
      this.minimised.push(String(variables['id']));
      return ok({ data: { minimizeComment: { clientMutationId: null } } });
    }
    const repository: Record<string, unknown> = {};
    for (const match of query.matchAll(/(b\d+): object\(oid: "([0-9a-f]+)"\)/g)) {
      const bytes = this.#repository.bytes('cat-file', 'blob', match[2] ?? '');
      repository[match[1] ?? ''] = { isBinary: false, isTruncated: false, text: bytes.toString('utf8') };
    }
    return ok({ data: { repository } });
  }
}

const notFound: Answer = { status: 404, body: { message: 'Not Found' } };

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function unprocessable(message: string): Answer {
  return { status: 422, body: { message: 'Unprocessable Entity', errors: [message] } };
}
