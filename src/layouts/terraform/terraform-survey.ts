import type { PolicyCache } from '../../apim/policy-cache.js';
import type { Reach, RepositoryOptions, Survey, Switched, UnreviewedFile, UnusedOption } from '../layout.js';
import { policyName } from '../policy-content.js';
import type { Tree } from '../tree.js';
import { LineIndex } from '../../text/line-index.js';
import { configurationByFolder, isConfiguration, isOverride, sharedModule } from './module-folder.js';
import { localFolder } from './module-source.js';
import { withoutUnused } from './unused-blocks.js';
import { NamedFiles } from './named-files.js';
import { evaluatedAmong } from '../most-environments.js';
import { environmentsOfRoots, isValuesFile, type RootEnvironment, type RootValues } from './root-environments.js';
import { keyOfRoot } from '../deployed/deploying-root.js';
import { EvaluatedRoot, type TerraformRootState, type TerraformContext } from './root-module.js';
import { joinServices } from '../deployed/service-joins.js';
import { folderOfPath, resolvePath } from '../deployed/paths.js';
import { isPipeline } from '../deployed/pipeline-files.js';
import { Pipelines, nothingGiven, type GivenToRoot, type PipelinesOfRoot } from './pipelines.js';
import { TerraformFiles } from './terraform-files.js';
import type { DeployedSite } from '../deployed/deployed-site.js';
import { joinedSites, reachOfSites } from '../deployed/joined-sites.js';
import { unfollowedPolicies } from './unfollowed-policies.js';
import { valuesInJson } from './json-values.js';

/** Text of a file that may deploy to API Management. Other files are not parsed. */
const deploying =
  /api_?management|api[-_]mgmt|apim|policy_xml|xml_content|template_deployment|(?:local|remote)-exec|\baz\s+rest\b|armclient|shell_script|deployment_script|restapi_|terracurl/i;
/** Most rounds of reading: files may name further files. */
const mostRounds = 40;

/** A module source within the repository. */
const localSource = /(?:^[ \t]*source[ \t]*=|"source"\s*:)\s*"(\.[^"\n]*)"/gm;
/** A file named in code beside it. */
const namedFile = /\b(?:template)?file\(\s*"(?:\$\{path\.(?:module|root)\}\/|\.\/)?([^"$]+)"/g;

/** What the text of a file shows before it is parsed. */
interface Glance {
  readonly mayDeploy: boolean;
  readonly sources: readonly string[];
  /** It says where its folder is deployed. */
  readonly isPlaced: boolean;
  readonly named: readonly string[];
}

const nothingSeen: Glance = { mayDeploy: false, sources: [], isPlaced: false, named: [] };

/** Shared by both trees of a change with the file. */
function glanceAt(path: string, files: TerraformFiles): Glance {
  return files.made(path, 'terraform glance', glanceOver) ?? nothingSeen;
}

