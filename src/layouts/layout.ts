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
  /** Whether a policy's text contains a variable without a value. */
  waitsFor(variable: string): boolean;
}

/** The undecided names of one root of code in one environment. */
export interface UndecidedNames {
  /** Equal on both sides, for this root and environment only. */
  readonly key: string;
  /** The same object if nothing of the root differs. */
  readonly root: object;
  /** The names in its policies. */
  readonly names: ReadonlySet<string>;
  /** Equal if two names refer to the same thing, also on two sides. */
  identityOf(name: string): string;
}

/** Why a relevant file is not evaluated. */
export interface UnreviewedReasons {
  readonly unread: { readonly why: Unread };
  readonly 'no-scope': NoArguments;
  /** This file and `others` more: only `most` of the possible policies are read. */
  readonly 'not-looked-at': { readonly others: number; readonly most: number };
  readonly 'environment-left-out': { readonly environment: string };
  /** A publisher configuration by content, whose name gives no environment. */
  readonly 'configuration-named-otherwise': NoArguments;
  /** Its name is similar to that of an environment's overrides, but is not one that is read. */
  readonly 'environment-elsewhere': NoArguments;
  /** Another file is used as the scope's policy. */
  readonly 'another-taken': { readonly taken: string };
  readonly resolver: NoArguments;
  /** It makes a revision the current one. */
  readonly release: NoArguments;
  /** A policy inside code that no layout reads. */
  readonly embedded: NoArguments;
  /** A template compiled from this file, with other policies. */
  readonly 'compiled-otherwise': { readonly from: string };
  /** The same, but the file changed and the template did not. */
  readonly 'compiled-before': { readonly from: string };
}

/** A relevant file that is not evaluated. */
export interface UnreviewedFile {
  readonly path: string;
  readonly says: Coded<UnreviewedReasons>;
  /**
   * The root element of a policy that only lacks a scope, so that an entry under `scopes:` would help; `unread`: by its name it may be such a policy, with
   * unknown content; `embedded`: it is in code that no layout reads; null: none of these.
   */
  readonly lacksScope: 'policies' | 'fragment' | 'unread' | 'embedded' | null;
}

/**
 * The part of a site to read: everything, or some APIs with everything above them (global, product and workspace policies, fragments, named values). The keys
 * are private to the layout, mostly `resourceKey`s.
 */
export type Reach = { readonly kind: 'all' } | { readonly kind: 'apis'; readonly keys: ReadonlySet<string> };

/** An environment of a site. */
export interface SiteEnvironment {
  readonly name: string;
  /** The file with its differences, or the path where such a file is expected. */
  readonly path: string;
  /** False: there is no such file, and the environment equals the unchanged files. */
  readonly isThere: boolean;
}

/** One service as a tree keeps it in one layout. */
export interface Site {
  /** The folder that names the service, equal in every tree; '' for the repository's root. */
  readonly root: string;
  /** The environments in which the site is evaluated, restricted by the options; empty if the layout has none. */
  readonly environments: readonly SiteEnvironment[];
  /** What determines, besides changed files, which part of a site is which: if two trees differ in it, all of the site is affected. */
  readonly shape?: string;
  /** The inputs of the roots of code that deploy it, by key. Left out: it is not made by code. */
  rootNames?(): ReadonlyMap<string, RootNames>;
  /** The undecided names of its roots. Left out: it is not made by code. */
  undecidedNames?(): readonly UndecidedNames[];
  /** Whether a file belongs to the service, whatever its content and even if deleted. */
  covers(path: string): boolean;
  /** What has to be read for one API: a guess if its id alone does not tell. */
  reachOf(workspace: string | null, api: string): Reach;
  /** Reads that part once, and builds the service without an environment, then in each of its environments. */
  load(reach: Reach): Promise<readonly Service[]>;
}

/**
 * A layout's view of one tree. It may be asked about deleted paths, for which it answers by the path alone. It is asked about many paths at once, in trees with
 * possibly thousands of sites.
 */
