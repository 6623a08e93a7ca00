import { defaultSettings } from '../../src/config/settings.js';
import { Explainer, type Explanation } from '../../src/explain/explanation.js';
import { apiPath, cors, ordersSpecification, policy, repository } from '../../src/layouts/apiops/example.js';
import type { Observation } from '../../src/explain/observation.js';
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

/** What a browser said of a preflight that was answered with headers of CORS, where no operation has the method. */
describe('an answer was seen where the API has no operation', () => {
  const listed = repository({ [apiPath]: policy(cors({ origins: [app], methods: ['GET'] })) });
  const asked = (message: Partial<Extract<Observation, { kind: 'message' }>>, byName = false): Promise<Explanation> =>
    new Explainer(memoryTree(listed), defaultSettings, null).explain({
      request: { origin: app, method: 'PATCH', headers: [], credentials: 'omit' },
      destination: byName
        ? { kind: 'name', workspace: null, api: 'orders', operation: null }
        : { kind: 'url', url: 'https://api.contoso.com/orders/orders/42' },
      product: null,
      key: null,
      observation: { kind: 'message', code: 'MethodDisallowedByPreflightResponse', exact: true, status: null, ...message },
    });

  test.each<[string, Partial<Extract<Observation, { kind: 'message' }>>, boolean]>([
    ['Chromium and Safari, by URL', {}, false],
    ['Firefox, by URL', { exact: false }, false],
    ['by the name of the API', {}, true],
  ])('it has a verdict, and says whose it is: %s', async (_, message, byName) => {
    const { verdict, reason, preflight, observed, notes, suggestion } = await asked(message, byName);
    expect([verdict, reason?.code, preflight.decidedBy?.path]).toEqual(['blocked', 'MethodDisallowedByPreflightResponse', apiPath]);
    expect(observed?.assume.map(({ question, value }) => [question, value])).toContainEqual(['preflight-without-operation', 'api-answers']);
    expect(notes.join()).toMatch(/has no (operation for PATCH|PATCH operation).*It is not for a policy to allow/);
    // A method that no operation has is listed for nothing.
    expect(suggestion).toBeNull();
  });

  test('an answer without such headers is the 404', async () => {
    for (const byName of [false, true])
      await expect(asked({ code: 'PreflightMissingAllowOriginHeader' }, byName)).rejects.toThrow(/The gateway answers 404 there/);
  });
});
