/** What a specification requires of callers, as far as it is a token in the Authorization header. */

/** Alternatives; each lists the names of its schemes. null: not given here. */
export type AskedSecurity = readonly (readonly string[])[] | null;

/** What applies to the whole specification. */
export interface GeneralSecurity {
  /** Names of the schemes with a token in the Authorization header. */
  readonly tokens: ReadonlySet<string>;
  /** The requirement of operations without their own. */
  readonly asked: AskedSecurity;
}

/** A security scheme, with values as written; null: missing, or not a text. */
export interface SecurityScheme {
  readonly type: string | null;
  readonly scheme: string | null;
  readonly in: string | null;
  readonly name: string | null;
}

/**
 * Whether a script puts the scheme's credential into the Authorization header (OpenAPI 3.0 and 2.0, Security Scheme Object). Basic and similar schemes do not
 * count: browsers attach them automatically.
 */
export function isTokenScheme({ type, scheme, in: place, name }: SecurityScheme): boolean {
  if (type === 'http') return scheme?.toLowerCase() === 'bearer';
  if (type === 'apiKey') return place === 'header' && name?.toLowerCase() === 'authorization';
  return type === 'oauth2' || type === 'openIdConnect';
}

/** Whether every alternative of an operation has such a token. `own`: the operation's own requirement. */
export function asksForToken(own: AskedSecurity, { tokens, asked }: GeneralSecurity): boolean {
  const alternatives = own ?? asked ?? [];
  return alternatives.length > 0 && alternatives.every((schemes) => schemes.some((name) => tokens.has(name)));
}

const nothing: GeneralSecurity = { tokens: new Set(), asked: null };

/** A key at the start of a line, quoted or not, and the text after its colon. */
const mapKey = /^(?:"([^"\\]*)"|'([^']*)'|([A-Za-z0-9_][^\s:'"#]*)) *:(?: +(.*))?$/;

/** Reads the items of one `security` line by line, in plain block style. */
export class SecurityScanner {
  asked: string[][] | null = null;
  isOpen = false;
  /** It contains something unsupported. */
  isOdd = false;
  #dash = -1;
  #key = -1;

  reset(): void {
    this.asked = null;
    this.isOpen = this.isOdd = false;
    this.#dash = this.#key = -1;
  }

