import { mergeTargets } from '../apim/target.js';
import { startOf } from '../effective/finding-place.js';
import { evaluatedCors } from '../effective/service-state.js';
import { apiPath, cors, policy, repository, within } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, setHeaderPage } from '../cors/sources.js';

const own = cors({ origins: ['https://app.contoso.com'] });

/** Rule `origin-forwarded`: the request's Origin is forwarded to the backend. */
export const originForwarded: Rule = {
  id: 'origin-forwarded',
  title: 'The backend gets the Origin header too',
  severity: 'info',
  severityNote: null,
  quiet: { upTo: 'strict', because: 'Most backends do not look at it; `explain` says it where a request is blocked for no other reason.' },
  isOncePerService: true,
  certainty: 'inferred',
  detects: 'A `<cors>` in whose requests no policy takes the header `Origin` away or sets it.',
  why: 'A backend with a CORS check of its own may refuse an origin that the gateway allows, or answer with headers of CORS that stand beside the gateway’s.',
  repair:
    'Delete the header for the backend, `<set-header name="Origin" exists-action="delete" />`, or allow the same origins there. What the backend does, no policy tells.',
  sources: [corsPolicyPage, setHeaderPage],
  get fails() {
    return [{ name: 'nothing is done about it', head: repository({ [apiPath]: policy([...own, '<base />']) }) }];
  },
  get passes() {
    return [
      {
        name: 'it is deleted',
        head: repository({ [apiPath]: policy([...own, '<base />', ...within('set-header name="Origin" exists-action="delete"', [])]) }),
      },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const groups = state
        .groupsWith(element.policy)
        .filter(({ layers }) => !layers.some(({ file }) => file !== null && (!file.ok || file.document.setsOrigin)));
      if (groups.length === 0 || element.document.setsOrigin) continue;
      yield {
        rule: 'origin-forwarded',
        severity: 'info',
        certainty: 'inferred',
        says: { code: 'origin-forwarded', given: {} },
        place: startOf(element.element.place),
        alsoAt: [],
        scope: element.scope,
        key: 'origin',
        targets: mergeTargets(groups.map(({ target }) => target)),
        repairs: null,
      };
    }
  },
};
