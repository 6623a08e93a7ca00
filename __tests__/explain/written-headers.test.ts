import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest, type Explanation } from '../../src/explain/explanation.js';
import { cors, rest } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';
import { artifacts, type ServiceText } from '../serve/artifacts.js';

/** Headers of CORS that policies write by hand: what an expression, or a condition around it, comes to for the request that is asked about. */

const shop = 'https://shop.contoso.com';
const other = 'https://evil.com';

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const keep = (value: string, name = 'from'): string => `<set-variable name="${name}" value="${attribute(value)}" />`;
const origin = '@(context.Request.Headers.GetValueOrDefault("Origin",""))';
const write = (value: string, header = 'Access-Control-Allow-Origin'): string =>
  `<set-header name="${header}" exists-action="override"><value>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</value></set-header>`;
const choose = (condition: string, steps: readonly string[], otherwise: readonly string[] = []): readonly string[] => [
  '<choose>',
  `<when condition="${attribute(`@(${condition})`)}">`,
  ...steps,
  '</when>',
  ...(otherwise.length === 0 ? [] : ['<otherwise>', ...otherwise, '</otherwise>']),
  '</choose>',
];
const kept = '(string)context.Variables["from"]';

interface Written {
  readonly inbound?: readonly string[];
  readonly outbound: readonly string[];
  readonly fragments?: ServiceText['fragments'];
  readonly namedValues?: Readonly<Record<string, string>>;
}

async function asked(
  { inbound = [], outbound, fragments = {}, namedValues = {} }: Written,
  from: string,
  credentials: 'omit' | 'include' = 'omit',
): Promise<Explanation> {
  const text: ServiceText = { apis: [{ id: 'orders', inbound, rest: rest(outbound), methods: ['GET'], subscriptionRequired: false }], fragments };
  const values = Object.entries(namedValues).map(([name, value]) => [
    `apimartifacts/named values/${name}/namedValueInformation.json`,
    JSON.stringify({ properties: { displayName: name, value } }),
  ]);
  const request = { origin: from, method: 'GET', headers: [], credentials } as const;
  const destination = { kind: 'name', workspace: null, api: 'orders', operation: null } as const;
  return explainRequest(
    memoryTree({ ...artifacts(text), ...Object.fromEntries(values) }),
    { request, destination, product: null, key: null },
    defaultSettings,
    null,
  );
}

type Verdict = Explanation['verdict'];
const rows: readonly (readonly [fact: string, written: Written, shop: Verdict, other: Verdict])[] = [
  ['through a variable', { inbound: [keep(origin)], outbound: [write(`@(${kept})`)] }, 'allowed', 'allowed'],
  ['with a default of its own', { outbound: [write('@(context.Request.Headers.GetValueOrDefault("Origin","*"))')] }, 'allowed', 'allowed'],
  ['the first of the header', { outbound: [write('@(context.Request.Headers["Origin"].First())')] }, 'allowed', 'allowed'],
  [
    'a list that holds it',
    { inbound: [keep(origin)], outbound: [write(`@(new [] { "${shop}" }.Contains(${kept}) ? ${kept} : "")`)] },
    'allowed',
    'blocked',
  ],
  ['under a condition on the origin', { inbound: [keep(origin)], outbound: choose(`${kept} == "${shop}"`, [write(shop)]) }, 'allowed', 'blocked'],
  [
    'what follows <otherwise>',
    { inbound: [keep(origin)], outbound: choose(`${kept} == "${shop}"`, [write('https://nobody.contoso.com')], [write(`@(${kept})`)]) },
    'blocked',
    'allowed',
  ],
  [
    'chosen before, in inbound',
    { inbound: choose(`${origin.slice(2, -1)}.EndsWith(".contoso.com")`, [keep(origin)], [keep('none')]), outbound: [write(`@(${kept})`)] },
    'allowed',
    'blocked',
  ],
  [
    'in a fragment',
    { inbound: [keep(origin)], outbound: ['<include-fragment fragment-id="answer" />'], fragments: { answer: [write(`@(${kept})`)] } },
    'allowed',
    'allowed',
  ],
  ['a named value', { outbound: [write('@("{{shop}}")')], namedValues: { shop } }, 'allowed', 'blocked'],
  ['what the repository does not hold stays open', { outbound: [write('@("{{shop}}")')] }, 'unknown', 'unknown'],
  ['what the backend says stays open', { outbound: choose('context.Response.StatusCode == 200', [write(origin)]) }, 'unknown', 'unknown'],
  [
    'what is set under an unknown condition stays open',
    { inbound: [keep('none'), ...choose('context.Request.Body.As<string>() == "a"', [keep(origin)])], outbound: [write(`@(${kept})`)] },
    'unknown',
    'unknown',
  ],
  ['what C# ends in an error gives no value', { outbound: [write(`@(${kept})`)] }, 'unknown', 'unknown'],
];

test.each(rows)('%s', async (_fact, written, ofShop, ofOther) => {
  expect([(await asked(written, shop)).verdict, (await asked(written, other)).verdict]).toEqual([ofShop, ofOther]);
});

test('credentials are allowed where that header is written too, for whom it is', async () => {
  const credentials = write('true', 'Access-Control-Allow-Credentials');
  const written = { inbound: [keep(origin)], outbound: [write(`@(${kept})`), ...choose(`${kept} == "${shop}"`, [credentials])] };
  expect((await asked(written, shop, 'include')).verdict).toBe('allowed');
  expect((await asked(written, other, 'include')).verdict).toBe('blocked');
  expect((await asked(written, other)).verdict).toBe('allowed');
});

test('the values show in the answer, and what is not written does not show in its course', async () => {
  const written = { inbound: [keep(origin)], outbound: choose(`${kept} == "${shop}"`, [write(`@(${kept})`)]) };
  const [ofShop, ofOther] = [await asked(written, shop), await asked(written, other)];
  expect(ofShop.actual.headers).toEqual({ 'access-control-allow-origin': shop });
  expect(ofOther.actual.headers).toEqual({});
  expect(JSON.stringify(ofShop.trace)).toContain('writes-header');
  expect(JSON.stringify(ofOther.trace)).not.toContain('writes-header');
});

test('beside a <cors> both are known by what they say', async () => {
  const written = { inbound: [keep(origin), ...cors({ origins: [shop] })], outbound: choose(`${kept} != "${shop}"`, [write(`@(${kept})`)]) };
  expect((await asked(written, shop)).verdict).toBe('allowed');
});
