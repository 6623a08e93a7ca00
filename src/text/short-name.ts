import { sha256Hex } from './hash.js';

/** Characters: a named value of API Management has 4,096 at most, and expressions that people write are shorter still. */
const longest = 4096;

/**
 * What a text is known by where it stands for something unknown: itself, or its beginning and a hash. It is put into a question for each origin and
 * into each row of a table, where a megabyte would become gigabytes.
 */
export function shortName(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… ${sha256Hex(text).slice(0, 16)}`;
}
