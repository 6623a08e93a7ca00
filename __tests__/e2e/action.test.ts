import { runAction, type ActionRun, type ReportedFinding } from './fake-github/action.js';
import { applySuggestion, patchesOf, suggestionOf } from './fake-github/apply.js';
import { GitRepository } from './fake-github/repository.js';
import { FakeGitHub } from './fake-github/server.js';
import { appOrigin, appPolicy, cors, globalPath, ordersPath, policy, portalCors, service, stockPath } from './service.js';

jest.setTimeout(120_000);

type Files = Readonly<Record<string, string | null>>;
const portalChange: Files = { [globalPath]: policy(portalCors) };

let repository: GitRepository;
let github: FakeGitHub;

beforeEach(async () => {
  repository = new GitRepository();
  github = new FakeGitHub(repository);
  await github.start();
});

afterEach(async () => {
  await github.stop();
  repository.remove();
});

/** Commits both sides; the base branch moves on after the branch point, which the review must not see. */
function pullRequest(change: Files, base: Readonly<Record<string, string>> = service): void {
  const from = repository.commit(base, 'base');
  repository.checkout(from, 'topic');
  const head = repository.commit(change, 'change');
  repository.checkout('main');
  github.open(repository.commit({ 'apimartifacts/apis/orders/tagInformation.json': '{}' }, 'later'), head);
}

function push(change: Files): string {
  repository.checkout('topic');
  const head = repository.commit(change, 'push');
  github.open(repository.git('rev-parse', 'main').trim(), head);
  return head;
}

function newFindings(run: ActionRun) {
  return (run.report?.findings ?? []).filter((finding) => finding.status === 'new');
}

function byFingerprint(findings: readonly ReportedFinding[]): ReadonlyMap<string, ReportedFinding> {
  return new Map(findings.map((finding) => [finding.fingerprint, finding]));
}

function markerOf(body: string): string {
  return /<!-- apim-cors-review [0-9a-f]{12} (\w+) [0-9a-f]{12} -->/.exec(body)?.[1] ?? '';
}

