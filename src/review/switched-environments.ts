import type { Service } from '../apim/service.js';

/** A stage that is published with what one environment says now, and with what another one said before. */
export interface SwitchedEnvironment {
  readonly before: string;
  readonly after: string;
}

/** The services of one side, with one more for each switch: what the stage has there, under a name that both sides share. */
export function withSwitched(services: readonly Service[], switches: readonly SwitchedEnvironment[], side: 'before' | 'after'): readonly Service[] {
  const distinct = new Map(switches.map((one) => [`${one.before} as ${one.after}`, one]));
  return [
    ...services,
    ...[...distinct].flatMap(([name, one]) =>
      services.flatMap((service) => (service.environment === one[side] ? [{ ...service, environment: name }] : [])),
    ),
  ];
}
