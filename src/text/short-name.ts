import { sha256Hex } from './hash.js';

/** In characters. A named value of API Management has at most 4,096, and expressions that people write are shorter. */
const longest = 4096;

/**
 * The name of an unknown text: the text itself, or its beginning and a hash. It becomes part of a question for each origin and of each row of a table, where a
 * megabyte would become gigabytes.
 */
export function shortName(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… ${sha256Hex(text).slice(0, 16)}`;
}
