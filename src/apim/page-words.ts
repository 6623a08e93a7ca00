/** Whether a text looks at the page that a request comes from: at its origin, at its address, or at what browsers say of the two sites. */
export function looksAtPage(text: string): boolean {
  return /\borigin\b|\breferer\b|\bsec-fetch-/i.test(text);
}

/** Whether it may, by a variable too. */
export function mayLookAtPage(text: string): boolean {
  return /origin|referer|sec-fetch-|variables/i.test(text);
}
