import { defaultSettings } from '../../src/config/settings.js';
import { Explainer, type Explanation } from '../../src/explain/explanation.js';
import { apiPath, cors, ordersSpecification, policy, repository } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';

/** Requests that come to no operation, or are none of CORS: why, and what is to be done. */

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';

/** A revision of the orders API that is not the current one. */
function revision(number: string, verbs: readonly string[]): Files {
  const of = (path: string): string => path.replace('/orders/', `/orders;rev=${number}/`);
  const properties = { displayName: 'Orders', path: 'orders', protocols: ['https'], isCurrent: false, apiRevision: number };
  return {
    [`apimartifacts/apis/orders;rev=${number}/apiInformation.json`]: JSON.stringify({ properties }),
    ...Object.fromEntries(Object.entries(ordersSpecification(verbs)).map(([path, text]) => [of(path), text])),
    [of(apiPath)]: policy(cors({ origins: [app] })),
  };
}

const files = repository({ [apiPath]: policy(cors({ origins: [app], methods: ['*'] })) });

function ask(tree: Files, method: string, url: string): Promise<Explanation> {
  return new Explainer(memoryTree(tree), defaultSettings, null).explain({
    request: { origin: app, method, headers: [], credentials: 'omit' },
    destination: { kind: 'url', url },
    product: null,
    key: null,
  });
}

test.each<[string, Files, string, string]>([
  ['a method that no operation takes', files, 'PATCH', '/orders/orders/42'],
  ['a URL that no operation has', files, 'GET', '/orders/customers'],
  ['a method, by the whole URL', files, 'DELETE', 'https://api.contoso.com/orders/orders/42'],
])('the 404 has its reason: %s', async (_, tree, method, url) => {
  await expect(ask(tree, method, url)).rejects.toThrow(/has no operation for .*\. The gateway answers 404 there: no backend is called/);
});

test.each<[string, Files, string]>([
  ['revision 2', { ...files, ...revision('2', ['get', 'patch']) }, 'PATCH'],
  ['revision 3 of several', { ...files, ...revision('2', ['get']), ...revision('3', ['delete']) }, 'DELETE'],
  ['revision 7', { ...files, ...revision('7', ['post']) }, 'POST'],
])('a revision that is not current has the operation: %s', async (name, tree, method) => {
  const number = /\d/.exec(name)?.[0] ?? '';
  await expect(ask(tree, method, '/orders/orders/42')).rejects.toThrow(
    `; revision ${number} has it, and answers at this URL once it is the current one`,
  );
});

test.each(['wss://api.contoso.com/orders/orders/42', 'ws://localhost:8080/orders/orders/42', 'WSS://api.contoso.com/'])(
  'a WebSocket is no request of CORS: %s',
  async (url) => {
    await expect(ask(files, 'GET', url)).rejects.toThrow(/^Browsers do not hold WebSockets against CORS/);
  },
);
