import { once, type Each } from './each.js';
import { instancesIn } from './instances.js';
import { evaluateHcl, render } from './evaluate-hcl.js';
import type { HandedPolicy } from './handed-policies.js';
import type { Block, HclExpression } from './hcl-syntax.js';
import type { DeclaredBlock, ModuleFolder } from './module-folder.js';
import { localFolder, moduleSource } from './module-source.js';
import { withDefaults } from './optional-defaults.js';
import { azureIdOf, isGateway, isOfAnyType } from './azure-ids.js';
import type { HclEvaluationProblem, Found, HclScope } from './scope.js';
import { relativePath } from '../deployed/paths.js';
import type { Watched } from '../deployed/tree-texts.js';
import type { TerraformFiles } from './terraform-files.js';
import type { TextValue, Value } from '../deployed/deployed-value.js';
import { plainText } from '../deployed/texts.js';
import { objectValue, valueText } from '../deployed/value-parts.js';
import { unknown } from '../deployed/values.js';

/** Deepest nesting of modules. */
const deepest = 20;

/** Shared by all modules of one root in one environment. */
export interface TerraformRootContext {
  readonly files: TerraformFiles;
  /** The root module's folder. */
  readonly folder: string;
  /** Modules by folder; null: none. */
  readonly moduleAt: (folder: string) => ModuleFolder | null;
  readonly filesBelow: (folder: string) => readonly string[];
  /** The output of a module kept elsewhere; null: unknown. */
  readonly outputOf: (module: ModuleInstance, call: DeclaredBlock, each: Each, name: string) => Value | null;
  readonly report: (problem: HclEvaluationProblem) => void;
  /** Receives policies that are passed to unfollowed modules. */
  readonly handOver: (policies: readonly HandedPolicy[]) => void;
  /** As `HclScope.mayRead`. */
  readonly mayRead: (path: TextValue) => void;
  /** Terraform's workspace, if decided. */
  readonly workspace: string | null;
  /** Counts a module; false: the root exceeds the bound. */
  readonly mayOpen: () => boolean;
}

/** One call of a module: the values of its names, each evaluated on demand, once. */
export class ModuleInstance {
  readonly folder: ModuleFolder;
  /** `module.x["k"].`; '' for the root. */
  readonly address: string;
  readonly context: TerraformRootContext;
  readonly #inputs: (name: string) => Value | null;
  /** The folders of this module and its callers. */
  readonly #within: ReadonlySet<string>;
  readonly #known = new Map<string, Watched<Value>>();
  readonly #open = new Set<string>();
  readonly #expanded = new Map<Block, Watched<readonly Each[]>>();
  readonly #children = new Map<string, ModuleInstance | null>();
  #scoped: { readonly each: Each; readonly scope: HclScope } | null = null;

  constructor(
    context: TerraformRootContext,
    folder: ModuleFolder,
    address: string,
    inputs: (name: string) => Value | null,
    above: Iterable<string> = [],
  ) {
    this.context = context;
    this.folder = folder;
    this.address = address;
    this.#inputs = inputs;
    this.#within = new Set([...above, folder.folder]);
  }

  /** The value of an expression in a file, in one instance of its block. */
  evaluate(path: string, expression: HclExpression, each: Each = once): Value {
    return evaluateHcl(expression, this.#scope(path, each));
  }

  /** An attribute of a block, if it has one. */
  attribute({ block, pathOf }: DeclaredBlock, name: string, each: Each): Value | undefined {
    const attribute = block.body.attributes.get(name);
    return attribute === undefined ? undefined : this.evaluate(pathOf(name), attribute.value, each);
  }

  /** The instances of a block: one without `count` and `for_each`, or if they are undecided. */
  instancesOf({ path, block }: DeclaredBlock): readonly Each[] {
    const { files } = this.context;
    let found = this.#expanded.get(block);
    if (found === undefined) {
      // A recursive question gets this preliminary value.
      this.#expanded.set(block, { value: [once], paths: new Set() });
      found = files.watched(() => this.#expand(path, block));
      this.#expanded.set(block, found);
    } else files.note(found.paths);
    return found.value;
  }

  #expand(path: string, block: Block): readonly Each[] {
    return this.roundsOf(path, block, once);
  }

  /** The iterations of a block's `for_each` or `count` inside one instance of another. */
  roundsOf(path: string, block: Block, each: Each): readonly Each[] {
    return instancesIn(block, {
      evaluate: (expression) => this.evaluate(path, expression, each),
      refuse: (offset) => {
        this.context.report({ code: 'loop-too-long', argument: block.labels.join('.'), path, offset });
      },
    });
  }

  /** The called module, if it is a folder of the repository; null: kept elsewhere. */
  child(call: DeclaredBlock, each: Each): ModuleInstance | null {
    const address = `${this.address}module.${call.block.labels[0] ?? ''}${each.key}.`;
    let child = this.#children.get(address);
    if (child === undefined) this.#children.set(address, (child = this.#call(call, each, address)));
    return child;
  }

  #call(call: DeclaredBlock, each: Each, address: string): ModuleInstance | null {
    const folder = localFolder(this.folder.folder, moduleSource(call));
    const module = folder === null ? null : this.context.moduleAt(folder);
    if (folder === null || module === null) return null;
    const isTooDeep = this.#within.has(folder) || this.#within.size > deepest;
    const refused = isTooDeep ? 'too-deep' : this.context.mayOpen() ? null : 'too-many-modules';
    if (refused !== null) {
      this.context.report({ code: refused, argument: `module.${call.block.labels[0] ?? ''}`, path: call.path, offset: call.block.start });
      return null;
    }
    return new ModuleInstance(this.context, module, address, (name) => this.attribute(call, name, each) ?? null, this.#within);
  }

  /** Attributes of one instance are evaluated in sequence and share it. */
  #scope(path: string, each: Each): HclScope {
    if (this.#scoped?.scope.path !== path || this.#scoped.each !== each) {
      const { files, folder, filesBelow, mayRead, report } = this.context;
      const find = (names: readonly string[]): Found | null => this.#find(names, each);
      this.#scoped = { each, scope: { path, folder, find, readFile: files.content, template: files.template, filesBelow, mayRead, report } };
    }
    return this.#scoped.scope;
  }

