import type { NamedValue } from '../apim/service.js';
import { sha256Hex } from '../text/hash.js';
import { type TextUse, hasNamedValue, isOpen, openParts } from '../text/open-parts.js';
import { trimmed } from '../text/white-space.js';

/** Finds a named value of the service by its display name. */
export type NamedValueLookup = (name: string) => NamedValue | undefined;

/** The text with its named values put in, also inside C#; null if one has no known value. */
export function resolveNames(text: string, names: NamedValueLookup): string | null {
  if (!hasNamedValue(text)) return text;
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

/** The text of something unknown, with named values by their `called` names. */
function calledNames(text: string, names: NamedValueLookup): string {
  if (!hasNamedValue(text)) return text;
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

/** The text with its named values put in, trimmed; null if the repository does not decide it. */
export function settledText(text: string, use: TextUse, names: NamedValueLookup): string | null {
  const resolved = resolveNames(text, names);
  const settled = resolved === null ? '' : trimmed(resolved);
  return resolved === null || isOpen(settled, use) ? null : settled;
}

/** Most characters that named values may add to one `<cors>`: API Management accepts documents of 256 KiB. */
const mostFilledIn = 256 * 1024;

/** Puts named values into one `<cors>` up to a bound; beyond it they count as unknown. */
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

  /** null: all were put in. Otherwise a key, equal only for equal values. */
  get overflow(): string | null {
    return this.#length <= mostFilledIn ? null : sha256Hex(JSON.stringify([...this.#used].map(([name, value]) => [name, hashOf(value)])));
  }
}

const hashes = new WeakMap<NamedValue, string>();

/** Cached: hundreds of policies may use one value of megabytes. */
function hashOf(value: NamedValue): string {
  let hash = hashes.get(value);
  if (hash === undefined) hashes.set(value, (hash = sha256Hex(JSON.stringify(value))));
  return hash;
}
