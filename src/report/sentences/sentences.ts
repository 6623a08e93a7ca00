import type { Phrase } from '../phrase.js';

/** One sentence for each code. A missing one is a type error where the tables are joined. */
export type Sentences<Arguments> = { readonly [Code in keyof Arguments]: (given: Arguments[Code]) => Phrase };
