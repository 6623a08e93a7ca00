/** The hooks, run by pre-commit itself where it is installed (Debian: `pre-commit`). */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { apiPath, cors, policy, repository, type CorsText } from '../../src/layouts/apiops/example.js';
import { temporaryFolder } from '../sources/temporary.js';
import { node } from './node.js';

jest.setTimeout(60_000);

const project = join(__dirname, '..', '..');
const found = spawnSync('pre-commit', ['--version'], { encoding: 'utf8' });
const isHere = found.status === 0;
if (!isHere) console.log('skipped: pre-commit is not installed here');

const folder = temporaryFolder();
const env = {
  ...process.env,
  PATH: `${dirname(node)}:${process.env['PATH'] ?? ''}`,
  HOME: folder,
  PRE_COMMIT_HOME: join(folder, 'pre-commit'),
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

function git(at: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: at, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A commit, and what is said of it. */
function commit(at: string, message: string): { readonly isDone: boolean; readonly said: string } {
  const { status, stdout, stderr } = spawnSync('git', ['commit', '--quiet', '--all', '-m', message], { cwd: at, env, encoding: 'utf8' });
  return { isDone: status === 0, said: `${stdout}${stderr}` };
}

/** What a user names as `repo:`, as far as the hooks need it; gives its commit. */
function hooksRepository(at: string): string {
  for (const path of ['.pre-commit-hooks.yaml', 'package.json', 'scripts/hook.mjs', 'dist/cli', 'dist/package.json'])
    cpSync(join(project, path), join(at, path), { recursive: true });
  git(at, 'init', '--quiet', '-b', 'main');
  git(at, 'add', '--all', '--force');
  git(at, 'commit', '--quiet', '-m', 'hooks');
  return git(at, 'rev-parse', 'HEAD').trim();
}

function write(at: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  }
}

const withCors = (text: CorsText): Readonly<Record<string, string>> => ({ [apiPath]: policy([...cors(text), '<base />']) });
const app = 'https://app.contoso.com';

(isHere ? describe : describe.skip)('a repository with the hooks', () => {
  const team = join(folder, 'team');
  beforeAll(() => {
    const hooks = join(folder, 'hooks');
    mkdirSync(hooks);
    mkdirSync(team);
    const revision = hooksRepository(hooks);
    git(team, 'init', '--quiet', '-b', 'main');
    write(team, {
      ...repository(withCors({ origins: [app], methods: ['GET'], headers: ['content-type'] })),
      '.pre-commit-config.yaml': `repos:\n  - repo: ${hooks}\n    rev: ${revision}\n    hooks:\n      - id: apim-cors-review\n`,
    });
    git(team, 'add', '--all');
    git(team, 'commit', '--quiet', '-m', 'as it is');
    execFileSync('pre-commit', ['install'], { cwd: team, env, stdio: 'pipe' });
  });

  test('a commit that lets every website in with credentials is blocked, and says why', () => {
    write(team, withCors({ origins: ['*'], methods: ['GET'], headers: ['content-type'], attributes: ' allow-credentials="true"' }));
    const { isDone, said } = commit(team, 'open it');
    expect([isDone, git(team, 'log', '--format=%s').trim()]).toEqual([false, 'as it is']);
    expect(said).toContain('CORS in Azure API Management policies');
    expect(said).toContain('wildcard-origin-with-credentials');
  });

  test('one that takes nothing from anybody is made', () => {
    write(team, withCors({ origins: [app, 'https://shop.contoso.com'], methods: ['GET'], headers: ['content-type'] }));
    expect(commit(team, 'one more app')).toMatchObject({ isDone: true });
  });

  test('one without a policy starts nothing', () => {
    write(team, { 'notes.md': 'notes\n' });
    git(team, 'add', '--all');
    const { isDone, said } = commit(team, 'notes');
    expect(isDone).toBe(true);
    expect(said).toMatch(/no files to check\)? *Skipped/);
  });

  test('the other hook writes what is safe, and stops for a look at it', () => {
    const config = join(team, '.pre-commit-config.yaml');
    writeFileSync(config, readFileSync(config, 'utf8').replace('apim-cors-review', 'apim-cors-fix'));
    git(team, 'commit', '--quiet', '--all', '--no-verify', '-m', 'repair instead');
    write(team, withCors({ origins: [app, 'https://shop.contoso.com', 'https://Pay.contoso.com/'], methods: ['GET'], headers: ['content-type'] }));
    expect(commit(team, 'with a slip')).toMatchObject({ isDone: false });
    expect(readFileSync(join(team, apiPath), 'utf8')).toContain('<origin>https://pay.contoso.com</origin>');
    expect(commit(team, 'without')).toMatchObject({ isDone: true });
  });
});
