import type { GitHubClient } from '../../src/github/client.js';
import { readHunks } from '../../src/github/patch-hunks.js';

interface Comment {
  readonly id: number;
  readonly node_id: string;
  readonly user: { readonly login: string };
  body: string;
  readonly path: string;
  readonly line: number;
  readonly start_line: number | null;
  readonly in_reply_to_id?: number;
}

interface Conversation {
  readonly id: number;
  readonly user: { readonly login: string };
  body: string;
}

/** What goes wrong with a call: refused, or done and the answer lost. */
export interface Fault {
  readonly status: number;
  readonly message: string;
  readonly isDone?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

const bot = { login: 'github-actions[bot]' };

/** A pull request in memory, behind the client's own interface: reviews are taken as a whole or not at all, on lines the patches show. */
export class PullRequestDouble {
  reviewComments: Comment[] = [];
  conversation: Conversation[] = [];
  readonly minimised: string[] = [];
  reviews = 0;
  /** Writes that came through, in order. */
  readonly written: string[] = [];
  /** Calls of any kind, in order. */
  readonly calls: string[] = [];
  /** Asked before each call; null: nothing goes wrong. */
  fault: (call: string, body: unknown) => Fault | null = () => null;
  #next = 100;

  constructor(
    public head: string,
    readonly files: readonly { readonly path: string; readonly patch: string | undefined }[],
  ) {}

  get client(): GitHubClient {
    const listFiles = this.#call('GET files', () =>
      this.files.map(({ path, patch }) => ({ filename: path, ...(patch === undefined ? {} : { patch }) })),
    );
    const listReviewComments = this.#call('GET comments', () => structuredClone(this.reviewComments));
    const listComments = this.#call('GET conversation', () => structuredClone(this.conversation));
    const rest = {
      pulls: {
        listFiles,
        listReviewComments,
        get: this.#call('GET pull', () => ({ data: { head: { sha: this.head } } })),
        createReview: this.#call('POST review', (given) => {
          this.#review(given);
        }),
        updateReviewComment: this.#call('PATCH comment', ({ comment_id: id, body }) => {
          found(this.reviewComments, id).body = String(body);
        }),
        deleteReviewComment: this.#call('DELETE comment', ({ comment_id: id }) => {
          found(this.reviewComments, id);
          this.reviewComments = this.reviewComments.filter((comment) => comment.id !== id);
        }),
      },
      issues: {
        listComments,
        createComment: this.#call('POST summary', ({ body }) => {
          this.conversation.push({ id: this.#id(), user: bot, body: String(body) });
        }),
        updateComment: this.#call('PATCH summary', ({ comment_id: id, body }) => {
          found(this.conversation, id).body = String(body);
        }),
        deleteComment: this.#call('DELETE summary', ({ comment_id: id }) => {
          found(this.conversation, id);
          this.conversation = this.conversation.filter((comment) => comment.id !== id);
        }),
      },
    };
    return {
      rest,
      paginate: (list: (given: Given) => Promise<unknown>, given: Given) => list(given),
      get: () => Promise.reject(new Error('not asked for')),
      graphql: this.#call('POST minimise', (_, variables) => {
        this.minimised.push((variables as { id: string }).id);
        return { data: {}, errors: [] };
      }),
    } as unknown as GitHubClient;
  }

  reply(to: number): void {
    const thread = found(this.reviewComments, to);
    this.reviewComments.push({ ...thread, id: this.#id(), user: { login: 'mona' }, body: 'Why?', in_reply_to_id: to });
  }

  #id(): number {
    return (this.#next += 1);
  }

  #call<Answer>(name: string, answer: (given: Given, variables: unknown) => Answer): (given: Given, variables?: unknown) => Promise<Answer> {
    return async (given, variables) => {
      this.calls.push(name);
      // As over a network: nothing comes at once.
      await Promise.resolve();
      const fault = this.fault(name, given);
      if (fault !== null && fault.isDone !== true) throw errorOf(fault);
      const result = answer(given, variables);
      if (!name.startsWith('GET')) this.written.push(name);
      if (fault !== null) throw errorOf(fault);
      return result;
    };
  }

  #review(given: Given): void {
    const comments = given['comments'] as readonly { path: string; body: string; line: number; start_line?: number }[];
    for (const { path, line, start_line: start = line } of comments) {
      const hunks = readHunks(this.files.find((file) => file.path === path)?.patch);
      const shown = hunks.some((hunk) => start >= hunk.start && start <= line && line < hunk.start + hunk.lines.length);
      if (!shown) throw errorOf({ status: 422, message: 'Unprocessable Entity: "Line could not be resolved"' });
    }
    this.reviews += 1;
    for (const { path, body, line, start_line: start = null } of comments) {
      const id = this.#id();
      this.reviewComments.push({ id, node_id: `n${id}`, user: bot, body, path, line, start_line: start });
    }
  }
}

type Given = Readonly<Record<string, unknown>>;

function found<Item extends { readonly id: number }>(items: readonly Item[], id: unknown): Item {
  const item = items.find((one) => one.id === id);
  if (item === undefined) throw errorOf({ status: 404, message: 'Not Found' });
  return item;
}

function errorOf({ status, message, headers = {} }: Fault): Error {
  return Object.assign(new Error(message), { status, response: { status, headers } });
}
