import type { PolicyCache } from '../../apim/policy-cache.js';
import type { MetadataProblem, NotFollowed } from '../../apim/service.js';
import { keyOfRoot, type Definition, type DeployingRoot } from '../deployed/deploying-root.js';
import { blockDefinitions } from './defined-blocks.js';
import { terraformFaults } from './code-fault.js';
import { deployedBy } from './declared-resources.js';
import { ResourceInstance } from './resource-instance.js';
import type { Deployed } from '../deployed/deployed.js';
import { PoliciesAsked } from './policies-asked.js';
import type { HandedPolicy } from './handed-policies.js';
import { ModuleInstance, type TerraformRootContext } from './module-instance.js';
import { localFolder, moduleSource } from './module-source.js';
import { ModuleCall } from './module-shapes.js';
import { unfollowedBlocks } from './unfollowed-blocks.js';
import { isConfiguration, noModule, sharedModule, type ModuleFolder } from './module-folder.js';
import type { HclEvaluationProblem } from './scope.js';
import { chosenByFile, FittingFiles, type ChosenByFile } from './fitting-files.js';
import { baseValuesOf, inputsOf } from './given-inputs.js';
import { isValuesFile, type RootEnvironment } from './root-environments.js';
import type { GivenToRoot } from './pipelines.js';
import { besideTerraform, variableDefinitions } from './pipeline-values.js';
import { isUnder, offAmong, switchesOf } from './switches.js';
import { pathsBelow } from '../deployed/paths.js';
import type { Watched } from '../deployed/tree-texts.js';
import type { TerraformFiles } from './terraform-files.js';
import type { Value } from '../deployed/deployed-value.js';
import type { Undecided } from '../deployed/conditions.js';
import { remembered, deployedText } from '../deployed/remembered.js';
import { undecidedUnder } from '../deployed/undecided.js';
import { plainText } from '../deployed/texts.js';
import { waysOf } from '../deployed/ways.js';
import { unknown } from '../deployed/values.js';

/** Shared by the roots of one tree. */
export interface TerraformContext {
  readonly files: TerraformFiles;
  readonly cache: PolicyCache;
  /** Configuration files by folder. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  /** Cache of folders read together. */
  readonly modules: Map<string, ModuleFolder>;
}

/** Variables without a value that have another name on the other side; null: unchanged names. */
export type Renamed = ReadonlyMap<string, string> | null;

/** A root module and its values. */
export interface TerraformRootState {
  readonly folder: string;
  /** Files of values that Terraform loads by itself. */
  readonly base: readonly string[];
  readonly environment: RootEnvironment | null;
  readonly renamed: Renamed;
  /** Whether the root has several deployments, none of which turns on a switch that its default turns off. */
  readonly isDecided: boolean;
  /** What pipelines pass to it. */
  readonly given: GivenToRoot;
}

/** Most module calls of one root, repetitions included. */
const mostModules = 2000;

/** A deployed thing, and the files besides code that decide about it; a folder whose files are listed ends with a slash. */
interface Item {
  readonly one: Deployed;
  readonly paths: ReadonlySet<string>;
}

/** One root module in one environment, and what it deploys. */
export class EvaluatedRoot implements DeployingRoot {
  readonly folder: string;
  readonly environment: RootEnvironment | null;
  readonly isWhole = false;
  readonly problems: HclEvaluationProblem[] = [];
  /** Policies passed to modules kept elsewhere, without a known scope; complete once `deployed` is. */
  readonly handed: HandedPolicy[] = [];
  /** The files that this root requests. */
  readonly files: TerraformFiles;
  readonly #context: TerraformContext;
  readonly #state: TerraformRootState;
  readonly sole = null;
  /** Variables with a value that were used. */
  readonly #used = new Set<string>();
  readonly #fitting: FittingFiles;
  /** Folders that were looked up or listed, with their content. */
  readonly #looked = new Map<string, string>();
  /** For `blockDefinitions`: what it finds at fault is nobody's. */
  #defining: ModuleInstance | null = null;
  #items: readonly Item[] | null = null;
  #deployed: readonly Deployed[] | null = null;
  #notFollowed: readonly NotFollowed[] | null = null;
  #paths: ReadonlyMap<Deployed, ReadonlySet<string>> | null = null;
  /** For `textAt`: the root itself, and with switches turned on. */
  #asked: readonly PoliciesAsked[] | null = null;

