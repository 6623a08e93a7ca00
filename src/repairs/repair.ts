import type { XmlDocument } from '../xml/document.js';
import type { Certainty } from '../text/scales.js';
import type { PolicyRef } from '../text/policy-ref.js';
import type { AccessChangeView } from '../effective/access-change.js';
import type { Beyond } from './beyond-own.js';
import type { Leaning, RepairTitle } from './title.js';

/** What a repair may lean on: the policies of the change's head, opened as documents. */
export interface RepairDesk {
  /** The policy's own text as a document, or null when it cannot be edited in place. */
  open(ref: PolicyRef): Promise<XmlDocument | null>;
}

/** A policy's whole text, as it would be. */
export interface PolicyText {
  readonly ref: PolicyRef;
  readonly text: string;
}

/**
 * A candidate. It is applied, re-read and re-evaluated before anybody sees it; `promise` is asked whether the difference
 * in access it really makes (head against repaired head, one view a group of operations) is the one it is meant to make.
 */
export interface Repair {
  readonly title: RepairTitle;
  /** The policies that it rewrites, each once. */
  readonly texts: readonly PolicyText[];
  readonly promise: (difference: readonly AccessChangeView[]) => boolean;
  readonly certainty: Certainty;
  /** True when it gives origins or operations more than the finding lacks: an inherited `<cors>` speaks for others too. */
  readonly givesMore: boolean;
  /** What it gives those whom it lets in beyond their own `<cors>`; left out: nothing. */
  readonly beyond?: Beyond;
  /** What it leans on that no page documents; null when it holds as documented. */
  readonly leansOn: Leaning | null;
  /** It leaves the cause as it is, and is offered only where nothing else holds. */
  readonly isStopgap?: true;
  /** It lets pages of anybody read answers that none could: never safe. */
  readonly opensErrors?: true;
}
