import { faultText } from '../../src/report/sentences/policy-faults.js';
import fc from 'fast-check';
import { applyEdits, toLineEdits, type TextEdit } from '../../src/text/edit.js';
import { childrenNamed, parseXml, type XmlDocument, type XmlElement } from '../../src/xml/document.js';
import { appendChild, insertBefore, moveBefore, removeNode, replaceElement, setAttribute, setText } from '../../src/xml/edit-elements.js';

function read(source: string): XmlDocument {
  const result = parseXml(source);
  if (!result.ok) throw new Error(faultText(result.problem.says));
  return result.document;
}

function only(element: XmlElement, name: string): XmlElement {
  const [found] = childrenNamed(element, name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

const source = [
  '<policies>',
  '  <inbound>',
  '    <base />',
  '    <cors>',
  '      <allowed-origins>',
  '        <origin>https://a</origin>',
  '      </allowed-origins>',
  '    </cors>',
  '  </inbound>',
  '</policies>',
].join('\n');

/** Applies an edit made of the document's inbound section. */
function edit(text: string, change: (document: XmlDocument, inbound: XmlElement) => TextEdit | readonly TextEdit[]): string {
  const document = read(text);
  const edits = change(document, only(document.root, 'inbound'));
  return applyEdits(text, 'span' in edits ? [edits] : edits);
}

describe.each([
  ['LF', (text: string) => text],
  ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
])('with %s', (_, ending) => {
  const text = ending(source);

  test('moving keeps the lines and takes the indentation of its new place', () => {
    expect(edit(text, (document, inbound) => moveBefore(document, only(inbound, 'cors'), only(inbound, 'base')))).toBe(
      ending(
        [
          '<policies>',
          '  <inbound>',
          '    <cors>',
          '      <allowed-origins>',
          '        <origin>https://a</origin>',
          '      </allowed-origins>',
          '    </cors>',
          '    <base />',
          '  </inbound>',
          '</policies>',
        ].join('\n'),
      ),
    );
  });

  test('removing takes the whole line', () => {
    expect(edit(text, (document, inbound) => removeNode(document, only(inbound, 'base')))).toBe(text.replace(ending('    <base />\n'), ''));
  });

  test('appending stands below the last child', () => {
    const origins = (inbound: XmlElement): XmlElement => only(only(inbound, 'cors'), 'allowed-origins');
    expect(edit(text, (document, inbound) => appendChild(document, origins(inbound), '<origin>https://b</origin>'))).toBe(
      text.replace('https://a</origin>', ending('https://a</origin>\n        <origin>https://b</origin>')),
    );
  });

  test('inserting before', () => {
    expect(edit(text, (document, inbound) => insertBefore(document, only(inbound, 'cors'), '<a>\n  <b />\n</a>'))).toBe(
      text.replace('    <cors>', ending('    <a>\n      <b />\n    </a>\n    <cors>')),
    );
  });

  test('replacing', () => {
    expect(edit(text, (document, inbound) => replaceElement(document, only(inbound, 'base'), '<a />\n<b />'))).toBe(
      text.replace('<base />', ending('<a />\n    <b />')),
    );
  });
});

test.each([
  ['a self-closing parent', '<p>\n  <a />\n</p>', '<p>\n  <a>\n    <b />\n  </a>\n</p>'],
  ['an empty parent', '<p>\n  <a></a>\n</p>', '<p>\n  <a>\n    <b />\n  </a>\n</p>'],
  ['a parent on one line', '<p><a><c /></a></p>', '<p><a><c /><b /></a></p>'],
])('appending to %s', (_, before, after) => {
  const document = read(before);
  expect(applyEdits(before, [appendChild(document, only(document.root, 'a'), '<b />')])).toBe(after);
});

test.each([
  ['adds', '<cors>', 'x', 'true', '<cors x="true">'],
  ['adds behind the last', '<cors a="1">', 'x', 'true', '<cors a="1" x="true">'],
  ['replaces in its own quotes', "<cors x='false'>", 'x', 'true', "<cors x='true'>"],
  ['escapes', '<cors>', 'x', 'a"<b&', '<cors x="a&quot;&lt;b&amp;">'],
  ['adds to a self-closing one', '<cors />', 'x', '1', '<cors x="1" />'],
])('setting an attribute %s', (_, tag, name, value, after) => {
  const text = tag.endsWith('/>') ? `<p>${tag}</p>` : `<p>${tag}</cors></p>`;
  const document = read(text);
  expect(applyEdits(text, [setAttribute(document, only(document.root, 'cors'), name, value)])).toContain(after);
});

test('setting text escapes it', () => {
  const document = read('<p><o> x </o></p>');
  expect(applyEdits(document.text, [setText(document, only(document.root, 'o'), 'a<b&c')])).toBe('<p><o>a&lt;b&amp;c</o></p>');
});

test('edits that overlap are refused', () => {
  expect(() =>
    applyEdits('abc', [
      { span: { start: 0, end: 2 }, text: '' },
      { span: { start: 1, end: 3 }, text: '' },
    ]),
  ).toThrow(RangeError);
});

describe('line edits', () => {
  /** Applies them as a reviewer's tool does: bottom up. */
  const apply = (before: string, edits: ReturnType<typeof toLineEdits>): string => {
    const lines = before.split('\n');
    for (const one of [...edits].reverse()) lines.splice(one.startLine - 1, one.endLine - one.startLine + 1, ...one.lines);
    return lines.join('\n');
  };

  test('turn one text into the other, and every one has lines to replace', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '  c', '', 'd'), { minLength: 1, maxLength: 12 }).map((lines) => `${lines.join('\n')}\n`);
    fc.assert(
      fc.property(text, text, (before, after) => {
        const edits = toLineEdits(before, after);
        for (const one of edits) expect(one.startLine).toBeLessThanOrEqual(one.endLine);
        expect(apply(before, edits)).toBe(after);
      }),
    );
  });

  test('say nothing about carriage returns', () => {
    expect(toLineEdits('a\r\nb\r\n', 'a\r\nc\r\n')).toEqual([{ startLine: 2, endLine: 2, lines: ['c'] }]);
  });
});

test('an edit keeps every byte outside its span', () => {
  fc.assert(
    fc.property(fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\ufeff'), fc.constantFrom('true', 'false'), (eol, bom, value) => {
      const text = bom + source.replaceAll('\n', eol);
      const document = read(text);
      const one = setAttribute(document, only(only(document.root, 'inbound'), 'cors'), 'terminate-unmatched-request', value);
      const after = applyEdits(text, [one]);
      expect(after.slice(0, one.span.start)).toBe(text.slice(0, one.span.start));
      expect(after.slice(after.length - (text.length - one.span.end))).toBe(text.slice(one.span.end));
    }),
  );
});
