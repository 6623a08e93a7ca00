import type { NotFollowed } from '../apim/service.js';
import type { ServiceState } from './service-state.js';

/**
 * What head deploys, or may, in ways that are not followed, and base does not just so: of each call or command once, at the worst of what is new in
 * it. A module that is new is told once, whatever its version, and one place that many calls take it from at the first of them.
 */
export function newlyUnfollowed(base: ServiceState | null, head: ServiceState | null): readonly NotFollowed[] {
  const before = new Set((base?.service.notFollowed ?? []).map(({ state }) => state));
  const fresh = new Map<string, NotFollowed>();
  for (const one of head?.service.notFollowed ?? []) if (!before.has(one.state) && !fresh.has(one.state)) fresh.set(one.state, one);
  const all = [...fresh.values(), ...deployedAgain(base, head), ...givenNoMore(base, head)].filter(
    ({ what }) => (what !== 'deployed-with' || replacesAnother(base, head)) && (what !== 'given-otherwise' || base !== null),
  );
  const modules = new Set(all.flatMap(({ what, name }) => (what === 'module' ? name : [])));
  const told = new Map<string, NotFollowed>();
  for (const one of all) {
    if (one.what === 'module-version' && modules.has(one.name)) continue;
    const key = [one.path, one.line, one.what, one.name].join('\u0000');
    const other = told.get(key);
    if (other === undefined || weights[one.touches] > weights[other.touches]) told.set(key, one);
  }
  return [...told.values()];
}

/** Whether a pipeline deploys with something no more: what it deploys with now stands in the place of that. One that is new only adds to it. */
function replacesAnother(base: ServiceState | null, head: ServiceState | null): boolean {
  const now = new Set((head?.service.notFollowed ?? []).map(({ state }) => state));
  return (base?.service.notFollowed ?? []).some(({ what, state }) => what === 'deployed-with' && !now.has(state));
}

/** Variables that pipelines gave a value and give none any more: what the code says counts by now. */
function givenNoMore(base: ServiceState | null, head: ServiceState | null): readonly NotFollowed[] {
  const given = (state: ServiceState | null): readonly NotFollowed[] =>
    (state?.service.notFollowed ?? []).filter(({ what }) => what === 'given-otherwise');
  const now = new Set(given(head).map(({ name }) => name));
  return head === null ? [] : given(base).filter(({ name }) => !now.has(name));
}

/** What was not deployed for some time and is now, if it is still there: nobody knows in the place of what. */
function deployedAgain(base: ServiceState | null, head: ServiceState | null): readonly NotFollowed[] {
  const now = new Set((head?.service.notFollowed ?? []).map(({ state }) => state));
  const before = head === null ? [] : (base?.service.notFollowed ?? []);
  return before.flatMap((one) =>
    one.what !== 'changes-kept' || now.has(one.state)
      ? []
      : [{ ...one, what: 'changes-deployed', touches: one.touches === 'unknown' ? 'service' : 'policies' } as const],
  );
}

const weights = { policies: 2, service: 1, unknown: 0 } as const;
