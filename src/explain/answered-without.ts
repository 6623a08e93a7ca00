import type { Observation } from './observation.js';

/** Whether the observed answer to the preflight has CORS headers: then something answered, whatever the API has. */
export function showsCorsAnswer(observation: Observation | null | undefined): boolean {
  if (observation?.kind === 'message') {
    const code = observation.code ?? '';
    return (
      code.endsWith('PreflightResponse') || (observation.exact && code.startsWith('Preflight') && /Mismatch|Credentials|Wildcard|Value/.test(code))
    );
  }
  return (
    observation?.kind === 'capture' && observation.preflight?.headers.some(([name]) => name.toLowerCase() === 'access-control-allow-origin') === true
  );
}

/** The message if policies answered the preflight but the API has no operation for the request. */
export function answeredWithout(none: string): string {
  return `${none}: the <cors> of its policies answered the preflight, and a request let through would get a 404 without CORS headers. It is not for a policy to allow: the page calls what the API does not have, or the API's owner adds the operation first.`;
}
