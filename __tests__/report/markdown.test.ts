import { terminateUnmatchedDefault } from '../../src/cors/questions.js';
import fc from 'fast-check';
import type { Finding, Suggestion } from '../../src/review/review.js';
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
  originChange,
  portal,
  review,
  rules,
  target,
  unchanged,
  untouched,
  withoutBase,
  hangsOn,
} from './fixtures.js';
import { markdownPhrase } from '../../src/report/phrase.js';
import { messagePhrase } from '../../src/report/sentences/statements.js';
import { alive, readMarkdown } from './markdown-check.js';
import { problem } from './said.js';

const marker = '<!-- apim-cors-review summary -->';
const nothingPlaced: ReadonlyMap<Finding, Suggestion | null> = new Map();

describe('nothing foreign is alive', () => {
  test('in any report of any review', () => {
    fc.assert(
      fc.property(anyReview, (one) => {
        expect(alive(markdownReport(one, { rules }))).toEqual([]);
        expect(
          alive(summaryComment(one, { budget: commentBudget, marker, placed: new Map(one.findings.slice(0, 2).map((each) => [each, null])) })),
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
        const { body, offersSuggestion } = lineComment(one, block, { rules });
        expect(alive(body)).toEqual([]);
        const blocks = readMarkdown(body).fences.filter(({ info }) => info === 'suggestion');
        expect(blocks.map(({ lines }) => lines)).toEqual(offersSuggestion ? [block?.lines] : []);
        expect(byteLength(lineComment(one, block, { budget }).body)).toBeLessThanOrEqual(budget);
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
      expect(text.startsWith(`${marker}\n❌ **APIM CORS Review: fail.** 17 errors`)).toBe(true);
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
    expect(text).toMatch(/_Cut to fit: the patches of \d,\d{3} findings/);
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
        [one, aboveBase],
        [two, aboveBase],
      ]),
    });
    expect(offered).not.toContain('answers every preflight first');
    expect(offered).not.toContain('```diff');
    const inWords = summaryComment(both, { budget: commentBudget, marker, placed: new Map([[one, null]]) });
    expect(inWords).not.toContain('answers every preflight first');
    expect(inWords).toContain('### Patches for line comments');
    expect(inWords).toContain('### Findings without a line comment');
    expect(inWords).toContain('Another one.');
  });

  test('the job summary holds every finding whatever was commented', () => {
    const text = jobSummary(portal);
    for (const one of portal.findings) expect(text).toContain(markdownPhrase(messagePhrase(one)));
    expect(text).toContain('### Findings\n');
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
  const first = (given: Parameters<typeof review>[0]): string => markdownReport(review(given)).split('\n')[0] ?? '';
  test.each([
    [
      'errors that never fail',
      { failOn: 'never' as const, counts: { error: 1, warning: 0, info: 0, existing: 0 } },
      'pass.** 1 error. No change of access was found in what could be evaluated. The check never fails (fail-on).',
    ],
    [
      'warnings that fail',
      { conclusion: 'fail' as const, failOn: 'warning' as const, counts: { error: 0, warning: 2, info: 1, existing: 0 } },
      '2 warnings, 1 info. No change of access was found in what could be evaluated. The check fails on warnings (fail-on).',
    ],
    [
      'what base has decides',
      { conclusion: 'fail' as const, counts: { error: 0, warning: 0, info: 0, existing: 2 } },
      '2 findings that base has too count (report-existing).',
    ],
    ['what base has is apart', { counts: { error: 0, warning: 0, info: 0, existing: 1 } }, '1 finding that base has too is counted apart.'],
  ])('%s', (_, given, text) => {
    expect(first(given)).toContain(text);
  });
});

describe('short when there is little to say', () => {
  test.each([
    ['proven unchanged', unchanged, '✅ **APIM CORS Review: pass.** Nothing changes for anybody: every origin keeps exactly the access it has.\n'],
    ['not a service at all', untouched, '✅ **APIM CORS Review: pass.** No file of an API Management service is touched.\n'],
    ['nothing found, nothing proven', review(), '✅ **APIM CORS Review: pass.** No change of access was found in what could be evaluated.\n'],
    [
      'a clean scan',
      review({ mode: 'scan', operations: { total: 1, changed: 0 } }),
      '✅ **APIM CORS Review: pass.** No finding. 1 operation evaluated.\n',
    ],
  ])('%s is one line', (_, one, text) => {
    expect(markdownReport(one)).toBe(text);
  });
});

describe('the before/after table', () => {
  const row = (given: Parameters<typeof change>[0]): string =>
    markdownReport(review({ changes: [change(given)] }))
      .split('\n')
      .find((line) => /^\| (?!Change|---)/.test(line)) ?? '';
  const origins = (before: Parameters<typeof access>[0], after: Parameters<typeof access>[0]): Parameters<typeof change>[0] => ({
    origins: [originChange({ before: access(before), after: access(after) })],
  });

  test.each([
    [
      'lists of hundreds of operations are one line',
      { targets: [target({ operations: Array.from({ length: 400 }, (_, index) => `op-${index}`), operationsInApi: 400 })] },
      'all 400 operations of `orders`',
    ],
    ['few operations are named', { targets: [target({ operations: ['get', 'put'], operationsInApi: 9 })] }, '`get`, `put` of `orders`'],
    ['several are counted', { targets: [target({ operations: ['a', 'b', 'c', 'd'], operationsInApi: 9 })] }, '4 of 9 operations of `orders`'],
    ['an API with operations not known is named', { targets: [target({ operations: [], operationsInApi: 0 })] }, 'API `orders`'],
    [
      'no API is the global policy',
      { targets: [target({ api: null, operations: [], operationsInApi: 0 })] },
      'every API that inherits the global policy',
    ],
    ['a workspace is named', { targets: [target({ workspace: 'team' })] }, 'all 3 operations of `orders` in workspace `team`'],
    ['a product alone', { targets: [target({ product: 'starter' })] }, 'with a key of product `starter`'],
    [
      'with and without a product',
      { targets: [target(), target({ product: 'starter' })] },
      'all 3 operations of `orders` with or without a key of product `starter`',
    ],
    [
      'many APIs are counted',
      { targets: Array.from({ length: 10 }, (_, index) => target({ api: `api-${index}` })) },
      '; and 21 operations of 7 more APIs',
    ],
    ['a new operation', { existence: 'added' as const }, '| new |'],
    ['a removed operation', { existence: 'removed' as const }, '| removed |'],
    ['an environment', { environment: 'prod' }, '| narrowed in `prod` |'],
    ['any other website', { origins: [originChange({ origin: '*' })] }, '| any other website |'],
    ['the null origin', { origins: [originChange({ origin: 'null' })] }, '| null origin (sandboxed pages, files) |'],
    ['a value git does not hold', { origins: [originChange({ origin: '{{portal}}' })] }, '| whatever `{{portal}}` stands for |'],
    [
      'origins alike share a row',
      { origins: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => originChange({ origin: `https://${name}.example` })) },
      '`https://d.example` and 2 more |',
    ],
    ['access in short', origins({ headers: [], credentials: false }, { allowed: 'no', methods: [] }), '| yes: GET, PUT | no |'],
    [
      'what is lost is said',
      origins({ exposed: ['etag', 'x-count', 'x-page'] }, { exposed: ['etag', 'x-count', 'x-page'], credentials: false }),
      '| yes: credentials | yes: no credentials; the rest as before |',
    ],
    [
      'max-age only when it changes',
      origins({ headers: [] }, { headers: [], maxAge: null }),
      '| yes: GET, PUT; credentials; max-age 300 s | yes: GET, PUT; credentials; max-age not said |',
    ],
    [
      'long lists say what differs',
      origins({ headers: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }, { headers: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'x-new'] }),
      '| yes: headers the 7 on both sides | yes: headers x-new and the 7 on both sides; the rest as before |',
    ],
    ['unknown is unknown', origins({ headers: [] }, { allowed: 'unknown', headers: [] }), 'unknown: at most GET, PUT; credentials |'],
  ])('%s', (_, given, text) => {
    expect(row(given)).toContain(text);
  });

  test('an unknown says what it depends on', () => {
    const text = markdownReport(
      review({
        changes: [
          change({
            kind: 'unknown',
            origins: [
              originChange({
                direction: 'unknown',
                after: access({ allowed: 'unknown', why: hangsOn(terminateUnmatchedDefault) }),
              }),
            ],
          }),
        ],
      }),
    );
    expect(text).toContain(
      'What the unknowns depend on:\n\n- `https://app.contoso.com`, after: allowed if terminate-unmatched-request defaults to true; blocked if terminate-unmatched-request defaults to false',
    );
    expect(text).not.toContain('before: ');
  });

  test('the folder of artifacts is said only where there are several', () => {
    expect(row({ targets: [target({ root: 'artifacts' })] })).not.toContain('artifacts');
    expect(row({ targets: [target({ root: 'east' }), target({ root: 'west' })] })).toContain(
      '`orders` under `east`; all 3 operations of `orders` under `west`',
    );
  });
});

