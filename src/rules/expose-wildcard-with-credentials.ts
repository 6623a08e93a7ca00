import { allOf, startOf } from '../effective/finding-place.js';
import { childNamed } from '../repairs/element-repair.js';
import { elementTargets, evaluatedCors } from '../effective/service-state.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import { isAsPortalWrites } from '../cors/portal.js';
import { hasUnexposedHeaders } from './headers-not-exposed.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, fetchStandard } from '../cors/sources.js';
import { mayHaveCredentials } from '../effective/wildcard.js';

const origins = ['https://app.contoso.com'];

/** Rule `expose-wildcard-with-credentials`: every response header exposed, with credentials. */
export const exposeWildcardWithCredentials: Rule = {
  id: 'expose-wildcard-with-credentials',
  title: 'Every response header exposed, with credentials',
  severity: 'info',
  severityNote: null,
  quietRemarks: {
    upTo: 'default',
    because: 'Where neither a policy nor the specification gives answers a header that scripts would read, nobody misses one.',
  },
  isOncePerService: true,
  ofDocument: true,
  certainty: 'inferred',
  detects:
    '`<expose-headers>` with `*` in a `<cors>` whose `allow-credentials` is `true` or decided by an expression. Not where it is as “Enable CORS” writes it for the developer portal, whatever origins were added.',
  why: 'To a request with credentials browsers take `*` in `Access-Control-Expose-Headers` for the name of a header: unless the gateway writes the names out, which no page says, scripts read none of them.',
  repair: 'List the headers that scripts read. Which ones those are, no policy tells, so there is no suggestion.',
  sources: [fetchStandard, corsPolicyPage],
  get fails() {
    return [
      {
        name: 'wildcard and credentials',
        head: repository({ [apiPath]: policy(cors({ origins, exposed: ['*'], attributes: ' allow-credentials="true"' })) }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'named headers',
        head: repository({ [apiPath]: policy(cors({ origins, exposed: ['ETag'], attributes: ' allow-credentials="true"' })) }),
      },
      {
        name: 'as the developer portal writes it',
        head: repository({
          [apiPath]: policy(cors({ origins: ['https://contoso.developer.azure-api.net'], exposed: ['*'], attributes: ' allow-credentials="true"' })),
        }),
      },
      { name: 'without credentials', head: repository({ [apiPath]: policy(cors({ origins, exposed: ['*'] })) }) },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { exposed } = element.policy;
      if (exposed.kind === 'absent' || !exposed.any || !mayHaveCredentials(element.policy) || isAsPortalWrites(element.policy, element.scope.kind))
        continue;
      const star = childNamed(element.element, 'expose-headers')?.children.find((child) => child.text.trim() === '*');
      const place = star?.place ?? exposed.place;
      yield {
        rule: 'expose-wildcard-with-credentials',
        severity: 'info',
        certainty: 'inferred',
        says: { code: 'expose-wildcard-with-credentials', given: {} },
        place: allOf(place),
        alsoAt: [startOf(element.element.place)],
        scope: element.scope,
        key: 'any',
        targets: elementTargets(state, element),
        ...(hasUnexposedHeaders(state, element) ? {} : ({ isRemark: true } as const)),
        repairs: null,
      };
    }
  },
};
