import { inclusionsIn } from '../effective/inclusions.js';
import type { Place, PolicyFile } from '../apim/policy.js';
import { scopeKey } from '../apim/resource-key.js';
import type { ScopeRef } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { fragmentsPage, scopesPage } from '../cors/sources.js';
import { startOf } from '../effective/finding-place.js';
import type { ServiceState } from '../effective/service-state.js';
import { apiPath, cors, fragmentPath, policy, repository, within } from '../layouts/apiops/example.js';
import { isOpen } from '../text/open-parts.js';
import type { Draft, Rule } from './rule.js';

const include = '<include-fragment fragment-id="browsers" />';
const own = cors({ origins: ['https://app.contoso.com'] });

/** Rule `missing-fragment`: a policy includes a fragment that is not in the repository. */
export const missingFragment: Rule = {
  id: 'missing-fragment',
  title: 'An included fragment that is not there',
  severity: 'error',
  severityNote: 'info where the repository need not hold all of the service; a warning, once for a service, where it holds no fragment at all',
  certainty: 'inferred',
  detects:
    'An `<include-fragment>`, in whatever section, whose fragment the repository does not hold: one that was never added, one that the change deletes, or one of the service that a policy of a workspace includes. Not one without a `<cors>` that other code of the repository deploys.',
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
    const all = missingIn(state);
    if (!holdsNone(state, all)) for (const one of all) yield draftOf(state, one, state.service.partlyKept === undefined);
    else if (all[0] !== undefined) yield noneKept(state, all[0], all);
  },
  // A fragment that the change deleted does not suggest that fragments are kept elsewhere.
  *checkChanges({ base, head }) {
    if (base === null || head === null) return;
    const all = missingIn(head);
    const before = missingIn(base);
    if (!holdsNone(head, all) || holdsNone(base, before)) return;
    const known = new Set(before.map(missingKey));
    for (const one of all) if (!known.has(missingKey(one))) yield draftOf(head, one, head.service.partlyKept === undefined);
  },
};

/** A missing fragment and the policy that includes it. */
interface Missing {
  readonly file: PolicyFile;
  readonly scope: ScopeRef;
  readonly fragment: string;
  readonly place: Place;
}

const missingKnown = new WeakMap<ServiceState, readonly Missing[]>();

/** Cached: both kinds of check need it. */
function missingIn(state: ServiceState): readonly Missing[] {
  let missing = missingKnown.get(state);
  if (missing === undefined) missingKnown.set(state, (missing = findMissing(state)));
  return missing;
}

function findMissing(state: ServiceState): readonly Missing[] {
  return state.remarkable().flatMap(({ file, scope }) => {
    if (!file.ok) return [];
    const told = new Set<string>();
    return [...inclusionsIn(file.document)].flatMap(({ fragment, place }): Missing[] => {
      // Roots that name their instance by parameters may deploy to the same one.
      if (state.service.fragmentsBeside?.has(fragment) === true) return [];
      if (told.has(fragment) || isOpen(fragment, 'name') || state.fragment(fragment, scope.workspace) !== undefined) return [];
      told.add(fragment);
      return [{ file, scope, fragment, place }];
    });
  });
}

function missingKey({ scope, fragment }: Missing): string {
  return `${scopeKey(scope)}\0${fragment}`;
}

/** The repository has no fragment, but its policies include several: they are kept elsewhere. */
function holdsNone({ service }: ServiceState, all: readonly Missing[]): boolean {
  return service.fragments.length === 0 && all.length > 1;
}

function draftOf(state: ServiceState, { file, scope, fragment, place }: Missing, isWhole: boolean): Draft {
  const isInService = scope.workspace !== null && state.fragment(fragment, null) !== undefined;
  return {
    rule: 'missing-fragment',
    severity: isWhole ? 'error' : 'info',
    certainty: 'inferred',
    says: { code: 'missing-fragment', given: { fragment, workspace: isInService ? scope.workspace : null, isWhole } },
    place: startOf(place),
    alsoAt: [],
    scope,
    key: fragment,
    targets: targetsOf(state, [file]),
    repairs: null,
  };
}

/** One finding for the service. */
function noneKept(state: ServiceState, first: Missing, all: readonly Missing[]): Draft {
  const fragments = [...new Set(all.map(({ fragment }) => fragment))];
  return {
    rule: 'missing-fragment',
    severity: 'warning',
    certainty: 'inferred',
    says: { code: 'missing-fragment.none-kept', given: { fragments } },
    place: startOf(first.place),
    alsoAt: [],
    scope: { kind: 'global', workspace: null, id: null, operation: null },
    key: 'none-kept',
    targets: targetsOf(
      state,
      all.map(({ file }) => file),
    ),
    repairs: null,
  };
}

/** Operations whose requests meet one of these policies. */
function targetsOf(state: ServiceState, files: readonly PolicyFile[]): readonly Target[] {
  const some = new Set(files);
  const groups = state.groups.filter(({ layers }) => layers.some(({ file }) => file !== null && some.has(file)));
  return mergeTargets(groups.map(({ target }) => target));
}