export interface Survey {
  readonly sites: readonly Site[];
  /** No site of this layout is inside another one. Left out: some may be. */
  readonly areApart?: true;
  /** Sites without a policy, or without a readable file: loaded only if the other side of a change has policies for the site. */
  readonly bare?: readonly Site[];
  /** Whether the layout gives a file a scope. */
  claims(path: string): boolean;
  /** Whether the layout would give scopes to files below a folder; left out: only to those it claims. */
  holds?(folder: string): boolean;
  /** By site root: what a change of these paths can affect in it. */
  reach(paths: readonly string[]): Promise<ReadonlyMap<string, Reach>>;
  /** The given files that the layout knows but does not evaluate, with reasons. */
  unreviewed(paths: readonly string[]): Promise<readonly UnreviewedFile[]>;
  /** Whether a policy without a layout is not deployed: code of the tree deploys others, and does not name this one. Left out: unknown. */
  isUnreferenced?(path: string): boolean;
  /**
   * The policies in a file of code besides those that are followed from there; null: none. undefined: the layout does not follow the file. Left out: it follows
   * no code.
   */
  embedded?(path: string): EmbeddedPolicies | null | undefined;
  /**
   * Policies by what deploys them, with the effect of parameters' defaults; and calls of unfollowed modules, with what they pass to policies. Left out: there
   * are none.
   */
  switched?(): ReadonlyMap<string, Switched>;
  /** Environments with files in the tree, requested or not. Left out: only those of the sites are known. */
  readonly environments?: readonly string[];
  /** Names in the options for this layout that the tree lacks. Environments are checked at the sites. */
  unusedOptions(): readonly UnusedOption[];
}

/** The survey of a layout that finds nothing in a tree. */
export const foundNothing: Survey = {
  sites: [],
  claims: () => false,
  reach: () => Promise.resolve(new Map()),
  unreviewed: () => Promise.resolve([]),
  unusedOptions: () => [],
};

/** What affects a policy without being followed: another state of it may be another policy. */
export interface Switched {
  readonly state: string;
  readonly path: string;
  readonly line: number;
  /** The state is a policy that decides browser access: then a new one is reported too. */
  readonly isPolicy?: boolean;
}

/** Names in the options that a tree lacks. */
export interface UnusedOptions {
  /** The entry with this path gives no file a scope. */
  readonly 'scope-entry-unused': { readonly path: string };
  /** `paths`: the expected files of this environment. `known`: environments with files. */
  readonly 'environment-without-file': { readonly environment: string; readonly paths: readonly string[]; readonly known: readonly string[] };
  /** No service has this environment. `known`: the existing ones. */
  readonly 'environment-unknown': { readonly environment: string; readonly known: readonly string[] };
}

/** A name in the options that a tree lacks, as data. */
export type UnusedOption = Coded<UnusedOptions>;

/** A way of keeping a service in files. */
export interface Layout {
  /** One lower-case word. */
  readonly name: string;
  /** What identifies it, for readers whose tree has nothing of it. */
  readonly looksFor: string;
  /** Code names the policies that it deploys: it also gets those that an earlier layout claims. */
  readonly readsClaimed?: boolean;
  /** The policies that it claims are hidden from all other layouts, because the user gave their scopes. */
  readonly keepsClaimed?: boolean;
  /** Finds the services that a tree keeps in this layout. The tree lacks files claimed by earlier layouts. */
  find(tree: Tree, options: RepositoryOptions, cache: PolicyCache): Promise<Survey>;
  /**
   * What a change of these paths affects, by root, that only a comparison of both sides shows. It may list more of partly listed trees, and is then called
   * again. Left out: each side shows everything.
   */
  reachedTogether?(base: Survey, head: Survey, paths: readonly string[]): Promise<ReadonlyMap<string, Reach>>;
  /**
   * Lists, in partly listed trees, what `find` and `reach` need for a change of these paths. null: any file may matter. A layout without this function has the
   * trees listed completely.
   */
  listAround?(trees: readonly Tree[], paths: readonly string[], options: RepositoryOptions): Promise<ListReached | null>;
}

/**
 * Lists what has to be read of the affected sites, by root; called again with the result of `find` on the longer list, until nothing more is listed. `head`:
 * the survey of the newer tree. False: it lists nothing, for any file may matter.
 */
export type ListReached = (reached: ReadonlyMap<string, Reach>, head: Survey) => Promise<boolean>;

/** What either of two changes affects. */
export function joinReach(one: Reach | undefined, other: Reach): Reach {
  if (one === undefined) return other;
  if (one.kind === 'all' || other.kind === 'all') return { kind: 'all' };
  return { kind: 'apis', keys: new Set([...one.keys, ...other.keys]) };
}
