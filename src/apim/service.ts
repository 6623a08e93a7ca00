import type { MetadataFault } from './metadata-fault.js';
import type { PolicyFile } from './policy.js';

/** A scope for a policy. Ids are the service's own (API id, operation id); metadata wins over folder names. */
export interface ScopeRef {
  readonly kind: 'global' | 'workspace' | 'product' | 'api' | 'operation' | 'fragment';
  readonly workspace: string | null;
  /** Id of the product, API or fragment; of the API for an operation; null for global and workspace. */
  readonly id: string | null;
  readonly operation: string | null;
}

/** One operation of an API: a method, a URL template, and its own policy if it has one. */
export interface Operation {
  readonly id: string;
  /** Upper case; null if only the operation's folder is known. */
  readonly method: string | null;
  /** As in the specification: `/orders/{id}`. */
  readonly urlTemplate: string | null;
  /** The URL as code writes it, if its value is undecided. */
  readonly openAddress?: string;
  /** Its specification says that it takes a JSON body. */
  readonly takesJson: boolean;
  /** The form type that it takes, by its specification; null or left out: not said. */
  readonly takesForm?: 'urlencoded' | 'multipart' | null;
  /** Response headers for clients, as its specification writes them; left out: not said. */
  readonly answerHeaders?: readonly string[];
  /** Its specification requires a token in the Authorization header; left out: not said. */
  readonly asksForToken?: boolean;
  readonly policy: PolicyFile | null;
  /** Its place in code, if it is a resource of its own. */
  readonly writtenAt?: { readonly path: string; readonly line: number };
}

/** One API, or one revision or version of it, with its operations. */
export interface Api {
  readonly id: string;
  readonly workspace: string | null;
  /** `orders/v1`, without a leading slash; null if unknown. */
  readonly path: string | null;
  /** Path and version as code writes them, if their values are undecided. */
  readonly openAddress?: string;
  readonly displayName: string | null;
  readonly versionSet: string | null;
  readonly version: string | null;
  readonly revision: string | null;
  readonly isCurrent: boolean;
  /** The kind of its operations, in lower case (`websocket`, `graphql`, or the name of an undecided value); left out: HTTP, as far as is known. */
  readonly type?: string;
  /** It is served over plain http only, which no https page can call. */
  readonly isOnlyHttp?: true;
  readonly subscriptionRequired: boolean | null;
  readonly subscriptionKeyNames: { readonly header: string; readonly query: string };
  readonly policy: PolicyFile | null;
  /** Where to create the file of its policy, if it has none and the layout has a place for it. */
  readonly newPolicyPath?: string;
  readonly operations: readonly Operation[];
  /** False if no specification could be read: `operations` then holds only those with a folder. */
  readonly operationsKnown: boolean;
  /** Number of its operations that were not loaded. */
  readonly operationsLeftOut?: number;
  /** The API's folder, for messages. */
  readonly folder: string;
  /** Where its metadata belongs; the file may not exist. */
  readonly metadataPath: string;
  /** The line of that file where it begins; left out if it is the whole file. */
  readonly metadataLine?: number;
  readonly specificationPath: string | null;
}

/** A product: its APIs, and the policy for requests with its key. */
export interface Product {
  readonly id: string;
  readonly workspace: string | null;
  readonly displayName: string | null;
  /** null if the metadata is missing or does not say. */
  readonly subscriptionRequired: boolean | null;
  readonly published: boolean | null;
  readonly apis: ReadonlySet<string>;
  readonly policy: PolicyFile | null;
}

/** How the versions of an API are distinguished: by a path segment, a query parameter or a header. */
export interface VersionSet {
  readonly id: string;
  readonly scheme: 'Segment' | 'Query' | 'Header' | null;
  readonly headerName: string | null;
  readonly queryName: string | null;
}

/** A policy fragment, for `<include-fragment>`. */
export interface Fragment {
  readonly id: string;
  readonly workspace: string | null;
  readonly policy: PolicyFile;
}

/**
 * A named value, by display name, which `{{name}}` refers to. `hidden`: secret or key-vault, intentionally without a value in git. `token`: a placeholder that
 * a pipeline replaces.
 */
export type NamedValue =
  | { readonly kind: 'known'; readonly name: string; readonly value: string; readonly path: string }
  | (OpenValue & { readonly kind: 'hidden'; readonly name: string; readonly path: string })
  | (OpenValue & { readonly kind: 'token'; readonly name: string; readonly value: string; readonly path: string });

/** A named value whose value is outside the repository. */
interface OpenValue {
  /** Returns a text that is equal for values kept at the same place, never printed. Left out: the place is not said. */
  readonly source?: () => string;
  /** Its name beside another state of the service that keeps its value elsewhere; left out: its own name. */
  readonly called?: string;
}

/** A workspace: its policy and its own named values. */
export interface Workspace {
  readonly id: string;
  readonly policy: PolicyFile | null;
  readonly namedValues: ReadonlyMap<string, NamedValue>;
  readonly versionSets: ReadonlyMap<string, VersionSet>;
}