describe('the pull request that enables CORS for the developer portal', () => {
  test('is failed, with comments on its lines and the two APIs it breaks in the summary', async () => {
    pullRequest(portalChange);
    const run = await runAction(github);
    expect(run.code).toBe(1);
    expect(run.outputs).toMatchObject({ conclusion: 'fail', errors: '2', 'operations-changed': '4' });
    expect(run.files[run.outputs['report'] ?? '']).toContain('"conclusion": "fail"');
    expect(run.files[run.outputs['sarif'] ?? '']).toContain('"version": "2.1.0"');

    expect(github.reviews).toHaveLength(1);
    expect(github.comments.length).toBeGreaterThan(0);
    for (const comment of github.comments) expect(comment).toMatchObject({ path: globalPath, line: expect.any(Number) });
    expect(github.comments.some((comment) => suggestionOf(comment.body) !== null)).toBe(true);
    expect(github.issueComments).toHaveLength(1);
    const summary = github.issueComments[0]?.body ?? '';
    expect(summary).toContain('❌ **APIM CORS Review: fail.**');
    expect(summary).toContain('`https://contoso.developer.azure-api.net`');
    for (const path of [ordersPath, stockPath])
      expect(summary).toContain(`https://github.example.com/contoso/apis/blob/${repository.git('rev-parse', 'topic').trim()}/${path}#L3`);
    expect(patchesOf(summary).length).toBeGreaterThan(0);

    expect(run.summary).toContain('inherited-cors-decides');
    expect(run.log).toMatch(/^::error file=apimartifacts\/apis\/orders\/policy\.xml,line=3/m);
    expect(run.log).not.toContain('ghs_secret');
  });

  test('every finding has one home: a comment of its own, or the summary', async () => {
    pullRequest(portalChange);
    const run = await runAction(github);
    const commented = github.comments.map((comment) => markerOf(comment.body));
    expect(new Set(commented).size).toBe(commented.length);
    const summary = github.issueComments[0]?.body ?? '';
    const listed = summary.slice(summary.indexOf('### Findings without a line comment'), summary.indexOf('### Patches for line comments'));
    for (const finding of newFindings(run)) {
      const inSummary = listed
        .split('\n')
        .filter(
          (line) => line.startsWith(`**${finding.severity}**`) && line.includes(`${finding.path}#L${finding.line})`) && line.includes(finding.rule),
        );
      expect([finding.rule, finding.path, inSummary.length + commented.filter((one) => one === finding.fingerprint).length]).toEqual([
        finding.rule,
        finding.path,
        1,
      ]);
    }
  });

  test('each suggestion, applied as GitHub would, takes its finding away and brings none', async () => {
    pullRequest(portalChange);
    const first = await runAction(github);
    const before = byFingerprint(newFindings(first));
    const offered = github.comments.filter((comment) => suggestionOf(comment.body) !== null);
    expect(offered.length).toBeGreaterThan(0);
    const start = repository.git('rev-parse', 'topic').trim();
    for (const comment of offered) {
      repository.checkout(start, 'topic');
      const head = applySuggestion(repository, 'topic', comment);
      await expectRepaired(head, markerOf(comment.body), before);
    }
  });

  test('each patch of the summary is taken by git, and its finding is gone', async () => {
    pullRequest(portalChange);
    const first = await runAction(github);
    const before = byFingerprint(newFindings(first));
    const shadowed = newFindings(first).filter((finding) => finding.rule === 'inherited-cors-decides');
    const start = repository.git('rev-parse', 'topic').trim();
    const patches = patchesOf(github.issueComments[0]?.body ?? '').filter((patch) =>
      shadowed.some((finding) => patch.startsWith(`--- a/${finding.path}`)),
    );
    expect(patches.length).toBeGreaterThanOrEqual(2);
    for (const patch of patches) {
      repository.checkout(start, 'topic');
      repository.apply(patch);
      const head = repository.commit({}, 'apply');
      const finding = shadowed.find((one) => patch.startsWith(`--- a/${one.path}`));
      await expectRepaired(head, finding?.fingerprint ?? '', before);
    }
  });

  test('a second run on the same commits writes nothing', async () => {
    pullRequest(portalChange);
    const first = await runAction(github);
    expect(github.writes).toEqual(['POST /pulls/1/reviews', 'POST /issues/1/comments']);
    const second = await runAction(github);
    expect(github.writes).toHaveLength(2);
    expect(second.code).toBe(first.code);
    expect(second.summary).toBe(first.summary);
    expect(second.log).toContain('Nothing written on the pull request.');
  });

  test('takes few requests', async () => {
    pullRequest(portalChange);
    await runAction(github);
    expect(
      github.requests.slice(
        0,
        github.requests.findIndex(({ path }) => path.endsWith('/reviews')),
      ).length,
    ).toBeLessThanOrEqual(10);
  });

  test('a read-only token changes where findings are shown, not the verdict', async () => {
    pullRequest(portalChange);
    github.readOnly = true;
    const run = await runAction(github);
    expect(run.code).toBe(1);
    expect(run.outputs).toMatchObject({ conclusion: 'fail', errors: '2' });
    expect(github.writes).toHaveLength(1);
    expect(run.log).toContain('the token needs "pull-requests: write"');
    for (const finding of newFindings(run)) {
      expect(run.summary).toContain(`${finding.path}#L${finding.line}`);
      expect(run.log).toContain(`file=${finding.path},line=${finding.line},endLine=${finding.endLine},title=${finding.rule}::`);
    }
    expect(run.log).toMatch(/in line comments: 0, in the summary comment: 0, in annotations only: [1-9]/);
  });

  test('a push during the run: nothing is written for the old head', async () => {
    pullRequest(portalChange);
    let isPushed = false;
    github.meanwhile = ({ path }) => {
      if (path !== '/pulls/1/files' || isPushed) return;
      isPushed = true;
      push({ 'README.md': 'moved on\n' });
    };
    const run = await runAction(github);
    expect(run.code).toBe(1);
    expect(github.writes).toEqual([]);
    expect(run.log).toContain('has moved on to');
  });
});

