import type { NamedValue } from '../apim/service.js';
import { sha256Hex } from '../text/hash.js';
import { isOpen, openParts, type TextUse } from '../text/open-parts.js';
import { trimmed } from '../text/white-space.js';

/** Finds a named value by its display name; undefined: the service has none. */
export type NamedValueLookup = (name: string) => NamedValue | undefined;

/** Text with its named values put in, also those inside C#; null when one of them has no value here. */
export function resolveNames(text: string, names: NamedValueLookup): string | null {
  if (!text.includes('{{')) return text;
  let resolved = '';
  let at = 0;
  for (const { kind, name, start, end } of openParts(text, 'code')) {
    if (kind !== 'named-value') continue;
    const value = names(name);
    if (value?.kind !== 'known') return null;
    resolved += text.slice(at, start) + value.value;
    at = end;
  }
  return resolved + text.slice(at);
}

/** The text of what is not known, with named values by what they are called. */
function calledNames(text: string, names: NamedValueLookup): string {
  if (!text.includes('{{')) return text;
  let called = '';
  let at = 0;
  for (const { kind, name, start, end } of openParts(text, 'code')) {
    const value = kind === 'named-value' ? names(name) : undefined;
    if (value === undefined || value.kind === 'known' || value.called === undefined) continue;
    called += `${text.slice(at, start)}{{${value.called}}}`;
    at = end;
  }
  return called + text.slice(at);
}

/** What a text is known by: with its named values put in, or, where one has no value here, with what they are called. */
export function knownAs(text: string, names: NamedValueLookup): string {
  return resolveNames(text, names) ?? calledNames(text, names);
}

/** The text with its named values put in and trimmed, or null where the repository does not decide it. */
export function settledText(text: string, use: TextUse, names: NamedValueLookup): string | null {
  const resolved = resolveNames(text, names);
  const settled = resolved === null ? '' : trimmed(resolved);
  return resolved === null || isOpen(settled, use) ? null : settled;
}

/** Characters that named values put into one `<cors>` at most: API Management takes documents of 256 KiB. */
const mostFilledIn = 256 * 1024;

/** Named values for one `<cors>`, as long as they put in no more than is read; then they count as not known. */
export class FilledIn {
  readonly #names: NamedValueLookup;
  readonly #used = new Map<string, NamedValue>();
  #length = 0;

  constructor(names: NamedValueLookup) {
    this.#names = names;
  }

  readonly lookup: NamedValueLookup = (name) => {
    const found = this.#names(name);
    if (found?.kind !== 'known') return found;
    this.#used.set(name, found);
    this.#length += found.value.length;
    return this.#length <= mostFilledIn ? found : { kind: 'hidden', name: found.name, path: found.path };
  };

  /** null: all was put in. Else equal only where the values are that there were too many of. */
  get overflow(): string | null {
    return this.#length <= mostFilledIn ? null : sha256Hex(JSON.stringify([...this.#used].map(([name, value]) => [name, hashOf(value)])));
  }
}

const hashes = new WeakMap<NamedValue, string>();

/** Hundreds of policies may use one value of megabytes. */
function hashOf(value: NamedValue): string {
  let hash = hashes.get(value);
  if (hash === undefined) hashes.set(value, (hash = sha256Hex(JSON.stringify(value))));
  return hash;
}
