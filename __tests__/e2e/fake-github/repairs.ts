import { parseSettings, defaultSettings, type Settings } from '../../../src/config/settings.js';
import { readInputs, withInputs } from '../../../src/github/inputs.js';
import { readMarker } from '../../../src/comments/marker.js';
import { reviewTrees } from '../../../src/review/run.js';
import { GitRepository as Source } from '../../../src/sources/git-repository.js';
import type { Finding } from '../../../src/review/review.js';
import { appliedTo, patchesOf, suggestionOf } from './apply.js';
import { token } from './identity.js';
import type { FakeGitHub, RecordedRun } from './server.js';

/**
 * What is wrong with the repairs that runs have offered on a pull request, in words. Every suggestion is applied as GitHub would, and the
 * result is reviewed again with the settings of the run: its finding is gone, and nothing as severe is new. Every patch of a summary is taken
 * by `git apply`, and the result repairs a finding and brings none as severe.
 */
export async function wrongRepairs(github: FakeGitHub): Promise<readonly string[]> {
  return [...(await wrongSuggestions(github)), ...(await wrongPatches(github))];
}

/** Suggestions that were found right: commits and words are all there is to one. */
const proven = new Set<string>();

async function wrongSuggestions(github: FakeGitHub): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const [index, review] of github.reviews.entries()) {
    const run = github.runs.find(({ reviews }) => reviews > index);
    for (const comment of review.comments) {
      const lines = suggestionOf(comment.body);
      const key = JSON.stringify([
        review.mergeBase,
        review.commit_id,
        run?.inputs,
        comment.path,
        comment.original_start_line,
        comment.original_line,
        lines,
      ]);
      if (lines === null || run === undefined || proven.has(key)) continue;
      proven.add(key);
      const place = { path: comment.path, line: comment.original_line, start_line: comment.original_start_line, body: comment.body };
      const repaired = github.repository.commitOn(review.commit_id, comment.path, appliedTo(github.repository, review.commit_id, place));
      for (const finding of await findingsLeft(github, run, review.mergeBase, repaired, readMarker(comment.body)?.subject ?? '')) {
        wrong.push(
          `${comment.path}:${comment.original_line}: the suggestion, applied, leaves or brings ${finding.rule} at ${finding.path}:${finding.line}\n${comment.body}`,
        );
      }
    }
  }
  return wrong;
}

const ranks = ['info', 'warning', 'error'];

/** Findings that a repaired head has and must not: the worst of the cause repaired, as severe as it was, and others as severe that were not there. */
async function findingsLeft(github: FakeGitHub, run: RecordedRun, base: string, repaired: string, cause: string): Promise<readonly Finding[]> {
  const before = new Map((run.report?.findings ?? []).map((finding) => [finding.fingerprint, finding]));
  const fingerprint = run.report?.causes.find(({ id }) => id === cause)?.findings[0] ?? '';
  const least = ranks.indexOf(before.get(fingerprint)?.severity ?? 'info');
  return (await newFindings(github, run, base, repaired)).filter(
    (finding) => ranks.indexOf(finding.severity) >= least && (finding.fingerprint === fingerprint || !before.has(finding.fingerprint)),
  );
}

async function newFindings(github: FakeGitHub, run: RecordedRun, base: string, head: string): Promise<readonly Finding[]> {
  const source = await Source.open(github.repository.folder);
  try {
    const trees = [await source.tree(base, base), await source.tree(head, head)] as const;
    const review = await reviewTrees(...trees, { settings: settingsOf(github, run), today: new Date().toISOString().slice(0, 10) });
    return review.findings.filter(({ status }) => status === 'new');
  } finally {
    source.close();
  }
}

function settingsOf(github: FakeGitHub, { inputs, event }: RecordedRun): Settings {
  const read = readInputs((name) => (name === 'github-token' ? token : (inputs[name] ?? '')), event);
  const file = github.repository
    .objects([`${github.pull.base}:${read.config}`])
    .values()
    .next().value;
  return withInputs(file === undefined ? defaultSettings : parseSettings(file.bytes.toString('utf8'), read.config), read);
}

async function wrongPatches(github: FakeGitHub): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const [index, { body, head, mergeBase }] of github.written.entries()) {
    const run = github.runs.find(({ written }) => written > index);
    // A rule's page, which the bot answers with, shows a few lines as a diff of no file.
    const isRulePage = /^## Why$/m.test(body) && /^Intended\? /m.test(body);
    for (const patch of isRulePage ? [] : patchesOf(body)) {
      const key = JSON.stringify([mergeBase, head, run?.inputs, patch]);
      if (proven.has(key)) continue;
      proven.add(key);
      let patched: string;
      try {
        patched = github.repository.patchedOn(head, patch, ...(body.includes('git apply --ignore-whitespace') ? ['--ignore-whitespace'] : []));
      } catch (error) {
        wrong.push(`git does not take a patch of the summary: ${String(error)}\n${patch}`);
        continue;
      }
      if (run?.report === null || run === undefined) continue;
      const before = run.report.findings.filter(({ status }) => status === 'new');
      const after = new Map((await newFindings(github, run, mergeBase, patched)).map((finding) => [finding.fingerprint, finding]));
      const rank = ({ severity }: { readonly severity: string }): number => ranks.indexOf(severity);
      const repaired = before.filter((finding) => rank(after.get(finding.fingerprint) ?? { severity: '' }) < rank(finding));
      const worst = Math.max(-1, ...repaired.map(rank));
      const known = new Set(before.map(({ fingerprint }) => fingerprint));
      const brought = [...after.values()].filter((finding) => !known.has(finding.fingerprint) && rank(finding) >= worst);
      if (repaired.length === 0) wrong.push(`a patch of the summary repairs nothing:\n${patch}`);
      for (const { rule, path, line } of brought) wrong.push(`a patch of the summary brings ${rule} at ${path}:${line}:\n${patch}`);
    }
  }
  return wrong;
}
