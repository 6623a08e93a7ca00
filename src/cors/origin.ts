import type { Coded } from '../text/said.js';
import type { Place } from '../apim/policy.js';
import {
  directivesIn,
  hasDirective,
  isExpression,
  isOpen,
  namedValuesIn,
  openParts,
  pieces,
  withoutDirectives,
  type OpenPart,
} from '../text/open-parts.js';
import { trimmed as withoutSpace } from '../text/white-space.js';
import { shortName } from '../text/short-name.js';
import { knownAs, resolveNames, type NamedValueLookup } from './named-values.js';
import { isPlainOrigin } from './plain-origin.js';
import { serialise, shownText, type InvalidOriginReason, type NormalisationKind, type OriginFaults } from './serialised-origin.js';

interface Entry {
  /** As written. */
  readonly text: string;
  readonly place: Place;
}

/** One `<origin>`. */
export type OriginEntry =
  | (Entry & { readonly kind: 'any' })
  | (Entry & {
      readonly kind: 'origin';
      /** Serialised as a browser sends it (HTML standard, serialisation of an origin). */
      readonly origin: string;
      readonly tidied: readonly NormalisationKind[];
      /** Names of the named values in it. */
      readonly names: readonly string[];
    })
  | (Entry & { readonly kind: 'null' })
  | (Entry & {
      readonly kind: 'unresolved';
      /** Trimmed text: the name of the unknown origin in tables. */
      readonly label: string;
      readonly cause: 'hidden-named-value' | 'missing-named-value' | 'token' | 'expression' | 'template';
      readonly names: readonly string[];
      /** Whether it could be `*`. */
      readonly canBeAny: boolean;
      /** Whether it could stand for several origins. */
      readonly canBeMany: boolean;
      /** Literal text around the unknown part: other origins cannot match. */
      readonly before: string;
      readonly after: string;
      /** The only possible origins: those that the template writes under conditions; null if nothing is known. */
      readonly only: string | null;
      /** A template directive decides whether it is written, or how often. */
      readonly isUnderDirective: boolean;
    })
  | (Entry & {
      readonly kind: 'invalid';
      readonly reason: InvalidOriginReason;
      readonly fault: Coded<OriginFaults>;
      /** The origins that were probably meant. */
      readonly replacements: readonly string[] | null;
      readonly names: readonly string[];
    });

const none: readonly never[] = [];

/**
 * Reads the text of one `<origin>`, with named values put in first. `under`: the template directives around the element, outermost first. Linear; never fails.
 */
export function parseOrigin(text: string, place: Place, names: NamedValueLookup, under: readonly string[] = []): OriginEntry {
  const used = namedValuesIn(text);
  const resolved = resolveNames(text, names);
  const trimmed = withoutSpace(resolved ?? text);
  if (isPlainOrigin(trimmed)) {
    // Entries in the usual form share one text and one list: a `<cors>` may have a hundred thousand.
    const tidied = resolved === trimmed ? none : (['white-space'] as const);
    const entry = { kind: 'origin', origin: trimmed, tidied, names: used, text, place } as const;
    return under.length === 0 ? entry : conditional(entry, under);
  }
  if (resolved === null || isOpen(trimmed, 'origin')) return unresolved(text, resolved, place, { used, names, under });
  const entry = settled(text, trimmed, resolved, place, used);
  return under.length === 0 ? entry : conditional(entry, under);
}

function settled(text: string, trimmed: string, resolved: string, place: Place, used: readonly string[]): OriginEntry {
  if (trimmed === '*') return { kind: 'any', text, place };
  if (trimmed.toLowerCase() === 'null') return { kind: 'null', text, place };
  const parsed = serialise(trimmed);
  if ('origin' in parsed) {
    const tidied = resolved === trimmed || parsed.tidied.includes('white-space') ? parsed.tidied : [...parsed.tidied, 'white-space' as const];
    return { kind: 'origin', origin: parsed.origin, tidied, names: used, text, place };
  }
  return { kind: 'invalid', ...parsed, names: used, text, place };
}

