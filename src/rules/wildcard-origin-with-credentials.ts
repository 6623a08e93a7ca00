import { allowsAnyOrigin, mayHaveCredentials } from '../effective/wildcard.js';
import { setAttribute } from '../xml/edit-elements.js';
import { startOf } from '../effective/finding-place.js';
import { elementTargets, evaluatedCors } from '../effective/service-state.js';
import { repairElement } from '../repairs/element-repair.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, fetchStandard } from '../cors/sources.js';

/** Rule `wildcard-origin-with-credentials`: every origin, with credentials. */
export const wildcardOriginWithCredentials: Rule = {
  id: 'wildcard-origin-with-credentials',
  title: 'Every origin, with credentials',
  severity: 'error',
  severityNote: null,
  ofDocument: true,
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
        says: { code: 'wildcard-origin-with-credentials', given: {} },
        place: startOf(place),
        alsoAt: [],
        scope: element.scope,
        key: 'any',
        targets: elementTargets(state, element),
        repairs: (desk) =>
          repairElement(desk, place, (document, found) => setAttribute(document, found, 'allow-credentials', 'false'), {
            title: { code: 'switch-credentials-off', given: {} },
            promise: (views) =>
              views.every((view) => view.difference.origins.every((origin) => origin.changes.every((change) => change.what === 'credentials'))),
          }),
      };
    }
  },
};
