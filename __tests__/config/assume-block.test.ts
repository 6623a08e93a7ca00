import fc from 'fast-check';
import { parseSettings } from '../../src/config/settings.js';
import { withAssumeBlock } from '../../src/config/assume-block.js';

const settled = new Map([
  ['terminate-unmatched-default', 'true'],
  ['null-listed', 'no'],
]);
const block = 'assume:\n  terminate-unmatched-default: true\n  null-listed: no';

test.each<[string, string | null, string]>([
  ['a new file', null, `${block}\n`],
  ['an empty one', '', `${block}\n`],
  ['a file without the block', '# ours\nfail-on: warning # low\n', `# ours\nfail-on: warning # low\n${block}\n`],
  ['a last line without an end', 'fail-on: warning', `fail-on: warning\n${block}\n`],
  [
    'the block in the middle',
    'fail-on: warning\nassume:  # guessed\n  null-listed: yes # who knows\n\n# rules\nrules:\n  wildcard-origin: info\n',
    `fail-on: warning\n${block}\n\n# rules\nrules:\n  wildcard-origin: info\n`,
  ],
  ['the block at the end, without an end of the line', 'assume:\n  null-listed: yes', block],
  ['the block on one line', 'assume: { null-listed: yes }\nfail-on: info\n', `${block}\nfail-on: info\n`],
  ['an empty block', 'assume:\nfail-on: info\n', `${block}\nfail-on: info\n`],
  [
    'what it settles besides stays',
    "assume:\n  backend-cors: replaced\n  null-listed: 'yes'\n",
    `assume:\n  backend-cors: replaced\n  terminate-unmatched-default: true\n  null-listed: no\n`,
  ],
  ['line ends of Windows', 'fail-on: info\r\nassume:\r\n  null-listed: yes\r\n', `fail-on: info\r\n${block.replaceAll('\n', '\r\n')}\r\n`],
  ['a mark of the byte order', '\uFEFFassume:\n  null-listed: yes\n', `\uFEFF${block}\n`],
  ['a quoted key', '"assume":\n  null-listed: yes\n', `${block}\n`],
])('%s', (_, text, expected) => {
  const written = withAssumeBlock(text, 'cors.yml', settled);
  expect(written).toBe(expected);
  const { assume } = parseSettings(written, 'cors.yml');
  for (const [point, reading] of settled) expect(assume.get(point)).toBe(reading);
  expect(withAssumeBlock(written, 'cors.yml', settled)).toBe(written);
});

test.each([
  ['a list', '- a\n'],
  ['no YAML', 'a: [\n'],
  ['an end of the document', 'fail-on: info\n...\n'],
  ['the block in a map on one line', '{ fail-on: info, assume: { null-listed: yes } }\n'],
])('%s is refused and not spoilt', (_, text) => {
  expect(() => withAssumeBlock(text, 'cors.yml', settled)).toThrow(/cors\.yml/);
});

test('all else stays byte for byte, wherever the block stands', () => {
  const line = fc.constantFrom(
    'fail-on: info',
    '# a comment',
    '',
    'report-existing: true # why',
    'rules:\n  wildcard-origin:   off',
    '  ',
    "contracts: 'x: y'",
  );
  const old = fc.constantFrom(
    'assume:\n  null-listed: yes',
    'assume:\n    null-listed:   yes # x',
    'assume: {null-listed: yes}',
    'assume:\n  # note\n  null-listed: yes',
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(line, { maxLength: 4 }),
      fc.uniqueArray(line, { maxLength: 4 }),
      old,
      fc.constantFrom('\n', '\r\n'),
      (before, after, own, newline) => {
        fc.pre(!before.some((one) => one !== '' && after.includes(one) && !one.startsWith('#')));
        const text = (middle: string): string => [...before, middle, ...after, ''].join('\n').replaceAll('\n', newline);
        expect(withAssumeBlock(text(own), 'cors.yml', settled)).toBe(text(block));
      },
    ),
  );
});
