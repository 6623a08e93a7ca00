import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { InputError } from '../../src/config/errors.js';
import { openSides } from '../../src/github/open-sides.js';
import { GitRepository } from '../e2e/fake-github/repository.js';
import { FakeGitHub } from '../e2e/fake-github/server.js';
import { service } from '../e2e/service.js';
import { readsOf } from '../sources/github-reads.js';
import { temporaryFolder } from '../sources/temporary.js';

jest.setTimeout(60_000);

const repository = new GitRepository();
const github = new FakeGitHub(repository);
let base: string;
let head: string;

beforeAll(async () => {
  await github.start();
  const from = repository.commit(service, 'base');
  repository.checkout(from, 'topic');
  head = repository.commit({ 'apimartifacts/policy.xml': '<policies />' }, 'change');
  repository.checkout('main');
  base = repository.commit({ 'later.txt': 'later' }, 'later');
  repository.git('config', 'uploadpack.allowFilter', 'true');
  github.open(base, head);
});

afterAll(async () => {
  await github.stop();
  repository.remove();
});

function clone(...options: readonly string[]): string {
  const folder = join(temporaryFolder(), 'workspace');
  execFileSync('git', ['clone', '-q', ...options, `file://${repository.folder}`, folder], { stdio: 'ignore' });
  return folder;
}

/** Where both sides are read from, what is told, and whether GitHub is asked. */
async function opened(source: 'auto' | 'api' | 'checkout', workspace: string): Promise<{ readonly told: string; readonly asked: boolean }> {
  const told: string[] = [];
  github.requests.length = 0;
  const wanted = { owner: 'contoso', repository: 'apis', base: { revision: base, from: 'merge-base' as const }, head };
  const sides = await openSides(readsOf(github), wanted, source, workspace, (text) => told.push(text));
  expect(sides.base?.entries.has('later.txt')).toBe(false);
  expect(Buffer.from((await sides.head.read(['apimartifacts/policy.xml'])).get('apimartifacts/policy.xml') ?? []).toString()).toBe('<policies />');
  const moved = await sides.moved(base);
  expect([moved?.from.entries.has('later.txt'), moved?.tip.entries.has('later.txt')]).toEqual([false, true]);
  expect(await sides.moved(repository.git('merge-base', base, head).trim())).toBeNull();
  sides.close();
  return { told: told.join('\n'), asked: github.requests.length > 0 };
}

test.each<[fact: string, source: 'auto' | 'api', workspace: () => string, asked: boolean, told: RegExp]>([
  ['a checkout that holds both commits is read, and GitHub is not asked', 'auto', () => clone(), false, /^$/],
  ['source api does not look at it', 'api', () => clone(), true, /^$/],
  ['an empty workspace is no checkout, and nothing is said', 'auto', () => temporaryFolder(), true, /^$/],
  [
    'a shallow clone is not used, and that is said',
    'auto',
    () => clone('--depth', '1'),
    true,
    /^The checkout is not used \(.*shallow clone.*fetch-depth: 0.*API\.$/,
  ],
  ['nor is a partial clone', 'auto', () => clone('--filter=blob:none'), true, /^The checkout is not used \(.*partial clone.*API\.$/],
])('%s', async (_, source, workspace, asked, told) => {
  const found = await opened(source, workspace());
  expect(found.asked).toBe(asked);
  expect(found.told).toMatch(told);
});

test.each<[fact: string, workspace: () => string, refusal: RegExp]>([
  ['no workspace', () => '', /GITHUB_WORKSPACE names none/],
  ['no repository', () => temporaryFolder(), /is not in a git repository/],
  ['a shallow clone', () => clone('--depth', '1'), /shallow clone; fetch the whole history/],
  ['a partial clone', () => clone('--filter=blob:none'), /partial clone/],
])('source checkout with %s is refused in one line', async (_, workspace, refusal) => {
  const failure: unknown = await opened('checkout', workspace()).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(InputError);
  expect(String(failure)).toMatch(refusal);
  expect(github.requests).toEqual([]);
});
