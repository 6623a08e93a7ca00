import type { Place } from '../apim/policy.js';
import { isComputed, resolveNames, type NamedValueLookup } from './named-values.js';

/** How a text differs from what browsers send for the same origin. */
export type NormalisationKind = 'trailing-slash' | 'default-port' | 'upper-case' | 'idn' | 'white-space' | 'quotes';

export type InvalidOriginReason =
  | 'empty'
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
      readonly expression?: { readonly reflectsOrigin: boolean; readonly looseMatch: string | null };
    })
  | (Entry & {
      readonly kind: 'invalid';
      readonly reason: InvalidOriginReason;
      readonly message: string;
      /** What it was probably meant to be, one element each. */
      readonly replacements: readonly string[] | null;
      readonly names: readonly string[];
    });

const longest = 2048;

/** Reads the text of one `<origin>`; named values are put in first. Linear; never fails. */
export function parseOrigin(text: string, place: Place, names: NamedValueLookup): OriginEntry {
  const used = [...text.matchAll(/\{\{([^{}]{1,256})\}\}/g)].flatMap((match) => (match[1] === undefined ? [] : [match[1].trim()]));
  const resolved = resolveNames(text, names);
  const trimmed = (resolved ?? text).replace(invisible, ' ').trim();
  if (resolved === null || isComputed(trimmed) || isToken(trimmed)) return unresolved(text, place, used, names);
  if (trimmed === '*') return { kind: 'any', text, place };
  if (trimmed.toLowerCase() === 'null') return { kind: 'null', text, place };
  const parsed = serialise(trimmed);
  if ('origin' in parsed) {
    const tidied: NormalisationKind[] = [...parsed.tidied];
    if (resolved !== trimmed && !tidied.includes('white-space')) tidied.push('white-space');
    return { kind: 'origin', origin: parsed.origin, tidied, names: used, text, place };
  }
  return { kind: 'invalid', ...parsed, names: used, text, place };
}

// Zero-width characters, byte order marks and no-break spaces: seen by nobody, compared by everybody.
const invisible = /[\u200b-\u200d\u2060\ufeff\u00a0]/g;

/** Placeholders of pipelines and templates: `{origin}`, `%ORIGIN%`, `__ORIGIN__`, `#{origin}#`, `{#origin#}`, `{°{origin}°}`. */
function isToken(text: string): boolean {
  return /^\{[^{}]+\}$|%[A-Za-z0-9_]+%|__[A-Za-z0-9_]+?__|#\{[^}]*\}#?|\{#[^#]*#\}|\{\u00b0\{/.test(text.slice(0, longest));
}

