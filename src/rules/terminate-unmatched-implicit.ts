import { mergeTargets, type Target } from '../apim/target.js';
import { originsNamed } from '../cors/access.js';
import type { OriginDifference } from '../cors/access-difference.js';
import type { CorsChain, CorsStep } from '../cors/cors-chain.js';
import { accessKey, concreteAccess } from '../cors/concrete-access.js';
import { partialMatchPassesOn, terminateUnmatchedDefault } from '../cors/questions.js';
import { setKey, type NameSet } from '../cors/name-set.js';
import { onceAlike } from '../cors/origins-alike.js';
import { explore, type Assumptions } from '../cors/worlds.js';
import { setAttribute } from '../xml/edit-elements.js';
import { startOf } from '../effective/finding-place.js';
import { targetsConcerned } from '../effective/own-methods.js';
import { withNothingElsewhere } from '../effective/unanswered.js';
import { evaluatedCors } from '../effective/service-state.js';
import { repairElement } from '../repairs/element-repair.js';
import { apiPath, cors, globalPath, policy, repository } from '../layouts/apiops/example.js';
import { addEntries } from '../repairs/list-entries.js';
import type { AccessChangeView } from '../effective/access-change.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, defaultChangePage } from '../cors/sources.js';
import type { CorsElement, ServiceState } from '../effective/service-state.js';

const question = terminateUnmatchedDefault.id;

/** Rule `terminate-unmatched-implicit`: terminate-unmatched-request is not set. */
export const terminateUnmatchedImplicit: Rule = {
  id: 'terminate-unmatched-implicit',
  title: 'terminate-unmatched-request left to its default',
  severity: 'warning',
  severityNote: null,
  certainty: 'documented',
  detects:
    'A `<cors>` without `terminate-unmatched-request` that another `<cors>` follows in the effective policy, where somebody’s access depends on which of the two documented defaults holds. Of several such elements in a row it is the first, which is asked first. Not where only the origin `null` depends on it. Where only form posts of other sites depend on it, `navigation-ended-by-cors` says so.',
  why: 'Microsoft’s page gives two defaults: `false` in the table of attributes (since August 2025), `true` under common configuration issues. The default decides whether the next `<cors>` is ever asked.',
  repair: 'Write the attribute out, or list in this `<cors>` who is to be let in here too.',
  sources: [corsPolicyPage, defaultChangePage],
  get fails() {
    return [
      {
        name: 'access depends on the default of the inherited one',
        head: repository({
          [globalPath]: policy(cors({ origins: ['https://contoso.developer.azure-api.net'], attributes: '' })),
          [apiPath]: policy(['<base />', ...cors({ origins: ['https://app.contoso.com'] })]),
        }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'written out',
        head: repository({
          [globalPath]: policy(cors({ origins: ['https://contoso.developer.azure-api.net'] })),
          [apiPath]: policy(['<base />', ...cors({ origins: ['https://app.contoso.com'] })]),
        }),
      },
      {
        name: 'only the origin null depends on it',
        head: repository({
          [globalPath]: policy(cors({ origins: ['*'], attributes: '' })),
          [apiPath]: policy(['<base />', ...cors({ origins: ['*'] })]),
        }),
      },
      {
        name: 'everybody is listed, and the next one only adds methods',
        head: repository({
          [globalPath]: policy(cors({ origins: ['https://app.contoso.com'] })),
          [apiPath]: policy([...cors({ origins: ['*'], attributes: '', methods: ['POST'] }), '<base />']),
        }),
      },
      {
        name: 'no other cors follows',
        head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], attributes: '' })) }),
      },
    ];
  },
  *check(state) {
    if (state.assume.has(question)) return;
    for (const element of evaluatedCors(state)) {
      if (element.policy.terminateUnmatched.kind !== 'absent') continue;
      const { origins, targets } = hangingOn(state, element);
      // A policy that does not list 'null' is not meant for it.
      if (origins.every((origin) => origin === 'null')) continue;
      const { place } = element.element;
      yield {
        rule: 'terminate-unmatched-implicit',
        severity: 'warning',
        certainty: 'documented',
        says: { code: 'terminate-unmatched-implicit', given: { origins } },
        place: startOf(place),
        alsoAt: [],
        scope: element.scope,
        key: 'absent',
        targets,
        repairs: (desk) => repairs(desk, element, origins),
      };
    }
  },
};

/** By chain and methods: dozens of repairs are tried, and most leave most chains unchanged. */
const known = new WeakMap<CorsChain, Map<string, readonly string[]>>();

