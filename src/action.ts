import { readFileSync } from 'node:fs';
import { sendFirst } from './sources/first-request.js';

// The first request leaves before anything of weight is loaded: GitHub compares while the review is being read from disk.
void (async () => {
  const first = firstAnswer();
  const { runAction } = await import('./github/run.js');
  await runAction(first);
})();

/** Asks for the comparison of the pull request's base and head, or for nothing where the event holds none; all is checked later. */
function firstAnswer(): Promise<unknown> {
  try {
    const payload: unknown = JSON.parse(readFileSync(process.env['GITHUB_EVENT_PATH'] ?? '', 'utf8'));
    const { pull_request: pull, repository } = payload as { pull_request?: { base?: { sha?: string }; head?: { sha?: string } }; repository?: { full_name?: string } };
    const base = pull?.base?.sha ?? '';
    const head = pull?.head?.sha ?? '';
    const name = repository?.full_name ?? '';
    if (!/^[0-9a-f]{40,64}$/.test(base) || !/^[0-9a-f]{40,64}$/.test(head) || !/^[\w.-]+\/[\w.-]+$/.test(name)) return Promise.resolve(null);
    const api = (process.env['GITHUB_API_URL'] ?? 'https://api.github.com').replace(/\/+$/, '');
    return sendFirst(`${api}/repos/${name}/compare/${base}...${head}?per_page=1`, process.env['INPUT_GITHUB-TOKEN'] ?? '');
  } catch {
    return Promise.resolve(null);
  }
}
