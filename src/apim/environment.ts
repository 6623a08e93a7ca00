import { listIn, objectOf, own, readYaml, textIn, type JsonObject, type JsonValue, type YamlFile } from './metadata.js';
import type { MetadataProblem } from './service.js';

/** A policy that an environment puts in place of the artifact's, and the line it begins at. */
export interface PolicyOverride {
  readonly text: string;
  readonly path: string;
  readonly line: number;
}

/** What `configuration.<env>.yaml` says, by resource name (which is the resource's id, its folder). */
export interface Overrides {
  readonly namedValues: ReadonlyMap<string, JsonObject>;
  readonly apis: ReadonlyMap<string, JsonObject>;
  readonly products: ReadonlyMap<string, JsonObject>;
  readonly versionSets: ReadonlyMap<string, JsonObject>;
  /** By scope: '' global, `apis/<api>`, `apis/<api>/operations/<operation>`, `products/<product>`. */
  readonly policies: ReadonlyMap<string, PolicyOverride>;
}

export const noOverrides: Overrides = { namedValues: new Map(), apis: new Map(), products: new Map(), versionSets: new Map(), policies: new Map() };

/** Reads a configuration file of the publisher. Shapes it ignores are reported, for their author thinks otherwise. */
export function readOverrides(path: string, bytes: Uint8Array, problems: MetadataProblem[]): Overrides {
  const read = readYaml(path, bytes);
  if (!read.ok) {
    problems.push(read.problem);
    return noOverrides;
  }
  return new OverrideReader(path, read.file, problems).read();
}

class OverrideReader {
  readonly #path: string;
  readonly #file: YamlFile;
  readonly #problems: MetadataProblem[];
  readonly #policies = new Map<string, PolicyOverride>();

  constructor(path: string, file: YamlFile, problems: MetadataProblem[]) {
    this.#path = path;
    this.#file = file;
    this.#problems = problems;
  }

  read(): Overrides {
    const root = objectOf(this.#file.value);
    this.#policiesOf(root, '', []);
    return {
      namedValues: this.#section(root, 'namedValues'),
      apis: this.#section(root, 'apis', (item, name, at) => {
        this.#policiesOf(item, `apis/${name}`, at);
        this.#items(item, 'operations', at).forEach((operation, index) => {
          const id = textIn(operation, 'name');
          if (id !== null) this.#policiesOf(operation, `apis/${name}/operations/${id}`, [...at, 'operations', index]);
        });
      }),
      products: this.#section(root, 'products', (item, name, at) => {
        this.#policiesOf(item, `products/${name}`, at);
      }),
      versionSets: this.#section(root, 'versionSets'),
      policies: this.#policies,
    };
  }

  #section(
    root: JsonObject,
    key: string,
    each?: (item: JsonObject, name: string, at: readonly (string | number)[]) => void,
  ): ReadonlyMap<string, JsonObject> {
    const found = new Map<string, JsonObject>();
    this.#items(root, key, []).forEach((item, index) => {
      const name = textIn(item, 'name');
      if (name === null) return;
      const properties = own(item, 'properties');
      if (properties === undefined && key === 'namedValues') {
        this.#report([key, index], `'${name}' has no 'properties': the publisher does not read this shape, so neither does the review.`);
      }
      found.set(name, objectOf(properties));
      each?.(item, name, [key, index]);
    });
    return found;
  }

  #items(object: JsonObject, key: string, at: readonly (string | number)[]): readonly JsonObject[] {
    const value: JsonValue | undefined = own(object, key);
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      this.#report([...at, key], `'${key}' is no list: the publisher does not read this shape, so neither does the review.`);
      return [];
    }
    return listIn(object, key).map(objectOf);
  }

  #policiesOf(object: JsonObject, scope: string, at: readonly (string | number)[]): void {
    this.#items(object, 'policies', at).forEach((item, index) => {
      const text = textIn(objectOf(own(item, 'properties')), 'value');
      if (text !== null)
        this.#policies.set(scope, { text, path: this.#path, line: this.#file.lineOf([...at, 'policies', index, 'properties', 'value']) });
    });
  }

  #report(at: readonly (string | number)[], message: string): void {
    this.#problems.push({ path: this.#path, line: this.#file.lineOf(at), message });
  }
}

/** Placeholders that a pipeline replaces before publishing. */
export function isToken(value: string): boolean {
  return /\{#\[?[^#]*\]?#\}|#\{[^}#]+\}#|__[A-Za-z0-9_]+__|^\s*$/.test(value);
}
