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
/** UTF-16 units of a pipeline that are looked through for a value: a longer one says all that it holds. */
const longestPipeline = 200_000;

/**
 * All that pipelines write about a value, in the order in which they do: equal where they give it in the same way. `names`: what they call it; `raw`: the
 * value as it is written; what is put together is looked up by the words in it.
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
/** Texts whose identity is kept: one is asked for by each of its values in turn. */
const mostKept = 4;

/** What stands for the whole of a text, without the spaces at the ends of its lines. */
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
