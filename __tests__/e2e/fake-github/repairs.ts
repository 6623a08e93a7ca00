import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseSettings, defaultSettings, type Settings } from '../../../src/config/settings.js';
import { readInputs, withInputs } from '../../../src/github/inputs.js';
import { readMarker } from '../../../src/github/marker.js';
import { reviewTrees } from '../../../src/review/run.js';
import { GitRepository as Source } from '../../../src/sources/git.js';
import type { ReportedFinding } from './action.js';
import { appliedTo, patchesOf, suggestionOf } from './apply.js';
import { token } from './identity.js';
import type { FakeGitHub, RecordedRun } from './server.js';

/**
 * What is wrong with the repairs that runs have offered on a pull request, in words. Every suggestion is applied as GitHub would, and the
 * result is reviewed again with the settings of the run: its finding is gone, and nothing as severe is new. Every patch of a summary is taken
 * by `git apply`.
 */
export async function wrongRepairs(github: FakeGitHub): Promise<readonly string[]> {
  return [...(await wrongSuggestions(github)), ...wrongPatches(github)];
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

/** Findings that a repaired head has and must not: the one repaired, as severe as it was, and others as severe that were not there. */
async function findingsLeft(
  github: FakeGitHub,
  run: RecordedRun,
  base: string,
  repaired: string,
  fingerprint: string,
): Promise<readonly Pick<ReportedFinding, 'rule' | 'path' | 'line'>[]> {
  const before = new Map((run.report?.findings ?? []).map((finding) => [finding.fingerprint, finding]));
  const least = ranks.indexOf(before.get(fingerprint)?.severity ?? 'info');
  const source = await Source.open(github.repository.folder);
  try {
    const trees = [await source.tree(base, base), await source.tree(repaired, repaired)] as const;
    const again = await reviewTrees(...trees, { settings: settingsOf(github, run), today: new Date().toISOString().slice(0, 10) });
    return again.findings.filter(
      (finding) =>
        finding.status === 'new' &&
        ranks.indexOf(finding.severity) >= least &&
        (finding.fingerprint === fingerprint || !before.has(finding.fingerprint)),
    );
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

function wrongPatches(github: FakeGitHub): readonly string[] {
  return github.written.flatMap(({ body, head }) =>
    patchesOf(body).flatMap((patch) => {
      const env = { ...process.env, GIT_INDEX_FILE: join(github.repository.folder, '.git', 'index-patch') };
      const options = { cwd: github.repository.folder, env, stdio: 'pipe' as const };
      execFileSync('git', ['read-tree', head], options);
      try {
        execFileSync('git', ['apply', '--check', '--cached', '-'], { ...options, input: patch });
        return [];
      } catch (error) {
        return [`git does not take a patch of the summary: ${String(error)}\n${patch}`];
      }
    }),
  );
}
