import { ConfigError, InputError } from '../config/errors.js';
import type { EnvironmentEffect } from '../review/effect.js';
import type { Explainer, Explanation, ExplainRequest } from './explanation.js';

/** Opens the services of a state in an environment (null: without one) for the duration of a callback. */
export type WithExplainer = <T>(environment: string | null, use: (explainer: Explainer) => Promise<T>) => Promise<T>;

/** Texts of the reports for joined explanations. */
export interface ExplainedWords {
  /** Explanations with equal keys have equal content. */
  readonly keyOf: (explanation: Explanation) => string;
  /** The environments of an explanation, in words; null stands for no environment. */
  readonly noteOf: (environments: readonly (string | null)[]) => string;
}

/**
 * Explains in the named environment; or without one, if a layout deploys that, and in each environment of the services, where equal explanations are joined.
 * Throws what all of them throw.
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
      // An API may exist only in some environments, and a service only in its own.
      if (!(error instanceof ConfigError) && !(name === null && error instanceof InputError)) throw error;
      failures.push(error);
    }
  }
  if (found.size === 0) throw failures.at(-1);
  const isEverywhere = (own: readonly (string | null)[]): boolean => own.length === names.length + 1 - failures.length;
  const explained: Explanation[] = [];
  for (const { explanation, names: own } of found.values()) {
    if (isEverywhere(own)) {
      explained.push(explanation);
      continue;
    }
    const others = names.filter((name) => !own.includes(name));
    const told = { ...explanation, environments: own.flatMap((name) => name ?? []), notes: [...explanation.notes, noteOf(own)] };
    explained.push(await withEffectsIn(others, told, withExplainer));
  }
  // The observation was made in one of them: explanations that fit it come first.
  return explained.sort((a, b) => Number(isContradicted(a)) - Number(isContradicted(b)));
}

/** Most environments for which the effect of a repair is evaluated. */
const mostEnvironments = 6;

/** The best repair, with its effects in other environments that share its files. */
async function withEffectsIn(others: readonly string[], explanation: Explanation, withExplainer: WithExplainer): Promise<Explanation> {
  const [best, ...more] = explanation.repairs;
  if (best === undefined) return explanation;
  const { workspace, api, operation } = explanation.target;
  const asked: ExplainRequest = { request: explanation.request, destination: { kind: 'name', workspace, api, operation }, product: null, key: null };
  const elsewhere: EnvironmentEffect[] = [];
  for (const environment of others.slice(0, mostEnvironments)) {
    // If the API or operation is missing, nothing changes.
    const effect = await withExplainer(environment, (explainer) => explainer.effectHere(asked, best.edits)).catch((error: unknown) => {
      if (error instanceof ConfigError) return null;
      throw error;
    });
    if (effect !== null) elsewhere.push({ environment, ...effect });
  }
  if (elsewhere.length === 0) return explanation;
  const told = { ...best, effect: { ...best.effect, elsewhere } };
  return { ...explanation, suggestion: told, repairs: [told, ...more] };
}

function isContradicted({ observed, account }: Explanation): boolean {
  return observed?.contradicted === true && (account === undefined || account.code === 'not-these');
}
