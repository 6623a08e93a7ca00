import type { EvaluationOptions } from './options.js';
import type { StateOptions } from './state.js';

export interface ExplainOptions extends EvaluationOptions, StateOptions {
  readonly origin: string;
  readonly method: string;
  readonly header?: readonly string[];
  readonly credentials: string;
  readonly workspace?: string;
  readonly api?: string;
  readonly operation?: string;
  readonly url?: string;
  readonly product?: string;
  readonly key?: string;
}

export async function explain(_options: ExplainOptions): Promise<number> {
  throw new Error('not yet');
}
