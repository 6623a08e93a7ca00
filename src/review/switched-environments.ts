import type { Service } from '../apim/service.js';

/** A stage published with one environment now, and with another before. */
export interface SwitchedEnvironment {
  readonly before: string;
  readonly after: string;
}

/** The services of one side plus one per switch: the stage's content under a name that both sides share. */
export function withSwitched(services: readonly Service[], switches: readonly SwitchedEnvironment[], side: 'before' | 'after'): readonly Service[] {
  const distinct = new Map(switches.map((one) => [`${one.before} as ${one.after}`, one]));
  return [
    ...services,
    ...[...distinct].flatMap(([name, one]) =>
      services.flatMap((service) => (service.environment === one[side] ? [{ ...service, environment: name }] : [])),
    ),
  ];
}
