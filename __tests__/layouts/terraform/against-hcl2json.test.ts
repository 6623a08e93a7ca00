import { parse } from '@cdktf/hcl2json';
import fc from 'fast-check';
import type { Body, Expression } from '../../../src/layouts/terraform/hcl-syntax.js';
import { parseHcl } from '../../../src/layouts/terraform/parse-hcl.js';

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
  .map((all) => all.map(([one, value]) => `  ${one} = ${value}\n`).join(''));
/** A library that goes by labels wants as many of them each time. */
const head = fc.constantFrom('resource "a" "b c"', 'resource "b" "b c"', 'locals', 'module "a"');
const block = fc.tuple(head, attributes, attributes).map(([first, outer, inner]) => `${first} { # c\n${outer}  inner {\n${inner}  }\n}\n`);
const file = fc.tuple(attributes, fc.array(block, { maxLength: 3 })).map(([top, blocks]) => top + blocks.join('\n// c\n'));

/** The value of an expression without references, its texts as that library escapes them; undefined: it has some. */
function constantIn(expression: Expression): unknown {
  if (expression.kind === 'constant') return expression.value;
  if (expression.kind === 'list') {
    const items = expression.items.map(constantIn);
    return items.includes(undefined) ? undefined : items;
  }
  if (expression.kind !== 'template') return undefined;
  const parts = expression.parts.map((part) => (part.kind === 'text' ? part.text : undefined));
  return parts.includes(undefined) ? undefined : parts.join('').replace(/[$%](?=\{)/g, '$&$&');
}

type Json = Readonly<Record<string, unknown>>;

/** The body in the shape of that library; an expression stands there as it is written. */
function shaped(body: Body, source: string): Json {
  const made: Record<string, unknown> = {};
  for (const [key, { value }] of body.attributes) {
    const known = constantIn(value);
    made[key] = known === undefined ? `\${${source.slice(value.start, value.end)}}` : known;
  }
  for (const { type, labels, body: inner } of body.blocks) {
    let into = made;
    let key = type;
    for (const label of labels) {
      into = (into[key] ??= {}) as Record<string, unknown>;
      key = label;
    }
    const list = (into[key] ??= []) as Json[];
    list.push(shaped(inner, source));
  }
  return made;
}

test("the reader agrees with HashiCorp's own, on what stands where and on every constant", async () => {
  await fc.assert(
    fc.asyncProperty(file, async (source) => {
      const { body, problems } = parseHcl(source);
      expect([problems, shaped(body, source)]).toEqual([[], await parse('x.tf', source)]);
    }),
    { numRuns: 150 },
  );
});
