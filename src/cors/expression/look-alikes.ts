import { parse } from 'tldts';
import { classifyOrigin } from '../origin-class.js';
import { serialise } from '../serialised-origin.js';
import { isOpen } from '../../text/open-parts.js';
import { Pattern } from './pattern.js';
import { NotFollowable } from './value.js';

/** A label that no policy names. */
const word = 'attacker';
const tail = `.${word}.example`;

/** Origins that no policy names: an expression that reflects each of them reflects every origin. */
export const strangers: readonly string[] = [`https://${word}.example`, `http://www.unlisted-${word}.test:8081`];

/** Texts of at least this length may be parts of origins. */
const shortest = 2;
const longest = 300;
const mostHints = 150;
const mostPairs = 8;
const mostBranches = 6;

/**
 * Origins that someone else could register and that a careless comparison with one of these texts would accept: longer ones, shorter ones, ones with another
 * character instead of a dot. `texts`: what expressions compare with. At most a few thousand serialised origins.
 */
export function lookAlikes(texts: Iterable<string>): readonly string[] {
  const { trusted, all } = madeFrom(texts);
  const others = all.filter((origin) => canBeRegistered(origin, trusted));
  // The most convincing ones first.
  return [true, false].flatMap((speaks) => others.filter((origin) => origin.includes(word) === speaks));
}

/** Like `lookAlikes`, for names that no one else can register: other names under an intended domain, which a partial comparison accepts. */
export function lookAlikesBeside(texts: Iterable<string>): readonly string[] {
  const { trusted, all } = madeFrom(texts);
  return all.filter((origin) => !canBeRegistered(origin, trusted));
}

function madeFrom(texts: Iterable<string>): { readonly trusted: ReadonlySet<string | null>; readonly all: readonly string[] } {
  const found = new Set<string>();
  const written = [...new Set([...texts].flatMap((text) => text.split(/[\s,;]+/)))].filter(isHint).slice(0, mostHints);
  const dotted = written.flatMap((text) => samples(text, '.'));
  const meant = [...written.map((text) => text.replaceAll('\\', '')), ...dotted];
  const trusted = new Set(meant.map((text) => domainOf(/(?:[a-z0-9-]+\.)+[a-z]+/i.exec(text)?.[0])));
  const hints = [
    ...new Set([...written, ...dotted, ...written.flatMap((text) => samples(text, 'x'))].map((text) => text.toLowerCase().replace(/\/$/, ''))),
  ];
  for (const hint of hints) for (const origin of variants(hint)) found.add(origin);
  const few = hints.slice(0, mostPairs);
  for (const first of few) for (const second of few) found.add(`${first}${word}${second}`).add(`${first}${second}${tail}`);
  return { trusted, all: [...found].filter(isSerialised) };
}

/** Origins that these texts name: whole origins, hosts, and for the end of a name one that ends so. */
export function namedIn(texts: Iterable<string>): readonly string[] {
  const found = new Set<string>();
  const written = [...new Set([...texts].flatMap((text) => text.split(/[\s,;]+/)))].filter(isHint);
  const parts = written.flatMap((text) => text.split(/[|'"]+/));
  for (const text of [...parts, ...written.flatMap((one) => samples(one, '.', [false]))]) {
    if (text === 'null') found.add(text);
    const rest = text.replace(/^https?:\/\//i, '').replace(/\/$/, '');
    const origins = text.includes('://')
      ? [text.replace(/\/$/, '').replace(/:$/, ':8443')]
      : /\w\.\w/.test(rest)
        ? [`https://${rest.startsWith('.') ? 'app' : ''}${rest}`]
        : [];
    for (const origin of origins.map((one) => one.toLowerCase())) if (isSerialised(origin)) found.add(origin);
  }
  return [...found];
}

/** Whether an origin was generated from a pattern rather than written. `texts`: the written texts. */
export function isMadeUp(origin: string, texts: readonly string[]): boolean {
  return origin.includes(word) && !texts.some((text) => text.includes(word));
}

/** The same host with another scheme or port, and a name under it: usually not intended by a policy that names the host. */
export function twinsOf(origin: string): readonly string[] {
  const host = /^https?:\/\/([a-z0-9.-]*[a-z][a-z0-9-]*)$/.exec(origin)?.[1];
  if (host === undefined) return [];
  return [`http://${host}`, `https://${host}:8443`, `https://${word}.${host}`].filter((one) => one !== origin && isSerialised(one));
}

function isHint(text: string): boolean {
  return text.length >= shortest && text.length <= longest && /[a-z]/i.test(text) && !isOpen(text, 'string');
}

function* variants(hint: string): Iterable<string> {
  const rest = hint.replace(/^https?:\/\//, '');
  const scheme = hint.startsWith('http://') ? 'http' : 'https';
  yield `${scheme}://${rest}`;
  yield `${scheme}://${rest}${tail}`;
  yield `${scheme}://${word}${rest.replace(/^:\/\//, '')}`;
  yield `https://${word}${rest.startsWith('.') ? '' : '.'}${rest}${tail}`;
  yield `${scheme}://${rest.slice(0, -1)}`;
  // As long as the text, and as long as the name whose beginning it is.
  if (rest.endsWith('.')) for (const end of ['net', 'dev', 'co', 'info']) yield `${scheme}://${rest}${end}`;
  else if (rest.endsWith('.com')) yield `${scheme}://${rest.slice(0, -3)}net`;
  for (let at = rest.indexOf('.'), count = 0; at >= 0 && count < 4; at = rest.indexOf('.', at + 1), count += 1) {
    yield `${scheme}://${rest.slice(0, at)}x${rest.slice(at + 1)}`;
  }
}

/** Texts that a text matches as a regular expression whose dots match `any`. `amounts`: with and without optional parts. */
function samples(text: string, any: string, amounts = [false, true]): readonly string[] {
  if (!/[\\^$.*+?()[\]|]/.test(text)) return [];
  try {
    const pattern = new Pattern(text, false, () => undefined);
    const branches = text.includes('|') ? Array.from({ length: mostBranches }, (_, branch) => branch) : [0];
    return branches.flatMap((branch) => amounts.map((full) => pattern.sample({ any, branch, word, full }))).filter(isHint);
  } catch (error) {
    if (error instanceof NotFollowable) return [];
    throw error;
  }
}

function isSerialised(origin: string): boolean {
  const read = serialise(origin);
  return 'origin' in read && read.origin === origin && read.tidied.length === 0;
}

/** Whether someone else can register the origin: a name under a public suffix that is not one of the intended names. */
function canBeRegistered(origin: string, trusted: ReadonlySet<string | null>): boolean {
  const { host, isShared } = hostOf(origin);
  const domain = domainOf(host);
  if (isShared) return host.startsWith(word) || (domain?.includes(word) === true && !isGenerated(host));
  return domain !== null && (domain.includes(word) || (!trusted.has(domain) && parse(host).isIcann === true));
}

/** Hosts whose names the provider generates: no one can choose one. */
function isGenerated(host: string): boolean {
  return /\.(?:azurestaticapps\.net|azurecontainerapps\.io|azurefd\.net|amplifyapp\.com|cloudfront\.net)$/.test(host);
}

function hostOf(origin: string): { readonly host: string; readonly isShared: boolean } {
  const kind = classifyOrigin(origin);
  return { host: /\/\/([^:/]*)/.exec(origin)?.[1] ?? '', isShared: kind === 'shared-hosting' || kind === 'playground' };
}

function domainOf(host: string | undefined): string | null {
  return host === undefined ? null : parse(host, { allowPrivateDomains: true }).domain;
}
