import type { Span } from '../../text/edit.js';
import type { ObjectValue, Value } from '../deployed/deployed-value.js';
import { folderOfPath, resolvePath } from '../deployed/paths.js';
import { conditionsOf, type Undecided } from '../deployed/conditions.js';
import type { Watched } from '../deployed/tree-texts.js';
import { objectValue, valueText } from '../deployed/value-parts.js';
import { list, nothing, unknown } from '../deployed/values.js';
import { literalText, objectLiteral, type BicepFiles, type Declarations, type DeclaredStatement } from './bicep-files.js';
import type { DeclaredResource, BicepExpression, BicepStatement } from './bicep-syntax.js';
import { bicepFlag, evaluateBicep, roundsOf } from './evaluate-bicep.js';
import type { BicepScope, DeclaredFunction, BicepEvaluationProblem } from './evaluation.js';
import { idOfResource, segmentCount, nameSegments } from './resource-names.js';

/** Deepest nesting of modules. */
const deepest = 20;
/** Most instances of one resource or module. */
const mostInstances = 10_000;

/** Shared by all modules of one root in one environment. */
export interface BicepRootContext {
  readonly files: BicepFiles;
  readonly report: (problem: BicepEvaluationProblem) => void;
  /** Counts a module; false: the root exceeds the bound. */
  readonly mayOpen: () => boolean;
  readonly steps: { count: number };
  /** Switches set only by a default of the root are undecided, because a deployment may override them. */
  readonly isLoose: boolean;
  /** Records bodies of resources and modules, and whether an instance of them may be deployed. */
  readonly asked?: (path: string, body: Span, isDeployed: boolean) => void;
  /** Records names of resources that are deployed elsewhere. */
  readonly existing?: Set<string>;
  /** The outputs of a module kept elsewhere; null: unknown. */
  readonly outputsOf: (call: ModuleStatement, params: (name: string) => Value | null, address: string) => ObjectValue;
}

/** A call of a module. */
export type ModuleStatement = Extract<BicepStatement, { kind: 'module' }>;

/** One instance of a resource or module: its variables and its loop index. */
export interface Instance {
  /** `[0]`, or '' outside loops. */
  readonly key: string;
  readonly variables: ReadonlyMap<string, Value>;
  /** Conditions that decide whether the instance exists, if unknown. */
  readonly undecided?: readonly Undecided[];
}

const alone: Instance = { key: '', variables: new Map() };

/** One deployment of a file: the values of its names, each evaluated on demand, once. */
export class BicepModule {
  readonly path: string;
  /** `apim.`: the name of the calling module with a dot; '' for the root. */
  readonly address: string;
  readonly context: BicepRootContext;
  readonly declarations: Declarations;
  readonly #inputs: (name: string) => Value | null;
  /** The same module with undecided switches; null: this is it. */
  readonly #loose: () => BicepModule | null;
  readonly #above: ReadonlySet<string>;
  readonly #known = new Map<string, Watched<Value>>();
  readonly #open = new Set<string>();
  readonly #children = new Map<string, BicepModule | null>();
  /** The segment names of the resources that values represent. */
  readonly #segments = new WeakMap<Value, readonly Value[]>();

  constructor(
    context: BicepRootContext,
    path: string,
    address: string,
    inputs: (name: string) => Value | null,
    { above = new Set(), loose = () => null }: { readonly above?: ReadonlySet<string>; readonly loose?: () => BicepModule | null } = {},
  ) {
    this.context = context;
    this.path = path;
    this.address = address;
    this.declarations = context.files.declarations(path) ?? none;
    this.#inputs = inputs;
    this.#loose = loose;
    this.#above = new Set([...above, path]);
  }

  /** The value of an expression, given the variables of loops. */
  evaluate(expression: BicepExpression, { variables }: Instance = alone): Value {
    return evaluateBicep(expression, this.#scope, variables);
  }

  get #scope(): BicepScope {
    const { files, report, steps } = this.context;
    return {
      path: this.path,
      find: (name) => this.#find(name),
      functionNamed: (name) => this.#function(name),
      files,
      report,
      steps,
    };
  }

  #function(name: string): DeclaredFunction | null {
    const statement = this.declarations.byName.get(name)?.statement;
    if (statement?.kind === 'func' && statement.value.kind === 'lambda') return { lambda: statement.value, scope: this.#scope };
    const other = statement?.kind === 'import' && statement.of !== null ? this.#imported(statement) : null;
    return statement?.kind !== 'import' || statement.of === null || other === null ? null : other.#function(statement.of);
  }

