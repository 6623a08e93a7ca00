import type { Target } from '../apim/target.js';
import type { ScopeRef } from '../apim/service.js';
import type { XmlDocument } from '../xml/document.js';
import type { Certainty } from '../cors/certainty.js';
import type { AccessChangeView } from './change.js';
import type { ServiceState } from './state.js';

export type Severity = 'error' | 'warning' | 'info';

const order: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 };

/** Positive when `a` is worse than `b`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return order[a] - order[b];
}

/** Where a finding is shown. Lines are 1-based and inclusive. */
export interface FindingPlace {
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
}

/** What a rule says. The review adds status, fingerprint and verified suggestions. */
export interface Draft {
  readonly rule: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  readonly message: string;
  readonly place: FindingPlace;
  /** Lines at which an ignore comment may also point: the element the finding is about, where that is not the finding's own line. */
  readonly alsoAt: readonly number[];
  readonly scope: ScopeRef;
  /** What makes this finding itself, free of lines, text layout and order: part of the fingerprint. */
  readonly key: string;
  readonly targets: readonly Target[];
  /** Repairs to try, or null where no text can repair it. */
  readonly repairs: ((desk: RepairDesk) => Promise<readonly Repair[]>) | null;
}

/** What a repair may lean on and hands back: the files of the change's head, opened as documents. */
export interface RepairDesk {
  /** The document at `path`, or null when it is not an XML file that can be edited in place. */
  open(path: string): Promise<XmlDocument | null>;
}

/**
 * A candidate. It is applied, re-read and re-evaluated before anybody sees it; `promise` is asked whether the difference
 * in access it really makes (head against repaired head, one view a group of operations) is the one it is meant to make.
 */
export interface Repair {
  readonly title: string;
  /** Path -> the whole repaired text. */
  readonly files: ReadonlyMap<string, string>;
  readonly promise: (difference: readonly AccessChangeView[]) => boolean;
  readonly certainty: Certainty;
  /** True when it gives origins or operations more than the finding lacks: an inherited `<cors>` speaks for others too. */
  readonly givesMore: boolean;
  /** What it leans on that no page documents, one clause; null when it holds as documented. */
  readonly leansOn: string | null;
}

/** A small repository (path -> text) a rule is shown on; `base` present: the example is a change. */
export interface Example {
  readonly name: string;
  readonly base?: Readonly<Record<string, string>>;
  readonly head: Readonly<Record<string, string>>;
}

export interface Source {
  readonly title: string;
  readonly url: string;
}

export interface RuleDescription {
  /** Kebab-case, stable for ever. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** When the severity is another one. */
  readonly severityNote: string | null;
  readonly certainty: Certainty;
  readonly detects: string;
  readonly why: string;
  readonly repair: string;
  readonly sources: readonly Source[];
  readonly fails: readonly Example[];
  readonly passes: readonly Example[];
}

/** One rule. `check` reads one state of a service; `checkChanges` reads the difference between two. */
export interface Rule extends RuleDescription {
  readonly check?: (state: ServiceState) => Iterable<Draft>;
  readonly checkChanges?: (changes: ChangeSet) => Iterable<Draft>;
}

/** Everything a rule about a change can look at: the groups of operations whose access differs, and both states. */
export interface ChangeSet {
  readonly base: ServiceState | null;
  readonly head: ServiceState | null;
  readonly changes: readonly AccessChangeView[];
}
