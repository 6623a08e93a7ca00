import { resourceKey } from '../apim/resource-key.js';
import type { FragmentLookup, Layer } from '../apim/layers.js';
import type { PolicyRun, SectionName, Statement } from '../apim/policy.js';
import { refKey, type PolicyRef } from '../text/policy-ref.js';

/** What runs in every request that passes a section: names of policies that limit or check, and whole texts by key. */
export interface AlwaysRun {
  has(name: string): boolean;
  /** Whether this text's direct statements run in every branch. */
  holds(text: PolicyRef): boolean;
}

/** What always runs in a section made of these layers (narrow to broad). A layer without `<inbound>` counts as inheriting. */
export function alwaysRun(layers: readonly Layer[], section: SectionName, fragments: FragmentLookup): AlwaysRun {
  const found = new Walk(layers, section, fragments).from(0);
  return { has: (name) => found.has(`policy ${name}`), holds: (text) => found.has(`text ${refKey(text)}`) };
}

/** Most entries in the sets. Entries beyond count as not run, so that more is reported, not less. */
const mostEntries = 200_000;
const nothing: ReadonlySet<string> = new Set();

class Walk {
  readonly #layers: readonly Layer[];
  readonly #section: SectionName;
  readonly #fragments: FragmentLookup;
  readonly #known = new Map<string, ReadonlySet<string>>();
  #left = mostEntries;

  constructor(layers: readonly Layer[], section: SectionName, fragments: FragmentLookup) {
    this.#layers = layers;
    this.#section = section;
    this.#fragments = fragments;
  }

  from(index: number): ReadonlySet<string> {
    return this.#once(`layer ${index}`, () => {
      const layer = this.#layers[index];
      if (layer === undefined || layer.file?.ok === false) return nothing;
      const document = layer.file?.document;
      const own = document?.sections.get(this.#section);
      if (document === undefined || own === undefined) return this.from(index + 1);
      return this.#statements(own.statements, document.ref, layer.scope.workspace, () => this.from(index + 1));
    });
  }

  /** Each key is computed once; a recursion into itself adds nothing. */
  #once(key: string, work: () => ReadonlySet<string>): ReadonlySet<string> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, nothing);
    const found = work();
    this.#known.set(key, found);
    return found;
  }

  #fragment(id: string, workspace: string | null): ReadonlySet<string> {
    return this.#once(`fragment ${resourceKey(workspace, id)}`, () => {
      const file = this.#fragments(id, workspace);
      const body = file?.ok === true ? file.document.sections.get('fragment') : undefined;
      if (file?.ok !== true || body === undefined) return nothing;
      return this.#statements(body.statements, file.document.ref, workspace, () => nothing);
    });
  }

  #statements(statements: readonly Statement[], ref: PolicyRef, workspace: string | null, base: () => ReadonlySet<string>): ReadonlySet<string> {
    const found = new Set([`text ${refKey(ref)}`]);
    for (const statement of statements) {
      switch (statement.kind) {
        case 'base':
          this.#add(found, base());
          break;
        case 'include-fragment':
          this.#add(found, this.#fragment(statement.fragment, workspace));
          break;
        case 'policy':
          found.add(`policy ${statement.name}`);
          this.#add(found, this.#runs(statement.inside, workspace, base));
          break;
        case 'others':
          for (const name of statement.names) found.add(`policy ${name}`);
          for (const inside of statement.inside?.values() ?? []) this.#add(found, this.#runs(inside, workspace, base));
          break;
        case 'cors':
          break;
      }
    }
    return found;
  }

  #runs(runs: readonly PolicyRun[], workspace: string | null, base: () => ReadonlySet<string>): ReadonlySet<string> {
    const [only] = runs;
    const one = (run: PolicyRun): ReadonlySet<string> => {
      switch (run.kind) {
        case 'policy':
          return new Set([`policy ${run.name}`]);
        case 'base':
          return base();
        case 'fragment':
          return this.#fragment(run.id, workspace);
        case 'ways':
          return this.#inAll(run.ways.map((way) => this.#runs(way, workspace, base)));
      }
    };
    if (only !== undefined && runs.length === 1) return one(only);
    const found = new Set<string>();
    for (const run of runs) this.#add(found, one(run));
    return found;
  }

  #add(found: Set<string>, more: ReadonlySet<string>): void {
    if ((this.#left -= more.size) < 0) return;
    for (const one of more) found.add(one);
  }

  #inAll(ways: readonly ReadonlySet<string>[]): ReadonlySet<string> {
    const [first = nothing, ...others] = [...new Set(ways)].sort((a, b) => a.size - b.size);
    if ((this.#left -= first.size * others.length) < 0) return nothing;
    return others.length === 0 ? first : new Set([...first].filter((one) => others.every((way) => way.has(one))));
  }
}
