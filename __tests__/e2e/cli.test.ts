import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { reviewSchema } from '../../src/report/report-schema.js';
import { version } from '../../src/version.js';
import { commit, git, newRepository, temporaryFolder, writeFiles } from '../sources/temporary.js';
import { entry, runCli } from './run-cli.js';

const usage = 2;
const unreadable = 3;

/** base/, head/ and repaired/ of the built-in example. */
const example = temporaryFolder();
const side = (name: string): string => join(example, name);
beforeAll(() => {
  expect(runCli(['demo', example]).code).toBe(0);
});

/** The example as a repository: main has the state before, `change` the pull request. */
function repository(): string {
  const folder = newRepository(filesOf(side('base')));
  git(folder, 'checkout', '-q', '-b', 'change');
  writeFiles(folder, filesOf(side('head')));
  commit(folder, 'enable CORS for the portal');
  return folder;
}

function filesOf(folder: string, under = ''): Record<string, string> {
  const files: Record<string, string> = {};
  for (const item of readdirSync(join(folder, under), { withFileTypes: true })) {
    const path = under === '' ? item.name : `${under}/${item.name}`;
    if (item.isDirectory()) Object.assign(files, filesOf(folder, path));
    else files[path] = readFileSync(join(folder, path), 'utf8');
  }
  return files;
}

