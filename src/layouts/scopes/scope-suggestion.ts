import { sha256Hex } from '../../text/hash.js';
import type { ScopeEntry } from '../layout.js';
import { policyEndings } from '../policy-content.js';

/** An entry to paste below `scopes:`, for one policy. It is a guess that the reader has to check. */
export interface ScopeSuggestion {
  readonly entry: ScopeEntry;
  /** The basis of the guess: what base deploys the file to, the file's name, its folders' names, or none. */
  readonly from: 'base' | 'file' | 'folder' | 'nothing';
  /** Another file may have the guessed id, so the path is used instead. */
  readonly isPathId: boolean;
}

/** The scope by a file's name and folders. */
interface Guess {
  readonly scope: 'global' | 'product' | 'api' | 'operation' | 'fragment';
  /** Keys of the entry after path and scope, in order. */
  readonly ids: readonly (readonly [key: 'product' | 'api' | 'operation' | 'fragment', id: string])[];
  readonly from: ScopeSuggestion['from'];
  /** For an operation: the policy file of its API beside it. */
  readonly api?: string | undefined;
}

/**
 * Guesses scopes of policies from names and folders. An entry is valid unchanged, no two entries assign one scope to different files, and an entry depends only
 * on the names in a tree, not on the change.
 */
export class ScopeGuesses {
  readonly #owners = new Map<string, string>();
  readonly #isThere: (path: string) => boolean;

