import type { WrittenAt } from '../deployed/deployed.js';
import type { Undecided } from '../deployed/conditions.js';
import type { Block } from './hcl-syntax.js';
import type { DeclaredBlock } from './module-folder.js';
import type { Each } from './each.js';
import type { ModuleInstance } from './module-instance.js';
import type { Value } from '../deployed/deployed-value.js';
import { entryOf, idOf, valueText } from '../deployed/value-parts.js';

/** One instance of a resource block, with the values of its attributes. */
export class ResourceInstance {
  readonly address: string;
  readonly type: string;
  readonly #module: ModuleInstance;
  readonly #declared: DeclaredBlock;
  readonly #each: Each;

  constructor(module: ModuleInstance, declared: DeclaredBlock, each: Each) {
    const { type, labels } = declared.block;
    this.#module = module;
    this.#declared = declared;
    this.#each = each;
    this.type = labels[0] ?? '';
    this.address = `${module.address}${type === 'data' ? 'data.' : ''}${labels.join('.')}${each.key}`;
  }

  value(name: string): Value | undefined {
    return this.#module.attribute(this.#declared, name, this.#each);
  }

  id(name: string): string | null {
    const value = this.value(name);
    return value === undefined || value.kind === 'null' ? null : idOf(value);
  }

  /** The resource's own id. */
  ownId(name: string): string | null {
    return this.value(name) === undefined ? null : idOf(this.#module.idOf(this.#declared, this.#each, name));
  }

  text(name: string): string | null {
    return valueText(this.value(name));
  }

  /** An attribute with JSON: arguments of `jsonencode` keep the places of their texts. */
  json(name: string): Value | undefined {
    const written = this.#declared.block.body.attributes.get(name)?.value;
    const [given] = written?.kind === 'call' && written.name === 'jsonencode' ? written.arguments : [];
    return given === undefined ? this.value(name) : this.#module.evaluate(this.#declared.pathOf(name), given, this.#each);
  }

  /** A nested block by its attributes, or the first object of an attribute of that name. */
  nested(name: string): ((attribute: string) => Value | undefined) | null {
    const found = this.#nestedBlock(name);
    if (found !== null) {
      const { block, each } = found;
      if (each === undefined) return null;
      const declared = { ...this.#declared, block, pathOf: () => this.#declared.pathOf(name) };
      return (attribute) => this.#module.attribute(declared, attribute, each);
    }
    const value = this.value(name);
    const first = value?.kind === 'list' ? value.items[0] : value;
    return first?.kind === 'object' ? (attribute) => entryOf(first, attribute) : null;
  }

  /** Undecided conditions for the existence of a nested block. */
  nestedIf(name: string): readonly Undecided[] {
    return this.blocks(name).length > 0 ? [] : (this.#nestedBlock(name)?.each?.undecided ?? []);
  }

  /** The block itself, or the first one of a `dynamic` block (Terraform, "Dynamic blocks"); `each` undefined: that makes none. */
  #nestedBlock(name: string): { readonly block: Block; readonly each: Each | undefined } | null {
    const [block] = this.blocks(name);
    if (block !== undefined) return { block, each: this.#each };
    const dynamic = this.blocks('dynamic').find(({ labels }) => labels[0] === name);
    const content = dynamic?.body.blocks.find(({ type }) => type === 'content');
    if (dynamic === undefined || content === undefined) return null;
    const iterator = dynamic.body.attributes.get('iterator')?.value;
    const [round] = this.#module.roundsOf(this.#declared.pathOf('dynamic'), dynamic, this.#each);
    if (round === undefined) return { block: content, each: undefined };
    const called = iterator?.kind === 'name' ? iterator.name : name;
    const own = [...round.values].map(([key, value]) => [key.replace(/^each\b/, called), value] as const);
    return { block: content, each: { ...round, key: this.#each.key, values: new Map([...this.#each.values, ...own]) } };
  }

  blocks(name: string): readonly Block[] {
    return this.#declared.block.body.blocks.filter(({ type }) => type === name);
  }

  /** Place of an attribute or nested block, otherwise of the resource. */
  at(name: string): WrittenAt {
    const { block, pathOf, path } = this.#declared;
    const place = block.body.attributes.get(name) ?? this.blocks(name)[0] ?? this.blocks('dynamic').find(({ labels }) => labels[0] === name);
    return place === undefined ? { path, offset: block.start } : { path: pathOf(name), offset: place.start };
  }
}
