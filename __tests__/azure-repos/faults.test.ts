import type { Posted } from '../../src/azure-repos/post.js';
import { post } from '../../src/azure-repos/post.js';
import { readBuild } from '../../src/azure-repos/build-environment.js';
import type { Review } from '../../src/review/review.js';
import { finding, fingerprint, path, review, suggestion } from '../github/scene.js';
import { memoryTree } from '../memory-tree.js';
import { problem } from '../report/said.js';
import { FakeAzure, token, type Fault } from './fake-azure/server.js';

/* What goes wrong with one request or with all of them: nothing of it is thrown, and the next run puts right what is left. */

jest.setTimeout(120_000);

const commit = 'c'.repeat(40);
const textOf = (lines: number, word: string): string => Array.from({ length: lines }, (_, at) => `${word}${at + 1}\n`).join('');

let azure: FakeAzure;
let waits: number[] = [];

async function open(lines: number): Promise<void> {
  azure = new FakeAzure({ [path]: textOf(lines, 'old') });
  await azure.start();
  azure.push(commit, { [path]: textOf(lines, 'l') });
  waits = [];
}

afterEach(async () => {
  await azure.stop();
  expect(azure.problems).toEqual([]);
});

function run(one: Review): Promise<Posted> {
  const build = readBuild(azure.environment);
  const pause = (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    return Promise.resolve();
  };
  const head = memoryTree(azure.iterations.at(-1)?.files ?? {});
  return post({ build, review: one, head, rules: [], reportExisting: false, environment: {}, tell: () => undefined, pause });
}

const at = (number: number, given = {}) =>
  finding({ fingerprint: fingerprint(number), says: problem(`number-${number}-`), line: number, endLine: number, suggestions: [], ...given });
const two = review([at(1), at(4, { endLine: 5, suggestions: [suggestion()] })]);

function expectWhole(): void {
  expect(azure.inFiles.map(({ threadContext }) => threadContext?.rightFileStart.line).sort()).toEqual([1, 4]);
  expect(azure.summaries).toHaveLength(1);
  expect(azure.statuses.at(-1)).toMatchObject({ state: 'failed' });
}

const faults: readonly (readonly [string, Fault])[] = [
  ['the answer is lost', 'lost'],
  ['the connection breaks', 'broken'],
  ['no right', { status: 403 }],
  ['a limit', { status: 429, headers: { 'Retry-After': '2' } }],
  ['not taken', { status: 400 }],
];

test.each(faults)('%s, once, at every request: the next run leaves it as it should be, and the one after is silent', async (_, fault) => {
  await open(6);
  await run(two);
  const { length } = azure.requests;
  expect(length).toBeGreaterThan(8);
  for (let index = 0; index < length; index += 1) {
    azure.threads = [];
    azure.statuses = [];
    azure.requests.splice(0);
    azure.fault = (_, now) => (now === index ? fault : null);
    const { line, troubles } = await run(two);
    expect(`${line}${troubles.join('')}`).not.toContain(token);
    azure.fault = () => null;
    await run(two);
    expectWhole();
    const { length: written } = azure.writes;
    await run(two);
    expect(azure.writes.slice(written)).toEqual([]);
  }
});

test('what is gone wrong once is put right in the same run, where that can be', async () => {
  for (const fault of [{ status: 503 }, 'broken', 'lost', { status: 429, headers: { 'Retry-After': '2' } }] as const) {
    await open(6);
    let isOver = false;
    azure.fault = ({ method }) => {
      const isNow = method === 'POST' && !isOver;
      isOver ||= isNow;
      return isNow ? fault : null;
    };
    const { troubles } = await run(two);
    expect(troubles).toEqual([]);
    expectWhole();
    if (typeof fault === 'object' && fault.status === 429) expect(waits).toEqual([2000]);
    await azure.stop();
  }
  await open(6);
});

test('a limit that lasts longer than a run waits is told, and nothing more is tried', async () => {
  await open(6);
  azure.fault = ({ method }) => (method === 'POST' ? { status: 429, headers: { 'Retry-After': '400' } } : null);
  const { line, troubles } = await run(two);
  expect(waits).toEqual([]);
  expect(azure.requests.filter(({ method }) => method !== 'GET')).toHaveLength(1);
  expect(troubles).toEqual([
    'A comment could not be written: the rate limit of Azure DevOps is used up for another 400 s, which was not waited for.',
  ]);
  expect(line).toContain('in annotations only: 2');
});

test('an answer that came late and asks for a rest is followed by one', async () => {
  await open(6);
  azure.rest = '3';
  await run(two);
  expect(waits.slice(0, 2)).toEqual([3000, 3000]);
});

test('a server that is down: reads are asked four times in all, and the log says that nothing is known', async () => {
  await open(6);
  azure.fault = () => ({ status: 500, message: `trouble ${token}` });
  const { line, troubles } = await run(two);
  expect(azure.requests).toHaveLength(4);
  expect(troubles.join()).toMatch(/^The pull request could not be read: .*500 trouble \*\*\*\.$/);
  expect(line).toContain('Nothing written');
});

test('the page to sign in, with whatever status it comes, is a token that is not known', async () => {
  for (const status of [200, 203, 302]) {
    await open(6);
    azure.fault = ({ method }) => (method === 'POST' ? { status, page: true } : null);
    expect((await run(two)).troubles).toEqual(['A comment could not be written: Azure DevOps does not know the token, or it has ended (401).']);
    expect(azure.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    await azure.stop();
  }
  await open(6);
});

test('threads that are not taken are told in the summary', async () => {
  await open(6);
  azure.fault = ({ path: asked, body }) =>
    asked === '/threads' && JSON.stringify(body ?? '').includes('threadContext') ? { status: 400, message: 'No.' } : null;
  const { line, troubles } = await run(two);
  expect(azure.inFiles).toEqual([]);
  expect(azure.summaries).toHaveLength(1);
  expect(line).toContain('in the summary comment: 2');
  expect(troubles[0]).toContain('Azure DevOps does not take it as it is (400): No.');
});

test('a thousand findings: ten threads, one summary that fits, and pages of changes to their end', async () => {
  await open(1000);
  azure.changesPage = 1;
  azure.iterations[0] = { commit, files: { ...azure.iterations[0]?.files, 'a.txt': 'a\n', 'z.txt': 'z\n' } };
  const many = review(Array.from({ length: 1000 }, (_, index) => at(index + 1)));
  const { line } = await run(many);
  expect(azure.inFiles).toHaveLength(10);
  expect(Buffer.byteLength(azure.summaries[0]?.comments[0]?.content ?? '')).toBeLessThanOrEqual(65_536);
  expect(line).toContain('in line comments: 10, in the summary comment: 990');
  const { length } = azure.writes;
  await run(many);
  expect(azure.writes.slice(length)).toEqual([]);
});
