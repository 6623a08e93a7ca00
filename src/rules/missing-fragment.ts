import { inclusionsIn } from '../effective/inclusions.js';
import type { PolicyFile } from '../apim/policy.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { fragmentsPage, scopesPage } from '../cors/sources.js';
import { startOf } from '../effective/finding-place.js';
import type { ServiceState } from '../effective/service-state.js';
import { apiPath, cors, fragmentPath, policy, repository, within } from '../layouts/apiops/example.js';
import { isOpen } from '../text/open-parts.js';
import type { Rule } from './rule.js';

const include = '<include-fragment fragment-id="browsers" />';
const own = cors({ origins: ['https://app.contoso.com'] });

/** Rule `missing-fragment`: a policy includes a fragment that the repository does not hold. */
export const missingFragment: Rule = {
  id: 'missing-fragment',
  title: 'An included fragment that is not there',
  severity: 'error',
  severityNote: 'info where the repository need not hold all of the service: something else may deploy the fragment',
  certainty: 'inferred',
  detects:
    'An `<include-fragment>`, in whatever section, whose fragment the repository does not hold: one that was never added, one that the change deletes, or one of the service that a policy of a workspace includes.',
  why: 'API Management refuses to save a policy that includes a fragment it does not have, and to delete a fragment that a policy includes. What was deployed before stays, and whether a fragment that is kept elsewhere holds a `<cors>` is not known.',
  repair: 'Add the fragment, write its id as it is, or take the inclusion away.',
  sources: [fragmentsPage, scopesPage],
  get fails() {
    return [
      { name: 'no such fragment', head: repository({ [apiPath]: policy([include, ...own, '<base />']) }) },
      {
        name: 'the change deletes it',
        base: repository({
          [apiPath]: policy([...own, include]),
          [fragmentPath]: [...within('fragment', ['<set-variable name="a" value="b" />']), ''].join('\n'),
        }),
        head: repository({ [apiPath]: policy([...own, include]) }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'the fragment is there',
        head: repository({ [apiPath]: policy([include, '<base />']), [fragmentPath]: [...within('fragment', own), ''].join('\n') }),
      },
    ];
  },
  *check(state) {
    const isWhole = state.service.partlyKept === undefined;
    for (const { file, scope } of state.documents()) {
      if (!file.ok) continue;
      const told = new Set<string>();
      for (const { fragment, place } of inclusionsIn(file.document)) {
        if (told.has(fragment) || isOpen(fragment, 'name') || state.fragment(fragment, scope.workspace) !== undefined) continue;
        told.add(fragment);
        const isInService = scope.workspace !== null && state.fragment(fragment, null) !== undefined;
        yield {
          rule: 'missing-fragment',
          severity: isWhole ? 'error' : 'info',
          certainty: 'inferred',
          says: { code: 'missing-fragment', given: { fragment, workspace: isInService ? scope.workspace : null, isWhole } },
          place: startOf(place),
          alsoAt: [],
          scope,
          key: fragment,
          targets: targetsOf(state, file),
          repairs: null,
        };
      }
    }
  },
};

/** Operations whose requests meet a policy. */
function targetsOf(state: ServiceState, file: PolicyFile): readonly Target[] {
  const groups = state.groups.filter(({ layers }) => layers.some((layer) => layer.file === file));
  return mergeTargets(groups.map(({ target }) => target));
}
