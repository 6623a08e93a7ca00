import type { EvaluatedPair } from './evaluate.js';
import { serviceOf } from './sides.js';

/** The environments in which each service is evaluated; null among them: no environment. */
export class InEnvironments {
  readonly #byRoot = new Map<string, Set<string | null>>();

  constructor(evaluated: readonly EvaluatedPair[]) {
    for (const { pair, environment } of evaluated) {
      if (pair.base === null && pair.head === null) continue;
      const { root } = serviceOf(pair);
      this.#byRoot.set(root, (this.#byRoot.get(root) ?? new Set()).add(environment));
    }
  }

  /** The environments with these names; null: all in which the service is evaluated. */
  namesIn({ pair }: EvaluatedPair, names: readonly string[] | null): readonly (string | null)[] {
    return names ?? [...(this.#byRoot.get(serviceOf(pair).root) ?? [])];
  }

  /** The names of these environments of a service, in order; null: all of them. The state without an environment has no name. */
  namesOf(from: EvaluatedPair, found: ReadonlySet<string | null>): readonly string[] | null {
    const { base, head } = from.pair;
    const all = base === null && head === null ? undefined : this.#byRoot.get(serviceOf(from.pair).root);
    return all === undefined || found.size >= all.size ? null : [...found].flatMap((name) => name ?? []);
  }
}