/** An entry that a template writes only under a condition: it means the written origin, or nothing. */
function conditional(entry: OriginEntry, under: readonly string[]): OriginEntry {
  if (entry.kind === 'invalid' || entry.kind === 'unresolved') return entry;
  const only = entry.kind === 'any' ? '*' : entry.kind === 'null' ? 'null' : entry.origin;
  const { text, place } = entry;
  const label = shortName(`${only} ${under.map((directive) => `%{ ${directive} }`).join(' ')}`);
  const used = entry.kind === 'origin' ? entry.names : [];
  return { ...unknown, only, label, cause: 'template', names: used, canBeAny: only === '*', canBeMany: false, isUnderDirective: true, text, place };
}

const unknown = { kind: 'unresolved', only: null, before: '', after: '', isUnderDirective: false } as const;

/** Text directly in `<allowed-origins>`: it stands for unknown elements; null if it consists of directives only. */
export function looseOrigins(text: string, place: Place): OriginEntry | null {
  const label = withoutDirectives(text);
  if (label === '') return null;
  if (isOpen(label, 'origin')) {
    return { ...unknown, label: looseName(text, label), cause: 'template', names: [], canBeAny: true, canBeMany: true, text: label, place };
  }
  const fault = { code: 'no-element', given: { text: shownText(label) } } as const;
  return { kind: 'invalid', reason: 'no-element', fault, replacements: null, names: [], text: label, place };
}

/** What loose text is known by: with the directives that it stands under, for what a loop writes is known by its list. `rest`: the text without them. */
export function looseName(text: string, rest: string): string {
  const whole = withoutSpace(text);
  return shortName(hasDirective(whole) ? withListNames(rest, directivesIn(whole)) : rest);
}

interface Naming {
  readonly used: readonly string[];
  readonly names: NamedValueLookup;
  readonly under: readonly string[];
}

function unresolved(text: string, resolved: string | null, place: Place, { used, names, under }: Naming): OriginEntry {
  // An expression that a named value holds is known by the name: where it is written, no policy shows.
  const trimmed = resolved !== null && isExpression(resolved) ? text.trim() : knownAs(text.trim(), names);
  const computed = isExpression(trimmed);
  // A trailing slash does not make another origin.
  const label = computed ? trimmed : withListNames(trimmed, under).replace(/\/$/, '');
  const isUnderDirective = under.length > 0;
  const common = { ...unknown, label: shortName(label), names: used, isUnderDirective, text, place } as const;
  if (computed || (resolved !== null && isExpression(resolved))) {
    return { ...common, cause: 'expression', canBeAny: true, canBeMany: true };
  }
  const parts = openParts(label, 'origin');
  const before = label.slice(0, parts[0]?.start ?? 0).toLowerCase();
  const after = label.slice(parts.at(-1)?.end ?? label.length).toLowerCase();
  const whole = before === '' && after === '';
  const cause = causeOf(used, names, parts);
  // One named value is one origin (or `*`); a template may insert a whole list.
  return { ...common, cause, canBeAny: whole, canBeMany: cause === 'template' && whole, before, after };
}

type Unresolved = Extract<OriginEntry, { kind: 'unresolved' }>;

function causeOf(used: readonly string[], names: NamedValueLookup, parts: readonly OpenPart[]): Unresolved['cause'] {
  const values = used.map((name) => names(name));
  if (values.some((value) => value?.kind === 'hidden')) return 'hidden-named-value';
  if (values.some((value) => value?.kind === 'token')) return 'token';
  if (values.some((value) => value === undefined)) return 'missing-named-value';
  return parts.some(({ kind }) => kind === 'hole' || kind === 'directive' || kind === 'named-value') ? 'template' : 'token';
}

/** The name of what a loop inserts, by its list: `${o}` under `for o in origins` is `${origins}`. */
export function withListNames(text: string, under: readonly string[]): string {
  let named = text;
  for (const directive of under) {
    const [, variable, list] = /^for\s+(\w+)\s+in\s+(\S[\s\S]*)$/.exec(directive) ?? [];
    if (variable === undefined || list === undefined) continue;
    named = pieces(named, 'origin')
      .map((piece) => (piece.kind === 'hole' && piece.name === variable ? `\${${list}}` : named.slice(piece.start, piece.end)))
      .join('');
  }
  return named;
}
