import fc from 'fast-check';
import { mayCarryOrigin, mayWriteCorsHeaders, setsRequestOrigin } from '../../src/apim/read-flow.js';
import { detached } from '../../src/text/strings.js';

const pieces = [
  ...[
    'origin',
    'Origin',
    'ORIG\u0130N',
    '<origin',
    '/origin',
    '-Origin',
    'variable',
    'set-Variable',
    'Access-Control-',
    'access-control',
    '<Cors',
    '<include-fragment',
  ],
  ...['<set-header ', ' name="', "' ", '"', '&', '&#79;', ' x=', '=', '>', '<', '\n', '\u212a', '\u017f', 'a'],
];
const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));

test('a look at the text in lower case finds what the patterns for it find', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const lower = text.toLowerCase();
      const isNamed = /[^<\/-]origin|access-control-|<include-fragment|<cors|variable/i.test(text);
      // In lower case, where the sign of kelvin is a plain k: no name that counts has one.
      const mayBeNamed = /<set-header/i.test(text) && /\bname\s*=\s*(?:"[^"]*|'[^']*)[@{&%$#_\u007f-\uffff]/.test(lower);
      expect(mayCarryOrigin(lower)).toBe(isNamed || mayBeNamed);
      expect(mayWriteCorsHeaders(text, lower)).toBe(/access-control-|\sname\s*=\s*["'][^"'<]*&/i.test(text));
      expect(setsRequestOrigin(text, lower)).toBe(/<set-header\s[^<>]*\bname\s*=\s*["']\s*origin\s*["']/i.test(text));
    }),
    { numRuns: 2000 },
  );
});

test('a detached text is the same text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => detached(text) === text));
});
