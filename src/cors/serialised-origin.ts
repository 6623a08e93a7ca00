import { hiddenCharacterIn, withoutHidden } from '../text/white-space.js';
import type { Coded, NoArguments } from '../text/said.js';

/** How a text differs from the serialised form of its origin. */
export type NormalisationKind = 'trailing-slash' | 'default-port' | 'upper-case' | 'idn' | 'white-space';

/** Why a text is not an origin. */
export type InvalidOriginReason =
  | 'empty'
  | 'hidden-character'
  | 'no-element'
  | 'missing-scheme'
  | 'mistyped-scheme'
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

/** Why a text is not an origin. `text`: as written, shortened. */
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
  readonly 'scheme-twice': { readonly text: string };
  readonly 'no-host': { readonly text: string };
  readonly 'no-port': { readonly text: string; readonly port: string };
  readonly 'trailing-dot': { readonly text: string };
  readonly 'no-host-name': { readonly text: string; readonly host: string };
  readonly 'no-browsers-host': { readonly text: string; readonly host: string };
  /** `canonical`: as browsers write the address. */
  readonly 'other-address': { readonly text: string; readonly canonical: string };
}

const longest = 2048;

interface Serialised {
  readonly origin: string;
  readonly tidied: readonly NormalisationKind[];
}

interface Invalid {
  readonly reason: InvalidOriginReason;
  readonly fault: Coded<OriginFaults>;
  readonly replacements: readonly string[] | null;
}

