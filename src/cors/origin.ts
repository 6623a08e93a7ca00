import type { Coded, NoArguments } from '../text/said.js';
import type { Place } from '../apim/policy.js';
import { isExpression, isOpen, namedValuesIn, openParts, pieces, withoutDirectives, type OpenPart } from '../text/open-parts.js';
import { hiddenCharacterIn, trimmed as withoutSpace, withoutHidden } from '../text/white-space.js';
import { shortName } from '../text/short-name.js';
import { calledNames, resolveNames, type NamedValueLookup } from './named-values.js';
import { isPlainOrigin } from './plain-origin.js';

/** How a text differs from what browsers send for the same origin. */
export type NormalisationKind = 'trailing-slash' | 'default-port' | 'upper-case' | 'idn' | 'white-space';

/** Why a text is not an origin. */
export type InvalidOriginReason =
  | 'empty'
  | 'hidden-character'
  | 'no-element'
  | 'missing-scheme'
  | 'path'
  | 'query'
  | 'fragment'
  | 'userinfo'
  | 'sub-domain-wildcard'
  | 'pattern-characters'
  | 'several-in-one'
  | 'bad-port'
  | 'bad-host'
  | 'trailing-dot'
  | 'non-canonical-ip';

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

/** Why a text is no origin. `text`: as it is written, cut short. */
export interface OriginFaults {
  readonly empty: NoArguments;
  /** `character`: as `U+200B`. */
  readonly 'hidden-character': { readonly text: string; readonly character: string };
  readonly 'too-long': NoArguments;
  readonly 'no-element': { readonly text: string };
  readonly several: { readonly text: string };
  readonly wildcard: { readonly text: string };
  readonly 'user-name': { readonly text: string };
  readonly 'pattern-in-host': { readonly text: string };
  readonly pattern: { readonly text: string };
  readonly 'more-than-host': { readonly text: string; readonly what: 'query' | 'fragment' | 'path' };
  readonly quoted: { readonly text: string };
  readonly 'no-scheme': { readonly text: string };
  readonly 'no-host': { readonly text: string };
  readonly 'no-port': { readonly text: string; readonly port: string };
  readonly 'trailing-dot': { readonly text: string };
  readonly 'no-host-name': { readonly text: string; readonly host: string };
  readonly 'no-browsers-host': { readonly text: string; readonly host: string };
  /** `canonical`: as browsers write the address. */
  readonly 'other-address': { readonly text: string; readonly canonical: string };
}

const longest = 2048;

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
    return { ...unknown, label: shortName(label), cause: 'template', names: [], canBeAny: true, canBeMany: true, text: label, place };
  }
  const fault = { code: 'no-element', given: { text: shown(label) } } as const;
  return { kind: 'invalid', reason: 'no-element', fault, replacements: null, names: [], text: label, place };
}

interface Naming {
  readonly used: readonly string[];
  readonly names: NamedValueLookup;
  readonly under: readonly string[];
}