  /** `paths`: every file of the tree with a policy's name and without a scope. `taken`: the configuration's entries. `isThere`: whether the tree has a file. */
  constructor(paths: readonly string[], taken: readonly ScopeEntry[], isThere: (path: string) => boolean) {
    this.#isThere = isThere;
    for (const { scope, product, api, operation, fragment } of taken) {
      const ids = Object.entries({ product, api, operation, fragment }).flatMap(([key, id]) => (id === undefined ? [] : [[key, id]]));
      this.#owners.set(JSON.stringify([scope, ids]), '');
    }
    const rank = (path: string): number => (/polic|apim|fragment/i.test(path) ? 0 : 1);
    for (const path of [...paths].sort((a, b) => rank(a) - rank(b) || a.length - b.length || (a < b ? -1 : 1))) {
      for (const root of ['policies', 'fragment'] as const) {
        const key = guessKey(guessOf(path, root, isThere));
        if (!this.#owners.has(key)) this.#owners.set(key, path);
      }
    }
  }

  /** The entry for a policy with this root element; null if its path is too long for the configuration. */
  of(path: string, root: 'policies' | 'fragment'): ScopeSuggestion | null {
    if (path.length > longestPath) return null;
    const guess = guessOf(path, root, this.#isThere);
    const isPathId = !this.#owns(path, guess);
    const { scope, ids } = isPathId ? withPathId(guess, path) : guess;
    const entry = { path, scope, ...Object.fromEntries(ids) };
    const { api } = guess;
    const isOther = api !== undefined && !this.#owns(api, guessOf(api, root, this.#isThere));
    return { entry: isOther ? { ...entry, api: pathId(api) } : entry, from: guess.from, isPathId };
  }

  #owns(path: string, guess: Guess): boolean {
    return (this.#owners.get(guessKey(guess)) ?? path) === path;
  }
}

/** The lines to paste, with a comment on the basis of the guess. */
export function suggestionText({ entry, from, isPathId }: ScopeSuggestion): string {
  const [first, ...others] = fieldsOf(entry);
  const id = isPathId ? '; another file may have the id that its name tells, so its path stands for it' : '';
  return [`# a guess from ${guessedFrom[from]}${id}: check scope and ids`, `- ${first ?? ''}`, ...others.map((field) => `  ${field}`)].join('\n');
}

/** The entry in one line of YAML. */
export function entryLine(entry: ScopeEntry): string {
  return `- { ${fieldsOf(entry).join(', ')} }`;
}

const guessedFrom = {
  base: 'the scope it has in base',
  file: "the file's name",
  folder: 'the names of its folders',
  nothing: 'nothing: neither file nor folders tell',
} as const;

function fieldsOf({ path, scope, workspace, product, api, operation, fragment }: ScopeEntry): readonly string[] {
  return Object.entries({ path, scope, workspace, product, api, operation, fragment }).flatMap(([key, text]) =>
    text === undefined ? [] : [`${key}: ${yamlText(text)}`],
  );
}

/** The configuration's limit. */
const longestPath = 1000;
const longestId = 200;

function guessKey({ scope, ids }: Guess): string {
  return JSON.stringify([scope, ids]);
}

/** A path belongs to one file; its end is more informative than its beginning. There is one global policy, so another one is treated as an API's. */
function withPathId(guess: Guess, path: string): Guess {
  const id = pathId(path);
  if (guess.scope === 'global') return { scope: 'api', ids: [['api', id]], from: guess.from };
  return { ...guess, ids: guess.ids.map(([key, own], index) => [key, index === guess.ids.length - 1 ? id : own]) };
}

/** A path too long for an id is replaced by its hash and its end. */
function pathId(path: string): string {
  return path.length <= longestId ? path : `${sha256Hex(path)} ${path.slice(-100)}`;
}

function guessOf(path: string, root: 'policies' | 'fragment', isThere: (path: string) => boolean): Guess {
  const segments = path.split('/');
  const stem = stemOf(segments.pop() ?? '');
  const folders = segments.map((folder) => folder.toLowerCase());
  const name = nameIn(stem, segments);
  const from = core(stem) !== '' ? 'file' : segments.some((folder) => core(folder) !== '') ? 'folder' : 'nothing';
  const above = (kind: RegExp): number => folders.findLastIndex((folder) => kind.test(folder));
  if (root === 'fragment') return { scope: 'fragment', ids: [['fragment', name]], from };
  const operations = above(/^operations?$/);
  if (operations > 0 || /operation/i.test(stem)) {
    const folder = segments.length === 0 ? '' : `${segments.join('/')}/`;
    const owner = operations > 0 ? segments[operations - 1] : ownerOf(stem, folder, isThere);
    const operation = operations > 0 || owner === undefined ? name : core(stem).slice(owner.length + 1);
    const api = operations > 0 || owner === undefined ? undefined : `${folder}${owner}-apiPolicy.xml`;
    const ids = [['api', cut(owner ?? nameIn('', segments))], ['operation', cut(operation)]] as const; // prettier-ignore
    return { scope: 'operation', ids, from, api };
  }
  const isOfArtifacts = stem === 'policy' && /artifacts?$/.test(folders.at(-1) ?? '');
  if (isOfArtifacts || /global|all-?apis|service-?policy/i.test(stem)) return { scope: 'global', ids: [], from: isOfArtifacts ? 'folder' : 'file' };
  if (/product/i.test(stem) || above(/^(products?|api_products?)$/) > above(/^(apis?|api_apis?)$/))
    return { scope: 'product', ids: [['product', name]], from };
  return { scope: 'api', ids: [['api', name]], from };
}

/** The API in `<api>-<operation>-operationPolicy.xml`: both contain hyphens, and `<api>-apiPolicy.xml` beside it shows where the first ends. */
function ownerOf(stem: string, folder: string, isThere: (path: string) => boolean): string | undefined {
  const whole = core(stem);
  for (let end = whole.lastIndexOf('-'); end > 0; end = whole.lastIndexOf('-', end - 1)) {
    const api = whole.slice(0, end);
    if (isThere(`${folder}${api}-apiPolicy.xml`)) return api;
  }
  return undefined;
}

function stemOf(file: string): string {
  return file.replace(policyEndings, '');
}

/** A name without the words that only mark a policy and its kind. */
function core(name: string): string {
  let left = name;
  for (;;) {
    const next = left.replace(noiseBehind, '').replace(noiseInCamelCase, '').replace(noiseBefore, '');
    if (next === left) return left;
    left = next;
  }
}

const noise = 'polic(?:y|ies)|operations?|products?|fragments?|frag|apim|apis?|base|inbound';
const noiseBehind = new RegExp(`(?:^|[-_. ]+)(?:${noise})[-_. ]*$`, 'i');
const noiseBefore = new RegExp(`^[-_. ]*(?:${noise})(?:[-_. ]+|$)`, 'i');
/** `globalServicePolicy`, `ordersApi` */
const noiseInCamelCase = /(?<=[a-z0-9])(?:Polic(?:y|ies)|Operation|Product|Fragment|Api)$/;

/** The informative part of a file's name, or of the nearest folder with one. */
function nameIn(stem: string, segments: readonly string[]): string {
  for (const name of [stem, ...[...segments].reverse()]) {
    const told = core(name);
    if (told !== '') return cut(told);
  }
  return 'unnamed';
}

function cut(id: string): string {
  return id.slice(0, longestId);
}

/** A YAML scalar for the text: plain if possible, otherwise in double quotes. */
function yamlText(text: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)) return text;
  const quoted = JSON.stringify(text);
  return quoted.replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, (code) => `\\u${code.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