  constructor(context: TerraformContext, state: TerraformRootState) {
    this.#context = context;
    this.#state = state;
    this.folder = state.folder;
    this.environment = state.environment;
    this.files = context.files.with([]);
    this.#fitting = new FittingFiles(context.files.tree, state.folder);
  }

  /** The root as Terraform reads it; `turned`: with switches turned on that only their defaults turn off. */
  #opened(turned = false): ModuleInstance {
    const { files, folder, environment } = this;
    let modules = 0;
    const root: TerraformRootContext = {
      files,
      folder,
      moduleAt: (at) => this.#moduleAt(at),
      filesBelow: (at) => {
        const paths = pathsBelow(files.tree, at);
        this.#looked.set(`${at}/`, paths.join('\n'));
        files.note([`${at}/`]);
        return paths;
      },
      outputOf: (module, call, each, name) => new ModuleCall(module, call, each).output(name),
      report: (problem) => {
        // The first module that is not followed represents all.
        if (problem.code !== 'too-many-modules' || this.problems.every(({ code }) => code !== problem.code)) this.problems.push(problem);
      },
      mayRead: (path) => {
        for (const { path: file } of this.#fitting.at(path)) files.content(file);
      },
      workspace: environment?.decides?.name === 'terraform.workspace' ? environment.decides.value : null,
      handOver: (policies) => this.handed.push(...policies),
      mayOpen: () => (modules += 1) <= mostModules,
    };
    const own = this.#moduleAt(folder, environment?.overrides) ?? noModule;
    const { base, renamed } = this.#state;
    const decides = environment?.decides;
    const values = [...base, ...(decides === undefined ? (environment?.files ?? []) : [])].filter(isValuesFile);
    const given = inputsOf(values, files);
    if (decides !== undefined) given.set(decides.name.replace(/^var\./, ''), () => plainText(decides.value));
    // An unreadable file may set any variable.
    const unread = values.some((path) => files.refused.has(path) || files.problems(path).length > 0);
    const switches = turned ? switchesOf(own, (name) => given.has(name)) : null;
    return new ModuleInstance(root, own, '', (name) => {
      const called = renamed?.get(name) ?? name;
      if (given.has(name) || own.variables.get(name)?.block.body.attributes.has('default') === true) this.#used.add(name);
      return given.get(name)?.() ?? switches?.get(name) ?? (unread || called !== name ? unknown(`var.${called}`) : null);
    });
  }