function unresolved(text: string, resolved: string | null, place: Place, { used, names, under }: Naming): OriginEntry {
  const trimmed = calledNames(text.trim(), names);
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
function withListNames(text: string, under: readonly string[]): string {
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

interface Serialised {
  readonly origin: string;
  readonly tidied: readonly NormalisationKind[];
}

interface Invalid {
  readonly reason: InvalidOriginReason;
  readonly fault: Coded<OriginFaults>;
  readonly replacements: readonly string[] | null;
}

/** The origin a text names, serialised, with what had to be tidied; or why it names none. */
export function serialise(source: string): Serialised | Invalid {
  const tidied: NormalisationKind[] = [];
  let text = source;
  if (text === '') return invalid('empty', { code: 'empty', given: {} });
  if (text.length > longest) return invalid('bad-host', { code: 'too-long', given: {} });
  const character = hiddenCharacterIn(text);
  if (character !== null) {
    // What API Management makes of it no page says; browsers send none.
    const better = serialise(withoutHidden(text).trim());
    return invalid(
      'hidden-character',
      { code: 'hidden-character', given: { text: shown(text), character } },
      'origin' in better ? [better.origin] : null,
    );
  }
  const unquoted = text.replace(/^["'\u201c\u2018]+|["'\u201d\u2019]+$/g, '').trim();
  if (unquoted !== text) {
    const better = serialise(unquoted);
    return invalid('missing-scheme', { code: 'quoted', given: { text: shown(text) } }, 'origin' in better ? [better.origin] : null);
  }
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  if (parts.length > 1) {
    const each = parts.map((part) => serialise(part));
    const all = each.flatMap((one) => ('origin' in one ? [one.origin] : []));
    return invalid('several-in-one', { code: 'several', given: { text: shown(text) } }, all.length === each.length ? all : null);
  }
  if (parts.length === 1 && parts[0] !== text) {
    tidied.push('white-space');
    text = parts[0] ?? text;
  }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text);
  if (scheme === null) return withoutScheme(text);
  const name = (scheme[1] ?? '').toLowerCase();
  const rest = text.slice(scheme[0].length);
  const end = rest.search(/[/?#\\]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const tail = end < 0 ? '' : rest.slice(end);
  const bare = `${scheme[0]}${authority}`;
  if (/\*/.test(authority)) {
    return invalid('sub-domain-wildcard', { code: 'wildcard', given: { text: shown(text) } });
  }
  if (authority.includes('@')) return invalid('userinfo', { code: 'user-name', given: { text: shown(text) } });
  if (/[$^()|[\]{}<>`]/.test(authority.replace(/^\[[0-9A-Fa-f:.]+\]/, ''))) {
    return invalid('pattern-characters', { code: 'pattern-in-host', given: { text: shown(text) } });
  }
  if (tail !== '' && tail !== '/') {
    const what = tail.startsWith('?') ? 'query' : tail.startsWith('#') ? 'fragment' : 'path';
    const better = serialise(bare);
    return invalid(what, { code: 'more-than-host', given: { text: shown(text), what } }, 'origin' in better ? [better.origin] : null);
  }
  if (tail === '/') tidied.push('trailing-slash');
  return fromAuthority(name, scheme[1] ?? '', authority, tidied, text);
}

function withoutScheme(text: string): Invalid {
  const host = text.replace(/^\/\//, '');
  if (/[*^$()|\\]/.test(text)) return invalid('pattern-characters', { code: 'pattern', given: { text: shown(text) } });
  const better = /^[A-Za-z0-9.-]+(:\d+)?\/?$/.test(host) ? serialise(`https://${host}`) : null;
  const replacements = better !== null && 'origin' in better ? [better.origin] : null;
  return invalid('missing-scheme', { code: 'no-scheme', given: { text: shown(text) } }, replacements);
}

const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443' };

function fromAuthority(scheme: string, written: string, authority: string, tidied: NormalisationKind[], text: string): Serialised | Invalid {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority);
  const host = match?.[1] ?? '';
  const port = match?.[2];
  if (host === '') return invalid('bad-host', { code: 'no-host', given: { text: shown(text) } });
  if (port !== undefined && (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535 || (port.length > 1 && port.startsWith('0')))) {
    return invalid('bad-port', { code: 'no-port', given: { text: shown(text), port: shown(port) } });
  }
  if (host.endsWith('.')) {
    const better = serialise(`${scheme}://${host.replace(/\.+$/, '')}${port === undefined ? '' : `:${port}`}`);
    return invalid('trailing-dot', { code: 'trailing-dot', given: { text: shown(text) } }, 'origin' in better ? [better.origin] : null);
  }
  if (written !== scheme || /[A-Z]/.test(host)) tidied.push('upper-case');
  const own = defaultPorts[scheme];
  if (own === undefined) {
    const serialised = `${scheme}://${host.toLowerCase()}${port === undefined ? '' : `:${port}`}`;
    return { origin: serialised, tidied };
  }
  if (port === own) tidied.push('default-port');
  let canonical: string;
  try {
    canonical = new URL(`${scheme}://${host}`).hostname;
  } catch {
    return invalid('bad-host', { code: 'no-host-name', given: { text: shown(text), host: shown(host) } });
  }

  const isAscii = /^[\x00-\x7f]*$/.test(host);
  if (!isAscii) {
    // A label with letters outside ASCII that comes to plain letters only looks like a name: no browser sends it so, and no two readers agree on it.
    if (
      canonical.split('.').filter((label) => label.startsWith('xn--')).length <
      host.split('.').filter((label) => !/^[\x00-\x7f]*$/.test(label)).length
    ) {
      const better = serialise(`${scheme}://${canonical}${port === undefined ? '' : `:${port}`}`);
      return invalid(
        'bad-host',
        { code: 'no-browsers-host', given: { text: shown(text), host: shown(host) } },
        'origin' in better ? [better.origin] : null,
      );
    }
    tidied.push('idn');
  }
  if (isAscii && canonical !== host.toLowerCase()) {
    if (/^[\d.xXa-fA-F]+$/.test(host) || host.startsWith('[')) {
      return invalid('non-canonical-ip', { code: 'other-address', given: { text: shown(text), canonical } }, [
        `${scheme}://${canonical}${port === undefined || port === own ? '' : `:${port}`}`,
      ]);
    }
    return invalid('bad-host', { code: 'no-browsers-host', given: { text: shown(text), host: shown(host) } });
  }
  if (isAscii && !host.startsWith('[') && !hostPattern.test(host))
    return invalid('bad-host', { code: 'no-host-name', given: { text: shown(text), host: shown(host) } });
  return { origin: `${scheme}://${canonical}${port === undefined || port === own ? '' : `:${port}`}`, tidied };
}

// Underscores are not legal in host names, and are in use.
const hostPattern = /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*$/;

function invalid(reason: InvalidOriginReason, fault: Coded<OriginFaults>, replacements: readonly string[] | null = null): Invalid {
  return { reason, fault, replacements };
}

function shown(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

/** True of an origin as browsers send it. */
export function isSerialised(text: string): boolean {
  const read = serialise(text);
  return 'origin' in read && read.origin === text;
}
