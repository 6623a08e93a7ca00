import { readMarker } from '../../../src/comments/marker.js';
import type { ActionRun, ReportedCause, ReportedFinding } from './action.js';
import { bot } from './identity.js';
import type { FakeGitHub } from './server.js';

/** How many of a run's new causes are shown where. */
export interface Homes {
  readonly line: number;
  readonly summary: number;
  /** Nowhere on the pull request: in the job summary and among the annotations only. */
  readonly annotation: number;
}

/**
 * Counts where the new causes of a run are shown, from what a reader sees: comments, the sticky comment, the job summary and the log.
 * `wrong` tells causes that are shown twice, or not at all, and findings that are missing from the job summary, which has all of them always.
 */
export function homesOf(github: FakeGitHub, run: ActionRun): Homes & { readonly wrong: readonly string[] } {
  const findings = new Map((run.report?.findings ?? []).map((finding) => [finding.fingerprint, finding]));
  const own = github.reviewComments.filter(({ user, in_reply_to_id: to }) => user?.login === bot.login && to === undefined);
  const commented = own.flatMap(({ body }) => readMarker(body)?.subject ?? []);
  const sticky = github.issueComments.filter(({ user, body }) => user?.login === bot.login && readMarker(body)?.subject === 'summary');
  const wrong = sticky.length > 1 ? ['there are two summary comments'] : [];
  const homes = { line: 0, summary: 0, annotation: 0 };
  for (const alike of groups(run.report?.causes ?? [], findings)) {
    const [{ cause, leading }] = alike;
    const title = `${leading.rule} at ${leading.path}:${leading.line}`;
    const line = alike.reduce((sum, one) => sum + commented.filter((subject) => subject === one.cause.id).length, 0);
    // An info is a row of the table, or one of the remarks.
    const summary = cause.severity === 'info' ? sticky.length * alike.length : sticky.reduce((sum, { body }) => sum + told(body, leading), 0);
    const left = alike.length - line - summary;
    if (left < 0) wrong.push(`${title} is shown ${line} times in line comments and ${summary} times in the summary`);
    if (left > 0 && !isAnnotated(run.log, leading)) wrong.push(`${title} has no annotation`);
    homes.line += line;
    homes.summary += summary;
    homes.annotation += Math.max(0, left);
  }
  for (const finding of findings.values()) {
    if (finding.status === 'new' && listed(run.summary, finding) === 0)
      wrong.push(`${finding.rule} at ${finding.path}:${finding.line} is not in the job summary`);
  }
  return { ...homes, wrong };
}

interface Told {
  readonly cause: ReportedCause;
  /** The finding that its last line names. */
  readonly leading: ReportedFinding;
}

/** New causes whose last lines name the same rule at the same line, which a text does not tell apart. */
function groups(causes: readonly ReportedCause[], findings: ReadonlyMap<string, ReportedFinding>): readonly (readonly [Told, ...Told[]])[] {
  const known = new Map<string, [Told, ...Told[]]>();
  for (const cause of causes) {
    const leading = findings.get(cause.findings[0] ?? '');
    if (cause.status !== 'new' || leading === undefined) continue;
    const key = JSON.stringify([cause.severity, leading.rule, leading.path, leading.line]);
    const alike = known.get(key);
    if (alike === undefined) known.set(key, [{ cause, leading }]);
    else alike.push({ cause, leading });
  }
  return [...known.values()];
}

/** Whether a line of the log annotates the finding's place, and ends with its rule. */
function isAnnotated(log: string, { path, line, endLine, rule }: ReportedFinding): boolean {
  return log.split('\n').some((row) => row.includes(`file=${path},line=${line},endLine=${endLine},title=`) && row.endsWith(`%0ARule: ${rule}`));
}

/** How often a text tells a cause whose last line names the finding. */
function told(text: string, { rule, path, line }: ReportedFinding): number {
  return text.split('\n').filter((row) => row.startsWith('<sub>') && row.includes(placeOf(path, line)) && row.includes(`\`${rule}\``)).length;
}

/** How often a text lists a finding as one of its own. */
function listed(text: string, { severity, rule, path, line }: ReportedFinding): number {
  return text.split('\n').filter((row) => row.startsWith(`- **${severity}** `) && row.includes(placeOf(path, line)) && row.includes(`\`${rule}\``))
    .length;
}

function placeOf(path: string, line: number): string {
  return `${path.split('/').map(encodeURIComponent).join('/')}#L${line})`;
}
