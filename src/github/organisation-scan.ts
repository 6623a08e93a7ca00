import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSettings, defaultSettings, type Settings } from '../config/settings.js';
import { ConfigError, InputError } from '../config/errors.js';
import type { Tree } from '../layouts/tree.js';
import type { Candidate } from '../organisation/batch.js';
import { accessRows, mostRows, type ScanRecord } from '../organisation/record.js';
import { reportedRule } from '../report/reported-rule.js';
import { reportSarif } from '../report/sarif.js';
import type { Review } from '../review/review.js';
import { reviewTrees, scanTree } from '../review/run.js';
import { rules } from '../rules/catalogue.js';
import { openRevision } from '../sources/git.js';
import { field } from '../sources/github-port.js';
import { lineDates } from '../sources/line-dates.js';
import { documentation } from '../text/home.js';
import { version } from '../version.js';
import type { GitHubClient } from './client.js';
import type { Inputs } from './inputs.js';
import { tell, warn } from './log.js';
import { readRefusal, refusalWords } from './refusal.js';

/** Folder of the workflow's checkout, below the workspace. */
const checkout = 'repository';
/** Most files whose history is read. */
const mostFiles = 500;

/** An empty state: compared with it, a scan shows everything that it grants. */
const nothingAtAll: Tree = { label: 'nothing', entries: new Map(), read: () => Promise.resolve(new Map()) };

/**
 * Scans one repository from its checkout, without running anything of it, and uploads the findings to its own code scanning. A wrong configuration is recorded,
 * and does not fail the job. Throws `InputError` if the checkout lacks the commit.
 */
export async function scanRepository(client: GitHubClient, { repository, commit }: Candidate, inputs: Inputs): Promise<ScanRecord> {
  const today = new Date().toISOString().slice(0, 10);
  const nothing = { counts: { error: 0, warning: 0, info: 0 }, policies: 0, more: 0, sarif: 'not asked' as const };
  const record = { schemaVersion: 1, repository, commit, tool: version, scanned: today } as const;
  const folder = join(process.env['GITHUB_WORKSPACE'] ?? '.', checkout);
  const { tree, close } = await openRevision(folder, commit);
  try {
    const settings = await settingsOf(tree, inputs.config);
    const options = { settings, today, progress: tell };
    const scanned = await scanTree(tree, options);
    const { changes } = await reviewTrees(nothingAtAll, tree, { ...options, isWithoutRepairs: true });
    const places = changes.flatMap(({ origins, causes }) => [...origins.flatMap(({ after }) => after.decidedBy ?? []), ...causes]);
    const dates = await lineDates(folder, commit, places, mostFiles);
    const rows = accessRows(changes, (path, line) => dates.get(path)?.get(line) ?? null);
    const sarif = await upload(client, { repository, commit }, scanned);
    const { error, warning, info } = scanned.counts;
    const more = Math.max(0, rows.length - mostRows);
    return {
      ...record,
      fault: null,
      counts: { error, warning, info },
      policies: scanned.coverage.reviewed,
      rows: rows.slice(0, mostRows),
      more,
      sarif,
    };
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof InputError)) throw error;
    warn(`${repository}: ${error.message}`, 'APIM CORS Review: a repository was not scanned');
    return { ...record, ...nothing, rows: [], fault: error.message.split('\n')[0]?.slice(0, 300) ?? '' };
  } finally {
    close();
  }
}

async function settingsOf(tree: Tree, path: string): Promise<Settings> {
  const bytes = (await tree.read([path])).get(path);
  return bytes === undefined ? defaultSettings : parseSettings(new TextDecoder().decode(bytes), path);
}

/** Uploads the findings for the tip of the default branch. A repository without code scanning refuses, which is reported without failing. */
async function upload(client: GitHubClient, { repository, commit }: Candidate, review: Review): Promise<ScanRecord['sarif']> {
  const [owner = '', repo = ''] = repository.split('/');
  const text = reportSarif(review, { toolVersion: version, rules: rules.map((rule) => reportedRule(rule, documentation(`rules/${rule.id}.md`))) });
  try {
    const branch = field((await client.rest.repos.get({ owner, repo })).data, 'default_branch');
    const sarif = gzipSync(text).toString('base64');
    await client.rest.codeScanning.uploadSarif({ owner, repo, commit_sha: commit, ref: `refs/heads/${String(branch)}`, sarif });
    return 'uploaded';
  } catch (error) {
    warn(`${repository}: ${refusalWords(readRefusal(error), 'security-events: write')}`, 'APIM CORS Review: findings were not uploaded');
    return 'refused';
  }
}
