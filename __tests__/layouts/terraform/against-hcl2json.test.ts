import { parse } from '@cdktf/hcl2json';
import fc from 'fast-check';
import type { Body, HclExpression } from '../../../src/layouts/terraform/hcl-syntax.js';
import { parseHcl } from '../../../src/layouts/terraform/parse-hcl.js';
import { hclFile } from './written-hcl.js';

/** The value of an expression without references, its texts as that library escapes them; undefined: it has some. */
function constantIn(expression: HclExpression): unknown {
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
    fc.asyncProperty(hclFile, async (source) => {
      const { body, problems } = parseHcl(source);
      expect([problems, shaped(body, source)]).toEqual([[], await parse('x.tf', source)]);
    }),
    { numRuns: 150 },
  );
});