function glanceOver(text: string): Glance {
  const firsts = (pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map(([, first = '']) => first);
  const mayDeploy = deploying.test(text);
  return {
    mayDeploy,
    sources: firsts(localSource),
    isPlaced: /^\s*(?:(?:provider|backend)\s+"|cloud\s*\{)/m.test(text),
    named: mayDeploy ? firsts(namedFile) : [],
  };
}

/** Finds what the root modules of a tree deploy to API Management. */
export async function surveyTerraform(tree: Tree, options: RepositoryOptions, cache: PolicyCache): Promise<Survey> {
  const files = new TerraformFiles(tree, cache);
  const paths = [...tree.entries.keys()];
  const folders = configurationByFolder(paths);
  for (const own of folders.values()) for (const path of own) files.text(path);
  await files.fill();
  const { roots, spare } = rootFolders(folders, paths, files);
  const context: TerraformContext = { files, cache, folders, modules: new Map() };
  const values = await valuesOf(roots, paths, context);
  const states = roots.flatMap((root) => statesOf(root, values.get(root), options));
  const evaluated = await evaluateAll(states, context);
  const chosen = evaluated.map((root, index) => {
    const own = (values.get(root.folder)?.environments ?? []).length > 0;
    return own ? [] : environmentsByFile(root, states[index]);
  });
  const environments = [...[...values.values()].map((own) => own.environments), ...chosen].flatMap((own) => own.map(({ name }) => name));
  const byFile = await evaluateAll(
    states.flatMap((state, index) => evaluatedAmong(chosen[index] ?? [], options.environments).map((environment) => ({ ...state, environment }))),
    context,
  );
  const plain = options.asOtherSide?.plain;
  const kept = evaluated.filter((root, index) => (chosen[index] ?? []).length === 0 || plain?.has(root.key) === true);
  return new TerraformSurvey(context, [...kept, ...byFile], options, { environments, spare });
}

/** A root in each requested environment; without any, as it is. */
function statesOf(folder: string, values: ValuesOfRoot | undefined, { environments, asOtherSide }: RepositoryOptions): readonly TerraformRootState[] {
  const base = values?.base ?? [];
  const wanted = evaluatedAmong(values?.environments ?? [], environments);
  const renamed = asOtherSide?.renamed.get(keyOfRoot('terraform', folder)) ?? null;
  const given = (name: string | null): GivenToRoot => values?.given.in(name) ?? nothingGiven;
  const plain = { folder, base, environment: null, renamed, isDecided: (values?.environments ?? []).length > 1, given: given(null) };
  const isPlainToo = asOtherSide?.plain.has(keyOfRoot('terraform', folder)) === true;
  const inEach = wanted.map((environment) => ({ ...plain, environment, given: given(environment.name) }));
  return [...(wanted.length === 0 || isPlainToo ? [plain] : []), ...inEach];
}

/** A root without environments that reads files by an undecided name has an environment for each of those. */
function environmentsByFile({ chosenByFile }: EvaluatedRoot, state: TerraformRootState | undefined): readonly RootEnvironment[] {
  if (chosenByFile === null || state === undefined || state.environment !== null) return [];
  const { name, values } = chosenByFile;
  return [...values].map(([value, files]) => ({ name: value, files, overrides: [], decides: { name, value } }));
}

/** Deployed folders, and modules that none of them calls, directly or indirectly. */
interface Roots {
  readonly roots: readonly string[];
  readonly spare: ReadonlySet<string>;
}

/**
 * Folders that deploy to API Management, directly or through modules, and that no module calls; one with own values, or with a place of deployment, is deployed
 * itself, even if called (by an example).
 */
function rootFolders(folders: ReadonlyMap<string, readonly string[]>, paths: readonly string[], files: TerraformFiles): Roots {
  const called = new Set<string>();
  const calls = new Map<string, Set<string>>();
  const deploys = new Set<string>();
  for (const [folder, paths] of folders) {
    const own = new Set<string>();
    calls.set(folder, own);
    for (const path of paths) {
      const { mayDeploy, sources } = glanceAt(path, files);
      if (mayDeploy || files.refused.has(path)) deploys.add(folder);
      for (const source of sources) {
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
  // Of folders that call each other, which Terraform refuses, the one above the others is the root.
  for (const [folder, targets] of calls) {
    for (const target of targets) if (folder.startsWith(target === '' ? '' : `${target}/`) && isCalledBack(target, calls)) called.delete(target);
  }
  const isPlaced = (folder: string): boolean => (folders.get(folder) ?? []).some((path) => glanceAt(path, files).isPlaced);
  const isAmongModules = (folder: string): boolean => /(?:^|\/)_?modules?(?:\/|$)/i.test(folder);
  const valued = new Set(paths.flatMap((path) => (isValuesFile(path) ? [ownerOf(path, folders)] : [])));
  const isDeployed = (folder: string): boolean => !called.has(folder) || (!isAmongModules(folder) && (valued.has(folder) || isPlaced(folder)));
  const found = [...folders].flatMap(([folder, own]) =>
    !isDeployed(folder) || own.every(isOverride) || !reaches(folder, new Set()) ? [] : [folder],
  );
  // A folder among modules without a place of deployment is an unused module.
  const isSpare = (folder: string): boolean => isAmongModules(folder) && !isPlaced(folder);
  const deployed = found.filter((folder) => !isSpare(folder));
  const roots = deployed.length === 0 ? found : deployed;
  const reached = new Set(roots);
  for (const one of reached) for (const target of calls.get(one) ?? []) reached.add(target);
  return { roots, spare: new Set([...folders.keys()].filter((folder) => isSpare(folder) && !reached.has(folder))) };
}

/** The nearest folder with configuration at or above a file of values; null: none. */
function ownerOf(path: string, folders: ReadonlyMap<string, readonly string[]>): string | null {
  for (let at = folderOfPath(path); ; at = folderOfPath(at)) {
    if (folders.get(at)?.some((one) => !isOverride(one)) === true) return at;
    if (at === '') return null;
  }
}

/** Whether a folder calls itself, directly or indirectly. */
function isCalledBack(folder: string, calls: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const seen = new Set<string>(calls.get(folder));
  for (const one of seen) for (const next of calls.get(one) ?? []) seen.add(next);
  return seen.has(folder);
}

async function valuesOf(
  roots: readonly string[],
  paths: readonly string[],
  { files, folders, modules }: TerraformContext,
): Promise<ReadonlyMap<string, ValuesOfRoot>> {
  for (const path of paths) if (isValuesFile(path)) files.text(path);
  askForNamed(folders, files);
  const pipelines = new Pipelines(roots.length === 0 ? [] : paths, files);
  await files.fill();
  const sets = (path: string): ReadonlySet<string> => {
    if (path.endsWith('.json')) return new Set(valuesInJson(files.text(path) ?? '').keys());
    return new Set(files.syntax(path)?.body.attributes.keys() ?? []);
  };
  const isUnread = (path: string): boolean => files.refused.has(path);
  const declares = new Map(roots.map((root) => [root, new Set(sharedModule(modules, root, folders.get(root) ?? [], files).variables.keys())]));
  const others = { has: (folder: string): boolean => folders.get(folder)?.some((path) => !isOverride(path)) === true };
  const values = environmentsOfRoots(
    paths,
    roots,
    others,
    (path) => (isUnread(path) ? null : sets(path)),
    (root) => declares.get(root) ?? new Set(),
  );
  return new Map(
    [...values].map(([root, own]): readonly [string, ValuesOfRoot] => {
      const given = pipelines.of(root, roots, declares.get(root) ?? new Set(), own);
      return [root, { base: own.base, environments: own.environments, given }];
    }),
  );
}

/** The inputs of a root, and their sources. */
interface ValuesOfRoot extends RootValues {
  readonly given: PipelinesOfRoot;
}

/** Requests files that code seems to name, so that they are read together; the evaluation shows which are really used. */
function askForNamed(folders: ReadonlyMap<string, readonly string[]>, files: TerraformFiles): void {
  for (const [folder, paths] of folders) {
    for (const path of paths) {
      const { mayDeploy, named } = glanceAt(path, files);
      if (mayDeploy) for (const one of named) files.text(resolvePath(folder, one) ?? '');
    }
  }
}

/** Evaluates roots and reads what they need, until everything is read. */
async function evaluateAll(states: readonly TerraformRootState[], context: TerraformContext): Promise<readonly EvaluatedRoot[]> {
  const make = (state: TerraformRootState): EvaluatedRoot => {
    const key = `terraform-root\u0000${JSON.stringify({ ...state, renamed: [...(state.renamed ?? [])] })}`;
    const known = (context.cache.made(key) ?? []) as readonly EvaluatedRoot[];
    const same = known.find((root) => root.isSameIn(context));
    if (same !== undefined) return same;
    const root = new EvaluatedRoot(context, state);
    // Evaluating `notFollowed` requests the files to read.
    if (root.notFollowed.length >= 0 && !root.files.isIncomplete) context.cache.keep(key, [...known, root]);
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
  readonly sites: readonly DeployedSite[];
  readonly bare: readonly DeployedSite[];
  readonly environments: readonly string[];
  readonly #context: TerraformContext;
  readonly #claimed: ReadonlySet<string>;
  readonly #roots: readonly EvaluatedRoot[];
  /** Made on demand. */
  #named: NamedFiles | null = null;

  readonly #spare: ReadonlySet<string>;

  constructor(
    context: TerraformContext,
    evaluated: readonly EvaluatedRoot[],
    options: RepositoryOptions,
    { environments, spare }: { readonly environments: readonly string[]; readonly spare: ReadonlySet<string> },
  ) {
    this.#context = context;
    this.#roots = evaluated;
    this.#spare = spare;
    this.environments = environments;
    const joined = joinServices(evaluated);
    ({ sites: this.sites, bare: this.bare } = joinedSites(joined, context.files, context.cache, options));
    const claimed = new Set<string>();
    for (const site of this.sites) for (const path of site.policyPaths()) claimed.add(path);
    this.#claimed = claimed;
  }

  claims(path: string): boolean {
    return this.#claimed.has(path);
  }

  reach(paths: readonly string[]): Promise<ReadonlyMap<string, Reach>> {
    return reachOfSites(this.sites, paths);
  }

  /** Policies passed to modules outside the repository, and code too long to read, without a service that reports it. */
  unreviewed(paths: readonly string[]): Promise<readonly UnreviewedFile[]> {
    const { files, folders } = this.#context;
    const untold = paths.filter(
      (path) => files.refused.has(path) && (isConfiguration(path) || isPipeline(path)) && !this.sites.some((site) => site.covers(path)),
    );
    return Promise.resolve([
      ...unfollowedPolicies(paths, files, folders, () => this.sites.flatMap((site) => [...site.policies()])),
      ...untold.map((path) => ({ path, says: { code: 'unread', given: { why: 'too-large' } }, lacksScope: 'unread' }) as const),
    ]);
  }

  /** Code that names a file may deploy it in an unfollowed way. */
  isUnreferenced(path: string): boolean {
    if (!policyName.test(path) || this.claims(path) || !this.sites.some((site) => site.saysPolicies)) return false;
    // If no text is known, each may be any file that is passed in from outside: `-var policy="$(cat global.xml)"`.
    if (this.sites.some((site) => site.isHandedAll(/^var\.[\w-]+$/))) return false;
    const { files, folders } = this.#context;
    this.#named ??= new NamedFiles(
      // An unused module deploys nothing that it names, nor does a block without instances.
      new Map(
        [...folders].flatMap(([folder, paths]) =>
          this.#spare.has(folder) ? [] : [[folder, paths.map((one) => withoutUnused(files.text(one) ?? '', files.syntax(one))).join('\n')] as const],
        ),
      ),
      this.sites.flatMap((site) => [...site.undecided()]),
    );
    return !this.#named.mayName(path);
  }

  /** Policies passed to modules kept elsewhere. */
  switched(): ReadonlyMap<string, Switched> {
    const found = new Map<string, Switched>();
    for (const { folder, environment, handed } of this.#roots) {
      for (const [index, { address, text, path, offset }] of handed.entries()) {
        const line = new LineIndex(this.#context.files.text(path) ?? '').lineAt(offset);
        found.set(JSON.stringify([folder, environment?.name, address, index]), { state: text, path, line, isPolicy: true });
      }
    }
    return found;
  }

  unusedOptions(): readonly UnusedOption[] {
    return [];
  }
}
