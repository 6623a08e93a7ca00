import { serialise } from '../cors/serialised-origin.js';

/** A set of origins in a clause. */
export type OriginPattern =
  /** Every origin, including the null origin. */
  | { readonly kind: 'any' }
  /** One origin, serialised as browsers send it, or `null`. */
  | { readonly kind: 'origin'; readonly origin: string }
  | {
      readonly kind: 'pattern';
      readonly scheme: string;
      readonly host: string;
      /** The host has one or more labels before `host`. */
      readonly below: boolean;
      /** `*`: every port, including the default; '': only the default. */
      readonly port: string;
    };

/** Parses a word that is not the name of an app. null: neither an origin nor a pattern. */
export function readOriginPattern(text: string): OriginPattern | null {
  if (text === '*') return { kind: 'any' };
  if (text === 'null') return { kind: 'origin', origin: text };
  const match = /^([A-Za-z][A-Za-z0-9+.-]*:\/\/)(\*\.)?([^*/?#@\s]+?)(:\*)?\/?$/.exec(text);
  if (match === null) return null;
  const [, scheme = '', below, rest = '', port] = match;
  const read = serialise(`${scheme}${rest}`);
  if (!('origin' in read)) return null;
  const parts = originParts(read.origin);
  if (parts === null || (port !== undefined && parts.port !== '')) return null;
  if (below === undefined && port === undefined) return { kind: 'origin', origin: read.origin };
  return { kind: 'pattern', scheme: parts.scheme, host: parts.host, below: below !== undefined, port: port === undefined ? parts.port : '*' };
}

/** An origin's three parts; port '' is the scheme's default. */
export interface Parts {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
}

/** The parts of a serialised origin; null if it has none, as `null`. */
export function originParts(origin: string): Parts | null {
  const match = /^([^:]+):\/\/(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(origin);
  return match === null ? null : { scheme: match[1] ?? '', host: match[2] ?? '', port: match[3] ?? '' };
}

/** Whether a serialised origin is in the set. */
export function covers(pattern: OriginPattern, origin: string): boolean {
  if (pattern.kind === 'any') return true;
  if (pattern.kind === 'origin') return pattern.origin === origin;
  const parts = originParts(origin);
  if (parts?.scheme !== pattern.scheme) return false;
  const isHost = pattern.below ? parts.host.endsWith(`.${pattern.host}`) && parts.host.length > pattern.host.length + 1 : parts.host === pattern.host;
  return isHost && (pattern.port === '*' || pattern.port === parts.port);
}

/** The pattern as a file writes it. */
export function patternText(pattern: OriginPattern): string {
  if (pattern.kind === 'any') return '*';
  if (pattern.kind === 'origin') return pattern.origin;
  const { scheme, host, below, port } = pattern;
  return `${scheme}://${below ? '*.' : ''}${host}${port === '' ? '' : `:${port}`}`;
}

/** Patterns indexed by their text, because thousands of them are asked many times whether they cover an origin. */
export class OriginPatterns {
  readonly #isEverybody: boolean;
  readonly #single = new Set<string>();
  readonly #many = new Set<string>();

  constructor(patterns: readonly OriginPattern[]) {
    this.#isEverybody = patterns.some(({ kind }) => kind === 'any');
    for (const one of patterns) {
      if (one.kind === 'origin') this.#single.add(one.origin);
      else if (one.kind === 'pattern') this.#many.add(patternKey(one));
    }
  }

  cover(origin: string): boolean {
    if (this.#isEverybody || this.#single.has(origin)) return true;
    const parts = this.#many.size === 0 ? null : originParts(origin);
    if (parts === null) return false;
    const { scheme, host, port } = parts;
    const has = (one: Omit<Parts, 'port'>, below: boolean): boolean =>
      [port, '*'].some((known) => this.#many.has(patternKey({ ...one, below, port: known })));
    if (has({ scheme, host }, false)) return true;
    // One or more labels precede the written host.
    for (let dot = host.indexOf('.', 1); dot >= 0; dot = host.indexOf('.', dot + 1))
      if (has({ scheme, host: host.slice(dot + 1) }, true)) return true;
    return false;
  }
}

function patternKey({ scheme, host, below, port }: Omit<Extract<OriginPattern, { kind: 'pattern' }>, 'kind'>): string {
  return `${scheme}://${below ? '*.' : ''}${host}:${port}`;
}
