import { ConfigError, InputError } from '../config/errors.js';
import type { Explainer, Explanation } from './explanation.js';

/** Opens the services of a state in an environment (null: as the files are) for as long as they are used. */
export type WithExplainer = <T>(environment: string | null, use: (explainer: Explainer) => Promise<T>) => Promise<T>;

/** What the reports say of explanations that are put together. */
export interface ExplainedWords {
  /** Two explanations with one key say the same. */
  readonly keyOf: (explanation: Explanation) => string;
  /** Says where an explanation holds; null stands for the files as they are. */
  readonly noteOf: (environments: readonly (string | null)[]) => string;
}

/**
 * In the environment that is named; where none is, as the files are without one if a layout deploys that, and in each that the services have: what is
 * the same in all of them once. Throws what all of them throw.
 */
export async function explainIn(
  environment: string | null,
  withExplainer: WithExplainer,
  explain: (explainer: Explainer) => Promise<readonly Explanation[]>,
  { keyOf, noteOf }: ExplainedWords,
): Promise<readonly Explanation[]> {
  const names = environment === null ? await withExplainer(null, (explainer) => explainer.environments()) : [];
  if (names.length === 0) return withExplainer(environment, explain);
  const found = new Map<string, { readonly explanation: Explanation; readonly names: (string | null)[] }>();
  const failures: unknown[] = [];
  for (const name of [null, ...names]) {
    try {
      for (const explanation of await withExplainer(name, explain)) {
        const key = keyOf(explanation);
        const known = found.get(key);
        if (known === undefined) found.set(key, { explanation, names: [name] });
        else known.names.push(name);
      }
    } catch (error) {
      // An API may be there in some environments only, and a service in its environments only.
      if (!(error instanceof ConfigError) && !(name === null && error instanceof InputError)) throw error;
      failures.push(error);
    }
  }
  if (found.size === 0) throw failures.at(-1);
  return [...found.values()].map(({ explanation, names: own }) =>
    own.length === names.length + 1 - failures.length
      ? explanation
      : { ...explanation, environments: own.flatMap((name) => name ?? []), notes: [...explanation.notes, noteOf(own)] },
  );
}
