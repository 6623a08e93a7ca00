import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAction } from './fake-github/action.js';
import { Scene } from './scene.js';
import { appOrigin, appPolicy, ordersPath } from './service.js';

jest.setTimeout(120_000);

/** Programs that break one rule each, in the place of the bundle: what holds runs to the rules must notice. */
const preamble = `
import { appendFileSync } from 'node:fs';
const call = (method, path, body) => fetch(process.env.GITHUB_API_URL + '/repos/contoso/apis' + path, {
  method, body: JSON.stringify(body),
  headers: { authorization: 'token ' + process.env['INPUT_GITHUB-TOKEN'], 'user-agent': 'test' },
});
const summarise = () => appendFileSync(process.env.GITHUB_STEP_SUMMARY, 'words');
`;

let scene: Scene;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'apim-cors-bundle-'));
  scene = await Scene.open();
  scene.pullRequest({ 'README.md': 'hello\n' });
});

afterEach(() => {
  delete process.env['APIM_CORS_ACTION'];
});

afterAll(async () => {
  await scene.close();
  rmSync(folder, { recursive: true, force: true });
});

async function runProgram(text: string, { github } = scene): Promise<unknown> {
  const path = join(folder, 'program.mjs');
  writeFileSync(path, `${preamble}${text}`);
  process.env['APIM_CORS_ACTION'] = path;
  return runAction(github);
}

test.each([
  ['asks for what the description does not have', "summarise(); await call('GET', '/pulls/1/patches');", 'no such operation'],
  [
    'sends a field too many',
    "summarise(); await call('POST', '/issues/1/comments', { body: 'x', pinned: true });",
    '"pinned" is not a permitted key',
  ],
  [
    'comments where the pull request shows nothing',
    "summarise(); await call('POST', '/pulls/1/reviews', { body: 'x', event: 'COMMENT', comments: [{ path: 'README.md', line: 9, body: 'x' }] });",
    'must be part of the diff',
  ],
  ['writes before the job summary', "await call('POST', '/issues/1/comments', { body: 'x' }); summarise();", 'before the job summary was written'],
  ['prints the token', "console.log(process.env['INPUT_GITHUB-TOKEN']);", 'the token is in log'],
])('a program that %s fails its run', async (_, text, reason) => {
  await expect(runProgram(text)).rejects.toThrow(reason);
});

test('one that breaks none does not', async () => {
  await expect(runProgram("summarise(); await call('POST', '/issues/1/comments', { body: 'x' });")).resolves.toMatchObject({
    code: 0,
    summary: 'words',
  });
});

test.each([
  ['a suggestion that brings a finding', '/pulls/1/reviews', 'leaves or brings wildcard-origin'],
  ['a patch that git does not take', '/issues/1/comments', 'git does not take a patch'],
])('%s is noticed when the test ends', async (_, where, reason) => {
  const origin = `<origin>${appOrigin}</origin>`;
  const text = appPolicy.replace(origin, origin.replace('app', 'new'));
  const line = text.split('\n').findIndex((one) => one.includes('<origin>')) + 1;
  const suggestion = { path: ordersPath, line, side: 'RIGHT', body: '```suggestion\n<origin>*</origin>\n```' };
  const patch = '```diff\n--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n-no such line\n+x\n```';
  const body = where.endsWith('reviews') ? { body: 'x', event: 'COMMENT', comments: [suggestion] } : { body: patch };
  const other = await Scene.open();
  other.pullRequest({ [ordersPath]: text });
  await runProgram(`summarise(); await call('POST', '${where}', ${JSON.stringify(body)});`, other);
  await expect(other.close()).rejects.toThrow(reason);
});
