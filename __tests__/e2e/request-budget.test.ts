import { runAction } from './fake-github/action.js';
import { GitRepository } from './fake-github/repository.js';
import { FakeGitHub } from './fake-github/server.js';
import { changeOfOneApi, manyApis, writeCommits, writeLargeService } from './large-service.js';
import { largeArm, largeBicep, largeGitConfiguration, largeKit } from './large-code.js';
import { changedModule, changedTemplate, largeTerraform } from './large-terraform.js';

jest.setTimeout(300_000);

const repository = new GitRepository();
const github = new FakeGitHub(repository);

beforeAll(() => github.start());
afterAll(async () => {
  await github.stop();
  repository.remove();
});

/** Requests up to the first one that writes. */
function requestsBeforePosting(): readonly string[] {
  const asked = github.requests.map(({ method, path, query, body }) => {
    const isWrite = method !== 'GET' && !(path === '/graphql' && !String(body['query']).startsWith('mutation'));
    return { isWrite, text: `${method} ${path}${query.size === 0 ? '' : `?${query.toString()}`}` };
  });
  const first = asked.findIndex(({ isWrite }) => isWrite);
  return (first < 0 ? asked : asked.slice(0, first)).map(({ text }) => text);
}

test(`a change of one API in a hundred files, in a repository of ${manyApis} APIs of ten operations, takes at most 12 requests before posting`, async () => {
  const change = changeOfOneApi(7);
  expect(Object.keys(change)).toHaveLength(100);
  const { base, heads } = writeLargeService(repository, [change]);
  const [head = ''] = heads;
  // The whole list comes cut: nothing here can be had by asking for it.
  expect(repository.tree(head, true).reduce((bytes, { path }) => bytes + path.length + 180, 0)).toBeGreaterThan(github.limits.treeBytes);
  github.open(base, head);
  const run = await runAction(github, { source: 'api' });
  expect(run.report?.changes).not.toEqual([]);
  expect(github.violations).toEqual([]);
  const requests = requestsBeforePosting();
  expect(github.requests.length).toBeGreaterThan(requests.length);
  expect([requests.length <= 12, requests]).toEqual([true, requests]);
});

test(`an API that comes below the path of another, in a repository of ${manyApis} APIs, takes at most 40 requests before posting`, async () => {
  const inner = {
    'apimartifacts/apis/inner/apiInformation.json': JSON.stringify({ properties: { displayName: 'Inner', path: 'api-5/items0' } }),
    'apimartifacts/apis/inner/policy.xml': '<policies><inbound /><backend /><outbound /><on-error /></policies>\n',
  };
  const { base, heads } = writeLargeService(repository, [inner]);
  github.open(base, heads[0] ?? '');
  const run = await runAction(github, { source: 'api' });
  // What stands there so far is found by its metadata alone.
  expect(run.report?.changes).toMatchObject([{ targets: [{ api: 'inner' }] }]);
  expect(github.violations).toEqual([]);
  const requests = requestsBeforePosting();
  expect([requests.length <= 40, requests]).toEqual([true, requests]);
});

test.each([
  ['one template', changedTemplate, 12],
  ['a module that every root calls', changedModule, 25],
])('a change of %s, in 60 root modules of Terraform among 5,000 files, takes few requests before posting', async (_, change, most) => {
  const { base, heads } = writeCommits(repository, largeTerraform(), [change]);
  github.open(base, heads[0] ?? '');
  const run = await runAction(github, { source: 'api' });
  expect(run.report?.changes).not.toEqual([]);
  expect(github.violations).toEqual([]);
  const requests = requestsBeforePosting();
  expect(github.requests.length).toBeGreaterThan(requests.length);
  expect([requests.length <= most, requests]).toEqual([true, requests]);
});

describe('in other layouts of 5,000 files', () => {
  const layouts = {
    Bicep: largeBicep(),
    'ARM templates': largeArm(),
    'the Resource Kit': largeKit(),
    'the git repository of an instance': largeGitConfiguration(),
  };
  const cases = Object.entries(layouts).flatMap(([layout, { files, changedOne, changedShared }]) => [
    { layout, what: 'one policy', most: 12, files, change: changedOne },
    ...(changedShared === null ? [] : [{ layout, what: 'what every root takes', most: 25, files, change: changedShared }]),
  ]);

  test.each(cases)('$layout: a change of $what takes at most $most requests before posting', async ({ files, change, most }) => {
    expect(Object.keys(files)).toHaveLength(5000);
    const { base, heads } = writeCommits(repository, files, [change]);
    github.open(base, heads[0] ?? '');
    const run = await runAction(github, { source: 'api' });
    expect(run.report?.changes).not.toEqual([]);
    expect(github.violations).toEqual([]);
    const requests = requestsBeforePosting();
    expect(github.requests.length).toBeGreaterThan(requests.length);
    expect([requests.length <= most, requests]).toEqual([true, requests]);
  });
});
