import fc from 'fast-check';

const name = fc.constantFrom('name', 'value', 'a-b', 'x_1', 'policy', 'for', 'if');
const space = fc.constantFrom(' ', '  ', ' /* c */ ', '\t');
const text = fc.stringMatching(/^[a-z <>/=%$ '.]{0,8}$/).map((inside) => JSON.stringify(inside));

/** Expressions as people write them; those of the second kind have no value that JSON can hold. */
const { constant, expression } = fc.letrec<{ constant: string; expression: string }>((tie) => ({
  constant: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.constantFrom('1', '2.5', 'true', 'false', 'null', '"\\n\\"\\\\\\u00e9"', '"$${x} %%{y}"'),
    fc.array(tie('constant'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc.array(tie('constant'), { maxLength: 2 }).map((items) => `[\n${items.map((item) => `    ${item},\n`).join('')}  ]`),
  ),
  expression: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('var.x', 'local.y[0]', 'module.m["k"].o', 'data.t.n.*.id', 'r.s[*].a.b', 'each.key'),
    fc.tuple(tie('expression'), space, fc.constantFrom('+', '&&', '==', '<=', '%', '||'), space, tie('expression')).map((parts) => parts.join('')),
    fc.tuple(tie('expression'), space, tie('constant'), tie('expression')).map(([a, s, b, c]) => `${a}${s}?${s}${b} : ${c}`),
    fc.tuple(tie('expression'), tie('constant')).map(([a, b]) => `f(${a},\n  ${b}\n  )`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `[for k, v in ${a} : ${b} if k != ""]`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `{ for v in ${a} : v => ${b}... }`),
    tie('expression').map((a) => `(${a})`),
    tie('expression').map((a) => `!(${a})`),
  ),
}));

const heredoc = fc
  .tuple(fc.constantFrom('<<', '<<-'), fc.array(fc.stringMatching(/^ {0,3}[a-z<"\\]{0,5}$/), { maxLength: 4 }))
  .map(([opening, lines]) => `${opening}END\n${lines.map((line) => `    ${line}\n`).join('')}  END`);

const attributes = fc
  .uniqueArray(fc.tuple(name, fc.oneof(constant, expression, heredoc)), { selector: ([one]) => one, maxLength: 4 })
  .map((all) => all.map(([one, value], index) => `  ${one} = ${value}${index === 0 && !value.endsWith('END') ? ' # c' : ''}\n`).join(''));
/** A library that goes by labels wants as many of them each time. */
const head = fc.constantFrom('resource "a" "b c"', 'resource "b" "b c"', 'locals', 'module "a"');
const block = fc.tuple(head, attributes, attributes).map(([first, outer, inner]) => `${first} { # c\n${outer}  inner {\n${inner}  }\n}\n`);
/** Files of HCL as people write them, and as nobody does. */
export const hclFile = fc.tuple(attributes, fc.array(block, { maxLength: 3 })).map(([top, blocks]) => top + blocks.join('\n// c\n'));
