/**
 * Reads the request from a message copied from a browser's console: old and new wordings of Chromium, Firefox and Safari. It takes only what the message says,
 * and names what is missing.
 */

import { networkLines, withLine, withoutLines } from './network-line.js';
import { checks, localNetwork, others, otherScheme, reasons } from './console-wordings.js';
import type { BlockedCode } from './cors-check.js';

/** A browser by the family whose messages it prints. */
export type Browser = 'chromium' | 'firefox' | 'safari';

/** What a message about a blocked request says; null where it says nothing. */
export interface ReadMessage {
  readonly kind: 'blocked';
  readonly browser: Browser;
  /** Null also if the message only says that the request was blocked. */
  readonly code: BlockedCode | null;
  /** The URL that was blocked, after redirects. */
  readonly url: string | null;
  readonly redirectedFrom: string | null;
  readonly origin: string | null;
  /** `fetch`, `XMLHttpRequest`, or another initiator (`font`, `script`, ...). */
  readonly initiator: string | null;
  /** Whether a preflight was sent: some messages say so. */
  readonly preflighted: true | null;
  readonly method: string | null;
  /** A header the script set, in lower case. */
  readonly header: string | null;
  /** `include` if only such requests are blocked for this reason. */
  readonly credentials: 'include' | null;
  /** Status of the failed answer. */
  readonly status: number | null;
  /** The wrong value of Access-Control-Allow-Origin or Access-Control-Allow-Credentials. */
  readonly value: string | null;
  /** How many other blocked requests the text names; this is the first. */
  readonly others: number;
  /** The first of those: the URL, and the page's origin or null if not said. */
  readonly further: readonly { readonly url: string | null; readonly origin: string | null }[];
}

/** A message about something other than `<cors>`: `what` explains it in one sentence. */
export interface OtherMessage {
  readonly kind: 'other';
  readonly what: string;
}

/** `why` says in one line why the text was not read. */
export interface UnreadMessage {
  readonly kind: 'unread';
  readonly why: string;
}

const longestText = 64 * 1024;
const longestUrl = 8192;
const mostFurther = 5;

/** Reads a pasted message, of several lines or one. Linear in its length; never throws. */
export function readConsoleMessage(pasted: string): ReadMessage | OtherMessage | UnreadMessage {
  if (pasted.length > longestText)
    return { kind: 'unread', why: `This text is longer than ${longestText / 1024} kB; paste the one message that matters.` };
  const text = plain(pasted);
  if (text === '') return { kind: 'unread', why: 'This text is empty; paste the message from the browser’s console.' };
  const lines = networkLines(text);
  const messages = split(withoutLines(text, lines)).flatMap((part) => readOne(part));
  const [first] = messages;
  if (first === undefined) return otherwise(text);
  // Of messages about the same request, one with a reason is preferred to one without.
  const same = messages.filter((one) => one.url === first.url);
  const told = same.find((one) => one.code !== null) ?? first;
  const messageKey = ({ url, origin }: Pick<ReadMessage, 'url' | 'origin'>): string => `${url ?? ''} ${origin ?? ''}`;
  const requests = new Map(messages.map(({ url, origin }) => [messageKey({ url, origin }), { url, origin }] as const));
  const further = [...requests.values()].slice(1, 1 + mostFurther);
  const filled = withLine(
    same.reduce((one, more) => ({ ...one, origin: one.origin ?? more.origin, status: one.status ?? more.status }), told),
    lines,
  );
  const notPolicy = aside(filled, text);
  return notPolicy ?? { ...filled, others: requests.size - 1, further };
}

