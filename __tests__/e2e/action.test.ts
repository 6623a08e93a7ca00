import { runAction, type ReportedFinding } from './fake-github/action.js';
import { applySuggestion, patchesOf, suggestionOf } from './fake-github/apply.js';
import { homesOf } from './fake-github/homes.js';
import { wrongRepairs } from './fake-github/repairs.js';
import { FakeGitHub } from './fake-github/server.js';
import { newFindings, Scene, type Files } from './scene.js';
import { appOrigin, appPolicy, cors, globalPath, ordersPath, policy, portalCors, service, stockPath } from './service.js';

jest.setTimeout(120_000);

const portalChange: Files = { [globalPath]: policy(portalCors) };

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open();
});

afterEach(async () => {
  await scene.close();
});

function byFingerprint(findings: readonly ReportedFinding[]): ReadonlyMap<string, ReportedFinding> {
  return new Map(findings.map((finding) => [finding.fingerprint, finding]));
}

function markerOf(body: string): string {
  return /<!-- apim-cors-review [0-9a-f]{12} (\w+) [0-9a-f]{12} -->/.exec(body)?.[1] ?? '';
}

describe('the pull request that enables CORS for the developer portal', () => {
  test('is failed, with comments on its lines and the two APIs it breaks in the summary', async () => {
    scene.pullRequest(portalChange);
    const run = await runAction(scene.github);
    expect(run.code).toBe(1);
    expect(run.outputs).toMatchObject({ conclusion: 'fail', errors: '2', 'operations-changed': '4' });
    expect(run.files[run.outputs['report'] ?? '']).toContain('"conclusion": "fail"');
    expect(run.files[run.outputs['sarif'] ?? '']).toContain('"version": "2.1.0"');

    expect(scene.github.reviews).toHaveLength(1);
    expect(scene.github.comments).toMatchObject([{ path: globalPath, line: expect.any(Number) }]);
    expect(scene.github.reviews[0]?.body).toBe(`\`${appOrigin}\` can no longer call 2 APIs`);
    expect(scene.github.issueComments).toHaveLength(1);
    const summary = scene.github.issueComments[0]?.body ?? '';
    expect(summary).toContain(`### ❌ CORS: \`${appOrigin}\` can no longer call 2 APIs`);
    expect(summary).toContain('`https://contoso.developer.azure-api.net`');
    for (const path of [ordersPath, stockPath])
      expect(run.summary).toContain(`https://github.example.com/contoso/apis/blob/${scene.repository.git('rev-parse', 'topic').trim()}/${path}#L3`);
    expect(patchesOf(summary).length).toBeGreaterThan(0);

    expect(run.summary).toContain('inherited-cors-decides');
    expect(run.log).toMatch(/^::error file=apimartifacts\/apis\/orders\/policy\.xml,line=3/m);
    expect(run.log).not.toContain('ghs_secret');
  });

  test('every cause has one home: a comment of its own, or the summary', async () => {
    scene.pullRequest(portalChange);
    const run = await runAction(scene.github);
    const commented = scene.github.comments.map((comment) => markerOf(comment.body));
    expect(new Set(commented).size).toBe(commented.length);
    expect(homesOf(scene.github, run)).toMatchObject({ wrong: [], annotation: 0 });
  });

  test('each suggestion, applied as GitHub would, takes its finding away and brings none', async () => {
    // The block repairs all that its cause harms: orders alone.
    const base = { ...service, [stockPath]: policy(['<base />']), [ordersPath]: policy(cors({ origins: [appOrigin] })) };
    scene.pullRequest({ ...portalChange, [ordersPath]: appPolicy }, base);
    const first = await runAction(scene.github);
    const [offered] = scene.github.comments.filter((comment) => suggestionOf(comment.body) !== null);
    if (offered === undefined) throw new Error('no suggestion was offered');
    expect(await wrongRepairs(scene.github)).toEqual([]);
    // One of them all the way: committed, and reviewed by the bundle again.
    const head = applySuggestion(scene.repository, 'topic', offered);
    const cause = first.report?.causes.find(({ id }) => id === markerOf(offered.body));
    await expectRepaired(head, cause?.findings[0] ?? '', byFingerprint(newFindings(first)));
  });

  test('each patch of the summary is taken by git, and its finding is gone', async () => {
    scene.pullRequest(portalChange);
    const first = await runAction(scene.github);
    const shadowed = newFindings(first).filter((finding) => finding.rule === 'inherited-cors-decides');
    const patches = patchesOf(scene.github.issueComments[0]?.body ?? '');
    expect(patches).toHaveLength(1);
    expect(await wrongRepairs(scene.github)).toEqual([]);
    const [patch] = patches;
    const finding = shadowed.find(({ path }) => patch?.startsWith(`--- a/${path}\n`)) ?? shadowed[0];
    scene.repository.checkout('topic');
    scene.repository.apply(patch ?? '');
    await expectRepaired(scene.repository.commit({}, 'apply'), finding?.fingerprint ?? '', byFingerprint(newFindings(first)));
  });

  test('a second run on the same commits writes nothing', async () => {
    scene.pullRequest(portalChange);
    const first = await runAction(scene.github);
    expect(scene.github.writes).toEqual(['POST /pulls/1/reviews', 'POST /issues/1/comments']);
    const second = await runAction(scene.github);
    expect(scene.github.writes).toHaveLength(2);
    expect(second.code).toBe(first.code);
    expect(second.summary).toBe(first.summary);
    expect(second.log).toContain('Nothing written on the pull request.');
  });

  test.each([
    ['where the base is what the change was made from', 'main~1', 10],
    // What the base has become is listed.
    ['where the base has moved', 'main', 12],
  ])('takes few requests %s', async (_, tip, most) => {
    scene.pullRequest(portalChange);
    const commit = (name: string): string => scene.repository.git('rev-parse', name).trim();
    scene.repository.git('reset', '-q', '--hard', tip);
    scene.github.open(commit('main'), commit('topic'));
    await runAction(scene.github);
    const before = scene.github.requests.findIndex(({ path }) => path.endsWith('/reviews'));
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThanOrEqual(most);
  });

  test('a read-only token changes where findings are shown, not the verdict', async () => {
    scene.pullRequest(portalChange);
    scene.github.readOnly = true;
    const run = await runAction(scene.github);
    expect(run.code).toBe(1);
    expect(run.outputs).toMatchObject({ conclusion: 'fail', errors: '2' });
    expect(scene.github.writes).toEqual(['POST /pulls/1/reviews', 'POST /issues/1/comments']);
    expect(run.log).toContain('the token needs "pull-requests: write"');
    for (const finding of newFindings(run)) expect(run.summary).toContain(`${finding.path}#L${finding.line}`);
    expect(homesOf(scene.github, run).wrong).toEqual([]);
    expect(run.log).toMatch(/in line comments: 0, in the summary comment: 0, in annotations only: [1-9]/);
  });

  test('a push during the run: nothing is written for the old head', async () => {
    scene.pullRequest(portalChange);
    let isPushed = false;
    scene.github.meanwhile = ({ path }) => {
      if (path !== '/pulls/1/files' || isPushed) return;
      isPushed = true;
      scene.push({ 'README.md': 'moved on\n' });
    };
    const run = await runAction(scene.github);
    expect(run.code).toBe(1);
    expect(scene.github.writes).toEqual([]);
    expect(run.log).toContain('has moved on to');
  });
});

