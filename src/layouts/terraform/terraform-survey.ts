import type { PolicyCache } from '../../apim/policy-cache.js';
import type { MetadataFault } from '../../apim/metadata-fault.js';
import type { MetadataProblem, Service } from '../../apim/service.js';
import { LineIndex } from '../../text/line-index.js';
import type { Reach, RepositoryOptions, Site, SiteEnvironment, Survey, UnreviewedFile, UnusedOption } from '../layout.js';
import { policyName } from '../policy-content.js';
import type { Tree } from '../tree.js';
import { configurationByFolder, isConfiguration, isOverride, readModule } from './module-folder.js';
import { localFolder } from './module-source.js';
import { NamedFiles, type UndecidedText } from './named-files.js';
import { PolicyTexts } from './policy-texts.js';
import { environmentsOfRoots, isValuesFile, type RootValues } from './root-environments.js';
import { EvaluatedRoot, type TerraformContext } from './root-module.js';
import { joinServices, type JoinedService } from './service-joins.js';
import { ServiceMaker } from './service-maker.js';
import { codeFault } from './code-fault.js';
import { folderOfPath, TerraformFiles } from './terraform-files.js';
import { valuesInJson } from './json-values.js';

/** What a file of the repository says when it may deploy to API Management. Anything else is not parsed. */
const mayDeploy = /api_?management|api[-_]mgmt|apim|policy_xml|xml_content|template_deployment/i;
/** Rounds of reading: what is read may name more to read. */
const mostRounds = 40;

/** Finds what the root modules of a tree deploy to API Management. */
export async function surveyTerraform(tree: Tree, options: RepositoryOptions, cache: PolicyCache): Promise<Survey> {
  const files = new TerraformFiles(tree, cache);
  const paths = [...tree.entries.keys()];
  const folders = configurationByFolder(paths);
  for (const own of folders.values()) for (const path of own) files.text(path);
  await files.fill();
  const roots = rootFolders(folders, files);
  const context: TerraformContext = { files, cache, folders };
  const values = await valuesOf(roots, paths, context);
  const states = roots.flatMap((root) => statesOf(root, values.get(root), options));
  const evaluated = await evaluateAll(states, context);
  return new TerraformSurvey(context, evaluated, options);
}

interface RootState {
  readonly folder: string;
  readonly base: readonly string[];
  readonly environment: EvaluatedRoot['environment'];
}

/** A root in each of its environments that is wanted; where none is, as its files are. */
function statesOf(folder: string, values: RootValues | undefined, { environments }: RepositoryOptions): readonly RootState[] {
  const base = values?.base ?? [];
  const wanted = (values?.environments ?? []).filter(({ name }) => environments.length === 0 || environments.includes(name));
  return wanted.length === 0 ? [{ folder, base, environment: null }] : wanted.map((environment) => ({ folder, base, environment }));
}

/** Folders that no module calls, and that deploy to API Management themselves or through modules. */
function rootFolders(folders: ReadonlyMap<string, readonly string[]>, files: TerraformFiles): readonly string[] {
  const called = new Set<string>();
  const calls = new Map<string, Set<string>>();
  const deploys = new Set<string>();
  for (const [folder, paths] of folders) {
    const own = new Set<string>();
    calls.set(folder, own);
    for (const path of paths) {
      const text = files.text(path) ?? '';
      if (mayDeploy.test(text)) deploys.add(folder);
      for (const [, source = ''] of text.matchAll(/(?:^[ \t]*source[ \t]*=|"source"\s*:)\s*"(\.[^"\n]*)"/gm)) {
        const target = localFolder(folder, source);
        if (target === null || target === folder) continue;
        called.add(target);
        own.add(target);
      }
    }
  }
  const reaches = (folder: string, seen: Set<string>): boolean => {
    if (seen.has(folder)) return false;
    seen.add(folder);
    return deploys.has(folder) || [...(calls.get(folder) ?? [])].some((one) => reaches(one, seen));
  };
  const found = [...folders].flatMap(([folder, paths]) =>
    called.has(folder) || paths.every(isOverride) || !reaches(folder, new Set()) ? [] : [folder],
  );
  // A folder among modules that says nothing of where it deploys to is a module that nobody calls.
  const isSpare = (folder: string): boolean =>
    /(?:^|\/)_?modules?(?:\/|$)/i.test(folder) &&
    !(folders.get(folder) ?? []).some((path) => /^\s*(?:provider|backend)\s+"/m.test(files.text(path) ?? ''));
  const roots = found.filter((folder) => !isSpare(folder));
  return roots.length === 0 ? found : roots;
}

