import { unreviewedPhrase } from './sentences/unreviewed.js';
import { toolName } from './tool-name.js';
import type { Access } from '../cors/access.js';
import { assumptionsOf } from './assumption-lines.js';
import { jsonText } from './escape.js';
import { wholePhrase } from './phrase.js';
import { effectPhrase } from './sentences/effects.js';
import { titlePhrase } from './sentences/repairs.js';
import { messagePhrase } from './sentences/statements.js';
import { placesOf, type Review, type ReviewedClause, type Suggestion, type Target } from '../review/review.js';
import type { Untold } from '../review/note.js';
import { rootCauses, type Reached, type RootCause } from '../review/root-causes.js';
import { orderedFindings } from './finding-order.js';
import type {
  ReportedAccess,
  ReportedCause,
  ReportedClause,
  ReportedReach,
  ReportedRepair,
  ReportedSuggestion,
  ReportedTarget,
  ReviewReport,
} from './published.js';
import { withComputedNamed } from './computed-names.js';
import { causeTitle, headline } from './sentences/cause-titles.js';
import { accessWhyText } from './trace-sentences.js';

/** The report as a value: exactly the published fields in the published order, whatever else a `Review` has. */
export function reviewReport(review: Review, toolVersion: string): ReviewReport {
  const causes = rootCauses(review);
  // Sentences name computed values by place; other fields have the policies' text.
  const named = withComputedNamed(review);
  const told = named === review ? causes : rootCauses(named);
  const titles = new Map(told.map((cause) => [cause.id, causeTitle(cause)]));
  const said = orderedFindings(named.findings);
  return {
    schemaVersion: 2,
    tool: { name: toolName, version: toolVersion },
    base: review.base,
    head: review.head,
    conclusion: review.conclusion,
    counts: { error: review.counts.error, warning: review.counts.warning, info: review.counts.info, existing: review.counts.existing },
    operations: { total: review.operations.total, changed: review.operations.changed },
    headline: headline(named, told),
    coverage: { changed: review.coverage.changed, reviewed: review.coverage.reviewed },
    changes: review.changes.map((change) => ({
      targets: change.targets.map(reportedTarget),
      environments: change.environments,
      kind: change.kind,
      origins: change.origins.map(({ origin, before, after }) => ({ origin, before: reportedAccess(before), after: reportedAccess(after) })),
      causes: change.causes.map(({ path, line }) => ({ path, line })),
    })),
    findings: orderedFindings(review.findings).map((finding, index) => ({
      rule: finding.rule,
      severity: finding.severity,
      certainty: finding.certainty,
      status: finding.status,
      message: wholePhrase(messagePhrase(said[index] ?? finding)),
      path: finding.path,
      line: finding.line,
      endLine: finding.endLine,
      fingerprint: finding.fingerprint,
      places: placesOf(finding).map(({ path, line, environments, fingerprint }) => ({ path, line, environments, fingerprint })),
      targets: finding.targets.map(reportedTarget),
      suggestions: finding.suggestions.map(reportedSuggestion),
    })),
    causes: causes.map((cause) => reportedCause(cause, titles.get(cause.id) ?? causeTitle(cause))),
    contracts: (review.contracts ?? []).map(reportedClause),
    unreviewed: review.unreviewed.map((one) => ({ path: one.path, reason: wholePhrase(unreviewedPhrase(one)), entry: one.entry })),
    truncated: review.untold === null ? null : truncatedIn(review.untold),
  };
}

/** A clause of the contracts file as in reports. */
export function reportedClause({
  name,
  path,
  line,
  environment,
  before,
  result,
  decidedBy,
  counterexample,
  repairs,
}: ReviewedClause): ReportedClause {
  return { name, path, line, environment, before, result, decidedBy, counterexample, repairs: repairs.map(reportedSuggestion) };
}

function reportedCause(cause: RootCause, title: string): ReportedCause {
  const reach = (all: readonly Reached[]): readonly ReportedReach[] =>
    all.map(({ origins, targets }) => ({ origins, targets: targets.map(reportedTarget) }));
  return {
    id: cause.id,
    severity: cause.severity,
    status: cause.status,
    certainty: cause.certainty,
    title,
    path: cause.path,
    line: cause.line,
    findings: cause.findings.map(({ fingerprint }) => fingerprint),
    loses: reach(cause.loses),
    mayLose: reach(cause.mayLose),
    gains: reach(cause.gains),
    mayGain: reach(cause.mayGain),
    depends: cause.depends.map(({ point, isOfBase, outcomes }) => ({
      point,
      ...(isOfBase === true ? { isOfBase } : null),
      outcomes: outcomes.map(({ value, says, leaning }) => ({ value, says, leaning })),
    })),
    repairs: cause.repairs.map(reportedRepair),
  };
}

function truncatedIn({ findings, changes, origins, operations }: Untold): ReviewReport['truncated'] {
  return { findings, changes, origins, operations };
}

/** The JSON report as a file's text, with a final newline. */
export function reportJson(review: Review, toolVersion: string): string {
  return `${jsonText(reviewReport(review, toolVersion), 2)}\n`;
}

function reportedTarget({ workspace, product, api, operations }: Target): ReportedTarget {
  return { workspace, product, api, operations };
}

function reportedAccess(access: Access): ReportedAccess {
  const { allowed, methods, headers, credentials, exposed, maxAge, decidedBy, why, certainty, otherwise } = access;
  return {
    allowed,
    methods,
    headers,
    credentials,
    exposed,
    maxAge,
    decidedBy: decidedBy === null ? null : { path: decidedBy.path, line: decidedBy.line },
    why: accessWhyText(why),
    certainty,
    otherwise: otherwise.map((one) => ({ when: assumptionsOf(one.when), allowed: one.allowed })),
  };
}

/** A suggestion of a cause or explanation, with only the published fields. */
export function reportedRepair(repair: Suggestion): ReportedRepair {
  return { ...reportedSuggestion(repair), safe: repair.isSafe };
}

/** A suggestion with only the published fields. */
export function reportedSuggestion({ title, edits, effect, keepsInheritedPolicies, certainty }: Suggestion): ReportedSuggestion {
  return {
    title: wholePhrase(titlePhrase(title)),
    edits: edits.map(({ path, startLine, endLine, lines }) => ({ path, startLine, endLine, lines })),
    effect: wholePhrase(effectPhrase(effect)),
    keepsInheritedPolicies,
    certainty,
  };
}
