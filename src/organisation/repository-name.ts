/** A repository as GitHub names it: `owner/name`, of the characters that GitHub allows; no part is `.` or `..`. */
export type FullName = string;

const pattern = /^(?!\.{1,2}\/)[\w.-]{1,100}\/(?!\.{1,2}$)[\w.-]{1,100}$/;

/** The name as it stands, or null for what cannot be one: from here on a name is no path, no address and no markup. */
export function readFullName(text: unknown): FullName | null {
  return typeof text === 'string' && pattern.test(text) ? text : null;
}

/** Whether an organisation or a user can be called so (GitHub: letters, digits and hyphens, at most 39). */
export function isAccountName(text: string): boolean {
  return /^[a-z\d][a-z\d-]{0,38}$/i.test(text);
}

/**
 * Reads a list of repositories, parted by white space or commas; a bare name is one of the organisation's. `wrong`: what cannot be a name. Each
 * repository is listed once, whatever its case.
 */
export function readList(text: string, organisation: string): { readonly names: readonly FullName[]; readonly wrong: readonly string[] } {
  const names = new Map<string, FullName>();
  const wrong: string[] = [];
  for (const word of text.split(/[\s,]+/)) {
    if (word === '') continue;
    const name = readFullName(word.includes('/') || organisation === '' ? word : `${organisation}/${word}`);
    if (name === null) wrong.push(word);
    else if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  return { names: [...names.values()], wrong };
}
