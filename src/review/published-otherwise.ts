import { LineIndex } from '../text/line-index.js';
import type { Sides } from './sides.js';

/** What tells the publisher of artifacts which folder it publishes, and with which overrides. */
const told = /\b(CONFIGURATION_YAML_PATH|API_MANAGEMENT_SERVICE_OUTPUT_FOLDER_PATH)\b["']?[ \t]*[:=][ \t]*(\S[^\r\n]*)/g;

const isPipeline = (path: string): boolean => /\.(?:ya?ml|sh|ps1|mk|env)$|(?:^|\/)Makefile$/i.test(path);

/** A pipeline that publishes something else than it did. */
export interface PublishedOtherwise {
  readonly path: string;
  /** What it names now and base does not name there. */
  readonly now: readonly string[];
  /** Where the first of these stands. */
  readonly line: number;
}

/**
 * Pipelines that tell the publisher another folder or another configuration than in base: what was published from there is replaced by what is reviewed
 * as something else, or by what nobody looks at. What is only added replaces nothing. `paths`: those that the change touches.
 */
export async function publishedOtherwise({ base, head }: Sides, paths: readonly string[]): Promise<readonly PublishedOtherwise[]> {
  const candidates = paths.filter(isPipeline);
  const isFile = (side: Sides['base'], path: string): boolean => side.entries.get(path)?.kind === 'file';
  const [before, after] = [
    await base.read(candidates.filter((path) => isFile(base, path))),
    await head.read(candidates.filter((path) => isFile(head, path))),
  ];
  const gone = candidates.filter((path) => !isFile(head, path)).flatMap((path) => namedIn(before.get(path)));
  return candidates.flatMap((path): readonly PublishedOtherwise[] => {
    if (!isFile(head, path)) return [];
    const [is, lines] = [namedIn(after.get(path)), linesIn(after.get(path))];
    // A file of another name may stand in the place of those that are gone.
    const was = isFile(base, path) ? namedIn(before.get(path)) : gone;
    if (is.length === 0 || isWithin(was, is)) return [];
    const fresh = is.filter((one) => !was.includes(one));
    const line = lines[fresh[0] === undefined ? 0 : is.indexOf(fresh[0])] ?? 1;
    return [{ path, now: [...new Set(fresh.length > 0 ? fresh : is)], line }];
  });
}

/** `NAME: value` of each, in the order of the file. */
function namedIn(bytes: Uint8Array | undefined): readonly string[] {
  if (bytes === undefined) return [];
  return Array.from(new TextDecoder().decode(bytes).matchAll(told), ([, name = '', value = '']) => {
    const plain = value
      .replace(/\s#.*$/, '')
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2');
    return `${name}: ${plain.replace(/^\.\//, '').replace(/\/$/, '')}`;
  });
}

/** The line of each, in the same order. */
function linesIn(bytes: Uint8Array | undefined): readonly number[] {
  const text = new TextDecoder().decode(bytes);
  const starts = new LineIndex(text);
  return Array.from(text.matchAll(told), ({ index }) => starts.lineAt(index));
}

/** Whether all of a list stands in another one, in the same order. */
function isWithin(some: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  for (const one of all) if (one === some[at]) at += 1;
  return at === some.length;
}
