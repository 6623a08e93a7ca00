/** A repository's full name `owner/name`, with GitHub's allowed characters; no part is `.` or `..`. */
export type FullName = string;

const pattern = /^(?!\.{1,2}\/)[\w.-]{1,100}\/(?!\.{1,2}$)[\w.-]{1,100}$/;

/** The validated name, or null: a valid name cannot be a path, URL or markup. */
export function readFullName(text: unknown): FullName | null {
  return typeof text === 'string' && pattern.test(text) ? text : null;
}

/** Whether it is a valid name of an organisation or user (GitHub: letters, digits and hyphens, at most 39). */
export function isAccountName(text: string): boolean {
  return /^[a-z\d][a-z\d-]{0,38}$/i.test(text);
}

/**
 * Reads a list of repositories, separated by white space or commas; a bare name belongs to the organisation. `wrong`: invalid names. Each repository is listed
 * once, ignoring case.
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
