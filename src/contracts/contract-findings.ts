import { compareSeverity } from '../effective/severity.js';
import type { Severity } from '../text/scales.js';
import { targetOf } from '../effective/chain-group.js';
import type { ContractProblem } from '../effective/contract-problem.js';
import type { ContractBreach, FindingStatement } from '../effective/statement.js';
import { Ignores, severityFrom } from '../review/ignores.js';
import type { Change, Finding, IgnoredFinding, Location, Review, Target } from '../review/review.js';
import type { RunOptions } from '../review/run-options.js';
import { sha256Hex } from '../text/hash.js';
import type { ClauseResult } from './check-contracts.js';
import type { Clause, Kept } from './contract.js';

/** A finding about contracts. `path`: that of the contracts file. */
export type ContractFinding =
  | { readonly kind: 'malformed'; readonly path: string; readonly problems: readonly ContractProblem[] }
  | { readonly kind: 'problem'; readonly path: string; readonly problem: ContractProblem; readonly isExisting: boolean }
  /** `before`: the result in base; null: not evaluated there. */
  | { readonly kind: Kept; readonly path: string; readonly one: ClauseResult; readonly before: Kept | null; readonly isNew: boolean }
  /**
   * `now`: head's clause of the same name. `one`: the result of base's clause in head; null: it matches nothing there. `wasSo`: the result in base is the same.
   */
  | {
      readonly kind: 'relaxed';
      readonly path: string;
      readonly clause: Clause;
      readonly now: Clause | null;
      readonly one: ClauseResult | null;
      readonly wasSo: boolean;
      readonly isFileGone: boolean;
    };

/** Adds findings to a review and updates its counts and conclusion, with the severities and ignores of the settings. */
export function withFindings(review: Review, found: readonly ContractFinding[], { settings, today }: Pick<RunOptions, 'settings' | 'today'>): Review {
  const severityOf = severityFrom(settings.rules);
  const ignores = new Ignores(settings, today);
  const added: Finding[] = [];
  const ignored: IgnoredFinding[] = [];
  for (const one of found) {
    const plain = findingOf(one, review.changes);
    const severity = severityOf(plain.rule, plain.path, plain.severity);
    if (severity === 'off') continue;
    const told = { ...plain, severity };
    const reason = ignores.byConfiguration(plain.rule, plain.path);
    if (reason === null) added.push(told);
    else ignored.push({ finding: told, ...reason });
  }
  const counted = added.filter(({ status }) => status === 'new' || settings.reportExisting);
  const count = (level: Severity): number => counted.filter(({ severity }) => severity === level).length;
  const { counts, failOn } = review;
  const fails = failOn !== 'never' && counted.some(({ severity }) => compareSeverity(severity, failOn) >= 0);
  return {
    ...review,
    conclusion: fails ? 'fail' : review.conclusion,
    counts: {
      error: counts.error + count('error'),
      warning: counts.warning + count('warning'),
      info: counts.info + count('info'),
      existing: counts.existing + added.filter(({ status }) => status === 'existing').length,
    },
    findings: [...added, ...review.findings],
    ignored: [...ignored, ...review.ignored],
  };
}

function findingOf(found: ContractFinding, changes: readonly Change[]): Finding {
  switch (found.kind) {
    case 'malformed':
      return finding('contracts-malformed', 'error', { path: found.path, line: lineOf(found.problems[0]) }, '', {
        says: { code: 'contracts-malformed', given: { problems: found.problems } },
      });
    case 'problem': {
      const { problem, path } = found;
      return finding('contract-matches-nothing', 'error', { path, line: lineOf(problem) }, JSON.stringify(problem.given), {
        says: { code: 'contract-matches-nothing', given: { problem } },
        status: found.isExisting ? 'existing' : 'new',
      });
    }
    case 'relaxed': {
      const { path, clause, now, one, wasSo, isFileGone } = found;
      const line = isFileGone || now === null ? clause.line : now.line;
      const breach = one === null ? breachIn(clause, null, null) : breachOf(one);
      return finding('contract-relaxed', 'warning', { path, line }, clause.name, {
        says: { code: 'contract-relaxed', given: { ...breach, isDropped: now === null, result: one?.result ?? 'kept', wasSo } },
        targets: one === null ? [] : targetsOf(one),
      });
    }
    case 'kept':
    case 'broken':
    case 'undecided':
      return clauseFinding(found, changes);
  }
}

