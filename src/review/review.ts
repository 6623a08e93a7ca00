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
  /** '*' = every origin that no policy names; 'null' = the null origin; `{{name}}` = the origin a value that git does not hold stands for. */
  readonly origin: string;
  readonly direction: Direction;
  readonly before: Access;
  readonly after: Access;
  readonly changes: readonly AccessChange[];
}

/** Operations that change alike. */
export interface Change {
  readonly targets: readonly Target[];
  readonly environment: string | null;
  /** The environments in which it is so, `environment` first; null: all of them, or the files as they are. */
  readonly environments: readonly string[] | null;
  readonly kind: 'widened' | 'narrowed' | 'mixed' | 'unknown';
  readonly origins: readonly OriginChange[];
  readonly causes: readonly Location[];
  readonly certainty: Certainty;
  /** `changed`: on both sides; `added`/`removed`: the operations exist on one side only; `moved`: nothing answers any more where they were. */
  readonly existence: 'changed' | 'added' | 'removed' | 'moved';
}

/** A place in a file of head; `line` is 1-based. */
export interface Location {
  readonly path: string;
  readonly line: number;
}

/** Whole-line replacement: 1-based, inclusive; `lines` empty deletes. Lines hold no line endings; the file's own are kept. */
export interface SuggestedEdit {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly lines: readonly string[];
}

/** A repair that was applied, re-read and re-evaluated before it was listed. */
export interface Suggestion {
  readonly title: RepairTitle;
  readonly edits: readonly SuggestedEdit[];
  /** What changes for whom, and which inherited policies no longer run. */
  readonly effect: Effect;
  readonly keepsInheritedPolicies: boolean;
  readonly certainty: Certainty;
  /**
   * Under every reading everybody has at least what they had in base (a scan: what they have now), nobody but the harmed has more than in head, and
   * all inherited policies still run. Where there are contracts, each clause that head keeps is kept afterwards too.
   */
  readonly isSafe: boolean;
  /** The same edits as one unified diff that `git apply` takes. */
  readonly patch: string;
  /** Every policy whose text is another one then, with that text; left out: they were not kept. */
  readonly texts?: readonly PolicyText[];
  /** Every line the edits replace lies on lines this change touched. */
  readonly onChangedLines: boolean;
  /**
   * A block of lines may offer it: it shows what changes (the policy does not stand on one line of its file), and, of a safe one in a review, it
   * repairs all that is worst in its cause and holds beside the blocks of the other causes.
   */
  readonly fitsBlock: boolean;
}

/** A place of a finding, with the identity that it would have by itself. */
export interface FoundPlace extends Location {
  readonly fingerprint: string;
  /** As of a finding. */
  readonly environments: readonly string[] | null;
}

/** Every place of a finding, its own first. */
export function placesOf({ path, line, fingerprint, environments, places }: Omit<Finding, 'suggestions'>): readonly FoundPlace[] {
  return places ?? [{ path, line, fingerprint, environments }];
}

/** What a rule has to say, where, and what is offered about it. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  readonly status: 'new' | 'existing';
  /** What it says, as data. */
  readonly says: FindingStatement;
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  /** Which element of the policy's own text, where the lines of the file do not tell. */
  readonly inner: InnerPlace | null;
  /** Where the same is found too, and is not told by itself. */
  readonly elsewhere: readonly Location[];
  /** All its places, its own first, where it stands for what would be findings by themselves; left out: it is one. */
  readonly places?: readonly FoundPlace[];
  readonly fingerprint: string;
  readonly environment: string | null;
  /** The environments in which it is so, `environment` first; null: all of them. Files as they are have no name. */
  readonly environments: readonly string[] | null;
  /** It is true of the merge alone, whose lines are not head's. */
  readonly isOfMerge?: boolean;
  readonly targets: readonly Target[];
  readonly suggestions: readonly Suggestion[];
}

/** A finding that an ignore entry or comment took out of the count, with the reason that was given. */
export interface IgnoredFinding {
  readonly finding: Finding;
  readonly reason: string;
  /** `comment`: in the policy file; `configuration`: in the configuration file. */
  readonly from: 'comment' | 'configuration';
  readonly addedByChange: boolean;
  /** It follows from one that is ignored, and is ignored with it. */
  readonly isConsequence?: boolean;
}

