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

/** Commits a comment's suggestion on a branch as GitHub does: the lines it stands on are replaced, the file's line ending is kept. Returns the commit. */
export function applySuggestion(repository: GitRepository, branch: string, comment: Shown): string {
  const replacement = suggestionOf(comment.body);
  if (replacement === null || comment.line === null) throw new Error('nothing to apply');
  repository.checkout(branch);
  const text = repository.git('show', `${branch}:${comment.path}`);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const first = comment.start_line ?? comment.line;
  lines.splice(first - 1, comment.line - first + 1, ...replacement);
  return repository.commit({ [comment.path]: lines.join(newline) }, 'Apply suggestion');
}

/** The `diff` blocks of a text, each as `git apply` takes it. */
export function patchesOf(body: string): readonly string[] {
  return [...body.matchAll(/^(`{3,})diff\n([\s\S]*?)\n\1$/gm)].map((match) => `${match[2] ?? ''}\n`);
}
