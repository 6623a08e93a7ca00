import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest, type Explanation, type ExplainRequest } from '../../src/explain/explanation.js';
import { apiPath, cors, globalPath, operationPath, policy, product, repository } from '../../src/layouts/apiops/example.js';
import { scanTree } from '../../src/review/run.js';
import type { Tree } from '../../src/layouts/tree.js';
import { openFolder } from '../../src/sources/folder.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf, titleOf } from '../report/said.js';

type Files = Readonly<Record<string, string>>;
type Asked = Partial<ExplainRequest['request']>;

const app = 'https://app.contoso.com';

function ask(tree: Tree, request: Asked, destination: ExplainRequest['destination'], more: Partial<ExplainRequest> = {}): Promise<Explanation> {
  return explainRequest(
    tree,
    {
      request: { origin: app, method: 'GET', headers: [], credentials: 'same-origin', ...request },
      destination,
      product: null,
      key: null,
      ...more,
    },
    defaultSettings,
    null,
  );
}

const orders: ExplainRequest['destination'] = { kind: 'name', workspace: null, api: 'orders', operation: null };
const header = (name: string): { readonly name: string; readonly value: null } => ({ name, value: null });
const endOf = ({ verdict, actual }: Explanation): readonly unknown[] => [verdict, actual.status, actual.backendCalled];

describe('a header that a library adds is listed nowhere', () => {
  const listed = cors({ origins: [app], headers: ['Content-Type', 'Authorization'] });
  test.each<[string, Files, string]>([
    ['at the API', { [apiPath]: policy([...listed, '<base />']) }, 'traceparent'],
    ['inherited from the global policy', { [globalPath]: policy(listed), [apiPath]: policy(['<base />']) }, 'Request-Id'],
    [
      'at the operation, with a global list for others',
      { [globalPath]: policy(cors({ origins: ['https://b.contoso.com'] })), [operationPath]: policy([...listed, '<base />']) },
      'tracestate',
    ],
    ['in an open product', { ...product(policy([...listed, '<base />']), false), [apiPath]: policy(['<base />']) }, 'newrelic'],
  ])('%s', async (_, files, name) => {
    const explanation = await ask(memoryTree(repository(files)), { headers: [header(name)] }, orders);
    expect([explanation.verdict, explanation.reason?.code]).toEqual(['blocked', 'HeaderDisallowedByPreflightResponse']);
    expect(explanation.suggestion === null ? '' : titleOf(explanation.suggestion)).toContain(`Allow ${name.toLowerCase()} in the <cors> of `);
  });
});

describe('the <cors> of a product that needs no subscription answers', () => {
  const own = policy([...cors({ origins: [app] }), '<base />']);
  test.each<[string, Files, Asked]>([
    ['no policy elsewhere', product(own, false), { method: 'PUT', headers: [header('Authorization')] }],
    ['below an API that inherits', { ...product(own, false), [apiPath]: policy(['<base />']) }, { method: 'PUT' }],
    [
      'with a global list that does not end',
      { ...product(own, false), [globalPath]: policy(cors({ origins: ['https://b.contoso.com'] })) },
      { method: 'PUT' },
    ],
    ['a GET without a preflight', product(own, false), {}],
  ])('%s', async (_, files, request) => {
    const explanation = await ask(memoryTree(repository(files)), request, orders);
    expect(endOf(explanation)).toEqual(['allowed', 'backend', true]);
    expect(explanation.actual.decidedBy?.path).toBe('apimartifacts/products/starter/policy.xml');
    expect(JSON.stringify(explanation.notes)).not.toContain('key');
  });
});

/** The trees of public reports, where they are at hand. */
const reports = join(__dirname, '../../../shared/data/reports');

(existsSync(reports) ? describe : describe.skip)('the trees of the reports', () => {
  const tree = (name: string): Tree => openFolder(join(reports, name));
  const at = (url: string): ExplainRequest['destination'] => ({ kind: 'url', url });

  test.each<[string, Asked, string, readonly unknown[], Partial<ExplainRequest>?]>([
    ['06-traceparent', { origin: 'https://checkout.contoso.com', headers: [header('traceparent')] }, '/features/v1/values', ['blocked', null, false]],
    [
      '09-open-product',
      { origin: 'https://welfare.contoso.com', method: 'PUT', headers: [header('authorization')] },
      '/welfare/initiatives/1',
      ['allowed', 'backend', true],
    ],
    ['10-empty-200', { origin: 'https://www.fabrikam.com' }, '/secure/profile', ['blocked', 200, false]],
    ['11-wildcard-subdomain', { origin: 'https://chat.contoso.com' }, '/hub/rooms', ['unknown', 'unknown', 'unknown']],
    ['18-strip-in-outbound', { origin: 'https://cards.fabrikam.com' }, '/site/page', ['unknown', 'backend', true]],
    ['19-fragment', {}, '/catalog/items', ['allowed', 'backend', true]],
    ['19-fragment', {}, '/catalog/items', ['blocked', 401, false], { key: 'none' }],
  ])('%s', async (name, request, url, end, more = {}) => {
    expect(endOf(await ask(tree(name), request, at(url), more))).toEqual(end);
  });

  test.each<[string, string]>([
    [
      '01-signalr-negotiate/absent',
      'error inherited-cors-decides: Move <cors> above <base />, and list https://contoso.developer.azure-api.net in it too',
    ],
    ['11-wildcard-subdomain', 'error invalid-origin: '],
    ['18-strip-in-outbound', 'info two-cors-writers: '],
    ['19-fragment', 'warning cors-in-fragment: Write <cors> into the policy that includes the fragment'],
    ['23-reflect', "error reflected-origin: Add a <cors> to the policy of API 'crud'; then: Delete these 2 <set-header>"],
  ])('scan of %s', async (name, expected) => {
    const { findings } = await scanTree(tree(name), { settings: defaultSettings, today: '2026-01-01' });
    expect(findings.map((one) => `${one.severity} ${one.rule}: ${one.suggestions.slice(0, 1).map(titleOf).join()}`)).toContain(expected);
    if (name.startsWith('18')) expect(findings.map(messageOf).join()).not.toContain('by hand');
  });
});
