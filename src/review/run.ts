import { openAffected, openRepository } from '../layouts/open-repository.js';
import { PolicyCache } from '../apim/read-policy.js';
import type { Repository, RepositoryOptions, Selection, UnreviewedFile } from '../layouts/repository.js';
import type { Service } from '../apim/service.js';
import { scopeSuggestions } from '../layouts/scopes/scope-suggestion.js';
import { countOperations, type Target } from '../apim/target.js';
import { hasMoreThan, openFolders, type Tree } from '../layouts/tree.js';
import type { Settings } from '../config/settings.js';
import { enlargeYoungHeap, keepOldHeapSmall } from '../engine.js';
import type { AccessChangeView } from '../effective/access-change.js';
import { compareSeverity, type Severity } from '../effective/severity.js';
import { apiKey, ServiceState } from '../effective/service-state.js';
import { findCauses } from './causes.js';
import { ChangedLines, changedPaths } from './changed-lines.js';
import { compare, draftsOf, unite } from './evaluate.js';
import type { Identified } from './fingerprint.js';
import { Ignores, severityFrom } from './ignores.js';
import type { Change, Finding, IgnoredFinding, Review, Suggestion, Unreviewed } from './review.js';
import { Verifier } from './verify.js';

export interface RunOptions {
  readonly settings: Settings;
  /** YYYY-MM-DD: ignore entries with an earlier `until` have ended. */
  readonly today: string;
  /** Told what is being done, one short line at a time; only work long enough to be worth a line says anything. */
  readonly progress?: (text: string) => void;
}

/** Findings that get verified suggestions, worst first; those past it are reported without, and a note says so. */
const mostRepaired = 60;
/** A repair of a shared policy is tried only when the services' remaining files are few enough to read for it. */
const mostEntriesForWhole = 4000;

/** One service on both sides, evaluated in one environment. */
interface Pair {
  readonly base: ServiceState | null;
  readonly head: ServiceState | null;
}

interface Evaluated {
  readonly pair: Pair;
  readonly environment: string | null;
  readonly views: readonly AccessChangeView[];
  readonly found: ReadonlyMap<string, Identified>;
  readonly existing: ReadonlySet<string>;
}

/** Reviews the change from one tree to another. Reads only what the change can reach. */
export async function reviewTrees(base: Tree, head: Tree, options: RunOptions): Promise<Review> {
  const { settings } = options;
  const cache = new PolicyCache();
  const paths = changedPaths(base, head);
  const { affected, ...sides } = await openAffected(base, head, paths, repositoryOptions(settings), cache);
  let opened: Opened | null = withMoves(sides);
  if ([...affected.values()].some((selection) => selection.kind === 'all')) fitHeapTo(head);
  options.progress?.(`reading ${affected.size === 1 ? 'the service' : `${affected.size} services`} on both sides`);
  // One after the other: what the second side shares with the first is then neither read nor parsed again.
  const before = await loadSide(opened.base, affected, settings, opened.moved);
  const after = await loadSide(opened.head, affected, settings);
  const changed = new ChangedLines(base, head, paths);
  const unreviewed = paths.length === 0 ? [] : await opened.head.unreviewed(paths.filter((path) => head.entries.has(path)));
  // Configuration comes from one side: what only the other one has is named all the same.
  const unusedThere = new Set(opened.base.unusedOptions());
  const unusedOptions = opened.head.unusedOptions().filter((line) => unusedThere.has(line));
  // Where nothing is affected nothing was looked at, and the roots of a tree that is not all listed are not all known.
  const everything =
    affected.size > 0 && affected.size === opened.head.roots.length && [...affected.values()].every((selection) => selection.kind === 'all');
  const whole: Whole = everything ? () => Promise.resolve(new Map()) : wholeOnDemand({ base, head }, affected, settings, cache);
  if (everything) {
    // Nothing more will be read of these: of a large service the indexes and what was remembered are a good part of all there is.
    opened = null;
    cache.release();
  }
  return assemble({
    mode: 'review',
    trees: { base, head },
    pairs: pairUp(before, after),
    changed,
    whole,
    unreviewed,
    unusedOptions,
    everything,
    serviceFiles: serviceFiles(paths, affected),
    options,
  });
}

/** Looks at everything in one tree, with nothing to compare it with. */
export async function scanTree(tree: Tree, options: RunOptions): Promise<Review> {
  const { settings } = options;
  await openFolders([tree], () => Infinity);
  const repository = openRepository(tree, repositoryOptions(settings), new PolicyCache());
  options.progress?.('reading every policy');
  fitHeapTo(tree);
  const services = await repository.loadAll();
  const after = new Map(services.map((service) => [serviceKey(service), new ServiceState(service, settings.assume)]));
  return assemble({
    mode: 'scan',
    trees: { base: tree, head: tree },
    pairs: pairUp(new Map(), after),
    changed: new ChangedLines(tree, tree, []),
    whole: () => Promise.resolve(new Map()),
    unreviewed: await repository.unreviewed(null),
    unusedOptions: repository.unusedOptions(),
    everything: true,
    serviceFiles: 0,
    options,
  });
}

