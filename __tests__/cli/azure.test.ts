import { readFileSync } from 'node:fs';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';
import { runHere as run } from './run-here.js';

test('a job of Azure Pipelines gets the Markdown report in its summary; elsewhere and in a file there are issues alone', async () => {
  const [folder, agent] = [temporaryFolder(), temporaryFolder()];
  writeFiles(folder, repository({ [apiPath]: policy(cors({ origins: ['*'], attributes: ' allow-credentials="true"' })) }));
  const scan = (...more: readonly string[]) => run('scan', '--dir', folder, '--format', 'azure', ...more);
  const before = process.env;
  try {
    process.env = { ...before, TF_BUILD: 'True', AGENT_TEMPDIRECTORY: agent };
    const lines = (await scan()).stdout.trimEnd().split('\n');
    expect(lines.slice(0, -1).every((line) => line.startsWith('##vso[task.logissue type=') || line.startsWith('info '))).toBe(true);
    const [, file = ''] = /^##vso\[task\.uploadsummary\](\/.*)$/.exec(lines.at(-1) ?? '') ?? [];
    expect(file.startsWith(`${agent}/`)).toBe(true);
    expect(readFileSync(file, 'utf8')).toMatch(/^#+ /);
    expect((await scan('--output', `${agent}/log.txt`)).stdout).toBe('');
    expect(readFileSync(`${agent}/log.txt`, 'utf8')).not.toContain('uploadsummary');
    process.env = { ...before, TF_BUILD: '', AGENT_TEMPDIRECTORY: '' };
    expect((await scan()).stdout).not.toContain('uploadsummary');
  } finally {
    process.env = before;
  }
});

test.each(['junit', 'gitlab', 'rdjson'])('%s is written by scan, and unknown to explain', async (format) => {
  const folder = temporaryFolder();
  writeFiles(folder, repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com', 'https://app.contoso.com'] })) }));
  const ran = await run('scan', '--dir', folder, '--format', format);
  expect(ran.stderr).toBe('');
  expect(ran.stdout).toMatch(format === 'junit' ? /^<\?xml / : /^[{[]/);
  expect((await run('explain', '--dir', folder, '--format', format)).code).toBe(2);
});
