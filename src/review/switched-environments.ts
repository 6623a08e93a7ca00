import type { Service } from '../apim/service.js';
import type { Note } from './note.js';
import type { Location, Review } from './review.js';

/** A stage published with one environment now, and with another before. */
export interface SwitchedEnvironment {
  readonly before: string;
  readonly after: string;
  /** The line that says so. */
  readonly at: Location;
}

/** The review, with a note for each switch that changes something. */
export function withSwitchNotes(review: Review, switches: readonly SwitchedEnvironment[]): Review {
  const changing = new Set(review.changes.flatMap(({ environments }) => environments ?? []));
  const notes = [...byName(switches)].flatMap(([name, given]): readonly Note[] =>
    changing.has(name) ? [{ code: 'environment-switched', given }] : [],
  );
  return notes.length === 0 ? review : { ...review, notes: [...notes, ...review.notes] };
}

function byName(switches: readonly SwitchedEnvironment[]): ReadonlyMap<string, SwitchedEnvironment> {
  return new Map([...switches].reverse().map((one) => [`${one.before} as ${one.after}`, one]));
}

/** The services of one side plus one per switch: the stage's content under a name that both sides share. */
export function withSwitched(services: readonly Service[], switches: readonly SwitchedEnvironment[], side: 'before' | 'after'): readonly Service[] {
  return [
    ...services,
    ...[...byName(switches)].flatMap(([name, one]) =>
      services.flatMap((service) => (service.environment === one[side] ? [{ ...service, environment: name, switchedAt: one.at }] : [])),
    ),
  ];
}
