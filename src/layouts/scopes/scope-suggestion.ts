/** A policy that lacks a scope: where it lies, and its root element. */
export interface ScopelessPolicy {
  readonly path: string;
  readonly root: 'policies' | 'fragment';
}

/** What a file's name and folders say of its scope, and ids that no other guess has. */
interface Guess {
  readonly scope: 'global' | 'product' | 'api' | 'operation' | 'fragment';
  /** Keys of the entry besides path and scope, in order. */
  readonly ids: readonly (readonly [key: string, id: string])[];
}

/**
 * An entry for each policy to paste below `scopes:`. Scope and ids are guessed from names and folders, and are for the reader to check; every
 * entry is accepted as it stands, and no two of them give one id to different policies. `isThere` tells whether the repository has a file.
 */
export function scopeSuggestions(policies: readonly ScopelessPolicy[], isThere: (path: string) => boolean): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const suggestions = new Map<string, string>();
  for (const policy of policies) {
    if (policy.path.length > longestPath) continue;
    const guess = unique(guessOf(policy, isThere), policy.path, taken);
    const lines = [`- path: ${yamlText(policy.path)}`, `  scope: ${guess.scope}`, ...guess.ids.map(([key, id]) => `  ${key}: ${yamlText(id)}`)];
    suggestions.set(policy.path, lines.join('\n'));
  }
  return suggestions;
}

/** What the configuration takes. */
const longestPath = 1000;
const longestId = 200;

function guessOf({ path, root }: ScopelessPolicy, isThere: (path: string) => boolean): Guess {
  const segments = path.split('/');
  const stem = stemOf(segments.pop() ?? '');
  const folders = segments.map((folder) => folder.toLowerCase());
  const name = nameIn(stem, segments);
  const above = (kind: RegExp): number => folders.findLastIndex((folder) => kind.test(folder));
  if (root === 'fragment') return { scope: 'fragment', ids: [['fragment', name]] };
  const operations = above(/^operations?$/);
  if (operations > 0 || /operation/i.test(stem)) {
    const owner = operations > 0 ? segments[operations - 1] : ownerOf(stem, segments.join('/'), isThere);
    const operation = operations > 0 || owner === undefined ? name : core(stem).slice(owner.length + 1);
    return { scope: 'operation', ids: [['api', cut(owner ?? nameIn('', segments))], ['operation', cut(operation)]] }; // prettier-ignore
  }
  const isOfArtifacts = stem === 'policy' && /artifacts?$/.test(folders.at(-1) ?? '');
  if (isOfArtifacts || /global|all-?apis|service-?policy/i.test(stem)) return { scope: 'global', ids: [] };
  if (/product/i.test(stem) || above(/^(products?|api_products?)$/) > above(/^(apis?|api_apis?)$/))
    return { scope: 'product', ids: [['product', name]] };
  return { scope: 'api', ids: [['api', name]] };
}

/** The API of `<api>-<operation>-operationPolicy.xml`: both have hyphens, and `<api>-apiPolicy.xml` beside it tells where the first one ends. */
function ownerOf(stem: string, folder: string, isThere: (path: string) => boolean): string | undefined {
  const whole = core(stem);
  for (let end = whole.lastIndexOf('-'); end > 0; end = whole.lastIndexOf('-', end - 1)) {
    const api = whole.slice(0, end);
    if (isThere(`${folder === '' ? '' : `${folder}/`}${api}-apiPolicy.xml`)) return api;
  }
  return undefined;
}

/** The guess with ids that nobody has: those of different policies are told apart by their folders, then by their whole paths. */
function unique(guess: Guess, path: string, taken: Set<string>): Guess {
  const last = guess.ids[guess.ids.length - 1];
  if (last === undefined) return guess;
  const [key, id] = last;
  const parent = path.split('/').at(-2);
  const ids = [id, ...(parent === undefined ? [] : [`${parent}-${id}`]), path.replace(/[^A-Za-z0-9]+/g, '-')];
  for (const candidate of ids) {
    const whole: Guess = { ...guess, ids: [...guess.ids.slice(0, -1), [key, cut(candidate)]] };
    const identity = JSON.stringify([whole.scope, whole.ids]);
    if (taken.has(identity)) continue;
    taken.add(identity);
    return whole;
  }
  return { ...guess, ids: [...guess.ids.slice(0, -1), [key, cut(`${String(taken.size)}-${id}`)]] };
}

function stemOf(file: string): string {
  return file.replace(/(\.(xml|tpl|tftpl))+$/i, '');
}

/** A name without the words that only say that it is a policy, and of what kind. */
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

/** The telling part of a file's name, or of the nearest folder whose name tells something. */
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

/** A scalar that reads back as the same text: plain where nothing about it is special, else in double quotes. */
function yamlText(text: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)) return text;
  const quoted = JSON.stringify(text);
  return quoted.replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, (code) => `\\u${code.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
