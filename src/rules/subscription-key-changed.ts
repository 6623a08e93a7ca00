import { productKeysPage } from '../cors/sources.js';
import { fileLine } from '../effective/finding-place.js';
import { keyChanges } from '../effective/key-need.js';
import { apiPath, cors, ordersApi, policy, repository } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';

const own = policy(cors({ origins: ['https://app.contoso.com'] }));
const api = (subscriptionRequired: boolean, text = own): Readonly<Record<string, string>> =>
  repository({ [apiPath]: text, ...ordersApi({ subscriptionRequired }) });

/** Rule `subscription-key-changed`: calls without a subscription key are refused now, or not any more. */
export const subscriptionKeyChanged: Rule = {
  id: 'subscription-key-changed',
  title: 'Calls need a subscription key now, or none any more',
  severity: 'warning',
  severityNote: null,
  certainty: 'documented',
  detects:
    'A change of `subscriptionRequired`, of an API or of a product that includes it, after which calls without a subscription key are refused that were not, or the other way round. Only where a `<cors>` may let browsers in, and where both states are known.',
  why: 'A page that sends no key gets a 401 in place of the answer, whatever the `<cors>` lists. Where no key is needed any more, everybody calls the API, and pages of the listed origins read its answers.',
  repair: 'Have the web apps send a key before it is needed. Where the API is to be open, let something else than the key say who may call it.',
  sources: [productKeysPage],
  get fails() {
    return [
      { name: 'a key is needed', base: api(false), head: api(true) },
      { name: 'no key is needed any more', base: api(true), head: api(false) },
    ];
  },
  get passes() {
    return [
      {
        name: 'a key is needed as before',
        base: api(true),
        head: api(true, policy(['<base />', ...cors({ origins: ['https://app.contoso.com'] })])),
      },
      { name: 'no browser is let in', base: api(false, policy([])), head: api(true, policy([])) },
    ];
  },
  *checkChanges({ base, head }) {
    for (const { api, before, after, targets } of keyChanges(base, head)) {
      if (before === null || after === null || before === after || targets.length === 0) continue;
      yield {
        rule: 'subscription-key-changed',
        severity: 'warning',
        certainty: 'documented',
        says: { code: 'subscription-key-changed', given: { isNeeded: after, header: api.subscriptionKeyNames.header, targets } },
        place: fileLine(api.metadataPath, api.metadataLine ?? 1),
        alsoAt: [],
        scope: { kind: 'api', workspace: api.workspace, id: api.id, operation: null },
        key: after ? 'needed' : 'open',
        targets,
        repairs: null,
      };
    }
  },
};
