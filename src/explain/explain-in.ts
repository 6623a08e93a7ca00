import { ConfigError, InputError } from '../config/errors.js';
import type { EnvironmentEffect } from '../review/effect.js';
import type { Explainer, Explanation, ExplainRequest } from './explanation.js';

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
  // What was seen was seen in one of them: where the policies lead to it, is told first.
  return explained.sort((a, b) => Number(isContradicted(a)) - Number(isContradicted(b)));
}

/** Environments in which the effect of a repair is worked out. */
const mostEnvironments = 6;

/** The best repair, with what it changes in other environments: they have its files too. */
async function withEffectsIn(others: readonly string[], explanation: Explanation, withExplainer: WithExplainer): Promise<Explanation> {
  const [best, ...more] = explanation.repairs;
  if (best === undefined) return explanation;
  const { workspace, api, operation } = explanation.target;
  const asked: ExplainRequest = { request: explanation.request, destination: { kind: 'name', workspace, api, operation }, product: null, key: null };
  const elsewhere: EnvironmentEffect[] = [];
  for (const environment of others.slice(0, mostEnvironments)) {
    // Where the API or its operation is not there, nothing changes.
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
