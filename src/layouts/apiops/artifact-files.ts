import { isLfsPointer } from '../lfs-pointer.js';
import { keysTwice, listIn, objectOf, own, readJson, textIn, withKeys, type JsonObject, type JsonValue, type MetadataResult } from '../metadata.js';
import type { PolicyFile } from '../../apim/policy.js';
import { policyRootOf } from '../policy-content.js';
import { readPolicy } from '../../apim/read-policy.js';
import { unreadablePolicy } from '../../apim/broken-policy.js';
import { type PolicyCache } from '../../apim/policy-cache.js';
import type { Misshape } from '../../apim/metadata-fault.js';
import type { Unread } from '../../apim/policy-fault.js';
import type { MetadataProblem } from '../../apim/service.js';
import { readOperations } from '../specification.js';
import type { SpecifiedOperation } from '../specified-operation.js';
import type { Tree } from '../tree.js';
import type { RootIndex } from './artifact-index.js';
import { below, folderOf, hasUsualName } from './artifact-names.js';
import { readEmbeddedFragment } from './embedded-fragment.js';

/** Properties that decide an API's address, and whether it requires a key. */
const facts = [
  'path',
  'protocols',
  'type',
  'apiType',
  'apiVersion',
  'apiVersionSetId',
  'isCurrent',
  'subscriptionRequired',
  'subscriptionKeyParameterNames',
  'state',
];

const decoder = new TextDecoder();

/** Files requested at a time: few enough to hold in memory; for a remote tree, enough for all concurrent requests. */
const batchFromDisk = 200;
const batchFromNetwork = 2000;

/** The files of one artifact root, read in batches; only the parsed content is kept, by path. */
export class ArtifactFiles {
  readonly problems: MetadataProblem[] = [];
  readonly #tree: Tree;
  readonly #index: RootIndex;
  readonly #cache: PolicyCache;
  readonly #policies = new Map<string, PolicyFile>();
  readonly #json = new Map<string, JsonObject | null>();
  readonly #lists = new Map<string, readonly string[]>();
  readonly #operations = new Map<string, readonly SpecifiedOperation[] | null>();
  /** XML files at a policy's place that are not policies. */
  readonly #foreign = new Set<string>();

  constructor(tree: Tree, index: RootIndex, cache: PolicyCache) {
    this.#tree = tree;
    this.#index = index;
    this.#cache = cache;
  }

  /** Reads the files that were not read before. */
  async read(paths: readonly string[]): Promise<void> {
    const missing = this.#unknown(paths);
    const batch = this.#tree.isRemote === true ? batchFromNetwork : batchFromDisk;
    // The next batch is requested while one is parsed.
    let next = this.#ask(missing.slice(0, batch));
    for (let start = 0; start < missing.length; start += batch) {
      const read = await next;
      next = this.#ask(missing.slice(start + batch, start + 2 * batch));
      await this.#parse(missing.slice(start, start + batch), read);
    }
    await next;
  }