/** Files from which on a tree makes the collector busy, and from which on it is worth sparing memory for. */
const busyTree = 2000;
const largeTree = 10_000;

/** Before all of a tree is read. */
function fitHeapTo(tree: Tree): void {
  if (tree.entries.size > busyTree) enlargeYoungHeap();
  if (tree.entries.size > largeTree) keepOldHeapSmall();
}

function repositoryOptions(settings: Settings): RepositoryOptions {
  return { scopes: settings.scopes, environments: settings.environments };
}

function serviceKey(service: Service): string {
  return `${service.root}\u0000${service.environment ?? ''}`;
}

async function loadSide(
  repository: Repository,
  affected: ReadonlyMap<string, Selection>,
  settings: Settings,
  moved: ReadonlyMap<string, string> = new Map(),
): Promise<ReadonlyMap<string, ServiceState>> {
  const own = new Map([...affected].filter(([root]) => repository.roots.includes(root)));
  const loaded = await repository.load(own);
  const services = loaded.map((service) => ({ ...service, root: moved.get(service.root) ?? service.root }));
  return new Map(services.map((service) => [serviceKey(service), new ServiceState(service, settings.assume)]));
}

function withMoves({ base, head }: Omit<Opened, 'moved'>): Opened {
  return { base, head, moved: movedRoots(base.roots, head.roots) };
}

/** One folder of artifacts gone and one new is the same service, moved: its findings and its access are compared. */
function movedRoots(base: readonly string[], head: readonly string[]): ReadonlyMap<string, string> {
  const [gone, ...othersGone] = base.filter((root) => !head.includes(root));
  const [added, ...othersAdded] = head.filter((root) => !base.includes(root));
  const isOne = othersGone.length === 0 && othersAdded.length === 0;
  return new Map(isOne && gone !== undefined && added !== undefined ? [[gone, added]] : []);
}

function pairUp(before: ReadonlyMap<string, ServiceState>, after: ReadonlyMap<string, ServiceState>): readonly Pair[] {
  const keys = [...new Set([...after.keys(), ...before.keys()])];
  const pairs = keys.map((key) => ({ base: before.get(key) ?? null, head: after.get(key) ?? null }));
  // The artifacts as they are come first: an environment adds what differs there.
  return pairs.sort((a, b) => Number(environmentOf(a) !== null) - Number(environmentOf(b) !== null));
}

function environmentOf(pair: Pair): string | null {
  return (pair.head ?? pair.base)?.service.environment ?? null;
}

type Whole = () => Promise<ReadonlyMap<string, Pair>>;

interface Opened {
  readonly base: Repository;
  readonly head: Repository;
  /** Head's folder of a service by base's, where it moved. */
  readonly moved: ReadonlyMap<string, string>;
}

interface Sides {
  readonly base: Tree;
  readonly head: Tree;
}

/** Both sides of the affected services with every API, for repairs that reach further than the change; empty where that would be too much to read. */
function wholeOnDemand(trees: Sides, affected: ReadonlyMap<string, Selection>, settings: Settings, cache: PolicyCache): Whole {
  let loaded: Promise<ReadonlyMap<string, Pair>> | null = null;
  return () => (loaded ??= load());
  async function load(): Promise<ReadonlyMap<string, Pair>> {
    if (await hasMoreThan(trees.head, mostEntriesForWhole)) return new Map();
    await openFolders([trees.base, trees.head], () => Infinity);
    const all = new Map([...affected.keys()].map((root) => [root, { kind: 'all' } as const]));
    const opened = withMoves({
      base: openRepository(trees.base, repositoryOptions(settings), cache),
      head: openRepository(trees.head, repositoryOptions(settings), cache),
    });
    const before = await loadSide(opened.base, all, settings, opened.moved);
    const after = await loadSide(opened.head, all, settings);
    return new Map(pairUp(before, after).map((pair) => [serviceKey(serviceOf(pair)), pair]));
  }
}

function serviceOf(pair: Pair): Service {
  const service = (pair.head ?? pair.base)?.service;
  if (service === undefined) throw new Error('a pair of states has at least one side');
  return service;
}

function serviceFiles(paths: readonly string[], affected: ReadonlyMap<string, Selection>): number {
  const roots = [...affected.keys()];
  return paths.filter((path) => roots.some((root) => root === '' || path.startsWith(`${root}/`))).length;
}

