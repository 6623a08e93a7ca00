import fc from 'fast-check';
import { defaultSettings } from '../../src/config/settings.js';
import {
  apiPath,
  cors,
  fragmentPath,
  globalPath,
  operationPath,
  ordersApi,
  ordersSpecification,
  policy,
  repository,
  rest,
  within,
} from '../../src/layouts/apiops/example.js';
import { harmTo, rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hostings, type Hosted, type LayoutName } from '../rules/hosting.js';

/** Verdicts of random services are the same in whatever way a service is kept. */

type Files = Readonly<Record<string, string>>;

const runs = Number(process.env['APIM_CORS_RUNS'] ?? 30);
const apps = ['https://app.contoso.com', 'https://shop.contoso.com', 'https://admin.contoso.com'] as const;
const put = operationPath.replace('get-', 'put-');

const element = fc
  .record({
    origins: fc.uniqueArray(fc.constantFrom(...apps, '*'), { minLength: 1, maxLength: 2 }),
    methods: fc.constantFrom(['*'], ['GET'], ['GET', 'PUT']),
    headers: fc.constantFrom(['*'], ['content-type']),
    attributes: fc.constantFrom('', ' terminate-unmatched-request="true"', ' terminate-unmatched-request="false"', ' allow-credentials="true"'),
  })
  .map((text) => cors(text));
const include = ['<include-fragment fragment-id="browsers" />'];
const part: fc.Arbitrary<readonly string[]> = fc.oneof({ arbitrary: element, weight: 4 }, { arbitrary: fc.constant(include), weight: 2 });
/** `<base />` and at most two others, in any order; a section has one `<cors>`. */
const inbound: fc.Arbitrary<string> = fc
  .tuple(fc.option(part), fc.option(part, { freq: 1 }), fc.constantFrom('first', 'last', 'none'))
  .map(([one, other, base]) => {
    const own = [one, other === null || other[0] === one?.[0] || (isCors(other) && one !== null && isCors(one)) ? [] : other].flatMap(
      (lines) => lines ?? [],
    );
    return policy(base === 'first' ? ['<base />', ...own] : base === 'last' ? [...own, '<base />'] : own);
  });

function isCors([first]: readonly string[]): boolean {
  return first?.startsWith('<cors') === true;
}

const service: fc.Arbitrary<Files> = fc
  .record({
    global: fc.option(element, { freq: 2 }).map((lines) => policy(lines ?? [], rest(['<base />']))),
    api: inbound,
    get: fc.option(inbound, { freq: 1 }),
    put: fc.option(inbound, { freq: 1 }),
    fragment: element,
    verbs: fc.constantFrom(['get', 'put'], ['get', 'put', 'options']),
    key: fc.boolean(),
  })
  .map((one) =>
    repository({
      ...ordersApi({ subscriptionRequired: one.key }),
      ...ordersSpecification(one.verbs),
      [globalPath]: one.global,
      [apiPath]: one.api,
      ...(one.get === null ? {} : { [operationPath]: one.get }),
      ...(one.put === null ? {} : { [put]: one.put }),
      [fragmentPath]: within('fragment', one.fragment).join('\n'),
    }),
  );

/** Who loses and gains what where, under the leanings, and under which titles' verdicts. */
async function told(base: Hosted, head: Hosted): Promise<readonly string[]> {
  const settings = { ...defaultSettings, scopes: head.scopes };
  const made = await reviewTrees(memoryTree(base.files, 'base'), memoryTree(head.files, 'head'), { settings, today: '2026-11-30' });
  const moves = made.changes.flatMap(({ targets, origins }) =>
    origins.flatMap((origin) => {
      const harm = harmTo(origin);
      if (harm !== 'loses' && harm !== 'gains') return [];
      const cell = ({ allowed, methods, headers, credentials }: typeof origin.before): string =>
        JSON.stringify([allowed, ...(allowed === 'yes' ? [methods, headers, credentials] : [])]);
      return targets.flatMap(({ product: of, api, operations }) =>
        operations.map((id) => `${harm} ${origin.origin} ${of ?? '-'} ${api ?? '-'} ${id} ${cell(origin.before)} ${cell(origin.after)}`),
      );
    }),
  );
  const losers = rootCauses(made).flatMap(({ loses, status }) => (status === 'new' ? loses.flatMap(({ origins }) => origins) : []));
  return [...new Set([...moves, ...losers.map((origin) => `cause ${origin}`)])].sort();
}

const inCode: readonly LayoutName[] = ['Terraform, heredoc', 'Terraform, file()', 'Bicep, inline', 'Bicep, loadTextContent()', 'ARM, inline'];

test('what a change does to whom is the same in Terraform, Bicep and ARM', async () => {
  let moved = 0;
  await fc.assert(
    fc.asyncProperty(service, service, async (before, after) => {
      const [base, head] = [await hostings(before), await hostings(after)];
      const plain = await told({ files: before, scopes: [] }, { files: after, scopes: [] });
      moved += plain.length;
      for (const layout of inCode) {
        const [old, now] = [base?.get(layout), head?.get(layout)];
        if (old === undefined || now === undefined) throw new Error(`no ${layout}`);
        expect([layout, await told(old, now)]).toEqual([layout, plain]);
      }
    }),
    { numRuns: runs },
  );
  expect(moved).toBeGreaterThan(0);
});
