import { openFolders, type Tree } from '../layouts/tree.js';
import { changedPaths } from '../review/changed-lines.js';
import { meets, withFindingsOfMerge, type MovedBase } from '../review/merge.js';
import { mergedTree } from '../review/merged-tree.js';
import type { Finding, Review, ReviewedClause } from '../review/review.js';
import type { RunOptions } from '../review/run-options.js';
import { worse } from './contract.js';
import { withFindings, type ContractFinding } from './contract-findings.js';
import { promisesAlike } from './relaxed.js';
import { checked, clauseKey, contractsIn, contractsOfHead, type ContractSides } from './review-contracts.js';
import { reviewedClause } from './reviewed-clause.js';

/**
 * The review with the results of contracts after merging into the current target branch. That includes promises that the branch has added meanwhile, and those
 * that only both changes together break.
 */
export async function withContractsOfMerge(
  review: Review,
  sides: ContractSides,
  { from, tip }: MovedBase,
  run: Pick<RunOptions, 'settings' | 'today'>,
): Promise<Review> {
  const { settings } = run;
  // A promise unchanged on both sides gives the same result.
  const isNew = from.entries.get(settings.contracts)?.id !== tip.entries.get(settings.contracts)?.id;
  const onTip = await contractsIn(tip, [settings.contracts]);
  const { tree: merge } = await mergedTree({ ...sides, tip });
  const read = await contractsOfHead(merge, settings, tip);
  if (read === null) return review;
  const [paths, others] = [changedPaths(sides.base, sides.head), changedPaths(from, tip)];
  if (!isNew && !(await meets({ base: tip, head: merge }, paths, others, run))) return review;
  const told = new Set(review.findings.map(({ says }) => JSON.stringify(says)));
  const isTold = (says: Finding['says']): boolean => told.has(JSON.stringify(says));
  const found: ContractFinding[] = [];
  const clauses: ReviewedClause[] = [];
  if (!read.ok) {
    const { path, problems } = read;
    if (onTip?.ok !== false && !isTold({ code: 'contracts-malformed', given: { problems } })) found.push({ kind: 'malformed', path, problems });
    return withFound(review, found, clauses, tip, run);
  }
  const { contracts } = read;
  await openFolders([tip, merge], () => Infinity);
  const before = await checked(onTip?.ok === true ? onTip.contracts : { ...contracts, clauses: [] }, tip, settings, false);
  const after = await checked(contracts, merge, settings, false);
  const listed = new Map((review.contracts ?? []).map((one) => [placeOf(one), one.result] as const).reverse());
  for (const one of after.results) {
    const was = before.results.find((other) => clauseKey(other) === clauseKey(one) && promisesAlike(other.clause, one.clause))?.result ?? null;
    const row = reviewedClause(contracts.path, one, was);
    // A promise that the branch already breaks is not the change's fault, unless the result gets worse. What head alone breaks is reported already.
    const known = [was ?? 'kept', listed.get(placeOf(row)) ?? 'kept'] as const;
    if (known.some((other) => worse(other, one.result) === other)) continue;
    found.push({ kind: one.result, path: contracts.path, one, before: was, isNew: false });
    clauses.push(row);
  }
  const unmatched = new Set(before.problems.map(({ given }) => JSON.stringify(given)));
  for (const problem of after.problems) {
    const isNews = !unmatched.has(JSON.stringify(problem.given)) && !isTold({ code: 'contract-matches-nothing', given: { problem } });
    if (isNews) found.push({ kind: 'problem', path: contracts.path, problem, isExisting: false });
  }
  return withFound(review, found, clauses, tip, run);
}

function withFound(
  review: Review,
  found: readonly ContractFinding[],
  clauses: readonly ReviewedClause[],
  tip: Tree,
  run: Pick<RunOptions, 'settings' | 'today'>,
): Review {
  if (found.length === 0) return review;
  const made = withFindings(review, found, run);
  const contracts = clauses.length === 0 ? {} : { contracts: withRows(review.contracts ?? [], clauses) };
  return withFindingsOfMerge(review, { ...made, ...contracts }, tip);
}

/** One row per clause and environment: that of the merge if it is worse. Rows of head's file come first, then those of dropped clauses. */
function withRows(rows: readonly ReviewedClause[], ofMerge: readonly ReviewedClause[]): readonly ReviewedClause[] {
  const left = new Map(ofMerge.map((row) => [placeOf(row), row]));
  const taken = rows.map((row) => {
    const place = placeOf(row);
    const other = left.get(place) ?? row;
    left.delete(place);
    return other;
  });
  return [...taken, ...left.values()];
}

/** Key of a clause and environment in reports. */
function placeOf({ name, environment }: Pick<ReviewedClause, 'name' | 'environment'>): string {
  return JSON.stringify([name, environment]);
}