  #find(name: string): Value | null {
    const declared = this.declarations.byName.get(name);
    return declared === undefined ? null : this.#once(name, () => this.#valueOf(declared));
  }

  #once(name: string, work: () => Value): Value {
    const { files } = this.context;
    let found = this.#known.get(name);
    if (found === undefined) {
      if (this.#open.has(name)) return unknown(this.address + name);
      this.#open.add(name);
      found = files.watched(work);
      this.#open.delete(name);
      this.#known.set(name, found);
    } else files.note(found.paths);
    return found.value;
  }

  #valueOf(declared: DeclaredStatement): Value {
    const { statement } = declared;
    switch (statement.kind) {
      case 'param': {
        const given = this.#inputs(statement.name);
        if (given !== null && (given.kind !== 'null' || statement.value === null)) return given;
        const value = statement.value === null ? unknown(this.address + statement.name) : this.evaluate(statement.value);
        return this.context.isLoose && this.address === '' && value.kind === 'flag' ? unknown(statement.name) : value;
      }
      case 'var':
      case 'output':
        return statement.value === null ? nothing : this.evaluate(statement.value);
      case 'resource':
        return this.#all(statement.value, (instance) => this.#resourceValue({ ...declared, statement }, instance));
      case 'module':
        return this.#all(statement.value, (instance) => this.#moduleValue(statement, instance));
      case 'import': {
        const other = this.#imported(statement);
        if (other === null) return unknown(this.address + statement.name);
        if (statement.of !== null) return other.#find(statement.of) ?? unknown(this.address + statement.name);
        const names = [...other.declarations.byName].filter(([, one]) => one.statement.kind === 'var').map(([own]) => own);
        return objectValue(names.map((own) => [own, other.#find(own) ?? nothing] as const));
      }
      case 'func':
      case 'using':
      case 'extends':
        return unknown(this.address + statement.name);
    }
  }

  #imported({ source, name }: Extract<BicepStatement, { kind: 'import' }>): BicepModule | null {
    const path = this.localPath(source);
    return path === null ? null : this.#opened(`import ${path}`, path, { name, inputs: () => null, loose: () => null });
  }

  #all(body: BicepExpression, valueOf: (instance: Instance) => Value): Value {
    const instances = this.instancesOf(body);
    const [first] = instances;
    return body.kind === 'for' ? list(instances.map(valueOf)) : first === undefined ? nothing : valueOf(first);
  }

  /** The instances of a body: one without a loop, and one for an unknown collection. */
  instancesOf(body: BicepExpression, outer: Instance = alone): readonly Instance[] {
    if (body.kind !== 'for') return [outer];
    const over = this.evaluate(body.over, outer);
    const rounds = roundsOf(body, over);
    if (rounds === null) {
      const of = `${body.itemName} of ${valueText(over)?.replace(/^\$\{|\}$/g, '') ?? '…'}`;
      const undecided = conditionsOf(over, 'each').map((one) => ({ ...one, names: of }));
      return [{ key: outer.key, undecided, variables: new Map([...outer.variables, [body.itemName, unknown(of)] as const]) }];
    }
    if (rounds.length > mostInstances) this.context.report({ code: 'loop-too-long', argument: '', path: this.path, offset: body.start });
    return rounds.slice(0, mostInstances).map((variables, index) => ({
      key: `${outer.key}[${index}]`,
      variables: new Map([...outer.variables, ...variables]),
    }));
  }

  /** Whether an instance is deployed. `maybe`: undecided; `off`: only a parameter's default prevents it, which a deployment may override. */
  isDeployed(body: BicepExpression, instance: Instance): 'yes' | 'maybe' | 'off' | 'no' {
    const inner = body.kind === 'for' ? body.body : body;
    if (inner.kind !== 'if') return 'yes';
    const decided = bicepFlag(this.evaluate(inner.condition, instance));
    if (decided !== false) return decided === null ? 'maybe' : 'yes';
    const loose = this.#loose();
    return loose === null || bicepFlag(loose.evaluate(inner.condition, instance)) === false ? 'no' : 'off';
  }

  /** The expression under a key in a resource's or module's body, or null. */
  entryOf(body: BicepExpression, key: string): BicepExpression | null {
    return objectLiteral(body)?.entries.find((entry) => entry.key === key)?.value ?? null;
  }

  /** The names of a resource's segments, outermost first. */
  namesOf({ statement, within }: DeclaredStatement<DeclaredResource>, instance: Instance): readonly Value[] {
    const written = this.entryOf(statement.value, 'name');
    const name = written === null ? nothing : this.evaluate(written, instance);
    if (within !== null) return [...this.namesOf(within, instance), name];
    const parent = this.entryOf(statement.value, 'parent');
    if (parent === null) return nameSegments(name);
    const of = this.evaluate(parent, instance);
    const known = this.#segments.get(of);
    if (known !== undefined) return [...known, name];
    // The parent is unknown: one value represents all segments above.
    const above = segmentCount(this.typeOf({ statement, within })) - 1;
    const called = of.kind === 'unknown' ? of.name : `${this.address}${statement.name}.parent`;
    return [...Array.from({ length: above }, (_, index) => unknown(index === above - 1 ? `${called}.name` : `${called}.${index}`)), name];
  }

  /** `microsoft.apimanagement/service/apis`: the complete type in lower case, without its version. */
  typeOf({ statement, within }: DeclaredStatement<DeclaredResource>): string {
    const [type = ''] = (literalText(statement.type) ?? '').toLowerCase().split('@');
    return within === null || /^microsoft\./.test(type) ? type : `${this.typeOf(within)}/${type}`;
  }

  /** `module.outer::inner[0]`. */
  addressOf({ statement, within }: DeclaredStatement<DeclaredResource>): string {
    return within === null ? this.address + statement.name : `${this.addressOf(within)}::${statement.name}`;
  }

  #resourceValue(declared: DeclaredStatement<DeclaredResource>, instance: Instance): Value {
    const { value: body, isExisting } = declared.statement;
    const name = this.entryOf(body, 'name');
    const address = this.addressOf(declared) + instance.key;
    const names = this.namesOf(declared, instance);
    if (isExisting) this.context.existing?.add(address);
    const properties = isExisting ? null : this.entryOf(body, 'properties');
    const entries: [string, Value][] = [];
    if (name !== null) entries.push(['name', this.evaluate(name, instance)]);
    const type = this.typeOf(declared);
    if (type.startsWith('microsoft.apimanagement/')) entries.push(['id', idOfResource(type, names)]);
    if (properties !== null) {
      const own = this.evaluate(properties, instance);
      if (own.kind === 'object') entries.push(['properties', withComputed(own, `${address}.properties`)]);
    }
    const value = objectValue(entries, address);
    this.#segments.set(value, names);
    return value;
  }

  #moduleValue(call: ModuleStatement, instance: Instance): Value {
    const address = `${this.address}${call.name}${instance.key}`;
    const child = this.child(call, instance);
    const outputs =
      child === null
        ? this.context.outputsOf(call, (name) => this.param(call, name, instance), address)
        : objectValue(
            [...child.declarations.outputs].map(
              ([name, expression]) => [name, child.#once(`output ${name}`, () => child.evaluate(expression))] as const,
            ),
            `${address}.outputs`,
          );
    return objectValue([['outputs', outputs]], address);
  }

  /** The value that a call passes for a parameter, or null. */
  param(call: ModuleStatement, name: string, instance: Instance): Value | null {
    const params = this.entryOf(call.value, 'params');
    if (params?.kind === 'object' && params.entries.every(({ key }) => typeof key === 'string')) {
      const own = params.entries.find(({ key }) => key === name);
      return own === undefined ? null : this.evaluate(own.value, instance);
    }
    const all = params === null ? nothing : this.evaluate(params, instance);
    if (all.kind === 'unknown') return unknown(`${all.name}.${name}`);
    return all.kind === 'object' ? (all.entries.get(name) ?? (all.rest === null ? null : unknown(`${all.rest}.${name}`))) : null;
  }

  /** The file of a module or import; null: kept elsewhere, or missing. */
  localPath(source: BicepExpression): string | null {
    const text = literalText(source);
    if (text === null || /^(?:br|ts)[:/]/.test(text)) return null;
    const path = resolvePath(folderOfPath(this.path), text);
    return path !== null && this.context.files.tree.entries.get(path)?.kind === 'file' ? path : null;
  }

  /** The called module, if it is a Bicep file of the repository; null: not followed. */
  child(call: ModuleStatement, instance: Instance): BicepModule | null {
    const path = this.localPath(call.source);
    if (path === null || !path.endsWith('.bicep')) return null;
    const inputs = (name: string): Value | null => this.param(call, name, instance);
    const loose = (): BicepModule | null => this.#loose()?.child(call, instance) ?? null;
    return this.#opened(call.name + instance.key, path, { name: call.name, inputs, loose, offset: call.start });
  }

  #opened(
    key: string,
    path: string,
    { name, inputs, loose, offset = 0 }: { name: string; inputs: (name: string) => Value | null; loose: () => BicepModule | null; offset?: number },
  ): BicepModule | null {
    const known = this.#children.get(key);
    if (known !== undefined) return known;
    const isTooDeep = this.#above.has(path) || this.#above.size > deepest;
    const refused = isTooDeep ? 'too-deep' : this.context.mayOpen() ? null : 'too-many-modules';
    if (refused !== null) this.context.report({ code: refused, argument: name, path: this.path, offset });
    const child = refused === null ? new BicepModule(this.context, path, `${this.address}${key}.`, inputs, { above: this.#above, loose }) : null;
    this.#children.set(key, child);
    return child;
  }
}

const none: Declarations = {
  file: { statements: [], problems: [] },
  byName: new Map(),
  outputs: new Map(),
  resources: [],
  modules: [],
  using: null,
  extended: null,
};

/** The content of a body; computed properties at any depth are unknown under the name of their place. */
function withComputed(value: ObjectValue, name: string): ObjectValue {
  const entries = [...value.entries].map(([key, one]) => [key, one.kind === 'object' ? withComputed(one, `${name}.${key}`) : one] as const);
  return { ...value, entries: new Map(entries), rest: value.rest ?? name };
}
