import { versionSetOf, type ScopeRef } from '../apim/service.js';
import { mergeTargets } from '../apim/target.js';
import { weakest } from '../cors/certainty.js';
import type { Certainty } from '../text/scales.js';
import { noted, unansweredIn } from '../effective/unanswered.js';
import { startOf } from '../effective/finding-place.js';
import { evaluatedCors } from '../effective/service-state.js';
import { apiPath, cors, fragmentPath, globalPath, headerVersioned, ordersApi, policy, repository, within } from '../layouts/apiops/example.js';
import { concernsOnly } from '../repairs/promises.js';
import { elementSource, withCorsOnTop } from '../repairs/other-scope.js';
import type { Draft, Rule } from './rule.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import { originsOf } from '../effective/shadow.js';
import { corsPolicyPage, versionsPage } from '../cors/sources.js';
import type { ChainGroup, CorsElement, ServiceState } from '../effective/service-state.js';

/** Scopes that preflights without a version do not reach. For a fragment, those of its including policies count. */
const scopesHidden: ReadonlySet<ScopeRef['kind']> = new Set(['api', 'operation', 'fragment']);

function draftOf(state: ServiceState, element: CorsElement): Draft | null {
  const hidden = new Map<string, Certainty>();
  const groups: ChainGroup[] = [];
  for (const group of state.groupsWith(element.policy)) {
    if (group.chain.preflight?.kind !== 'versionless') continue;
    const isMet = group.chain.steps.some((step) => step.kind === 'cors' && step.policy === element.policy && step.how !== 'nested');
    if (!isMet) continue;
    // If the global policy may answer, which is only inferred, nothing is reported.
    const unanswered = unansweredIn(group.chain, state.assume);
    const found = originsOf(element.policy).flatMap((origin) => noted(origin, unanswered(origin)));
    if (found.length === 0) continue;
    groups.push(group);
    for (const { origin, certainty } of found) hidden.set(origin, certainty);
  }
  const api = groups[0]?.api;
  if (api === null || api === undefined) return null;
  const header = versionSetOf(state.service, api)?.headerName;
  return {
    rule: 'header-versioning-hides-cors',
    severity: 'error',
    certainty: weakest(...hidden.values()),
    says: {
      code: 'header-versioning-hides-cors',
      given: { api: api.id, header: typeof header === 'string' ? header : null, origins: [...hidden.keys()] },
    },
    place: startOf(element.element.place),
    alsoAt: [],
    scope: element.scope,
    key: 'versioned',
    targets: mergeTargets(groups.map((group) => group.target)),
    repairs: (desk) => repairs(desk, state, element),
  };
}

async function repairs(desk: RepairDesk, state: ServiceState, element: CorsElement): Promise<readonly Repair[]> {
  const source = await elementSource(desk, element);
  const texts = source === null ? null : await withCorsOnTop(desk, state.service.global, source);
  if (texts === null) return [];
  return [
    {
      title: { code: 'copy-into-global', given: {} },
      texts,
      promise: concernsOnly(originsOf(element.policy)),
      certainty: 'inferred',
      givesMore: true,
      leansOn: { code: 'global-answers-versionless', given: {} },
    },
  ];
}

const origins = ['https://app.contoso.com'];

/** Rule `header-versioning-hides-cors`: a version in a header hides the API’s <cors>. */
export const headerVersioningHidesCors: Rule = {
  id: 'header-versioning-hides-cors',
  title: 'A version told by a header hides the API’s <cors>',
  severity: 'error',
  severityNote: null,
  certainty: 'documented',
  detects:
    'A `<cors>` in the policy of an API (or of its operations) whose version is told by a header, for origins that neither the unversioned API at the same path nor the global policy grants.',
  why: 'A preflight does not carry the version header, so the gateway cannot tell which version is meant and answers 404. Microsoft’s page lists it among the common issues: use versions in the path or the query.',
  repair: 'Put the version into the path or the query. If you cannot: a `<cors>` in the global policy probably answers (not documented).',
  sources: [corsPolicyPage, versionsPage],
  get fails() {
    return [
      {
        name: 'cors in the policy of a header-versioned API',
        head: repository({ [globalPath]: policy([]), [apiPath]: policy([...cors({ origins }), '<base />']), ...headerVersioned() }),
      },
      {
        name: 'cors in a fragment that the policy of the API includes',
        head: repository({
          [globalPath]: policy([]),
          [apiPath]: policy(['<include-fragment fragment-id="browsers" />', '<base />']),
          [fragmentPath]: within('fragment', cors({ origins })).join('\n'),
          ...headerVersioned(),
        }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'a version in the path',
        head: repository({
          [apiPath]: policy([...cors({ origins }), '<base />']),
          ...headerVersioned(),
          'apimartifacts/version sets/orders/versionSetInformation.json': JSON.stringify({
            properties: { displayName: 'Orders', versioningScheme: 'Segment' },
          }),
        }),
      },
      {
        name: 'the global policy includes the same fragment',
        head: repository({
          [globalPath]: policy(['<include-fragment fragment-id="browsers" />']),
          [apiPath]: policy(['<include-fragment fragment-id="browsers" />', '<base />']),
          [fragmentPath]: within('fragment', cors({ origins })).join('\n'),
          ...headerVersioned(),
        }),
      },
      {
        name: 'the original version, which needs no header',
        head: repository({
          [apiPath]: policy([...cors({ origins }), '<base />']),
          ...headerVersioned(),
          ...ordersApi({ apiVersionSetId: '/apiVersionSets/orders' }),
        }),
      },
      {
        name: 'the global policy grants the same',
        head: repository({ [globalPath]: policy(cors({ origins })), [apiPath]: policy([...cors({ origins }), '<base />']), ...headerVersioned() }),
      },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      if (!scopesHidden.has(element.scope.kind)) continue;
      const draft = element.how === 'direct' ? draftOf(state, element) : null;
      if (draft !== null) yield draft;
    }
  },
};
