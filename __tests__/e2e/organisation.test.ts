import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../sources/temporary.js';
import { runAction, type ActionRun } from './fake-github/action.js';
import { refused } from './fake-github/answer.js';
import { answers, primaryLimit, secondaryLimit } from './fake-github/faults.js';
import { Organisation } from './fake-github/organisation.js';
import { Scene } from './scene.js';
import { appOrigin } from './service.js';

jest.setTimeout(120_000);

const event = 'workflow_dispatch';
let scene: Scene;
let workspace: string;
let all: Organisation;

beforeEach(async () => {
  scene = await Scene.open();
  scene.pullRequest({ 'a.txt': 'a' });
  workspace = temporaryFolder();
  all = new Organisation('fabrikam');
  scene.github.organisation = all;
});

afterEach(async () => {
  await scene.close();
});

const commitOf = (index: number): string => index.toString(16).padStart(40, '0');

function fill(count: number): void {
  // Three files each, most of them small: more than one search gives.
  for (let index = 0; index < count; index++)
    all.members.set(`fabrikam/r${index}`, { head: commitOf(index), files: [300 + index, 2000 + index, 9000], hasCodeScanning: true });
}

const step = (name: string, inputs: Readonly<Record<string, string>> = {}, env: Readonly<Record<string, string>> = {}): Promise<ActionRun> =>
  runAction(scene.github, { 'organisation-step': name, organisation: 'fabrikam', ...inputs }, { event, workspace, env });

const matrixOf = ({ outputs }: ActionRun): readonly { readonly repository: string; readonly commit: string }[] =>
  (JSON.parse(outputs['matrix'] ?? '{"include":[]}') as { include: { repository: string; commit: string }[] }).include;

const searches = (): readonly URLSearchParams[] => scene.github.requests.filter(({ path }) => path === '/search/code').map(({ query }) => query);

const records = (): string => join(workspace, 'apim-cors-organisation', 'records');

/** Puts the records there that the jobs of a matrix would leave, made after one that a job did leave. */
function leave(some: readonly { readonly repository: string; readonly commit: string }[], model: object): void {
  mkdirSync(records(), { recursive: true });
  for (const one of some) writeFileSync(join(records(), `${one.repository.replace('/', '+')}.json`), JSON.stringify({ ...model, ...one }));
}

/** Scans the repository that the scene holds, as one of the organisation's. */
async function scanOne(hasCodeScanning = true): Promise<{ readonly run: ActionRun; readonly record: { readonly rows: readonly object[] } & object }> {
  const head = scene.repository.git('rev-parse', 'main').trim();
  all.members.set('fabrikam/one', { head, files: [500], hasCodeScanning });
  cpSync(scene.repository.folder, join(workspace, 'repository'), { recursive: true });
  // Findings go out before there is a page: a scan of many has none of its own.
  const run = await step('scan', { repositories: `fabrikam/one@${head}` }, { GITHUB_STEP_SUMMARY: '' });
  return { run, record: JSON.parse(readFileSync(join(records(), 'fabrikam+one.json'), 'utf8')) as { rows: object[] } };
}

test('600 repositories: three runs of at most 256 jobs, at the pace of code search, each scanned once, joined on one page', async () => {
  const { record } = await scanOne();
  fill(599);
  // What an earlier run scanned: a batch as full as a matrix can be.
  leave(
    Array.from({ length: 256 }, (_, index) => ({ repository: `fabrikam/r${index}`, commit: commitOf(index) })),
    record,
  );
  const sizes: number[] = [];
  for (let waiting = '1'; waiting !== '0' && sizes.length < 5;) {
    const before = searches().length;
    const run = await step('list', {}, { HURRY_STILL: '1' });
    expect([run.code, run.log]).toEqual([0, expect.stringContaining('600 repositories hold policies')]);
    // All but the first search wait for their turn: fewer than ten a minute.
    const asked = searches().length - before;
    expect(asked).toBeGreaterThan(20);
    expect(run.waits.filter((wait) => wait === 6100)).toHaveLength(asked - 1);
    const matrix = matrixOf(run);
    sizes.push(matrix.length);
    waiting = run.outputs['waiting'] ?? '';
    // What has changed since is scanned again, in the next run.
    leave(
      matrix.filter(({ commit }) => commit !== commitOf(7000)),
      record,
    );
    if (sizes.length === 1) all.members.set('fabrikam/r7', { head: commitOf(7000), files: [300], hasCodeScanning: true });
    else expect(matrix).toContainEqual({ repository: 'fabrikam/r7', commit: commitOf(7000) });
  }
  // 257 of them were scanned above, and one of these has changed.
  expect(sizes).toEqual([256, 88]);
  expect(readdirSync(records())).toHaveLength(600);

  const run = await step('join');
  expect([run.code, run.log]).toEqual([0, expect.stringContaining('600 repositories are in the table, 1 are still to be scanned')]);
  const rows = JSON.parse(readFileSync(join(workspace, 'apim-cors-organisation', 'organisation.json'), 'utf8')) as {
    origin: string;
    repository: string;
  }[];
  expect(new Set(rows.map(({ repository }) => repository)).size).toBe(600);
  expect(run.summary).toContain('Who may call what in fabrikam');
  expect(readFileSync(join(workspace, 'apim-cors-organisation', 'organisation.html'), 'utf8')).toContain('fabrikam/r599'.replace('599', '598'));
});

