import type { GitRepository } from './repository.js';

/** A file as `GET /pulls/N/files` lists it. */
export interface ListedFile {
  readonly sha: string;
  readonly filename: string;
  readonly status: string;
  readonly additions: number;
  readonly deletions: number;
  readonly changes: number;
  readonly previous_filename?: string;
  readonly patch?: string;
}

export interface PostedComment {
  id: number;
  node_id: string;
  user: { login: string } | null;
  path: string;
  /** Commit it was written for, and its lines there. */
  original_commit_id: string;
  original_line: number;
  original_start_line: number | null;
  body: string;
  in_reply_to_id?: number;
}

/** First and last line that a hunk shows on head's side. */
type Shown = readonly [first: number, last: number];

const statuses: Readonly<Record<string, string>> = { A: 'added', D: 'removed', M: 'modified', R: 'renamed', T: 'changed' };

/** A pull request as git tells it: all from `git diff` and `git merge-base`, nothing from the code under test. */
export class PullRequest {
  #listed: { readonly key: string; readonly files: readonly ListedFile[] } | null = null;

  constructor(
    private readonly repository: GitRepository,
    public base: string,
    public head: string,
  ) {}

  get mergeBase(): string {
    return this.repository.git('merge-base', this.base, this.head).trim();
  }

  /** At most 3,000 files, renames found, patches as GitHub cuts them. */
  get files(): readonly ListedFile[] {
    const key = `${this.base} ${this.head}`;
    if (this.#listed?.key !== key) this.#listed = { key, files: this.#list().slice(0, 3000) };
    return this.#listed.files;
  }

  #list(): readonly ListedFile[] {
    const range = [this.mergeBase, this.head];
    const rows = this.repository
      .git('diff', '-M', '--raw', '--no-abbrev', '-z', ...range)
      .split('\0')
      .filter((row) => row !== '');
    const files: ListedFile[] = [];
    for (let index = 0; index < rows.length;) {
      const [, , , sha = '', letter = ''] = (rows[index] ?? '').split(' ');
      const isRenamed = letter.startsWith('R');
      const previous = rows[index + 1] ?? '';
      const filename = isRenamed ? (rows[index + 2] ?? '') : previous;
      index += isRenamed ? 3 : 2;
      const diff = this.repository.git('diff', '-M', '--no-color', '--no-ext-diff', ...range, '--', ...(isRenamed ? [previous] : []), filename);
      const hunks = diff.search(/^@@ /m);
      const patch = hunks < 0 ? null : diff.slice(hunks).replace(/\n$/, '');
      const count = (sign: string): number => (patch === null ? 0 : patch.split('\n').filter((line) => line.startsWith(sign)).length);
      files.push({
        sha,
        filename,
        status: statuses[letter.charAt(0)] ?? 'changed',
        additions: count('+'),
        deletions: count('-'),
        changes: count('+') + count('-'),
        ...(isRenamed ? { previous_filename: previous } : {}),
        ...(patch === null || patch.length > 500_000 ? {} : { patch }),
      });
    }
    return files;
  }

  #shown(path: string): readonly Shown[] {
    const patch = this.files.find((file) => file.filename === path)?.patch ?? '';
    return [...patch.matchAll(/^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm)].map((match) => {
      const first = Number(match[1]);
      return [first, first + Number(match[2] ?? 1) - 1] as const;
    });
  }

  /** What GitHub says to a comment on these lines; null: it takes it. */
  refusal(path: string, line: unknown, start: unknown): string | null {
    if (!this.files.some((file) => file.filename === path)) return 'Pull request review thread path is invalid';
    if (!Number.isInteger(line)) return 'Pull request review thread line is missing';
    const last = Number(line);
    const hunk = this.#shown(path).find(([from, to]) => last >= from && last <= to);
    if (hunk === undefined) return 'Pull request review thread line must be part of the diff';
    if (start === undefined || start === null) return null;
    if (Number(start) >= last) return 'Pull request review thread start line must precede the end line.';
    if (Number(start) < hunk[0]) return 'Pull request review thread start line must be part of the same hunk as the line.';
    return null;
  }

  /** A comment's lines in head as it is now; null: one of them has changed since, or the pull request shows it no more. */
  currentLines(comment: PostedComment): { readonly line: number; readonly start_line: number | null } | null {
    const { path, original_commit_id: commit, original_line: last } = comment;
    const first = comment.original_start_line ?? last;
    let shift = 0;
    if (commit !== this.head) {
      const diff = this.repository.git('diff', '-U0', '--no-color', commit, this.head, '--', path);
      for (const match of diff.matchAll(/^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/gm)) {
        const removed = Number(match[2] ?? 1);
        // With nothing removed, the new lines come after the line named.
        const from = removed === 0 ? Number(match[1]) + 1 : Number(match[1]);
        const to = from + removed - 1;
        if (to < first) shift += Number(match[3] ?? 1) - removed;
        else if (from <= last) return null;
      }
    }
    const line = last + shift;
    const start = comment.original_start_line === null ? null : first + shift;
    return this.refusal(path, line, start) === null ? { line, start_line: start } : null;
  }
}
