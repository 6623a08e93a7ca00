import { readHunks } from '../../src/github/patch-hunks.js';
import type { CommentPlanOptions } from '../../src/comments/plan.js';
import type { PullRequestState } from '../../src/comments/pull-request-state.js';
import type { Finding, Review, Suggestion } from '../../src/review/review.js';
import { finding as anyFinding, review as anyReview } from '../report/fixtures.js';
import { causeOf, noEffect, titled } from '../report/said.js';

/** One pull request of one file, and reviews of it built by hand. */

export const path = 'apis/orders/policy.xml';
export const headSha = 'a'.repeat(40);

/** Lines 1 to 12 are shown, 3 to 5 are new; lines 40 to 42 are shown in a second hunk. */
export const patch = [
  '@@ -1,9 +1,12 @@',
  ' l1',
  ' l2',
  '+l3',
  '+l4',
  '+l5',
  ...Array.from({ length: 7 }, (_, at) => ` l${at + 6}`),
  '@@ -37,3 +40,3 @@',
  ' l40',
  ' l41',
  ' l42',
].join('\n');

export const fingerprint = (number: number): string => number.toString(16).padStart(20, '0');

export function suggestion(given: Partial<Suggestion> = {}): Suggestion {
  return {
    title: titled('otherwise'),
    edits: [{ path, startLine: 4, endLine: 5, lines: ['new'] }],
    effect: noEffect,
    keepsInheritedPolicies: true,
    certainty: 'documented',
    patch: `--- a/${path}\n+++ b/${path}\n@@ -4,2 +4,1 @@\n-l4\n-l5\n+new\n`,
    isSafe: true,
    onChangedLines: true,
    fitsBlock: true,
    ...given,
  };
}

export function finding(given: Partial<Finding> = {}): Finding {
  return anyFinding({ path, line: 4, endLine: 5, fingerprint: fingerprint(1), suggestions: [suggestion()], ...given });
}

export function review(findings: readonly Finding[], given: Partial<Review> = {}): Review {
  const error = findings.filter((one) => one.status === 'new').length;
  return anyReview({ findings, changes: [], counts: { error, warning: 0, info: 0, existing: 0 }, conclusion: error > 0 ? 'fail' : 'pass', ...given });
}

/** The id of a finding's own cause. */
export const idOf = (one: Finding): string => causeOf(one).id;

export const empty: PullRequestState = {
  viewer: 'github-actions',
  headSha,
  files: [{ path, hunks: readHunks(patch) }],
  reviewComments: [],
  issueComments: [],
};
export const options: CommentPlanOptions = {
  host: { name: 'GitHub', keepsFixed: false, deletesByBlock: true },
  commentId: 'CORS / review',
  commenting: 'suggestions',
  summaryComment: 'on-change',
  reportExisting: false,
  rules: [],
  link: () => null,
};
