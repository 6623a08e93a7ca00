import type { BrowserResponse } from '../../src/browser/judge.js';
import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest, type Destination, type Explanation } from '../../src/explain/explanation.js';
import type { Observation } from '../../src/explain/observation.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';

// A key is sent and nobody said whose: it may be one of any product that the API is in, or one to the API alone, which selects no product.

const app = 'https://app.contoso.com';

interface Asked {
  /** Each product: what its policy holds, and whether it needs a subscription. */
  readonly products: Readonly<Record<string, { readonly inbound: readonly string[]; readonly open?: boolean }>>;
  readonly api?: readonly string[];
  readonly key?: 'none' | 'header' | 'query';
  readonly product?: string;
  readonly url?: string;
  readonly method?: string;
  readonly headers?: readonly string[];
  readonly assume?: Readonly<Record<string, string>>;
  readonly seen?: Observation;
}

function ask({ products, api = ['<base />'], key, product, url, method = 'PUT', headers = [], assume = {}, seen }: Asked): Promise<Explanation> {
  const files: Record<string, string> = { [apiPath]: policy([...api]) };
  for (const [id, { inbound, open = false }] of Object.entries(products)) {
    const folder = `apimartifacts/products/${id}`;
    files[`${folder}/productInformation.json`] = JSON.stringify({ properties: { displayName: id, subscriptionRequired: !open } });
    files[`${folder}/apis.json`] = JSON.stringify([{ name: 'orders' }]);
    files[`${folder}/policy.xml`] = policy([...inbound]);
  }
  const destination: Destination =
    url === undefined ? { kind: 'name', workspace: null, api: 'orders', operation: null } : { kind: 'url', url: `https://api.contoso.com${url}` };
  return explainRequest(
    memoryTree(repository(files)),
    {
      request: { origin: app, method, headers: headers.map((name) => ({ name, value: 'k' })), credentials: 'same-origin' },
      destination,
      product: product ?? null,
      key: key ?? null,
      ...(seen === undefined ? null : { observation: seen }),
    },
    { ...defaultSettings, assume: new Map(Object.entries(assume)) },
    null,
  );
}

const lists = ['<base />', ...cors({ origins: [app] })];
const listsOther = ['<base />', ...cors({ origins: ['https://other.contoso.com'] })];
const keyInUrl = '/orders/orders/42?subscription-key=k';

describe('whose key it is decides', () => {
  test.each<[string, Asked, string]>([
    ['one product lists the page, by its URL', { products: { gold: { inbound: lists } }, url: keyInUrl }, 'unknown'],
    ['one product lists the page, by name', { products: { gold: { inbound: lists } }, key: 'query' }, 'unknown'],
    ['one of two products', { products: { gold: { inbound: lists }, iron: { inbound: listsOther } }, key: 'query' }, 'unknown'],
    [
      'every product and the API itself',
      { products: { gold: { inbound: lists } }, api: [...cors({ origins: [app] }), '<base />'], key: 'query' },
      'allowed',
    ],
    ['no product', { products: { iron: { inbound: listsOther } }, key: 'query' }, 'blocked'],
    ['the product is named', { products: { gold: { inbound: lists } }, url: keyInUrl, product: 'gold' }, 'allowed'],
    [
      'the other product is named',
      { products: { gold: { inbound: lists }, iron: { inbound: listsOther } }, key: 'query', product: 'iron' },
      'blocked',
    ],
    ['no preflight carries a header', { products: { gold: { inbound: lists } }, key: 'header' }, 'blocked'],
    ['the header says so too', { products: { gold: { inbound: lists } }, headers: ['Ocp-Apim-Subscription-Key'] }, 'blocked'],
    // An open product has no keys.
    ['the product that lists it is open', { products: { gold: { inbound: lists, open: true } }, key: 'query' }, 'blocked'],
    [
      'told that it is a key of the product',
      { products: { gold: { inbound: lists } }, key: 'query', assume: { 'key-of-product': 'yes' } },
      'allowed',
    ],
    ['told that it is none', { products: { gold: { inbound: lists } }, key: 'query', assume: { 'key-of-product:gold': 'no' } }, 'blocked'],
  ])('%s', async (_, asked, verdict) => {
    expect((await ask(asked)).verdict).toBe(verdict);
  });

  test('both ends are told, and how to say which', async () => {
    const { outcomes, notes } = await ask({ products: { gold: { inbound: lists }, iron: { inbound: listsOther } }, key: 'query' });
    const ends = outcomes.flatMap(({ verdict, when }) =>
      when.code === 'readings' ? when.readings.map((one) => [verdict, one.question, one.value]) : [],
    );
    expect(ends).toContainEqual(['allowed', 'key-of-product:gold', 'yes']);
    expect(ends).toContainEqual(['blocked', 'key-of-product:gold', 'no']);
    expect(notes.join(' ')).toContain('--product gold');
  });

  test('the checks of the product run for the request that carries its key', async () => {
    const check = '<check-header name="x-tenant" failed-check-httpcode="403" failed-check-error-message="no"><value>1</value></check-header>';
    const asked = {
      products: { gold: { inbound: ['<base />', check] } },
      api: ['<base />', ...cors({ origins: [app], headers: ['*'] })],
      key: 'header',
    } as const;
    const known = await ask({ ...asked, product: 'gold' });
    const open = await ask(asked);
    expect(known.verdict).not.toBe('allowed');
    expect(open.outcomes.map(({ verdict }) => verdict)).toContain('allowed');
    expect(open.outcomes.map(({ verdict }) => verdict)).toContain(known.verdict);
  });
});

test('a working capture settles whose key it was', async () => {
  const answer = (headers: Readonly<Record<string, string>>): BrowserResponse => ({ status: 200, headers: Object.entries(headers) });
  const allows = { 'access-control-allow-origin': app };
  const { verdict, observed } = await ask({
    products: { gold: { inbound: lists } },
    url: keyInUrl,
    seen: { kind: 'capture', preflight: answer({ ...allows, 'access-control-allow-methods': 'PUT' }), actual: answer(allows) },
  });
  expect(verdict).toBe('allowed');
  expect(observed?.contradicted).toBe(false);
});