function unresolved(text: string, place: Place, used: readonly string[], names: NamedValueLookup): OriginEntry {
  const trimmed = text.trim();
  // A trailing slash makes no other origin, here as elsewhere.
  const label = /^@[({]/.test(trimmed) ? trimmed : trimmed.replace(/\/$/, '');
  const common = { kind: 'unresolved', label, names: used, text, place } as const;
  if (/^@[({]/.test(label)) {
    return { ...common, cause: 'expression', canBeAny: true, canBeMany: true, before: '', after: '', expression: readExpression(label) };
  }
  const open = label.search(/\{\{|\$\{|%\{|\{#|#\{|\{|%|__/);
  const before = open < 0 ? '' : label.slice(0, open).toLowerCase();
  const close = Math.max(label.lastIndexOf('}'), label.lastIndexOf('#'), label.lastIndexOf('%'), label.lastIndexOf('__') + 1);
  const after =
    close < 0
      ? ''
      : label
          .slice(close + 1)
          .toLowerCase()
          .replace(/\/$/, '');
  const whole = before === '' && after === '';
  const values = used.map((name) => names(name));
  const cause = values.some((value) => value?.kind === 'hidden')
    ? 'hidden-named-value'
    : values.some((value) => value?.kind === 'token') || (used.length === 0 && isToken(label) && !label.includes('${'))
      ? 'token'
      : used.length > 0
        ? 'missing-named-value'
        : 'template';
  // One named value is one origin (or `*`); a template may put in a whole list.
  return { ...common, cause, canBeAny: whole, canBeMany: cause === 'template' && whole, before, after };
}

/** What can be told of an expression without running it: does it hand the caller's origin back, and how does it compare. */
function readExpression(text: string): { readonly reflectsOrigin: boolean; readonly looseMatch: string | null } {
  const code = text.slice(0, 64 * 1024);
  const readsOrigin = /Headers[^;]{0,80}["']Origin["']|&quot;Origin&quot;/i.test(code);
  if (!readsOrigin) return { reflectsOrigin: false, looseMatch: null };
  const loose = /\.(Contains)\s*\(\s*"[^"]*"\s*\)/.test(code)
    ? 'Contains'
    : /\.EndsWith\s*\(\s*"(?!\.|:\/\/)/.test(code)
      ? 'EndsWith without a dot'
      : /\.StartsWith\s*\(\s*"[^"/]*(\/\/[^"/]*)?"/.test(code)
        ? 'StartsWith'
        : /Regex\.(IsMatch|Match)\s*\([^"]*"(?!\^)/.test(code)
          ? 'a regular expression without ^'
          : /\.IndexOf\s*\(/.test(code)
            ? 'IndexOf'
            : null;
  const compares = loose !== null || /==|!=|\.Equals|\.Contains|Regex|switch|\bif\b|\?/.test(code);
  return { reflectsOrigin: !compares, looseMatch: loose };
}

interface Serialised {
  readonly origin: string;
  readonly tidied: readonly NormalisationKind[];
}

interface Invalid {
  readonly reason: InvalidOriginReason;
  readonly message: string;
  readonly replacements: readonly string[] | null;
}

/** The origin a text names, serialised, with what had to be tidied; or why it names none. */
export function serialise(source: string): Serialised | Invalid {
  const tidied: NormalisationKind[] = [];
  let text = source;
  if (text === '') return invalid('empty', 'This <origin> is empty.');
  if (text.length > longest) return invalid('bad-host', 'This <origin> is longer than any origin.');
  const unquoted = text.replace(/^["'\u201c\u2018]+|["'\u201d\u2019]+$/g, '').trim();
  if (unquoted !== text) {
    tidied.push('quotes');
    text = unquoted;
  }
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  if (parts.length > 1) {
    const each = parts.map((part) => serialise(part));
    const all = each.flatMap((one) => ('origin' in one ? [one.origin] : []));
    return invalid(
      'several-in-one',
      `'${shown(text)}' is several origins in one element; each needs an <origin> of its own.`,
      all.length === each.length ? all : null,
    );
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
    return invalid(
      'sub-domain-wildcard',
      `'${shown(text)}': API Management has no wildcards inside an origin; list each origin, or allow all with *.`,
    );
  }
  if (authority.includes('@')) return invalid('userinfo', `'${shown(text)}' holds a user name; an origin is scheme, host and port only.`);
  if (/[$^()|[\]{}<>`]/.test(authority.replace(/^\[[0-9A-Fa-f:.]+\]/, ''))) {
    return invalid('pattern-characters', `'${shown(text)}' holds characters of a pattern; API Management compares origins literally.`);
  }
  if (tail !== '' && tail !== '/') {
    const what = tail.startsWith('?') ? 'query' : tail.startsWith('#') ? 'fragment' : 'path';
    const better = serialise(bare);
    return invalid(what, `'${shown(text)}' has a ${what}; an origin is scheme, host and port only.`, 'origin' in better ? [better.origin] : null);
  }
  if (tail === '/') tidied.push('trailing-slash');
  return fromAuthority(name, scheme[1] ?? '', authority, tidied, text);
}

function withoutScheme(text: string): Invalid {
  const host = text.replace(/^\/\//, '');
  if (/[*^$()|\\]/.test(text))
    return invalid('pattern-characters', `'${shown(text)}' is a pattern; API Management compares origins literally and needs scheme, host and port.`);
  const better = /^[A-Za-z0-9.-]+(:\d+)?\/?$/.test(host) ? serialise(`https://${host}`) : null;
  const replacements = better !== null && 'origin' in better ? [better.origin] : null;
  return invalid('missing-scheme', `'${shown(text)}' has no scheme; an origin begins with https:// or http://.`, replacements);
}

const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443' };

function fromAuthority(scheme: string, written: string, authority: string, tidied: NormalisationKind[], text: string): Serialised | Invalid {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority);
  const host = match?.[1] ?? '';
  const port = match?.[2];
  if (host === '') return invalid('bad-host', `'${shown(text)}' has no host.`);
  if (port !== undefined && (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535 || (port.length > 1 && port.startsWith('0')))) {
    return invalid('bad-port', `'${shown(text)}': '${shown(port)}' is no port; it is a number from 1 to 65535.`);
  }
  if (host.endsWith('.')) {
    const better = serialise(`${scheme}://${host.replace(/\.+$/, '')}${port === undefined ? '' : `:${port}`}`);
    return invalid(
      'trailing-dot',
      `'${shown(text)}': the host ends with a dot, which no page of yours is served under.`,
      'origin' in better ? [better.origin] : null,
    );
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
    return invalid('bad-host', `'${shown(text)}': '${shown(host)}' is no host name.`);
  }

  const isAscii = /^[\x00-\x7f]*$/.test(host);
  if (!isAscii) tidied.push('idn');
  else if (canonical !== host.toLowerCase()) {
    if (/^[\d.xXa-fA-F]+$/.test(host) || host.startsWith('[')) {
      return invalid('non-canonical-ip', `'${shown(text)}': browsers write this address as ${canonical}.`, [
        `${scheme}://${canonical}${port === undefined || port === own ? '' : `:${port}`}`,
      ]);
    }
    return invalid('bad-host', `'${shown(text)}': '${shown(host)}' is no host name a browser would send.`);
  }
  if (isAscii && !host.startsWith('[') && !hostPattern.test(host)) return invalid('bad-host', `'${shown(text)}': '${shown(host)}' is no host name.`);
  return { origin: `${scheme}://${canonical}${port === undefined || port === own ? '' : `:${port}`}`, tidied };
}

// Underscores are not legal in host names, and are in use.
const hostPattern = /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*$/;

function invalid(reason: InvalidOriginReason, message: string, replacements: readonly string[] | null = null): Invalid {
  return { reason, message, replacements };
}

function shown(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