  /** Starts with the text after the colon of `security`. */
  open(value: string): void {
    this.reset();
    this.isOpen = value === '' || value.startsWith('#');
    if (this.isOpen || /^\[ *\](?: +#.*)?$/.test(value)) this.asked = [];
    else this.isOdd = true;
  }

  /** Takes one line of it; it begins at `first`. */
  add(text: string, first: number, end: number, indent: number): void {
    const line = text.slice(first, end).trimEnd();
    const item = /^- +(.*)$/.exec(line)?.[1];
    if (item !== undefined && (this.#dash < 0 || indent === this.#dash)) {
      this.#dash = indent;
      this.#key = indent + line.length - item.length;
      this.asked?.push([]);
      if (!/^\{ *\}(?: +#.*)?$/.test(item)) this.#name(item);
    } else if (indent === this.#key) this.#name(line);
    else if (this.#dash < 0 || indent <= this.#dash) this.isOdd = true;
  }

  #name(text: string): void {
    const key = mapKey.exec(text);
    const name = key?.[1] ?? key?.[2] ?? key?.[3];
    if (name === undefined) this.isOdd = true;
    else this.asked?.at(-1)?.push(name);
  }
}

/** What a specification in plain block style says for all operations; null: unsupported notation. */
export function scanGeneralSecurity(text: string): GeneralSecurity | null {
  const schemes = schemesIn(text);
  if (schemes === null || schemes.size === 0) return schemes === null ? null : nothing;
  const scanner = new SecurityScanner();
  const own = rootKey(text, 'security');
  if (own !== null) {
    scanner.open(own.value);
    for (const { first, end, indent } of deeperLines(text, own.next, 0)) scanner.add(text, first, end, indent);
    if (scanner.isOdd) return null;
  }
  return { tokens: schemes, asked: scanner.asked };
}

/** Names of the token schemes. */
function schemesIn(text: string): ReadonlySet<string> | null {
  const old = rootKey(text, 'securityDefinitions');
  if (old !== null) return old.value === '' ? tokensBelow(text, old.next, 0) : null;
  const from = text.indexOf('securitySchemes');
  // Exports only have the schemes of subscription keys, which need no evaluation.
  if (from < 0 || !/bearer|oauth2|openIdConnect|authorization/i.test(text.slice(from))) return nothing.tokens;
  const components = rootKey(text, 'components');
  if (components === null) return nothing.tokens;
  if (components.value !== '') return null;
  let level = -1;
  for (const { first, end, indent, next } of deeperLines(text, components.next, 0)) {
    if (level < 0) level = indent;
    if (indent !== level || !text.startsWith('securitySchemes', first)) continue;
    const key = mapKey.exec(text.slice(first, end).trimEnd());
    return key !== null && valueOf(key[4]) === '' ? tokensBelow(text, next, level) : null;
  }
  return nothing.tokens;
}

function tokensBelow(text: string, start: number, level: number): ReadonlySet<string> | null {
  const schemes = new Map<string, SecurityScheme>();
  const levels = { name: -1, key: -1 };
  let current: string | null = null;
  for (const { first, end, indent } of deeperLines(text, start, level)) {
    if (levels.name < 0) levels.name = indent;
    if (indent !== levels.name && levels.key < 0) levels.key = indent;
    if (indent !== levels.name && indent !== levels.key) continue;
    const key = mapKey.exec(text.slice(first, end).trimEnd());
    const name = key?.[1] ?? key?.[2] ?? key?.[3];
    if (name === undefined || indent < levels.name) return null;
    const value = valueOf(key?.[4]);
    if (indent === levels.name) {
      if (value !== '') return null;
      schemes.set((current = name), { type: null, scheme: null, in: null, name: null });
      levels.key = -1;
    } else if (current !== null && (name === 'type' || name === 'scheme' || name === 'in' || name === 'name')) {
      const plain = /^(?:"([^"\\]*)"|'([^']*)'|([A-Za-z][^:#'"]*))$/.exec(value);
      if (plain === null) return null;
      schemes.set(current, { ...bare, ...schemes.get(current), [name]: plain[1] ?? plain[2] ?? plain[3] ?? '' });
    } else if (name === '$ref') return null;
  }
  return new Set([...schemes].flatMap(([name, scheme]) => (isTokenScheme(scheme) ? [name] : [])));
}

const bare: SecurityScheme = { type: null, scheme: null, in: null, name: null };

/** Without a trailing comment. */
function valueOf(written: string | undefined): string {
  return (written ?? '').replace(/(?:^| +)#.*$/, '').trim();
}

/** The first top-level key of that name; `next`: the start of the next line. */
function rootKey(text: string, key: string): { readonly value: string; readonly next: number } | null {
  const at = text.startsWith(`${key}:`) ? 0 : text.indexOf(`\n${key}:`) + 1;
  if (at === 0 && !text.startsWith(`${key}:`)) return null;
  const newline = text.indexOf('\n', at);
  const end = newline < 0 ? text.length : newline;
  return { value: valueOf(text.slice(at + key.length + 1, end).trim()), next: end + 1 };
}

interface Line {
  readonly first: number;
  readonly end: number;
  readonly indent: number;
  readonly next: number;
}

/** The lines from `start` on that are indented deeper than a level, without empty ones and comments. */
function* deeperLines(text: string, start: number, level: number): Iterable<Line> {
  for (let at = start; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    let first = at;
    while (text.charCodeAt(first) === 0x20) first += 1;
    const indent = first - at;
    at = end + 1;
    const code = text.charCodeAt(first);
    if (first >= end || code === 0x23 || code === 0x0d) continue;
    if (indent <= level) return;
    yield { first, end, indent, next: at };
  }
}
