import { isFilledInAsCode } from '../text/open-parts.js';

/** Whether a text reads what identifies the page of a request: its origin, its address, or Sec-Fetch-Site. */
export function looksAtPage(text: string): boolean {
  return /\borigin\b|\breferer\b|\bsec-fetch-/i.test(text) || readsHeadersOddly(text);
}

/** Whether it may do so indirectly, through a variable or what supplies code. */
export function mayLookAtPage(text: string): boolean {
  return /origin|referer|sec-fetch-|variables/i.test(text) || readsHeadersOddly(text) || isFilledInAsCode(text);
}

/**
 * Whether an expression may read headers whose names it does not state plainly: the name is concatenated (`"Ori" + "gin"`), held in a variable or escaped, or
 * all headers are read. Such a header may be the origin. References in the text need not be decoded.
 */
export function readsHeadersOddly(text: string): boolean {
  return /headers/i.test(text) ? unnamedHeaders.test(text) : escaped.test(text);
}

const quote = String.raw`(?:"|&quot;|&#0*34;|&#x0*22;)`;
const plainName = String.raw`${quote}[\w .-]*${quote}\s*[,)\]]`;
const named = String.raw`\s*\??\s*(?:\.\s*(?:GetValueOrDefault|ContainsKey|TryGetValue)\s*\(|\[)\s*@?${plainName}`;
/** A character escape in C#. */
const escaped = /\\u[0-9a-f]{4}|\\x[0-9a-f]{1,4}/i;
const unnamedHeaders = new RegExp(String.raw`(?<![-\w])headers\b(?!${named})|${escaped.source}`, 'i');