/** Metadata that could not be read: it is reported, and the evaluation continues without it. */
export interface MetadataProblem {
  readonly path: string;
  readonly line: number;
  readonly says: MetadataFault;
  /** Ids of the contents of several files that claim one identity, so that it is unknown which counts. Left out if that is not the problem. */
  readonly conflict?: string;
  /** What was not read may contain policies. */
  readonly hides?: boolean;
}

/**
 * A part of the code that deploys, or may deploy, in a way that is not followed. `state`: equal for parts with the same effect. `touches`: `policies` by its
 * text; the service as far as its text tells; or unknown. `changes-kept`: a followed part that is not deployed again when its text changes; `changes-deployed`:
 * one that is deployed again now and was not in base.
 */
export interface NotFollowed extends LineOf {
  readonly what:
    | 'module'
    | 'module-version'
    | 'missing-module'
    | 'command'
    | 'template'
    | 'resource'
    | 'provider'
    | 'release'
    | 'changes-kept'
    | 'changes-deployed'
    /** The values file or folder that a pipeline deploys with; reported if base deploys with another. */
    | 'deployed-with'
    /** A variable that pipelines set in addition to the code; reported if base sets it differently. */
    | 'given-otherwise';
  readonly name: string;
  readonly state: string;
  readonly touches: 'policies' | 'service' | 'unknown';
  /** Files beside the code that it runs or loads: their changes count as its own. */
  readonly runs?: readonly string[];
}

/** A line of a file, 1-based. */
export interface LineOf {
  readonly path: string;
  readonly line: number;
}

/** What assigns a policy to its scope. `line` 1-based. `isEverywhere`: in every environment. */
export interface PlacedBy extends LineOf {
  readonly isEverywhere: boolean;
}

/** One API Management service as a tree describes it, in one environment (null: the artifacts without overrides). */
export interface Service {
  /** Folder of the artifacts; '' for the repository's root. */
  readonly root: string;
  readonly environment: string | null;
  /** The name of the instance, in lower case, if code says it. */
  readonly instance?: string;
  /** Its environment is missing on the other side of a change, where a new one has the same content. */
  readonly isRenamed?: true;
  /** It has no environment and exists only for comparison with the other side of a change. */
  readonly isForComparison?: boolean;
  /** For an environment: what the code and its own files say of values, without files of environments, whether or not they apply. */
  readonly baseValues?: string;
  /** No required value comes only from files of environments: without such a file, this is what is deployed. */
  readonly standsAlone?: boolean;
  /** Whether the environment is one of development; null or left out: unknown. */
  readonly isDevelopment?: boolean | null;
  readonly global: PolicyFile | null;
  readonly workspaces: ReadonlyMap<string, Workspace>;
  readonly apis: readonly Api[];
  /** True if the service has APIs that were not loaded: a missing API in `apis` may exist. */
  readonly apisLeftOut: boolean;
  readonly products: readonly Product[];
  readonly fragments: readonly Fragment[];
  /** Service-level version sets, by id; a workspace has its own. `versionSetOf` finds that of an API. */
  readonly versionSets: ReadonlyMap<string, VersionSet>;
  /** Service-level named values, by display name. A workspace has its own and does not see these. */
  readonly namedValues: ReadonlyMap<string, NamedValue>;
  readonly problems: readonly MetadataProblem[];
  /** Left out if everything that is deployed is followed. */
  readonly notFollowed?: readonly NotFollowed[];
  /** Names of resources that the code refers to without deploying them, if the names of their properties do not show it. */
  readonly existing?: ReadonlySet<string>;
  /**
   * Where the repository says what it deploys, if it need not hold the whole service: a missing global or product policy may be kept elsewhere. Left out: the
   * repository holds the whole service.
   */
  readonly partlyKept?: LineOf;
  /**
   * For a partly kept service: ids of fragments without CORS content that other services of the repository deploy, perhaps to the same instance. Also ids of
   * fragments too many to read.
   */
  readonly fragmentsBeside?: ReadonlySet<string>;
  /** Scopes (`scopeKey`) whose policy is evaluated although a parameter's default switches it off. */
  readonly switchedOff?: ReadonlySet<string>;
  /** Returns what assigns the policy of a scope to it; null or left out: the policy's own place does. */
  readonly placedBy?: (scope: ScopeRef) => PlacedBy | null;
  /** The line of a pipeline that publishes this with another environment's configuration now. */
  readonly switchedAt?: { readonly path: string; readonly line: number };
  /**
   * Of the changed files, those most likely to have changed the access to an API (in a product's context) if no policy of its chain changed: the API's own
   * metadata, else the product's, else shared values. `api` null: everything that inherits the global policy.
   */
  readonly metadataAmong: (changed: ReadonlySet<string>, api: Api | null, product: string | null) => readonly string[];
}

/** The version set of an API at its own level; undefined if it has none or it is unknown. */
export function versionSetOf(service: Service, api: Api): VersionSet | undefined {
  if (api.versionSet === null) return undefined;
  const sets = api.workspace === null ? service.versionSets : service.workspaces.get(api.workspace)?.versionSets;
  return sets?.get(api.versionSet);
}