interface Assembly {
  readonly mode: 'review' | 'scan';
  readonly trees: Sides;
  readonly pairs: readonly Pair[];
  readonly changed: ChangedLines;
  readonly whole: Whole;
  readonly unreviewed: readonly UnreviewedFile[];
  readonly unusedOptions: readonly string[];
  readonly everything: boolean;
  readonly serviceFiles: number;
  readonly options: RunOptions;
}

async function assemble(assembly: Assembly): Promise<Review> {
  const { mode, pairs, changed, options } = assembly;
  const { settings } = options;
  const ignores = new Ignores(settings, options.today);
  const severity = severityFrom(settings.rules);
  const evaluated: Evaluated[] = [];
  for (const pair of pairs) {
    ignores.read(pair.base, pair.head);
    evaluated.push(await evaluate(pair, mode, changed, settings));
  }
  const notes: string[] = [];
  const candidates: { readonly finding: Finding; readonly identified: Identified; readonly from: Evaluated }[] = [];
  const ignored: IgnoredFinding[] = [];
  const told = new Set<string>();
  for (const from of evaluated) {
    for (const identified of from.found.values()) {
      if (told.has(identified.fingerprint)) continue;
      told.add(identified.fingerprint);
      const { draft } = identified;
      const level = severity(draft.rule, draft.place.path, draft.severity);
      if (level === 'off') continue;
      const finding = findingOf(identified, level, from);
      const reason = ignores.of(identified);
      if (reason === null) candidates.push({ finding, identified, from });
      else ignored.push({ finding, ...reason });
    }
  }
  candidates.sort((a, b) => compareFindings(a.finding, b.finding));
  const counts = (finding: Finding): boolean => finding.status === 'new' || settings.reportExisting;
  const wanted = candidates.filter(({ finding, identified }) => counts(finding) && identified.draft.repairs !== null);
  if (wanted.length > mostRepaired) {
    notes.push(
      `Suggestions were worked out for the first ${mostRepaired} findings that can be repaired; ${wanted.length - mostRepaired} more have none in this report.`,
    );
  }
  if (wanted.length > 0) options.progress?.(`verifying suggestions for ${Math.min(wanted.length, mostRepaired)} findings`);
  const suggestions = await suggest(wanted.slice(0, mostRepaired), assembly, notes);
  const findings = candidates.map(({ finding }) => ({ ...finding, suggestions: suggestions.get(finding.fingerprint) ?? [] }));
  const changes = changesOf(evaluated);
  const counted = findings.filter(counts);
  const count = (level: Severity): number => counted.filter((finding) => finding.severity === level).length;
  const failing = settings.failOn === 'never' ? [] : counted.filter((finding) => compareSeverity(finding.severity, settings.failOn as Severity) >= 0);
  notes.push(...ignores.unused(assembly.everything), ...assembly.unusedOptions);
  return {
    mode,
    base: mode === 'scan' ? '' : assembly.trees.base.label,
    head: assembly.trees.head.label,
    conclusion: failing.length > 0 ? 'fail' : 'pass',
    failOn: settings.failOn,
    counts: {
      error: count('error'),
      warning: count('warning'),
      info: count('info'),
      existing: findings.filter((finding) => finding.status === 'existing').length,
    },
    operations: { total: totalOperations(pairs), changed: changedOperations(changes) },
    changes,
    findings,
    ignored,
    unreviewed: unreviewedIn(assembly.unreviewed, assembly.trees.head),
    provenUnchanged: mode === 'review' && assembly.serviceFiles > 0 && changes.length === 0 && assembly.unreviewed.length === 0,
    serviceFilesChanged: assembly.serviceFiles,
    assumptions: [...settings.assume].map(([name, value]) => `${name}=${value}`),
    notes,
  };
}

async function evaluate(pair: Pair, mode: 'review' | 'scan', changed: ChangedLines, settings: Settings): Promise<Evaluated> {
  const causes = findCauses(changed, pair.base, pair.head);
  const compared = mode === 'review' ? await compare(pair.base, pair.head, settings.assume, causes) : { views: [], drafts: [] };
  const found = unite([...draftsOf(pair.head), ...compared.drafts]);
  const existing = new Set(draftsOf(pair.base).map((identified) => identified.fingerprint));
  // What the rules say of the difference is new by nature, also where a state's finding of the same kind was there before.
  for (const { fingerprint } of compared.drafts) if (found.get(fingerprint)?.draft.severity === 'error') existing.delete(fingerprint);
  return { pair, environment: environmentOf(pair), views: compared.views, found, existing };
}

function findingOf({ draft, fingerprint }: Identified, severity: Severity, from: Evaluated): Finding {
  return {
    rule: draft.rule,
    severity,
    certainty: draft.certainty,
    status: from.existing.has(fingerprint) ? 'existing' : 'new',
    message: from.environment === null ? draft.message : `In environment '${from.environment}': ${draft.message}`,
    path: draft.place.path,
    line: draft.place.line,
    endLine: draft.place.endLine,
    fingerprint,
    environment: from.environment,
    targets: draft.targets,
    suggestions: [],
  };
}

