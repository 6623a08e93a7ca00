import type { Note } from './note.js';
import type { PublishedOtherwise } from './published-otherwise.js';
import type { Review } from './review.js';
import type { Opened } from './sides.js';
import { switchesByName, type SwitchedEnvironment } from './switched-environments.js';

/** Switches between evaluated environments. */
export function switchesIn({ base, head }: Opened, published: readonly PublishedOtherwise[]): ReadonlyMap<PublishedOtherwise, SwitchedEnvironment> {
  return new Map(
    published.flatMap((one): readonly (readonly [PublishedOtherwise, SwitchedEnvironment])[] => {
      const [before, after] = [base.environmentAt(one.switched?.before ?? ''), head.environmentAt(one.switched?.after ?? '')];
      return before === null || after === null ? [] : [[one, { before, after, at: { path: one.path, line: one.line } }]];
    }),
  );
}

/** The review, with a note for each switch that changes something. */
export function withSwitchNotes(review: Review, switches: ReadonlyMap<PublishedOtherwise, SwitchedEnvironment>): Review {
  const changing = new Set(review.changes.flatMap(({ environments }) => environments ?? []));
  const notes = [...switchesByName([...switches.values()])].flatMap(([name, given]): readonly Note[] =>
    changing.has(name) ? [{ code: 'environment-switched', given }] : [],
  );
  return notes.length === 0 ? review : { ...review, notes: [...notes, ...review.notes] };
}
