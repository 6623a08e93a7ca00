import type { NotFollowed } from '../apim/service.js';
import type { ServiceState } from './service-state.js';

/** What head deploys, or may, in ways that are not followed, and base does not just so. A module that is new is told once, whatever its version. */
export function newlyUnfollowed(base: ServiceState | null, head: ServiceState | null): readonly NotFollowed[] {
  const before = new Set((base?.service.notFollowed ?? []).map(({ state }) => state));
  const all = (head?.service.notFollowed ?? []).filter(({ state }) => !before.has(state));
  const modules = new Set(all.flatMap(({ what, name }) => (what === 'module' ? name : [])));
  return all.filter(({ what, name }) => what !== 'module-version' || !modules.has(name));
}
