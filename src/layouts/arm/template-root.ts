import type { PolicyCache } from '../../apim/policy-cache.js';
import type { MetadataFault } from '../../apim/metadata-fault.js';
import type { MetadataProblem, NotFollowed } from '../../apim/service.js';
import { sha256Hex } from '../../text/hash.js';
import { LineIndex } from '../../text/line-index.js';
import { policiesByAddress, type Deployed, type DeployedPolicy } from '../deployed/deployed.js';
import { keyOfRoot, type DeployedEnvironment, type Definition, type DeployingRoot } from '../deployed/deploying-root.js';
import type { TextValue, Value } from '../deployed/deployed-value.js';
import { fileNotation } from '../deployed/hosted-value.js';
import { folderOfPath } from '../deployed/paths.js';
import { unreadFault, type TreeTexts } from '../deployed/tree-texts.js';
import { describe, missingText, unknown } from '../deployed/values.js';
import { waysOf } from '../deployed/ways.js';
import { commandText } from '../deployed/named-by-command.js';
import { inOneForm, notFollowedAt } from '../deployed/not-followed.js';
import type { Tree } from '../tree.js';
import { deployedByArm } from './arm-resource.js';
import { entryIn, stringIn, type JsonNode } from './json-syntax.js';
import { linkedPath, missingLink } from './linked-files.js';
import { syntaxOf } from './template-files.js';
import { resourcesOf, type LinkedTemplate, type TemplateWorld } from './template-resources.js';
import { TemplateScope, type TemplateText } from './template-scope.js';

/** Shared by the roots of one tree. */
export interface TemplateContext {
  readonly files: TreeTexts;
  readonly cache: PolicyCache;
}

/** A root's template and its values. */
export interface TemplateState {
  readonly path: string;
  /** Files of values that always apply. */
  readonly base: readonly string[];
  readonly sole: string | null;
  readonly environment: DeployedEnvironment | null;
  /** As `DeployingRoot.isWhole`. */
  readonly isWhole: boolean;
}

/** Most nested deployments of one root. */
const mostDeployments = 800;

type Problem = Parameters<TemplateScope['work']['report']>;

/** One template in one environment, and what it deploys. */
export class TemplateRoot implements DeployingRoot {
  readonly folder: string;
  readonly environment: DeployedEnvironment | null;
  readonly isWhole: boolean;
  readonly files: TreeTexts;
  readonly #state: TemplateState;
  readonly #context: TemplateContext;
  readonly #told: Problem[] = [];
  /** By URL and naming file: the resolved link. */
  readonly #links = new Map<string, { readonly url: TextValue; readonly from: string; readonly path: string | null }>();
  readonly #passedOver = new Map<string, NotFollowed>();
  /** For texts with skipped parts. */
  readonly #lines = new Map<string, LineIndex>();
  #items: ReadonlyMap<Deployed, ReadonlySet<string>> | null = null;
  /** For `textAt`: callers may ask for thousands of policies of a file. */
  #policies: ReadonlyMap<string, DeployedPolicy> | null = null;

  constructor(context: TemplateContext, state: TemplateState) {
    this.#context = context;
    this.#state = state;
    this.folder = folderOfPath(state.path);
    this.environment = state.environment;
    this.isWhole = state.isWhole;
    this.files = context.files.with([]);
  }

