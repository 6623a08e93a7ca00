import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { ownRepository } from '../src/text/home.js';

const project = resolve(__dirname, '..');

interface Workflow {
  readonly text: string;
  readonly on: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group?: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly needs?: string | readonly string[];
  readonly steps: readonly Step[];
}

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

function workflows(folder: string): readonly (readonly [string, Workflow])[] {
  return readdirSync(join(project, folder))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => {
      const text = readFileSync(join(project, folder, name), 'utf8');
      return [name, { ...(parse(text) as Workflow), text }] as const;
    });
}

const examples = workflows('examples/workflows');
const own = workflows('.github/workflows');
const uses = ({ jobs }: Workflow): readonly string[] => Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step) => step.uses ?? []));

describe('an example to paste', () => {
  test.each(examples)('%s asks for the least, and says why', (_, workflow) => {
    expect(Object.keys(workflow.permissions ?? {}).length).toBeGreaterThan(0);
    for (const [scope, level] of Object.entries(workflow.permissions ?? {})) {
      expect([scope, level]).not.toEqual(['contents', 'write']);
      expect(workflow.text).toMatch(new RegExp(`^  ${scope}: ${level} # \\S`, 'm'));
    }
    for (const job of Object.values(workflow.jobs)) expect(job.permissions).toBeUndefined();
  });

  test.each(examples)('%s lets one run at a time write', (_, { concurrency }) => {
    expect(concurrency?.group).toMatch(/\$\{\{.*\}\}/);
  });

  test.each(examples)('%s checks nothing out and runs nothing of the pull request', (_, workflow) => {
    // What is attached to the run is the action's own page.
    expect(uses(workflow).filter((name) => !/^(?:apim-cors\/review|actions\/upload-artifact)@/.test(name))).toEqual([]);
    expect(Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))).toEqual([]);
  });

  test('the one for a required check is never skipped by a path', () => {
    const required = examples.find(([name]) => name === 'required-check.yml')?.[1];
    expect(required?.on).toHaveProperty('pull_request');
    for (const filter of Object.values(required?.on ?? {})) {
      expect(Object.keys(filter ?? {}).filter((key) => /^(?:paths|branches)/.test(key))).toEqual([]);
    }
  });

  test.each(examples)('%s skips no folder: policies lie in any', (_, { on }) => {
    for (const filter of Object.values(on)) expect(Object.keys(filter ?? {}).filter((key) => key.startsWith('paths'))).toEqual([]);
  });

  test('the one for a merge queue reports there too', () => {
    expect(examples.filter(([, { on }]) => 'merge_group' in on).length).toBeGreaterThan(0);
  });
});

describe('our own workflows', () => {
  test.each(own)('%s pins every action to a commit', (_, workflow) => {
    // A workflow that others call cannot name the commit that it is part of: it names the floating tag of this action.
    const others = uses(workflow).filter((name) => name !== `${ownRepository}@v1` || !('workflow_call' in workflow.on));
    for (const name of others) expect(name).toMatch(/@[0-9a-f]{40}$/);
  });

  test.each(own)('%s may do no more than its jobs need, and ends in time', (_, workflow) => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(workflow.jobs)) {
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      for (const scope of Object.keys(job.permissions ?? {})) expect(workflow.text).toMatch(new RegExp(`^ +${scope}: \\w+ # \\S`, 'm'));
    }
  });

  test.each(own)('%s gives no pull request a token that can write', (_, workflow) => {
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    for (const { steps } of Object.values(workflow.jobs)) {
      for (const step of steps) if (step.uses?.startsWith('actions/checkout@') === true) expect(step.with?.['persist-credentials']).toBe(false);
    }
  });

  test('whatever looks for changes a build makes sees the files it adds', () => {
    const checks = own.flatMap(([, { jobs }]) =>
      Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => (run?.includes('git ') === true ? [run] : []))),
    );
    expect(checks.filter((run) => run.includes('git status --porcelain -- dist schema docs/rules'))).toHaveLength(2);
    expect(checks.filter((run) => run.includes('git diff'))).toEqual([]);
  });
});

