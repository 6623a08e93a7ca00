import type { Unproven } from './unproven.js';
import type { Target } from '../apim/target.js';
import type { ScopeEntry, UnreviewedReasons } from '../layouts/layout.js';
import type { Coded, NoArguments } from '../text/said.js';
import type { Access } from '../cors/access.js';
import type { AccessChange, Direction } from '../cors/access-difference.js';
import type { Certainty, Severity } from '../text/scales.js';
import type { ComputedValue } from '../effective/computed-values.js';
import type { FindingStatement } from '../effective/statement.js';
import type { InnerPlace } from '../text/hosted-text.js';
import type { RepairTitle } from '../repairs/title.js';
import type { PolicyText } from '../repairs/repair.js';
import type { Effect } from './effect.js';
import type { Note, Untold } from './note.js';

export type { Target };

/** One origin's access before and after. */
export interface OriginChange {
  /** '*' = every origin that no policy names; 'null' = the null origin; `{{name}}` = the origin in a value that git does not hold. */
  readonly origin: string;
  readonly direction: Direction;
  readonly before: Access;
  readonly after: Access;
  readonly changes: readonly AccessChange[];
}

/** Operations with the same change. */
export interface Change {
  readonly targets: readonly Target[];
  readonly environment: string | null;
  /** The environments for which it holds, `environment` first; null: all, or there is none. */
  readonly environments: readonly string[] | null;
  readonly kind: 'widened' | 'narrowed' | 'mixed' | 'unknown';
  readonly origins: readonly OriginChange[];
  readonly causes: readonly Location[];
  readonly certainty: Certainty;
  /** `changed`: on both sides; `added`/`removed`: the operations exist on one side only; `moved`: nothing answers at their old address any more. */
  readonly existence: 'changed' | 'added' | 'removed' | 'moved';
}

/** A place in a file of head; `line` is 1-based. */
export interface Location {
  readonly path: string;
  readonly line: number;
}

/** Replacement of whole lines: 1-based, inclusive; empty `lines` deletes. Lines hold no line endings; the file's own are kept. */
export interface SuggestedEdit {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly lines: readonly string[];
}

/** A repair that was applied, read again and evaluated before it was listed. */
export interface Suggestion {
  readonly title: RepairTitle;
  readonly edits: readonly SuggestedEdit[];
  /** Its effect on access and on inherited policies. */
  readonly effect: Effect;
  readonly keepsInheritedPolicies: boolean;
  readonly certainty: Certainty;
  /**
   * Under every reading all origins have at least what they had in base (in a scan: now), only harmed origins have more than in head, and all inherited
   * policies still run. With contracts, each clause that head keeps stays kept.
   */
  readonly isSafe: boolean;
  /** The same edits as one unified diff for `git apply`. */
  readonly patch: string;
  /** Every policy whose text changes, with its new text; left out: not kept. */
  readonly texts?: readonly PolicyText[];
  /** All replaced lines are lines of this change. */
  readonly onChangedLines: boolean;
  /**
   * A suggestion block may offer it: the block shows the changes (the policy is not on a single line of its file), and a safe one in a review repairs the worst
   * findings of its cause and works together with the blocks of other causes.
   */
  readonly fitsBlock: boolean;
}

/** A place of a finding, with the identity that it would have alone. */
export interface FoundPlace extends Location {
  readonly fingerprint: string;
  /** As in a finding. */
  readonly environments: readonly string[] | null;
}

/** Every place of a finding, its own first. */
export function placesOf({ path, line, fingerprint, environments, places }: Omit<Finding, 'suggestions'>): readonly FoundPlace[] {
  return places ?? [{ path, line, fingerprint, environments }];
}

/** A rule's message, its place, and suggestions. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  readonly status: 'new' | 'existing';
  /** The message, as data. */
  readonly says: FindingStatement;
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  /** Its element in the policy's own text, if the file's lines do not tell. */
  readonly inner: InnerPlace | null;
  /** Further places of the same finding. */
  readonly elsewhere: readonly Location[];
  /** All its places, its own first, if it represents several findings. */
  readonly places?: readonly FoundPlace[];
  readonly fingerprint: string;
  readonly environment: string | null;
  /** The environments for which it holds, `environment` first; null: all. The state without an environment has no name. */
  readonly environments: readonly string[] | null;
  /** Only the merge has it, whose lines are not head's. */
  readonly isOfMerge?: boolean;
  readonly targets: readonly Target[];
  readonly suggestions: readonly Suggestion[];
}

