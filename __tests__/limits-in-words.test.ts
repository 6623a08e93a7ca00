import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (path: string): string => readFileSync(join(__dirname, '..', path), 'utf8');

/** A number that a source file has under a name. */
function limit(path: string, name: string): number {
  const [, value = ''] = new RegExp(`const ${name} = ([\\d_* ]+);`).exec(read(path)) ?? [];
  return value.split('*').reduce((product, factor) => product * Number(factor.replaceAll('_', '')), 1);
}

const written = (value: number): string => value.toLocaleString('en-US');
const cors = limit('src/cors/too-much.ts', 'mostCors');
const byHand = limit('src/cors/too-much.ts', 'mostWritten');
const unknown = limit('src/cors/too-much.ts', 'mostUnknown');
const products = limit('src/cors/too-much.ts', 'mostProducts');
const filledIn = `${limit('src/cors/named-values.ts', 'mostFilledIn') / 1024} KiB`;
const policies = limit('src/apim/layers.ts', 'mostStatements');
const depth = limit('src/apim/layers.ts', 'deepestFragment');

test.each<[page: string, words: readonly string[]]>([
  [
    'src/report/sentences/entries-of-cors.ts',
    [
      `More than ${written(policies)} policies`,
      `deeper than ${depth} `,
      `More than ${cors} <cors>`,
      `More than ${byHand} headers`,
      `More than ${unknown} names`,
      `More than ${written(products)} products`,
      `more than ${filledIn}`,
    ],
  ],
  [
    'src/rules/not-understood.ts',
    [
      `more than ${written(policies)} policies`,
      `deeper than ${depth} `,
      `more than ${cors} `,
      `${byHand} headers`,
      `${unknown} names`,
      filledIn,
      `${written(products)} products`,
    ],
  ],
  [
    'SECURITY.md',
    [
      `more than ${written(policies)} policies`,
      `deeper than ${depth},`,
      `More than ${cors} `,
      `${byHand} headers`,
      `${unknown} names`,
      filledIn,
      `more than ${written(products)} products`,
      `more than ${written(limit('src/layouts/apiops/most-fragments.ts', 'mostFragments'))} policy fragments`,
      `${limit('src/layouts/terraform/evaluate-hcl.ts', 'deepest')} deep`,
      `${limit('src/layouts/bicep/evaluate-bicep.ts', 'deepestOfAll')} deep`,
      `${limit('src/layouts/arm/template-scope.ts', 'deepest')} in an ARM template`,
      `loops of ${written(limit('src/layouts/deployed/values.ts', 'longestLoop'))} rounds`,
      ...['src/layouts/terraform/root-module.ts', 'src/layouts/bicep/bicep-root.ts'].map((path) => `${written(limit(path, 'mostModules'))} modules`),
      `${limit('src/layouts/arm/template-root.ts', 'mostDeployments')} deployments of ARM`,
      `${limit('src/layouts/most-environments.ts', 'mostEnvironments')} environments of a service`,
    ],
  ],
])('%s names the limits that hold', (page, words) => {
  const text = read(page).replace(/\s+/g, ' ');
  expect(words.filter((one) => !text.includes(one))).toEqual([]);
});

test('fragments are followed as deep everywhere', () => {
  for (const walker of ['flow-walk', 'request-headers']) {
    const text = read(`src/effective/${walker}.ts`);
    expect([walker, /deepestFragment\b[^\n]*'\.\.\/apim\/layers\.js'/.test(text), /const deepestFragment/.test(text)]).toEqual([walker, true, false]);
  }
});
