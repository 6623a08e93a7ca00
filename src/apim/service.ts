import type { MetadataFault } from './metadata-fault.js';
import type { PolicyFile } from './policy.js';

/** A scope a policy can stand at. Ids are the service's own (API id, operation id), never folder names where metadata says otherwise. */
export interface ScopeRef {
  readonly kind: 'global' | 'workspace' | 'product' | 'api' | 'operation' | 'fragment';
  readonly workspace: string | null;
  /** Id of the product, API or fragment; of the API for an operation; null for global and workspace. */
  readonly id: string | null;
  readonly operation: string | null;
}

/** One operation of an API: a method, a URL template, and its own policy where it has one. */
export interface Operation {
  readonly id: string;
  /** Upper case; null when only the operation's folder is known. */
  readonly method: string | null;
  /** As in the specification: `/orders/{id}`. */
  readonly urlTemplate: string | null;
  /** The URL as code writes it, where that leaves it open; left out: it is known, or nothing says it. */
  readonly openAddress?: string;
  /** It takes a body in JSON, as its specification says. */
  readonly takesJson: boolean;
  /** It takes what a form sends, as its specification says; null or left out: not told. */
  readonly takesForm?: 'urlencoded' | 'multipart' | null;
  /** Headers for clients that its answers have, as its specification says and writes them; left out: not told. */
  readonly answerHeaders?: readonly string[];
  /** Its callers have to show a token in the header Authorization, as its specification says; left out: not told. */
  readonly asksForToken?: boolean;
  readonly policy: PolicyFile | null;
  /** Where code has it as a resource of its own; left out: it has none. */
  readonly writtenAt?: { readonly path: string; readonly line: number };
}

/** One API, or one revision or version of it, with its operations. */
export interface Api {
  readonly id: string;
  readonly workspace: string | null;
  /** `orders/v1`, without a leading slash; null when unknown. */
  readonly path: string | null;
  /** Path and version as code writes them, where that leaves them open; left out: they are known, or nothing says them. */
  readonly openAddress?: string;
  readonly displayName: string | null;
  readonly versionSet: string | null;
  readonly version: string | null;
  readonly revision: string | null;
  readonly isCurrent: boolean;
  /** What its operations are, in lower case (`websocket`, `graphql`, or the name of a value that is not decided); left out: HTTP, as far as is known. */
  readonly type?: string;
  /** It is served over plain http alone, which no page that comes over https can call; left out: it is not, as far as is known. */
  readonly isOnlyHttp?: true;
  readonly subscriptionRequired: boolean | null;
  readonly subscriptionKeyNames: { readonly header: string; readonly query: string };
  readonly policy: PolicyFile | null;
  /** Where the file of a policy goes that it does not have yet; left out: the layout has no such place, or it has one. */
  readonly newPolicyPath?: string;
  readonly operations: readonly Operation[];
  /** False when no specification could be read: `operations` then holds only those that have a folder. */
  readonly operationsKnown: boolean;
  /** How many more operations it has, that were not asked for. */
  readonly operationsLeftOut?: number;
  /** The API's own folder, for messages. */
  readonly folder: string;
  /** Where a reader would look for its metadata (may not exist). */
  readonly metadataPath: string;
  /** Where in that file it begins; left out: it is the whole file. */
  readonly metadataLine?: number;
  readonly specificationPath: string | null;
}

/** A product: the APIs in it and the policy that requests with its key meet. */
export interface Product {
  readonly id: string;
  readonly workspace: string | null;
  readonly displayName: string | null;
  /** null when the metadata is missing or silent. */
  readonly subscriptionRequired: boolean | null;
  readonly published: boolean | null;
  readonly apis: ReadonlySet<string>;
  readonly policy: PolicyFile | null;
}

/** How the versions of an API are told apart: by a path segment, a query parameter or a header. */
export interface VersionSet {
  readonly id: string;
  readonly scheme: 'Segment' | 'Query' | 'Header' | null;
  readonly headerName: string | null;
  readonly queryName: string | null;
}

/** A policy fragment, which `<include-fragment>` puts into other policies. */
export interface Fragment {
  readonly id: string;
  readonly workspace: string | null;
  readonly policy: PolicyFile;
}

/**
 * A named value, by display name: that is what `{{name}}` refers to.
 * `hidden`: secret or key-vault, no value in git by design. `token`: a placeholder that a pipeline replaces.
 */
export type NamedValue =
  | { readonly kind: 'known'; readonly name: string; readonly value: string; readonly path: string }
  | (OpenValue & { readonly kind: 'hidden'; readonly name: string; readonly path: string })
  | (OpenValue & { readonly kind: 'token'; readonly name: string; readonly value: string; readonly path: string });

/** A named value of which the repository says only where its value is kept. */
interface OpenValue {
  /** Equal where the value is kept at the same place: nobody prints it. Left out: that is not said. */
  readonly source?: () => string;
  /** What it goes by beside another state of the service, where its value is kept elsewhere; left out: its name. */
  readonly called?: string;
}

