import { readMarker } from '../../../src/github/marker.js';
import type { ActionRun, ReportedFinding } from './action.js';
import { bot } from './identity.js';
import type { FakeGitHub } from './server.js';

/** How many of a run's new findings are shown where. */
export interface Homes {
  readonly line: number;
  readonly summary: number;
  /** Nowhere on the pull request: in the job summary and among the annotations only. */
  readonly annotation: number;
}

/**
 * Counts where the new findings of a run are shown, from what a reader sees: comments, the sticky comment, the job summary and the log.
 * `wrong` tells findings that are shown twice, or not at all, or missing from the job summary, which has all of them always.
 */
export function homesOf(github: FakeGitHub, run: ActionRun): Homes & { readonly wrong: readonly string[] } {
  const findings = (run.report?.findings ?? []).filter((finding) => finding.status === 'new');
  const own = github.reviewComments.filter(({ user, in_reply_to_id: to }) => user?.login === bot.login && to === undefined);
  const commented = own.flatMap(({ body }) => readMarker(body)?.subject ?? []);
  const sticky = github.issueComments.filter(({ user, body }) => user?.login === bot.login && readMarker(body)?.subject === 'summary');
  const wrong = sticky.length > 1 ? ['there are two summary comments'] : [];
  const homes = { line: 0, summary: 0, annotation: 0 };
  for (const alike of groups(findings)) {
    const [finding] = alike;
    const title = `${finding.rule} at ${finding.path}:${finding.line}`;
    const line = alike.reduce((sum, { fingerprint }) => sum + commented.filter((subject) => subject === fingerprint).length, 0);
    const summary = sticky.reduce((sum, { body }) => sum + listed(body, finding), 0);
    const left = alike.length - line - summary;
    if (left < 0) wrong.push(`${title} is shown ${line} times in line comments and ${summary} times in the summary`);
    if (listed(run.summary, finding) !== alike.length) wrong.push(`${title} is not in the job summary`);
    if (left > 0 && !run.log.includes(`file=${finding.path},line=${finding.line},endLine=${finding.endLine},title=${finding.rule}::`)) {
      wrong.push(`${title} has no annotation`);
    }
    homes.line += line;
    homes.summary += summary;
    homes.annotation += Math.max(0, left);
  }
  return { ...homes, wrong };
}

/** Findings of the same rule on the same line, which a text does not tell apart. */
function groups(findings: readonly ReportedFinding[]): readonly (readonly [ReportedFinding, ...ReportedFinding[]])[] {
  const known = new Map<string, [ReportedFinding, ...ReportedFinding[]]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.severity, finding.rule, finding.path, finding.line]);
    const alike = known.get(key);
    if (alike === undefined) known.set(key, [finding]);
    else alike.push(finding);
  }
  return [...known.values()];
}

/** How often a text lists a finding as one of its own. */
function listed(text: string, { severity, rule, path, line }: ReportedFinding): number {
  const place = `${path.split('/').map(encodeURIComponent).join('/')}#L${line})`;
  return text.split('\n').filter((row) => row.startsWith(`**${severity}** `) && row.includes(place) && row.includes(`\`${rule}\``)).length;
}