  #ask(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    return paths.length === 0 ? Promise.resolve(new Map()) : this.#tree.read(paths);
  }

  /** Paths that were not read before; known contents are reused. */
  #unknown(paths: readonly string[]): readonly string[] {
    const missing: string[] = [];
    for (const path of paths) {
      const entry = this.#tree.entries.get(path);
      if (entry === undefined || this.#isKnown(path)) continue;
      if (entry.kind !== 'file') this.#reportUnread(path, entry.id, entry.kind);
      else if (path.endsWith('.xml')) {
        if (this.#cache.has(path, entry.id)) this.#policies.set(path, this.#cache.get(path, entry.id, unread));
        else if (!hasUsualName(path) && this.#cache.made(foreignKey(path, entry.id)) === true) this.#foreign.add(path);
        else missing.push(path);
      } else if (!this.#recall(path, entry.id)) missing.push(path);
    }
    return missing;
  }

  #isKnown(path: string): boolean {
    if (path.endsWith('.xml')) return this.#policies.has(path) || this.#foreign.has(path);
    return this.#json.has(path) || this.#lists.has(path) || this.#operations.has(path);
  }

  async #parse(paths: readonly string[], read: ReadonlyMap<string, Uint8Array>): Promise<void> {
    for (const path of paths) {
      const bytes = read.get(path);
      const id = this.#tree.entries.get(path)?.id ?? '';
      if (bytes === undefined) this.#reportUnread(path, id, 'no-content');
      else if (isLfsPointer(bytes)) this.#reportUnread(path, id, 'lfs');
      else if (path.endsWith('.xml') && !hasUsualName(path) && policyRootOf(bytes) === null) {
        this.#foreign.add(path);
        this.#cache.keep(foreignKey(path, id), true);
      } else if (path.endsWith('.xml'))
        this.#policies.set(
          path,
          this.#cache.get(path, id, () => readPolicy(path, id, bytes, this.#cache.secondReadingOf(path))),
        );
      else {
        const problems = this.problems.length;
        if (isSpecification(path)) await this.#readSpecification(path, bytes);
        else {
          this.#readMetadata(path, readJson(path, bytes));
          if (path.endsWith('/policyFragmentInformation.json')) {
            const fragment = readEmbeddedFragment(path, id, bytes);
            if (fragment !== undefined)
              this.#policies.set(
                path,
                this.#cache.get(path, id, () => fragment),
              );
          }
        }
        this.#remember(path, id, this.problems.slice(problems));
      }
    }
  }

  /** The files that can be the policy: without a `policy.xml`, the first XML file that is a policy. */
  candidates(path: string): readonly string[] {
    if (hasUsualName(path)) return [path];
    const others = this.#index.spare.get(folderOf(path)) ?? [];
    return others.length === 0 ? [path] : [path, ...[...others].sort()];
  }

  /** An unreadable policy must not count as a missing one: what it allows is unknown. */
  #reportUnread(path: string, id: string, why: Unread): void {
    if (path.endsWith('.xml')) this.#policies.set(path, unreadablePolicy(path, id, why));
    else {
      this.problems.push({ path, line: 1, says: { code: 'unread', given: { why } } });
      this.#json.set(path, null);
    }
  }

  /** Reuses what another tree made of the same file. */
  #recall(path: string, id: string): boolean {
    const made = this.#cache.made(`metadata\u0000${path}\u0000${id}`) as MadeOfMetadata | undefined;
    if (made === undefined) return false;
    this.problems.push(...made.problems);
    if (this.#cache.has(path, id)) this.#policies.set(path, this.#cache.get(path, id, unread));
    if (made.json !== undefined) this.#json.set(path, made.json);
    if (made.list !== undefined) this.#lists.set(path, made.list);
    if (made.operations !== undefined) this.#operations.set(path, made.operations);
    return true;
  }

  #remember(path: string, id: string, problems: readonly MetadataProblem[]): void {
    const made: MadeOfMetadata = { problems, json: this.#json.get(path), list: this.#lists.get(path), operations: this.#operations.get(path) };
    this.#cache.keep(`metadata\u0000${path}\u0000${id}`, made);
  }

  #readMetadata(path: string, result: MetadataResult): void {
    if (!result.ok) {
      this.problems.push(result.problem);
      this.#json.set(path, null);
    } else if (path.endsWith('/apis.json')) this.#readLinks(path, result.value);
    else {
      const object = withKeys(objectOf(result.value), ['properties']);
      const properties = own(object, 'properties') ?? {};
      if (!isObject(result.value)) this.#reportShape(path, 'no-object');
      else if (!isObject(properties)) this.#reportShape(path, 'no-properties-object');
      for (const name of [objectOf(result.value), objectOf(properties)].flatMap(keysTwice)) {
        this.problems.push({ path, line: 1, says: { code: 'code-twice', given: { name } } });
      }
      this.#json.set(path, isObject(properties) ? { ...object, properties: withKeys(objectOf(properties), facts) } : object);
    }
  }

  #readLinks(path: string, value: JsonValue): void {
    if (!Array.isArray(value)) this.#reportShape(path, 'no-list');
    const items = listIn({ list: value }, 'list');
    const names = items.flatMap((item) => textIn(objectOf(item), 'name') ?? []);
    if (names.length < items.length) this.#reportShape(path, 'no-name');
    this.#lists.set(path, names);
  }

  #reportShape(path: string, what: Misshape): void {
    this.problems.push({ path, line: 1, says: { code: 'misshaped', given: { what } } });
  }

  async #readSpecification(path: string, bytes: Uint8Array): Promise<void> {
    const result = await readOperations(path, decoder.decode(bytes), isOldFolder(path, this.#index.root));
    if (result.ok) this.#operations.set(path, result.operations);
    else {
      this.problems.push({ path, line: result.line, says: { code: 'no-description', given: { fault: result.fault } } });
      this.#operations.set(path, null);
    }
  }

  policyAt(path: string | null): PolicyFile | undefined {
    if (path === null) return undefined;
    const taken = this.candidates(path).find((candidate) => !this.#foreign.has(candidate));
    return taken === undefined ? undefined : this.#policies.get(taken);
  }

  /** A resource's id: from its metadata, otherwise its folder's name. */
  idOf(information: string | null, folder: string): string {
    return textIn(this.jsonAt(information), 'name') ?? folder;
  }

  jsonAt(path: string | null): JsonObject {
    return (path === null ? null : this.#json.get(path)) ?? {};
  }

  /** Names of APIs in a product's `apis.json`. */
  listAt(path: string): readonly string[] {
    return this.#lists.get(path) ?? [];
  }

  /** The operations of a specification; null: unreadable or not read. */
  operationsAt(path: string): readonly SpecifiedOperation[] | null {
    return this.#operations.get(path) ?? null;
  }
}

interface MadeOfMetadata {
  readonly problems: readonly MetadataProblem[];
  readonly json: JsonObject | null | undefined;
  readonly list: readonly string[] | undefined;
  readonly operations: readonly SpecifiedOperation[] | null | undefined;
}

function isObject(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function foreignKey(path: string, id: string): string {
  return `foreign\u0000${path}\u0000${id}`;
}

function isSpecification(path: string): boolean {
  return /\/specification\.[a-z]+$/.test(path);
}

/** Versions 0 and 1 name folders after display names: `apis/<name>/<version>/<revision>/specification.yaml`. */
function isOldFolder(path: string, root: string): boolean {
  const rest = below(root, path)?.split('/') ?? [];
  return rest[0] === 'apis' && rest.length === 5;
}

function unread(): never {
  throw new Error('the cache said it holds this policy');
}
