/** Knows what is put into the text of a command: by a workflow of GitHub or a pipeline of Azure before a shell sees it, and by the shell itself. */

/** Source of a pattern for what a workflow puts in: `${{ x }}`, `$(x)`. */
export const workflowHole = String.raw`\$\{\{[^}\n]{0,400}\}\}|\$\([^)\n]{0,400}\)`;

/** Source of a pattern for what a workflow or a shell puts in: also `${x}` and `$x`. */
export const commandHole = String.raw`${workflowHole}|\$\{[^{}]*\}|\$[A-Za-z_]\w*`;

const ofWorkflow = /\$\{\{|\$\(|#\{|__\w+__/;

/** Whether a workflow puts something into a word. */
export function isFilledByWorkflow(word: string): boolean {
  return ofWorkflow.test(word);
}

/** The offset behind the hole at an offset, or the next one where none begins. */
export function behindHole(text: string, at: number): number {
  const closing = text.startsWith('${{', at) ? '}}' : text.startsWith('${', at) ? '}' : text.startsWith('$(', at) ? ')' : null;
  if (closing === null) return at + 1;
  const end = text.indexOf(closing, at);
  return end < 0 ? text.length : end + closing.length;
}
