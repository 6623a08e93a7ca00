import { setAttribute } from '../xml/edit.js';
import type { CorsPolicy } from '../cors/cors-policy.js';
import { startOf } from '../effective/finding-place.js';
import { elementTargets, evaluatedCors } from '../effective/service-state.js';
import { repairElement } from '../repairs/element-repair.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, fetchStandard } from '../cors/sources.js';

/** `true`, or decided at run time: then it has to be taken as true. */
export function mayHaveCredentials(policy: CorsPolicy): boolean {
  const { allowCredentials } = policy;
  return allowCredentials.kind === 'expression' || (allowCredentials.kind === 'literal' && allowCredentials.value);
}

export function allowsAnyOrigin(policy: CorsPolicy): boolean {
  return policy.origins.some((entry) => entry.kind === 'any');
}

export const wildcardOriginWithCredentials: Rule = {
  id: 'wildcard-origin-with-credentials',
  title: 'Every origin, with credentials',
  severity: 'error',
  severityNote: null,
  certainty: 'inferred',
  detects: '`<origin>*</origin>` in a `<cors>` whose `allow-credentials` is `true` or decided by an expression.',
  why: 'Either the gateway answers `*`, and browsers refuse every request with credentials, or it echoes the caller’s origin, and every website reads its visitors’ data. No page says which; both are wrong.',
  repair: 'Switch credentials off, or list the origins. Bearer tokens and subscription keys set by script need no credentials mode.',
  sources: [corsPolicyPage, fetchStandard],
  get fails() {
    return [
      {
        name: 'wildcard and credentials',
        head: repository({ [apiPath]: policy(cors({ origins: ['*'], attributes: ' allow-credentials="true"' })) }),
      },
    ];
  },
  get passes() {
    return [
      { name: 'wildcard without credentials', head: repository({ [apiPath]: policy(cors({ origins: ['*'] })) }) },
      {
        name: 'a named origin with credentials',
        head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], attributes: ' allow-credentials="true"' })) }),
      },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      if (!allowsAnyOrigin(element.policy) || !mayHaveCredentials(element.policy)) continue;
      const { place } = element.element;
      yield {
        rule: 'wildcard-origin-with-credentials',
        severity: 'error',
        certainty: 'inferred',
        message:
          'This <cors> allows every origin with credentials: requests with credentials fail in every browser if the gateway answers "*", and any website can read its visitors\' data if it echoes the origin.',
        place: startOf(place),
        alsoAt: [],
        scope: element.scope,
        key: 'any',
        targets: elementTargets(state, element),
        repairs: (desk) =>
          repairElement(desk, place, (document, found) => setAttribute(document, found, 'allow-credentials', 'false'), {
            title: 'Switch credentials off: allow-credentials="false"',
            promise: (views) =>
              views.every((view) => view.difference.origins.every((origin) => origin.changes.every((change) => change.what === 'credentials'))),
          }),
      };
    }
  },
};
