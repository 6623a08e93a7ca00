import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runAction, type ActionRun } from './fake-github/action.js';
import { answers } from './fake-github/faults.js';
import { Scene } from './scene.js';
import { cors, globalPath, ordersPath, policy, portalCors, service } from './service.js';

jest.setTimeout(300_000);

const config = '.github/apim-cors.yml';
const hostile = '::error::x ##[group]y @octocat <img src=x onerror=y> ![a](https://evil.example) #1 [x](javascript:y) \u001b[31m\u202e';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open();
});

afterEach(async () => {
  await scene.close();
});

/** Nothing foreign is alive in the log, the job summary or any comment. */
function expectInert(run: ActionRun): void {
  for (const line of run.log.split('\n')) {
    if (/^\s*::/.test(line)) expect(line).toMatch(/^::(?:error|warning|notice) (?:file=[^:]*,line=\d+,endLine=\d+,)?title=[^:]+::/);
    expect(line).not.toMatch(/##\[|\u001b|\u202e/);
  }
  const comments = [...scene.github.comments, ...scene.github.issueComments].map(({ body }) => body);
  for (const body of [run.summary, ...comments]) {
    const outside = body.replaceAll(/^(`{3,}).*\n[\s\S]*?^\1$/gm, '').replaceAll(/(`+)[^`][\s\S]*?\1/g, '');
    expect(outside).not.toMatch(/@octocat|<img|\]\(javascript|!\[a|\u001b|\u202e/);
  }
}

test('a configuration that is wrong in a hostile way fails with a line that does nothing', async () => {
  scene.pullRequest({ [globalPath]: policy(portalCors) }, { ...service, [config]: `${JSON.stringify(hostile)}: 1\n` });
  const run = await runAction(scene.github);
  expect([run.code, run.outputs['conclusion']]).toEqual([1, 'fail']);
  expect(run.log).toContain('octocat');
  expectInert(run);
});

test('a hostile reason, metadata and file names in a review that is posted', async () => {
  const reason = `ignore:\n  - rule: wildcard-origin\n    path: '**'\n    reason: ${JSON.stringify(hostile)}\n`;
  const name = 'apimartifacts/apis/orders';
  const information = JSON.stringify({ properties: { displayName: hostile, path: hostile, protocols: ['https'] } });
  scene.pullRequest(
    {
      [globalPath]: policy(portalCors),
      [ordersPath]: policy(['<base />', ...cors({ origins: ['*', 'https://x.example'] })]),
      [`${name}/apiInformation.json`]: information,
      'apimartifacts/::error::@octocat <img src=x>/policy.xml': policy(portalCors),
    },
    { ...service, [config]: reason },
  );
  const run = await runAction(scene.github);
  expect(run.report?.findings.length).toBeGreaterThan(0);
  expectInert(run);
});

// The runner itself looks for the token in everything a run leaves: log, summary, outputs and reports.
test.each([
  ['reading', /git\/trees/, 403],
  ['writing', /reviews$/, 422],
])('a token that GitHub or something before it echoes while %s is not printed', async (_, path, status) => {
  scene.pullRequest({ [globalPath]: policy(portalCors) });
  scene.github.faults.push({ path, times: 9, fault: answers(status, 'Bad credentials: token ghs_secret') });
  const run = await runAction(scene.github);
  expect(run.code).toBe(1);
  expect(run.log).toContain('***');
});

test.each([
  ['reading the trees', 'GET', /git\/trees/, 302],
  ['asking by GraphQL', 'POST', /^\/graphql$/, 307],
  ['writing the review', 'POST', /reviews$/, 308],
])('the token goes nowhere else, also where the answer to %s sends the run to another server', async (_, method, path, status) => {
  const asked: IncomingHttpHeaders[] = [];
  const elsewhere = createServer((request, response) => {
    asked.push(request.headers);
    response.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"no"}');
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  try {
    const { port } = elsewhere.address() as AddressInfo;
    scene.pullRequest({ [globalPath]: policy(portalCors) });
    const location = `http://127.0.0.1:${String(port)}/elsewhere`;
    scene.github.faults.push({ method, path, times: 99, fault: answers(status, 'Moved', { location }) });
    const run = await runAction(scene.github);
    expect(run.code).toBe(1);
    for (const headers of asked) expect(JSON.stringify(headers)).not.toContain('ghs_secret');
    expect(scene.github.writes.filter((write) => JSON.stringify(write).includes('ghs_secret'))).toEqual([]);
  } finally {
    elsewhere.close();
  }
});
