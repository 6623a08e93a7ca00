import type { CorsPolicy } from '../cors/cors-policy.js';

/** `true`, or decided at run time, which has to count as true. */
export function mayHaveCredentials(policy: CorsPolicy): boolean {
  const { allowCredentials } = policy;
  return allowCredentials.kind === 'expression' || (allowCredentials.kind === 'literal' && allowCredentials.value);
}

/** Whether it lists `*`. */
export function allowsAnyOrigin(policy: CorsPolicy): boolean {
  return policy.origins.some((entry) => entry.kind === 'any');
}
