import type { Target } from '../apim/target.js';

/** Requests by API, product and operation; '' stands for none. */
export interface AskedRequests {
  readonly api: string;
  readonly product: string;
  readonly target: Target;
}

/** What requests met in base, by API, product and operation. */
export class MetInBase<Met> {
  readonly #known = new Map<string, Met>();

  /** Adds what these requests met; earlier entries stay. */
  add({ api, product, target }: AskedRequests, met: Met): void {
    for (const operation of ['', ...target.operations]) {
      for (const key of [requestKey(api, product, operation), requestKey(api, '', operation)]) if (!this.#known.has(key)) this.#known.set(key, met);
    }
  }

  /** Groups head's operations by what they met in base; for a new operation, by what others of its API met. null: nothing. */
  metBy({ api, product, target }: AskedRequests): ReadonlyMap<Met | null, readonly string[]> {
    const found = new Map<Met | null, string[]>();
    for (const operation of target.operations.length === 0 ? [''] : target.operations) {
      const keys = [requestKey(api, product, operation), requestKey(api, '', operation), requestKey(api, product, ''), requestKey(api, '', '')];
      const met = keys.map((key) => this.#known.get(key)).find((one) => one !== undefined) ?? null;
      const some = found.get(met) ?? [];
      if (operation !== '') some.push(operation);
      found.set(met, some);
    }
    return found;
  }
}

function requestKey(api: string, product: string, operation: string): string {
  return JSON.stringify([api, product, operation]);
}
