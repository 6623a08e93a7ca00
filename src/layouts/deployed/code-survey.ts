import type { PolicyCache } from '../../apim/policy-cache.js';
import { policyName } from '../policy-content.js';
import type { Reach, RepositoryOptions, Survey, UnreviewedFile, UnusedOption } from '../layout.js';
import type { EmbeddedPolicies } from '../embedded-policy.js';
import { besideFollowed } from './beside-followed.js';
import type { DeployedSite } from './deployed-site.js';
import { writesUnseen, type DeployingRoot } from './deploying-root.js';
import { joinedSites, reachOfSites } from './joined-sites.js';
import { joinServices } from './service-joins.js';
import type { TreeTexts } from './tree-texts.js';

/** The Resource Kit's names for policies of APIs and operations. */
const ofApis = /-(?:api|operation)Policy\.xml$/i;

/** What the roots of one layout deploy, as services. */
export class CodeSurvey implements Survey {
  readonly sites: readonly DeployedSite[];
  readonly bare: readonly DeployedSite[];
  readonly environments: readonly string[];
  readonly #files: TreeTexts;
  readonly #claimed: ReadonlySet<string>;

  constructor(roots: readonly DeployingRoot[], files: TreeTexts, cache: PolicyCache, options: RepositoryOptions, environments: readonly string[]) {
    this.environments = environments;
    this.#files = files;
    const joined = joinServices(roots.filter((root) => root.deployed.length > 0 || root.isCut || writesUnseen(root)));
    ({ sites: this.sites, bare: this.bare } = joinedSites(joined, files, cache, options));
    this.#claimed = new Set(this.sites.flatMap((site) => [...site.policyPaths()]));
  }

  claims(path: string): boolean {
    return this.#claimed.has(path);
  }

  reach(paths: readonly string[]): Promise<ReadonlyMap<string, Reach>> {
    return reachOfSites(this.sites, paths);
  }

  unreviewed(paths: readonly string[]): Promise<readonly UnreviewedFile[]> {
    return Promise.resolve(
      paths.flatMap((path) =>
        (this.embedded(path) ?? null) === null ? [] : { path, says: { code: 'embedded', given: {} }, lacksScope: 'embedded' },
      ),
    );
  }

  embedded(path: string): EmbeddedPolicies | null | undefined {
    return besideFollowed(path, this.sites, this.#files);
  }

  /** Whether the file is a policy beside others, or below the service's folder, that no link can name. */
  isUnreferenced(path: string): boolean {
    if (!policyName.test(path) || this.claims(path)) return false;
    const name = path.slice(path.lastIndexOf('/') + 1);
    // Unreadable code may name any.
    if (this.sites.some((site) => site.isCut)) return false;
    // An export without its API template: what deploys the policies is outside the repository.
    if (ofApis.test(name) && !this.sites.some((site) => [...site.policies()].some(({ scope }) => scope.kind === 'api' || scope.kind === 'operation')))
      return false;
    return this.sites.some((site) => {
      if (!site.saysPolicies) return false;
      if (!site.isBesidePolicies(path) && (site.root === '' || !path.startsWith(`${site.root}/`))) return false;
      return [...site.undecided()].every((one) => /\.xml\b/i.test(one.name) && !one.name.includes(name));
    });
  }

  unusedOptions(): readonly UnusedOption[] {
    return [];
  }
}
