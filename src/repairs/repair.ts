import type { XmlDocument } from '../xml/document.js';
import type { Certainty } from '../text/scales.js';
import type { PolicyRef } from '../text/policy-ref.js';
import type { AccessChangeView } from '../effective/access-change.js';
import type { Beyond } from './beyond-own.js';
import type { Leaning, RepairTitle } from './title.js';

/** What a repair can use: the policies of head, opened as documents. */
export interface RepairDesk {
  /** The policy's own text as a document; null if it cannot be edited in place. */
  open(ref: PolicyRef): Promise<XmlDocument | null>;
}

/** A policy's whole new text. */
export interface PolicyText {
  readonly ref: PolicyRef;
  readonly text: string;
}

/**
 * A candidate. It is applied, read again and evaluated before it is offered; `promise` is asked whether the resulting difference in access (head against
 * repaired head, one view per group of operations) is the intended one.
 */
export interface Repair {
  readonly title: RepairTitle;
  /** The policies that it rewrites, each once. */
  readonly texts: readonly PolicyText[];
  readonly promise: (difference: readonly AccessChangeView[]) => boolean;
  readonly certainty: Certainty;
  /** True if it gives origins or operations more than the finding lacks: an inherited `<cors>` applies to others too. */
  readonly givesMore: boolean;
  /** What it grants beyond the origins' own `<cors>`. */
  readonly beyond?: Beyond;
  /** An undocumented assumption that it needs; null if it works as documented. */
  readonly leansOn: Leaning | null;
  /** It leaves the cause unchanged, and is offered only if no other repair works. */
  readonly isStopgap?: true;
  /** It lets pages of any origin read answers that none could read: never safe. */
  readonly opensErrors?: true;
}
