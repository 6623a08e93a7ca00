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

export type Side = 'LEFT' | 'RIGHT';

/** Where a comment stands. */
export interface Anchor {
  readonly path: string;
  readonly line: unknown;
  readonly side: unknown;
  readonly start: unknown;
  readonly startSide: unknown;
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
  side: Side;
  body: string;
  in_reply_to_id?: number;
  pull_request_review_id?: number;
}

const statuses: Readonly<Record<string, string>> = { A: 'added', D: 'removed', M: 'modified', R: 'renamed', C: 'copied', T: 'changed' };

/** What GitHub shows of a diff (GitHub Docs, "Repository limits"). */
const mostLines = 20_000;
const mostBytes = 1_000_000;
const mostBytesInFile = 500_000;
/** `GET /pulls/N/files` lists no more. */
export const mostListedFiles = 3_000;
/** A diff as a whole is refused beyond. */
export const mostFilesInDiff = 300;

interface Difference {
  readonly files: readonly ListedFile[];
  /** Lines of each file that can be commented on, as `SIDE LINE`, with the hunk they are in. */
  readonly commentable: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** A pull request as git tells it: all from `git diff` and `git merge-base`, nothing from the code under test. */
export class PullRequest {
  #known: { readonly key: string; readonly difference: Difference } | null = null;

  constructor(
    private readonly repository: GitRepository,
    public base: string,
    public head: string,
  ) {}

  get mergeBase(): string {
    return this.repository.fixed('merge-base', this.base, this.head).trim();
  }

  /** All of its files, renames found, patches as GitHub cuts them. */
  get files(): readonly ListedFile[] {
    return this.#difference().files;
  }

  #difference(): Difference {
    const key = `${this.base} ${this.head}`;
    if (this.#known?.key !== key) {
      const files = filesBetween(this.repository, this.mergeBase, this.head);
      const commentable = new Map(files.slice(0, mostListedFiles).map(({ filename, patch }) => [filename, commentableLines(patch ?? '')]));
      this.#known = { key, difference: { files, commentable } };
    }
    return this.#known.difference;
  }

  /** What GitHub says to a comment on these lines; null: it takes it. */
  refusal({ path, line, side, start, startSide }: Anchor): string | null {
    const lines = this.#difference().commentable.get(path);
    if (lines === undefined) return 'Pull request review thread path is invalid';
    if (!Number.isInteger(line)) return 'Pull request review thread line is missing';
    if (!isSide(side)) return 'Pull request review thread side is invalid';
    const hunk = lines.get(`${side} ${String(line)}`);
    if (hunk === undefined) return 'Pull request review thread line must be part of the diff';
    if (start === undefined || start === null) return null;
    if (!isSide(startSide)) return 'Pull request review thread start side is invalid';
    if (startSide === side && Number(start) >= Number(line)) return 'Pull request review thread start line must precede the end line.';
    const first = lines.get(`${startSide} ${Number(start)}`);
    if (first === undefined) return 'Pull request review thread start line must be part of the diff';
    return first === hunk ? null : 'Pull request review thread start line must be part of the same hunk as the line.';
  }

  /** A comment's lines in head as it is now; null: one of them has changed since, or the pull request shows it no more. */
  currentLines(comment: PostedComment): { readonly line: number; readonly start_line: number | null } | null {
    const { path, original_commit_id: commit, original_line: last, side } = comment;
    const first = comment.original_start_line ?? last;
    let shift = 0;
    if (commit !== this.head && side === 'RIGHT') {
      const diff = this.repository.fixed('diff', '-U0', '--no-color', commit, this.head, '--', `:(literal)${path}`);
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
    return this.refusal({ path, line, side, start, startSide: side }) === null ? { line, start_line: start } : null;
  }
}

function isSide(value: unknown): value is Side {
  return value === 'LEFT' || value === 'RIGHT';
}

/** The files that differ between two commits. */
export function filesBetween(repository: GitRepository, from: string, to: string): readonly ListedFile[] {
  const rows = repository
    .fixed('diff', '-M', '--raw', '--no-abbrev', '-z', from, to)
    .split('\0')
    .filter((row) => row !== '');
  // A line of a patch starts with a blank or a sign: what starts with `diff --git` starts the next file.
  const patches = repository
    .fixed('diff', '-M', '--no-color', '--no-ext-diff', from, to)
    .split(/^(?=diff --git )/m)
    .filter((patch) => patch !== '')
    .map((patch) => {
      const hunks = patch.search(/^@@ /m);
      return hunks < 0 ? null : patch.slice(hunks).replace(/\n$/, '');
    });
  const files: ListedFile[] = [];
  let section = 0;
  let lines = 0;
  let bytes = 0;
  for (let index = 0; index < rows.length;) {
    const [, , before = '', after = '', letter = ''] = (rows[index] ?? '').split(' ');
    const isRenamed = /^[RC]/.test(letter);
    const previous = rows[index + 1] ?? '';
    const filename = isRenamed ? (rows[index + 2] ?? '') : previous;
    index += isRenamed ? 3 : 2;
    // A file that becomes a link is told as deleted and added again.
    const patch = letter === 'T' ? null : (patches[section] ?? null);
    section += letter === 'T' ? 2 : 1;
    const signed = (sign: string): number => (patch === null ? 0 : patch.split('\n').filter((line) => line.startsWith(sign)).length);
    const [additions, deletions] = [signed('+'), signed('-')];
    lines += additions + deletions;
    bytes += patch?.length ?? 0;
    const isShown =
      patch !== null && patch.length <= mostBytesInFile && additions + deletions <= mostLines && lines <= mostLines && bytes <= mostBytes;
    files.push({
      sha: letter === 'D' ? before : after,
      filename,
      status: statuses[letter.charAt(0)] ?? 'changed',
      additions,
      deletions,
      changes: additions + deletions,
      ...(isRenamed ? { previous_filename: previous } : {}),
      ...(isShown ? { patch } : {}),
    });
  }
  return files;
}

function commentableLines(patch: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let hunk = 0;
  let [left, right, leftEnd, rightEnd] = [0, 0, 0, 0];
  for (const text of patch.split('\n')) {
    if (left >= leftEnd && right >= rightEnd) {
      const header = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text);
      if (header === null) continue;
      hunk += 1;
      left = Number(header[1]);
      right = Number(header[3]);
      leftEnd = left + Number(header[2] ?? 1);
      rightEnd = right + Number(header[4] ?? 1);
      continue;
    }
    const sign = text.charAt(0);
    if (sign === '\\') continue;
    if (sign !== '+') {
      lines.set(`LEFT ${left}`, hunk);
      left += 1;
    }
    if (sign !== '-') {
      lines.set(`RIGHT ${right}`, hunk);
      right += 1;
    }
  }
  return lines;
}
