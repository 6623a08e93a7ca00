import { defaultConfigPath, defaultContractsPath } from '../config/defaults.js';
import { ConfigError } from '../config/errors.js';
import { parseSettings, type Settings } from '../config/settings.js';
import { openFolders, type Tree } from '../layouts/tree.js';
import type { Review } from '../review/review.js';
import type { RunOptions } from '../review/run-options.js';
import { checkContracts, openChecked, type CheckedContracts, type CheckedState, type ClauseResult } from './check-contracts.js';
import type { Clause, Contracts } from './contract.js';
import { withFindings, type ContractFinding } from './contract-findings.js';
import { readContracts, type ReadContracts } from './read-contracts.js';
import { promisesAlike, relaxedIn } from './relaxed.js';
import { reviewedClause } from './reviewed-clause.js';
import { withSafeRepairs } from './safe-repairs.js';

/** Both sides of a change. */
export interface ContractSides {
  readonly base: Tree;
  readonly head: Tree;
}

/**
 * The review with the results of both sides' contracts in head. Without a contracts file on either side the review is unchanged. Clauses of base that head
 * drops are reported, or still count under `enforceContracts: base`.
 */
export async function withContracts(review: Review, sides: ContractSides, run: Pick<RunOptions, 'settings' | 'today'>): Promise<Review> {
  const { settings } = run;
  const read = {
    base: await contractsIn(sides.base, [settings.contracts]),
    head: await contractsOfHead(sides.head, settings, sides.base),
  };
  if (read.base === null && read.head === null) return review;
  const trees = { base: sides.base, head: sides.head };
  await openFolders([trees.base, trees.head], () => Infinity);
  const none: Contracts = { path: settings.contracts, clauses: [] };
  const base = read.base?.ok === true ? read.base.contracts : none;
  const isLost = read.head?.ok === false;
  // Base's file replaces an unreadable one of head.
  const head = read.head?.ok === true ? read.head.contracts : isLost ? base : { ...none, path: base.path };
  const inBase = await checked(base, trees.base, settings, false);
  const inHead = await checked(head, trees.head, settings, true);
  const relaxed = isLost ? [] : relaxedIn(base, head);
  const old = await checked({ path: base.path, clauses: relaxed.map(({ clause }) => clause) }, trees.head, settings, false);
  const inBaseToo = new Map(base.clauses.map((clause) => [clause.name, clause]));
  // A different promise under a known name is new: the old result does not excuse it.
  const isSame = (clause: Clause): boolean => {
    const other = inBaseToo.get(clause.name);
    return other !== undefined && promisesAlike(clause, other);
  };
  const before = new Map(inBase.results.map((one) => [clauseKey(one), one.result]));
  const findings: ContractFinding[] = [];
  if (read.head?.ok === false) findings.push({ kind: 'malformed', path: read.head.path, problems: read.head.problems });
  for (const one of inHead.results) {
    if (one.result === 'kept') continue;
    const isKnown = isSame(one.clause);
    findings.push({ kind: one.result, path: head.path, one, before: isKnown ? (before.get(clauseKey(one)) ?? null) : null, isNew: !isKnown });
  }
  const unmatched = new Set(inBase.problems.map(({ given }) => ('name' in given ? given.name : '')));
  for (const problem of inHead.problems) {
    findings.push({ kind: 'problem', path: head.path, problem, isExisting: 'name' in problem.given && unmatched.has(problem.given.name) });
  }
  const isEnforced = settings.enforceContracts === 'base';
  const dropped: ClauseResult[] = [];
  for (const { clause, now } of relaxed) {
    const results = old.results.filter((one) => one.clause === clause);
    const wasSo = (one: ClauseResult): boolean => before.get(clauseKey(one)) === one.result;
    // What the change itself breaks comes first.
    const byResult = (['broken', 'undecided'] as const).flatMap((result) => results.filter((one) => one.result === result));
    const worst = byResult.find((one) => !wasSo(one)) ?? byResult[0] ?? results[0] ?? null;
    const path = now === null ? base.path : head.path;
    const isFileGone = read.head === null;
    findings.push({ kind: 'relaxed', path, clause, now, one: worst, wasSo: worst !== null && wasSo(worst), isFileGone });
    if (!isEnforced) continue;
    dropped.push(...results);
    for (const one of results) {
      if (one.result !== 'kept') findings.push({ kind: one.result, path: base.path, one, before: before.get(clauseKey(one)) ?? null, isNew: false });
    }
  }
  const contracts = [
    ...inHead.results.map((one) => reviewedClause(head.path, one, isSame(one.clause) ? (before.get(clauseKey(one)) ?? null) : null)),
    ...dropped.map((one) => reviewedClause(base.path, one, before.get(clauseKey(one)) ?? null)),
  ];
  const held = [inHead, { state: old.state, results: dropped }];
  return withSafeRepairs(withFindings({ ...review, contracts }, findings, run), held, trees.head);
}

/** `state`: what the clauses were checked against; null if there are no clauses. */
export interface ContractsCheck extends CheckedContracts {
  readonly state: CheckedState | null;
}

/** The results of clauses in a tree. `repair`: also search for changes that mend broken clauses. */
export async function checked(contracts: Contracts, tree: Tree, settings: Settings, repair: boolean): Promise<ContractsCheck> {
  if (contracts.clauses.length === 0) return { state: null, results: [], problems: [] };
  const state = await openChecked(tree, settings, { clauses: contracts.clauses, environments: null });
  return { state, ...(await checkContracts(contracts, state, { repair })) };
}

/** Key of a clause and environment, whatever the promise. */
export function clauseKey({ clause, environment }: ClauseResult): string {
  return JSON.stringify([clause.name, environment]);
}

/** Head's contracts file, at the path in head's own configuration; null if there is none. `base`: what head is merged into. */
export async function contractsOfHead(head: Tree, settings: Settings, base?: Tree): Promise<ReadContracts | null> {
  return contractsIn(head, await pathsInHead(head, settings, base));
}

/** Head's own configuration may name another path. */
async function pathsInHead(head: Tree, { contracts, source }: Settings, base?: Tree): Promise<readonly string[]> {
  const path = source?.path ?? defaultConfigPath;
  // Without a configuration, after the merge, the file is looked for at its default path.
  if (base?.entries.has(path) === true && !head.entries.has(path)) return [defaultContractsPath];
  const bytes = head.entries.get(path)?.kind === 'file' ? (await head.read([path])).get(path) : undefined;
  if (bytes === undefined) return [contracts];
  try {
    // After the merge no other file is read: a missing file is a deleted one.
    return [parseSettings(new TextDecoder().decode(bytes), path).contracts];
  } catch (error) {
    // Its faults count once it is merged.
    if (error instanceof ConfigError) return [contracts];
    throw error;
  }
}

/** The first of these files that exists; null if none does. */
export async function contractsIn(tree: Tree, paths: readonly string[]): Promise<ReadContracts | null> {
  for (const path of paths) {
    await openFolders([tree], (folder) => (folder === '' || path.startsWith(`${folder}/`) ? 1 : 0));
    if (tree.entries.get(path)?.kind !== 'file') continue;
    const bytes = (await tree.read([path])).get(path);
    return bytes === undefined ? { ok: false, path, problems: [{ code: 'empty', given: {} }] } : readContracts(new TextDecoder().decode(bytes), path);
  }
  return null;
}
