import { openAffected } from '../layouts/affected.js';
import type { Reach } from '../layouts/layout.js';
import { mayDescribeService } from '../layouts/policy-content.js';
import type { Tree } from '../layouts/tree.js';
import { PolicyCache } from '../apim/policy-cache.js';
import { compareSeverity } from '../effective/severity.js';
import { withConfigurationNote } from './changed-configuration.js';
import { withAsideNote } from './configuration-aside.js';
import { withWorkflowNote } from './changed-workflows.js';
import { changedPaths } from './changed-lines.js';
import { mergedTree } from './merged-tree.js';
import type { Note } from './note.js';
import type { Finding, Review } from './review.js';
import { reviewTrees, type RunOptions } from './run.js';
import { repositoryOptions, type Sides } from './sides.js';

/** The target branch: where the change left it, and as it is now, opened together. */
export interface MovedBase {
  readonly from: Tree;
  readonly tip: Tree;
}

/**
 * Reviews a change and, if the target branch has moved where the change matters, also the merge: findings that only the merge has are added. `moved`: opens the
 * branch once the change is reviewed; null: it has not moved.
 */
export async function reviewWithMerge(sides: Sides, moved: () => Promise<MovedBase | null>, options: RunOptions): Promise<Review> {
  const review = await withWorkflowNote(await reviewWithTip(sides, moved, options), sides);
  const { settings } = options;
  return withConfigurationNote(withAsideNote(review, sides.head, settings), sides, settings.source?.path);
}

async function reviewWithTip(sides: Sides, moved: () => Promise<MovedBase | null>, options: RunOptions): Promise<Review> {
  const review = await reviewTrees(sides.base, sides.head, options);
  const paths = changedPaths(sides.base, sides.head);
  if (!mayMatter(paths, [sides.base, sides.head])) return review;
  const base = await moved();
  const others = base === null ? [] : changedPaths(base.from, base.tip);
  if (base === null || !mayMatter(others, [base.from, base.tip])) return review;
  const { tree, conflicts } = await mergedTree({ ...sides, tip: base.tip });
  const tip = nameOf(base.tip);
  const open = conflicts.filter((path) => mayMatter([path], [sides.head, base.tip]));
  const merge = { base: base.tip, head: tree };
  if (!(await meets(merge, paths, others, options))) return withMerge(review, null, tip, open);
  options.progress?.('reviewing the merge with the base as it is now');
  // Services are shown from the change's own review.
  const quiet = { ...options, onEvaluated: () => undefined };
  return withMerge(review, await reviewTrees(merge.base, merge.head, { ...quiet, isWithoutRepairs: true }), tip, open);
}

/** The target branch of a change to services or contracts, if it has moved; null: it has not, or the change is about other things. */
export async function branchOf({ base, head }: Sides, moved: () => Promise<MovedBase | null>): Promise<MovedBase | null> {
  return mayMatter(changedPaths(base, head), [base, head]) ? await moved() : null;
}

/** Whether any of these can be part of a service: a link or submodule may hide anything. */
function mayMatter(paths: readonly string[], trees: readonly Tree[]): boolean {
  return paths.some((path) => mayDescribeService(path) || trees.some(({ entries }) => (entries.get(path)?.kind ?? 'file') !== 'file'));
}

/** Whether new commits of the branch affect what the change affects, in the merge. */
export async function meets(
  merge: Sides,
  paths: readonly string[],
  others: readonly string[],
  { settings, layouts }: Pick<RunOptions, 'settings' | 'layouts'>,
): Promise<boolean> {
  const { base, head, affected } = await openAffected(merge, paths, repositoryOptions(settings), new PolicyCache(), layouts);
  return [await base.affectedBy(others), await head.affectedBy(others)].some((reached) =>
    [...reached].some(([root, reach]) => overlap(reach, affected.get(root))),
  );
}

function overlap(one: Reach, other: Reach | undefined): boolean {
  if (other === undefined) return false;
  return one.kind === 'all' || other.kind === 'all' || [...one.keys].some((key) => other.keys.has(key));
}

/** Shortens a commit id; a name given by a person stays. */
function nameOf({ label }: Tree): string {
  return label.replace(/^([0-9a-f]{12})[0-9a-f]{28,}$/, '$1');
}

/** `made`: the review plus findings that only the merge with the branch's tip has. */
export function withFindingsOfMerge(review: Review, made: Review, tip: Tree): Review {
  const known = new Set(review.findings);
  const isSaid = made.notes.some(({ code }) => code === 'merge-differs');
  return {
    ...made,
    findings: made.findings.map((finding): Finding => (known.has(finding) ? finding : { ...finding, isOfMerge: true })),
    notes: isSaid ? made.notes : [{ code: 'merge-differs', given: { tip: nameOf(tip) } }, ...made.notes],
  };
}

/** The review of the change, with the additional findings of its merge. */
function withMerge(review: Review, merge: Review | null, tip: string, conflicts: readonly string[]): Review {
  const known = new Map(review.findings.map((finding) => [finding.fingerprint, finding]));
  const ignored = new Set(review.ignored.map(({ finding }) => finding.fingerprint));
  const isKnown = ({ fingerprint, severity }: Finding): boolean => {
    const other = known.get(fingerprint);
    return ignored.has(fingerprint) || (other?.status === 'new' && compareSeverity(severity, other.severity) <= 0);
  };
  const found = (merge?.findings ?? []).filter((finding) => finding.status === 'new' && !isKnown(finding));
  const notes: readonly Note[] = [
    ...(found.length === 0 ? [] : [{ code: 'merge-differs', given: { tip } } as const]),
    ...(conflicts.length === 0 ? [] : [{ code: 'merge-conflict', given: { tip, paths: conflicts } } as const]),
  ];
  const isProven = conflicts.length === 0 && (merge === null || merge.provenUnchanged || merge.serviceFilesChanged === 0);
  const count = (level: Finding['severity']): number => review.counts[level] + found.filter(({ severity }) => severity === level).length;
  const { failOn } = review;
  const fails = failOn !== 'never' && found.some(({ severity }) => compareSeverity(severity, failOn) >= 0);
  return {
    ...review,
    conclusion: fails ? 'fail' : review.conclusion,
    counts: { error: count('error'), warning: count('warning'), info: count('info'), existing: review.counts.existing },
    findings: [...review.findings, ...found.map((finding): Finding => ({ ...finding, isOfMerge: true }))],
    notes: [...notes, ...review.notes],
    provenUnchanged: review.provenUnchanged && isProven,
  };
}