/** A finding removed by an ignore entry or comment, with its reason. */
export interface IgnoredFinding {
  readonly finding: Finding;
  readonly reason: string;
  /** `comment`: in the policy file; `configuration`: in the configuration file. */
  readonly from: 'comment' | 'configuration';
  readonly addedByChange: boolean;
  /** It is ignored as the consequence of an ignored finding. */
  readonly isConsequence?: boolean;
}

/** Why a changed file is not evaluated. */
export interface UnseenReasons extends UnreviewedReasons {
  /** It is a policy only in base. */
  readonly 'no-policy-any-more': NoArguments;
  readonly deleted: NoArguments;
  /** It was compiled from this file and deployed other policies in base; now it does not, or is deleted. */
  readonly 'was-compiled-otherwise': { readonly from: string };
  /** A link or submodule where base has files of a service, or where a service has its policies. */
  readonly 'link-over-service': { readonly kind: 'symlink' | 'submodule'; readonly because: 'files-below' | 'policies-there' };
  /** A pipeline that publishes another folder of artifacts than in base, or uses another configuration. `now`: the new one. */
  readonly 'published-otherwise': { readonly now: readonly string[] };
}

/** A policy file without a known scope. */
export interface Unreviewed {
  readonly path: string;
  readonly says: Coded<UnseenReasons>;
  /** A `scopes:` entry to paste, if one would help and no finding has it. */
  readonly scopeEntry: string | null;
  /** That entry as a value. */
  readonly entry: ScopeEntry | null;
}

/** The result of one clause of the contracts file in one environment. */
export interface ReviewedClause {
  readonly name: string;
  /** Line of the clause in the contracts file of the side that makes the promise. */
  readonly path: string;
  readonly line: number;
  /** null: the artifacts without overrides. */
  readonly environment: string | null;
  /** null: the clause is new. */
  readonly before: 'kept' | 'broken' | 'undecided' | null;
  readonly result: 'kept' | 'broken' | 'undecided';
  readonly decidedBy: Location | null;
  /** A request that shows it; null if it is kept, or exceeds the bound. */
  readonly counterexample: ClauseCounterexample | null;
  readonly repairs: readonly Suggestion[];
}

/** One request that breaks a clause. */
export interface ClauseCounterexample {
  readonly origin: string;
  readonly method: string;
  /** Path and template below the gateway's host. */
  readonly url: string;
  readonly headers: readonly string[];
  readonly credentials: 'omit' | 'same-origin' | 'include';
  readonly product: string | null;
  readonly key: 'none' | 'header' | 'query' | null;
  /** The browser's reason; null if the request is allowed. */
  readonly code: string | null;
}

/** The value from which every report is made. */
export interface Review {
  readonly mode: 'review' | 'scan';
  readonly base: string;
  readonly head: string;
  readonly conclusion: 'pass' | 'fail';
  readonly failOn: Severity | 'never';
  readonly counts: { readonly error: number; readonly warning: number; readonly info: number; readonly existing: number };
  readonly operations: { readonly total: number; readonly changed: number };
  /** Policies that the change touches (in a scan: all), and how many were evaluated. */
  readonly coverage: { readonly changed: number; readonly reviewed: number };
  /** Scopes whose policies are not in the repository, which need not hold them, of affected services; assumed to hold no `<cors>`. */
  readonly elsewhere?: readonly ('global' | 'global-before' | 'product')[];
  /** In a scan: policies deployed under undecided conditions. */
  readonly underConditions?: number;
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
  readonly unreviewed: readonly Unreviewed[];
  /** True if the change touches files of a service and certainly alters no access in any reading. */
  readonly provenUnchanged: boolean;
  /** The proof covers the environments with files; the code's own values without such a file changed. */
  readonly isProvenByFilesAlone?: true;
  /** Why that is not proven although no change of access was found. */
  readonly unproven?: readonly Unproven[];
  /** How many changed files belong to a service. */
  readonly serviceFilesChanged: number;
  /** Values computed by expressions in the policies of either side. */
  readonly computed?: readonly ComputedValue[];
  /** Open points settled by the configuration, `name=value`. */
  readonly assumptions: readonly string[];
  /** Clauses of the contracts file; left out: there is none, or the change does not concern a service. */
  readonly contracts?: readonly ReviewedClause[];
  /** Information about the run itself. */
  readonly notes: readonly Note[];
  /** Counts of what is not listed above; null: everything is listed. */
  readonly untold: Untold | null;
}
