import fc from 'fast-check';
import { apiPath, cors, globalPath, operationPath, policy, product, within } from '../../src/layouts/apiops/example.js';

export type Files = Readonly<Record<string, string>>;

const origins = ['https://app.contoso.com', 'https://shop.contoso.com', 'https://contoso.developer.azure-api.net'];

const element = fc
  .record({
    origins: fc.uniqueArray(fc.constantFrom('*', 'null', '{{unknown}}', ...origins), { minLength: 1, maxLength: 3 }),
    methods: fc.constantFrom(['*'], ['GET', 'PUT'], ['GET']),
    attributes: fc.constantFrom('', ' terminate-unmatched-request="true"', ' terminate-unmatched-request="false"', ' allow-credentials="true"'),
  })
  .map(cors);
const base = ['<base />'];
/** The inbound section of a policy. */
export const inbound = fc.oneof(
  fc.constant(base),
  fc.constant<string[]>([]),
  element,
  element.map((lines) => [...lines, ...base]),
  element.map((lines) => [...base, ...lines]),
  element.map((lines) => [...base, ...within('choose', within('when condition="@(true)"', lines))]),
);
/** Policies of a service with one API, at every scope. */
export const files = fc
  .record({ global: inbound, api: inbound, operation: inbound, product: inbound }, { requiredKeys: ['global'] })
  .map((lines): Files => ({
    [globalPath]: policy(lines.global.filter((line) => line !== '<base />')),
    ...(lines.api === undefined ? {} : { [apiPath]: policy(lines.api) }),
    ...(lines.operation === undefined ? {} : { [operationPath]: policy(lines.operation) }),
    ...(lines.product === undefined ? {} : product(policy(lines.product))),
  }));
