import type { Unread } from '../apim/policy-fault.js';
import type { Coded, NoArguments } from '../text/said.js';
import type { PolicyCache } from '../apim/policy-cache.js';
import type { Service } from '../apim/service.js';
import type { EmbeddedPolicies } from './embedded-policy.js';
import type { Tree } from './tree.js';

/** One entry of the configuration's `scopes:` map: the scope of the policies at this path (or glob). */
export interface ScopeEntry {
  readonly path: string;
  readonly scope: 'global' | 'workspace' | 'product' | 'api' | 'operation' | 'fragment';
  readonly workspace?: string | undefined;
  readonly product?: string | undefined;
  readonly api?: string | undefined;
  /** The API's path behind the gateway, without slashes at its ends. */
  readonly apiPath?: string | undefined;
  /** The file with the API's specification. */
  readonly specification?: string | undefined;
  readonly operation?: string | undefined;
  readonly fragment?: string | undefined;
  /** The API's products (scope `api`). */
  readonly products?: readonly string[] | undefined;
}

/** The parts of the configuration about services and their environments. */
export interface RepositoryOptions {
  readonly scopes: readonly ScopeEntry[];
  /** Names of environments to evaluate; empty: all. The state without an environment is evaluated too if the layout deploys it. */
  readonly environments: readonly string[];
  /** Left out: roots are evaluated on their own terms. */
  readonly asOtherSide?: AsOtherSide;
}

