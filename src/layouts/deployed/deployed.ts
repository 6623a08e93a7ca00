import { scopeKey } from '../../apim/resource-key.js';
import type { ScopeRef } from '../../apim/service.js';
import type { Undecided } from './conditions.js';
import type { Value } from './deployed-value.js';

/** Where something is written: an offset of a file, UTF-16. */
export interface WrittenAt {
  readonly path: string;
  readonly offset: number;
}

/** What each thing that a root module deploys to API Management says of itself. */
interface Deployment {
  /** `module.x.azurerm_api_management_api_policy.y["k"]`: the same in every environment. */
  readonly address: string;
  readonly by: WrittenAt;
  /** The name of the instance; holes stand for what is not decided. null: it is not said. */
  readonly service: string | null;
  /** Conditions that decide whether it is deployed and that the repository does not decide; left out: there is none. */
  readonly undecided?: readonly Undecided[];
}

/** A policy at a scope. */
export interface DeployedPolicy extends Deployment {
  readonly kind: 'policy';
  /** Only the default of a parameter is against it: it is followed all the same. */
  readonly isOff?: boolean;
  readonly scope: ScopeRef;
  readonly text: () => Value;
}

/** An API, as far as it is said. */
export interface DeployedApi extends Deployment {
  readonly kind: 'api';
  readonly id: string;
  readonly workspace: string | null;
  readonly path: string | null;
  /** As `Api.openAddress`. */
  readonly openAddress?: string;
  readonly displayName: string | null;
  readonly version: string | null;
  readonly versionSet: string | null;
  /** Of an API with revisions, the number of this one. */
  readonly revision: string | null;
  readonly isCurrent: boolean;
  readonly subscriptionRequired: boolean | null;
  /** As `Api.type`. */
  readonly type?: string;
  /** As `Api.isOnlyHttp`. */
  readonly isOnlyHttp?: true;
  readonly keyNames: { readonly header: string; readonly query: string } | null;
  readonly products: readonly string[];
  /** The text that it is imported from; null: it has none, or it lies at a URL. */
  readonly specification: (() => Value) | null;
  /** It is imported from a URL. */
  readonly isElsewhere: boolean;
}

/** An operation that stands for itself. */
export interface DeployedOperation extends Deployment {
  readonly kind: 'operation';
  readonly api: string;
  readonly workspace: string | null;
  readonly id: string;
  readonly method: string | null;
  readonly urlTemplate: string | null;
  /** As `Operation.openAddress`. */
  readonly openAddress?: string;
}

/** A product, or that an API is in one. */
export interface DeployedProduct extends Deployment {
  readonly kind: 'product';
  readonly id: string;
  readonly workspace: string | null;
  readonly displayName: string | null;
  readonly subscriptionRequired: boolean | null;
  readonly published: boolean | null;
  readonly apis: readonly string[];
  /** It only says which APIs are in a product. */
  readonly isLink: boolean;
}

/** A version set. */
export interface DeployedVersionSet extends Deployment {
  readonly kind: 'version-set';
  readonly id: string;
  readonly workspace: string | null;
  readonly scheme: string | null;
  readonly headerName: string | null;
  readonly queryName: string | null;
}

/** A named value; `value` null: it is secret, or not decided. */
export interface DeployedNamedValue extends Deployment {
  readonly kind: 'named-value';
  readonly name: string;
  readonly workspace: string | null;
  readonly value: string | null;
  /** What says where the value is kept, by what it is; nothing where the value is known. */
  readonly keptAt?: () => readonly Value[];
}

/** The instance itself. */
export interface DeployedService extends Deployment {
  readonly kind: 'service';
}

/** One thing that a root module deploys to API Management. */
export type Deployed = DeployedPolicy | DeployedApi | DeployedOperation | DeployedProduct | DeployedVersionSet | DeployedNamedValue | DeployedService;

/** The id of an API without its revision: a product holds all revisions, and those that are not current take metadata from the one that is. */
export function currentId(api: string): string {
  return api.replace(/;rev=\d+$/, '');
}

/** The policies among what is deployed, by their addresses; of two at one the first. */
export function policiesByAddress(deployed: Iterable<Deployed>): ReadonlyMap<string, DeployedPolicy> {
  const found = new Map<string, DeployedPolicy>();
  for (const one of deployed) if (one.kind === 'policy' && !found.has(one.address)) found.set(one.address, one);
  return found;
}

/** The place in a service that a policy takes, of which there is one; null: it is no policy. */
export function slotOf(one: Deployed): string | null {
  return one.kind === 'policy' ? `${one.service ?? ''}\0${scopeKey(one.scope)}` : null;
}