async function valuesOf(
  roots: readonly string[],
  paths: readonly string[],
  { files, folders }: TerraformContext,
): Promise<ReadonlyMap<string, RootValues>> {
  for (const path of paths) if (isValuesFile(path)) files.text(path);
  await files.fill();
  const sets = (path: string): ReadonlySet<string> => {
    if (path.endsWith('.json')) return new Set(valuesInJson(files.text(path) ?? '').keys());
    return new Set(files.syntax(path)?.body.attributes.keys() ?? []);
  };
  const declares = new Map(roots.map((root) => [root, new Set(readModule(root, folders.get(root) ?? [], files).variables.keys())]));
  const others = { has: (folder: string): boolean => folders.get(folder)?.some((path) => !isOverride(path)) === true };
  return environmentsOfRoots(paths, roots, others, sets, (root) => declares.get(root) ?? new Set());
}

/** Evaluates roots, reading what they ask for, until all of it is read. */
async function evaluateAll(states: readonly RootState[], context: TerraformContext): Promise<readonly EvaluatedRoot[]> {
  const make = ({ folder, base, environment }: RootState): EvaluatedRoot => {
    const root = new EvaluatedRoot(context, folder, base, environment);
    for (const one of root.deployed) {
      if (one.kind === 'policy') one.text();
      else if (one.kind === 'api') one.specification?.();
    }
    return root;
  };
  let evaluated = states.map((state) => make(state));
  for (let round = 0; round < mostRounds && (await context.files.fill()); round += 1) {
    evaluated = evaluated.map((root, index) => {
      const state = states[index];
      return root.files.isIncomplete && state !== undefined ? make(state) : root;
    });
  }
  return evaluated;
}

class TerraformSurvey implements Survey {
  readonly sites: readonly TerraformSite[];
  readonly #context: TerraformContext;
  readonly #claimed: ReadonlySet<string>;
  /** Made when it is asked for. */
  #named: NamedFiles | null = null;

  constructor(context: TerraformContext, evaluated: readonly EvaluatedRoot[], options: RepositoryOptions) {
    this.#context = context;
    this.sites = joinServices(evaluated).map((joined) => new TerraformSite(joined, context, options));
    this.#claimed = new Set(this.sites.flatMap((site) => [...site.policyPaths()]));
  }

  claims(path: string): boolean {
    return this.#claimed.has(path);
  }

  reach(paths: readonly string[]): Promise<ReadonlyMap<string, Reach>> {
    const reached = this.sites.filter((site) => paths.some((path) => site.covers(path)));
    return Promise.resolve(new Map(reached.map(({ root }) => [root, { kind: 'all' }])));
  }

  unreviewed(): Promise<readonly UnreviewedFile[]> {
    return Promise.resolve([]);
  }

  /** Code that names a file may deploy it in a way that is not followed. */
  isUnreferenced(path: string): boolean {
    if (this.sites.length === 0 || !policyName.test(path) || this.claims(path)) return false;
    const { files, folders } = this.#context;
    this.#named ??= new NamedFiles(
      new Map([...folders].map(([folder, paths]) => [folder, paths.map((one) => files.text(one) ?? '').join('\n')])),
      this.sites.flatMap((site) => [...site.undecided()]),
    );
    return !this.#named.mayName(path);
  }

  unusedOptions(): readonly UnusedOption[] {
    return [];
  }
}

class TerraformSite implements Site {
  readonly root: string;
  readonly environments: readonly SiteEnvironment[];
  readonly #joined: JoinedService;
  readonly #context: TerraformContext;
  readonly #texts: PolicyTexts;
  readonly #asked: ReadonlySet<string>;
  readonly #folders: ReadonlySet<string>;

