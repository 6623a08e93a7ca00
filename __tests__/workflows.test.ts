import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

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
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: Readonly<Record<string, unknown>> }[];
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
    expect(uses(workflow).filter((name) => !name.startsWith('apim-cors/review@'))).toEqual([]);
    expect(Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))).toEqual([]);
  });

  test('the one for a required check is never skipped by a path', () => {
    const required = examples.find(([name]) => name === 'required-check.yml')?.[1];
    expect(required?.on).toHaveProperty('pull_request');
    for (const filter of Object.values(required?.on ?? {})) {
      expect(Object.keys(filter ?? {}).filter((key) => /^(?:paths|branches)/.test(key))).toEqual([]);
    }
  });

  test('the one for a merge queue reports there too', () => {
    expect(examples.filter(([, { on }]) => 'merge_group' in on).length).toBeGreaterThan(0);
  });
});

describe('our own workflows', () => {
  test.each(own)('%s pins every action to a commit', (_, workflow) => {
    for (const name of uses(workflow)) expect(name).toMatch(/@[0-9a-f]{40}$/);
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

  test('releases are attested', () => {
    const release = own.find(([name]) => name === 'release.yml')?.[1];
    expect(release === undefined ? [] : uses(release).filter((name) => name.startsWith('actions/attest-build-provenance@'))).toHaveLength(1);
  });
});

test('the action runs on the Node that GitHub has', () => {
  expect(parse(readFileSync(join(project, 'action.yml'), 'utf8'))).toMatchObject({ runs: { using: 'node24', main: 'dist/index.js' } });
});

test('no program of ours knows the address of GitHub’s API but as the default of a variable', () => {
  const found = execFileSync('git', ['grep', '-n', 'api\\.github\\.com', '--', 'src'], { cwd: project, encoding: 'utf8' }).trim().split('\n');
  for (const line of found) expect(line).toMatch(/GITHUB_(?:API|GRAPHQL)_URL/);
});
