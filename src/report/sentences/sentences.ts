import type { Phrase } from '../phrase.js';

/** One sentence for each code. A code without one does not type-check where the tables are put together. */
export type Sentences<Arguments> = { readonly [Code in keyof Arguments]: (given: Arguments[Code]) => Phrase };