  constructor(joined: JoinedService, context: TerraformContext, options: RepositoryOptions) {
    this.root = joined.folder;
    this.#joined = joined;
    this.#context = context;
    this.#texts = new PolicyTexts(context.files, context.cache);
    const roots = [...joined.parts.keys()];
    const names = new Map<string, string>();
    for (const { environment } of roots)
      if (environment !== null && !names.has(environment.name)) names.set(environment.name, environment.files[0] ?? '');
    const wanted = (name: string): boolean => options.environments.length === 0 || options.environments.includes(name);
    this.environments = [...names].filter(([name]) => wanted(name)).map(([name, path]) => ({ name, path, isThere: true }));
    this.#asked = new Set(roots.flatMap(({ files }) => [...files.asked]));
    this.#folders = new Set([...this.#asked].filter((path) => isConfiguration(path) || isValuesFile(path)).map(folderOfPath));
  }

  /** Files that hold the text of a policy of the service. */
  *policyPaths(): Iterable<string> {
    for (const [root, deployed] of this.#joined.parts) {
      for (const one of deployed) {
        if (one.kind !== 'policy') continue;
        const value = one.text();
        if (value.kind === 'text') for (const { from } of value.pieces) if (from !== null) yield from.host.path;
        // What was only looked for is the policy's all the same.
        if (value.kind === 'unknown') yield* root.files.tree.entries.has(one.by.path) ? [] : [one.by.path];
      }
    }
  }

  /** Policies whose text is not known. */
  *undecided(): Iterable<UndecidedText> {
    for (const [{ folder }, deployed] of this.#joined.parts) {
      for (const one of deployed) {
        const value = one.kind === 'policy' ? one.text() : null;
        if (value?.kind === 'unknown') yield { root: folder, name: value.name };
      }
    }
  }

  covers(path: string): boolean {
    return this.#asked.has(path) || ((isConfiguration(path) || isValuesFile(path)) && this.#folders.has(folderOfPath(path)));
  }

  reachOf(): Reach {
    return { kind: 'all' };
  }

  async load(): Promise<readonly Service[]> {
    const services: Service[] = [];
    for (const environment of this.environments.length === 0 ? [null] : this.environments.map(({ name }) => name)) {
      services.push(await this.#make(environment));
    }
    return services;
  }

  #make(name: string | null): Promise<Service> {
    const named = new Set([...this.#joined.parts.keys()].flatMap(({ folder, environment }) => (environment === null ? [] : folder)));
    const parts = [...this.#joined.parts]
      .filter(([{ folder, environment }]) => (environment === null ? !named.has(folder) : environment.name === name))
      .map(([root, deployed]) => ({ root, deployed }));
    const { files } = this.#context;
    const maker = new ServiceMaker(parts, files, this.#texts, problemsOf(parts.map(({ root }) => root)));
    return maker.make(this.root, name, (path) => this.covers(path));
  }
}

/** What could not be read or evaluated, each once. */
function problemsOf(roots: readonly EvaluatedRoot[]): readonly MetadataProblem[] {
  const problems = new Map<string, MetadataProblem>();
  const tell = (path: string, offset: number, says: MetadataFault | null, text: string): void => {
    if (says === null) return;
    const line = new LineIndex(text).lineAt(offset);
    problems.set(`${path}:${line}:${JSON.stringify(says)}`, { path, line, says });
  };
  for (const { files, problems: own } of roots) {
    for (const path of files.asked) {
      if (!isConfiguration(path) && !isValuesFile(path)) continue;
      const text = files.text(path) ?? '';
      for (const problem of files.syntax(path)?.problems ?? []) tell(path, problem.offset, codeFault(problem.code, problem.what), text);
      if (files.refused.has(path)) tell(path, 0, codeFault('too-large', ''), '');
    }
    for (const { code, argument, path, offset } of own) tell(path, offset, codeFault(code, argument), files.text(path) ?? '');
  }
  return [...problems.values()];
}