/** How roots of code are evaluated, by key, to match the other side of a change. */
export interface AsOtherSide {
  /** Roots also evaluated without environments. */
  readonly plain: ReadonlySet<string>;
  /** Roots evaluated as the environment of their only file of values. */
  readonly named: ReadonlySet<string>;
  /** Variables without a value, under their names of the other side. */
  readonly renamed: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Other names for undecided values, by `UndecidedNames.key`: those of the other side, or marked as different there. */
  readonly redefined: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Roots are evaluated on their own terms. */
export const nothingAsked: AsOtherSide = { plain: new Set(), named: new Set(), renamed: new Map(), redefined: new Map() };

/** The inputs of a root of code. */
export interface RootNames {
  /** The environment of its only file of values, which always applies; null: there is none, or several. */
  readonly sole: string | null;
  /** Its variables. */
  readonly takes: ReadonlySet<string>;
  /** It needs no value that only files of environments give. */
  readonly standsAlone: boolean;
  /** Whether the text of a policy holds a variable that has no value. */
  waitsFor(variable: string): boolean;
}

/** What one root of code does not decide in one environment. */
export interface UndecidedNames {
  /** The same on both sides, for that root and environment alone. */
  readonly key: string;
  /** One object where nothing of the root differs. */
  readonly root: object;
  /** The names that stand in its policies. */
  readonly names: ReadonlySet<string>;
  /** Equal where two names stand for the same, also on two sides. */
  identityOf(name: string): string;
}

/** Why a file that could matter is not evaluated. */
export interface UnreviewedReasons {
  readonly unread: { readonly why: Unread };
  readonly 'no-scope': NoArguments;
  /** This file and `others` more: of the files that could be policies only `most` are looked at. */
  readonly 'not-looked-at': { readonly others: number; readonly most: number };
  readonly 'environment-left-out': { readonly environment: string };
  /** A configuration of the publisher of artifacts, by what it says; its name says no environment. */
  readonly 'configuration-named-otherwise': NoArguments;
  /** By its name it changes what is published to an environment, and is none of the names that are looked for. */
  readonly 'environment-elsewhere': NoArguments;
  /** Another file is taken for the scope's policy. */
  readonly 'another-taken': { readonly taken: string };
  readonly resolver: NoArguments;
  /** It says that a revision becomes the current one. */
  readonly release: NoArguments;
  /** A policy inside code that no layout reads. */
  readonly embedded: NoArguments;
  /** A template that was compiled from this file, and deploys other policies than that. */
  readonly 'compiled-otherwise': { readonly from: string };
  /** The same, where the file changes and the template does not. */
  readonly 'compiled-before': { readonly from: string };
}

/** A file that could matter and is not evaluated. */
export interface UnreviewedFile {
  readonly path: string;
  readonly says: Coded<UnreviewedReasons>;
  /**
   * The root element of a policy that only lacks a scope, so that an entry under `scopes:` would have it reviewed; `unread`: by its name it may be
   * such a policy, and its content is not known; `embedded`: it stands in code that no layout reads; null: none of these.
   */
  readonly lacksScope: 'policies' | 'fragment' | 'unread' | 'embedded' | null;
}

/**
 * Which part of a site is read: everything, or some APIs with all that stands above them (global, product and workspace policies, fragments,
 * named values). The keys are the layout's own, mostly `resourceKey`s: nobody else makes them or reads them.
 */
export type Reach = { readonly kind: 'all' } | { readonly kind: 'apis'; readonly keys: ReadonlySet<string> };

/** An environment that a site is evaluated in. */
export interface SiteEnvironment {
  readonly name: string;
  /** The file that says what differs there, or the name under which it is looked for. */
  readonly path: string;
  /** False: there is no such file, and the environment is evaluated as the files are. */
  readonly isThere: boolean;
}

/** One service, as a tree keeps it in one layout. */
export interface Site {
  /** The folder that names the service, the same in every tree that keeps it; '' for the repository's root. */
  readonly root: string;
  /** Those that the site is evaluated in, among the options' where these name some; empty where the layout knows none. */
  readonly environments: readonly SiteEnvironment[];
  /** What decides, beside the files of a change, which part of a site is which: where two trees differ in it, all of the site is reached. */
  readonly shape?: string;
  /** What the roots of code that deploy it take from outside, by their keys. Left out: it is not made by code. */
  rootNames?(): ReadonlyMap<string, RootNames>;
  /** What its roots do not decide. Left out: it is not made by code. */
  undecidedNames?(): readonly UndecidedNames[];
  /** Whether a file belongs to the service, whatever it holds and whether it is there or not. */
  covers(path: string): boolean;
  /** What has to be read to answer for one API: where its id alone does not tell, a guess. */
  reachOf(workspace: string | null, api: string): Reach;
  /** Reads that part once, and builds the service as the files are, then in each of its environments. */
  load(reach: Reach): Promise<readonly Service[]>;
}

/**
 * What a layout makes of one tree. Paths that it is asked about may be gone from the tree: it answers from the path alone. It is asked about many
 * paths at once, of a tree that may hold thousands of sites.
 */
export interface Survey {
  readonly sites: readonly Site[];
  /** No site of this layout is kept inside another one. Left out: some may be. */
  readonly areApart?: true;
  /** Sites that hold no policy, or of which nothing could be read: they are loaded only where the other side of a change has the site with policies. */
  readonly bare?: readonly Site[];
  /** Whether the layout gives a file a scope. */
  claims(path: string): boolean;
  /** Whether the layout would give files below a folder scopes; left out: only those that it claims. */
  holds?(folder: string): boolean;
  /** By the root of each site that a change of these paths can reach: what of it. */
  reach(paths: readonly string[]): Promise<ReadonlyMap<string, Reach>>;
  /** Files among these of the tree that the layout knows and does not evaluate, each with its reason. */
  unreviewed(paths: readonly string[]): Promise<readonly UnreviewedFile[]>;
  /**
   * Whether a policy that no layout claims is one that nothing deploys: code of the tree deploys others, and does not name this one. Left out: that
   * cannot be told.
   */
  isUnreferenced?(path: string): boolean;
  /**
   * What a file of code holds of policies beside those that are followed from there; null: nothing. undefined: the layout does not follow the file.
   * Left out: it follows no code.
   */
  embedded?(path: string): EmbeddedPolicies | null | undefined;
  /**
   * Policies by what deploys them, and whether the defaults of parameters are for it; calls of modules that are not followed, and what they are given of
   * policies. Left out: there are none.
   */
  switched?(): ReadonlyMap<string, Switched>;
  /** Environments that the tree has files for, whether the options want them or not. Left out: the sites' own are all that is known. */
  readonly environments?: readonly string[];
  /** What the options name for this layout and the tree does not have. Environments are the sites' to tell. */
  unusedOptions(): readonly UnusedOption[];
}

/** Of a layout that finds nothing of its own in a tree. */
export const foundNothing: Survey = {
  sites: [],
  claims: () => false,
  reach: () => Promise.resolve(new Map()),
  unreviewed: () => Promise.resolve([]),
  unusedOptions: () => [],
};

/** What decides about a policy without being followed: another state of it may be another policy. */
export interface Switched {
  readonly state: string;
  readonly path: string;
  readonly line: number;
  /** The state is a policy that says what browsers may do: where it is new, that is told too. */
  readonly isPolicy?: boolean;
}

/** What the options name and a tree does not have. */
export interface UnusedOptions {
  /** No file gets its scope from the entry with this path. */
  readonly 'scope-entry-unused': { readonly path: string };
  /** `paths`: the files that would be of this environment. `known`: environments that there are files for. */
  readonly 'environment-without-file': { readonly environment: string; readonly paths: readonly string[]; readonly known: readonly string[] };
  /** No service has an environment of this name. `known`: those that there are. */
  readonly 'environment-unknown': { readonly environment: string; readonly known: readonly string[] };
}

/** What the options name and a tree does not have, as data. */
export type UnusedOption = Coded<UnusedOptions>;

/** A way of keeping a service in files. */
export interface Layout {
  /** One lower-case word. */
  readonly name: string;
  /** What it is recognised by, for a reader whose tree has nothing of it. */
  readonly looksFor: string;
  /** Code names the policies that it deploys: it is shown those too that a layout before it claims. */
  readonly readsClaimed?: boolean;
  /** The policies that it claims are shown to no other layout: the user says where they stand. */
  readonly keepsClaimed?: boolean;
  /** Finds the services that a tree keeps this way. Of files that a layout before this one claims, the tree is without. */
  find(tree: Tree, options: RepositoryOptions, cache: PolicyCache): Promise<Survey>;
  /**
   * What a change of these paths reaches, by root, that only both sides together tell. It may list more of trees that are not all listed, and is then
   * asked again. Left out: each side tells all.
   */
  reachedTogether?(base: Survey, head: Survey, paths: readonly string[]): Promise<ReadonlyMap<string, Reach>>;
  /**
   * Lists, in trees that are not all listed, what `find` and `reach` have to see for a change of these paths. null: any file may count. A layout
   * that leaves this out has all of the trees listed.
   */
  listAround?(trees: readonly Tree[], paths: readonly string[], options: RepositoryOptions): Promise<ListReached | null>;
}

/**
 * Lists what has to be read of the sites that are reached, by root; called again with what `find` makes of the longer list, until nothing more is
 * listed. `head`: what it makes of the newer tree. False: it lists nothing, for any file may count.
 */
export type ListReached = (reached: ReadonlyMap<string, Reach>, head: Survey) => Promise<boolean>;

/** What either of two changes reaches. */
export function joinReach(one: Reach | undefined, other: Reach): Reach {
  if (one === undefined) return other;
  if (one.kind === 'all' || other.kind === 'all') return { kind: 'all' };
  return { kind: 'apis', keys: new Set([...one.keys, ...other.keys]) };
}
