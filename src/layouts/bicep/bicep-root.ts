import { deployedByArm, isOfApiManagement } from '../arm/arm-resource.js';
import { sha256Hex } from '../../text/hash.js';
import { inOneForm } from '../deployed/not-followed.js';
import type { MetadataProblem, NotFollowed } from '../../apim/service.js';
import type { Value } from '../deployed/deployed-value.js';
import { policiesByAddress, slotOf, type Deployed, type DeployedPolicy } from '../deployed/deployed.js';
import { conditionsOf, type Undecided } from '../deployed/conditions.js';
import { remembered, deployedText } from '../deployed/remembered.js';
import { undecidedUnder } from '../deployed/undecided.js';
import { keyOfRoot, type Definition, type DeployingRoot } from '../deployed/deploying-root.js';
import { besideBicep, parameterDefinitions, type GivenParameters } from './bicep-pipelines.js';
import { symbolDefinitions } from './defined-symbols.js';
import type { Watched } from '../deployed/tree-texts.js';
import { folderOfPath } from '../deployed/paths.js';
import { waysOf } from '../deployed/ways.js';
import { unknown } from '../deployed/values.js';
import type { Tree } from '../tree.js';
import { resourcesIn, type BicepFiles, type DeclaredStatement } from './bicep-files.js';
import { BicepModule, type Instance, type ModuleStatement, type BicepRootContext } from './bicep-module.js';
import { BicepResource } from './bicep-resource.js';
import type { DeclaredResource, BicepExpression } from './bicep-syntax.js';
import { bicepFaults } from './bicep-faults.js';
import type { BicepEvaluationProblem } from './evaluation.js';
import { unfollowedStatements } from './unfollowed-statements.js';
import { deployedByShape, outputsByShape } from './registry-modules.js';
import { brokenAt, isParametersFile, referredIn, valuesIn, type RootParameters } from './root-parameters.js';

/** Most module calls of one root, repetitions included. */
const mostModules = 2000;

/** A deployed thing, and the files besides code that decide about it. */
interface Item {
  readonly one: Deployed;
  /** Its deployment is undecided. */
  readonly isOpen: boolean;
  readonly paths: ReadonlySet<string>;
}

const noPaths: ReadonlySet<string> = new Set();

/** A Bicep file and its parameters. */
export interface BicepRootState {
  readonly path: string;
  /** Parameter files that always apply. */
  readonly base: readonly string[];
  readonly sole: string | null;
  readonly environment: RootParameters | null;
  /** Parameters without a value that have another name on the other side; null: unchanged names. */
  readonly renamed: ReadonlyMap<string, string> | null;
  /** Templates compiled from the file, with the same content. */
  readonly compiled?: readonly string[];
  /** What pipelines pass to it; null: nothing. */
  readonly given: GivenParameters | null;
}

/** One deployed Bicep file in one environment. */
export class BicepRoot implements DeployingRoot {
  readonly folder: string;
  readonly path: string;
  readonly environment: RootParameters | null;
  readonly isWhole = false;
  readonly files: BicepFiles;
  readonly problems: BicepEvaluationProblem[] = [];
  readonly sole: string | null;
  readonly #state: BicepRootState;
  /** Bodies of resources and modules by place, and whether some of them may be deployed. */
  readonly #bodies = new Map<string, boolean>();
  /** Parameters with a value that were used. */
  readonly #used = new Set<string>();
  /** For `symbolDefinitions`: what it finds at fault is nobody's. */
  #defining: BicepModule | null = null;
  readonly #existing = new Set<string>();
  #items: readonly Item[] | null = null;
  #deployed: readonly Deployed[] | null = null;
  #notFollowed: readonly NotFollowed[] | null = null;
  #paths: ReadonlyMap<Deployed, ReadonlySet<string>> | null = null;
  /** For `textAt`: callers may ask for thousands of policies of a file. */
  #policies: ReadonlyMap<string, DeployedPolicy> | null = null;

  constructor(files: BicepFiles, state: BicepRootState) {
    this.#state = state;
    this.path = state.path;
    this.folder = folderOfRoot(state.path);
    this.environment = state.environment;
    this.sole = state.sole;
    this.files = files.with([]);
  }

  get #values(): readonly string[] {
    return [...this.#state.base, ...(this.environment?.files ?? [])];
  }

