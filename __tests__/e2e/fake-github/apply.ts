import type { GitRepository } from './repository.js';

interface Shown {
  readonly path: string;
  readonly line: number | null;
  readonly start_line: number | null;
  readonly body: string;
}

/** The lines of a comment's suggestion block; null: it has none. Fences are read as Markdown reads them: closed by one at least as long. */
export function suggestionOf(body: string): readonly string[] | null {
  const lines = body.split('\n');
  const open = lines.findIndex((line) => /^`{3,}suggestion$/.test(line));
  if (open < 0) return null;
  const fence = /^`+/.exec(lines[open] ?? '')?.[0] ?? '';
  const close = lines.findIndex((line, index) => index > open && /^`{3,}$/.test(line) && line.length >= fence.length);
  if (close < 0) throw new Error('the suggestion is not closed');
  return lines.slice(open + 1, close);
}

/** A file after a comment's suggestion was committed: the lines it stands on are replaced, the file's own line ending is kept. */
export function appliedTo(repository: GitRepository, revision: string, comment: Shown): Buffer {
  const replacement = suggestionOf(comment.body);
  if (replacement === null || comment.line === null) throw new Error('nothing to apply');
  // As latin1 every byte is a character, and none is lost.
  const text = repository.bytes('show', `${revision}:${comment.path}`).toString('latin1');
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const first = comment.start_line ?? comment.line;
  lines.splice(first - 1, comment.line - first + 1, ...replacement.map((line) => Buffer.from(line, 'utf8').toString('latin1')));
  return Buffer.from(lines.join(newline), 'latin1');
}

/** Commits a comment's suggestion on a branch as GitHub does. Returns the commit. */
export function applySuggestion(repository: GitRepository, branch: string, comment: Shown): string {
  const applied = appliedTo(repository, branch, comment);
  repository.checkout(branch);
  return repository.commit({ [comment.path]: applied }, 'Apply suggestion');
}

/** The `diff` blocks of a text, each as `git apply` takes it. */
export function patchesOf(body: string): readonly string[] {
  // What a page cannot carry as it is (a path that is a runner's command) is written out, and the line below says so: that one is for reading.
  const asItIs = /^(`{3,})diff\n([\s\S]*?)\n\1$(?!\n+Hidden characters and commands of runners are written out here)/gm;
  return [...body.matchAll(asItIs)].map((match) => `${match[2] ?? ''}\n`);
}