/** Reviews a repaired head in a pull request nobody has commented on: the finding is gone, and nothing as bad is new. */
async function expectRepaired(head: string, fingerprint: string, before: ReadonlyMap<string, ReportedFinding>): Promise<void> {
  const again = new FakeGitHub(repository);
  await again.start();
  try {
    again.open(repository.git('rev-parse', 'main').trim(), head);
    const run = await runAction(again);
    const rank = (severity: string): number => ['info', 'warning', 'error'].indexOf(severity);
    const repaired = before.get(fingerprint);
    expect(repaired).toBeDefined();
    // What may remain is less severe: it hangs on a reading that nobody documents.
    const asBad = newFindings(run).filter((finding) => rank(finding.severity) >= rank(repaired?.severity ?? ''));
    expect(asBad.filter((finding) => finding.fingerprint === fingerprint || !before.has(finding.fingerprint))).toEqual([]);
  } finally {
    await again.stop();
  }
}

describe('what a pull request is told', () => {
  test('reformatting alone posts nothing and passes', async () => {
    pullRequest({ [ordersPath]: appPolicy.replaceAll('    ', '\t').replaceAll('\n', '\r\n') });
    const run = await runAction(github);
    expect(run.code).toBe(0);
    expect(run.outputs).toMatchObject({ conclusion: 'pass', 'operations-changed': '0' });
    expect(github.writes).toEqual([]);
  });

  test('a malformed policy is a finding at its line', async () => {
    const broken = appPolicy.replace('</allowed-origins>', '</allowed-origin>');
    const line = broken.split('\n').findIndex((text) => text.includes('</allowed-origin>')) + 1;
    pullRequest({ [ordersPath]: broken });
    const run = await runAction(github);
    expect(run.code).toBe(1);
    expect(run.report?.findings).toContainEqual(expect.objectContaining({ rule: 'malformed-policy', path: ordersPath, line, status: 'new' }));
    expect(github.comments.map((comment) => [comment.path, comment.line])).toContainEqual([ordersPath, line]);
  });

  test('nothing of the service touched: nothing posted', async () => {
    pullRequest({ 'README.md': 'hello\n' });
    const run = await runAction(github);
    expect(run.code).toBe(0);
    expect(github.writes).toEqual([]);
    expect(run.summary).toContain('No file of an API Management service is touched.');
  });

  test('a summary is always there when it is asked for, and goes when it is wanted no more', async () => {
    pullRequest({ 'README.md': 'hello\n' });
    await runAction(github, { 'summary-comment': 'always' });
    expect(github.issueComments).toHaveLength(1);
    await runAction(github, { 'summary-comment': 'never' });
    expect(github.issueComments).toEqual([]);
  });

  test('CRLF files get suggestions without carriage returns, and a word about them', async () => {
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
    const wildcard = policy(['<base />', ...cors({ origins: [`${appOrigin}/`] })]);
    pullRequest({ [ordersPath]: crlf(wildcard) }, { ...service, [ordersPath]: crlf(appPolicy) });
    await runAction(github);
    const offered = github.comments.filter((comment) => suggestionOf(comment.body) !== null);
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
  pullRequest({ [ordersPath]: hostile, [path]: hostile, '\u001b[31mred.xml': hostile });
  const run = await runAction(github);
  expect(run.report?.findings.length).toBeGreaterThan(0);
  for (const line of run.log.split('\n')) {
    if (/^\s*::|##\[/.test(line)) expect(line).toMatch(/^::(error|warning|notice) file=[^:]*,line=\d+,endLine=\d+,title=[a-z-]+::/);
    expect(line).not.toMatch(/\u001b/);
  }
  for (const body of [run.summary, ...github.comments.map((comment) => comment.body), github.issueComments[0]?.body ?? '']) {
    const outside = body.replaceAll(/^(`{3,}).*\n[\s\S]*?^\1$/gm, '').replaceAll(/(`+)[^`][\s\S]*?\1/g, '');
    expect(outside).not.toMatch(/@octocat|<script|<img|<b>|\u001b/);
  }
});

describe('the life of a comment', () => {
  const wildcard: Files = { [ordersPath]: policy(['<base />', ...cors({ origins: ['*'] })]) };

  test('a fixed finding’s comment disappears, and the summary says so', async () => {
    pullRequest(wildcard);
    await runAction(github);
    expect(github.comments.length).toBeGreaterThan(0);
    push({ [ordersPath]: appPolicy });
    const run = await runAction(github);
    expect(run.code).toBe(0);
    expect(github.comments).toEqual([]);
    expect(github.issueComments).toHaveLength(1);
    expect(github.issueComments[0]?.body).toContain('✅');
  });

  test('one that was answered says that it is fixed, once, and is minimised; back again, the finding gets a new one', async () => {
    pullRequest(wildcard);
    await runAction(github);
    const [answered] = github.reviewComments;
    github.reply(answered?.id ?? 0, 'mona', 'Why?');
    const fixed = push({ [ordersPath]: appPolicy });
    await runAction(github);
    expect(github.comments.map((comment) => comment.body)).toEqual([expect.stringContaining(`Fixed in ${fixed}.`), 'Why?']);
    expect(github.minimised).toEqual([{ id: answered?.node_id, classifier: 'RESOLVED' }]);
    const written = github.writes.length;
    await runAction(github);
    expect(github.writes).toHaveLength(written);
    push(wildcard);
    await runAction(github);
    expect(github.comments.filter((comment) => comment.body.includes('wildcard-origin'))).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('Fixed in');
  });

  test('lines that move take their comment along; nothing is posted again', async () => {
    pullRequest(wildcard);
    await runAction(github);
    const ids = github.reviewComments.map(({ id }) => id);
    push({ [ordersPath]: `<!-- Orders -->\n${wildcard[ordersPath] ?? ''}` });
    await runAction(github);
    expect(github.reviewComments.map(({ id }) => id)).toEqual(ids);
    expect(github.reviews).toHaveLength(1);
  });

  test('comments of others, markers pasted by others and other uses are left alone', async () => {
    pullRequest(portalChange);
    await runAction(github);
    const [own] = github.issueComments;
    const pasted = { id: 1, user: { login: 'mallory' }, body: own?.body ?? '' };
    github.issueComments = [pasted];
    await runAction(github, { 'comment-id': 'other' });
    expect(github.issueComments.map(({ user }) => user?.login)).toEqual(['mallory', 'github-actions[bot]']);
    expect(github.issueComments[0]?.body).toBe(pasted.body);
    expect(github.reviews).toHaveLength(2);
  });

  test('the sticky summary is found behind a hundred comments, and a second one is taken away', async () => {
    pullRequest(portalChange);
    await runAction(github);
    const [own] = github.issueComments;
    const chatter = Array.from({ length: 130 }, (_, id) => ({ id, user: { login: 'mona' }, body: 'me too' }));
    github.issueComments = [...chatter, ...(own === undefined ? [] : [own, { ...own, id: own.id + 1 }])];
    await runAction(github);
    expect(github.issueComments.filter(({ user }) => user?.login !== 'mona')).toEqual([own]);
    expect(github.reviews).toHaveLength(1);
  });
});

describe('faults', () => {
  test('a review that GitHub refuses comes without suggestions, then goes to the summary', async () => {
    pullRequest(portalChange);
    github.faults.push({ method: 'POST', path: /reviews$/, status: 422 });
    const run = await runAction(github);
    expect(run.code).toBe(1);
    expect(github.comments.length).toBeGreaterThan(0);
    expect(github.comments.every((comment) => suggestionOf(comment.body) === null)).toBe(true);

    github.reviewComments = [];
    for (let times = 0; times < 2; times += 1) github.faults.push({ method: 'POST', path: /reviews$/, status: 422 });
    await runAction(github);
    expect(github.comments).toEqual([]);
    for (const finding of newFindings(run)) expect(github.issueComments[0]?.body).toContain(finding.rule);
  });

  test('a write whose answer is lost is not made twice', async () => {
    pullRequest(portalChange);
    github.faults.push(
      { method: 'POST', path: /reviews$/, status: 502, late: true },
      { method: 'POST', path: /issues\/1\/comments$/, status: 502, late: true },
    );
    const run = await runAction(github);
    expect(run.code).toBe(1);
    expect(github.reviews).toHaveLength(1);
    expect(github.issueComments).toHaveLength(1);
  });

  test('comments that cannot be listed: the verdict stands', async () => {
    pullRequest(portalChange);
    github.faults.push({ method: 'GET', path: /pulls\/1\/comments$/, status: 403 });
    const run = await runAction(github);
    expect(run.code).toBe(1);
    expect(run.outputs['conclusion']).toBe('fail');
    expect(github.writes).toEqual([]);
    expect(run.log).toContain('the verdict is the same');
  });

  test('trees that cannot be read: it fails, and says that it is no finding', async () => {
    pullRequest({ 'README.md': 'hello\n' });
    github.faults.push({ method: 'GET', path: /git\/trees/, status: 403 });
    const run = await runAction(github);
    expect(run.code).toBe(1);
    expect(run.outputs).toEqual({ conclusion: 'fail' });
    expect(run.log).toContain('could not read the change');
    expect(run.summary).toContain('could not read the change');
    expect(run.log).not.toContain('internal error');
  });
});

describe('sources', () => {
  test('trees that GitHub cuts are walked, equal folders once', async () => {
    pullRequest(portalChange, { ...service, 'a/b/c.txt': 'x', 'a/d.txt': 'y' });
    github.mostEntries = 3;
    const run = await runAction(github);
    expect(run.outputs['errors']).toBe('2');
    const trees = github.requests.filter(({ path }) => path.startsWith('/git/trees/')).map(({ path, query }) => `${path}?${query.toString()}`);
    expect(new Set(trees).size).toBe(trees.length);
  });

  test('blobs that GraphQL does not give to the byte are read one by one', async () => {
    pullRequest(portalChange);
    github.graphqlAnswers = false;
    const run = await runAction(github);
    expect(run.outputs['errors']).toBe('2');
    const blobs = github.requests.filter(({ path }) => path.startsWith('/git/blobs/')).map(({ path }) => path);
    expect(blobs.length).toBeGreaterThan(0);
    expect(new Set(blobs).size).toBe(blobs.length);
  });

  test('a checkout that holds both commits is read instead', async () => {
    pullRequest(portalChange);
    const run = await runAction(github, { source: 'checkout' }, { workspace: repository.folder });
    expect(run.outputs).toMatchObject({ errors: '2', 'operations-changed': '4' });
    expect(github.requests.filter(({ path }) => path.startsWith('/git/'))).toEqual([]);
  });

  test('a checkout was asked for and there is none', async () => {
    pullRequest(portalChange);
    const run = await runAction(github, { source: 'checkout' });
    expect(run.code).toBe(1);
    expect(run.log).toContain('APIM CORS Review could not run');
  });
});

describe('settings', () => {
  const config = '.github/apim-cors.yml';

  test('the configuration comes from the tip of the base branch', async () => {
    pullRequest({ ...portalChange, [config]: 'fail-on: never\n' }, { ...service, [config]: 'fail-on: error\n' });
    expect((await runAction(github)).code).toBe(1);
    expect((await runAction(github, { 'fail-on': 'never' })).code).toBe(0);
    repository.checkout('main');
    repository.commit({ [config]: 'fail-on: never\n' }, 'relax on main');
    expect((await runAction(github)).code).toBe(0);
  });

  test('a wrong configuration fails with its line', async () => {
    pullRequest(portalChange, { ...service, [config]: 'fail-at: error\n' });
    const run = await runAction(github);
    expect(run.code).toBe(1);
    expect(run.log).toContain('fail-on');
    expect(run.log).not.toContain('internal error');
  });

  test('a configuration asked for by name must be there', async () => {
    pullRequest(portalChange);
    const run = await runAction(github, { config: 'ops/cors.yml' });
    expect(run.code).toBe(1);
    expect(run.log).toContain("input 'config': the base branch has no file ops/cors.yml");
  });

  test('a wrong input names itself', async () => {
    pullRequest(portalChange);
    const run = await runAction(github, { 'fail-on': 'warn' });
    expect(run.code).toBe(1);
    expect(run.log).toContain("input 'fail-on' is 'warn'; it is one of error, warning, info, never");
  });

  test('an event that is not supported says so and fails', async () => {
    pullRequest(portalChange);
    const run = await runAction(github, {}, { event: 'deployment' });
    expect(run.code).toBe(1);
    expect(run.log).toContain("the event 'deployment' is not supported");
  });

  test('reports are written where they are asked for', async () => {
    pullRequest(portalChange);
    const run = await runAction(github, { 'report-file': 'out/cors.json', 'sarif-file': 'out/cors.sarif' });
    expect(run.outputs['report']).toMatch(/^\/.*\/out\/cors\.json$/);
    expect(run.files[run.outputs['sarif'] ?? '']).toContain('partialFingerprints');
  });
});
