import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest, type Explanation } from '../../src/explain/explanation.js';
import { memoryTree } from '../memory-tree.js';
import { artifacts } from './artifacts.js';
import { headersOf, type Asked, type Tree } from './pairs.js';

/** What `explain` says of a request by a page to an address of the gateway. */
export function predict({ service, assume }: Tree, url: string, asked: Asked): Promise<Explanation> {
  const { api, origin, method, credentials } = asked;
  const headers = headersOf(asked);
  const key = headers.find(([name]) => name === 'Ocp-Apim-Subscription-Key')?.[1];
  // Of the tree, what a request to this path can reach: the other APIs are there to be told apart from it.
  const products = service.products?.filter(({ apis }) => apis.includes(api.id)).map((one) => ({ ...one, apis: [api.id] }));
  const apis = service.apis.filter((one) => (one.path ?? one.id) === (api.path ?? api.id));
  const reached = { ...service, apis, ...(products === undefined ? {} : { products }) };
  const product = service.products?.find(({ id, apis }) => id === key && apis.includes(api.id));
  return explainRequest(
    memoryTree(artifacts(reached)),
    {
      request: { origin, method, headers: headers.map(([name, value]) => ({ name, value })), credentials },
      destination: { kind: 'url', url },
      product: product?.id ?? null,
      key: key === undefined ? 'none' : 'header',
    },
    { ...defaultSettings, assume: new Map(Object.entries(assume)) },
    null,
    { repair: false },
  );
}