/** A workspace: its policy and its own named values. */
export interface Workspace {
  readonly id: string;
  readonly policy: PolicyFile | null;
  readonly namedValues: ReadonlyMap<string, NamedValue>;
  readonly versionSets: ReadonlyMap<string, VersionSet>;
}

/** Metadata that could not be read: reported, and the rest goes on without it. */
export interface MetadataProblem {
  readonly path: string;
  readonly line: number;
  readonly says: MetadataFault;
  /** Several files claim to be one thing, so which of them counts is not known: the ids of their contents. Left out: it is nothing of the kind. */
  readonly conflict?: string;
  /** Policies may stand in what was not read. Left out: none do. */
  readonly hides?: boolean;
}

/**
 * What code deploys, or may, in a way that is not followed. `state`: equal for what does the same; another state is something that nobody has looked at.
 * `touches`: policies, as its text says; the service, as far as its text tells; or nobody knows what.
 * `changes-kept`: what is followed, and not deployed again when its text changes; `changes-deployed`: that it is again, where it was not in base.
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
    /** The file of values, or the folder, that a pipeline deploys with: told where another one stood in its place. */
    | 'deployed-with'
    /** A variable that pipelines give a value, beside what the code says: told where they give another one than in base. */
    | 'given-otherwise';
  readonly name: string;
  readonly state: string;
  readonly touches: 'policies' | 'service' | 'unknown';
  /** Files beside the code that it runs or loads: a change of one is a change of it. Left out: none. */
  readonly runs?: readonly string[];
}

/** A line of a file, 1-based. */
export interface LineOf {
  readonly path: string;
  readonly line: number;
}

/** What gives a policy its scope. `line` 1-based. `isEverywhere`: it does so whatever the environment. */
export interface PlacedBy extends LineOf {
  readonly isEverywhere: boolean;
}

/** One API Management service as one tree describes it, in one environment (null: the artifacts as they are). */
export interface Service {
  /** Folder of the artifacts, '' for the repository's root. */
  readonly root: string;
  readonly environment: string | null;
  /** The name of the instance, in lower case, where code says it; left out: it is not said, or not known. */
  readonly instance?: string;
  /** Of an environment that the other side of a change does not have: one that is new there says the same. */
  readonly isRenamed?: true;
  /** It is evaluated without an environment only to be held against the other side of a change. */
  readonly isForComparison?: boolean;
  /** Of an environment: what the code and its own files say of values without those of environments, whether they count there or not. */
  readonly baseValues?: string;
  /** Nothing that it is deployed with needs a value that only files of environments give: where such a file goes, this is what is deployed. */
  readonly standsAlone?: boolean;
  /** Whether the environment is one of development; null or left out: nothing tells. */
  readonly isDevelopment?: boolean | null;
  readonly global: PolicyFile | null;
  readonly workspaces: ReadonlyMap<string, Workspace>;
  readonly apis: readonly Api[];
  /** True when the service has APIs that were not asked for: none among `apis` then does not mean that there are none. */
  readonly apisLeftOut: boolean;
  readonly products: readonly Product[];
  readonly fragments: readonly Fragment[];
  /** Service-level version sets, by id; a workspace has its own. `versionSetOf` knows which one is an API's. */
  readonly versionSets: ReadonlyMap<string, VersionSet>;
  /** Service-level named values, by display name. A workspace has its own and never sees these. */
  readonly namedValues: ReadonlyMap<string, NamedValue>;
  readonly problems: readonly MetadataProblem[];
  /** Left out: all that is deployed is followed. */
  readonly notFollowed?: readonly NotFollowed[];
  /** Names of resources that the code asks about and does not deploy, where the names of their properties do not say so. */
  readonly existing?: ReadonlySet<string>;
  /**
   * Where the repository says what it deploys to the service, where it need not hold all of it: a global or product policy that is not here may be
   * kept elsewhere. Left out: the repository holds the whole service.
   */
  readonly partlyKept?: LineOf;
  /** Ids of fragments without anything of CORS that other services of the repository deploy, where this one is partly kept: theirs may be the same instance. Or of those that are too many to be read. */
  readonly fragmentsBeside?: ReadonlySet<string>;
  /** Scopes (`scopeKey`) whose policy is followed though the default of a parameter is against it. Left out: there are none. */
  readonly switchedOff?: ReadonlySet<string>;
  /** What gives the policy at a scope its place, where that is not the policy itself; null or left out: it is. */
  readonly placedBy?: (scope: ScopeRef) => PlacedBy | null;
  /**
   * Of changed files the few that are the likeliest cause where the access to an API changed (in a product's context) and no policy of its chain did:
   * the API's own metadata, else the product's, else values that all share. `api` null: whatever inherits the global policy.
   */
  readonly metadataAmong: (changed: ReadonlySet<string>, api: Api | null, product: string | null) => readonly string[];
}

/** The version set of an API, among those of the level it stands at; undefined when it has none or nothing is known of it. */
export function versionSetOf(service: Service, api: Api): VersionSet | undefined {
  if (api.versionSet === null) return undefined;
  const sets = api.workspace === null ? service.versionSets : service.workspaces.get(api.workspace)?.versionSets;
  return sets?.get(api.versionSet);
}
