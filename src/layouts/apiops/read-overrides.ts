import { noOverrides, type Overrides, type PolicyOverride } from './overrides.js';
import { listIn, objectOf, own, textIn, type JsonObject, type JsonValue } from '../metadata.js';
import type { MetadataFault } from '../../apim/metadata-fault.js';
import type { MetadataProblem } from '../../apim/service.js';
import type { Host } from '../../text/hosted-text.js';
import { readYaml, readYamlText, type YamlFile } from '../yaml-file.js';

/** Reads a publisher configuration file. Reports shapes that the publisher ignores, because their author expects an effect. */
export function readOverrides(path: string, bytes: Uint8Array, problems: MetadataProblem[]): Overrides {
  const read = readYaml(path, bytes);
  if (!read.ok) {
    problems.push(read.problem);
    return noOverrides;
  }
  return new OverrideReader(path, read.file, problems).read();
}

type Path = readonly (string | number)[];

/** Properties that are read. */
const usualNames: readonly string[] = [
  ...[
    'displayName',
    'value',
    'secret',
    'keyVault',
    'path',
    'state',
    'subscriptionRequired',
    'subscriptionKeyParameterNames',
    'serviceUrl',
    'protocols',
  ],
  ...['apiVersion', 'apiVersionSetId', 'apiRevision', 'isCurrent', 'type', 'apiType', 'versioningScheme', 'versionHeaderName', 'versionQueryName'],
];

function isSameKey(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The properties under their usual spelling; of two that differ only in case the first counts. */
function withUsualNames(properties: JsonObject): JsonObject {
  const named = Object.entries(properties).map(([key, value]) => [usualNames.find((one) => isSameKey(one, key)) ?? key, value] as const);
  return Object.fromEntries(named.reverse());
}

class OverrideReader {
  readonly #path: string;
  readonly #file: YamlFile;
  readonly #problems: MetadataProblem[];
  /** Scopes of each text, by its offset: an alias puts one text at several. */
  readonly #uses = new Map<number, number>();
  /** Keys that occur twice except for case, each reported once. */
  readonly #twice = new Set<string>();
  /** The file text in which a policy was last searched. */
  #other: { readonly text: string; readonly file: YamlFile | null } | null = null;

  constructor(path: string, file: YamlFile, problems: MetadataProblem[]) {
    this.#path = path;
    this.#file = file;
    this.#problems = problems;
  }

  read(): Overrides {
    if (typeof this.#file.value !== 'object' || Array.isArray(this.#file.value)) {
      this.#report([], { code: 'configuration-no-mapping', given: {} });
      return noOverrides;
    }
    return this.#level(objectOf(this.#file.value), []);
  }

  #level(root: JsonObject, at: Path): Overrides {
    const policies = new Map<string, PolicyOverride>();
    this.#policiesOf(policies, root, '', at);
    const workspaces = new Map<string, Overrides>();
    this.#section(root, 'workspaces', at, (item, name, place) => workspaces.set(name, this.#level(item, place)));
    this.#section(root, 'policyFragments', at, (item, name, place) => {
      this.#textOf(item, place, (at) => {
        this.#put(policies, `fragments/${name}`, at);
      });
    });
    return {
      path: this.#path,
      namedValues: this.#section(root, 'namedValues', at),
      apis: this.#section(root, 'apis', at, (item, name, place) => {
        this.#policiesOf(policies, item, `apis/${name}`, place);
        this.#section(item, 'operations', place, (operation, id, operationPlace) => {
          this.#policiesOf(policies, operation, `apis/${name}/operations/${id}`, operationPlace);
        });
      }),
      products: this.#section(root, 'products', at, (item, name, place) => {
        this.#policiesOf(policies, item, `products/${name}`, place);
      }),
      versionSets: this.#section(root, 'versionSets', at),
      policies,
      workspaces,
    };
  }

  /** The named items of a list, each with its `properties`. */
  #section(root: JsonObject, key: string, at: Path, each?: (item: JsonObject, name: string, place: Path) => void): ReadonlyMap<string, JsonObject> {
    const found = new Map<string, JsonObject>();
    this.#items(root, key, at).forEach((item, index) => {
      const place = [...at, this.#keyIn(root, key, at), index];
      const name = textIn(item, this.#keyIn(item, 'name', place));
      if (name === null) {
        this.#report(place, { code: 'configuration-no-name', given: { key } });
        return;
      }
      const properties = own(item, this.#keyIn(item, 'properties', place));
      if (properties === undefined && key === 'namedValues') {
        this.#report(place, { code: 'configuration-no-properties', given: { name } });
      }
      found.set(name, withUsualNames(objectOf(properties)));
      each?.(item, name, place);
    });
    return found;
  }

  #items(object: JsonObject, wanted: string, at: Path): readonly JsonObject[] {
    const key = this.#keyIn(object, wanted, at);
    const value: JsonValue | undefined = own(object, key);
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      this.#report([...at, key], { code: 'configuration-no-list', given: { key } });
      return [];
    }
    return listIn(object, key).map(objectOf);
  }

  #policiesOf(policies: Map<string, PolicyOverride>, object: JsonObject, scope: string, at: Path): void {
    this.#items(object, 'policies', at).forEach((item, index) => {
      this.#textOf(item, [...at, this.#keyIn(object, 'policies', at), index], (place) => {
        this.#put(policies, scope, place);
      });
    });
  }

  /** Reports the place of an item's policy. */
  #textOf(item: JsonObject, at: Path, tell: (at: Path) => void): void {
    const key = this.#keyIn(item, 'properties', at);
    const properties = objectOf(own(item, key));
    const value = this.#keyIn(properties, 'value', [...at, key]);
    if (textIn(properties, value) !== null) tell([...at, key, value]);
  }

  /**
   * The key as the file spells it. The publisher reads the file through .NET's configuration, whose keys ignore case (Microsoft Learn, "Configuration in
   * .NET"). Two equal ones make it fail: the first counts, with a report.
   */
  #keyIn(object: JsonObject, key: string, at: Path): string {
    const [first = key, second] = Object.keys(object).filter((one) => isSameKey(one, key));
    const isTold = this.#twice.has(JSON.stringify([...at, key]));
    if (second !== undefined && !isTold) {
      this.#twice.add(JSON.stringify([...at, key]));
      this.#report([...at, second], { code: 'code-twice', given: { name: second } });
    }
    return first;
  }

  #put(policies: Map<string, PolicyOverride>, scope: string, at: Path): void {
    const hosted = this.#file.hostedAt(at);
    if (hosted === null) return;
    const uses = this.#uses;
    const key = hosted.ref.at;
    uses.set(key, (uses.get(key) ?? 0) + 1);
    const host: Host = {
      lines: hosted.lines({ start: 0, end: hosted.text.length }),
      get uses() {
        return uses.get(key) ?? 1;
      },
      open: (text) => this.#otherText(text)?.hostedAt(at) ?? null,
    };
    policies.set(scope, { hosted, host });
  }

  #otherText(text: string): YamlFile | null {
    if (this.#other?.text !== text) {
      const read = readYamlText(this.#path, text);
      this.#other = { text, file: read.ok ? read.file : null };
    }
    return this.#other.file;
  }

  #report(at: Path, says: MetadataFault): void {
    this.#problems.push({ path: this.#path, line: this.#file.lineOf(at), says });
  }
}
