import fc from 'fast-check';
import {
  byteLength,
  escapeCommandData,
  escapeCommandProperty,
  escapeHtml,
  escapeHtmlInMarkdown,
  escapeMarkdown,
  escapeTerminal,
  escapeUriPath,
  inertLogLine,
  markdownCode,
  markdownFence,
  markdownLinkTarget,
  oneLine,
  survivesFence,
  visible,
} from '../../src/report/escape.js';
import { foreign, htmlPhrase, markdownPhrase, personal, plainPhrase } from '../../src/report/phrase.js';
import { text } from './arbitrary.js';
import { hostileTexts } from './fixtures.js';
import { commandsIn } from './inert.js';
import { alive, readMarkdown } from './markdown-check.js';

const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('no text does anything in Markdown', () => {
  test.each(hostileTexts.map((one) => [one.slice(0, 60), one] as const))('%j', (_, one) => {
    expect(alive(escapeMarkdown(one))).toEqual([]);
    expect(alive(markdownCode(one, 'text'))).toEqual([]);
    expect(alive(markdownPhrase([foreign(one)]))).toEqual([]);
  });

  test('any text, as text, as code and as what another room says', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(alive(escapeMarkdown(one))).toEqual([]);
        expect(alive(markdownCode(one, 'text'))).toEqual([]);
        expect(alive(markdownPhrase([foreign(one)]))).toEqual([]);
        expect(alive(markdownPhrase([personal(one)]))).toEqual([]);
        expect(alive(markdownPhrase([foreign(one), ' ', foreign(one)]))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test('any text in every cell of a table', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        const row = `| ${escapeMarkdown(left)} | ${markdownCode(left, 'table')} | ${markdownPhrase([foreign(right)], 'table')} | ${markdownCode(right, 'table')} | . |`;
        expect(alive(row)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test('any text in a <summary>', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(alive(`<summary>${escapeHtmlInMarkdown(one)}</summary>`)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['the <cors> inherited through <base /> decides', 'the `<cors>` inherited through `<base />` decides'],
    ['https://app.contoso.com, https://b.contoso.com: both lose', '`https://app.contoso.com`, `https://b.contoso.com`: both lose'],
    ["the API 'orders' (see apis/orders/policy.xml:4)", "the API 'orders' (see `apis/orders/policy.xml:4`)"],
    ['the APIs a`b and c`d share an id', 'the APIs ``a`b`` and ``c`d`` share an id'],
    ["owner '@octocat' says so.", "owner '`@octocat`' says so."],
    ['terminate-unmatched-request defaults to true', 'terminate-unmatched-request defaults to true'],
    ['1. not a list', '1\\. not a list'],
    ['- not a list', '\\- not a list'],
    ['0123abc is a commit, facade is not', '`0123abc` is a commit, facade is not'],
  ])('what another room says reads well: %s', (message, markdown) => {
    expect(markdownPhrase([foreign(message)])).toBe(markdown);
  });
});

test("a person's backticks are code", () => {
  expect(markdownPhrase([personal('browsers send `PATCH`, and/or `patch`')])).toBe('browsers send `PATCH`, and/or `patch`');
});

describe('fences', () => {
  test('hold any lines exactly, and end where they end', () => {
    fc.assert(
      fc.property(
        fc.array(
          text.map((one) => one.replace(/[\r\n]/g, '')),
          { maxLength: 5 },
        ),
        (lines) => {
          const { fences, prose: rest, closed } = readMarkdown(`before\n${markdownFence(lines, 'suggestion', true)}\nafter`);
          expect(closed).toBe(true);
          expect(fences).toEqual([{ info: 'suggestion', lines }]);
          expect(rest).toEqual(['before', 'after']);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('a deletion is a block with no line at all', () => {
    expect(markdownFence([], 'suggestion', true)).toBe('```suggestion\n```');
  });

  test.each([
    [['a', '  b'], true],
    [['a\rb'], false],
    [['a\nb'], false],
    [['\u0000'], false],
    [['\ud800'], false],
  ])('%j survives a fence: %s', (lines, survives) => {
    expect(survivesFence(lines)).toBe(survives);
  });
});

describe('HTML, terminal, workflow commands, addresses', () => {
  test('no text leaves its place in HTML', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(escapeHtml(one)).not.toMatch(/[<>"'`]|&(?!amp;|lt;|gt;|quot;|#39;|#96;|#58;|#35;)/);
        expect(htmlPhrase([foreign(one)]).replace(/<\/?code>/g, '')).not.toMatch(/[<>"'`]/);
      }),
      { numRuns: 1000 },
    );
  });

  test('no control, format or bidirectional character reaches a terminal or any other target', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(escapeTerminal(one)).not.toMatch(hidden);
        expect(plainPhrase([foreign(one)])).not.toMatch(hidden);
        expect(oneLine(one, 50)).not.toMatch(hidden);
        expect(escapeCommandProperty(one).replace(/\t/g, ' ')).not.toMatch(hidden);
        expect(markdownCode(one, 'text')).not.toMatch(hidden);
      }),
      { numRuns: 1000 },
    );
  });

  test('hidden characters are written out, not dropped', () => {
    expect(visible('a\u202eb\u001b[31m\ud800c')).toBe('a\\u{202e}b\\u{1b}[31m\\u{d800}c');
  });

  test('no line of output is a workflow command', () => {
    fc.assert(
      fc.property(text, fc.nat(6), (one, indent) => {
        const line = inertLogLine(`${' '.repeat(indent)}${escapeTerminal(one)}`);
        expect(commandsIn(line)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('command data and properties are one line and decode to the text', () => {
    fc.assert(
      fc.property(text, (one) => {
        const property = escapeCommandProperty(one);
        expect(property).not.toMatch(/[:,\r\n]/);
        const decoded = property.replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%0A/g, '\n').replace(/%0D/g, '\r').replace(/%25/g, '%');
        expect(decoded).toBe(visible(one));
        expect(escapeCommandData(one)).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 1000 },
    );
  });

  test('a path is a URI of the same segments', () => {
    fc.assert(
      fc.property(text, (one) => {
        const uri = escapeUriPath(`apis/${one}`);
        expect(uri).toMatch(/^[A-Za-z0-9\-_.!~*'()%/]*$/);
        expect(decodeURIComponent(uri)).toBe(`apis/${one}`.replace(/\p{Cs}/gu, '\uFFFD'));
      }),
      { numRuns: 1000 },
    );
  });

  test('a link target cannot end its link', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(markdownLinkTarget(`https://example.com/${one}`)).not.toMatch(/[\s()<>\\|"'`[\]@]/);
      }),
    );
  });
});

test('a line is cut at its limit, whole characters only, in time that does not depend on the rest', () => {
  expect(oneLine('a  b\n c', 10)).toBe('a b c');
  expect([...oneLine('😀'.repeat(100), 10)]).toHaveLength(10);
  expect([...oneLine('x'.repeat(5_000_000), 10)]).toHaveLength(10);
  expect(byteLength('é😀')).toBe(6);
});

// What takes the square of a megabyte does not come back: the answer itself is the proof.
test('hostile text of a megabyte is escaped in linear time', () => {
  for (const part of ['`', '[', '@', '#', '<', ':', 'a1b2c3d', '\u202e', ' ', '-', '"', '::']) {
    const long = part.repeat(1_000_000 / part.length);
    expect(escapeMarkdown(long).length).toBeGreaterThan(0);
    escapeHtmlInMarkdown(long);
    markdownCode(long, 'table');
    plainPhrase([foreign(long)]);
    escapeCommandProperty(long);
    inertLogLine(long);
  }
}, 300_000);
