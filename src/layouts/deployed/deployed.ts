import { scopeKey } from '../../apim/resource-key.js';
import type { ScopeRef } from '../../apim/service.js';
import type { Undecided } from './conditions.js';
import type { Value } from './deployed-value.js';

/** Where something is written: a UTF-16 offset in a file. */
export interface WrittenAt {
  readonly path: string;
  readonly offset: number;
}

/** Common properties of everything that a root module deploys to API Management. */
interface Deployment {
  /** `module.x.azurerm_api_management_api_policy.y["k"]`: equal in every environment. */
  readonly address: string;
  readonly by: WrittenAt;
  /** The name of the instance; undecided parts are holes. null: not given. */
  readonly service: string | null;
  /** Undecided conditions for its deployment, if any. */
  readonly undecided?: readonly Undecided[];
}

/** A policy at a scope. */
export interface DeployedPolicy extends Deployment {
  readonly kind: 'policy';
  /** Only a parameter's default switches it off: it is evaluated nevertheless. */
  readonly isOff?: boolean;
  readonly scope: ScopeRef;
  readonly text: () => Value;
}

/** An API, as far as it is described. */
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
  /** The number of this revision, for an API with revisions. */
  readonly revision: string | null;
  readonly isCurrent: boolean;
  readonly subscriptionRequired: boolean | null;
  /** As `Api.type`. */
  readonly type?: string;
  /** As `Api.isOnlyHttp`. */
  readonly isOnlyHttp?: true;
  readonly keyNames: { readonly header: string; readonly query: string } | null;
  readonly products: readonly string[];
  /** The text of its specification; null: none, or at a URL. */
  readonly specification: (() => Value) | null;
  /** It is imported from a URL. */
  readonly isElsewhere: boolean;
}

/** An operation with its own resource. */
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

/** A product, or a link between a product and an API. */
export interface DeployedProduct extends Deployment {
  readonly kind: 'product';
  readonly id: string;
  readonly workspace: string | null;
  readonly displayName: string | null;
  readonly subscriptionRequired: boolean | null;
  readonly published: boolean | null;
  readonly apis: readonly string[];
  /** It only lists the APIs of a product. */
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

/** A named value; `value` null: secret, or undecided. */
export interface DeployedNamedValue extends Deployment {
  readonly kind: 'named-value';
  readonly name: string;
  readonly workspace: string | null;
  readonly value: string | null;
  /** The settings that say where the value is kept; none for a known value. */
  readonly keptAt?: () => readonly Value[];
}

/** The instance itself. */
export interface DeployedService extends Deployment {
  readonly kind: 'service';
}

/** One thing that a root module deploys to API Management. */
export type Deployed = DeployedPolicy | DeployedApi | DeployedOperation | DeployedProduct | DeployedVersionSet | DeployedNamedValue | DeployedService;

/** The id of an API without its revision: a product holds all revisions, and others take metadata from the current one. */
export function currentId(api: string): string {
  return api.replace(/;rev=\d+$/, '');
}

/** The policies among the deployed things, by address; of two the first. */
export function policiesByAddress(deployed: Iterable<Deployed>): ReadonlyMap<string, DeployedPolicy> {
  const found = new Map<string, DeployedPolicy>();
  for (const one of deployed) if (one.kind === 'policy' && !found.has(one.address)) found.set(one.address, one);
  return found;
}

/** The key of the place in a service that a policy occupies alone; null: not a policy. */
export function slotOf(one: Deployed): string | null {
  return one.kind === 'policy' ? `${one.service ?? ''}\0${scopeKey(one.scope)}` : null;
}