/** The serialised origin that a text means, with the corrections made; or why it is not an origin. */
export function serialise(source: string): Serialised | Invalid {
  const tidied: NormalisationKind[] = [];
  let text = source;
  if (text === '') return invalid('empty', { code: 'empty', given: {} });
  if (text.length > longest) return invalid('bad-host', { code: 'too-long', given: {} });
  const character = hiddenCharacterIn(text);
  if (character !== null) {
    // No page says how API Management reads it; browsers do not send it.
    const better = serialise(withoutHidden(text).trim());
    return invalid(
      'hidden-character',
      { code: 'hidden-character', given: { text: shownText(text), character } },
      'origin' in better ? [better.origin] : null,
    );
  }
  const unquoted = text.replace(/^["'\u201c\u2018]+|["'\u201d\u2019]+$/g, '').trim();
  if (unquoted !== text) {
    const better = serialise(unquoted);
    return invalid('missing-scheme', { code: 'quoted', given: { text: shownText(text) } }, 'origin' in better ? [better.origin] : null);
  }
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  if (parts.length > 1) {
    const each = parts.map((part) => serialise(part));
    const all = each.flatMap((one) => ('origin' in one ? [one.origin] : []));
    return invalid('several-in-one', { code: 'several', given: { text: shownText(text) } }, all.length === each.length ? all : null);
  }
  if (parts.length === 1 && parts[0] !== text) {
    tidied.push('white-space');
    text = parts[0] ?? text;
  }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text);
  if (scheme === null) return withoutScheme(text);
  const name = (scheme[1] ?? '').toLowerCase();
  const rest = text.slice(scheme[0].length);
  if (name in defaultPorts && beginsWithScheme.test(rest)) {
    return invalid('mistyped-scheme', { code: 'scheme-twice', given: { text: shownText(text) } }, meantBy(rest));
  }
  if (name in defaultPorts && /^\/+[^/]/.test(rest)) {
    const better = serialise(`${name}://${rest.replace(/^\/+/, '')}`);
    return invalid('mistyped-scheme', { code: 'no-host', given: { text: shownText(text) } }, 'origin' in better ? [better.origin] : null);
  }
  const end = rest.search(/[/?#\\]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const tail = end < 0 ? '' : rest.slice(end);
  const bare = `${scheme[0]}${authority}`;
  if (/\*/.test(authority)) {
    return invalid('sub-domain-wildcard', { code: 'wildcard', given: { text: shownText(text) } });
  }
  if (authority.includes('@')) return invalid('userinfo', { code: 'user-name', given: { text: shownText(text) } });
  if (/[$^()|[\]{}<>`]/.test(authority.replace(/^\[[0-9A-Fa-f:.]+\]/, ''))) {
    return invalid('pattern-characters', { code: 'pattern-in-host', given: { text: shownText(text) } });
  }
  if (tail !== '' && tail !== '/') {
    const what = tail.startsWith('?') ? 'query' : tail.startsWith('#') ? 'fragment' : 'path';
    const better = serialise(bare);
    return invalid(what, { code: 'more-than-host', given: { text: shownText(text), what } }, 'origin' in better ? [better.origin] : null);
  }
  if (tail === '/') tidied.push('trailing-slash');
  return fromAuthority(name, scheme[1] ?? '', authority, tidied, text);
}

/** A scheme with complete or broken marks: `https:/app.contoso.com`, `https//…`. What follows a colon may be a port, in which case it is not a scheme. */
const beginsWithScheme = /^(https?)(?::\/*|;?\/\/+)(?!\d+(?:[/?#]|$))(?=[^/])/i;

/** The origin that a text with a mistyped scheme was probably meant to be. */
function meantBy(text: string): readonly string[] | null {
  const better = serialise(text.replace(beginsWithScheme, (_, scheme: string) => `${scheme.toLowerCase()}://`));
  return 'origin' in better ? [better.origin] : null;
}

function withoutScheme(text: string): Invalid {
  const host = text.replace(/^\/\//, '');
  if (/[*^$()|\\]/.test(text)) return invalid('pattern-characters', { code: 'pattern', given: { text: shownText(text) } });
  if (beginsWithScheme.test(text)) return invalid('mistyped-scheme', { code: 'no-scheme', given: { text: shownText(text) } }, meantBy(text));
  const better = /^[A-Za-z0-9.-]+(:\d+)?\/?$/.test(host) ? serialise(`https://${host}`) : null;
  const replacements = better !== null && 'origin' in better ? [better.origin] : null;
  return invalid('missing-scheme', { code: 'no-scheme', given: { text: shownText(text) } }, replacements);
}

const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443' };

function fromAuthority(scheme: string, written: string, authority: string, tidied: NormalisationKind[], text: string): Serialised | Invalid {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority);
  const host = match?.[1] ?? '';
  const port = match?.[2];
  if (host === '') return invalid('bad-host', { code: 'no-host', given: { text: shownText(text) } });
  if (port !== undefined && (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535 || (port.length > 1 && port.startsWith('0')))) {
    return invalid('bad-port', { code: 'no-port', given: { text: shownText(text), port: shownText(port) } });
  }
  if (host.endsWith('.')) {
    const better = serialise(`${scheme}://${host.replace(/\.+$/, '')}${port === undefined ? '' : `:${port}`}`);
    return invalid('trailing-dot', { code: 'trailing-dot', given: { text: shownText(text) } }, 'origin' in better ? [better.origin] : null);
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
    return invalid('bad-host', { code: 'no-host-name', given: { text: shownText(text), host: shownText(host) } });
  }

  const isAscii = /^[\x00-\x7f]*$/.test(host);
  if (!isAscii) {
    // A label with non-ASCII letters that maps to ASCII is not a valid name: browsers do not send it, and readers disagree about it.
    if (
      canonical.split('.').filter((label) => label.startsWith('xn--')).length <
      host.split('.').filter((label) => !/^[\x00-\x7f]*$/.test(label)).length
    ) {
      const better = serialise(`${scheme}://${canonical}${port === undefined ? '' : `:${port}`}`);
      return invalid(
        'bad-host',
        { code: 'no-browsers-host', given: { text: shownText(text), host: shownText(host) } },
        'origin' in better ? [better.origin] : null,
      );
    }
    tidied.push('idn');
  }
  if (isAscii && canonical !== host.toLowerCase()) {
    if (/^[\d.xXa-fA-F]+$/.test(host) || host.startsWith('[')) {
      return invalid('non-canonical-ip', { code: 'other-address', given: { text: shownText(text), canonical } }, [
        `${scheme}://${canonical}${port === undefined || port === own ? '' : `:${port}`}`,
      ]);
    }
    return invalid('bad-host', { code: 'no-browsers-host', given: { text: shownText(text), host: shownText(host) } });
  }
  if (isAscii && !host.startsWith('[') && !hostPattern.test(host))
    return invalid('bad-host', { code: 'no-host-name', given: { text: shownText(text), host: shownText(host) } });
  return { origin: `${scheme}://${canonical}${port === undefined || port === own ? '' : `:${port}`}`, tidied };
}

// Underscores are illegal in host names but in use.
const hostPattern = /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*$/;

function invalid(reason: InvalidOriginReason, fault: Coded<OriginFaults>, replacements: readonly string[] | null = null): Invalid {
  return { reason, fault, replacements };
}

/** A text as messages show it, shortened. */
export function shownText(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

/** Whether the text is an origin as browsers send it. */
export function isSerialised(text: string): boolean {
  const read = serialise(text);
  return 'origin' in read && read.origin === text;
}
