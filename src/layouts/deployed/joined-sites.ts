import type { PolicyCache } from '../../apim/policy-cache.js';
import type { Reach, RepositoryOptions } from '../layout.js';
import { DeployedSite } from './deployed-site.js';
import type { JoinedService } from './service-joins.js';
import type { TreeTexts } from './tree-texts.js';

/** The sites of services that code deploys: those with policies, and those without. */
export function joinedSites(
  joined: readonly JoinedService[],
  files: TreeTexts,
  cache: PolicyCache,
  options: RepositoryOptions,
): { readonly sites: readonly DeployedSite[]; readonly bare: readonly DeployedSite[] } {
  const sitesOf = (wanted: boolean): readonly DeployedSite[] =>
    joined.flatMap((one) => (one.hasPolicies === wanted ? new DeployedSite(one, files, cache, options) : []));
  return { sites: sitesOf(true), bare: sitesOf(false) };
}

/** What a change of these paths affects, by the roots of the sites. */
export function reachOfSites(sites: readonly DeployedSite[], paths: readonly string[]): Promise<ReadonlyMap<string, Reach>> {
  const changed = new Set(paths);
  const reached = sites.flatMap((site) => {
    const reach = site.reachOfChange(changed);
    return reach === null ? [] : [[site.root, reach] as const];
  });
  return Promise.resolve(new Map(reached));
}
