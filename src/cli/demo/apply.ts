import type { SuggestedEdit } from '../../review/review.js';

/** The text with whole-line edits applied (1-based, inclusive); line endings stay the text's own. */
export function applySuggestedEdits(text: string, edits: readonly SuggestedEdit[]): string {
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(ending);
  for (const { startLine, endLine, lines: replacement } of [...edits].sort((a, b) => b.startLine - a.startLine)) {
    lines.splice(startLine - 1, endLine - startLine + 1, ...replacement);
  }
  return lines.join(ending);
}
