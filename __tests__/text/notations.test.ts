import fc from 'fast-check';
import { parseDocument, isScalar } from 'yaml';
import { applyEdits, textEdits, type Span, type TextEdit } from '../../src/text/edit.js';
import { HostFile, hostText, type HostedText } from '../../src/text/hosted-text.js';
import { jsonString, jsonStringAt } from '../../src/text/json-string.js';
import { identity, type Notation } from '../../src/text/notation.js';
import { yamlScalar } from '../../src/text/yaml-scalar.js';

const ref = { path: 'file', at: 1, variant: '' };

/** A text, as a library finds it in a file. */
interface Found {
  readonly at: Span;
  readonly text: string;
}

function inJson(file: string): Found {
  const at = jsonStringAt(file, ['properties', 'value']);
  const text = (JSON.parse(file) as { properties: { value: string } }).properties.value;
  if (at === null) throw new Error('there is a text');
  return { at, text };
}

function inYaml(file: string): Found {
  const document = parseDocument(file, { logLevel: 'silent' });
  const node = document.getIn(['apis', 0, 'value'], true);
  if (document.errors.length > 0 || !isScalar(node) || typeof node.value !== 'string' || !node.range) throw new Error(`not read: ${file}`);
  return { at: { start: node.range[0], end: node.range[1] }, text: node.value };
}

function open(file: string, { at, text }: Found, notation: Notation): HostedText {
  return hostText(new HostFile(file), ref, at, notation, text);
}

const policy = '<policies>\n  <inbound>\n    <set-header name="a" value=\'@("x")\' />\n    <base />\n\n  </inbound>\n</policies>\n';
const indented = (text: string, by: string, eol = '\n'): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : by + line))
    .join(eol);
const yaml = (scalar: string, eol = '\n'): string => ['apis:', '- name: a', `  value: ${scalar}`, '- name: b', ''].join(eol);

interface Kept {
  readonly name: string;
  readonly file: string;
  readonly find: (file: string) => Found;
  readonly notation: Notation;
}

const wholeFile = (file: string): Found => ({ at: { start: 0, end: file.length }, text: file });

const kept: readonly Kept[] = [
  { name: 'a whole file', file: policy, find: wholeFile, notation: identity },
  { name: 'a JSON string', file: JSON.stringify({ name: 'é', properties: { value: policy } }, null, 2), find: inJson, notation: jsonString },
  {
    name: 'a JSON string of a tool that escapes angle brackets',
    file: JSON.stringify({ properties: { value: policy.replaceAll('\n', '\r\n') } }, null, 2)
      .replaceAll('<', '\\u003c')
      .replaceAll('>', '\\u003E')
      .replaceAll('\n', '\r\n'),
    find: inJson,
    notation: jsonString,
  },
  ...[
    ['a literal block', yaml(`|\n${indented(policy, '      ')}`)],
    ['a literal block with CRLF', yaml(`|\r\n${indented(policy, '      ', '\r\n')}`, '\r\n')],
    ['a literal block, stripped', yaml(`|-\n${indented(policy, '    ').trimEnd()}`)],
    ['a literal block, kept', yaml(`|+ # as it is\n${indented(policy, '    ')}\n\n`)],
    ['a literal block of more indented lines', yaml(`|2-\n${indented(policy, '      ')}`)],
    ['a literal block under an anchor', yaml(`&one |\n${indented(policy, '     ')}`)],
    ['a folded block', yaml(`>\n${indented(policy, '    ')}`)],
    ['a folded block of lines that are joined', yaml(`>-\n    <policies>\n    <inbound>\n    <base />\n\n    </inbound>\n    </policies>`)],
    ['a double quoted scalar', yaml(JSON.stringify(policy))],
    ['a double quoted scalar of several lines', yaml('"<policies>\\n\\\n    \\  <inbound>\\n\n\n    <base />\n    </inbound></policies>"')],
    ['a single quoted scalar', yaml(`'<policies><inbound><set-header name="a" value=''@("x")'' />\n    <base /></inbound></policies>'`)],
    ['a plain scalar', yaml('<policies><inbound><base />\n    </inbound>\n\n    </policies>')],
  ].map(([name = '', file = '']) => ({ name, file, find: inYaml, notation: yamlScalar })),
];