describe('the workflow for an organisation', () => {
  const { jobs = {}, on = {}, text = '' } = own.find(([file]) => file === 'organisation.yml')?.[1] ?? {};
  const stepOf = (job: string): Step | undefined => jobs[job]?.steps.find(({ uses: used }) => used === `${ownRepository}@v1`);

  test('is called, lists, scans and joins, and runs nothing of a repository', () => {
    expect(Object.keys(on)).toEqual(['workflow_call']);
    expect(Object.entries(jobs).map(([name, { needs }]) => [name, needs, stepOf(name)?.with?.['organisation-step']])).toEqual([
      ['list', undefined, 'list'],
      ['scan', 'list', 'scan'],
      ['join', ['list', 'scan'], 'join'],
    ]);
    for (const { steps } of Object.values(jobs)) for (const { run } of steps) expect(run).toBeUndefined();
  });

  test('gives each scan a job of its own, its checkout where the action looks for it, and the token to nobody else', () => {
    expect(text).toContain('matrix: ${{ fromJSON(needs.list.outputs.matrix) }}');
    expect(text).toContain('fail-fast: false');
    const checkout = jobs['scan']?.steps.find(({ uses: used }) => used?.startsWith('actions/checkout@'));
    expect(checkout?.with).toMatchObject({ path: 'repository', 'fetch-depth': 0, 'persist-credentials': false, ref: '${{ matrix.commit }}' });
    expect(text.match(/secrets\.token/g)).toHaveLength(3);
  });

  test('passes only inputs that the action has', () => {
    const { inputs } = parse(readFileSync(join(project, 'action.yml'), 'utf8')) as { inputs: object };
    for (const name of ['list', 'scan', 'join']) for (const key of Object.keys(stepOf(name)?.with ?? {})) expect(Object.keys(inputs)).toContain(key);
  });
});

test('the action runs on the Node that GitHub has', () => {
  expect(parse(readFileSync(join(project, 'action.yml'), 'utf8'))).toMatchObject({ runs: { using: 'node24', main: 'dist/index.js' } });
});

test('no program of ours knows the address of GitHub’s API but as the default of a variable', () => {
  const found = execFileSync('git', ['grep', '-n', 'api\\.github\\.com', '--', 'src'], { cwd: project, encoding: 'utf8' }).trim().split('\n');
  for (const line of found) expect(line).toMatch(/GITHUB_(?:API|GRAPHQL)_URL/);
});

