import type { Coded } from '../text/said.js';
import type { Place } from '../apim/policy.js';
import { directivesIn, isExpression, isOpen, namedValuesIn, openParts, pieces, withoutDirectives, type OpenPart } from '../text/open-parts.js';
import { trimmed as withoutSpace } from '../text/white-space.js';
import { shortName } from '../text/short-name.js';
import { knownAs, resolveNames, type NamedValueLookup } from './named-values.js';
import { isPlainOrigin } from './plain-origin.js';
import { serialise, shown, type InvalidOriginReason, type NormalisationKind, type OriginFaults } from './serialised-origin.js';

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
      /** Named values it was made with. */
      readonly names: readonly string[];
    })
  | (Entry & { readonly kind: 'null' })
  | (Entry & {
      readonly kind: 'unresolved';
      /** Trimmed text: stands for the unknown origin in tables. */
      readonly label: string;
      readonly cause: 'hidden-named-value' | 'missing-named-value' | 'token' | 'expression' | 'template';
      readonly names: readonly string[];
      /** Whether it could be `*`. */
      readonly canBeAny: boolean;
      /** Whether it could stand for several origins. */
      readonly canBeMany: boolean;
      /** Literal text round the unknown part: an origin that does not fit them cannot be meant. */
      readonly before: string;
      readonly after: string;
      /** All that it can be: what is written under a condition of the template; null where nothing is known. */
      readonly only: string | null;
      /** It stands under a directive of the template, which decides whether it is written, or how often. */
      readonly isUnderDirective: boolean;
    })
  | (Entry & {
      readonly kind: 'invalid';
      readonly reason: InvalidOriginReason;
      readonly fault: Coded<OriginFaults>;
      /** What it was probably meant to be, one element each. */
      readonly replacements: readonly string[] | null;
      readonly names: readonly string[];
    });

const none: readonly never[] = [];

/**
 * Reads the text of one `<origin>`; named values are put in first. `under`: the template's directives that the element stands under, outermost
 * first. Linear; never fails.
 */
export function parseOrigin(text: string, place: Place, names: NamedValueLookup, under: readonly string[] = []): OriginEntry {
  const used = namedValuesIn(text);
  const resolved = resolveNames(text, names);
  const trimmed = withoutSpace(resolved ?? text);
  if (isPlainOrigin(trimmed)) {
    // One text and one list for all that are written as browsers send them: a `<cors>` may list a hundred thousand.
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

/** An entry that a template writes only under some condition: it names what is written there, or nothing. */
function conditional(entry: OriginEntry, under: readonly string[]): OriginEntry {
  if (entry.kind === 'invalid' || entry.kind === 'unresolved') return entry;
  const only = entry.kind === 'any' ? '*' : entry.kind === 'null' ? 'null' : entry.origin;
  const { text, place } = entry;
  const label = shortName(`${only} ${under.map((directive) => `%{ ${directive} }`).join(' ')}`);
  const used = entry.kind === 'origin' ? entry.names : [];
  return { ...unknown, only, label, cause: 'template', names: used, canBeAny: only === '*', canBeMany: false, isUnderDirective: true, text, place };
}

const unknown = { kind: 'unresolved', only: null, before: '', after: '', isUnderDirective: false } as const;

/** Text straight inside `<allowed-origins>`: what stands there for elements that nobody can see; null where it is only directives. */
export function looseOrigins(text: string, place: Place): OriginEntry | null {
  const label = withoutDirectives(text);
  if (label === '') return null;
  if (isOpen(label, 'origin')) {
    return { ...unknown, label: looseName(text, label), cause: 'template', names: [], canBeAny: true, canBeMany: true, text: label, place };
  }
  const fault = { code: 'no-element', given: { text: shown(label) } } as const;
  return { kind: 'invalid', reason: 'no-element', fault, replacements: null, names: [], text: label, place };
}

/** What loose text is known by: with the directives that it stands under, for what a loop writes is known by its list. `rest`: the text without them. */
export function looseName(text: string, rest: string): string {
  const whole = withoutSpace(text);
  return shortName(whole.includes('%{') ? withListNames(rest, directivesIn(whole)) : rest);
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
  // A trailing slash makes no other origin, here as elsewhere.
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
  // One named value is one origin (or `*`); a template may put in a whole list.
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

/** What a loop puts in, by the name of its list: `${o}` under `for o in origins` is `${origins}`. */
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
