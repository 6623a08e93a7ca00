/** Whether a text looks at the page that a request comes from: at its origin, at its address, or at what browsers say of the two sites. */
export function looksAtPage(text: string): boolean {
  return /\borigin\b|\breferer\b|\bsec-fetch-/i.test(text) || readsHeadersOddly(text);
}

/** Whether it may, by a variable or by code that a named value holds too. */
export function mayLookAtPage(text: string): boolean {
  return /origin|referer|sec-fetch-|variables/i.test(text) || readsHeadersOddly(text) || isFilledInAsCode(text);
}

const literal = /(?:"|&quot;)(?:[^"&]|&(?!quot;)){0,2000}(?:"|&quot;)/g;

/** Whether a named value stands in the code of an expression, or for all of it, and not in a text of it: which condition it is, the named value says. */
export function isFilledInAsCode(text: string): boolean {
  return text.includes('{{') && text.replaceAll(literal, '').includes('{{');
}

/**
 * Whether an expression may read headers of which it does not say by themselves which they are: by a name that is put together (`"Ori" + "gin"`), held in
 * a variable or written with escapes, or all of them. What it reads may be the origin. The text may have its references as they are written.
 */
export function readsHeadersOddly(text: string): boolean {
  return /headers/i.test(text) ? unnamedHeaders.test(text) : escaped.test(text);
}

const quote = String.raw`(?:"|&quot;|&#0*34;|&#x0*22;)`;
const plainName = String.raw`${quote}[\w .-]*${quote}\s*[,)\]]`;
const named = String.raw`\s*\??\s*(?:\.\s*(?:GetValueOrDefault|ContainsKey|TryGetValue)\s*\(|\[)\s*@?${plainName}`;
/** A letter of a name or of a text that C# writes by its number. */
const escaped = /\\u[0-9a-f]{4}|\\x[0-9a-f]{1,4}/i;
const unnamedHeaders = new RegExp(String.raw`(?<![-\w])headers\b(?!${named})|${escaped.source}`, 'i');
