import type { PolicyCache } from '../../apim/policy-cache.js';
import { scopeKey } from '../../apim/resource-key.js';
import type { EmbeddedPolicies } from '../embedded-policy.js';
import { besideFollowed, isMentioned, mentionsIn } from '../deployed/beside-followed.js';
import { DeployedSite } from '../deployed/deployed-site.js';
import { joinedSites, reachOfSites } from '../deployed/joined-sites.js';
import { folderOfPath, resolvePath } from '../deployed/paths.js';
import { joinServices } from '../deployed/service-joins.js';
import { nothingAsked, type Reach, type RepositoryOptions, type Survey, type Switched, type UnreviewedFile, type UnusedOption } from '../layout.js';
import { evaluatedAmong } from '../most-environments.js';
import { policyName } from '../policy-content.js';
import { applyEdits, type Span } from '../../text/edit.js';
import type { Tree } from '../tree.js';
import { BicepFiles } from './bicep-files.js';
import { isPipeline } from '../deployed/pipeline-files.js';
import { BicepPipelines } from './bicep-pipelines.js';
import { keyOfRoot } from '../deployed/deploying-root.js';
import { BicepRoot, type BicepRootState } from './bicep-root.js';
import { compiledTemplates, type CompiledTemplate } from './compiled-templates.js';
import { unfollowedCalls } from './unfollowed-calls.js';
import { isParametersFile, parametersOfRoots } from './root-parameters.js';
import { addTo } from '../../text/add-to.js';

/** Text of a file that may deploy to API Management. */
const mayDeploy = /Microsoft\.ApiManagement\/|api-?management|\bapim\b|Microsoft\.Resources\/deploymentScripts/i;
/** Most rounds of reading: files may name further files. */
const mostRounds = 40;

/** Finds what the Bicep files of a tree deploy to API Management. */
export async function surveyBicep(tree: Tree, options: RepositoryOptions, cache: PolicyCache): Promise<Survey> {
  const files = new BicepFiles(tree, cache);
  const code = [...tree.entries.keys()].filter((path) => path.endsWith('.bicep'));
  for (const path of code) files.text(path);
  await files.fill();
  const roots = rootsAmong(code, files);
  const given = roots.length === 0 ? [] : [...tree.entries.keys()].filter(isParametersFile);
  const compiled = roots.length === 0 ? [] : namedAlike(roots, tree);
  for (const path of [...given, ...compiled]) files.text(path);
  const pipelines = new BicepPipelines(roots.length === 0 ? [] : [...tree.entries.keys()], files);
  for (const root of roots) askForNamed(root, files);
  await files.fill();
  const plain = (paths: readonly string[]): Promise<readonly BicepRoot[]> =>
    evaluateAll(
      paths.map((path) => ({ path, base: [], sole: null, environment: null, renamed: null, given: null })),
      files,
      cache,
    );
  const templates = await compiledTemplates(sourcesOf(roots, compiled, files), plain, tree, cache);
  const states: BicepRootState[] = [];
  const environments: string[] = [];
  for (const [path, own] of parametersOfRoots(roots, given, files)) {
    const wanted = evaluatedAmong(own.environments, options.environments);
    const { plain, named, renamed } = options.asOtherSide ?? nothingAsked;
    const key = keyOfRoot('bicep', path);
    const { base, sole } = own;
    environments.push(...own.environments.map(({ name }) => name));
    const made = [...templates].flatMap(([template, { from, isSame }]) => (from === path && isSame === true ? template : []));
    const givenIn = pipelines.of(path, roots, own);
    const state = {
      path,
      base,
      sole,
      environment: null,
      given: givenIn(null),
      renamed: renamed.get(key) ?? null,
      ...(made.length === 0 ? {} : { compiled: made }),
    };
    if (sole !== null && named.has(key)) {
      if (plain.has(key)) states.push({ ...state, base: [] });
      states.push({ ...state, base: [], environment: { name: sole, files: base } });
    } else
      states.push(
        ...(wanted.length === 0 || plain.has(key) ? [state] : []),
        ...wanted.map((environment) => ({ ...state, environment, given: givenIn(environment) })),
      );
  }
  const evaluated = await evaluateAll(states, files, cache);
  const deployedByOthers = await scopesOf(compiled, { tree, files, options, cache });
  return new BicepSurvey(files, code, evaluated, { cache, options, environments, compiled, given, deployedByOthers, templates });
}