function json(stdout: string): Record<string, unknown> {
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('the verdict and its exit code', () => {
  test('review of two folders: findings at the threshold end with 1, below it with 0', () => {
    const sides = ['--base-dir', side('base'), '--head-dir', side('head')];
    const failing = runCli(['review', ...sides]);
    expect(failing).toMatchObject({ code: 1, stderr: '' });
    expect(failing.stdout).toContain('inherited-cors-decides');
    expect(failing.stdout.trimEnd().split('\n').at(-1)).toBe('APIM CORS Review: fail');
    expect(runCli(['review', ...sides, '--fail-on', 'never']).code).toBe(0);
    expect(runCli(['review', '--base-dir', side('base'), '--head-dir', side('repaired')]).code).toBe(0);
    expect(runCli(['review', '--base-dir', side('base'), '--head-dir', side('repaired'), '--fail-on', 'info']).code).toBe(1);
    expect(runCli(['review', '--base-dir', side('base'), '--head-dir', side('base'), '--fail-on', 'info']).code).toBe(0);
  });

  test('review of revisions, from anywhere in the repository, agrees with the folders', () => {
    const folder = repository();
    const byRevision = json(
      runCli(['review', '--base', 'main', '--head', 'change', '--format', 'json'], { cwd: join(folder, 'apimartifacts', 'apis') }).stdout,
    );
    const byFolder = json(runCli(['review', '--base-dir', side('base'), '--head-dir', side('head'), '--format', 'json']).stdout);
    expect({ ...byRevision, base: '', head: '' }).toEqual({ ...byFolder, base: '', head: '' });
    expect(byRevision['head']).toMatch(/^change \([0-9a-f]{7}\)$/);
  });

  test('review without --head reads the working tree, uncommitted edits included', () => {
    const folder = repository();
    git(folder, 'checkout', '-q', 'main');
    expect(runCli(['review', '--base', 'main', '--repo', folder]).code).toBe(0);
    writeFiles(folder, filesOf(side('head')));
    expect(runCli(['review', '--base', 'main', '--repo', folder]).code).toBe(1);
  });

  test('what the base gained meanwhile is no part of the change, and the output says so', () => {
    const folder = repository();
    git(folder, 'checkout', '-q', 'main');
    writeFiles(folder, { 'apimartifacts/apis/orders/policy.xml': '<policies><inbound><cors><broken' });
    commit(folder, 'somebody else');
    const { code, stdout } = runCli(['review', '--base', 'main', '--head', 'change', '--repo', folder]);
    expect(code).toBe(1);
    expect(stdout).toContain('where change left main');
    expect(stdout).not.toContain('malformed-policy');
  });

  test('scan: every finding counts', () => {
    const folder = repository();
    expect(runCli(['scan', '--dir', side('head')]).code).toBe(1);
    expect(runCli(['scan', '--dir', side('base')]).code).toBe(0);
    expect(runCli(['scan', '--repo', folder, '--at', 'main']).code).toBe(0);
    expect(runCli(['scan', '--repo', folder]).code).toBe(1);
    expect(json(runCli(['scan', '--dir', side('head'), '--format', 'json']).stdout)['changes']).toEqual([]);
  });

  test('a policy that cannot be parsed is a finding', () => {
    const folder = newRepository({ ...filesOf(side('base')), 'apimartifacts/policy.xml': '<policies>\n<inbound>\n' });
    const { code, stdout } = runCli(['scan', '--repo', folder]);
    expect(code).toBe(1);
    expect(stdout).toContain('malformed-policy');
  });
});

describe('explain', () => {
  const ask = (...args: readonly string[]) => runCli(['explain', '--origin', 'https://shop.contoso.com', '--method', 'PUT', ...args]);

  test.each([
    ['allowed', 'base', 0],
    ['blocked', 'head', 1],
    ['allowed again', 'repaired', 0],
  ])('%s in %s', (_, state, code) => {
    const ran = ask('--dir', side(state), '--url', '/orders/42?x=1', '--header', 'content-type:application/json', '--format', 'json');
    expect(ran.stderr).toBe('');
    expect(ran.code).toBe(code);
    expect(json(ran.stdout)).toMatchObject({
      target: { api: 'orders', operation: 'put-order' },
      request: { method: 'PUT', headers: ['content-type'], credentials: 'same-origin' },
    });
  });

  test('blocked, with the words of the console', () => {
    const ran = runCli(['explain', '--origin', 'https://evil.example', '--method', 'GET', '--api', 'orders', '--dir', side('base')]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain("has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present");
  });

  test('an origin that is only written differently is put right', () => {
    const ran = runCli([
      'explain',
      '--origin',
      'HTTPS://Shop.Contoso.com:443/',
      '--method',
      'GET',
      '--api',
      'orders',
      '--dir',
      side('base'),
      '--format',
      'json',
    ]);
    expect(json(ran.stdout)).toMatchObject({ request: { origin: 'https://shop.contoso.com' }, verdict: 'allowed' });
  });

  test.each([
    ['no destination', ['--dir', 'DIR'], /say where the request goes/],
    ['two destinations', ['--dir', 'DIR', '--api', 'orders', '--url', '/orders'], /either by --url or by/],
    ['an unknown API', ['--dir', 'DIR', '--api', 'order'], /did you mean 'orders'/],
    ['an unknown operation', ['--dir', 'DIR', '--api', 'orders', '--operation', 'put-orders'], /did you mean 'put-order'/],
    ['a text that is no header', ['--dir', 'DIR', '--api', 'orders', '--header', 'a b'], /'a b' is no header/],
    ['an unknown credentials mode', ['--dir', 'DIR', '--api', 'orders', '--credentials', 'yes'], /Allowed choices are omit, same-origin, include/],
    ['a format it does not know', ['--dir', 'DIR', '--api', 'orders', '--format', 'sarif'], /Allowed choices are text, json, markdown/],
    ['a message and a capture', ['--dir', 'DIR', '--console', 'x', '--har', 'x.har'], /either --console or --har/],
    ['a capture and what it says itself', ['--dir', 'DIR', '--har', 'x.har'], /leave --origin out/],
  ])('%s is a wrong command line', (_, args, words) => {
    const ran = ask(...args.map((arg) => (arg === 'DIR' ? side('base') : arg)));
    expect(ran.stderr).toMatch(words);
    expect(ran.code).toBe(usage);
  });

  test.each([
    ['no scheme', 'a.example'],
    ['user', 'https://u@a.example'],
    ['nothing', ''],
  ])('a text with %s is no origin', (_, origin) => {
    const ran = runCli(['explain', '--origin', origin, '--method', 'GET', '--api', 'orders', '--dir', side('base')]);
    expect(ran.stderr).toMatch(/is no origin/);
    expect(ran.code).toBe(usage);
  });

  test('a method that browsers refuse', () => {
    const ran = runCli(['explain', '--origin', 'null', '--method', 'trace', '--api', 'orders', '--dir', side('base')]);
    expect(ran.stderr).toMatch(/browsers refuse to send TRACE/);
    expect(ran.code).toBe(usage);
  });
});

describe('a wrong command line ends with 2 and one line that says what to write', () => {
  test.each([
    ['no command', [], /Usage: apim-cors/],
    ['an unknown command', ['reveiw'], /Did you mean review\?/],
    ['an unknown option', ['scan', '--fail-in', 'x'], /Did you mean --fail-on\?/],
    ['an unknown level', ['scan', '--fail-on', 'errors'], /Allowed choices are error, warning, info, never/],
    ['an unknown format', ['scan', '--format', 'xml'], /Allowed choices are text, json, markdown, sarif, html, explorer, github/],
    ['an unknown colour', ['scan', '--color', 'red'], /Allowed choices are auto, always, never/],
    ['an environment that is a path', ['scan', '--environment', '../prod'], /cannot be an environment/],
    ['nothing to compare with', ['review'], /name what to compare with: --base main/],
    ['one folder', ['review', '--base-dir', 'a'], /belong together/],
    ['folders and revisions', ['review', '--base-dir', 'a', '--head-dir', 'b', '--base', 'main'], /not both/],
    ['a folder and a revision', ['scan', '--dir', 'a', '--at', 'main'], /not both/],
    ['a word too many', ['scan', 'x'], /too many arguments/],
    ['a configuration file that is not there', ['scan', '--dir', 'DIR', '--config', 'none.yml'], /--config none\.yml does not exist/],
    ['an output that cannot be written', ['scan', '--dir', 'DIR', '--output', '/none/x'], /--output \/none\/x cannot be written/],
    ['an unknown rule', ['rules', 'wildcard-origins'], /did you mean 'wildcard-origin'\?/],
    ['a demo into a folder with files', ['demo', 'DIR'], /is not empty/],
  ])('%s', (_, args, words) => {
    const ran = runCli(args.map((arg) => (arg === 'DIR' ? side('base') : arg)));
    expect(ran.stderr).toMatch(words);
    expect(ran.stderr).not.toMatch(/\n\s+at /);
    expect(ran.stdout).toBe('');
    expect(ran.code).toBe(usage);
  });
});

describe('an input that cannot be read ends with 3 and one line', () => {
  test('no repository, no revision, no folder, no policies', () => {
    const empty = temporaryFolder();
    const folder = repository();
    for (const [args, words] of [
      [['scan', '--repo', empty], /is not in a git repository/],
      [['review', '--base', 'mian', '--repo', folder], /no revision 'mian'.*did you mean 'main'\?/],
      [['review', '--base=-x', '--repo', folder], /'-x' cannot name a revision/],
      [['scan', '--dir', join(empty, 'none')], /there is no folder/],
      [['scan', '--dir', empty], /no API Management policies in .*looked for/],
      [['review', '--base-dir', empty, '--head-dir', empty], /no API Management policies in/],
      [['explain', '--origin', 'null', '--method', 'GET', '--api', 'x', '--dir', empty], /no API Management policies in/],
    ] as const) {
      const ran = runCli(args);
      expect(ran.stderr).toMatch(words);
      expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(ran.code).toBe(unreadable);
    }
  });
});

describe('the configuration', () => {
  const off = 'rules:\n  inherited-cors-decides: off\n  access-narrowed: off\n';

  test('is read from the tip of the base, so that a change cannot relax its own gate', () => {
    const folder = repository();
    writeFiles(folder, { '.github/apim-cors.yml': 'fail-on: never\n' });
    commit(folder, 'relax');
    expect(runCli(['review', '--base', 'main', '--head', 'change', '--repo', folder]).code).toBe(1);
    expect(runCli(['review', '--base', 'main', '--repo', folder]).code).toBe(1);
    git(folder, 'checkout', '-q', 'main');
    writeFiles(folder, { '.github/apim-cors.yml': 'fail-on: never\n' });
    commit(folder, 'the team relaxes it');
    expect(runCli(['review', '--base', 'main', '--head', 'change', '--repo', folder]).code).toBe(0);
    expect(runCli(['review', '--base', 'main', '--head', 'change', '--repo', folder, '--fail-on', 'error']).code).toBe(1);
  });

  test('of two folders is that of the base; of a scan its own; --config beats both', () => {
    const [base, head] = [temporaryFolder(), temporaryFolder()];
    writeFiles(base, { ...filesOf(side('base')), '.github/apim-cors.yml': off });
    writeFiles(head, { ...filesOf(side('head')), '.github/apim-cors.yml': 'fail-on: info\n' });
    const strict = join(temporaryFolder(), 'strict.yml');
    writeFiles(join(strict, '..'), { 'strict.yml': 'fail-on: info\n' });
    expect(runCli(['review', '--base-dir', base, '--head-dir', head]).code).toBe(0);
    expect(runCli(['review', '--base-dir', base, '--head-dir', head, '--config', strict]).code).toBe(1);
    expect(runCli(['scan', '--dir', head]).code).toBe(1);
  });

  test('a mistake in it ends with 2, every problem on a line of its own', () => {
    const folder = newRepository({ ...filesOf(side('base')), '.github/apim-cors.yml': 'fail_on: error\nrules:\n  wildcard-origins: info\n' });
    const ran = runCli(['scan', '--repo', folder]);
    expect(ran).toMatchObject({ code: usage, stdout: '' });
    expect(ran.stderr).toBe(
      "apim-cors: .github/apim-cors.yml: unknown rule 'wildcard-origins' (line 3); did you mean 'wildcard-origin'?\napim-cors: .github/apim-cors.yml: unknown key 'fail_on' (line 1); did you mean 'fail-on'?\n",
    );
  });

  test('escape sequences in it are inert on a terminal', () => {
    const folder = newRepository({ ...filesOf(side('base')), '.github/apim-cors.yml': '"\\e[31m::error::x": 1\n' });
    const ran = runCli(['scan', '--repo', folder]);
    expect(ran.code).toBe(usage);
    expect(ran.stderr).not.toContain('\u001b');
  });
});

describe('what is written, and where', () => {
  const sides = ['--base-dir', side('base'), '--head-dir', side('head')];

  test.each([
    ['json', /^\{\n {2}"schemaVersion": 2/],
    ['markdown', /^\S.*\n[\s\S]*`inherited-cors-decides`/],
    ['sarif', /"version": "2\.1\.0"/],
    ['html', /^<!doctype html>/i],
    ['github', /^::error file=/],
    ['text', /^error\[inherited-cors-decides\]: /],
  ])('--format %s', (format, expected) => {
    const { code, stdout, stderr } = runCli(['review', ...sides, '--format', format]);
    expect(stdout).toMatch(expected);
    expect(stdout.endsWith('\n')).toBe(true);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  test('the JSON report keeps to its published schema', () => {
    const validate = new Ajv2020({ strict: false }).compile(reviewSchema);
    for (const args of [
      ['review', ...sides],
      ['scan', '--dir', side('head')],
    ]) {
      validate(JSON.parse(runCli([...args, '--format', 'json']).stdout));
      expect(validate.errors).toBeNull();
    }
  });

  test('--output gets what standard output would have, and standard output nothing', () => {
    const file = join(temporaryFolder(), 'report.json');
    const ran = runCli(['review', ...sides, '--format', 'json', '--output', file]);
    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: '' });
    expect(readFileSync(file, 'utf8')).toBe(runCli(['review', ...sides, '--format', 'json']).stdout);
  });

  test('colours: none in a pipe, always on request, never on request', () => {
    expect(runCli(['review', ...sides]).stdout).not.toContain('\u001b');
    expect(runCli(['review', ...sides, '--color', 'always'], { env: { NO_COLOR: '1' } }).stdout).toContain('\u001b[');
    expect(runCli(['review', ...sides, '--color', 'never']).stdout).not.toContain('\u001b');
  });

  test('a reader that closes the pipe early is no error', async () => {
    const child = spawn(process.execPath, [entry, 'rules', '--format', 'json']);
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
  });
});

describe('version, help, rules, demo', () => {
  test.each([[['--version']], [['-V']], [['--version', '--help']]])('%j prints the version', (args) => {
    expect(runCli(args)).toMatchObject({ code: 0, stdout: expect.stringContaining(version) as string });
  });

  test('help teaches: examples and exit codes, and names no command that is not there', () => {
    const { code, stdout } = runCli(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:[\s\S]*Exit codes:/);
    for (const command of ['review', 'scan', 'explain', 'serve', 'rules', 'demo']) {
      const help = runCli([command, '--help']);
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toMatch(/Examples:\n {2}apim-cors /);
      for (const option of ['--format', '--output', '--color']) expect(help.stdout).toContain(option);
    }
  });

  test('rules: the catalogue and one page, in three formats', () => {
    const list = JSON.parse(runCli(['rules', '--format', 'json']).stdout) as { id: string }[];
    const text = runCli(['rules']).stdout;
    for (const { id } of list) expect(text).toContain(id);
    expect(runCli(['rules', 'wildcard-origin']).stdout).toMatch(/^wildcard-origin\n[\s\S]*Why\n[\s\S]*Fix\n/);
    expect(runCli(['rules', 'wildcard-origin', '--format', 'markdown']).stdout).toMatch(/^# wildcard-origin\n/);
    expect(runCli(['rules', 'wildcard-origin', '--format', 'sarif']).code).toBe(usage);
  });

  test('demo: the story in sixty lines, and nothing written', () => {
    const folder = temporaryFolder();
    const { code, stdout, stderr } = runCli(['demo'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readdirSync(folder)).toEqual([]);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(60);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
    for (const words of [
      'inherited-cors-decides',
      'has been blocked by CORS policy',
      'APIM CORS Review: fail',
      'is gone, and everybody has at least what they had before. Verdict: pass',
    ]) {
      expect(stdout).toContain(words);
    }
  });

  test('demo: what it writes is what it tells', () => {
    expect(readdirSync(example).sort()).toEqual(['base', 'head', 'repaired']);
    const folder = join(temporaryFolder(), 'new', 'folder');
    expect(runCli(['demo', folder]).code).toBe(0);
    expect(existsSync(join(folder, 'repaired', 'apimartifacts', 'policy.xml'))).toBe(true);
    const occupied = temporaryFolder();
    mkdirSync(join(occupied, 'x'));
    expect(runCli(['demo', occupied]).code).toBe(usage);
  });
});