describe('a line comment', () => {
  test('a deletion is an empty block', () => {
    expect(lineComment(finding(), { suggestion: withoutBase, lines: [] }).body).toContain('```suggestion\n```');
  });

  test('lines with fences in them stay inside a longer fence', () => {
    const lines = ['```', '````', 'text'];
    expect(lineComment(finding(), { suggestion: aboveBase, lines }).body).toContain('`````suggestion\n```\n````\ntext\n`````');
  });

  test('lines that Markdown cannot carry are not offered', () => {
    const { body, offersSuggestion } = lineComment(finding(), { suggestion: aboveBase, lines: ['a\rb'] });
    expect(offersSuggestion).toBe(false);
    expect(body).not.toContain('```suggestion');
    expect(body).toContain('The patch is in the summary comment.');
  });

  test('a block that does not fit is left out whole, and the caller is told', () => {
    const lines = Array.from({ length: 2000 }, (_, index) => `<origin>https://site-${index}.contoso.com</origin>`);
    const { body, offersSuggestion } = lineComment(finding(), { suggestion: aboveBase, lines }, { marker: '<!-- apim-cors-review finding -->' });
    expect(offersSuggestion).toBe(false);
    expect(byteLength(body)).toBeLessThanOrEqual(commentBudget);
    expect(body.endsWith('<!-- apim-cors-review finding -->')).toBe(true);
  });

  test('what does not fit is named', () => {
    const long = { ...withoutBase, patch: `--- a/x\n+++ b/x\n@@ -1 +1,2000 @@\n${'+<origin>https://app.contoso.com</origin>\n'.repeat(2000)}` };
    const one = finding({ suggestions: [aboveBase, long, long] });
    const offered = lineComment(one, { suggestion: aboveBase, lines: ['<base />'] });
    expect([offered.offersSuggestion, offered.body.includes('_Cut to fit: 2 other repairs. All of it is in the job summary._')]).toEqual([
      true,
      true,
    ]);
    expect(lineComment(one, null).body).toContain('_Cut to fit: 2 other repairs. All of it is in the job summary._');
    expect(lineComment(one, null, { budget: 400 }).body).toContain('_Cut to fit: 3 repairs. All of it is in the job summary._');
  });

  test('hostile suggestion lines stay in their block', () => {
    for (const text of hostileTexts) {
      const lines = text.split('\n');
      const { body } = lineComment(finding(), { suggestion: aboveBase, lines });
      expect(alive(body)).toEqual([]);
    }
  });
});