/** The Bicep root that each template may be compiled from, by name: the one beside it, otherwise the only one if Bicep generated the template. */
function sourcesOf(roots: readonly string[], compiled: readonly string[], files: BicepFiles): ReadonlyMap<string, string> {
  const byStem = new Map<string, string[]>();
  for (const path of roots) addTo(byStem, stemOf(path), path);
  const known = new Set(roots);
  return new Map(
    compiled.flatMap((path): readonly (readonly [string, string])[] => {
      const beside = path.replace(/json$/, 'bicep');
      if (known.has(beside)) return [[path, beside]];
      const [only, ...others] = byStem.get(stemOf(path)) ?? [];
      return only === undefined || others.length > 0 || !madeByBicep.test(files.text(path) ?? '') ? [] : [[path, only]];
    }),
  );
}

/** A module call, by its quoted path. */
const calledModule = /^[ \t]*module[ \t]+\w+[ \t]+'([^'$\n]+\.bicep)'/gm;
const loadedFile = /\bload(?:Text|Json|Yaml)Content\(\s*'([^'$\n]+)'/g;

/**
 * Files that deploy to API Management, directly or through modules, and that no other file calls. A test calls what is deployed without it, and is a root only
 * if there are no others.
 */
function rootsAmong(paths: readonly string[], files: BicepFiles): readonly string[] {
  const calls = new Map(paths.map((path) => [path, targetsIn(path, calledModule, files)]));
  const isTest = (path: string): boolean => /(?:^|\/)tests?\/|\.tests?\.bicep$/i.test(path);
  const deploys = (path: string): boolean => mayDeploy.test(files.text(path) ?? '') || files.refused.has(path);
  const reaches = (path: string, seen: Set<string>): boolean => {
    if (seen.has(path)) return false;
    seen.add(path);
    return deploys(path) || (calls.get(path) ?? []).some((one) => reaches(one, seen));
  };
  const rootsOf = (some: readonly string[]): readonly string[] => {
    const called = new Set(some.flatMap((path) => (calls.get(path) ?? []).filter((target) => target !== path)));
    return some.filter((path) => !called.has(path) && reaches(path, new Set()));
  };
  const found = rootsOf(paths.filter((path) => !isTest(path)));
  return found.length > 0 ? found : rootsOf(paths);
}

function targetsIn(path: string, pattern: RegExp, files: BicepFiles): readonly string[] {
  return [...(files.text(path) ?? '').matchAll(pattern)].flatMap(([, named = '']) => resolvePath(folderOfPath(path), named) ?? []);
}

/** Requests files that code seems to load, so that they are read together; the evaluation shows which are really loaded. */
function askForNamed(root: string, files: BicepFiles): void {
  const open = new Set([root]);
  for (const path of open) {
    for (const one of targetsIn(path, calledModule, files)) open.add(one);
    if (mayDeploy.test(files.text(path) ?? '')) for (const one of targetsIn(path, loadedFile, files)) files.text(one);
  }
}

/** Evaluates roots and reads what they need, until everything is read. */
async function evaluateAll(states: readonly BicepRootState[], files: BicepFiles, cache: PolicyCache): Promise<readonly BicepRoot[]> {
  const make = (state: BicepRootState): BicepRoot => {
    const key = `bicep-root\u0000${JSON.stringify({ ...state, given: state.given?.key ?? null, renamed: [...(state.renamed ?? [])] })}`;
    const known = (cache.made(key) ?? []) as readonly BicepRoot[];
    const same = known.find((root) => root.isSameIn(files.tree));
    if (same !== undefined) return same;
    const root = new BicepRoot(files, state);
    // Evaluating `notFollowed` requests the files to read.
    if (root.notFollowed.length >= 0 && !root.files.isIncomplete) cache.keep(key, [...known, root]);
    return root;
  };
  let evaluated = states.map(make);
  for (let round = 0; round < mostRounds && (await files.fill()); round += 1) {
    evaluated = evaluated.map((root, index) => {
      const state = states[index];
      return root.files.isIncomplete && state !== undefined ? make(state) : root;
    });
  }
  return evaluated;
}

/** JSON templates named like a Bicep file: they may be compiled from it. */
function namedAlike(code: readonly string[], tree: Tree): readonly string[] {
  const stems = new Set(code.map(stemOf));
  return [...tree.entries.keys()].filter((path) => path.endsWith('.json') && stems.has(stemOf(path)));
}

