import { policyName, policyRootOf } from '../policy-content.js';
import { touchedBy } from './not-followed.js';
import type { NotFollowed } from '../../apim/service.js';
import { folderOfPath, resolvePath } from './paths.js';
import type { TreeTexts } from './tree-texts.js';

/** Files that a command runs and that may name others. */
const script = /\.(?:sh|bash|zsh|ps1|psm1|py|cmd|bat|js|mjs|cjs|ts|rb|pl|go|php|sh\.\w+|ps1\.\w+|tpl|tftpl|tmpl|j2)$|(?:^|\/)(?:Makefile|[^./]+)$/;
/** An API specification runs nothing: its paths are those of requests. */
const specification = /^\ufeff?\s*(?:\{\s*)?["']?(?:openapi|swagger)["']?\s*:/;
const ofSpecification = /\.(?:ya?ml|json)\.\w+$/i;
/** Files that commands do not deploy. */
const aside = /\.(?:md|markdown|rst|adoc|png|jpe?g|gif|svg|lock|log|tfstate|tf|tofu|tfvars|bicep|bicepparam)$|(?:^|\/)LICENSE$/i;
/** Separators of words in any shell's command. */
const between = /[\s"'`=,;:()<>|&@[\]]+/;
/** The folder of the code or script, at the beginning of a path. */
const ownFolder = /^(?:\$\{[^{}]*\}|\$[A-Za-z_]\w*|%~dp0|%\w+%)?[\\/]+/;
/** Substitutions at run time. */
const hole = /\$\{[^{}]*\}|\$[A-Za-z_]\w*|\{\w*\}|%\w+%|\*+/g;

const nothing: ReadonlySet<string> = new Set();
const longestName = 200;
const mostFiles = 200;
/** Most words that are read in one text. */
const mostWords = 20_000;

/** A command, with the files of the repository that it names. */
export interface CommandText {
  readonly touches: NotFollowed['touches'];
  /** The texts of these files: equal for the same effect. */
  readonly texts: readonly string[];
  /** Files that the command names, existing or not: their changes count as its own. */
  readonly runs: readonly string[];
}

/**
 * What a command may do, by its text and the files that it names, transitively through scripts. `code`: its text in the file `path`. A file with a policy
 * counts as deployed by it. If the command does not reach API Management, only scripts matter. `followed`: files whose policies are reviewed anyway.
 */
export function commandText(code: string, path: string, files: TreeTexts, followed: ReadonlySet<string> = nothing): CommandText {
  const found = new Map<string, string>();
  const words = wordsOf(files);
  const queue: (readonly [text: string, folders: readonly string[]])[] = [[code, [folderOfPath(path), '']]];
  for (const [text, folders] of queue) {
    for (const one of namedIn(text, folders, words)) {
      if (found.has(one) || found.size >= mostFiles || one === path) continue;
      // A text too long to read is identified by its file.
      const own = files.text(one) ?? `${one} ${files.tree.entries.get(one)?.id ?? ''}`;
      found.set(one, own);
      if (namesFiles(one, own)) queue.push([own, [folderOfPath(one), ...folders]]);
    }
  }
  const scripts = [...found].filter(([one]) => script.test(one));
  const policies = [...found].some(([one, text]) => !followed.has(one) && holdsPolicy(text));
  const told = touchedBy([code, ...scripts.map(([, text]) => text)].join('\n'));
  const touches = policies ? 'policies' : told;
  const kept = touches === 'unknown' ? scripts : [...found];
  return { touches, texts: kept.map(([, text]) => text), runs: kept.map(([one]) => one) };
}

function namesFiles(path: string, text: string): boolean {
  return script.test(path) && !(ofSpecification.test(path) && specification.test(text));
}

function holdsPolicy(text: string): boolean {
  return /<(?:policies|fragment)\b/.test(text) && policyRootOf(new TextEncoder().encode(text)) !== null;
}

interface Words {
  readonly isFile: (path: string) => boolean;
  /** Files with this beginning and end. */
  readonly like: (before: string, after: string) => readonly string[];
  /** Possible policies in a folder; null: no such folder. */
  readonly policiesIn: (folder: string) => readonly string[] | null;
}

function wordsOf({ tree }: TreeTexts): Words {
  return {
    isFile: (path) => tree.entries.get(path)?.kind === 'file',
    like: (before, after) => [...tree.entries.keys()].filter((path) => path.startsWith(before) && path.endsWith(after)).slice(0, mostFiles),
    policiesIn: (folder) => foldersOf(tree.entries).get(folder) ?? null,
  };
}

interface FoldersKnown {
  /** Number of files that were listed then. */
  readonly files: number;
  readonly folders: ReadonlyMap<string, readonly string[]>;
}

/** Cached: a tree may run hundreds of commands in each environment. */
const foldersKnown = new WeakMap<ReadonlyMap<string, unknown>, FoldersKnown>();

function foldersOf(entries: ReadonlyMap<string, unknown>): FoldersKnown['folders'] {
  const known = foldersKnown.get(entries);
  if (known?.files === entries.size) return known.folders;
  const folders = foldersIn(entries.keys());
  foldersKnown.set(entries, { files: entries.size, folders });
  return folders;
}

/** Folders with possible policies, and those files. */
function foldersIn(paths: Iterable<string>): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    if (!policyName.test(path)) continue;
    for (let folder = folderOfPath(path); folder !== ''; folder = folderOfPath(folder)) {
      const known = folders.get(folder);
      if (known === undefined) folders.set(folder, [path]);
      else if (known.length < mostFiles) known.push(path);
    }
  }
  return folders;
}

/** The files that a text names, relative to some folders. */
function namedIn(text: string, folders: readonly string[], there: Words): ReadonlySet<string> {
  const found = new Set<string>();
  for (const word of new Set(text.split(between, mostWords))) {
    if (word.length > longestName || !/\w/.test(word)) continue;
    const name = word.replaceAll('\\', '/').replace(ownFolder, '');
    if (name === '' || aside.test(name)) continue;
    for (const folder of folders) {
      const one = filesAt(name, folder, there);
      for (const path of one) found.add(path);
      if (one.length > 0) break;
    }
  }
  return found;
}

function filesAt(name: string, folder: string, { isFile, like, policiesIn }: Words): readonly string[] {
  const holes = [...name.matchAll(hole)];
  const [first] = holes;
  const last = holes.at(-1);
  if (first === undefined || last === undefined) {
    const path = resolvePath(folder, name) ?? '';
    if (path === '') return [];
    return isFile(path) && /[./]/.test(name) ? [path] : (policiesIn(path) ?? []);
  }
  const head = name.slice(0, first.index);
  const after = name.slice(last.index + last[0].length);
  const at = resolvePath(folder, head.slice(0, head.lastIndexOf('/') + 1)) ?? '';
  if (!/\.\w/.test(after)) return at === '' || at === folder ? [] : (policiesIn(at) ?? []);
  return like(`${at === '' ? '' : `${at}/`}${head.slice(head.lastIndexOf('/') + 1)}`, after).filter((path) => !aside.test(path));
}