describe('a release', () => {
  const jobs = own.find(([file]) => file === 'release.yml')?.[1].jobs ?? {};
  const { build, release } = jobs;
  const order = ({ steps }: Job = { steps: [] }): readonly unknown[] => steps.map(({ name, uses: used, run }) => name ?? used?.split('@')[0] ?? run);

  test('is built without rights, and signed by jobs that run and install nothing of ours', () => {
    expect(Object.entries(jobs).map(([name, { needs }]) => [name, needs])).toEqual([
      ['build', undefined],
      ['release', 'build'],
      ['npm', 'release'],
      ['container', 'release'],
    ]);
    expect(build?.permissions).toBeUndefined();
    expect(release?.permissions).toEqual({ contents: 'write', 'id-token': 'write', attestations: 'write' });
    for (const job of [release, jobs['container']]) {
      for (const { run } of job?.steps ?? []) expect(run ?? '').not.toMatch(/\b(?:npm|npx|node)\b/);
    }
    for (const { uses: used } of release?.steps ?? []) expect(used ?? 'actions/').toMatch(/^actions\//);
    // npm puts a file on its way that was made before; scripts of a package are not run.
    const commands = (jobs['npm']?.steps ?? []).flatMap(({ run }) => run ?? []);
    expect(commands).toEqual([expect.stringMatching(/^npm publish --ignore-scripts [^\n]*--provenance "\$RUNNER_TEMP"\/release\/\*\.tgz$/)]);
    expect(jobs['npm']?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  });

  test('asks first whether it is in the repository, and at the version, that the documents name', () => {
    expect(order(build).slice(0, 4)).toEqual([
      'actions/checkout',
      'actions/setup-node',
      'repository, tag and version are those that the documents name',
      'npm cit',
    ]);
  });

  test('compares what was built with what is committed before it signs, and signs before it releases', () => {
    expect(order(release)).toEqual([
      'actions/checkout',
      'the tag lies on main',
      'actions/download-artifact',
      'what was built is what is committed, and what the package holds',
      'attest what runs',
      'attest what is in it',
      'release',
      'the floating tag moves forward',
    ]);
  });

  test('is a draft until its files are there, for a published one is immutable', () => {
    const { git, folder } = scene();
    mkdirSync(join(folder, 'release'));
    for (const file of ['a.tgz', 'sbom.spdx.json', 'sbom.cyclonedx.json', 'notes.md']) writeFileSync(join(folder, 'release', file), '');
    expect(runStep('release', git, folder).asked.split('\n')).toEqual([
      'release create v1.0.1 --repo o/r --verify-tag --draft --title v1.0.1 --notes-file notes.md ./a.tgz ./sbom.cyclonedx.json ./sbom.spdx.json',
      'release edit v1.0.1 --repo o/r --draft=false',
      '',
    ]);
  });

  /** Runs a step of the releasing job in a repository where `released` is tagged v1.0.0; `gh` writes down what it is asked for. */
  function runStep(name: string, git: (...args: string[]) => string, folder: string): { readonly ok: boolean; readonly asked: string } {
    const script = (release?.steps ?? []).find((step) => step.name === name)?.run ?? 'exit 9';
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'gh'), `#!/bin/sh\necho "$@" >> '${join(folder, 'asked')}'\n`, { mode: 0o755 });
    writeFileSync(join(folder, 'asked'), '');
    const env = {
      ...process.env,
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      GITHUB_REPOSITORY: 'o/r',
      RUNNER_TEMP: folder,
      GITHUB_WORKSPACE: join(folder, 'repository'),
      GITHUB_SHA: git('rev-parse', 'HEAD'),
      TAG: 'v1.0.1',
    };
    const { status } = spawnSync('bash', ['-e', '-c', script], { cwd: join(folder, 'repository'), env });
    return { ok: status === 0, asked: readFileSync(join(folder, 'asked'), 'utf8') };
  }

  function scene(): { readonly git: (...args: string[]) => string; readonly folder: string } {
    const folder = mkdtempSync(join(tmpdir(), 'apim-cors-release-'));
    const repository = join(folder, 'repository');
    mkdirSync(repository);
    const settings = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', '-c', 'tag.gpgsign=false'];
    const git = (...args: string[]): string => execFileSync('git', [...settings, ...args], { cwd: repository, encoding: 'utf8' }).trim();
    git('init', '-q', '-b', 'main');
    git('commit', '-q', '--allow-empty', '-m', 'one');
    git('commit', '-q', '--allow-empty', '-m', 'two');
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    return { git, folder };
  }

  test.each<[fact: string, packed: Readonly<Record<string, string>>, ok: boolean]>([
    ['what is committed', {}, true],
    ['another program', { 'dist/cli/index.js': 'evil' }, false],
    ['a program more', { 'dist/cli/more.js': 'evil' }, false],
    ['another package.json', { 'package.json': '{"scripts":{}}' }, false],
    ['a file that npm acts on', { 'binding.gyp': '{}' }, false],
    ['a package inside it', { 'node_modules/x/index.js': '' }, false],
    ['another document', { 'docs/a.md': 'elsewhere' }, false],
  ])('is signed where the package holds %s: %#', (_, packed, ok) => {
    const { git, folder } = scene();
    const committed = { 'dist/cli/index.js': 'a', 'dist/lib/index.js': 'b', 'dist/index.js': 'c', 'package.json': '{}', 'docs/a.md': 'd' };
    const write = (under: string, files: Readonly<Record<string, string>>): void => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, under, path)), { recursive: true });
        writeFileSync(join(folder, under, path), text);
      }
    };
    write('repository', committed);
    write('.', Object.fromEntries(Object.entries(committed).filter(([path]) => path.startsWith('dist/'))));
    write('made/package', { ...committed, ...packed });
    rmSync(join(folder, 'made/package/dist/index.js'));
    mkdirSync(join(folder, 'release'));
    execFileSync('tar', ['-czf', join(folder, 'release', 'a.tgz'), '-C', join(folder, 'made'), 'package']);
    expect(runStep('what was built is what is committed, and what the package holds', git, folder).ok).toBe(ok);
  });

  test('lies on main, or there is none', () => {
    const { git, folder } = scene();
    expect(runStep('the tag lies on main', git, folder).ok).toBe(true);
    git('checkout', '-q', '-b', 'aside', 'HEAD~1');
    git('commit', '-q', '--allow-empty', '-m', 'never reviewed');
    expect(runStep('the tag lies on main', git, folder).ok).toBe(false);
  });

  test.each([
    ['is made by the first release', [], /^api --method POST repos\/o\/r\/git\/refs -f ref=refs\/tags\/v1 -f sha=[0-9a-f]{40}\n$/],
    ['moves forward', ['HEAD~1'], /^api --method PATCH repos\/o\/r\/git\/refs\/tags\/v1 -f sha=[0-9a-f]{40} -F force=true\n$/],
  ])('the floating tag %s', (_, at, asked) => {
    const { git, folder } = scene();
    if (at[0] !== undefined) git('tag', '-a', '-m', 'v1', 'v1', at[0]);
    expect(runStep('the floating tag moves forward', git, folder)).toEqual({ ok: true, asked: expect.stringMatching(asked) });
  });

  test('the floating tag never moves back, nor to another line', () => {
    const { git, folder } = scene();
    git('tag', 'v1', 'HEAD');
    git('checkout', '-q', 'HEAD~1');
    expect(runStep('the floating tag moves forward', git, folder)).toEqual({ ok: true, asked: '' });
    git('commit', '-q', '--allow-empty', '-m', 'a patch of an older version');
    expect(runStep('the floating tag moves forward', git, folder)).toEqual({ ok: true, asked: '' });
  });
});

test('the licences name the Public Suffix List, which the bundles hold as data', () => {
  expect(readFileSync(join(project, 'dist', 'licenses.txt'), 'utf8')).toMatch(/The Public Suffix List\nMPL-2\.0\n[^]*publicsuffix\.org\/list/);
});