test('a scan leaves who may call what, where and since when, and gives the findings to the repository', async () => {
  const { run, record } = await scanOne();
  expect(run.code).toBe(0);
  const today = new Date().toISOString().slice(0, 10);
  expect(record).toMatchObject({ repository: 'fabrikam/one', fault: null, sarif: 'uploaded' });
  expect(record.rows).toContainEqual(
    expect.objectContaining({
      origin: appOrigin,
      api: 'orders',
      allowed: 'yes',
      path: 'apimartifacts/apis/orders/policy.xml',
      since: expect.stringMatching(/^20\d\d-\d\d-\d\d$/) as string,
    }),
  );
  expect(record).toHaveProperty('scanned', today);
  expect(all.uploads).toEqual([
    expect.objectContaining({ repository: 'fabrikam/one', ref: 'refs/heads/main', sarif: expect.objectContaining({ version: '2.1.0' }) as object }),
  ]);
});

test('without code scanning there, the table has it all the same', async () => {
  const { run, record } = await scanOne(false);
  expect(run.code).toBe(0);
  expect(record).toMatchObject({ fault: null, sarif: 'refused' });
  expect(run.log).toContain('findings were not uploaded');
});

test('a list instead of a search; what cannot be read is told, and keeps no other from being scanned', async () => {
  fill(3);
  all.members.set('fabrikam/empty', { head: '', files: [], hasCodeScanning: true, refusal: refused(409, 'Git Repository is empty.') });
  const run = await step('list', { repositories: 'r0 r1, fabrikam/r2 empty gone' });
  expect(run.code).toBe(0);
  expect(searches()).toEqual([]);
  expect(matrixOf(run).map(({ repository }) => repository)).toEqual(['fabrikam/r0', 'fabrikam/r1', 'fabrikam/r2']);
  expect(run.log).toMatch(/fabrikam\/empty: it is empty/);
  expect(run.log).toMatch(/fabrikam\/gone: it is not there/);
});

test('limits are waited out: the primary one, the secondary one, and that of code search', async () => {
  fill(2);
  scene.github.faults.push(
    { path: /^\/search\/code$/, fault: primaryLimit(30) },
    { path: /commits$/, fault: secondaryLimit(20) },
    { path: /commits$/, fault: answers(502, 'Bad Gateway') },
  );
  const run = await step('list');
  expect([run.code, matrixOf(run).length]).toEqual([0, 2]);
  expect(run.log).toMatch(/rate limit at GET \/search\/code: waiting/);
  expect(run.log).toMatch(/secondary rate limit at GET .*: waiting 20 s/);
});

test('a limit that lasts ends the run, and nothing is taken for gone', async () => {
  fill(2);
  scene.github.faults.push({ path: /commits$/, times: 50, fault: primaryLimit(3000) });
  const run = await step('list');
  expect(run.code).toBe(1);
  expect(run.outputs['matrix']).toBeUndefined();
});

test.each([
  ['a name that would be another search', 'list', { organisation: 'fabrikam org:contoso' }, /no name of an organisation/],
  ['no repository and no organisation', 'list', { organisation: '' }, /one of the inputs/],
  ['a path for a repository', 'list', { repositories: '../../etc' }, /no repository/],
  ['a scan of none', 'scan', { repositories: 'fabrikam/one' }, /owner\/name@commit/],
  ['a join before a list', 'join', {}, /the step list comes first/],
  ['no step', 'scann', {}, /it is one of list, scan, join/],
])('%s is refused', async (_, name, inputs, message) => {
  const run = await step(name, inputs);
  expect([run.code, run.log]).toEqual([1, expect.stringMatching(message)]);
});

test('a file that is no record, and a record of a repository that is gone, are left out', async () => {
  const { record } = await scanOne();
  await step('list', { repositories: 'one' });
  leave([{ repository: 'fabrikam/gone', commit: commitOf(1) }], record);
  writeFileSync(join(records(), 'odd.json'), '{"repository":"<script>"}');
  const run = await step('join');
  expect(run.code).toBe(0);
  expect(run.log).toMatch(/odd\.json is no record of a scan/);
  expect(run.summary).not.toContain('fabrikam/gone');
});
