import { inOneForm } from '../../src/layouts/deployed/not-followed.js';

/** Code that is not followed is compared in one form: what it does differently shows, how it is written does not. */

const bicep = "module x 'a' = {\n  params: {\n    url: 'https://a/*'\n    list: [\n      'a'\n      'b'\n    ]\n  }\n}";

test.each([
  ['on one line', "module x 'a'={ params: { url: 'https://a/*', list: ['a', 'b'] } }"],
  ['with remarks', bicep.replace('params', "// it's here\n  /* and\n there */ params")],
  ['with other line ends', bicep.replaceAll('\n', '\r\n  ')],
])('Bicep %s is the same', (_how, other) => {
  expect(inOneForm(other)).toBe(inOneForm(bicep));
});

test.each([
  ['an address', bicep.replace('https://a/*', 'https://b/*')],
  ['a list', bicep.replace("'b'", "'c'")],
  ['white space in a text', bicep.replace("'b'", "'b '")],
  ['a comma in a text', bicep.replace("'b'", "',b'")],
  ['what stands behind the beginning of a remark in a text', bicep.replace("'b'", "'//' 'b'")],
])('%s that differs is another state', (_what, other) => {
  expect(inOneForm(other)).not.toBe(inOneForm(bicep));
});

test('what begins a remark again and again, and never ends it, takes no longer than its length', () => {
  const code = `a ${'/* '.repeat(400_000)}`;
  expect(inOneForm(code) === 'a').toBe(true);
});