describe('suggestions on the lines of the change', () => {
  const shadowing = [
    '<base />',
    ...cors({ origins: ['https://app.contoso.com/', 'HTTPS://Shop.Contoso.com'], methods: ['get', 'PUT'] }),
    ...cors({ origins: ['*'] }),
  ];
  const backend = (lines: readonly string[]): string =>
    policy([], ['  <backend>', '    <base />', ...lines.map((line) => `    ${line}`), '  </backend>']);

  const shutOut: Files = { [globalPath]: policy(portalCors), [ordersPath]: appPolicy };
  // The blocks repair all that their cause harms: orders alone.
  const alone = { ...service, [stockPath]: policy(['<base />']), [ordersPath]: policy(cors({ origins: [appOrigin] })) };

  test.each<[string, Files, Readonly<Record<string, string>>, string, boolean]>([
    ['a <base /> that shuts the app out', shutOut, alone, '\n', true],
    ['the same with CRLF', shutOut, alone, '\r\n', true],
    ['origins, methods and a second policy, whose repairs are not right in every case', { [ordersPath]: policy(shadowing) }, service, '\n', false],
    [
      'a policy moved above what it inherits, over lines that stay',
      { [ordersPath]: policy(['<base />', ...cors({ origins: [appOrigin, 'https://new.contoso.com'] })]) },
      { ...service, [globalPath]: policy(portalCors), [ordersPath]: policy(['<base />']) },
      '\n',
      false,
    ],
    ['a policy where it is never asked', { [ordersPath]: backend(portalCors) }, { ...service, [ordersPath]: backend([]) }, '\n', true],
  ])('%s: each, applied as GitHub would, takes its finding away', async (_, change, base, newline, isOffered) => {
    const written = (files: Files): Files =>
      Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text?.replaceAll('\n', newline) ?? null]));
    scene.pullRequest(written(change), written(base) as Readonly<Record<string, string>>);
    await runAction(scene.github);
    expect(scene.github.comments.some((comment) => suggestionOf(comment.body) !== null)).toBe(isOffered);
    expect(await wrongRepairs(scene.github)).toEqual([]);
  });
});

