import type { Service } from '../apim/service.js';
import type { FileLine } from '../effective/coded.js';

/** A stage published with one environment now, and with another before. */
export interface SwitchedEnvironment {
  readonly before: string;
  readonly after: string;
  /** The line that says so. */
  readonly at: FileLine;
}

/** The services of one side plus one per switch: the stage's content under a name that both sides share. */
export function withSwitched(services: readonly Service[], switches: readonly SwitchedEnvironment[], side: 'before' | 'after'): readonly Service[] {
  return [
    ...services,
    ...[...switchesByName(switches)].flatMap(([name, one]) =>
      services.flatMap((service) => (service.environment === one[side] ? [{ ...service, environment: name, switchedAt: one.at }] : [])),
    ),
  ];
}

/** By the name that both sides share. */
export function switchesByName(switches: readonly SwitchedEnvironment[]): ReadonlyMap<string, SwitchedEnvironment> {
  return new Map([...switches].reverse().map((one) => [`${one.before} as ${one.after}`, one]));
}
