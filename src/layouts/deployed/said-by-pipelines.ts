import { sha256Hex } from '../../text/hash.js';

/** Lines that say whether and when a setting counts. */
const commands = /\bapply\b|\bdeployment\b.*\bcreate\b|-chdir\b|\bworking-directory\b|\bunset\b/;
/** Words round the name of what is put together: `${{ matrix.origin }}`, `$(origin)`. */
const sayingNothing: ReadonlySet<string> = new Set([
  'env',
  'github',
  'inputs',
  'matrix',
  'needs',
  'outputs',
  'parameters',
  'secrets',
  'steps',
  'variables',
  'vars',
]);
const mostLines = 500;

/**
 * All that pipelines write about a value, in the order in which they do: equal where they give it in the same way. `names`: what they call it; `raw`: the
 * value as it is written; what is put together is looked up by the words in it.
 */
export function saidByPipelines(names: readonly string[], raw: string, texts: readonly string[]): string {
  const words = /\$/.test(raw) ? wordsIn(raw).filter((word) => !sayingNothing.has(word)) : [];
  const named = new Set([...names, ...words]);
  const lines = texts.flatMap((text) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => commands.test(line) || wordsIn(line).some((word) => named.has(word))),
  );
  return sha256Hex(JSON.stringify([raw, ...lines.slice(0, mostLines)].map((line) => line.replace(/["']/g, ''))));
}

function wordsIn(text: string): readonly string[] {
  return [...text.matchAll(/[A-Za-z_]\w*/g)].map(([word]) => word);
}
