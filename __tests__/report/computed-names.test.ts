import { defaultSettings } from '../../src/config/settings.js';
import { Explainer } from '../../src/explain/explanation.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { reportAnnotations } from '../../src/report/annotations.js';
import { reportAzure } from '../../src/report/azure.js';
import { explanationMarkdown, explanationText } from '../../src/report/explanation-text.js';
import { reportGitlab } from '../../src/report/gitlab.js';
import { reportHtml } from '../../src/report/html.js';
import { reportJunit } from '../../src/report/junit.js';
import { reviewReport } from '../../src/report/json.js';
import { markdownReport } from '../../src/report/markdown.js';
import { unpainted } from '../../src/report/paint.js';
import { reportRdjson } from '../../src/report/rdjson.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { reportText } from '../../src/report/text.js';
import { withComputedNamed } from '../../src/report/computed-names.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { rules } from './fixtures.js';

const options = { settings: { ...defaultSettings, profile: 'strict' as const }, today: '2026-01-01' };
const origin = '@("https://" + context.Request.OriginalUrl.Host)';
const other = '@(context.Variables.GetValueOrDefault("origin", "https://app.contoso.com"))';
const computed = repository({
  [apiPath]: policy(cors({ origins: [origin, other, '{{app-origin}}'], methods: ['GET', '@("P" + "UT")'], headers: ['@("x-" + context.Api.Name)'] })),
});
/** Lines of the file that hold the expressions. */
const lineOf = (text: string): number => (computed[apiPath] ?? '').split('\n').findIndex((line) => line.includes(text)) + 1;

test('what an expression computes is named by its place in every text, and never by its code', async () => {
  const review = await reviewTrees(memoryTree(repository({})), memoryTree(computed), options);
  const scan = await scanTree(memoryTree(computed), options);
  // Lines of the source, in patches, are what they are.
  const without = (text: string): string => text.replace(/^```diff\n[^]*?^```$/gm, '').replace(/^ *[-+].*$/gm, '');
  for (const one of [review, scan]) {
    const texts = [
      reportText(one, { paint: unpainted, width: 100 }),
      markdownReport(one),
      reportHtml(one, { rules, toolVersion: '1.0.0' }).replace(/<(pre|script|style)\b[^]*?<\/\1>/g, ''),
      reportAnnotations(one).join('\n'),
      reportAzure(one).join('\n'),
      reportGitlab(one),
      reportJunit(one),
      reportRdjson(one, rules),
      reviewReport(one, '1.0.0').headline,
      ...reviewReport(one, '1.0.0').causes.map(({ title: said }) => said),
      ...reviewReport(one, '1.0.0').findings.map(({ message }) => message),
      rootCauses(withComputedNamed(one)).map(causeTitle).join('\n'),
    ];
    for (const text of texts) expect(without(text)).not.toMatch(/@\(|OriginalUrl|GetValueOrDefault/);
  }
  const page = markdownReport(review);
  for (const text of [origin, other]) expect(page).toContain(`the origin computed in \`${apiPath}:${lineOf(text)}\``);
  // Named values keep their names.
  expect(page).toContain('{{app-origin}}');
  // The value as other programs read it keeps the code.
  expect(JSON.stringify(review.changes)).toContain('OriginalUrl');
});

test('explain names it by its place too', async () => {
  const explainer = new Explainer(memoryTree(computed), defaultSettings, null);
  const explanation = await explainer.explain({
    request: { origin: 'https://app.contoso.com', method: 'PUT', headers: [], credentials: 'same-origin' },
    destination: { kind: 'name', workspace: null, api: 'orders', operation: 'put-order' },
    product: null,
    key: null,
  });
  for (const text of [explanationText(explanation, unpainted), explanationMarkdown(explanation)]) {
    // A patch shows the policy as it is written, and the lines round what it changes.
    expect(text.replace(/^\s*(?:[-+]|<\/?[a-z]).*$/gm, '')).not.toMatch(/@\(|OriginalUrl/);
    expect(text).toMatch(/the origin computed in /);
  }
});

test('two with different code stay two, and a review without any is the same object', async () => {
  const review = await reviewTrees(memoryTree(repository({})), memoryTree(computed), options);
  const named = withComputedNamed(review);
  const origins = (one: typeof review): number => new Set(one.changes.flatMap((change) => change.origins.map((all) => all.origin))).size;
  expect(origins(named)).toBe(origins(review));
  expect(withComputedNamed(review)).toBe(named);
  const plain = await scanTree(memoryTree(repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) })), options);
  expect(withComputedNamed(plain)).toBe(plain);
});