/** Pieces of policies, and what notations have to look out for. */
const snippet = fc.oneof(
  fc.constantFrom(
    '<origin>https://app.contoso.com</origin>',
    '<base />',
    "'",
    '"',
    '\\',
    'a: b',
    ' #',
    '\n',
    '\n    ',
    ' ',
    '\n\n',
    'é',
    '😀',
    '\t',
    '- ',
    '&amp;',
  ),
  fc.string({ maxLength: 8 }),
);
const text = fc.array(snippet, { maxLength: 12 }).map((parts) => parts.join(''));

/** Edits that do not overlap. */
function editsOf(length: number): fc.Arbitrary<readonly TextEdit[]> {
  return fc.array(fc.tuple(fc.nat({ max: length }), fc.nat({ max: 30 }), text), { maxLength: 3 }).map((given) => {
    const edits: TextEdit[] = [];
    for (const [start, size, inserted] of [...given].sort(([a], [b]) => a - b)) {
      const last = edits[edits.length - 1];
      if (last !== undefined && start <= last.span.end) continue;
      edits.push({ span: { start, end: Math.min(length, start + size) }, text: inserted });
    }
    return edits;
  });
}

describe.each(kept)('$name', ({ file, find, notation }) => {
  const found = find(file);

  test('reads what a library reads', () => {
    const reading = notation.read(file, found.at);
    expect(reading?.text).toBe(found.text);
    let [inText, inFile] = [0, reading?.pieces[0]?.file.start ?? 0];
    for (const piece of reading?.pieces ?? []) {
      expect(piece.text.start).toBe(inText);
      expect(piece.file.start).toBeGreaterThanOrEqual(inFile);
      if (piece.kind === 'same') expect(file.slice(piece.file.start, piece.file.end)).toBe(found.text.slice(piece.text.start, piece.text.end));
      inText = piece.text.end;
      inFile = piece.file.end;
    }
    expect(inText).toBe(found.text.length);
  });

  test('an edit spliced into the file, and the file read again by a library, is the edited text', () => {
    fc.assert(
      fc.property(editsOf(found.text.length), (edits) => {
        const spliced = open(file, found, notation).fileEdits(edits);
        if (spliced !== null) expect(find(applyEdits(file, spliced)).text).toBe(applyEdits(found.text, edits));
      }),
    );
  });

  test('what a repair does can be written', () => {
    const hosted = open(file, found, notation);
    const at = found.text.indexOf('<base />');
    const begins = found.text.lastIndexOf('\n', at) + 1;
    const indentation = found.text.slice(begins, at).trim() === '' ? found.text.slice(begins, at) : '';
    const eol = found.text.includes('\r\n') ? '\r\n' : '\n';
    const inserted = applyEdits(found.text, [
      { span: { start: at, end: at }, text: `<cors>${eol}${indentation}    <allowed-origins />${eol}${indentation}</cors>${eol}${indentation}` },
    ]);
    const removed = applyEdits(found.text, [{ span: { start: at, end: at + 8 }, text: '' }]);
    for (const wanted of [inserted, removed]) {
      const spliced = hosted.fileEdits(textEdits(found.text, wanted));
      expect(spliced).not.toBeNull();
      expect(find(applyEdits(file, spliced ?? [])).text).toBe(wanted);
    }
  });
});

describe('what is written is read', () => {
  const style = { indentation: '    ', eol: '\n', source: '' } as const;

  test('a JSON string', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('""', '"\\u003c\\u003E\\/"', '"\\u00e9"'), (value, source) => {
        const written = jsonString.rewrite(value, { ...style, source });
        expect(JSON.parse(written ?? '')).toBe(value);
        expect(jsonString.read(written ?? '', { start: 0, end: written?.length ?? 0 })?.text).toBe(value);
      }),
    );
  });

  test.each(['|', '|-', '|+', '>', '>-', '"', "'", ''])('a scalar that begins with %j', (source) => {
    fc.assert(
      fc.property(text, (value) => {
        const written = yamlScalar.rewrite(value, { ...style, source });
        const file = yaml(written ?? '');
        let found: Found | null = null;
        try {
          found = inYaml(file);
        } catch {
          // What is no YAML any more is not read as the text either.
        }
        const read = yamlScalar.read(file, { start: 25, end: 25 + (written?.length ?? 0) });
        // Not every text can be a block; one that reads as itself reads so for a library too.
        if (read?.text === value && found?.at.end === 25 + (written?.length ?? 0)) expect(found.text).toBe(value);
        if (source === '"' || source === "'" || source === '') expect(found?.text).toBe(value);
      }),
    );
  });
});

