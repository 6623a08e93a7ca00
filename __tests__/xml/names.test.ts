import fc from 'fast-check';
import { nameBetween } from '../../src/xml/names.js';

const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-', 'é'), maxLength: 80 });

test('a name is what stands between its offsets, whatever names were met before', () => {
  fc.assert(
    fc.property(texts, fc.nat(80), fc.nat(80), (text, one, other) => {
      const [start, end] = one < other ? [one, Math.min(other, text.length)] : [other, Math.min(one, text.length)];
      fc.pre(start <= end);
      expect(nameBetween(text, start, end)).toBe(text.slice(start, end));
    }),
    { numRuns: 5000 },
  );
});
