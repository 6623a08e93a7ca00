import type { PolicyCache } from '../../apim/policy-cache.js';
import { deployedBy } from './declared-resources.js';
import { ResourceInstance } from './resource-instance.js';
import type { Deployed } from './deployed.js';
import { ModuleInstance, type RootContext } from './module-instance.js';
import { localFolder, sourceOf } from './module-source.js';
import { ModuleCall } from './module-shapes.js';
import { readModule, type ModuleFolder } from './module-folder.js';
import type { EvaluationProblem } from './scope.js';
import { evaluate } from './evaluate-hcl.js';
import type { RootEnvironment } from './root-environments.js';
import { type TerraformFiles } from './terraform-files.js';
import type { Value } from './hcl-value.js';
import { valuesInJson } from './json-values.js';

/** What roots of one tree share. */
export interface TerraformContext {
  readonly files: TerraformFiles;
  readonly cache: PolicyCache;
  /** Configuration files by folder. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
}

/** One root module in one environment, and what it deploys. */
export class EvaluatedRoot {
  readonly folder: string;
  readonly environment: RootEnvironment | null;
  readonly problems: EvaluationProblem[] = [];
  /** The files as this root asks for them. */
  readonly files: TerraformFiles;
  readonly #context: TerraformContext;
  readonly #base: readonly string[];
  readonly #root: ModuleInstance;
  #deployed: readonly Deployed[] | null = null;

  /** `base`: files of values that Terraform loads by itself; `environment`: those that go with it. */
  constructor(context: TerraformContext, folder: string, base: readonly string[], environment: RootEnvironment | null) {
    this.#context = context;
    this.folder = folder;
    this.#base = base;
    this.environment = environment;
    const { folders } = context;
    const files = context.files.with([]);
    this.files = files;
    const own = readModule(folder, folders.get(folder) ?? [], files, environment?.overrides ?? []);
    const modules = new Map<string, ModuleFolder>();
    const root: RootContext = {
      files,
      folder,
      moduleAt: (at) => {
        const paths = folders.get(at);
        if (paths === undefined) return null;
        let module = modules.get(at);
        if (module === undefined) modules.set(at, (module = readModule(at, paths, files)));
        return module;
      },
      filesBelow: (at) => [...files.tree.entries.keys()].filter((path) => at === '' || path.startsWith(`${at}/`)),
      outputOf: (module, call, each, name) => new ModuleCall(module, call, each).output(name),
      report: (problem) => void this.problems.push(problem),
    };
    const given = inputsOf([...base, ...(environment?.files ?? [])], files);
    this.#root = new ModuleInstance(root, own, '', (name) => given.get(name) ?? null);
  }

  /** The same root, with another text for one file. */
  with(path: string, text: string): EvaluatedRoot {
    return new EvaluatedRoot({ ...this.#context, files: this.files.with([[path, text]]) }, this.folder, this.#base, this.environment);
  }

  get deployed(): readonly Deployed[] {
    return (this.#deployed ??= [...deployedIn(this.#root)]);
  }
}

function* deployedIn(module: ModuleInstance): Iterable<Deployed> {
  for (const declared of module.folder.resources.values()) {
    if (declared.block.type === 'data' || !/^(?:azurerm_api_management|azapi_|azurerm_\w*template_deployment)/.test(declared.block.labels[0] ?? ''))
      continue;
    for (const each of module.instancesOf(declared)) yield* deployedBy(new ResourceInstance(module, declared, each));
  }
  for (const call of module.folder.modules.values()) {
    const isLocal = localFolder(module.folder.folder, sourceOf(call)) !== null;
    for (const each of module.instancesOf(call)) {
      const child = module.child(call, each);
      if (child !== null) yield* deployedIn(child);
      else if (!isLocal) yield* new ModuleCall(module, call, each).deployed();
    }
  }
}

/** What files of values give, the last one first. */
function inputsOf(paths: readonly string[], files: TerraformFiles): ReadonlyMap<string, Value> {
  const given = new Map<string, Value>();
  for (const path of paths) {
    if (path.endsWith('.json')) {
      for (const [name, value] of valuesInJson(files.text(path) ?? '')) given.set(name, value);
      continue;
    }
    const scope = { path, folder: '', find: () => null, readFile: () => null };
    for (const { name, value } of files.syntax(path)?.body.attributes.values() ?? []) given.set(name, evaluate(value, scope));
  }
  return given;
}