/** The mark of Bicep in compiled templates. */
const madeByBicep = /"_generator"\s*:\s*\{\s*"name"\s*:\s*"bicep"/;

/** For templates without Bicep's mark, the scopes of their policies. */
async function scopesOf(
  templates: readonly string[],
  {
    tree,
    files,
    options,
    cache,
  }: { readonly tree: Tree; readonly files: BicepFiles; readonly options: RepositoryOptions; readonly cache: PolicyCache },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const path of templates) {
    if (madeByBicep.test(files.text(path) ?? '')) continue;
    const { sites } = await (await import('../arm/arm-survey.js')).surveyTemplates(tree, [path], options, cache);
    const policies = sites.flatMap((site) => (site instanceof DeployedSite ? [...site.policies()] : []));
    // An unreadable one may deploy anything.
    found.set(path, sites.length > 0 && policies.length === 0 ? ['?'] : policies.map(({ scope }) => scopeKey(scope)));
  }
  return found;
}

/**
 * Templates compiled from these files: marked so, or beside them without other policies. They count once, as Bicep. A deleted one beside its file was compiled
 * from it.
 */
function compiledFrom(
  code: readonly string[],
  { compiled, deployedByOthers }: SurveyContext,
  files: BicepFiles,
  own: ReadonlySet<string>,
): readonly string[] {
  const beside = new Set(code.map((path) => path.replace(/bicep$/, 'json')));
  const stems = new Set(code.map(stemOf));
  const isMade = (path: string): boolean => stems.has(stemOf(path)) && madeByBicep.test(files.text(path) ?? '');
  const isSame = (path: string): boolean => beside.has(path) && (deployedByOthers.get(path) ?? []).every((scope) => own.has(scope));
  return [
    ...[...beside].filter((path) => !files.tree.entries.has(path)),
    ...compiled.filter((path) => (deployedByOthers.has(path) ? isSame(path) : isMade(path))),
  ];
}

function notFollowed(path: string): UnreviewedFile {
  return { path, says: { code: 'embedded', given: {} }, lacksScope: 'embedded' };
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
}

