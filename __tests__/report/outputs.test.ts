import fc from 'fast-check';
import { reportAnnotations } from '../../src/report/annotations.js';
import { reportHtml } from '../../src/report/html.js';
import { reportText } from '../../src/report/text.js';
import { review as anyReview } from './arbitrary.js';
import { bigReview, finding, portal, review, rules, unchanged } from './fixtures.js';
import { noteFromElsewhere } from '../../src/review/note.js';
import { unpainted } from '../../src/report/paint.js';
import { ansiPaint } from '../../src/cli/ansi-paint.js';

describe('annotations', () => {
  const of = (counts: Readonly<Record<'error' | 'warning' | 'info', number>>): readonly string[] =>
    reportAnnotations(
      review({
        findings: (['info', 'warning', 'error'] as const).flatMap((severity, level) =>
          Array.from({ length: counts[severity] }, (_, index) =>
            finding({
              severity,
              says: { code: 'wildcard-origin', given: { holding: null } },
              fingerprint: `${severity}-${index}`,
              line: 100 * level + index + 1,
              endLine: 100 * level + index + 1,
              suggestions: [],
            }),
          ),
        ),
      }),
    );
  const commands = (lines: readonly string[]): readonly string[] => lines.map((line) => line.split(' ')[0] ?? '');

  test('worst first, ten of a level, the rest is counted, and infos have none', () => {
    const lines = of({ error: 12, warning: 3, info: 11 });
    expect(commands(lines)).toEqual([...Array(10).fill('::error'), ...Array(3).fill('::warning'), '2']);
    expect(lines.at(-1)).toBe('2 more problems (2 errors): see the job summary.');
  });

  test('ten of a level leave nothing to say', () => {
    expect(of({ error: 10, warning: 10, info: 10 })).toHaveLength(20);
  });

  test('one for each cause: its title, why, and the fix, at the line of its worst finding', () => {
    const consequence = finding({
      rule: 'terminate-unmatched-implicit',
      severity: 'warning',
      says: { code: 'terminate-unmatched-implicit', given: { origins: [] } },
      fingerprint: 'c0',
      path: 'policy.xml',
      line: 3,
      suggestions: [],
    });
    const lines = reportAnnotations(review({ findings: [consequence, finding()] }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^::error file=apis\/orders\/policy\.xml,line=4,endLine=8,title=https%3A\/\/app\.contoso\.com cannot call orders::<base \/> in apis\/orders\/policy\.xml:4 brings in .*%0AFix: Move <cors> above <base \/>.*%0ARule: inherited-cors-decides$/,
    );
  });

  test('findings that base has are left out unless they count', () => {
    const one = review({ findings: [finding({ status: 'existing' })] });
    expect(reportAnnotations(one)).toEqual([]);
    expect(reportAnnotations(one, { existing: true })).toHaveLength(1);
  });

  test('no text of a review adds, ends or changes a command', () => {
    fc.assert(
      fc.property(anyReview, (one) => {
        for (const line of reportAnnotations(one, { existing: true })) {
          expect(line).toMatch(/^(?:::(?:error|warning|notice) file=[^,:\r\n]*,line=\d+,endLine=\d+,title=[^,:\r\n]*::[^\r\n]*|\d[^\r\n]*)$/);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('terminal', () => {
  test('no control character without colour, and only our own sequences with it', () => {
    fc.assert(
      fc.property(anyReview, fc.integer({ min: 20, max: 200 }), (one, width) => {
        const plain = reportText(one, { paint: unpainted, width });
        // A tab is kept where it indents a line of a file.
        expect(plain.replace(/^[ \d|]*[-+]?[ \t]*/gm, '').replace(/\n/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        const coloured = reportText(one, { paint: ansiPaint, width });

        expect(
          coloured
            .replace(/\u001b\[(?:1|2|22|31|32|33|36|39)m/g, '')
            .replace(/^[ \d|]*[-+]?[ \t]*/gm, '')
            .replace(/\n/g, ''),
        ).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        for (const line of plain.split('\n')) expect(line.trimStart().startsWith('::')).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('colour changes nothing but colour', () => {
    const plain = reportText(portal, { paint: unpainted, width: 80 });
    const coloured = reportText(portal, { paint: ansiPaint, width: 80 });

    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain);
    expect(coloured).not.toBe(plain);
  });

  test('sentences keep to the width', () => {
    const words = reportText(review({ notes: [noteFromElsewhere('one two three four five six seven eight nine ten eleven twelve thirteen')] }), {
      paint: unpainted,
      width: 40,
    });
    for (const line of words.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  });

  test('the verdict is the last line', () => {
    expect(reportText(portal, { paint: unpainted, width: 100 }).trimEnd().split('\n').at(-1)).toBe('APIM CORS Review: fail');
    expect(reportText(unchanged, { paint: unpainted, width: 100 })).toBe(
      'Nothing changes for anybody: every origin keeps exactly the access it has.\nAPIM CORS Review: pass\n',
    );
  });
});

describe('HTML', () => {
  /** Tags the page is made of; a tag with any other name or attribute came from somewhere else. */
  const ownTag =
    /^<(?:!doctype html|html lang="en"|meta [^>]*|\/?(?:html|head|body|title|style|header|main|footer|section|article|details|summary|h1|h2|h3|p|ul|li|pre|ins|del|code|strong|table|thead|tbody|tr|th|td|div|span)|header class="(?:pass|fail)"|th scope="(?:col|row)"|(?:p|div|span) class="[a-z ]+"|br|div class="wide" role="region" tabindex="0" aria-label="[A-Za-z ]+")>$/;

  test('no text of a review becomes markup', () => {
    fc.assert(
      fc.property(anyReview, (one) => {
        const page = reportHtml(one, { toolVersion: '0.1.0', rules }).replace(/<style>[\s\S]*?<\/style>/, '');
        for (const [tag] of page.matchAll(/<[^>]*>/g)) expect(tag).toMatch(ownTag);
        const opened: string[] = [];
        for (const [, close, name] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)/g)) {
          if (name === undefined || ['meta', 'br', 'html'].includes(name)) continue;
          if (close === '') opened.push(name);
          else expect(opened.pop()).toBe(name);
        }
        expect(opened).toEqual([]);
        expect(page.replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 200 },
    );
  });

  test('the page forbids itself everything but its own style', () => {
    const page = reportHtml(bigReview(), { toolVersion: '0.1.0' });
    expect(page).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`);
    expect(page).not.toMatch(/<script|<link|<img|<a |url\(|@import/i);
  });
});
