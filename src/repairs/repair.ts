import type { XmlDocument } from '../xml/document.js';
import type { Certainty } from '../cors/certainty.js';
import type { AccessChangeView } from '../effective/access-change.js';
import type { Leaning, RepairTitle } from './title.js';

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
  readonly title: RepairTitle;
  /** Path -> the whole repaired text. */
  readonly files: ReadonlyMap<string, string>;
  readonly promise: (difference: readonly AccessChangeView[]) => boolean;
  readonly certainty: Certainty;
  /** True when it gives origins or operations more than the finding lacks: an inherited `<cors>` speaks for others too. */
  readonly givesMore: boolean;
  /** What it leans on that no page documents; null when it holds as documented. */
  readonly leansOn: Leaning | null;
}