/** Code without commented-out load calls: those deploy nothing, while other comments may describe manual steps. */
function withoutDroppedCalls(text: string): string {
  return text.replace(/^[ \t]*\/\/.*$/gm, (line) => line.replace(/\bload\w+\(\s*'[^'\n]*'/g, ''));
}

/** By file, the bodies of resources and modules that no root's values deploy. */
function turnedOff(evaluated: readonly BicepRoot[]): ReadonlyMap<string, readonly Span[]> {
  const used = new Map<string, boolean>();
  for (const { bodies } of evaluated) for (const [key, isDeployed] of bodies) used.set(key, isDeployed || used.get(key) === true);
  const found = new Map<string, Span[]>();
  for (const [key, isDeployed] of used) {
    if (isDeployed) continue;
    const [path, start, end] = JSON.parse(key) as [string, number, number];
    addTo(found, path, { start, end });
  }
  return found;
}

function withoutSpans(text: string, spans: readonly Span[]): string {
  return applyEdits(
    text,
    spans.filter(({ start, end }) => !spans.some((other) => other.start < start && end < other.end)).map((span) => ({ span, text: '' })),
  );
}

interface SurveyContext {
  readonly cache: PolicyCache;
  readonly options: RepositoryOptions;
  readonly environments: readonly string[];
  readonly compiled: readonly string[];
  readonly deployedByOthers: ReadonlyMap<string, readonly string[]>;
  readonly given: readonly string[];
  readonly templates: ReadonlyMap<string, CompiledTemplate>;
}

class BicepSurvey implements Survey {
  readonly sites: readonly DeployedSite[];
  readonly bare: readonly DeployedSite[];
  readonly environments: readonly string[];
  readonly #files: BicepFiles;
  readonly #code: readonly string[];
  readonly #claimed: ReadonlySet<string>;
  readonly #compiled: ReadonlySet<string>;
  readonly #templates: ReadonlyMap<string, CompiledTemplate>;
  readonly #turnedOff: ReadonlyMap<string, readonly Span[]>;
  #mentioned: ReadonlySet<string> | null = null;

  constructor(files: BicepFiles, code: readonly string[], evaluated: readonly BicepRoot[], context: SurveyContext) {
    const { cache, options, environments, compiled, given, templates } = context;
    this.#files = files;
    this.#code = [...code, ...given, ...compiled];
    this.environments = environments;
    // Another environment than the requested ones may switch them on.
    this.#turnedOff = options.environments.length > 0 ? new Map() : turnedOff(evaluated);
    const joined = joinServices(evaluated);
    ({ sites: this.sites, bare: this.bare } = joinedSites(joined, files, cache, options));
    const followed = code.filter((path) => this.sites.some((site) => site.covers(path)));
    const scopes = new Set(this.sites.flatMap((site) => Array.from(site.policies(), ({ scope }) => scopeKey(scope))));
    this.#compiled = new Set(compiledFrom(followed, context, files, scopes));
    this.#templates = new Map([...templates].filter(([path]) => this.#compiled.has(path)));
    this.#claimed = new Set([...this.sites.flatMap((site) => [...site.policyPaths()]), ...this.#compiled]);
  }

  claims(path: string): boolean {
    return this.#claimed.has(path);
  }

  reach(paths: readonly string[]): Promise<ReadonlyMap<string, Reach>> {
    return reachOfSites(this.sites, paths);
  }

  /** Code with policies that are not followed, and code too long to read, without a service that reports it. */
  unreviewed(paths: readonly string[]): Promise<readonly UnreviewedFile[]> {
    const files = this.#files;
    const changed = new Set(paths);
    const code = new Set(paths.filter((path) => !this.#compiled.has(path)));
    const isReached = this.sites.some((site) => site.reachOfChange(code) !== null);
    const untold = paths.filter(
      (path) => files.refused.has(path) && (path.endsWith('.bicep') || isPipeline(path)) && !this.sites.some((site) => site.covers(path)),
    );
    return Promise.resolve([
      ...paths.flatMap((path): readonly UnreviewedFile[] => {
        if (this.#compiled.has(path)) return this.#madeOtherwise(path, isReached);
        return (this.embedded(path) ?? null) === null ? [] : [notFollowed(path)];
      }),
      ...(isReached ? this.#leftBehind(changed) : []),
      ...untold.map((path) => ({ path, says: { code: 'unread', given: { why: 'too-large' } }, lacksScope: 'unread' }) as const),
    ]);
  }

  /** A compiled template says what the code says. If that is unknown, it should change with the code; changed alone it is something else. */
  #madeOtherwise(path: string, isReached: boolean): readonly UnreviewedFile[] {
    const { isSame = null, from = '' } = this.#templates.get(path) ?? {};
    if (isSame === null) return isReached ? [] : [notFollowed(path)];
    return isSame ? [] : [{ path, says: { code: 'compiled-otherwise', given: { from } }, lacksScope: 'embedded' }];
  }

  /** Templates that were not compiled again. */
  #leftBehind(changed: ReadonlySet<string>): readonly UnreviewedFile[] {
    return [...this.#templates].flatMap(([path, { isSame, from }]): readonly UnreviewedFile[] =>
      isSame !== false || changed.has(path) ? [] : [{ path, says: { code: 'compiled-before', given: { from } }, lacksScope: null }],
    );
  }

  /** Code that mentions a file may deploy it; an unknown text may be any file. */
  isUnreferenced(path: string): boolean {
    if (!policyName.test(path) || this.claims(path) || !this.sites.some((site) => site.saysPolicies)) return false;
    if (this.sites.some((site) => [...site.undecided()].some(({ name }) => /\bloadTextContent\(|\/\$\{/.test(name)))) return false;
    // If no text is known, each may be any file that is passed in from outside.
    if (this.sites.some((site) => site.isHandedAll(/^\w+$/))) return false;
    this.#mentioned ??= new Set(
      this.#code.flatMap((one) => mentionsIn(withoutDroppedCalls(withoutSpans(this.#files.text(one) ?? '', this.#turnedOff.get(one) ?? [])))),
    );
    return !isMentioned(path, this.#mentioned);
  }

  embedded(path: string): EmbeddedPolicies | null | undefined {
    const template = this.#templates.get(path);
    return template !== undefined && template.isSame !== null ? template.policies : besideFollowed(path, this.sites, this.#files);
  }

  switched(): ReadonlyMap<string, Switched> {
    const found = new Map<string, Switched>();
    const addresses = this.sites.flatMap((site) => [...site.policies()].flatMap(({ address }) => address.split(/[.[]/)));
    for (const [key, call] of unfollowedCalls(this.#code, this.#files, new Set(addresses))) found.set(key, call);
    return found;
  }

  unusedOptions(): readonly UnusedOption[] {
    return [];
  }
}