  #moduleAt(at: string, overrides?: readonly string[]): ModuleFolder | null {
    const { folders, modules } = this.#context;
    const paths = folders.get(at);
    this.#looked.set(at, paths?.join('\n') ?? '');
    return paths === undefined ? null : sharedModule(modules, at, paths, this.files, overrides);
  }

  /** The policy text at an address, after a file changed; null: it does not exist any more. Callers may ask for thousands. */
  textAt(address: string): Value | null {
    this.#asked ??= (this.#state.isDecided ? [false] : [false, true]).map((turned) => {
      let root: ModuleInstance | null = null;
      return new PoliciesAsked((isWanted) => {
        const walk: Walk = { files: this.files, isWanted, handsOver: false, empty: new Set(), undecided: [] };
        return [...itemsIn((root ??= this.#opened(turned)), walk)].map(({ one }) => one);
      });
    });
    for (const policies of this.#asked) {
      const policy = policies.at(address);
      if (policy !== undefined) return policy.text();
    }
    return null;
  }

  /** The same root with another text for one file. */
  with(path: string, text: string): EvaluatedRoot {
    return new EvaluatedRoot({ ...this.#context, files: this.files.with([[path, text]]) }, this.#state);
  }

  get key(): string {
    return keyOfRoot('terraform', this.folder);
  }

  /** Variables of the root module. */
  get takes(): ReadonlySet<string> {
    return new Set(this.#moduleAt(this.folder, this.environment?.overrides)?.variables.keys() ?? []);
  }

  get needs(): ReadonlySet<string> {
    const own = this.#moduleAt(this.folder) ?? noModule;
    const given = inputsOf(this.#state.base, this.files);
    const { variables } = own;
    return new Set([...variables].flatMap(([name, { block }]) => (given.has(name) || block.body.attributes.has('default') ? [] : name)));
  }

  get givenBy(): readonly string[] {
    return this.#state.given.paths;
  }

  nameOf(variable: string): string {
    return `var.${variable}`;
  }

  get baseValues(): string {
    const own = this.#moduleAt(this.folder) ?? noModule;
    return baseValuesOf(own, this.files, inputsOf(this.#state.base, this.files));
  }

  definitionsIn(name: string): readonly Definition[] {
    const root = (this.#defining ??= new EvaluatedRoot(this.#context, this.#state).#opened());
    const found = [...blockDefinitions(name, root), ...this.#fitting.readBy(name, this.files), ...variableDefinitions(name, this.#state.given)];
    return found.sort((one, other) => one.at.start - other.at.start);
  }

  /** What selects the files to read, if it has no value. */
  get chosenByFile(): ChosenByFile | null {
    return this.deployed.length === 0 ? null : chosenByFile(this.#fitting.all, (variable) => this.takes.has(variable));
  }

  get deployed(): readonly Deployed[] {
    return (this.#deployed ??= this.#all.map(({ one }) => one));
  }

  isCode(path: string): boolean {
    return isConfiguration(path) || isValuesFile(path);
  }

  get faults(): readonly MetadataProblem[] {
    return terraformFaults(this.files, this.problems);
  }

  get notFollowed(): readonly NotFollowed[] {
    if (this.#notFollowed !== null) return this.#notFollowed;
    const blocks = unfollowedBlocks(
      this.files,
      this.#context.folders,
      this.deployed.map(({ address }) => address),
      new Set(this.deployed.flatMap((one) => (one.kind === 'policy' ? [...this.pathsOf(one)] : []))),
    );
    const found = [...blocks, ...besideTerraform(this.#state.given, this.folder, this.#used, this.#context.files)];
    if (!this.files.isIncomplete) this.#notFollowed = found;
    return found;
  }

  /** Some of its modules or code are not followed: it may deploy more. */
  get isCut(): boolean {
    if (this.deployed.length >= 0 && this.problems.some(({ code }) => code === 'too-many-modules' || code === 'too-deep')) return true;
    return [...this.files.asked].some((path) => isConfiguration(path) && this.files.problems(path).some(({ code }) => code !== 'repeated'));
  }

  /** The files besides its code that decide something; a folder whose files are listed ends with a slash. */
  pathsOf(one: Deployed): ReadonlySet<string> {
    this.#paths ??= new Map(this.#all.map((item) => [item.one, item.paths]));
    return this.#paths.get(one) ?? noPaths;
  }

  /** What it deploys, with each text evaluated. */
  get #all(): readonly Item[] {
    return (this.#items ??= this.#found()
      .map(({ one, paths }) => ({ one, paths: joined(paths, this.files.watched(() => deployedText(one)).paths) }))
      .flatMap((item) => waysOf(item.one).map((one) => ({ ...item, one })))
      .filter(({ one }) => !needsMore(one)));
  }

  /** What it deploys, and would deploy with switches turned on. */
  #found(): readonly Item[] {
    const empty = new Set<string>();
    const walk: Walk = { files: this.files, isWanted: () => true, handsOver: true, empty, undecided: [] };
    const deployed = [...itemsIn(this.#opened(), walk)];
    if (empty.size === 0 || this.#state.isDecided) return deployed;
    return [...deployed, ...offAmong([...itemsIn(this.#opened(true), { ...walk, isWanted: isUnder(empty), empty: new Set() })], deployed)];
  }

  /** Whether the root is equal in another tree: everything it requested is. */
  isSameIn({ files: { tree }, folders }: TerraformContext): boolean {
    if (this.files.isIncomplete || !this.#fitting.isSameIn(tree)) return false;
    const [here, there] = [this.files.tree.entries, tree.entries];
    const isSame = (path: string): boolean => here.get(path)?.id === there.get(path)?.id && here.get(path)?.kind === there.get(path)?.kind;
    for (const path of this.files.asked) if (!isSame(path)) return false;
    return [...this.#looked].every(
      ([at, held]) => held === (at.endsWith('/') ? pathsBelow(tree, at.slice(0, -1)) : (folders.get(at) ?? [])).join('\n'),
    );
  }
}

const noPaths: ReadonlySet<string> = new Set();
function joined(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  if (one.size === 0) return other;
  return other.size === 0 ? one : new Set([...one, ...other]);
}

/** A policy behind a switch whose text also needs other values than the defaults (`file(var.policy)`, null by default): the switch alone does not deploy it. */
function needsMore(one: Deployed): boolean {
  return one.kind === 'policy' && one.isOff === true && one.text().kind !== 'text';
}

/** Options for walking through a root. */
interface Walk {
  readonly files: TerraformFiles;
  /** Whether addresses with this prefix are requested. */
  readonly isWanted: (prefix: string) => boolean;
  /** Policies passed to unfollowed modules are reported. */
  readonly handsOver: boolean;
  /** Receives the addresses of blocks without instances. */
  readonly empty: Set<string>;
  /** Undecided conditions of the surrounding blocks. */
  readonly undecided: readonly Undecided[];
}

function* itemsIn(module: ModuleInstance, walk: Walk, above: ReadonlySet<string> = noPaths): Iterable<Item> {
  const { files, handsOver, empty, undecided } = walk;
  const isWanted = (name: string): boolean => walk.isWanted(`${module.address}${name}`);
  for (const [name, declared] of module.folder.resources) {
    const { type, labels } = declared.block;
    if (type === 'data' || !deploying.test(labels[0] ?? '') || !isWanted(name)) continue;
    const instances = files.watched(() => module.instancesOf(declared));
    if (instances.value.length === 0) empty.add(`${module.address}${name}`);
    for (const each of instances.value) {
      const found = files.watched(() => deployedBy(new ResourceInstance(module, declared, each)));
      yield* itemsOf(found, joined(above, instances.paths), [...undecided, ...(each.undecided ?? [])]);
    }
  }
  for (const [name, call] of module.folder.modules) {
    if (!isWanted(`module.${name}`)) continue;
    const isLocal = localFolder(module.folder.folder, moduleSource(call)) !== null;
    const instances = files.watched(() => module.instancesOf(call));
    const paths = joined(above, instances.paths);
    if (instances.value.length === 0) empty.add(`${module.address}module.${name}`);
    for (const each of instances.value) {
      const child = module.child(call, each);
      const open = [...undecided, ...(each.undecided ?? [])];
      if (child !== null) yield* itemsIn(child, { ...walk, undecided: open }, paths);
      // If one instance is not followed, later ones are not either.
      else if (isLocal) break;
      else {
        const made = new ModuleCall(module, call, each);
        const found = files.watched(() => made.deployed());
        yield* itemsOf(found, paths, open);
        if (handsOver) module.context.handOver(made.handed(found.value));
      }
    }
  }
}

const deploying = /^(?:azurerm_api_management|azapi_|azurerm_\w*template_deployment)/;

function itemsOf({ value, paths }: Watched<readonly Deployed[]>, above: ReadonlySet<string>, undecided: readonly Undecided[]): readonly Item[] {
  const all = joined(above, paths);
  return value.map((one) => ({ one: remembered(undecidedUnder(one, undecided)), paths: all }));
}