/** Reviews a repaired head in a pull request nobody has commented on: the finding is gone, and nothing as bad is new. */
async function expectRepaired(head: string, fingerprint: string, before: ReadonlyMap<string, ReportedFinding>): Promise<void> {
  const again = new FakeGitHub(scene.repository);
  await again.start();
  try {
    again.open(scene.repository.git('rev-parse', 'main').trim(), head);
    const run = await runAction(again);
    const rank = (severity: string): number => ['info', 'warning', 'error'].indexOf(severity);
    const repaired = before.get(fingerprint);
    expect(repaired).toBeDefined();
    // What may remain is less severe: it depends on a reading that nobody documents.
    const asBad = newFindings(run).filter((finding) => rank(finding.severity) >= rank(repaired?.severity ?? ''));
    expect(asBad.filter((finding) => finding.fingerprint === fingerprint || !before.has(finding.fingerprint))).toEqual([]);
  } finally {
    await again.stop();
  }
}

describe('what a pull request is told', () => {
  test('reformatting alone posts nothing and passes', async () => {
    scene.pullRequest({ [ordersPath]: appPolicy.replaceAll('    ', '\t').replaceAll('\n', '\r\n') });
    const run = await runAction(scene.github);
    expect(run.code).toBe(0);
    expect(run.outputs).toMatchObject({ conclusion: 'pass', 'operations-changed': '0' });
    expect(scene.github.writes).toEqual([]);
  });

  test('a malformed policy is a finding at its line', async () => {
    const broken = appPolicy.replace('</allowed-origins>', '</allowed-origin>');
    const line = broken.split('\n').findIndex((text) => text.includes('</allowed-origin>')) + 1;
    scene.pullRequest({ [ordersPath]: broken });
    const run = await runAction(scene.github);
    expect(run.code).toBe(1);
    expect(run.report?.findings).toContainEqual(expect.objectContaining({ rule: 'malformed-policy', path: ordersPath, line, status: 'new' }));
    expect(scene.github.comments.map((comment) => [comment.path, comment.line])).toContainEqual([ordersPath, line]);
  });

  test('nothing of the service touched: nothing posted', async () => {
    scene.pullRequest({ 'README.md': 'hello\n' });
    const run = await runAction(scene.github);
    expect(run.code).toBe(0);
    expect(scene.github.writes).toEqual([]);
    expect(run.summary).toContain('No file of an API Management service is touched.');
  });

  test('a summary is always there when it is asked for, and goes when it is wanted no more', async () => {
    scene.pullRequest({ 'README.md': 'hello\n' });
    await runAction(scene.github, { 'summary-comment': 'always' });
    expect(scene.github.issueComments).toHaveLength(1);
    await runAction(scene.github, { 'summary-comment': 'never' });
    expect(scene.github.issueComments).toEqual([]);
  });

  test('CRLF files get suggestions without carriage returns, and a word about them', async () => {
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
    const wildcard = policy(['<base />', ...cors({ origins: [`${appOrigin}/`] })]);
    scene.pullRequest(
      { [ordersPath]: crlf(wildcard) },
      { ...service, '.github/apim-cors.yml': 'rules: { origin-normalised: warning }\n', [ordersPath]: crlf(appPolicy) },
    );
    await runAction(scene.github);
    const offered = scene.github.comments.filter((comment) => suggestionOf(comment.body) !== null);
    expect(offered.length).toBeGreaterThan(0);
    for (const { body } of offered) {
      expect(body).not.toContain('\r');
      expect(body).toContain('end in CRLF');
    }
  });
});

test('hostile names, origins and reasons do nothing in the log, the summary or a comment', async () => {
  const origin = "https://a'::error::x.@octocat/&lt;img src=x&gt;![a](b)";
  const path = 'apimartifacts/apis/orders/operations/::warning file=x::`@octocat` <b>/policy.xml';
  const hostile = policy([
    '<!-- apim-cors-ignore wildcard-origin: ::set-output name=x::y @octocat <script> -->',
    ...cors({ origins: ['*', origin] }),
    '<base />',
  ]);
  scene.pullRequest({ [ordersPath]: hostile, [path]: hostile, '\u001b[31mred.xml': hostile });
  const run = await runAction(scene.github);
  expect(run.report?.findings.length).toBeGreaterThan(0);
  for (const line of run.log.split('\n')) {
    if (/^\s*::|##\[/.test(line)) expect(line).toMatch(/^::(error|warning|notice) file=[^:]*,line=\d+,endLine=\d+,title=[^:]+::/);
    expect(line).not.toMatch(/\u001b/);
  }
  for (const body of [run.summary, ...scene.github.comments.map((comment) => comment.body), scene.github.issueComments[0]?.body ?? '']) {
    const outside = body.replaceAll(/^(`{3,}).*\n[\s\S]*?^\1$/gm, '').replaceAll(/(`+)[^`][\s\S]*?\1/g, '');
    expect(outside).not.toMatch(/@octocat|<script|<img|<b>|\u001b/);
  }
});
