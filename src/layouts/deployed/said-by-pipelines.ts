import { sha256Hex } from '../../text/hash.js';

/** Lines that decide whether and when a setting applies. */
const commands = /\bapply\b|\bdeployment\b.*\bcreate\b|-chdir\b|\bworking-directory\b|\bunset\b/;
/** Words around the name of a computed value: `${{ matrix.origin }}`, `$(origin)`. */
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
/** UTF-16 units of a pipeline that are searched for a value; a longer one counts completely. */
const longestPipeline = 200_000;

/**
 * Everything that pipelines write about a value, in order: equal if they set it in the same way. `names`: their names for it; `raw`: the written value;
 * computed parts are followed by their words.
 */
export function saidByPipelines(names: readonly string[], raw: string, texts: readonly string[]): string {
  const words = /\$/.test(raw) ? wordsIn(raw).filter((word) => !sayingNothing.has(word)) : [];
  const named = new Set([...names, ...words]);
  const lines = texts.flatMap((text) =>
    text.length > longestPipeline
      ? wholeOf(text)
      : text
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => commands.test(line) || wordsIn(line).some((word) => named.has(word))),
  );
  return sha256Hex(JSON.stringify([raw, ...lines].map((line) => line.replace(/["']/g, ''))));
}

const wholes = new Map<string, string>();
/** Most texts whose hashes are cached: each value asks for the same text. */
const mostKept = 4;

/** A hash of a text without trailing spaces. */
function wholeOf(text: string): string {
  let whole = wholes.get(text);
  if (whole === undefined) {
    if (wholes.size >= mostKept) wholes.clear();
    whole = sha256Hex(
      text
        .split('\n')
        .map((line) => line.trim())
        .join('\n'),
    );
    wholes.set(text, whole);
  }
  return whole;
}

function wordsIn(text: string): readonly string[] {
  return [...text.matchAll(/[A-Za-z_]\w*/g)].map(([word]) => word);
}