  get key(): string {
    return keyOfRoot('arm', this.#state.path);
  }

  get sole(): string | null {
    return this.#state.sole;
  }

  /** Names of parameters are not compared across a change. */
  readonly takes: ReadonlySet<string> = new Set();

  get needs(): ReadonlySet<string> {
    const declared = entryIn(syntaxOf(this.files, this.path)?.root, 'parameters');
    const entries = declared?.kind === 'object' ? [...declared.entries] : [];
    return new Set(entries.flatMap(([name, one]) => (entryIn(one, 'defaultValue') === undefined ? [name] : [])));
  }

  nameOf(variable: string): string {
    return variable;
  }

  get baseValues(): string {
    const text = this.files.text(this.path) ?? '';
    const declared = entryIn(syntaxOf(this.files, this.path)?.root, 'parameters');
    const defaults = (declared?.kind === 'object' ? [...declared.entries] : []).map(([name, one]) => {
      const value = entryIn(one, 'defaultValue');
      return `${name}=${value === undefined ? '' : inOneForm(text.slice(value.start, value.end))}`;
    });
    return sha256Hex(defaults.sort().join('\n'));
  }

  definitionsIn(name: string): readonly Definition[] {
    return Array.from(name.matchAll(/parameters\('([^']+)'\)/g)).flatMap(({ 0: written, 1: parameter = '', index }): readonly Definition[] => {
      const found = referredIn(this.#values, parameter.toLowerCase());
      return found === null ? [] : [{ ...found, at: { start: index, end: index + written.length } }];
    });
  }

  /** The files of values, the one with precedence last. */
  get #values(): readonly LinkedTemplate[] {
    return [...this.#state.base, ...(this.environment?.files ?? [])].flatMap((path) => {
      const root = syntaxOf(this.files, path)?.root;
      return root == null ? [] : { path, text: this.files.text(path) ?? '', root };
    });
  }

  get path(): string {
    return this.#state.path;
  }

  /** Templates that it deploys, including itself. */
  get templates(): readonly string[] {
    return this.#all.size < 0 ? [] : [...this.#links.values()].flatMap(({ path }) => (path !== null && /\.jsonc?$/i.test(path) ? path : []));
  }

  get deployed(): readonly Deployed[] {
    return [...this.#all.keys()];
  }

  get isCut(): boolean {
    if (syntaxOf(this.files, this.path)?.root === null) return true;
    return this.#all.size >= 0 && this.#told.some(([code]) => code === 'too-deep' || code === 'too-many-modules' || code === 'loop-too-long');
  }

  pathsOf(one: Deployed): ReadonlySet<string> {
    return this.#all.get(one) ?? new Set();
  }

  isCode(path: string): boolean {
    return /\.jsonc?$/i.test(path) && (this.files.asked.has(path) || /(?:\.template|param(?:eter)?s?(?:[.\w-]*)?)\.json$/i.test(path));
  }

  with(path: string, text: string): TemplateRoot {
    return new TemplateRoot({ ...this.#context, files: this.files.with([[path, text]]) }, this.#state);
  }

  textAt(address: string): Value | null {
    this.#policies ??= policiesByAddress(this.#evaluated());
    return this.#policies.get(address)?.text() ?? null;
  }

  get #all(): ReadonlyMap<Deployed, ReadonlySet<string>> {
    if (this.#items === null) {
      const items = new Map<Deployed, ReadonlySet<string>>();
      for (const one of this.#evaluated()) {
        const work = one.kind === 'policy' ? one.text : one.kind === 'api' ? one.specification : null;
        const { value, paths } = this.files.watched(() => work?.() ?? null);
        for (const way of waysOf(value === null ? one : worked(one, value))) items.set(way, paths);
      }
      this.#items = items;
    }
    return this.#items;
  }

  *#evaluated(): Iterable<Deployed> {
    const { files } = this;
    const { path, base, environment } = this.#state;
    const text = files.text(path) ?? '';
    const root = syntaxOf(files, path)?.root ?? null;
    if (root === null) return;
    const named = [...base, ...(environment?.files ?? [])];
    // An unreadable file of values may set any parameter.
    const isBroken = named.some((own) => syntaxOf(files, own)?.root === null);
    const values = this.#values;
    let opened = 0;
    const work: TemplateScope['work'] = {
      steps: 0,
      report: (...problem) => {
        if (this.#told.every(([code, name]) => code !== problem[0] || name !== problem[1])) this.#told.push(problem);
      },
    };
    const scope = new TemplateScope(
      { path, text },
      root,
      (name) => givenIn(values, name) ?? (isBroken ? unknown(`parameters('${name}')`) : null),
      work,
    );
    const world: TemplateWorld = {
      linked: (url, from) => this.#linked(url, from),
      linkedTemplate: (url, from) => this.#linkedTemplate(url, from),
      mayOpen: () => (opened += 1) <= mostDeployments,
      passOver: (what, node, from, more) => {
        this.#passOver(what, node, from, more);
      },
    };
    for (const resource of resourcesOf(scope, world, path)) yield* deployedByArm(resource);
  }

  #pathOf(url: Value, { path: from }: TemplateText): string | null {
    if (url.kind !== 'text' || from === null) return null;
    const key = `${from}\u0000${url.text}`;
    const known = this.#links.get(key);
    if (known !== undefined) return known.path;
    const path = linkedPath(url, from, this.files.tree);
    this.#links.set(key, { url, from, path });
    return path;
  }

  #linked(url: Value, from: TemplateText): Value {
    const path = this.#pathOf(url, from);
    const text = path === null ? null : this.files.content(path);
    if (path === null || text === null || text === undefined) {
      const missing = path === null && url.kind === 'text' ? missingLink(url, this.files.tree) : null;
      return missing === null ? unknown(linkName(url)) : missingText(linkName(url), missing);
    }
    const at = { start: 0, end: text.length };
    const value: TextValue = {
      kind: 'text',
      text,
      pieces: text === '' ? [] : [{ text: at, from: { host: { path, at, notation: fileNotation }, span: at }, open: null }],
    };
    return value;
  }

  #passOver(what: 'template' | 'command' | 'release', node: JsonNode, { path, text }: TemplateText, more = ''): void {
    const code = text.slice(node.start, node.end);
    const { touches: told, texts, runs } = commandText(code.replace(/\\[nrt"]/g, ' '), path ?? '', this.files);
    const touches = what === 'release' || (what === 'template' && told === 'unknown') ? 'service' : told;
    const lines = this.#lines.get(text) ?? new LineIndex(text);
    this.#lines.set(text, lines);
    const found = notFollowedAt({ path: path ?? '', lines }, node.start, {
      what,
      name: stringIn(node, 'name') ?? '',
      state: [inOneForm(code), ...texts, more].join('\n'),
      touches,
      runs,
    });
    this.#passedOver.set(`${found.path} ${node.start}`, found);
  }

  get notFollowed(): readonly NotFollowed[] {
    return this.#all.size < 0 ? [] : [...this.#passedOver.values()];
  }

  #linkedTemplate(url: Value, from: TemplateText): LinkedTemplate | null {
    const path = this.#pathOf(url, from);
    const root = path === null ? null : (syntaxOf(this.files, path)?.root ?? null);
    return path === null || root === null ? null : { path, text: this.files.text(path) ?? '', root };
  }

  get faults(): readonly MetadataProblem[] {
    const found: MetadataProblem[] = [];
    const tell = (path: string, offset: number, says: MetadataFault, hides = true): void => {
      const line = new LineIndex(this.files.text(path) ?? '').lineAt(offset);
      found.push({ path, line, says, ...(hides ? { hides } : {}) });
    };
    for (const path of this.files.asked) {
      if (!/\.jsonc?$/i.test(path)) continue;
      for (const { code, what, offset } of syntaxOf(this.files, path)?.problems ?? []) {
        if (code === 'repeated') tell(path, offset, { code: 'code-twice', given: { name: what } }, false);
        else tell(path, offset, code === 'too-deep' ? { code, given: {} } : { code, given: { rest: what } });
      }
      const why = this.files.refused.get(path);
      if (why !== undefined) found.push({ path, line: 1, says: unreadFault(why), hides: true });
    }
    for (const [code, name, source, offset] of this.#told) {
      const says: MetadataFault = code === 'too-deep' ? { code: 'code-too-deep', given: { name } } : { code, given: { name } };
      tell(source.path ?? '', offset, says, code === 'loop-too-long');
    }
    return found;
  }

  /** Whether the root is equal in another tree: all files it read are, and links name the same files. */
  isSameIn(tree: Tree): boolean {
    if (this.files.isIncomplete) return false;
    const mine = this.files.tree.entries;
    const isSame = [...this.files.asked].every((path) => mine.get(path)?.id === tree.entries.get(path)?.id);
    return isSame && [...this.#links.values()].every(({ url, from, path }) => linkedPath(url, from, tree) === path);
  }
}

/** The name of a broken link; for a long one, the file name follows a hash. */
function linkName(url: Value): string {
  const name = describe(url);
  return url.kind === 'text' && name.includes('\u2026') ? `${name} ${url.text.slice(url.text.lastIndexOf('/') + 1).slice(0, 100)}` : name;
}

function worked(one: Deployed, value: Value): Deployed {
  if (one.kind === 'policy') return { ...one, text: () => value };
  return one.kind === 'api' ? { ...one, specification: () => value } : one;
}

/** The value of a parameter in the last file that sets it; unknown if it is in a vault. */
function givenIn(values: readonly LinkedTemplate[], name: string): Value | null {
  for (const source of [...values].reverse()) {
    const own = entryIn(entryIn(source.root, 'parameters'), name);
    const value = entryIn(own, 'value');
    if (value !== undefined) return plainIn(source).evaluate(value);
    if (entryIn(own, 'reference') !== undefined) return unknown(`parameters('${name}')`);
  }
  return null;
}

/** The values of a file, which contain no expressions. */
function plainIn(source: LinkedTemplate): TemplateScope {
  return new TemplateScope(source, source.root, () => null, { steps: 0, report: () => undefined });
}

/** The vault and secret of a parameter; null: it is not in a vault. */
function referredIn(values: readonly LinkedTemplate[], name: string): Omit<Definition, 'at'> | null {
  for (const source of [...values].reverse()) {
    const own = entryIn(entryIn(source.root, 'parameters'), name);
    const reference = entryIn(own, 'reference');
    if (entryIn(own, 'value') !== undefined) return null;
    if (reference === undefined) continue;
    const by = { path: source.path ?? '', offset: reference.start };
    return { address: `parameter ${name}`, by, says: () => [['reference', plainIn(source).evaluate(reference)]] };
  }
  return null;
}