  #opened(): BicepModule {
    const { files } = this;
    let modules = 0;
    const context: BicepRootContext = {
      files,
      steps: { count: 0 },
      isLoose: false,
      existing: this.#existing,
      asked: (path, { start, end }, isDeployed) => {
        const key = JSON.stringify([path, start, end]);
        this.#bodies.set(key, isDeployed || this.#bodies.get(key) === true);
      },
      report: (problem) => {
        // The first problem of a kind at a place represents all.
        const isKnown = this.problems.some(({ code, path, offset }) => code === problem.code && path === problem.path && offset === problem.offset);
        if (!isKnown) this.problems.push(problem);
      },
      mayOpen: () => (modules += 1) <= mostModules,
      outputsOf: outputsByShape,
    };
    const given = new Map(this.#values.flatMap((path) => [...valuesIn(path, context)]));
    const isBroken = this.#values.some((path) => brokenAt(path, files) !== null);
    const { renamed } = this.#state;
    const needed = this.needs;
    const inputs = (name: string): Value | null => {
      const called = renamed?.get(name) ?? name;
      if (given.has(name) || !needed.has(name)) this.#used.add(name);
      return given.get(name)?.() ?? (isBroken || called !== name ? unknown(called) : null);
    };
    let twin: BicepModule | null = null;
    const loose = (): BicepModule => (twin ??= new BicepModule({ ...context, isLoose: true }, this.path, '', inputs));
    return new BicepModule(context, this.path, '', inputs, { loose });
  }

  textAt(address: string): Value | null {
    this.#policies ??= policiesByAddress([...itemsIn(this.#opened())].map(({ one }) => one));
    return this.#policies.get(address)?.text() ?? null;
  }

