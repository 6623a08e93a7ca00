import type { Target } from '../apim/target.js';
import type { ScopeRef } from '../apim/service.js';
import type { ScopeSuggestion } from '../layouts/scopes/scope-suggestion.js';
import type { Certainty, Severity } from '../text/scales.js';
import type { AccessChangeView } from '../effective/access-change.js';
import type { FindingPlace } from '../effective/finding-place.js';
import type { ServiceState } from '../effective/service-state.js';
import type { FindingStatement, WhyUnplaced } from '../effective/statement.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import type { Source } from '../cors/sources.js';

/** What a rule finds. The review adds status, fingerprint and verified suggestions. */
export interface Draft {
  readonly rule: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  /** What it says, as data. */
  readonly says: FindingStatement;
  readonly place: FindingPlace;
  /** What an ignore comment may also stand before: the element the finding is about, where that is not the finding's own place. */
  readonly alsoAt: readonly FindingPlace[];
  readonly scope: ScopeRef;
  /** What makes this finding itself, free of lines, text layout and order: part of the fingerprint. */
  readonly key: string;
  readonly targets: readonly Target[];
  /** It changes nothing for anybody, or asks for no decision: told as `quietRemarks` of its rule says. */
  readonly isRemark?: true;
  /** Repairs to try, or null where no text can repair it. */
  readonly repairs: ((desk: RepairDesk) => Promise<readonly Repair[]>) | null;
}

/** A small repository (path -> text) a rule is shown on; `base` present: the example is a change. */
export interface Example {
  readonly name: string;
  readonly base?: Readonly<Record<string, string>>;
  readonly head: Readonly<Record<string, string>>;
}

/** How much is told: what a pull request needs, what an owner acts on or knowingly ignores, everything. Each tells what the ones before it tell. */
export const profiles = ['pull-request', 'default', 'strict'] as const;
/** One of them. */
export type Profile = (typeof profiles)[number];

/** A rule is not told in this profile nor in those that tell less, unless the configuration gives it a severity. `because`: a sentence. */
export interface Quiet {
  readonly upTo: Profile;
  readonly because: string;
}

/** What people read of a rule. */
export interface RuleDescription {
  /** Kebab-case, stable for ever. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** When the severity is another one. */
  readonly severityNote: string | null;
  readonly certainty: Certainty;
  /** Left out: it is told in every profile. */
  readonly quiet?: Quiet;
  /** The same for some of its findings, those marked as remarks. */
  readonly quietRemarks?: Quiet;
  readonly detects: string;
  readonly why: string;
  readonly repair: string;
  readonly sources: readonly Source[];
  readonly fails: readonly Example[];
  readonly passes: readonly Example[];
}

/** A policy that has no scope in the repository, or whose content could not be read. */
export interface UnplacedPolicy {
  readonly path: string;
  readonly why: WhyUnplaced;
  /** Line of the head's file at which it begins to decide what browsers may do, or did in base; null: it does not, on either side. */
  readonly decidesAt: number | null;
  /** The entry for it under `scopes:`, a guess, with what it is made from; null: none helps. */
  readonly suggestion: ScopeSuggestion | null;
}

/**
 * One rule. `check` reads one state of a service; `checkChanges` reads the difference between two; `checkUnplaced` what is not part of any service.
 * `isOncePerService`: one finding stands for all of a service that are as severe. `ofDocument`: what `check` finds in a policy is true of the document by itself, so that it need not have a scope.
 */
export interface Rule extends RuleDescription {
  readonly ofDocument?: true;
  readonly isOncePerService?: true;
  readonly checkUnplaced?: (policy: UnplacedPolicy) => Iterable<Draft>;
  readonly check?: (state: ServiceState) => Iterable<Draft>;
  readonly checkChanges?: (changes: ChangeSet) => Iterable<Draft>;
}

/** Everything a rule about a change can look at: the groups of operations whose access differs, and both states. */
export interface ChangeSet {
  readonly base: ServiceState | null;
  readonly head: ServiceState | null;
  readonly changes: readonly AccessChangeView[];
}
