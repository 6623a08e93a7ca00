import type { Api } from '../apim/service.js';
import { productKeysPage } from '../cors/sources.js';
import { fileLine } from '../effective/finding-place.js';
import { keyChanges } from '../effective/key-need.js';
import { apiPath, cors, ordersApi, policy, repository } from '../layouts/apiops/example.js';
import type { StatementArguments } from '../effective/statement.js';
import type { Rule } from './rule.js';

const own = policy(cors({ origins: ['https://app.contoso.com'] }));
const api = (subscriptionRequired: boolean, text = own, subscriptionKeyParameterNames = {}): Readonly<Record<string, string>> =>
  repository({ [apiPath]: text, ...ordersApi({ subscriptionRequired, subscriptionKeyParameterNames }) });

/** Rule `subscription-key-changed`: calls without a subscription key are refused now, or accepted now. */
export const subscriptionKeyChanged: Rule = {
  id: 'subscription-key-changed',
  title: 'Calls need a subscription key now, none any more, or one under another name',
  severity: 'warning',
  severityNote: null,
  certainty: 'documented',
  detects:
    'A change of `subscriptionRequired`, of an API or of a product that includes it, after which calls without a subscription key are refused that were not, or the other way round; and other names of the header or parameter that a key comes in, where one is needed. Only where a `<cors>` may let browsers in, and where both states are known.',
  why: 'A page that sends no key, or one under a name that is not the API’s, gets a 401 in place of the answer, whatever the `<cors>` lists. Where no key is needed any more, everybody calls the API, and pages of the listed origins read its answers.',
  repair:
    'Have the web apps send a key before it is needed, and both names while a name changes. Where the API is to be open, let something else than the key say who may call it.',
  sources: [productKeysPage],
  get fails() {
    return [
      { name: 'a key is needed', base: api(false), head: api(true) },
      { name: 'no key is needed any more', base: api(true), head: api(false) },
      { name: 'the key comes in another header', base: api(true), head: api(true, own, { header: 'X-Api-Key' }) },
    ];
  },
  get passes() {
    return [
      {
        name: 'a key is needed as before',
        base: api(true),
        head: api(true, policy(['<base />', ...cors({ origins: ['https://app.contoso.com'] })])),
      },
      { name: 'another header, and no key is needed', base: api(false), head: api(false, own, { header: 'X-Api-Key' }) },
      { name: 'no browser is let in', base: api(false, policy([])), head: api(true, policy([])) },
    ];
  },
  *checkChanges({ base, head }) {
    for (const { api, was, before, after, targets } of keyChanges(base, head)) {
      if (before === null || after === null || targets.length === 0) continue;
      const names = before === after ? renamed(was, api) : null;
      if (before === after && names === null) continue;
      const { header } = api.subscriptionKeyNames;
      yield {
        rule: 'subscription-key-changed',
        severity: 'warning',
        certainty: 'documented',
        says:
          names === null
            ? { code: 'subscription-key-changed', given: { isNeeded: after, header, targets } }
            : { code: 'subscription-key-changed.named', given: { ...names, targets } },
        place: fileLine(api.metadataPath, api.metadataLine ?? 1),
        alsoAt: [],
        scope: { kind: 'api', workspace: api.workspace, id: api.id, operation: null },
        key: names !== null ? 'named' : after ? 'needed' : 'open',
        targets,
        repairs: null,
      };
    }
  },
};

type Names = Pick<StatementArguments['subscription-key-changed.named'], 'header' | 'query'>;

/** New names of the header or parameter for the key; null: unchanged, or unknown. */
function renamed({ subscriptionKeyNames: was }: Api, { subscriptionKeyNames: is }: Api): Names | null {
  const isKnown = (name: string): boolean => /^[\w-]+$/.test(name);
  const either = (before: string, after: string, isSame: boolean): readonly [string, string] | null =>
    isSame || !isKnown(before) || !isKnown(after) ? null : [before, after];
  const header = either(was.header, is.header, was.header.toLowerCase() === is.header.toLowerCase());
  const query = either(was.query, is.query, was.query === is.query);
  return header === null && query === null ? null : { header, query };
}
