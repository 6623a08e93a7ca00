import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { home, ownRepository } from '../src/text/home.js';
import { audit } from './workflow-audit.js';

const project = resolve(__dirname, '..');
const read = (path: string): string => readFileSync(join(project, path), 'utf8');
const workflows = ['.github/workflows', ...readdirSync(join(project, 'examples')).map((folder) => `examples/${folder}`)].flatMap((folder) =>
  readdirSync(join(project, folder))
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => `${folder}/${name}`)
    .filter((path) => /^jobs:$/m.test(read(path)) && /^on:/m.test(read(path))),
);

test.each(workflows)('%s leaves nothing to complain of', (path) => {
  expect(audit(read(path), ownRepository)).toEqual([]);
});

const pinned = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1';
const workflow = (step: string, { on = 'push', permissions = 'permissions: {}' } = {}): string =>
  `on: ${on}\n${permissions}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - ${step}\n`;
const checkout = (...inputs: string[]): string => `uses: ${pinned}\n        with:\n${inputs.map((one) => `          ${one}\n`).join('')}`;

test.each([
  ['unpinned-uses', workflow('uses: actions/setup-node@v7')],
  ['unpinned-uses', workflow('uses: actions/setup-node@main')],
  ['ref-version-mismatch', workflow('uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020')],
  ['unpinned-images', workflow('uses: docker://alpine:3')],
  ['excessive-permissions', workflow('run: echo', { permissions: '' })],
  ['excessive-permissions', workflow('run: echo', { permissions: 'permissions: write-all' })],
  ['template-injection', workflow('run: echo ${{ github.event.pull_request.title }}')],
  ['template-injection', workflow('run: echo ${{ inputs.base }}')],
  ['template-injection', workflow('run: echo ${{ github.head_ref }}')],
  ['artipacked', workflow(`uses: ${pinned}`)],
  ['artipacked', workflow(checkout('persist-credentials: true'))],
  [
    'dangerous-triggers',
    workflow(checkout('persist-credentials: false', 'ref: ${{ github.event.pull_request.head.sha }}'), { on: 'pull_request_target' }),
  ],
  [
    'dangerous-triggers',
    workflow(checkout('persist-credentials: false', 'ref: ${{ github.event.workflow_run.head_sha }}'), {
      on: '{ workflow_run: { workflows: [x] } }',
    }),
  ],
  ['secrets-inherit', 'on: push\npermissions: {}\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n    secrets: inherit\n'],
  ['cache-poisoning', workflow('uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7', { on: "{ push: { tags: ['v*'] } }" })],
  ['cache-poisoning', workflow('uses: actions/cache@55cc8345863c7cc4c66a329aec7e433d2d1c52a9 # v6.1.0', { on: 'release' })],
  ['self-hosted-runner', workflow('run: echo').replace('ubuntu-latest', '[self-hosted, linux]')],
  ['github-env', workflow('run: echo "A=$TITLE" >> "$GITHUB_ENV"', { on: 'pull_request_target' })],
  ['secrets-outside-env', workflow('run: deploy ${{ secrets.KEY }}')],
  ['insecure-commands', workflow('run: echo\n        env:\n          ACTIONS_ALLOW_UNSECURE_COMMANDS: true')],
])('%s is seen', (name, text) => {
  expect(audit(text, ownRepository).map((one) => one.audit)).toContain(name);
});

test('a workflow that does nothing wrong is left alone', () => {
  expect(audit(workflow(checkout('persist-credentials: false')), ownRepository)).toEqual([]);
  expect(audit(workflow(`uses: ${ownRepository}@v1`), ownRepository)).toEqual([]);
});

test('everything that ages is looked after weekly: actions, packages, the Public Suffix List by itself, the base of the container', () => {
  const { updates } = parse(read('.github/dependabot.yml')) as {
    readonly updates: readonly {
      'package-ecosystem': string;
      directory: string;
      schedule: { interval: string };
      groups?: Record<string, { patterns: string[] }>;
    }[];
  };
  expect(updates.map((one) => [one['package-ecosystem'], one.directory, one.schedule.interval])).toEqual([
    ['github-actions', '/', 'weekly'],
    ['npm', '/', 'weekly'],
    ['docker', '/packaging', 'weekly'],
  ]);
  expect(updates[1]?.groups?.['public-suffix-list']?.patterns).toContain('tldts');
});

describe('the container', () => {
  const lines = read('packaging/Containerfile')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const of = (instruction: string): readonly string[] =>
    lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));

  test('stands on one distroless base, pinned by its digest', () => {
    expect(of('FROM')).toEqual([expect.stringMatching(/^gcr\.io\/distroless\/nodejs24-debian13:nonroot@sha256:[0-9a-f]{64}$/)]);
  });

  test('is not root, runs nothing while it is built, and fetches nothing', () => {
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['FROM', 'LABEL', 'COPY', 'USER', 'WORKDIR', 'ENTRYPOINT', 'CMD']);
    expect(of('USER')).toEqual(['65532:65532']);
    // What runs belongs to root, and nobody may write to it.
    expect(of('COPY')).toEqual(['--chown=0:0 --chmod=0555 package /opt/apim-cors-review']);
  });

  test('starts what the package starts, without a shell', () => {
    const { bin } = JSON.parse(read('package.json')) as { bin: Record<string, string> };
    expect(JSON.parse(of('ENTRYPOINT')[0] ?? '')).toEqual(['/nodejs/bin/node', `/opt/apim-cors-review/${bin['apim-cors'] ?? ''}`]);
    expect(JSON.parse(of('CMD')[0] ?? '')).toEqual(['--help']);
  });

  test('says where it is from', () => {
    expect(of('LABEL')[0]).toContain(`org.opencontainers.image.source="${home}"`);
  });
});