  #find(names: readonly string[], each: Each): Found | null {
    const [first = '', second, third] = names;
    if (second === undefined) return null;
    switch (first) {
      case 'var':
        return { value: this.#once(`var.${second}`, () => this.#variable(second)), used: 2 };
      case 'local': {
        const written = this.folder.locals.get(second);
        if (written === undefined) return null;
        return { value: this.#once(`local.${second}`, () => this.evaluate(written.path, written.expression)), used: 2 };
      }
      case 'each':
      case 'count': {
        const value = each.values.get(`${first}.${second}`);
        return value === undefined ? null : { value, used: 2 };
      }
      case 'path':
        return { value: plainText(second === 'module' ? relativePath(this.context.folder, this.folder.folder) : '.'), used: 2 };
      case 'module':
        return this.#module(second, third);
      case 'data':
        return third === undefined ? null : this.#resource(`data.${second}.${third}`, names[3], 3);
      case 'terraform': {
        const { workspace } = this.context;
        return second === 'workspace' && workspace !== null ? { value: plainText(workspace), used: 2 } : null;
      }
      case 'self':
        return null;
      default: {
        // The iterator of a dynamic block.
        const value = each.values.get(`${first}.${second}`);
        return value === undefined ? this.#resource(`${first}.${second}`, third, 2) : { value, used: 2 };
      }
    }
  }

  #once(name: string, work: () => Value): Value {
    const { files } = this.context;
    let found = this.#known.get(name);
    if (found === undefined) {
      if (this.#open.has(name)) return unknown(`${this.address}${name}`);
      this.#open.add(name);
      found = files.watched(work);
      this.#open.delete(name);
      this.#known.set(name, found);
    } else files.note(found.paths);
    return found.value;
  }

  #variable(name: string): Value {
    const declared = this.folder.variables.get(name);
    const type = declared?.block.body.attributes.get('type')?.value ?? null;
    const given = this.#inputs(name);
    const defaulted = (): Value | undefined => (declared === undefined ? undefined : this.attribute(declared, 'default', once));
    const isSet = given !== null && (given.kind !== 'null' || defaulted() === undefined);
    const value = isSet ? given : (defaulted() ?? unknown(`${this.address}var.${name}`));
    return type === null ? value : withDefaults(value, type, (expression) => this.evaluate(declared?.path ?? '', expression));
  }

  #module(name: string, output: string | undefined): Found | null {
    const call = this.folder.modules.get(name);
    if (call === undefined) return null;
    const isKeyed = call.block.body.attributes.has('count') || call.block.body.attributes.has('for_each');
    const instances = this.instancesOf(call);
    const [first] = instances;
    if (!isKeyed && first !== undefined) {
      if (output === undefined) return { value: this.#outputs(call, first), used: 2 };
      const value = this.#output(call, first, output);
      return value === null ? null : { value, used: 3 };
    }
    return { value: this.#all(call, instances, (one) => this.#outputs(call, one), `${this.address}module.${name}`), used: 2 };
  }

  /** All instances of a block: a list for `count`, otherwise by key. */
  #all({ block }: DeclaredBlock, instances: readonly Each[], valueOf: (each: Each) => Value, name: string): Value {
    if (block.body.attributes.has('count')) return { kind: 'list', items: instances.map(valueOf), isSet: false };
    const keyed = instances.filter(({ key }) => key !== '');
    const [first] = instances;
    if (first !== undefined && keyed.length < instances.length)
      return { ...objectValue([], name), anyEntry: valueOf(first), ...(first.undecided === undefined ? null : { anyIf: first.undecided }) };
    return objectValue(keyed.map((each) => [JSON.parse(each.key.slice(1, -1)) as string, valueOf(each)] as const));
  }

