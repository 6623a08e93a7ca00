import { sectionNames, type Statement } from '../apim/policy.js';
import { startOf, type FindingPlace } from '../effective/finding-place.js';
import { targetsOfScope } from '../effective/scope-targets.js';
import { apiPath, cors, globalPath, policy, repository } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import { azurePolicyPage, scopesPage } from '../cors/sources.js';

const own = cors({ origins: ['https://app.contoso.com'] });

/** Rule `base-first-required`: a section that does not begin with <base />. */
export const baseFirstRequired: Rule = {
  id: 'base-first-required',
  title: 'A section that does not begin with <base />',
  severity: 'error',
  severityNote: null,
  quiet: {
    upTo: 'strict',
    because:
      'It is for teams under the Azure Policy “API Management policies should inherit parent scope policies using <base />”; everywhere else a `<cors>` should come first.',
  },
  certainty: 'documented',
  detects: 'A section of a policy below the global one whose first element is not `<base />`, or that is empty.',
  why: 'With the effect Deny, Azure Policy refuses to deploy such a policy. An inherited `<cors>` then always comes before one of a product or an API, so that the global one has to pass on what it does not list. With this rule on, no repair moves anything above `<base />`.',
  repair:
    'Put `<base />` first, and give the inherited `<cors>` the origins, or `terminate-unmatched-request="false"`. Who then decides changes, so there is no suggestion.',
  sources: [azurePolicyPage, scopesPage],
  get fails() {
    return [
      { name: 'a cors comes first', head: repository({ [apiPath]: policy([...own, '<base />']) }) },
      { name: 'nothing is inherited', head: repository({ [apiPath]: policy(own) }) },
    ];
  },
  get passes() {
    return [
      { name: 'base first', head: repository({ [apiPath]: policy(['<base />', ...own]) }) },
      { name: 'the global policy has nothing to inherit', head: repository({ [globalPath]: policy(own) }) },
    ];
  },
  *check(state) {
    for (const { file, scope } of state.documents()) {
      if (!file.ok || scope.kind === 'global' || scope.kind === 'fragment') continue;
      for (const name of sectionNames) {
        const section = file.document.sections.get(name);
        const [first] = section?.statements ?? [];
        if (section === undefined || first?.kind === 'base') continue;
        yield {
          rule: 'base-first-required',
          severity: 'error',
          certainty: 'documented',
          says: { code: 'base-first-required', given: { section: name } },
          place: first === undefined ? startOf(section.place) : placeOf(first),
          alsoAt: [startOf(section.place)],
          scope,
          key: name,
          targets: targetsOfScope(state, scope),
          repairs: null,
        };
      }
    }
  },
};

function placeOf(first: Statement): FindingPlace {
  if (first.kind === 'cors') return startOf(first.element.place);
  if (first.kind !== 'others') return startOf(first.place);
  const line = first.lines[0] ?? 1;
  return { path: first.ref.path, ref: first.ref, line, endLine: line, at: null };
}