test.each([
  ['{"properties":{"value":"a"}}', 'a'],
  ['\ufeff{"x":[{"value":"n"}],"properties":{"x":{"value":"n"},"value":"a"}}', 'a'],
  ['{"properties":{"value":"n"},"properties":{"value":"a"}}', 'a'],
  ['{"properties":{"value":"a"},"properties":1}', null],
  ['{"value":"n","properties":{"values":"n"}}', null],
  ['{"properties":{"v\\u0061lue":"a"}}', 'a'],
  ['[{"properties":{"value":"n"}}]', null],
])('the value of %s', (file, expected) => {
  const at = jsonStringAt(file, ['properties', 'value']);
  expect(at === null ? null : JSON.parse(file.slice(at.start, at.end))).toBe(expected);
});

test('a line that is indented less is no part of a block: an edit that writes one is not written so', () => {
  const [block] = kept.filter(({ name }) => name === 'a folded block');
  if (block === undefined) throw new Error('there is a folded block');
  const { file, find, notation } = block;
  const found = find(file);
  const { length } = found.text;
  let written = 0;
  for (let from = 0; from < length; from += 1) {
    const edits = [
      { span: { start: from, end: length - 12 }, text: '' },
      { span: { start: length, end: length }, text: '<more />\n' },
    ].filter(({ span }) => span.start <= span.end);
    const spliced = open(file, found, notation).fileEdits(edits);
    if (spliced === null) continue;
    written += 1;
    expect(find(applyEdits(file, spliced)).text).toBe(applyEdits(found.text, edits));
  }
  expect(written).toBeGreaterThan(0);
});

test('an item of a list is reached by its index', () => {
  const file = '{"resources":[{"a":["x"]},[1,{"value":"here"}]]}';
  const at = jsonStringAt(file, ['resources', 1, 1, 'value']);
  expect(file.slice(at?.start, at?.end)).toBe('"here"');
});

/** A template: `${…}` is filled in. */
const template: Notation = {
  read(file) {
    return {
      text: file.replace('${x}', 'FILLED'),
      pieces: [
        { kind: 'same', text: { start: 0, end: 2 }, file: { start: 0, end: 2 } },
        { kind: 'filled', text: { start: 2, end: 8 }, file: { start: 2, end: 6 } },
        { kind: 'same', text: { start: 8, end: 10 }, file: { start: 6, end: 8 } },
      ],
    };
  },
  write: (value) => value,
  rewrite: () => null,
};

test.each([
  ['before what was filled in', { span: { start: 0, end: 1 }, text: 'b' }, 'ba${x}cc'],
  ['right behind it', { span: { start: 8, end: 8 }, text: 'b' }, 'aa${x}bcc'],
  ['in it', { span: { start: 4, end: 4 }, text: 'b' }, null],
  ['over its end', { span: { start: 7, end: 9 }, text: '' }, null],
])('an edit %s', (_, edit, expected) => {
  const file = 'aa${x}cc';
  const hosted = hostText(
    new HostFile(file),
    ref,
    { start: 0, end: 8 },
    { ...template, read: (whole, at) => (whole === file ? template.read(whole, at) : { text: whole.replace('${x}', 'FILLED'), pieces: [] }) },
    'aaFILLEDcc',
  );
  const edits = hosted.fileEdits([edit]);
  expect(edits === null ? null : applyEdits(file, edits)).toBe(expected);
});

test('edits of a text turn it into the other', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', '  c', '', 'x\r'), { maxLength: 8 }).map((all) => all.join('\n'));
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      expect(applyEdits(before, textEdits(before, after))).toBe(after);
    }),
  );
});