/** Why a file of a change is not evaluated. */
export interface UnseenReasons extends UnreviewedReasons {
  /** It is a policy in base only. */
  readonly 'no-policy-any-more': NoArguments;
  readonly deleted: NoArguments;
  /** It was compiled from this file and deployed other policies in base, and does not in head, or is gone. */
  readonly 'was-compiled-otherwise': { readonly from: string };
  /** A link or a submodule where base has files of a service below it, or where a service has its policies. */
  readonly 'link-over-service': { readonly kind: 'symlink' | 'submodule'; readonly because: 'files-below' | 'policies-there' };
  /** A pipeline that publishes another folder of artifacts than in base, or with another configuration. `now`: which. */
  readonly 'published-otherwise': { readonly now: readonly string[] };
}

/** A policy file that no scope is known for. */
export interface Unreviewed {
  readonly path: string;
  readonly says: Coded<UnseenReasons>;
  /** A ready `scopes:` entry to paste, where one would help and no finding holds it. */
  readonly scopeEntry: string | null;
  /** The same as a value. */
  readonly entry: ScopeEntry | null;
}

/** What becomes of one clause of the contracts file in one environment. */
export interface ReviewedClause {
  readonly name: string;
  /** Of the clause, in the contracts file of the side that makes the promise. */
  readonly path: string;
  readonly line: number;
  /** null: the artifacts as they are. */
  readonly environment: string | null;
  /** null: the clause is new. */
  readonly before: 'kept' | 'broken' | 'undecided' | null;
  readonly result: 'kept' | 'broken' | 'undecided';
  readonly decidedBy: Location | null;
  /** A request that shows it; null where it is kept, or where more is asked than is worked through. */
  readonly counterexample: ClauseCounterexample | null;
  readonly repairs: readonly Suggestion[];
}

/** One request by which a clause is not kept. */
export interface ClauseCounterexample {
  readonly origin: string;
  readonly method: string;
  /** Path and template below the gateway's host. */
  readonly url: string;
  readonly headers: readonly string[];
  readonly credentials: 'omit' | 'same-origin' | 'include';
  readonly product: string | null;
  readonly key: 'none' | 'header' | 'query' | null;
  /** The browser's reason; null where the request is allowed. */
  readonly code: string | null;
}

/** The one value every report is made of. */
export interface Review {
  readonly mode: 'review' | 'scan';
  readonly base: string;
  readonly head: string;
  readonly conclusion: 'pass' | 'fail';
  readonly failOn: Severity | 'never';
  readonly counts: { readonly error: number; readonly warning: number; readonly info: number; readonly existing: number };
  readonly operations: { readonly total: number; readonly changed: number };
  /** Policies that the change touches (a scan: that there are), and how many of them were evaluated. */
  readonly coverage: { readonly changed: number; readonly reviewed: number };
  /** Scopes whose policies the repository need not hold and does not, of services that the change touches; they are taken to hold no `<cors>`. Left out: none. */
  readonly elsewhere?: readonly ('global' | 'global-before' | 'product')[];
  /** Of a scan: policies that are deployed under conditions which nothing decides. Left out: none. */
  readonly underConditions?: number;
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
  readonly unreviewed: readonly Unreviewed[];
  /** True when the change touches files of a service and is proven to alter nobody's access in any reading. */
  readonly provenUnchanged: boolean;
  /** That is so in the environments that there are files for; what the code says without such a file changed. Left out: it is so everywhere. */
  readonly isProvenByFilesAlone?: true;
  /** Why that is not proven, where no change of access was found; left out: it is, or there is one. */
  readonly unproven?: readonly Unproven[];
  /** How many files the change touches that belong to a service. */
  readonly serviceFilesChanged: number;
  /** What expressions compute in the policies of either side; left out: nothing. */
  readonly computed?: readonly ComputedValue[];
  /** Open points settled by the configuration, `name=value`. */
  readonly assumptions: readonly string[];
  /** Clauses of the contracts file; left out: there is none, or nothing of a service is touched. */
  readonly contracts?: readonly ReviewedClause[];
  /** What the reader must know about the run itself. */
  readonly notes: readonly Note[];
  /** What is counted and not listed above; null: all is listed. */
  readonly untold: Untold | null;
}
