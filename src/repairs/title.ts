import type { ScopeRef } from '../apim/service.js';
import type { Coded, NoArguments } from '../effective/coded.js';

/** What a repair does, as data; the sentence is made in `report/`. */
export type RepairTitle = Coded<RepairTitleArguments>;

/** What can be moved up. */
export type Bringer = 'cors' | 'base' | 'fragment';

/** Arguments of each title. `names` and `origins` are texts as written; `above` is an element's name. */
export interface RepairTitleArguments {
  /** `listing`: inherited origins that are copied. */
  readonly 'move-above-base': { readonly listing: readonly string[] };
  readonly 'move-above': { readonly what: Bringer; readonly above: string };
  /** Moves it out of a policy with a condition. */
  readonly 'lift-above': { readonly above: string };
  readonly 'move-to-top': NoArguments;
  readonly unwrap: { readonly section: string };
  readonly 'move-into-apis': { readonly apis: readonly string[] };
  readonly 'move-into-global': NoArguments;
  readonly 'copy-into-global': NoArguments;
  /** `policies`: number of policies that include the fragment. */
  readonly 'write-into-including': { readonly policies: number };
  readonly 'add-base': NoArguments;
  readonly 'add-base-first': NoArguments;
  readonly 'drop-base': NoArguments;
  /** `isNew`: the file is new. */
  readonly 'add-cors': { readonly scope: ScopeRef; readonly isNew?: boolean };
  /** By the leanings, no origin loses anything. */
  /** `takes`: some origins lose access with it; left out: it decided for none. */
  readonly 'replace-cors': { readonly scope: ScopeRef; readonly takes?: true };
  readonly 'delete-cors': { readonly which: 'this' | 'repeated' | 'not-first' | 'not-this' | 'all-but-first' | 'all-but-this' | 'inner' };
  readonly 'pass-unmatched-on': { readonly scope: ScopeRef };
  readonly 'write-terminate-unmatched': { readonly value: 'true' | 'false' };
  readonly 'add-origins': { readonly origins: readonly string[]; readonly scope: ScopeRef };
  readonly 'allow-in': { readonly names: readonly string[]; readonly credentials: boolean; readonly scope: ScopeRef };
  /** Replaces `*` by an origin: browsers refuse `*` in an answer with credentials. */
  readonly 'name-instead-of-wildcard': { readonly names: readonly string[]; readonly scope: ScopeRef };
  readonly 'list-too': { readonly names: readonly string[] };
  readonly list: { readonly names: readonly string[] };
  readonly 'list-beside-wildcard': { readonly name: string };
  readonly write: { readonly text: string };
  readonly 'one-element-each': { readonly of: 'origin' | 'method' | 'header' };
  readonly 'delete-origin': { readonly which: 'empty' | 'null' | 'refused' };
  /** Removes origins that are refused at save, from policies that the repair does not otherwise concern. */
  readonly 'delete-refused': { readonly names: readonly string[] };
  /** Deletes it from its list; `isRepeated`: the list has it twice. */
  readonly 'delete-entry': { readonly name: string; readonly isRepeated: boolean };
  /** `lists`: number of lists. */
  readonly 'delete-entries': { readonly names: readonly string[]; readonly lists: number };
  /** `second` is applied after `first`. */
  readonly both: { readonly first: RepairTitle; readonly second: RepairTitle };
  readonly 'switch-credentials-off': NoArguments;
  readonly 'delete-set-header': { readonly count: number };
  readonly 'write-in-on-error': NoArguments;
  /** Caches answers separately for each origin. */
  readonly 'vary-by-origin': NoArguments;
}

/** An undocumented assumption of a repair, as data. */
export type Leaning = Coded<LeaningArguments>;

/** Arguments of each assumption. */
export interface LeaningArguments {
  readonly 'inherited-cors-decorates': NoArguments;
  readonly 'later-cors-decorates': NoArguments;
  readonly 'global-answers-versionless': NoArguments;
  readonly 'no-cookies': NoArguments;
  readonly meant: { readonly texts: readonly string[] };
  /** What it brings may run before the named element. */
  readonly 'runs-earlier': { readonly what: Exclude<Bringer, 'cors'>; readonly above: string };
}
