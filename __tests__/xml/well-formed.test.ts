import { parseXml } from '../../src/xml/document.js';
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