type ClauseFinding = Extract<ContractFinding, { readonly kind: Kept }>;

function clauseFinding({ kind, path, one, before, isNew }: ClauseFinding, changes: readonly Change[]): Finding {
  const { clause, environment, decidedBy, repair } = one;
  const own = { path, line: clause.line };
  const rule = kind === 'broken' ? 'contract-broken' : 'contract-undecided';
  const isExisting = kind === 'broken' ? before === 'broken' : before === 'broken' || before === 'undecided';
  const says: FindingStatement =
    kind === 'broken' ? { code: 'contract-broken', given: { ...breachOf(one), isNew } } : { code: 'contract-undecided', given: breachOf(one) };
  return finding(
    rule,
    kind === 'undecided' && clause.promise === 'allow' ? 'warning' : 'error',
    isNew ? own : (causeIn(one, changes) ?? decidedBy ?? own),
    `${clause.name}\0${environment ?? ''}`,
    {
      says,
      status: isExisting ? 'existing' : 'new',
      certainty: kind === 'undecided' ? 'unknown' : (one.counterexample?.explanation.certainty ?? 'unknown'),
      environment,
      environments: environment === null ? [] : [environment],
      targets: targetsOf(one),
      suggestions: repair === null ? [] : [repair],
    },
  );
}

/** The place of the access change that explains the counterexample; null if none is reported. */
function causeIn({ environment, counterexample }: ClauseResult, changes: readonly Change[]): Location | null {
  if (counterexample === null) return null;
  const { origin } = counterexample.asked.request;
  const { api, workspace, operation } = counterexample.explanation.target;
  const concerned = changes.filter(
    (change) =>
      (change.environment === null || change.environment === environment) &&
      change.targets.some(
        (one) =>
          one.api === api && one.workspace === workspace && (one.operations.length === 0 || operation === null || one.operations.includes(operation)),
      ),
  );
  const names = (change: Change, wanted: string): boolean => change.origins.some((one) => one.origin === wanted);
  return (concerned.find((one) => names(one, origin)) ?? concerned.find((one) => names(one, '*')))?.causes[0] ?? null;
}

function breachOf({ clause, environment, counterexample }: ClauseResult): ContractBreach {
  if (counterexample === null) return breachIn(clause, environment, null);
  const { asked, explanation, url } = counterexample;
  return breachIn(clause, environment, { origin: asked.request.origin, method: explanation.request.method, url });
}

function breachIn({ name, promise }: Clause, environment: string | null, request: ContractBreach['request']): ContractBreach {
  return { name, promise, environment, request };
}

function targetsOf({ breach }: ClauseResult): readonly Target[] {
  if (breach === null) return [];
  const { state, api, operation, product } = breach.place.target.route;
  return [{ ...targetOf(state.service, api, product), operations: operation === null ? [] : [operation.id] }];
}

function lineOf(problem: ContractProblem | undefined): number {
  return problem !== undefined && 'line' in problem.given ? problem.given.line : 1;
}

/** `key`: identifies the finding, independent of lines. */
function finding(
  rule: string,
  severity: Severity,
  { path, line }: Location,
  key: string,
  rest: Pick<Finding, 'says'> & Partial<Pick<Finding, 'status' | 'certainty' | 'environment' | 'environments' | 'targets' | 'suggestions'>>,
): Finding {
  return {
    rule,
    severity,
    certainty: 'documented',
    status: 'new',
    path,
    line,
    endLine: line,
    inner: null,
    elsewhere: [],
    fingerprint: sha256Hex([rule, key].join('\0')).slice(0, 20),
    environment: null,
    environments: null,
    targets: [],
    suggestions: [],
    ...rest,
  };
}
