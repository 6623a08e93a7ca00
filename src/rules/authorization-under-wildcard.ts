import { mergeTargets, type Target } from '../apim/target.js';
import { groupsDecidedBy } from '../effective/deciding.js';
import { severityUnder, strongestHolding, type Holding } from '../effective/severity-under.js';
import { startOf } from '../effective/finding-place.js';
import { childNamed, repairElement } from '../repairs/element-repair.js';
import { evaluatedCors } from '../effective/service-state.js';
import { apiPath, cors, policy, repository, within } from '../layouts/apiops/example.js';
import { addEntries } from '../repairs/list-entries.js';
import { onlyGains } from '../repairs/promises.js';
import { tokenHeadersOf, type NeededHeader } from '../effective/needed-headers.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, fetchNonWildcard } from '../cors/sources.js';

const origins = ['https://app.contoso.com'];
const jwt = within('validate-jwt header-name="Authorization"', [
  '<openid-config url="https://login.contoso.com/.well-known/openid-configuration" />',
]);

/** Rule `authorization-under-wildcard`: authorization left to the wildcard. */
export const authorizationUnderWildcard: Rule = {
  id: 'authorization-under-wildcard',
  title: 'Authorization left to the wildcard',
  severity: 'warning',
  severityNote: null,
  certainty: 'reported',
  detects: 'A `<cors>` that allows every header by `*` and does not list `Authorization`, in front of a policy that asks for a token there.',
  why: 'By the Fetch standard `*` never covers `Authorization`. Chromium, Firefox and Safari let it pass today, Chromium and Firefox with a warning that they will not for ever. Whether the gateway answers `*` or the names that were asked for, no page says.',
  repair: 'List `Authorization` beside the `*`.',
  sources: [fetchNonWildcard, corsPolicyPage],
  get fails() {
    return [{ name: 'a token is asked for behind a wildcard', head: repository({ [apiPath]: policy([...cors({ origins }), '<base />', ...jwt]) }) }];
  },
  get passes() {
    return [
      {
        name: 'it is listed too',
        head: repository({ [apiPath]: policy([...cors({ origins, headers: ['*', 'Authorization'] }), '<base />', ...jwt]) }),
      },
      { name: 'no policy asks for a token', head: repository({ [apiPath]: policy([...cors({ origins }), '<base />']) }) },
      {
        name: 'the token comes in a header of its own',
        head: repository({
          [apiPath]: policy([...cors({ origins }), '<base />', ...jwt.map((line) => line.replace('"Authorization"', '"X-Token"'))]),
        }),
      },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { headers } = element.policy;
      if (headers.kind !== 'list' || !headers.any) continue;
      if (headers.unresolved.length > 0 || headers.entries.some((entry) => entry.name === 'authorization')) continue;
      const targets: Target[] = [];
      const holdings: Holding[] = [];
      let asked: NeededHeader | undefined;
      for (const { group, deciding } of groupsDecidedBy(state, element)) {
        const tokens = tokenHeadersOf(state, group);
        const [first] = tokens;
        if (first === undefined) continue;
        asked ??= first;
        holdings.push(deciding.holding);
        for (const { operations } of tokens) targets.push(operations.length === 0 ? group.target : { ...group.target, operations });
      }
      if (asked === undefined) continue;
      const star = childNamed(element.element, 'allowed-headers')?.children.find((child) => child.text.trim() === '*');
      const reached = mergeTargets(targets);
      yield {
        rule: 'authorization-under-wildcard',
        severity: severityUnder(strongestHolding(holdings), 'warning'),
        certainty: 'reported',
        says: { code: 'authorization-under-wildcard', given: { why: asked.why, file: element.element.place.path, targets: reached } },
        place: startOf(star?.place ?? headers.place),
        alsoAt: [startOf(element.element.place)],
        scope: element.scope,
        key: 'authorization',
        targets: reached,
        repairs: (desk) =>
          repairElement(desk, element.element.place, (document, found) => addEntries(document, found, 'allowed-headers', ['Authorization']), {
            title: { code: 'list-beside-wildcard', given: { name: 'Authorization' } },
            promise: onlyGains('headers'),
            certainty: 'inferred',
          }),
      };
    }
  },
};
