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

/** A finding of a rule. The review adds status, fingerprint and verified suggestions. */
export interface Draft {
  readonly rule: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  /** The message, as data. */
  readonly says: FindingStatement;
  readonly place: FindingPlace;
  /** Further elements before which an ignore comment applies: the element that the finding is about, if not at its place. */
  readonly alsoAt: readonly FindingPlace[];
  readonly scope: ScopeRef;
  /** Identifies the finding, independent of lines, layout and order: part of the fingerprint. */
  readonly key: string;
  readonly targets: readonly Target[];
  /** It changes nothing and needs no decision: reported by the rule's `quietRemarks`. */
  readonly isRemark?: true;
  /** Repairs to try; null if no text can repair it. */
  readonly repairs: ((desk: RepairDesk) => Promise<readonly Repair[]>) | null;
}

/** A small repository (path -> text) that shows a rule; with `base`, the example is a change. */
export interface Example {
  readonly name: string;
  readonly base?: Readonly<Record<string, string>>;
  readonly head: Readonly<Record<string, string>>;
}

/** How much is reported: what a pull request needs, what an owner fixes or knowingly ignores, everything. Each includes the ones before it. */
export const profiles = ['pull-request', 'default', 'strict'] as const;
/** One of the profiles. */
export type Profile = (typeof profiles)[number];

/** A rule is not reported in this profile or smaller ones, unless the configuration gives it a severity. `because`: a sentence. */
export interface Quiet {
  readonly upTo: Profile;
  readonly because: string;
}

/** The texts about a rule. */
export interface RuleDescription {
  /** Kebab-case, stable for ever. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** When the severity differs. */
  readonly severityNote: string | null;
  readonly certainty: Certainty;
  /** Left out: reported in every profile. */
  readonly quiet?: Quiet;
  /** The same for its findings that are marked as remarks. */
  readonly quietRemarks?: Quiet;
  readonly detects: string;
  readonly why: string;
  readonly repair: string;
  readonly sources: readonly Source[];
  readonly fails: readonly Example[];
  readonly passes: readonly Example[];
}

/** A policy without a scope in the repository, or whose content could not be read. */
export interface UnplacedPolicy {
  readonly path: string;
  readonly why: WhyUnplaced;
  /** Line in head's file where it decides browser access, or did in base; null if on neither side. */
  readonly decidesAt: number | null;
  /** A guessed entry for it under `scopes:`, with its basis; null if no entry helps. */
  readonly suggestion: ScopeSuggestion | null;
}

/**
 * One rule. `check` reads one state of a service; `checkChanges` the difference between two; `checkUnplaced` what is not part of any service.
 * `isOncePerService`: one finding represents all of the same severity in a service. `ofDocument`: what `check` finds is true of the document alone, so it
 * applies without a scope.
 */
export interface Rule extends RuleDescription {
  readonly ofDocument?: true;
  readonly isOncePerService?: true;
  readonly checkUnplaced?: (policy: UnplacedPolicy) => Iterable<Draft>;
  readonly check?: (state: ServiceState) => Iterable<Draft>;
  readonly checkChanges?: (changes: ChangeSet) => Iterable<Draft>;
}

/** Input of rules about a change: the groups of operations with changed access, and both states. */
export interface ChangeSet {
  readonly base: ServiceState | null;
  readonly head: ServiceState | null;
  readonly changes: readonly AccessChangeView[];
}