/**
 * Origins whose access differs between the two defaults in a chain where this element is the first without the attribute, and not the last; with the operations
 * where it differs.
 */
function hangingOn(state: ServiceState, element: CorsElement): { readonly origins: readonly string[]; readonly targets: readonly Target[] } {
  const origins = new Set<string>();
  const targets: Target[] = [];
  for (const group of state.groupsWith(element.policy)) {
    const { chain } = group;
    const first = chain.steps.findIndex((step) => step.kind === 'cors' && step.policy.terminateUnmatched.kind === 'absent');
    const step = chain.steps[first];
    if (step?.kind !== 'cors' || step.policy !== element.policy || !chain.steps.slice(first + 1).some(mayHoldCors)) continue;
    const concerned = targetsConcerned([group], (own) => {
      const hanging = hangingIn(chain, own, state.assume);
      for (const origin of hanging) origins.add(origin);
      return hanging.length > 0;
    });
    targets.push(...concerned);
  }
  return { origins: [...origins], targets: mergeTargets(targets) };
}

/** A `<cors>`, or a step that may hold one; an answering policy holds none. */
function mayHoldCors(step: CorsStep): boolean {
  return step.kind === 'cors' || (step.kind === 'opaque' && step.reason.code !== 'answers-itself');
}

function hangingIn(chain: CorsChain, own: NameSet, assume: Assumptions): readonly string[] {
  let ofChain = known.get(chain);
  if (ofChain === undefined) known.set(chain, (ofChain = new Map<string, readonly string[]>()));
  let hanging = ofChain.get(setKey(own));
  if (hanging === undefined) {
    hanging = originsNamed(chain).filter(onceAlike([chain], (origin) => differs(chain, origin, own, assume)));
    ofChain.set(setKey(own), hanging);
  }
  return hanging;
}

/** Origins listed in this `<cors>` keep access: that a later one may add methods or headers is another open point. */
function differs(chain: CorsChain, origin: string, own: NameSet, assume: Assumptions): boolean {
  const under = (value: string): string => {
    const { worlds } = explore(
      (walk) => accessKey(concreteAccess(chain, origin, walk, own)),
      new Map([[partialMatchPassesOn.id, 'no'], ...withNothingElsewhere(assume), [question, value]]),
    );
    return [...new Set(worlds.map((world) => world.result))].sort().join('\n');
  };
  return under('true') !== under('false');
}

/** Only the origin `null` loses something: a policy that lists every website wants to let them in. */
function isLeftAlone({ origin, changes }: OriginDifference): boolean {
  return origin === 'null' || changes.every(({ what, lost }) => what === 'max-age' || lost.length === 0);
}

/** The promise that a named origin keeps its access, and that no other origin changes. */
function letsInAlone(origins: readonly string[]) {
  return (views: readonly AccessChangeView[]): boolean =>
    views.every(({ difference }) =>
      difference.origins.every(
        ({ origin, changes }) => origins.includes(origin) && changes.every(({ what, lost }) => what !== 'access' || lost.length === 0),
      ),
    );
}

async function repairs(desk: RepairDesk, element: CorsElement, origins: readonly string[]): Promise<readonly Repair[]> {
  const { place } = element.element;
  const write = (value: 'true' | 'false'): Promise<readonly Repair[]> =>
    repairElement(desk, place, (document, found) => setAttribute(document, found, 'terminate-unmatched-request', value), {
      title: { code: 'write-terminate-unmatched', given: { value } },
      // With the attribute set, the outcome is one of the two possible ones, so no origin gets more than a default might give. A fix must not block an app for
      // certain that is only possibly blocked now.
      promise: (views) =>
        views.every(({ difference }) => difference.readings.every((readings) => readings.length > 0) && difference.origins.every(isLeftAlone)),
    });
  const apps = origins.filter((origin) => /^https?:\/\//.test(origin));
  const list =
    apps.length === 0 || apps.length !== origins.filter((origin) => origin !== 'null').length || apps.length > mostListed
      ? []
      : await repairElement(desk, place, (document, found) => addEntries(document, found, 'allowed-origins', apps), {
          title: { code: 'allow-in', given: { names: apps, credentials: false, scope: element.scope } },
          promise: letsInAlone(apps),
        });
  return [...(await write('false')), ...(await write('true')), ...list];
}

/** A longer list does not mean a few forgotten web apps. */
const mostListed = 10;
