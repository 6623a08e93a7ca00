import { mergeTargets } from '../apim/target.js';
import { corsPolicyPage } from '../cors/sources.js';
import { startOf } from '../effective/finding-place.js';
import { deadBranches } from '../effective/options-branches.js';
import { apiPath, cors, ordersSpecification, policy, repository, within } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';

const answer = within('return-response', ['<set-status code="204" />']);
const branch = within('choose', within('when condition="@(context.Request.Method == &quot;OPTIONS&quot;)"', answer));

/** Rule `options-branch-never-runs`: a branch for OPTIONS that no request reaches. */
export const optionsBranchNeverRuns: Rule = {
  id: 'options-branch-never-runs',
  title: 'A branch for OPTIONS that never runs',
  severity: 'warning',
  severityNote: 'info where a <cors> takes part in preflights all the same',
  certainty: 'documented',
  detects:
    'A `<when>` for the method OPTIONS that answers by hand, where no operation takes OPTIONS. Nothing is said where the operations are not known.',
  why: 'The gateway answers a preflight by a `<cors>`, or looks for an operation that takes OPTIONS: with neither it is 404 before any policy. So browsers are blocked, though the policy looks as if it answered them.',
  repair: 'Write a `<cors>` with the origins that are meant, and take the branch out.',
  sources: [corsPolicyPage],
  get fails() {
    return [
      { name: 'an answer by hand, and no operation for it', head: repository({ [apiPath]: policy(['<base />', ...branch]) }) },
      {
        name: 'beside a <cors>',
        head: repository({ [apiPath]: policy([...cors({ origins: ['https://app.contoso.com'] }), ...branch, '<base />']) }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'an operation takes OPTIONS',
        head: repository({ [apiPath]: policy(['<base />', ...branch]), ...ordersSpecification(['get', 'options']) }),
      },
      {
        name: 'a branch for all other methods',
        head: repository({
          [apiPath]: policy(['<base />', ...within('choose', within('when condition="@(context.Request.Method != &quot;OPTIONS&quot;)"', answer))]),
        }),
      },
    ];
  },
  *check(state) {
    for (const { place, scope, contexts, isAnswered } of deadBranches(state)) {
      const targets = mergeTargets(contexts.map(({ target }) => target));
      yield {
        rule: 'options-branch-never-runs',
        severity: isAnswered ? 'info' : 'warning',
        certainty: 'documented',
        says: { code: 'options-branch-never-runs', given: { targets, isAnswered } },
        place: startOf(place),
        alsoAt: [],
        scope,
        key: 'options',
        targets,
        repairs: null,
      };
    }
  },
};
