import type { Api, Service } from '../apim/service.js';
import { resourceKey } from '../apim/resource-key.js';
import { explainTarget } from '../explain/explanation.js';
import { repairsFor } from '../explain/request-repair.js';
import type { ExplainTarget } from '../explain/request-target.js';
import type { Tree } from '../layouts/tree.js';
import type { Suggestion } from '../review/review.js';
import { checkClause, isAbout, requestOf, type Breach } from './check-clause.js';
import type { Clause, Contracts, Kept } from './contract.js';
import { denialFor } from './denial-repair.js';
import { RequestJudge } from './request-judge.js';
import { touchedApis } from './touched-apis.js';

/** A clause that is not kept, where, and by which request. */
export interface Broken {
  readonly clause: Clause;
  readonly environment: string | null;
  readonly breach: Breach | null;
}

/** A change of policies that lets the app in, or keeps the page out; one by which another clause gets worse is none. null: none is found. */
export async function repairOf(
  { clause, breach, environment }: Broken,
  { clauses }: Contracts,
  { tree }: { readonly tree: Tree },
): Promise<Suggestion | null> {
  if (breach === null) return null;
  const { target } = breach.place;
  const asked = requestOf(breach);
  const { state } = target.route;
  const { assume } = state;
  const { request, sent, mode } = explainTarget(target, asked, assume);
  const about = clauses.filter((one) => isAbout(one, environment));
  const holds = (route: ExplainTarget['route']): boolean => {
    const touched = touchedApis(state.service, route.state.service);
    const before = new RequestJudge(state, apisAt(state.service, touched));
    const after = new RequestJudge(route.state, touched);
    return about.every((one) => !isWorse(checkClause(one, [before]).result, checkClause(one, [after]).result));
  };
  if (clause.promise !== 'allow') {
    const promised = clause.promise === 'deny' ? [] : clause.origins.flatMap((one) => (one.kind === 'origin' ? [one.origin] : []));
    return denialFor(target, { origin: asked.request.origin, promised }, tree, (route) => {
      const { verdict, outcomes } = explainTarget({ ...target, route }, asked, assume);
      return verdict === 'blocked' && outcomes.every((one) => one.verdict === 'blocked') && holds(route);
    });
  }
  const found = await repairsFor(target, { request, sent, mode }, tree, true, (route) => {
    const { verdict, outcomes } = explainTarget({ ...target, route }, asked, assume);
    if (verdict !== 'allowed' || !holds(route)) return 'no';
    return outcomes.every((one) => one.verdict === 'allowed') ? 'always' : 'under-leanings';
  });
  return found?.suggestions[0] ?? null;
}

/** The same APIs in another state of the service. */
function apisAt(service: Service, apis: readonly Api[]): readonly Api[] {
  const keys = new Set(apis.map(({ workspace, id }) => resourceKey(workspace, id)));
  return service.apis.filter(({ workspace, id }) => keys.has(resourceKey(workspace, id)));
}

function isWorse(before: Kept, after: Kept): boolean {
  return before !== after && (before === 'kept' || after === 'broken');
}