/** Worst first, new before existing, then by place. */
function compareFindings(a: Finding, b: Finding): number {
  return (
    Number(a.status === 'existing') - Number(b.status === 'existing') ||
    compareSeverity(b.severity, a.severity) ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) ||
    a.line - b.line ||
    (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0)
  );
}

async function suggest(
  wanted: readonly { readonly finding: Finding; readonly identified: Identified; readonly from: Evaluated }[],
  { mode, changed, trees, whole, everything }: Assembly,
  notes: string[],
): Promise<ReadonlyMap<string, readonly Suggestion[]>> {
  const verifiers = new Map<Evaluated, Verifier | null>();
  const suggestions = new Map<string, readonly Suggestion[]>();
  for (const { finding, identified, from } of wanted) {
    let verifier = verifiers.get(from);
    if (verifier === undefined) {
      const full = everything ? undefined : (await whole()).get(serviceKey(serviceOf(from.pair)));
      const pair = full ?? from.pair;
      verifier =
        pair.head === null
          ? null
          : new Verifier({
              base: pair.base,
              head: pair.head,
              tree: trees.head,
              changed,
              causes: findCauses(changed, pair.base, pair.head),
              complete: everything || full !== undefined,
              // Without a base a repair is judged by what is found in states alone.
              found: full === undefined && (mode === 'scan' || pair.base !== null) ? from.found : null,
            });
      verifiers.set(from, verifier);
    }
    if (verifier !== null) suggestions.set(finding.fingerprint, await verifier.suggestionsFor(identified));
  }
  if ([...verifiers.values()].some((verifier) => verifier?.wasCutShort === true)) {
    notes.push('Repairs of policies that many APIs share were worked out for the first findings only.');
  }
  return suggestions;
}

/** The changes of every environment; one that is the same as without an environment is told once. */
function changesOf(evaluated: readonly Evaluated[]): readonly Change[] {
  const changes: Change[] = [];
  const told = new Set<string>();
  for (const { environment, views } of evaluated) {
    for (const view of views) {
      const { direction, origins, certainty } = view.difference;
      if (direction === 'equal') continue;
      const key = JSON.stringify([view.targets, direction, origins.map((one) => [one.origin, one.direction, one.before, one.after])]);
      if (told.has(key)) continue;
      told.add(key);
      changes.push({
        targets: view.targets,
        environment,
        kind: direction,
        origins: origins.map(({ origin, direction: way, before, after, changes: what }) => ({
          origin,
          direction: way,
          before,
          after,
          changes: what,
        })),
        causes: view.causes.map(({ path, line }) => ({ path, line })),
        certainty,
        existence: view.existence,
      });
    }
  }
  return changes;
}

/** Distinct operations of the APIs that were evaluated, on either side. */
function totalOperations(pairs: readonly Pair[]): number {
  const apis = new Map<string, Set<string>>();
  for (const { base, head } of pairs) {
    for (const { service } of [head, base].flatMap((state) => (state === null ? [] : [state]))) {
      for (const api of service.apis) {
        const key = `${service.root}\u0000${apiKey(api.workspace, api.id)}`;
        const known = apis.get(key);
        if (known === undefined) apis.set(key, new Set(api.operations.map((operation) => operation.id)));
        else for (const operation of api.operations) known.add(operation.id);
      }
    }
  }
  let total = 0;
  for (const names of apis.values()) total += Math.max(1, names.size);
  return total;
}

/** Distinct operations among the changes; a product context or an environment does not make it another operation. */
function changedOperations(changes: readonly Change[]): number {
  const operations = new Set<string>();
  for (const { targets } of changes) for (const target of targets) for (const name of namesOf(target)) operations.add(name);
  return operations.size;
}

function namesOf(target: Target): readonly string[] {
  const api = `${target.root}\u0000${apiKey(target.workspace, target.api ?? '')}`;
  return countOperations([target]) === 1 && target.operations.length === 0 ? [api] : target.operations.map((operation) => `${api}\u0000${operation}`);
}

/** With an entry to paste for those that only lack a scope. */
function unreviewedIn(files: readonly UnreviewedFile[], tree: Tree): readonly Unreviewed[] {
  const scopeless = files.flatMap(({ path, lacksScope }) => (lacksScope === null ? [] : [{ path, root: lacksScope }]));
  const entries = scopeSuggestions(scopeless, (path) => tree.entries.has(path));
  return files.map(({ path, reason }) => ({ path, reason, scopeEntry: entries.get(path) ?? null }));
}
