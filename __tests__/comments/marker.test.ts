import { isOwnLogin, openMarker, readMarker, sealed, useOf } from '../../src/comments/marker.js';

const use = useOf('CORS / review');
const open = openMarker(use, '5f1c9a70d3ab');

test('a marker is found again at the start and at the end of a body', () => {
  for (const body of [`text\n\n${open}`, `${open}\ntext`]) {
    const { body: closed, said } = sealed(body, open);
    expect(closed).toHaveLength(body.length);
    expect(readMarker(closed)).toEqual({ use, subject: '5f1c9a70d3ab', said });
    expect(readMarker(`${closed.replaceAll('\n', '\r\n')}\r\n`)).toEqual({ use, subject: '5f1c9a70d3ab', said });
  }
});

test('what was said tells two texts apart', () => {
  expect(sealed(`a\n${open}`, open).said).not.toBe(sealed(`b\n${open}`, open).said);
});

test.each([
  ['in the middle', `a\n${open}\nb`],
  ['of another tool', '<!-- sticky 0123456789ab summary 0123456789ab -->'],
  ['with other digits', '<!-- apim-cors-review 0123456789AB summary 0123456789ab -->'],
  ['that is not closed', '<!-- apim-cors-review 0123456789ab summary 0123456789ab'],
  ['that is written out', '&lt;!-- apim-cors-review 0123456789ab summary 0123456789ab --&gt;'],
  ['none', ''],
])('a marker %s is no marker', (_, body) => {
  expect(readMarker(body)).toBeNull();
});

test('a body that a marker was cut from is a mistake of ours', () => {
  expect(() => sealed('text', open)).toThrow('lost its marker');
});

test.each([
  ['github-actions[bot]', 'github-actions', true],
  ['github-actions[bot]', 'github-actions[bot]', true],
  ['review-app[bot]', 'review-app[bot]', true],
  ['review-app', 'review-app[bot]', false],
  ['mona', 'github-actions', false],
  ['', '', false],
])('%s is the own login of %s: %s', (author, viewer, expected) => {
  expect(isOwnLogin(author, viewer)).toBe(expected);
});

test('a long hostile body is read in no time', () => {
  expect(readMarker('<!-- apim-cors-review '.repeat(100_000))).toBeNull();
});
