import type { ScopeRef } from '../apim/service.js';
import type { Coded, NoArguments } from '../effective/coded.js';

/** What a repair does, as data; the sentence is made in `report/`. */
export type RepairTitle = Coded<RepairTitleArguments>;

/** What can be moved above something else. */
export type Bringer = 'cors' | 'base' | 'fragment';

/** Arguments of each title. `names` and `origins` are texts as they are written; `above` is an element's name. */
export interface RepairTitleArguments {
  /** `listing`: inherited origins that are copied in. */
  readonly 'move-above-base': { readonly listing: readonly string[] };
  readonly 'move-above': { readonly what: Bringer; readonly above: string };
  /** Out of a policy with a condition. */
  readonly 'lift-above': { readonly above: string };
  readonly 'move-to-top': NoArguments;
  readonly unwrap: { readonly section: string };
  readonly 'move-into-apis': { readonly apis: readonly string[] };
  readonly 'move-into-global': NoArguments;
  readonly 'copy-into-global': NoArguments;
  /** `policies`: how many include the fragment. */
  readonly 'write-into-including': { readonly policies: number };
  readonly 'add-base': NoArguments;
  readonly 'add-base-first': NoArguments;
  readonly 'drop-base': NoArguments;
  /** `isNew`: the file is a new one. */
  readonly 'add-cors': { readonly scope: ScopeRef; readonly isNew?: boolean };
  /** Nobody loses anything by it, as far as the leanings decide. */
  /** `takes`: somebody has less without it; left out: it decides for nobody. */
  readonly 'replace-cors': { readonly scope: ScopeRef; readonly takes?: true };
  readonly 'delete-cors': { readonly which: 'this' | 'repeated' | 'not-first' | 'not-this' | 'all-but-first' | 'all-but-this' | 'inner' };
  readonly 'pass-unmatched-on': { readonly scope: ScopeRef };
  readonly 'write-terminate-unmatched': { readonly value: 'true' | 'false' };
  readonly 'add-origins': { readonly origins: readonly string[]; readonly scope: ScopeRef };
  readonly 'allow-in': { readonly names: readonly string[]; readonly credentials: boolean; readonly scope: ScopeRef };
  /** `*` gives way to an origin: a browser takes it from no answer to a request with credentials. */
  readonly 'name-instead-of-wildcard': { readonly names: readonly string[]; readonly scope: ScopeRef };
  readonly 'list-too': { readonly names: readonly string[] };
  readonly list: { readonly names: readonly string[] };
  readonly 'list-beside-wildcard': { readonly name: string };
  readonly write: { readonly text: string };
  readonly 'one-element-each': { readonly of: 'origin' | 'method' | 'header' };
  readonly 'delete-origin': { readonly which: 'empty' | 'null' | 'refused' };
  /** Origins that are refused at save, out of policies that the repair is not otherwise about. */
  readonly 'delete-refused': { readonly names: readonly string[] };
  /** Out of the list that it stands in; `isRepeated`: once more. */
  readonly 'delete-entry': { readonly name: string; readonly isRepeated: boolean };
  /** `lists`: out of how many. */
  readonly 'delete-entries': { readonly names: readonly string[]; readonly lists: number };
  /** The second on top of the first. */
  readonly both: { readonly first: RepairTitle; readonly second: RepairTitle };
  readonly 'switch-credentials-off': NoArguments;
  readonly 'delete-set-header': { readonly count: number };
  readonly 'write-in-on-error': NoArguments;
  /** Answers are stored for each origin by itself. */
  readonly 'vary-by-origin': NoArguments;
}

/** What a repair leans on that no page documents, as data. */
export type Leaning = Coded<LeaningArguments>;

/** Arguments of each. */
export interface LeaningArguments {
  readonly 'inherited-cors-decorates': NoArguments;
  readonly 'later-cors-decorates': NoArguments;
  readonly 'global-answers-versionless': NoArguments;
  readonly 'no-cookies': NoArguments;
  readonly meant: { readonly texts: readonly string[] };
  /** What comes with it may run before the element named. */
  readonly 'runs-earlier': { readonly what: Exclude<Bringer, 'cors'>; readonly above: string };
}
