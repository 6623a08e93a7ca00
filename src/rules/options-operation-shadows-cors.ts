import { operationKey } from '../apim/resource-key.js';
import type { PreflightStop } from '../effective/statement.js';
import { optionsOperationAt, takesOptions } from '../apim/resolve-url.js';
import type { Api, Operation } from '../apim/service.js';
import { mergeTargets } from '../apim/target.js';
import type { CorsChain } from '../cors/cors-chain.js';
import { concreteAccess } from '../cors/concrete-access.js';
import { safelistedMethods } from '../cors/granted-names.js';
import { intersection, isEmpty } from '../cors/name-set.js';
import { ownMethods } from '../effective/own-methods.js';
import { preflightDecision } from '../cors/which-cors.js';
import { writtenPreflightGrant } from '../cors/written-preflight.js';
import { onceAlike } from '../cors/origins-alike.js';
import { explore } from '../cors/worlds.js';
import { certaintyOf, holds, severityUnder, strongestHolding, type Holding } from '../effective/severity-under.js';
import { apiPath, cors, operationPath, ordersApi, ordersSpecification, policy, repository } from '../layouts/apiops/example.js';
import type { Draft, Rule } from './rule.js';
import { fileLine, startOf, type FindingPlace } from '../effective/finding-place.js';
import { originsOf } from '../effective/shadow.js';
import { corsPolicyPage } from '../cors/sources.js';
import { type ChainGroup, type ServiceState } from '../effective/service-state.js';

interface Shadowed {
  readonly api: Api;
  readonly options: Operation;
  readonly groups: ChainGroup[];
  readonly origins: Set<string>;
  readonly holdings: Holding[];
  /** The distinct steps that stop the preflights. */
  readonly stops: Map<string, PreflightStop>;
}

/** Origins whose preflights the chain's `<cors>` would grant, but the operation's own pipeline does not. */
function shadowedIn(chain: CorsChain, state: ServiceState): { origin: string; holding: Holding; stop: PreflightStop }[] {
  const plain: CorsChain = { steps: chain.steps, written: chain.written, preflight: null, preflightRests: chain.preflightRests };
  const origins = new Set(chain.steps.flatMap((step) => (step.kind === 'cors' && step.how !== 'nested' ? originsOf(step.policy) : [])));
  const shadowing = onceAlike([chain], (origin): { holding: Holding; stop: PreflightStop } | null => {
    const { worlds, complete } = explore((walk): PreflightStop | null => {
      // If the <cors> ends the actual request anyway, the preflight does not matter.
      if (preflightDecision(plain, origin, walk).kind !== 'granted') return null;
      const { granted, opaque } = concreteAccess(plain, origin, walk);
      if (!granted && opaque === null) return null;
      const decision = preflightDecision(chain, origin, walk);
      // A policy that may answer is intended there: that is the purpose of such an operation.
      if (decision.kind === 'granted' || decision.kind === 'opaque') return null;
      if (decision.kind === 'answered' && writtenPreflightGrant(decision, origin, walk) !== null) return null;
      if ((decision.kind !== 'refused' && decision.kind !== 'answered') || decision.by === null) return { kind: 'not-listed' };
      const { by, status } = decision.by;
      return by === 'subscription' ? { kind: 'needs-key' } : { kind: 'answered', by, status };
    }, state.assume);
    const holding = holds(worlds, (stop) => stop !== null);
    const stop = worlds.find((world) => world.result !== null)?.result ?? null;
    return complete && holding.when !== 'never' && stop !== null ? { holding, stop } : null;
  });
  return [...origins].flatMap((origin) => {
    const found = shadowing(origin);
    return found === null ? [] : [{ origin, ...found }];
  });
}

function* findShadowed(state: ServiceState): Iterable<Shadowed> {
  const byOptions = new Map<string, Shadowed>();
  for (const group of state.groups) {
    const { api, operation, chain } = group;
    if (api === null || group.product !== null || chain.preflight?.kind !== 'pipeline' || takesOptions(operation)) continue;
    const options = optionsOperationAt(api, operation);
    if (options === null) continue;
    const origins = shadowedIn(chain, state);
    if (origins.length === 0) continue;
    const key = operationKey(api.workspace, api.id, options.id);
    let known = byOptions.get(key);
    if (known === undefined) {
      known = { api, options, groups: [], origins: new Set(), holdings: [], stops: new Map() };
      byOptions.set(key, known);
    }
    known.groups.push(group);
    for (const { origin, holding, stop } of origins) {
      known.origins.add(origin);
      known.holdings.push(holding);
      known.stops.set(stop.kind === 'answered' ? `${stop.by} ${stop.status}` : stop.kind, stop);
    }
  }
  yield* byOptions.values();
}

