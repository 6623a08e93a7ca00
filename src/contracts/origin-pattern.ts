import type { CorsPolicy } from '../cors/cors-policy.js';
import type { OriginEntry } from '../cors/origin.js';
import { serialise } from '../cors/origin.js';

/** A set of origins that a clause names. */
export type OriginPattern =
  /** Everybody, the null origin too. */
  | { readonly kind: 'any' }
  /** One origin, serialised as browsers send it, or `null`. */
  | { readonly kind: 'origin'; readonly origin: string }
  | {
      readonly kind: 'pattern';
      readonly scheme: string;
      readonly host: string;
      /** The host is one label or more before `host`. */
      readonly below: boolean;
      /** `*`: every port, the default one too; '': the default one. */
      readonly port: string;
    };

/** Reads a word that is no app's name. null: it is no origin and no pattern. */
export function readOriginPattern(text: string): OriginPattern | null {
  if (text === '*') return { kind: 'any' };
  if (text === 'null') return { kind: 'origin', origin: text };
  const match = /^([A-Za-z][A-Za-z0-9+.-]*:\/\/)(\*\.)?([^*/?#@\s]+?)(:\*)?\/?$/.exec(text);
  if (match === null) return null;
  const [, scheme = '', below, rest = '', port] = match;
  const read = serialise(`${scheme}${rest}`);
  if (!('origin' in read)) return null;
  const parts = partsOf(read.origin);
  if (parts === null || (port !== undefined && parts.port !== '')) return null;
  if (below === undefined && port === undefined) return { kind: 'origin', origin: read.origin };
  return { kind: 'pattern', scheme: parts.scheme, host: parts.host, below: below !== undefined, port: port === undefined ? parts.port : '*' };
}

interface Parts {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
}

function partsOf(origin: string): Parts | null {
  const match = /^([^:]+):\/\/(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(origin);
  return match === null ? null : { scheme: match[1] ?? '', host: match[2] ?? '', port: match[3] ?? '' };
}

/** Whether an origin, serialised, is in the set. */
export function covers(pattern: OriginPattern, origin: string): boolean {
  if (pattern.kind === 'any') return true;
  if (pattern.kind === 'origin') return pattern.origin === origin;
  const parts = partsOf(origin);
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

/** Whom a clause is about: these origins, or all but these. */
export interface OriginSet {
  readonly patterns: readonly OriginPattern[];
  readonly isAllBut: boolean;
}

/** Whether an origin is in the set. */
export function isIn({ patterns, isAllBut }: OriginSet, origin: string): boolean {
  return patterns.some((one) => covers(one, origin)) !== isAllBut;
}

type Unresolved = Extract<OriginEntry, { kind: 'unresolved' }>;

/**
 * The set, cut along what these `<cors>` elements say: one origin for each part whose origins are treated alike. The parts are each origin that an
 * element names, the null origin, what fits the text round an unknown value, and everybody else, inside of each pattern. Every origin of the set is
 * in one of the parts, so that what holds for these origins holds for all.
 */
export function partsOfSet(set: OriginSet, policies: readonly CorsPolicy[]): readonly string[] {
  const entries = policies.flatMap(({ origins }) => origins);
  const named = new Set(
    entries.flatMap((entry) => (entry.kind === 'origin' ? [entry.origin] : entry.kind === 'unresolved' ? (entry.only ?? []) : [])),
  );
  named.delete('*');
  named.delete('null');
  const open = entries.filter(
    (entry): entry is Unresolved => entry.kind === 'unresolved' && entry.only === null && entry.before + entry.after !== '',
  );
  const isFresh = (origin: string): boolean => !named.has(origin) && isIn(set, origin);
  const bases = set.isAllBut ? [everybody] : set.patterns.filter(({ kind }) => kind !== 'origin');
  const parts = new Set([...named].filter((origin) => isIn(set, origin)));
  if (!set.isAllBut) for (const one of set.patterns) if (one.kind === 'origin') parts.add(one.origin);
  for (const base of bases) {
    for (const entry of open) addFirst(parts, betweenTexts(base, entry), (origin) => isFresh(origin) && fits(entry, origin));
    const isPlain = (origin: string): boolean => isFresh(origin) && !open.some((entry) => fits(entry, origin));
    if (!addFirst(parts, freshIn(base), isPlain)) addFirst(parts, freshIn(base), isFresh);
  }
  if (isIn(set, 'null')) parts.add('null');
  return [...parts];
}

const everybody: OriginPattern = { kind: 'any' };

function addFirst(parts: Set<string>, candidates: Iterable<string>, isMeant: (origin: string) => boolean): boolean {
  for (const one of candidates) {
    if (!isMeant(one)) continue;
    parts.add(one);
    return true;
  }
  return false;
}

function fits({ before, after }: Unresolved, origin: string): boolean {
  return origin.length >= before.length + after.length && origin.startsWith(before) && origin.endsWith(after);
}

/** So many origins of a pattern are looked at for one that no policy names. */
const mostFresh = 20_000;

/** Origins of the pattern, as many as there may be names for them in policies. */
function* freshIn(pattern: OriginPattern): Iterable<string> {
  for (let number = 0; number < mostFresh; number += 1) {
    const label = number === 0 ? 'another-site' : `another-site-${number}`;
    if (pattern.kind === 'any') yield `https://${label}.example`;
    else if (pattern.kind === 'pattern') {
      const { scheme, host, below, port } = pattern;
      yield `${scheme}://${below ? `${label}.` : ''}${host}${port === '*' ? (number === 0 && below ? '' : `:${49_152 + (number % 16_384)}`) : port === '' ? '' : `:${port}`}`;
    }
  }
}

/** What an unknown value in the text may be, so that the whole is an origin of the pattern. */
function* betweenTexts(pattern: OriginPattern, { before, after }: Unresolved): Iterable<string> {
  const start = pattern.kind === 'pattern' ? `${pattern.scheme}://` : 'https://';
  const host = pattern.kind === 'pattern' ? pattern.host : 'another-site.example';
  const port = pattern.kind === 'pattern' && pattern.port !== '*' && pattern.port !== '' ? `:${pattern.port}` : '';
  // The longer of both beginnings, something, and the longer of both ends.
  const beginnings = [...new Set(['', start, `${start}another-site.`, `${start}${host}`])];
  const ends = [...new Set(['', `.${host}${port}`, `${host}${port}`, port, ':49152'])];
  for (const left of beginnings) {
    for (const middle of ['another-site', '', 'another-site.', '49152', ':49152']) {
      for (const right of ends) {
        const whole = `${joined(before, left)}${middle}${joinedEnd(right, after)}`;
        const read = serialise(whole);
        if ('origin' in read && read.origin === whole) yield whole;
      }
    }
  }
}

function joined(one: string, other: string): string {
  return one.startsWith(other) ? one : other.startsWith(one) ? other : one;
}

function joinedEnd(one: string, other: string): string {
  return one.endsWith(other) ? one : other.endsWith(one) ? other : other;
}
