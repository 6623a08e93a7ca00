import { createTwoFilesPatch } from 'diff';
import { defaultSettings, type Settings } from '../../src/config/settings.js';
import { withContracts } from '../../src/contracts/review-contracts.js';
import { planFor, type CommentPlan, type CommentPlanOptions } from '../../src/comments/plan.js';
import { readHunks } from '../../src/github/patch-hunks.js';
import type { PullRequestHost } from '../../src/comments/host.js';
import type { PullRequestState } from '../../src/comments/pull-request-state.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reportedRule } from '../../src/report/reported-rule.js';
import { hasContracts } from '../../src/review/contracts-present.js';
import { rootCauses, type RootCause } from '../../src/review/root-causes.js';
import type { Review, SuggestedEdit } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { rules } from '../../src/rules/catalogue.js';
import { memoryTree } from '../memory-tree.js';

export type Files = Readonly<Record<string, string>>;

/** What a pull request shows: the review's own text, the comments as they stand, the sticky comment, and the job summary. */
export interface Page {
  readonly review: Review;
  readonly causes: readonly RootCause[];
  readonly plan: CommentPlan;
  readonly sticky: string;
  readonly job: string;
}

export const options: CommentPlanOptions = {
  host: { name: 'GitHub', keepsFixed: false, deletesByBlock: true },
  commentId: 'page',
  commenting: 'suggestions',
  summaryComment: 'always',
  reportExisting: false,
  rules: rules.map((rule) => reportedRule(rule, `https://example.com/rules/${rule.id}.md`)),
  link: ({ path, line }) => `https://example.com/${encodeURI(path)}#L${line}`,
};

/** The files of a change as GitHub lists them. */
export function stateOf(base: Files, head: Files): PullRequestState {
  const paths = [...new Set([...Object.keys(base), ...Object.keys(head)])].filter((path) => base[path] !== head[path]);
  const files = paths.map((path) => {
    const patch = createTwoFilesPatch('a', 'b', base[path] ?? '', head[path] ?? '', '', '', { context: 3 });
    return { path, hunks: readHunks(patch.slice(Math.max(0, patch.search(/^@@/m))).replace(/\n$/, '')) };
  });
  return { viewer: 'github-actions', headSha: 'a'.repeat(40), files, reviewComments: [], issueComments: [] };
}

export async function reviewOf(base: Files, head: Files, settings: Settings = defaultSettings): Promise<Review> {
  const sides = { base: memoryTree(base, 'base'), head: memoryTree(head, 'head') };
  const run = { settings, today: '2026-01-01' };
  const plain = await reviewTrees(sides.base, sides.head, run);
  return (await hasContracts(plain, sides.base, sides.head, settings)) ? withContracts(plain, sides, run) : plain;
}

/** The page of a change. */
export async function pageOf(base: Files, head: Files, settings: Settings = defaultSettings, host: PullRequestHost = options.host): Promise<Page> {
  const review = await reviewOf(base, head, settings);
  const plan = planFor(review, stateOf(base, head), { ...options, host });
  const sticky = plan.summary.action === 'none' ? '' : plan.summary.body;
  const { rules: reported, link } = options;
  return { review, causes: rootCauses(review), plan, sticky, job: jobSummary(review, { rules: reported, link }) };
}

/** The page as one text. */
export function pageText({ plan, sticky }: Page): string {
  const comments = plan.comments.map(({ path, start, line, body }) => `## ${path}:${start === null ? '' : `${start}-`}${line}\n\n${body}`);
  return `${[`Review: ${plan.reviewBody}`, ...comments, '## Summary', sticky].join('\n\n')}\n`;
}

/** Files after whole-line edits of some of them, from the last to the first. */
export function edited(files: Files, edits: readonly SuggestedEdit[]): Files {
  const result: Record<string, string> = { ...files };
  for (const { path, startLine, endLine, lines } of [...edits].sort((a, b) => b.startLine - a.startLine)) {
    const all = (result[path] ?? '').split('\n');
    all.splice(startLine - 1, endLine - startLine + 1, ...lines);
    result[path] = all.join('\n');
  }
  return result;
}