  with(path: string, text: string): BicepRoot {
    return new BicepRoot(this.files.with([[path, text]]), this.#state);
  }

  get key(): string {
    return keyOfRoot('bicep', this.path);
  }

  get givenBy(): readonly string[] {
    return [...(this.#state.compiled ?? []), ...(this.#state.given?.paths ?? [])];
  }

  get takes(): ReadonlySet<string> {
    const statements = this.files.declarations(this.path)?.file.statements ?? [];
    return new Set(statements.flatMap((one) => (one.kind === 'param' ? [one.name] : [])));
  }

  get needs(): ReadonlySet<string> {
    const statements = this.files.declarations(this.path)?.file.statements ?? [];
    return new Set(statements.flatMap((one) => (one.kind === 'param' && one.value === null ? [one.name] : [])));
  }

  nameOf(variable: string): string {
    return variable;
  }

  get baseValues(): string {
    const text = this.files.text(this.path) ?? '';
    const statements = this.files.declarations(this.path)?.file.statements ?? [];
    const defaults = statements.flatMap((one) =>
      one.kind === 'param' && one.value !== null ? [`${one.name}=${inOneForm(text.slice(one.value.start, one.value.end))}`] : [],
    );
    return sha256Hex(defaults.sort().join('\n'));
  }

  definitionsIn(name: string): readonly Definition[] {
    const silent = new BicepRoot(this.files, this.#state);
    const found = symbolDefinitions(name, (this.#defining ??= silent.#opened()), (parameter) => referredIn(this.#values, parameter, this.files));
    return [...found, ...parameterDefinitions(name, this.#state.given)];
  }

  get deployed(): readonly Deployed[] {
    return (this.#deployed ??= this.#all.map(({ one }) => one));
  }

  isCode(path: string): boolean {
    return /\.bicep(?:param)?$/.test(path) || isParametersFile(path);
  }

  get faults(): readonly MetadataProblem[] {
    return bicepFaults(this.files, this.problems);
  }

  get notFollowed(): readonly NotFollowed[] {
    if (this.#notFollowed !== null) return this.#notFollowed;
    const code = unfollowedStatements(
      this.files,
      this.deployed.map(({ address }) => address),
      new Set(this.deployed.flatMap((one) => (one.kind === 'policy' ? [...this.pathsOf(one)] : []))),
    );
    const found = [...code, ...besideBicep(this.#state.given, this.path, this.#used, this.files)];
    if (!this.files.isIncomplete) this.#notFollowed = found;
    return found;
  }

  /** Bodies of resources and modules (path and span as JSON), and whether some of them may be deployed. */
  get bodies(): ReadonlyMap<string, boolean> {
    return this.#all.length >= 0 ? this.#bodies : new Map<string, boolean>();
  }

  /** Names of resources deployed elsewhere, as far as they were used. */
  get existing(): ReadonlySet<string> {
    return this.#all.length >= 0 ? this.#existing : new Set();
  }

  get isCut(): boolean {
    if (this.deployed.length >= 0 && this.problems.some(({ code }) => code === 'too-many-modules' || code === 'too-deep')) return true;
    return [...this.files.asked].some(
      (path) => path.endsWith('.bicep') && this.files.declarations(path)?.file.problems.some(({ code }) => code !== 'repeated') === true,
    );
  }

  pathsOf(one: Deployed): ReadonlySet<string> {
    this.#paths ??= new Map(this.#all.map((item) => [item.one, item.paths]));
    return this.#paths.get(one) ?? noPaths;
  }

  get #all(): readonly Item[] {
    return (this.#items ??= withoutRivals([...itemsIn(this.#opened())]).flatMap((item) => {
      const paths = new Set([...item.paths, ...this.files.watched(() => deployedText(item.one)).paths]);
      return waysOf(item.one).map((one) => ({ ...item, one, paths }));
    }));
  }

  /** Whether the root is equal in another tree: all files it read are. */
  isSameIn(tree: Tree): boolean {
    if (this.files.isIncomplete) return false;
    const idIn = ({ entries }: Tree, path: string): string => `${entries.get(path)?.kind ?? ''} ${entries.get(path)?.id ?? ''}`;
    for (const path of this.files.asked) if (idIn(tree, path) !== idIn(this.files.tree, path)) return false;
    return true;
  }
}

/** The folder of a template with a generic name, otherwise the template: two in one folder are distinct. */
function folderOfRoot(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /^(?:main|azuredeploy|deploy|index|infra)\.bicep$/i.test(name) ? folderOfPath(path) : path.replace(/\.bicep$/, '');
}

/** Of policies at one scope only the certainly deployed ones, if there are any: the others would replace them. */
function withoutRivals(items: readonly Item[]): readonly Item[] {
  const certain = new Set(items.flatMap((item) => (item.isOpen ? [] : (slotOf(item.one) ?? []))));
  return items.filter((item) => !item.isOpen || !certain.has(slotOf(item.one) ?? ''));
}

/** The context of some items: the files that decide about it, and whether their deployment is decided. */
interface Above {
  readonly paths: ReadonlySet<string>;
  readonly isOpen: boolean;
  readonly isOff: boolean;
  readonly undecided: readonly Undecided[];
}

function* itemsIn(module: BicepModule, above: Above = { paths: noPaths, isOpen: false, isOff: false, undecided: [] }): Iterable<Item> {
  for (const declared of module.declarations.resources)
    yield* itemsOfResource(module, declared, { instance: { key: '', variables: new Map() }, above });
  const { files } = module.context;
  for (const call of module.declarations.modules) {
    const isLocal = module.localPath(call.source) !== null;
    for (const { instance, around } of deployedInstances(module, call.value, { key: '', variables: new Map() }, above)) {
      const child = module.child(call, instance);
      if (child !== null) yield* itemsIn(child, around);
      // If one instance is not followed, later ones are not either.
      else if (isLocal) break;
      else
        yield* itemsOf(
          files.watched(() => byRegistry(module, call, instance)),
          around,
        );
    }
  }
}

/** The instances of a body that are deployed or may be. */
function deployedInstances(
  module: BicepModule,
  body: BicepExpression,
  outer: Instance,
  above: Above,
): readonly { readonly instance: Instance; readonly around: Above }[] {
  const found = module.context.files.watched(() =>
    module
      .instancesOf(body, outer)
      .map((instance) => ({ instance, state: module.isDeployed(body, instance), open: undecidedOf(module, body, instance) })),
  );
  const paths = new Set([...above.paths, ...found.paths]);
  module.context.asked?.(module.path, body, found.value.length === 0 || found.value.some(({ state }) => state !== 'no'));
  return found.value.flatMap(({ instance, state, open }) => {
    if (state === 'no') return [];
    const undecided = [...above.undecided, ...open];
    return [{ instance, around: { paths, isOpen: above.isOpen || state !== 'yes', isOff: above.isOff || state === 'off', undecided } }];
  });
}

/** The undecided conditions of an instance. */
function undecidedOf(module: BicepModule, body: BicepExpression, instance: Instance): readonly Undecided[] {
  const inner = body.kind === 'for' ? body.body : body;
  const isMaybe = inner.kind === 'if' && module.isDeployed(body, instance) === 'maybe';
  return [...(instance.undecided ?? []), ...(isMaybe ? conditionsOf(module.evaluate(inner.condition, instance), 'flag') : [])];
}

function byRegistry(module: BicepModule, call: ModuleStatement, instance: Instance): readonly Deployed[] {
  return deployedByShape({
    call,
    param: (name) => module.param(call, name, instance),
    address: `${module.address}${call.name}${instance.key}`,
    by: (name) => {
      const params = module.entryOf(call.value, 'params');
      const own = params?.kind === 'object' ? params.entries.find(({ key }) => key === name) : undefined;
      return { path: module.path, offset: own?.start ?? call.start };
    },
    files: module.context.files,
  });
}

function* itemsOfResource(
  module: BicepModule,
  declared: DeclaredStatement<DeclaredResource>,
  outer: { readonly instance: Instance; readonly above: Above },
): Iterable<Item> {
  const { statement } = declared;
  if (!isOfApiManagement(module.typeOf(declared))) return;
  for (const { instance, around } of deployedInstances(module, statement.value, outer.instance, outer.above)) {
    if (!statement.isExisting)
      yield* itemsOf(
        module.context.files.watched(() => deployedByArm(new BicepResource(module, declared, instance))),
        around,
      );
    for (const one of resourcesIn(statement.value)) {
      yield* itemsOfResource(module, { statement: one, within: declared }, { instance, above: around });
    }
  }
}

function itemsOf({ value, paths }: Watched<readonly Deployed[]>, above: Above): readonly Item[] {
  const all = new Set([...above.paths, ...paths]);
  return value.map((one) => ({
    one: remembered(undecidedUnder(above.isOff && one.kind === 'policy' ? { ...one, isOff: true } : one, above.undecided)),
    isOpen: above.isOpen,
    paths: all,
  }));
}