/** Its own policy, or otherwise its definition. */
function placeOf({ api, options }: Shadowed): FindingPlace {
  if (options.policy?.ok === true) {
    const { path, ref, host, sections } = options.policy.document;
    const inbound = sections.get('inbound');
    const line = host?.lines.start ?? 1;
    return inbound === undefined ? { path, ref, line, endLine: line, at: null } : startOf(inbound.place);
  }
  if (options.writtenAt !== undefined) return fileLine(options.writtenAt.path, options.writtenAt.line);
  return api.specificationPath === null ? fileLine(api.metadataPath, api.metadataLine ?? 1) : fileLine(api.specificationPath, 1);
}

function draftOf(shadowed: Shadowed): Draft {
  const { api, options, groups, origins, holdings, stops } = shadowed;
  const holding = strongestHolding(holdings);
  return {
    rule: 'options-operation-shadows-cors',
    severity: severityUnder(holding, 'warning'),
    certainty: certaintyOf(holding, 'inferred'),
    says: {
      code: 'options-operation-shadows-cors',
      given: {
        operation: options.id,
        urlTemplate: options.urlTemplate,
        origins: [...origins],
        stops: [...stops.values()],
        isSimpleLeft: !isEmpty(intersection(ownMethods(groups), safelistedMethods)),
        holding,
      },
    },
    place: placeOf(shadowed),
    alsoAt: [],
    scope: { kind: 'operation', workspace: api.workspace, id: api.id, operation: options.id },
    key: 'options',
    targets: mergeTargets(groups.map((group) => group.target)),
    repairs: null,
  };
}

const origins = ['https://app.contoso.com'];
const optionsPolicy = operationPath.replace('get-order', 'options-order');

/** Rule `options-operation-shadows-cors`: an OPTIONS operation receives the preflights. */
export const optionsOperationShadowsCors: Rule = {
  id: 'options-operation-shadows-cors',
  title: 'An OPTIONS operation takes the preflights',
  severity: 'warning',
  severityNote: 'info when it depends on metadata that is not in the repository',
  certainty: 'inferred',
  detects:
    'An operation with method OPTIONS at the URL of other operations, whose own pipeline does not grant origins that the `<cors>` in scope would: because the API asks for a subscription key, because a policy refuses or answers first, or because no `<cors>` is in it.',
  why: 'Where an operation takes OPTIONS, the gateway’s own preflight logic is off and the request runs through that operation’s policies like any other, the check of the subscription key first. Browsers send neither keys nor tokens with a preflight, so it gets a 401. Such operations often come with an imported specification, and nobody meant them.',
  repair:
    'Delete the OPTIONS operation from the specification; or, if it is wanted, let it pass without a key and put `<cors>` first in its policies.',
  sources: [corsPolicyPage],
  get fails() {
    return [
      {
        name: 'an imported OPTIONS operation of an API that asks for a key',
        head: repository({ [apiPath]: policy([...cors({ origins }), '<base />']), ...ordersSpecification(['get', 'options']) }),
      },
      {
        name: 'its own policy does not inherit the cors',
        head: repository({
          [apiPath]: policy([...cors({ origins }), '<base />']),
          [optionsPolicy]: policy([]),
          ...ordersApi({ subscriptionRequired: false }),
          ...ordersSpecification(['get', 'options']),
        }),
      },
    ];
  },
  get passes() {
    return [
      { name: 'no such operation', head: repository({ [apiPath]: policy([...cors({ origins }), '<base />']) }) },
      {
        name: 'no key is needed, and the cors stands first in its pipeline',
        head: repository({
          [apiPath]: policy([...cors({ origins }), '<base />']),
          ...ordersApi({ subscriptionRequired: false }),
          ...ordersSpecification(['get', 'options']),
        }),
      },
    ];
  },
  *check(state) {
    for (const shadowed of findShadowed(state)) yield draftOf(shadowed);
  },
};