  #outputs(call: DeclaredBlock, each: Each): Value {
    const address = `${this.address}module.${call.block.labels[0] ?? ''}${each.key}`;
    const child = this.child(call, each);
    const names = child === null ? ['name', 'id', 'product_id'] : [...child.folder.outputs.keys()];
    return this.#once(address, () =>
      objectValue(
        names.flatMap((name) => {
          const value = this.#output(call, each, name);
          return value === null ? [] : [[name, value] as const];
        }),
        address,
      ),
    );
  }

  #output(call: DeclaredBlock, each: Each, name: string): Value | null {
    const child = this.child(call, each);
    if (child === null) return this.context.outputOf(this, call, each, name);
    const declared = child.folder.outputs.get(name);
    if (declared === undefined) return null;
    return child.#once(`output.${name}`, () => child.attribute(declared, 'value', once) ?? { kind: 'null' });
  }

  #resource(key: string, attribute: string | undefined, used: number): Found | null {
    const declared = this.folder.resources.get(key);
    if (declared === undefined) return null;
    const isKeyed = declared.block.body.attributes.has('count') || declared.block.body.attributes.has('for_each');
    const instances = this.instancesOf(declared);
    const name = `${this.address}${key}`;
    const [first] = instances;
    if (!isKeyed && first !== undefined && attribute !== undefined)
      return { value: this.#attributeOf(declared, first, attribute, name), used: used + 1 };
    if (!isKeyed && first !== undefined) return { value: this.#attributes(declared, first, name), used };
    const all = (): Value => this.#all(declared, instances, (one) => this.#attributes(declared, one, `${name}${one.key}`), name);
    // Thousands of instances may ask for each other. A single one may still be under evaluation.
    return { value: instances.length > 1 ? this.#once(name, all) : all(), used };
  }

  #attributeOf(declared: DeclaredBlock, each: Each, attribute: string, name: string): Value {
    return this.#once(`${name}.${attribute}`, () => {
      const own = this.attribute(declared, attribute, each) ?? null;
      // An undecided id is represented by its resource's name, which identifies it.
      if (own?.kind === 'unknown' && isGateway(declared) && idAttributes.has(attribute)) return unknown(`${name}.${attribute}`);
      if (own !== null && own.kind !== 'null') return own;
      return this.#computed(declared, each, attribute) ?? unknown(`${name}.${attribute}`);
    });
  }

  /** An attribute that names an API Management resource, for references to it. */
  idOf(declared: DeclaredBlock, each: Each, attribute: string): Value {
    return this.#attributeOf(declared, each, attribute, `${this.address}${declared.block.labels.join('.')}${each.key}`);
  }

  #attributes(declared: DeclaredBlock, each: Each, name: string): Value {
    const own = [...declared.block.body.attributes.keys()].filter((one) => !/^(?:for_each|count|provider|depends_on)$/.test(one));
    const names = [...new Set([...own, ...computedOf(declared)])];
    return this.#once(name, () =>
      objectValue(
        names.map((one) => [one, this.#attributeOf(declared, each, one, name)] as const),
        name,
      ),
    );
  }

  /** Known attributes that the provider computes: ids of API Management, and the text of a `template_file`. */
  #computed(declared: DeclaredBlock, each: Each, attribute: string): Value | null {
    if (attribute === 'id' && (isGateway(declared) || isOfAnyType(declared))) {
      const id = this.resourceId(declared, each);
      return id === null ? null : plainText(id);
    }
    const isTemplate = declared.block.labels[0] === 'template_file' && attribute === 'rendered';
    return isTemplate ? this.#rendered(declared, each) : null;
  }

  /** The Azure id of an API Management resource, from the service's name on; null if that is not given. */
  resourceId(declared: DeclaredBlock, each: Each): string | null {
    return azureIdOf(declared, (name) => {
      const value = this.attribute(declared, name, each);
      return value === undefined || value.kind === 'null' ? null : valueText(value);
    });
  }

  #rendered(declared: DeclaredBlock, each: Each): Value | null {
    const { body } = declared.block;
    const template = this.attribute(declared, 'template', each);
    const written = body.attributes.get('template')?.value;
    if (template?.kind !== 'text' || written === undefined) return template ?? null;
    const block = body.blocks.find(({ type }) => type === 'vars');
    const path = declared.pathOf('vars');
    const inBlock = [...(block?.body.attributes.values() ?? [])].map(({ name, value }) => [name, this.evaluate(path, value, each)] as const);
    const variables = this.attribute(declared, 'vars', each) ?? objectValue(inBlock);
    return render(template, variables, written, this.#scope(declared.pathOf('template'), each));
  }
}

/** Attributes computed by the provider that are known beforehand. */
function computedOf(declared: DeclaredBlock): readonly string[] {
  if (isGateway(declared) || isOfAnyType(declared)) return ['id'];
  return declared.block.labels[0] === 'template_file' ? ['rendered'] : [];
}

const idAttributes: ReadonlySet<string> = new Set(['name', 'product_id', 'operation_id']);