/** Normalises the text: straight quotation marks, single spaces, and no line end inside a header's name. */
function plain(pasted: string): string {
  return pasted
    .replace(/[\u2018\u2019\u201b\u2032`\u00b4]/g, "'")
    .replace(/[\u201c\u201d\u201e]/g, '"')
    .replace(/[\s\u00a0\u200b-\u200d\u2060\ufeff]+/g, ' ')
    .replace(/(Access-Control-(?:Allow-)?) (?=[A-Z])/g, '$1')
    .trim();
}

const beginnings =
  /Access to [A-Za-z][A-Za-z ]{0,39} at |Redirect (?:at|from) '|[A-Z][a-z]{1,20}(?: [a-z]{1,20})? from origin '|XMLHttpRequest cannot load |Failed to load |Fetch API cannot load |EventSource cannot load |Cross-Origin Request (?:Blocked|Warning): |Origin [^ ]{1,300} is not allowed by Access-Control-Allow-Origin|Preflight response is not successful/g;

/** Splits the text into messages, which start with known words. Text before the first is kept: Safari puts the reason there. */
function split(text: string): readonly string[] {
  const starts = [...text.matchAll(beginnings)].map((match) => match.index);
  const cuts = [0, ...starts.filter((start) => start > 0)];
  return joined(cuts.map((start, index) => text.slice(start, cuts[index + 1])).filter((part) => part.trim() !== ''));
}

/**
 * Joins two beginnings of one message: Safari prints the reason first and the URL in a second message; old Chromium put "Redirect from" behind "Failed to
 * load".
 */
function joined(parts: readonly string[]): readonly string[] {
  const whole: string[] = [];
  for (const part of parts) {
    const before = whole.at(-1);
    const continues =
      before !== undefined &&
      ((/cannot load [^ ]* ?due to access control checks/.test(part) && !before.includes('due to access control checks')) ||
        (/^(?:Redirect from|Origin )/.test(part) && /(?:Failed to load|cannot load) (?:[^ ]{1,300} ?)?$/.test(before)));
    if (continues) whole[whole.length - 1] = `${before} ${part}`;
    else whole.push(part);
  }
  return whole;
}

/** Words that mark a part as about CORS. */
const aboutCors =
  /CORS|Cross-Origin Request|[Cc]ross[ -]origin re|Access-Control-|access control|same as the request origin|preflight|Invalid HTTP status code|therefore not allowed access/;

function readOne(part: string): readonly ReadMessage[] {
  if (!aboutCors.test(part)) return [];
  const { code, value } = reasonOf(part);
  const redirect = redirectOf(part);
  const url = redirect?.to ?? urlOf(part);
  const browser = browserOf(part);
  const original = redirect?.from ?? between(part, "(redirected from '", ["') from origin '"]);
  const origin = originOf(part);
  if (code === null && origin === null && url === null) return [];
  const status = /[Ss]tatus code:? (\d{3})\b/.exec(part)?.[1];
  return [
    {
      kind: 'blocked',
      browser,
      code,
      url: url,
      redirectedFrom: original,
      origin,
      initiator: initiatorOf(part),
      preflighted: code !== null && /Preflight/.test(code) ? true : null,
      method: /Method ([!#$%&'*+\-.^_|~0-9A-Za-z]{1,100}) is not allowed by/.exec(part)?.[1] ?? null,
      header: headerOf(part),
      credentials: code !== null && /Wildcard|Credentials$/.test(code) && code !== 'RedirectContainsCredentials' ? 'include' : null,
      status: status === undefined ? null : Number(status),
      value,
      others: 0,
      further: [],
    },
  ];
}

function reasonOf(part: string): { readonly code: BlockedCode | null; readonly value: string | null } {
  for (const [code, words] of reasons) if (words.test(part)) return { code, value: null };
  const preflight = /preflight request doesn't pass access control check/.test(part);
  for (const [check, words] of checks) {
    const found = words.exec(part);
    if (found !== null) return { code: preflight ? `Preflight${check}` : check, value: found[1] ?? null };
  }
  // Safari, and Chromium before 2014, use this text both for a missing header and for one with another origin.
  return { code: null, value: null };
}

/** "Redirect from 'A' to 'B' has been blocked": Chromium before 2018. */
function redirectOf(part: string): { readonly from: string | null; readonly to: string | null } | null {
  const start = part.indexOf("Redirect from '");
  if (start === -1) return null;
  const rest = part.slice(start);
  return { from: between(rest, "Redirect from '", ["' to '"]), to: between(rest, "' to '", ["' has been blocked"]) };
}

const cannotLoad = /(?:XMLHttpRequest|Fetch API|EventSource) cannot load |Failed to load /;

function urlOf(part: string): string | null {
  const quoted = /(?:Access to [A-Za-z ]{1,40}|Redirect) at '/.exec(part);
  if (quoted !== null) return between(part.slice(quoted.index), "at '", ["' (redirected from '", "' from origin '"]);
  const bare = after(part, /remote resource at /) ?? after(part, cannotLoad);
  if (bare === undefined) return null;
  const trimmed = bare
    .replace(/^['"<]/, '')
    .replace(/[.:,]$/, '')
    .replace(/['">]$/, (end) => (/^['"<]/.test(bare) ? '' : end));
  return isUrl(trimmed) ? trimmed : null;
}

function isUrl(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]{0,30}:/.test(text) && text.length <= longestUrl;
}

/** The text between two phrases: up to the first of `ends` after `start`. A URL may contain quotation marks (`Products('1')`). */
function between(part: string, start: string, ends: readonly string[]): string | null {
  const from = part.indexOf(start);
  if (from === -1) return null;
  const found = ends.map((end) => part.indexOf(end, from + start.length)).filter((index) => index !== -1);
  if (found.length === 0) return null;
  const text = part.slice(from + start.length, Math.min(...found));
  return isUrl(text) ? text : null;
}

/** The word that follows a phrase. */
function after(part: string, phrase: RegExp): string | undefined {
  const found = phrase.exec(part);
  if (found === null) return undefined;
  const start = found.index + found[0].length;
  const end = part.indexOf(' ', start);
  return part.slice(start, end === -1 ? undefined : end);
}

/** Only if the message names the page's origin: Firefox quotes the header's value. */
function originOf(part: string): string | null {
  const named =
    /from origin '([^']{1,300})'/.exec(part)?.[1] ??
    /Origin '([^']{1,300})' is therefore not allowed access/.exec(part)?.[1] ??
    /Origin '?([^ ']{1,300})'? is not allowed by Access-Control-Allow-Origin/.exec(part)?.[1] ??
    /same as the request origin '?([^ ']{1,300}?)'?\.?(?: |$)/.exec(part)?.[1];
  if (named === undefined) return null;
  if (named === 'null') return named;
  return /^[A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/[^\s/]+$/.test(named) ? named : null;
}

function initiatorOf(part: string): string | null {
  const named = /Access to ([A-Za-z][A-Za-z ]{0,39}) at '/.exec(part)?.[1] ?? /(XMLHttpRequest|Fetch API|EventSource) cannot load/.exec(part)?.[1];
  if (named !== undefined) return named === 'Fetch API' ? 'fetch' : named;
  return /([A-Z][a-z]{1,20}(?: [a-z]{1,20})?) from origin '/.exec(part)?.[1]?.toLowerCase() ?? null;
}

function headerOf(part: string): string | null {
  const named =
    /Request header field ([^ ]{1,200}) is not allowed by/.exec(part)?.[1] ??
    /header '([^']{1,200})' is not allowed according to/.exec(part)?.[1] ??
    /missing token '([^']{1,200})' in CORS header 'Access-Control-Allow-Headers'/.exec(part)?.[1];
  return named?.toLowerCase() ?? null;
}

function browserOf(part: string): Browser {
  if (/Cross-Origin Request (?:Blocked|Warning)|\(Reason: /.test(part)) return 'firefox';
  const safari =
    /due to access control checks|Origin [^' ]{1,300} is not allowed by Access-Control-Allow-Origin|Preflight response is not successful|Credentials flag is true, but|Cannot use wildcard in|cannot contain more than one origin/;
  return safari.test(part) ? 'safari' : 'chromium';
}

/** Messages that look like CORS but do not depend on the gateway's answer. */
function aside(message: ReadMessage, text: string): OtherMessage | null {
  const about = (what: string): OtherMessage => ({ kind: 'other', what });
  if (message.code === 'CorsDisabledScheme') return about(otherScheme);
  if (message.code === 'DisallowedByMode') {
    return about(
      "The script asks another origin in mode 'same-origin', which the browser refuses by itself; mode 'cors' is the default. No policy changes that.",
    );
  }
  if (message.code !== null) return null;
  if (/address space/.test(text)) return about(localNetwork);
  if (/CORS disabled/.test(text)) return about('CORS is switched off in this browser (content.cors.disable); no policy changes that.');
  if (/CORS header 'Origin' cannot be added/.test(text))
    return about("The browser could not add the header Origin to the request: an extension's doing, mostly. No policy changes that.");
  if (/CORS request did not succeed/.test(text) && !/Access-Control|preflight/.test(text)) {
    return about(
      'Firefox got no answer at all: no connection, a bad certificate, a wrong host name, mixed content, or an extension that blocks the request. A policy has no part in that.',
    );
  }
  return null;
}

function otherwise(text: string): OtherMessage | UnreadMessage {
  for (const [words, what] of others) if (words.test(text)) return { kind: 'other', what };
  if (
    /Failed to fetch|Load failed|NetworkError when attempting|Network Error|ERR_FAILED|Failed to load resource|status code: \(null\)|Http failure response for|0 Unknown Error/i.test(
      text,
    )
  ) {
    return {
      kind: 'unread',
      why: "This is all that scripts are told, and it fits every failure. The console has a line of its own with the reason, which begins with 'Access to fetch at', 'Cross-Origin Request Blocked' or 'Origin'.",
    };
  }
  return {
    kind: 'unread',
    why: 'No message of Chromium, Firefox or Safari about a blocked cross-origin request is in this text (English wordings are known).',
  };
}
