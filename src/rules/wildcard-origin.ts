import { mergeTargets, type Target } from '../apim/target.js';
import type { ChainGroup } from '../effective/chain-group.js';
import type { CorsChain } from '../cors/cors-chain.js';
import { allNames } from '../cors/name-set.js';
import { concreteAccess } from '../cors/concrete-access.js';
import { explore, underLeanings } from '../cors/worlds.js';
import { allOf, startOf } from '../effective/finding-place.js';
import { elementTargets, evaluatedCors, type CorsElement, type ServiceState } from '../effective/service-state.js';
import type { Severity } from '../text/scales.js';
import { certaintyOf, holds, severityUnder, strongestHolding, type Holding } from '../effective/severity-under.js';
import { apiPath, cors, policy, repository, rest, within } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, fetchStandard } from '../cors/sources.js';
import { mayHaveCredentials } from '../effective/wildcard.js';
import { writtenOrigins } from '../effective/written-origins.js';

const byHand = within('set-header name="Access-Control-Allow-Origin" exists-action="override"', ['<value>*</value>']);

/** Rule `wildcard-origin`: every origin. */
export const wildcardOrigin: Rule = {
  id: 'wildcard-origin',
  title: 'Every origin',
  severity: 'warning',
  severityNote: 'info in an environment of development',
  ofDocument: true,
  certainty: 'documented',
  detects:
    '`<origin>*</origin>` in a `<cors>` without credentials, or `*` written into `Access-Control-Allow-Origin` by hand where there is no `<cors>`.',
  why: 'Every website can call these operations from its visitors’ browsers and read the answers. That is right for public data, and wrong for an API that only its network or an IP filter protects.',
  repair: 'List the origins. If the API is public on purpose, ignore the finding with that reason.',
  sources: [corsPolicyPage, fetchStandard],
  get fails() {
    return [
      { name: 'wildcard', head: repository({ [apiPath]: policy(cors({ origins: ['*'] })) }) },
      { name: 'written by hand', head: repository({ [apiPath]: policy(['<base />'], rest(['<base />', ...byHand], ['<base />', ...byHand])) }) },
      { name: 'an answer of its own, written by hand', head: repository({ [apiPath]: policy(['<base />', ...within('return-response', byHand)]) }) },
    ];
  },
  get passes() {
    return [
      { name: 'a named origin', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) }) },
      {
        name: 'a wildcard in a comment is no policy',
        head: repository({ [apiPath]: policy(['<!-- <cors><allowed-origins><origin>*</origin></allowed-origins></cors> -->', '<base />']) }),
      },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      if (mayHaveCredentials(element.policy)) continue;
      const entry = element.policy.origins.find((origin) => origin.kind === 'any');
      if (entry === undefined) continue;
      const holding = keptOut(state, element);
      yield {
        rule: 'wildcard-origin',
        severity: holding === null ? severityIn(state) : severityUnder(holding, severityIn(state)),
        certainty: holding === null ? 'documented' : certaintyOf(holding, 'documented'),
        says: { code: 'wildcard-origin', given: { holding } },
        place: allOf(entry.place),
        alsoAt: [startOf(element.element.place)],
        scope: element.scope,
        key: 'any',
        targets: openedBy(state, element),
        repairs: null,
      };
    }
    for (const { value, writer, scope, targets } of writtenOrigins(state)) {
      if (value !== '*') continue;
      yield {
        rule: 'wildcard-origin',
        severity: severityIn(state),
        certainty: 'documented',
        says: { code: 'wildcard-origin', given: { holding: null } },
        place: allOf(writer.element.place),
        alsoAt: [],
        scope,
        key: 'any',
        targets,
        repairs: null,
      };
    }
  },
};

/**
 * The readings under which it lets every website in, although the leanings do not: a broader `<cors>` answers first and ends unmatched requests. null: it does
 * by the leanings, no request meets it, or it is unknown.
 */
function keptOut(state: ServiceState, { policy }: CorsElement): Holding | null {
  const holdings: Holding[] = [];
  for (const chain of new Set(state.groupsWith(policy).map((group) => group.chain))) {
    if (chain.steps.every((step) => step.kind !== 'cors' || step.policy === policy)) return null;
    const { worlds, complete } = explore((walk) => concreteAccess(chain, '*', walk, allNames).granted, state.assume);
    if (!complete || underLeanings(worlds).some(({ result }) => result)) return null;
    holdings.push(holds(worlds, (granted) => granted));
  }
  return holdings.length === 0 ? null : strongestHolding(holdings);
}

/** The operations that it may open, without those where a `<cors>` above passes no unmatched requests on; all operations if it opens none. */
function openedBy(state: ServiceState, element: CorsElement): readonly Target[] {
  const chains = new Map<CorsChain, boolean>();
  const isOpened = ({ chain }: ChainGroup): boolean => {
    let opened = chains.get(chain);
    if (opened === undefined) {
      const isAlone = chain.steps.every((step) => step.kind !== 'cors' || step.policy === element.policy);
      const explored = isAlone ? null : explore((walk) => concreteAccess(chain, '*', walk, allNames).granted, state.assume);
      opened = explored === null || !explored.complete || explored.worlds.some(({ result }) => result);
      chains.set(chain, opened);
    }
    return opened;
  };
  const opened = state.groupsWith(element.policy).filter(isOpened);
  return opened.length === 0 ? elementTargets(state, element) : mergeTargets(opened.map(({ target }) => target));
}

/** A service that holds only developers' own data is usually open on purpose. */
function severityIn({ service }: ServiceState): Severity {
  return service.isDevelopment === true ? 'info' : 'warning';
}
