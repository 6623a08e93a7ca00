import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';
import { runHere as run } from './run-here.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const dir = ['--dir', at('service')] as const;

beforeAll(async () => {
  writeFiles(at('service'), repository({ [globalPath]: policy(cors({ origins: ['*'], attributes: ' allow-credentials="true"' })) }));
  expect((await run('scan', ...dir, '--format', 'json', '--output', at('old.json'))).code).toBe(1);
  writeFileSync(at('bom.json'), '\uFEFF{ "schemaVersion": 2, "findings": [] }');
  for (const [name, text] of Object.entries({ 'a.json': '{', 'b.json': '[]', 'c.json': '{"schemaVersion":1,"findings":[]}' }))
    writeFileSync(at(name), text);
  writeFileSync(at('d.json'), '{"schemaVersion":2,"findings":[{"fingerprint":7}]}');
});

test('what the baseline has does not count, and what is new does', async () => {
  const same = await run('scan', ...dir, '--baseline', at('old.json'), '--format', 'json');
  expect(same.code).toBe(0);
  const report = JSON.parse(same.stdout) as { counts: Record<string, number>; conclusion: string; findings: { status: string }[] };
  expect(report).toMatchObject({ conclusion: 'pass', counts: { error: 0, warning: 0, info: 0, existing: report.findings.length } });
  expect(new Set(report.findings.map(({ status }) => status))).toEqual(new Set(['existing']));
  expect((await run('scan', ...dir, '--baseline', at('old.json'))).stdout).toMatch(/In the baseline too[^]*of the baseline do(es)?\s+not\s+count\./);
  expect((await run('scan', ...dir, '--baseline', at('old.json'), '--format', 'github')).stdout).toBe('');
  expect((await run('scan', ...dir, '--baseline', at('bom.json'))).code).toBe(1);
  // What is old is no reason to change a file.
  expect((await run('scan', ...dir, '--baseline', at('old.json'), '--patch', '--fix=all')).stdout).toBe('');
  writeFiles(at('service'), { [apiPath]: policy(cors({ origins: ['https://app.contoso.com/'] })) });
  const more = await run('scan', ...dir, '--baseline', at('old.json'), '--fail-on', 'info', '--format', 'json');
  expect(more.code).toBe(1);
  const { counts, findings } = JSON.parse(more.stdout) as typeof report;
  expect(counts['existing']).toBe(report.findings.length);
  expect(findings.filter(({ status }) => status === 'new').length).toBe((counts['error'] ?? 0) + (counts['warning'] ?? 0) + (counts['info'] ?? 0));
});

test.each([
  ['does not exist', 'none.json'],
  ['is no JSON', 'a.json'],
  ['is no JSON report', 'b.json'],
  ['is no JSON report', 'c.json'],
  ['is no JSON report', 'd.json'],
])('a file that %s ends with exit code 2 and one line', async (words, name) => {
  const ran = await run('scan', ...dir, '--baseline', at(name));
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toMatch(new RegExp(`^apim-cors: --baseline [^\\n]*${words}[^\\n]*\\n$`));
});

test('rules --format json lists the rules of contracts too, all in one shape', async () => {
  const rules = JSON.parse((await run('rules', '--format', 'json')).stdout) as Record<string, unknown>[];
  const one = JSON.parse((await run('rules', 'contract-broken', '--format', 'json')).stdout) as Record<string, unknown>;
  expect(rules).toContainEqual(one);
  expect(new Set(rules.map((rule) => Object.keys(rule).join())).size).toBe(1);
  expect(rules.map(({ id }) => id)).toEqual(expect.arrayContaining(['inherited-cors-decides', 'contracts-malformed']));
});

test.each(['text', 'json', 'sarif', 'junit'])(
  '--fail-on never ends with 0 where nothing was evaluated, which is no pass all the same: %s',
  async (format) => {
    writeFiles(at('unplaced'), { 'notes/orders.xml': policy(cors({ origins: ['*'] })) });
    const unplaced = ['scan', '--dir', at('unplaced'), '--format', format] as const;
    expect((await run(...unplaced)).code).toBe(1);
    const ran = await run(...unplaced, '--fail-on', 'never');
    expect(ran.code).toBe(0);
    if (format === 'json') expect(JSON.parse(ran.stdout)).toMatchObject({ conclusion: 'fail' });
    if (format === 'text') expect(ran.stdout).toContain('APIM CORS Review: fail');
  },
);
