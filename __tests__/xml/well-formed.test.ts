import { parseXml, type XmlElement } from '../../src/xml/document.js';
import { generated, readingOf, strictly } from './well-formed.js';

// The whole number takes minutes; every run of the tests looks at the first documents.
const documents = Number(process.env['WELL_FORMED_DOCUMENTS'] ?? 4000);

test('a document that is well-formed XML is read as a strict parser reads it, or refused', () => {
  let wellFormed = 0;
  let refused = 0;
  for (let seed = 1; seed <= documents; seed += 1) {
    const source = generated(seed);
    const strict = strictly(source);
    if (strict === null) continue;
    wellFormed += 1;
    const result = parseXml(source);
    if (!result.ok) refused += 1;
    else if (JSON.stringify(readingOf(result.document.root)) !== JSON.stringify(strict)) {
      expect({ seed, source, read: readingOf(result.document.root) }).toEqual({ seed, source, read: strict });
    }
  }
  if (documents > 4000) console.log(`${wellFormed} well-formed documents of ${documents}, ${refused} refused`);
  expect(wellFormed).toBeGreaterThan(documents / 2);
  // C# that XML reads with other tags in it: either might be meant.
  expect(refused).toBeLessThan(wellFormed / 100);
});

test('what is looked up alone is what a look at all of it finds', () => {
  let withText = 0;
  let found = 0;
  const hold = (element: XmlElement, text: string): void => {
    const elements = element.children.filter(({ kind }) => kind === 'element');
    expect(element.elements.length === elements.length && elements.every((child, index) => child === element.elements[index])).toBe(true);
    const between = element.children.flatMap((child) => (child.kind === 'text' ? text.slice(child.span.start, child.span.end) : []));
    expect(element.hasOwnText).toBe(between.some((one) => /[^ \t\r\n]/.test(one)));
    if (element.hasOwnText) withText += 1;
    for (const child of element.elements) hold(child, text);
  };
  for (let seed = 1; seed <= 400; seed += 1) {
    const source = generated(seed);
    const [all, alone] = [parseXml(source), parseXml(source)];
    if (!all.ok || !alone.ok) continue;
    hold(all.document.root, source);
    const both = (one: XmlElement, other: XmlElement): void => {
      for (const { name } of other.attributes) {
        expect(one.attribute(name)).toEqual(other.attributes.find((attribute) => attribute.name === name));
        found += 1;
      }
      for (const name of ['none', 'a', 'ab', '']) expect(one.attribute(name)).toEqual(other.attributes.find((attribute) => attribute.name === name));
      for (const [index, child] of one.elements.entries()) both(child, other.elements[index] ?? child);
    };
    both(alone.document.root, all.document.root);
  }
  expect(Math.min(withText, found)).toBeGreaterThan(100);
});
