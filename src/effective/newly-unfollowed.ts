import type { NotFollowed } from '../apim/service.js';
import type { ServiceState } from './service-state.js';

/**
 * What head deploys, or may, in ways that are not followed and that base does not have equally. Each call or command once, by its worst new effect. A new
 * module is reported once, whatever its version, at the first call of its source.
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

/** Whether a pipeline no longer deploys with something, so that the new thing replaces it. Otherwise it only adds to it. */
function replacesAnother(base: ServiceState | null, head: ServiceState | null): boolean {
  const now = new Set((head?.service.notFollowed ?? []).map(({ state }) => state));
  return (base?.service.notFollowed ?? []).some(({ what, state }) => what === 'deployed-with' && !now.has(state));
}

/** Variables that pipelines set before and do not any more: now the code's value counts. */
function givenNoMore(base: ServiceState | null, head: ServiceState | null): readonly NotFollowed[] {
  const given = (state: ServiceState | null): readonly NotFollowed[] =>
    (state?.service.notFollowed ?? []).filter(({ what }) => what === 'given-otherwise');
  const now = new Set(given(head).map(({ name }) => name));
  return head === null ? [] : given(base).filter(({ name }) => !now.has(name));
}

/** Parts that were not deployed for some time and are again: what they replace is unknown. */
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
