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
import { layoutNames } from '../rules/hosting.js';
import { admin, app, portal, type Files, type Request, type Service } from './repair-promises.js';

/** Services whose `<cors>` stands anywhere: below policies that refuse, in fragments, beside headers written by hand, in products, operations, workspaces and code. */

const refusers = {
  token: within('validate-jwt header-name="Authorization"', ['<openid-config url="https://login.contoso.com/.well-known" />']),
  tenant: ['<check-header name="x-tenant" failed-check-httpcode="400" failed-check-error-message="x" ignore-case="true" />'],
  limit: ['<rate-limit calls="10" renewal-period="60" />'],
  filter: within('ip-filter action="allow"', ['<address>10.0.0.1</address>']),
};
const include = '<include-fragment fragment-id="browsers" />';

const listing = fc.record({
  origins: fc.uniqueArray(fc.constantFrom(app, portal, admin, '*'), { minLength: 1, maxLength: 2 }),
  methods: fc.constantFrom(['GET'], ['GET', 'PUT'], ['*']),
  headers: fc.constantFrom(['content-type'], ['*']),
  attributes: fc.constantFrom('', ' terminate-unmatched-request="false"', ' allow-credentials="true"'),
});

/** What stands in an inbound section, each at most once, in any order. */
const inbound = fc
  .record({
    first: fc.constantFrom<readonly string[]>([], [], ...Object.values(refusers)),
    list: fc.oneof({ weight: 3, arbitrary: listing.map((one) => cors(one)) }, { weight: 1, arbitrary: fc.constantFrom([include], []) }),
    base: fc.constantFrom(['<base />'], ['<base />'], []),
    order: fc.constantFrom([0, 1, 2], [1, 0, 2], [0, 2, 1], [2, 1, 0], [2, 0, 1]),
  })
  .map(({ first, list, base, order }): readonly string[] => order.flatMap((at) => [first, list, base][at] ?? []));

const written = fc.record({
  origin: fc.constantFrom(app, portal, '*'),
  at: fc.constantFrom(apiPath, globalPath),
});

function byHand(origin: string): string {
  return `<set-header name="Access-Control-Allow-Origin" exists-action="override"><value>${origin}</value></set-header>`;
}

const keyless = ordersApi({ subscriptionRequired: false });
const verbs = ordersSpecification(['get', 'put']);

/** A second API beside the first. */
function stock(files: Files): Files {
  const own = Object.entries({ ...repository({ [apiPath]: policy(['<base />']) }), ...keyless, ...verbs, ...files }).filter(
    ([path]) => path.includes('/orders/') && !path.includes('/operations/') && !path.endsWith('policy.xml'),
  );
  const copied = own.map(([path, text]): [string, string] => [
    path.replace('/orders/', '/stock/'),
    text.replaceAll('Orders', 'Stock').replaceAll('"orders"', '"stock"'),
  ]);
  return { ...Object.fromEntries(copied), [apiPath.replace('/orders/', '/stock/')]: policy(['<base />']) };
}

const inWorkspace = (files: Files): Files =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path === globalPath ? path : path.replace('apimartifacts/', 'apimartifacts/workspaces/w1/'), text]),
  );

/** Such a service, and a request to it. */
export const services = fc
  .record({
    top: fc.option(inbound, { nil: null }),
    api: inbound,
    operation: fc.option(inbound, { nil: null, freq: 3 }),
    ofProduct: fc.option(inbound, { nil: null, freq: 3 }),
    fragment: listing,
    hand: fc.option(written, { nil: null, freq: 3 }),
    isInWorkspace: fc.boolean(),
    layout: fc.option(fc.constantFrom(...layoutNames.filter((name) => name !== 'scopes:')), { nil: null, freq: 2 }),
    method: fc.constantFrom('GET', 'PUT'),
    headers: fc.constantFrom<Request['headers']>([], [{ name: 'authorization', value: null }], [{ name: 'content-type', value: 'application/json' }]),
    credentials: fc.constantFrom<Request['credentials']>('omit', 'include'),
  })
  .map(
    ({
      top,
      api,
      operation,
      ofProduct,
      fragment,
      hand,
      isInWorkspace,
      layout,
      ...request
    }): { readonly service: Service; readonly request: Request } => {
      const outbound = (path: string): string[] | undefined => (hand?.at === path ? rest(['<base />', byHand(hand.origin)]) : undefined);
      const all: Files = {
        ...repository({ ...keyless, ...verbs }),
        [apiPath]: policy(api, outbound(apiPath)),
        [fragmentPath]: within('fragment', cors(fragment)).join('\n'),
        ...(top === null
          ? {}
          : {
              [globalPath]: policy(
                top.filter((line) => line !== '<base />'),
                outbound(globalPath),
              ),
            }),
        ...(operation === null ? {} : { [operationPath]: policy(operation) }),
        ...(ofProduct === null ? {} : product(policy(ofProduct), false)),
      };
      const files = { ...stock(all), ...all };
      const narrowest = operation !== null && request.method === 'GET' ? operationPath : apiPath;
      const isMoved = isInWorkspace && ofProduct === null && layout === null;
      const place = isMoved ? narrowest.replace('apimartifacts/', 'apimartifacts/workspaces/w1/') : narrowest;
      return {
        service: { files: isMoved ? inWorkspace(files) : files, workspace: isMoved ? 'w1' : null, narrowest: place, layout },
        request: { origin: app, ...request },
      };
    },
  );
