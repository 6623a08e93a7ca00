/** Over every rule's examples and generated services: what is told of the remarkable documents is told of all. Kinds are held to it in kinds.test.ts. */
import fc from 'fast-check';
import {
  apiPath,
  cors,
  fragmentPath,
  globalPath,
  operationPath,
  ordersApi,
  ordersSpecification,
  policy,
  product,
  repository,
  rest,
  within,
} from '../../src/layouts/apiops/example.js';
import { rules } from '../../src/rules/catalogue.js';
import { expectTheSame } from './looked-through.js';

type Files = Readonly<Record<string, string>>;

const examples = rules.flatMap((rule) => [...rule.fails, ...rule.passes].map((example) => [`${rule.id}: ${example.name}`, example] as const));

test.each(examples)('%s', async (_, { base, head }) => {
  await expectTheSame(base, head);
});

const header = (name: string, value: string): readonly string[] =>
  within(`set-header name="${name}" exists-action="override"`, [`<value>${value}</value>`]);
const when = (condition: string, lines: readonly string[]): readonly string[] => within('choose', within(`when condition="@(${condition})"`, lines));
const origin = 'context.Request.Headers.GetValueOrDefault(&quot;Origin&quot;, &quot;&quot;)';

/** What a policy may hold, a line or more each: all that some rule looks for, and much that none does. */
const parts: readonly (readonly string[])[] = [
  ['<set-variable name="v" value="@(context.Request.Url.Path)" />'],
  [`<set-variable name="o" value="@(${origin})" />`],
  ['<rate-limit calls="5" renewal-period="60" />'],
  ['<rewrite-uri template="/a" />'],
  [`<set-backend-service base-url='@((string)context.Variables["v"])' />`],
  ['<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />'],
  ['<cache-store duration="60" />'],
  ['<validate-jwt header-name="Authorization" />'],
  ['<ip-filter action="allow"><address>10.0.0.1</address></ip-filter>'],
  ['<mock-response />'],
  ['<cross-domain />'],
  ['<jsonp callback-parameter-name="cb" />'],
  ['<include-fragment fragment-id="browsers" />'],
  ['<include-fragment fragment-id="nowhere" />'],
  ['<!-- apim-cors-ignore wildcard-origin: open to all -->'],
  ['<CORS />'],
  ['text'],
  ['{{part}}'],
  within('inbound', ['<base />']),
  within('check-header name="Origin" failed-check-httpcode="403"', ['<value>https://app.contoso.com</value>']),
  header('X-Request-Id', 'a'),
  header('Origin', 'https://app.contoso.com'),
  header('@(context.Request.Method)', 'a'),
  header('Access-Control-Allow-Origin', '*'),
  header('Access-Control-Allow-Origin', `@(${origin})`),
  within('return-response', header('Access-Control-Allow-Origin', '*')),
  when('context.Request.Method == &quot;OPTIONS&quot;', within('return-response', ['<set-status code="200" />'])),
  when('context.Variables.ContainsKey(&quot;v&quot;)', ['<set-variable name="w" value="1" />']),
  when(`${origin} == &quot;https://app.contoso.com&quot;`, ['<mock-response />']),
  when('context.Request.Method == &quot;GET&quot;', ['<rate-limit calls="5" renewal-period="60" />']),
  within('retry condition="@(true)" count="1" interval="1"', ['<rate-limit calls="5" renewal-period="60" />']),
  cors({ origins: ['*'] }),
  cors({ origins: ['https://app.contoso.com', 'https://shop.contoso.com/'] }),
];

const quiet = fc.constantFrom(...parts.slice(0, 4));
const part = fc.oneof({ arbitrary: quiet, weight: 1 }, { arbitrary: fc.constantFrom(...parts), weight: 1 });
const lines = fc.tuple(fc.array(part, { maxLength: 2 }), fc.constantFrom('first', 'last', 'none')).map(([some, base]) => {
  const own = some.flat();
  return base === 'first' ? ['<base />', ...own] : base === 'last' ? [...own, '<base />'] : own;
});
const quietly = fc.option(quiet, { freq: 1 }).map((one) => ['<base />', ...(one ?? [])]);
const text = fc
  .tuple(fc.oneof(quietly, lines), fc.oneof(quietly, lines), quietly)
  .map(([inbound, outbound, errors]) => policy(inbound, rest(outbound, errors)));
const service: fc.Arbitrary<Files> = fc
  .record({ global: text, api: text, operation: text, product: text, fragment: part })
  .map(({ global, api, operation, product: ofProduct, fragment }) =>
    repository({
      ...ordersApi({}),
      ...ordersSpecification(['get', 'put']),
      ...product(ofProduct),
      [globalPath]: global,
      [apiPath]: api,
      [operationPath]: operation,
      [fragmentPath]: within('fragment', fragment).join('\n'),
    }),
  );

test('of services with a policy of any kind at any scope', async () => {
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(fc.option(service, { nil: undefined }), service, async (base, head) => {
      plain += await expectTheSame(base, head);
    }),
    { numRuns: Number(process.env['APIM_CORS_RUNS'] ?? 150) },
  );
  // Else it would show nothing.
  expect(plain).toBeGreaterThan(50);
});
