import { readFileSync } from 'node:fs';
import { escapeTerminal, inertLogLine } from './report/escape.js';
import { sendFirst } from './sources/first-request.js';

// Sends the first request before loading other modules: GitHub compares while the review is loaded from disk.
void start().catch((error: unknown) => {
  process.exitCode = 1;
  process.stderr.write(`APIM CORS Review failed: this is an internal error, not a finding. ${inertLogLine(escapeTerminal(String(error)))}\n`);
});

async function start(): Promise<void> {
  const { answer, sent } = first();
  await sent;
  const { runAction } = await import('./github/review-run.js');
  await runAction(answer);
}

/** Requests the comparison of the event's base and head, if it has both. Everything is checked again later. */
function first(): ReturnType<typeof sendFirst> {
  const nothing = { answer: Promise.resolve(null), sent: Promise.resolve() };
  try {
    const payload: unknown = JSON.parse(readFileSync(process.env['GITHUB_EVENT_PATH'] ?? '', 'utf8'));
    const {
      pull_request: pull,
      merge_group: group,
      repository,
    } = payload as {
      pull_request?: { base?: { sha?: string }; head?: { sha?: string } };
      merge_group?: { base_sha?: string; head_sha?: string };
      repository?: { full_name?: string };
    };
    const base = pull?.base?.sha ?? group?.base_sha ?? '';
    const head = pull?.head?.sha ?? group?.head_sha ?? '';
    const name = repository?.full_name ?? '';
    if (!/^[0-9a-f]{40,64}$/.test(base) || !/^[0-9a-f]{40,64}$/.test(head) || !/^[\w.-]+\/[\w.-]+$/.test(name)) return nothing;
    const api = (process.env['GITHUB_API_URL'] ?? 'https://api.github.com').replace(/\/+$/, '');
    return sendFirst(`${api}/repos/${name}/compare/${base}...${head}?per_page=1`, (process.env['INPUT_GITHUB-TOKEN'] ?? '').trim());
  } catch {
    return nothing;
  }
}
