import fc from 'fast-check';
import { parseXml } from '../../src/xml/document.js';
import { Lines } from '../../src/xml/lines.js';

test('a line is the same whatever was asked before', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('\n', 'a', 'bc', '\r\n'), { maxLength: 40 }), fc.array(fc.nat(60), { maxLength: 30 }), (parts, offsets) => {
      const text = parts.join('');
      const lines = new Lines(text);
      for (const offset of offsets.filter((one) => one <= text.length)) {
        const before = text.slice(0, offset).split('\n');
        const line = before.length;
        expect(lines.lineAt(offset)).toBe(line);
        expect(lines.positionAt(offset)).toEqual({ line, column: (before[line - 1] ?? '').length + 1 });
      }
    }),
  );
});

test('names and their places are those of the elements', () => {
  const parsed = parseXml('<a><b/><c><b x="1"/></c><!-- <d/> --></a>');
  if (!parsed.ok) throw new Error('not read');
  const { document } = parsed;
  expect([...document.names].sort()).toEqual(['a', 'b', 'c']);
  expect(document.startsOf('b')).toEqual([3, 10]);
  expect(document.startsOf('d')).toEqual([]);
});

test.each([
  [`<p><v name="v" value="@(a("x") < 1)" z='2' /></p>`, { name: 'v', value: '@(a("x") < 1)', z: '2' }],
  [`<p><v value='@(a("x"))' name = "&#65;"/></p>`, { value: '@(a("x"))', name: 'A' }],
  [`<p><v name="a@(b" value="1" /></p>`, { name: 'a@(b', value: '1' }],
])('the attributes of %s', (text, expected) => {
  const parsed = parseXml(text);
  if (!parsed.ok) throw new Error('not read');
  const [element] = parsed.document.root.elements;
  for (const [name, value] of Object.entries(expected)) expect(element?.attribute(name)?.value).toBe(value);
  expect(Object.fromEntries((element?.attributes ?? []).map(({ name, value }) => [name, value]))).toEqual(expected);
});
