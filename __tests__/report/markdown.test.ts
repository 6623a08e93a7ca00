import fc from 'fast-check';
import type { Finding, Suggestion } from '../../src/review/review.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { byteLength } from '../../src/report/escape.js';
import { commentBudget, lineComment } from '../../src/report/line-comment.js';
import { jobSummary, jobSummaryBudget, markdownReport, summaryComment } from '../../src/report/markdown.js';
import { finding as anyFinding, review as anyReview } from './arbitrary.js';
import {
  aboveBase,
  access,
  bigReview,
  change,
  finding,
  hostileTexts,
  noAccess,
  originChange,
  portal,
  review,
  rules,
  target,
  unchanged,
  untouched,
  withoutBase,
} from './fixtures.js';
import { markdownPhrase } from '../../src/report/phrase.js';
import { messagePhrase } from '../../src/report/sentences/statements.js';
import { alive, readMarkdown } from './markdown-check.js';
import { causeOf, problem } from './said.js';

const marker = '<!-- apim-cors-review summary -->';
const idOf = (one: Finding): string => causeOf(one).id;
const nothingPlaced: ReadonlyMap<string, Suggestion | null> = new Map();

describe('nothing foreign is alive', () => {
  test('in any report of any review', () => {
    fc.assert(
      fc.property(anyReview, (one) => {
        expect(alive(markdownReport(one, { rules }))).toEqual([]);
        expect(
          alive(
            summaryComment(one, {
              budget: commentBudget,
              marker,
              placed: new Map(
                rootCauses(one)
                  .slice(0, 2)
                  .map(({ id }) => [id, null]),
              ),
            }),
          ),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('in any line comment', () => {
    fc.assert(
      fc.property(anyFinding, fc.nat(4000), (one, budget) => {
        const best = one.suggestions[0];
        const block = best === undefined ? null : { suggestion: best, lines: best.edits[0]?.lines ?? [] };
        const { body, offersSuggestion } = lineComment(causeOf(one), block, { rules });
        expect(alive(body)).toEqual([]);
        const blocks = readMarkdown(body).fences.filter(({ info }) => info === 'suggestion');
        expect(blocks.map(({ lines }) => lines)).toEqual(offersSuggestion ? [block?.lines] : []);
        expect(byteLength(lineComment(causeOf(one), block, { budget }).body)).toBeLessThanOrEqual(budget);
      }),
      { numRuns: 500 },
    );
  });

  test('in the big review, at every budget', () => {
    const big = bigReview();
    expect(alive(jobSummary(big))).toEqual([]);
    for (const budget of [1000, 5000, 20_000, commentBudget])
      expect(alive(summaryComment(big, { budget, marker, placed: nothingPlaced }))).toEqual([]);
  });
});

describe('budgets', () => {
  test('are kept to the byte, marker included, and what was cut is named', () => {
    const big = bigReview();
    for (let budget = 300; budget < 70_000; budget = Math.ceil(budget * 1.17)) {
      const text = summaryComment(big, { budget, marker, placed: nothingPlaced });
      expect(byteLength(text)).toBeLessThanOrEqual(budget);
      expect(text.startsWith(`${marker}\n### ❌ CORS: `)).toBe(true);
      if (budget > 1000) expect(text).toContain('_Cut to fit: ');
      expect(readMarkdown(text).closed).toBe(true);
    }
  });

  test('the whole fits in exactly its own length, and one byte less cuts', () => {
    const whole = summaryComment(portal, { budget: Infinity, marker, placed: nothingPlaced });
    expect(summaryComment(portal, { budget: byteLength(whole), marker, placed: nothingPlaced })).toBe(whole);
    const cut = summaryComment(portal, { budget: byteLength(whole) - 1, marker, placed: nothingPlaced });
    expect(byteLength(cut)).toBeLessThan(byteLength(whole));
    expect(cut).toContain('_Cut to fit: ');
    expect(cut).toContain('All of it is in the job summary');
  });

  test('an absurd budget still gives what fits of the verdict', () => {
    expect(byteLength(summaryComment(portal, { budget: 40, marker, placed: nothingPlaced }))).toBeLessThanOrEqual(40);
    expect(byteLength(summaryComment(unchanged, { budget: 10, marker, placed: nothingPlaced }))).toBeLessThanOrEqual(10);
  });

  test('a job summary of a megabyte of findings fits and keeps every error before any patch', () => {
    const many = review({
      conclusion: 'fail',
      counts: { error: 3000, warning: 0, info: 0, existing: 0 },
      findings: Array.from({ length: 3000 }, (_, index) =>
        finding({ path: `apis/api-${index}/policy.xml`, fingerprint: String(index), says: problem(`Error number ${index}.`) }),
      ),
    });
    const text = jobSummary(many);
    expect(byteLength(text)).toBeLessThanOrEqual(jobSummaryBudget);
    for (const index of [0, 1500, 2999]) expect(text).toContain(`Error number ${index}.`);
    expect(text).toMatch(/_Cut to fit: the patches of \d,\d{3} problems/);
  });

  test('errors outlast warnings', () => {
    const mixed = review({
      conclusion: 'fail',
      findings: Array.from({ length: 40 }, (_, index) =>
        finding({
          severity: index % 2 === 0 ? 'error' : 'warning',
          says: problem(`${index % 2 === 0 ? 'Bad' : 'Odd'} ${index}.`),
          suggestions: [],
          fingerprint: String(index),
        }),
      ),
    });
    const text = summaryComment(mixed, { budget: 4000, marker, placed: nothingPlaced });
    const shown = { bad: text.match(/Bad \d+\./g)?.length ?? 0, odd: text.match(/Odd \d+\./g)?.length ?? 0 };
    expect(shown.bad).toBeGreaterThan(5);
    expect(shown.bad === 20 || shown.odd === 0).toBe(true);
  });
});

describe('homes of findings', () => {
  test('a finding with a line comment is not repeated; its patch is, when the comment could not offer it', () => {
    const one = finding();
    const two = finding({ says: problem('Another one.'), path: 'apis/stock/policy.xml', fingerprint: 'two' });
    const both = review({ conclusion: 'fail', findings: [one, two] });
    const offered = summaryComment(both, {
      budget: commentBudget,
      marker,
      placed: new Map([
        [idOf(one), aboveBase],
        [idOf(two), aboveBase],
      ]),
    });
    expect(offered).not.toContain('The first `<cors>` answers');
    expect(offered).not.toContain('```diff');
    const inWords = summaryComment(both, { budget: commentBudget, marker, placed: new Map([[idOf(one), null]]) });
    expect(inWords).not.toContain('The first `<cors>` answers');
    expect(inWords).toContain('Patch A of ');
    expect(inWords).toContain('Another one.');
  });

  test('the job summary holds every finding whatever was commented', () => {
    const text = jobSummary(portal);
    for (const one of portal.findings.filter(({ status }) => status === 'new')) expect(text).toContain(markdownPhrase(messagePhrase(one)));
  });

  test('a patch is the patch, byte for byte', () => {
    const { fences } = readMarkdown(markdownReport(review({ findings: [finding()] })));
    expect(fences.find(({ info }) => info === 'diff')?.lines).toEqual(aboveBase.patch.replace(/\n$/, '').split('\n'));
  });

  test('a patch with characters no reader can see says so', () => {
    const text = markdownReport(
      review({ findings: [finding({ suggestions: [{ ...withoutBase, patch: '--- a/x\n+++ b/x\n@@ -1 +0,0 @@\n-a\u202eb\n' }] })] }),
    );
    expect(text).toContain('-a\\u{202e}b');
    expect(text).toContain('the JSON report has the exact lines');
  });
});

test('a patch for lines that end in CRLF says how to apply it', () => {
  const patch = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\r\n+b\r\n';
  const text = markdownReport(review({ findings: [finding({ suggestions: [{ ...withoutBase, patch }] })] }));
  expect(text).toContain('-a\n+b\n```\n\nThese lines end in CRLF in the file: use `git apply --ignore-whitespace`');
});

describe('the verdict explains itself', () => {
  test.each([
    [
      'errors that never fail',
      { failOn: 'never' as const, counts: { error: 1, warning: 0, info: 0, existing: 0 } },
      '1 error. No change of access was found in what could be evaluated. The check never fails (fail-on).',
    ],
    [
      'warnings that fail',
      { conclusion: 'fail' as const, failOn: 'warning' as const, counts: { error: 0, warning: 2, info: 1, existing: 0 } },
      '2 warnings, 1 info. No change of access was found in what could be evaluated. The check fails on warnings (fail-on).',
    ],
    [
      'what base has decides',
      { conclusion: 'fail' as const, counts: { error: 0, warning: 0, info: 0, existing: 2 } },
      '2 older findings of base count (report-existing).',
    ],
    ['what base has is apart', { counts: { error: 0, warning: 0, info: 0, existing: 1 } }, '1 older finding of base does not count.'],
  ])('%s', (_, given, text) => {
    expect(markdownReport(review({ ...given, findings: [finding()] }))).toContain(`${text}</sub>`);
  });
});

describe('the first line', () => {
  const first = (given: Parameters<typeof review>[0]): string => markdownReport(review(given)).split('\n')[0] ?? '';
  const warning = finding({ severity: 'warning' });
  test.each<[string, Parameters<typeof review>[0], string]>([
    ['names the victim', { conclusion: 'fail', findings: [finding()] }, '### ❌ CORS: `https://app.contoso.com` cannot call orders'],
    [
      'counts the others',
      { conclusion: 'fail', findings: [finding(), finding({ says: problem('x'), fingerprint: '1' })] },
      '### ❌ CORS: `https://app.contoso.com` cannot call orders (and 1 more problem)',
    ],
    [
      'a check that passes says so, and what it found',
      { findings: [warning] },
      '### ⚠️ CORS: passes, but `https://app.contoso.com` cannot call orders',
    ],
    [
      'nothing reviewed is no green tick',
      { coverage: { changed: 4, reviewed: 0 }, unreviewed: portal.unreviewed },
      '### ⚪ CORS: 4 changed policies could not be placed or read, so nothing was checked',
    ],
    [
      'what cannot be read is told by what nobody can tell',
      { conclusion: 'fail', findings: [finding({ rule: 'malformed-policy', says: problem('x') })] },
      '### ❌ CORS: nobody can tell what is deployed by orders',
    ],
  ])('%s', (_, given, text) => {
    expect(first(given)).toBe(text);
  });
});

describe('short when there is little to say', () => {
  test.each([
    ['proven unchanged', unchanged, '### ✅ CORS: Nothing changes for anybody: every origin keeps exactly the access it has.\n'],
    ['not a service at all', untouched, '### ✅ CORS: No file of an API Management service is touched.\n'],
    ['nothing found, nothing proven', review(), '### ✅ CORS: No change of access was found in what could be evaluated.\n'],
    ['a clean scan', review({ mode: 'scan', operations: { total: 1, changed: 0 } }), '### ✅ CORS: No finding.\n'],
  ])('%s is one line', (_, one, text) => {
    expect(markdownReport(one)).toBe(text);
  });
});

describe('the table of who loses and gains what', () => {
  const rows = (...given: readonly Parameters<typeof change>[0][]): readonly string[] =>
    markdownReport(review({ changes: given.map((one) => change(one)) }))
      .split('\n')
      .filter((line) => /^\| (?!\| Pages|---)/.test(line));
  const origins = (before: Parameters<typeof access>[0], after: Parameters<typeof access>[0]): Parameters<typeof change>[0] => ({
    origins: [originChange({ before: access(before), after: access(after) })],
  });

  test.each([
    ['an API of which all is meant is called by its name', { targets: [target({ operations: ['a', 'b'], operationsInApi: 2 })] }, '| `orders` |'],
    ['few operations are named', { targets: [target({ operations: ['get', 'put'], operationsInApi: 9 })] }, '`get`, `put` of `orders`'],
    ['several are counted', { targets: [target({ operations: ['a', 'b', 'c', 'd'], operationsInApi: 9 })] }, '4 of 9 operations of `orders`'],
    [
      'no API is the global policy',
      { targets: [target({ api: null, operations: [], operationsInApi: 0 })] },
      'every API that inherits the global policy',
    ],
    ['a workspace is named', { targets: [target({ workspace: 'team' })] }, 'all 3 operations of `orders` in workspace `team`'],
    ['a product alone', { targets: [target({ product: 'starter' })] }, 'with a key of product `starter`'],
    ['many APIs are counted', { targets: Array.from({ length: 10 }, (_, index) => target({ api: `api-${index}` })) }, '10 APIs: `api-0`, `api-1`, …'],
    ['a removed operation', { existence: 'removed' as const }, '| removed |'],
    ['an environment', { environments: ['prod'] }, '`orders` in `prod` |'],
    ['any other website', { origins: [originChange({ origin: '*' })] }, '| any other website |'],
    ['the null origin', { origins: [originChange({ origin: 'null' })] }, '| null origin (sandboxed pages, files) |'],
    ['a value git does not hold', { origins: [originChange({ origin: '{{portal}}' })] }, '| whatever `{{portal}}` stands for |'],
    [
      'origins alike share a row',
      { origins: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => originChange({ origin: `https://${name}.example` })) },
      '| 6 web apps: `https://a.example`, `https://b.example`, … |',
    ],
    ['access in short', origins({ headers: [], credentials: false }, { allowed: 'no', methods: [] }), '| GET, PUT | blocked |'],
    [
      'long lists say what differs',
      origins({ headers: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }, { headers: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'x-new'] }),
      '| headers the 7 on both sides | headers x-new and the 7 on both sides; the rest as before |',
    ],
    ['unknown is unknown', origins({ headers: [] }, { allowed: 'unknown', headers: [] }), 'unknown: at most GET, PUT; credentials |'],
  ])('%s', (_, given, text) => {
    expect(rows(given)[0]).toContain(text);
  });

  test('harm first, then what is harmless; the same for an origin at several APIs is one row', () => {
    const gain = originChange({ origin: 'https://portal.example', direction: 'widened', before: noAccess, after: access() });
    const shown = rows({ origins: [gain] }, { origins: [gain, originChange()], targets: [target({ api: 'stock' })] });
    expect(shown).toEqual([
      '| ❌ loses | `https://app.contoso.com` | `stock` | GET, PUT; any header; credentials | blocked |',
      '| ➕ gains | `https://portal.example` | `orders` and `stock` | nothing | GET, PUT; any header; credentials |',
    ]);
  });

  test('never more than twelve rows', () => {
    const many = Array.from({ length: 40 }, (_, at) => ({
      origins: [originChange({ origin: `https://${at}.example`, before: access({ methods: [`M${at}`] }) })],
      targets: [target({ api: `api-${at}` })],
    }));
    expect(rows(...many)).toHaveLength(12);
    expect(rows(...many).at(-1)).toBe('| | and 29 more rows | | | |');
  });

  test('who is shut out as it stands is in the table, though nothing changed for anybody', () => {
    expect(markdownReport(review({ findings: [finding()] }))).toContain('| ❌ cannot call | `https://app.contoso.com` | `orders` | – | blocked |');
  });
});

describe('a line comment', () => {
  test('a deletion is an empty block', () => {
    expect(lineComment(causeOf(finding()), { suggestion: withoutBase, lines: [] }).body).toContain('```suggestion\n```');
  });

  test('lines with fences in them stay inside a longer fence', () => {
    const lines = ['```', '````', 'text'];
    expect(lineComment(causeOf(finding()), { suggestion: aboveBase, lines }).body).toContain('`````suggestion\n```\n````\ntext\n`````');
  });

  test('lines that Markdown cannot carry are not offered', () => {
    const { body, offersSuggestion } = lineComment(causeOf(finding()), { suggestion: aboveBase, lines: ['a\rb'] });
    expect(offersSuggestion).toBe(false);
    expect(body).not.toContain('```suggestion');
    expect(body).toContain('Patch: in the summary comment.');
  });

  test('a block that does not fit is left out whole, and the caller is told', () => {
    const lines = Array.from({ length: 2000 }, (_, index) => `<origin>https://site-${index}.contoso.com</origin>`);
    const { body, offersSuggestion } = lineComment(
      causeOf(finding()),
      { suggestion: aboveBase, lines },
      { marker: '<!-- apim-cors-review finding -->' },
    );
    expect(offersSuggestion).toBe(false);
    expect(byteLength(body)).toBeLessThanOrEqual(commentBudget);
    expect(body.endsWith('<!-- apim-cors-review finding -->')).toBe(true);
  });

  test('what does not fit is named', () => {
    const lines = Array.from({ length: 600 }, (_, index) => `<origin>https://site-${index}.contoso.com</origin>`);
    const block = { suggestion: aboveBase, lines };
    const whole = lineComment(causeOf(finding()), block).body;
    const cut = lineComment(causeOf(finding()), block, { budget: byteLength(whole) - 1 });
    expect([cut.offersSuggestion, cut.body.includes('_Cut to fit: the job summary has all of it._')]).toEqual([true, true]);
  });

  test('hostile suggestion lines stay in their block', () => {
    for (const text of hostileTexts) {
      const lines = text.split('\n');
      const { body } = lineComment(causeOf(finding()), { suggestion: aboveBase, lines });
      expect(alive(body)).toEqual([]);
    }
  });
});
