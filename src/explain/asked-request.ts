import { ConfigError } from '../config/errors.js';
import { isForbiddenMethod, isHttpToken, type ScriptRequest, type RequestHeader } from '../browser/judge.js';
import { headersKept, isSendable, type PageMode } from '../browser/request-mode.js';
import type { ExplainRequest } from './request-target.js';

/** An origin as browsers send it (RFC 6454, section 6.2), with its spelling corrected. Throws `ConfigError`. */
export function readOrigin(text: string): string {
  if (text === 'null') return text;
  const wrong = new ConfigError(`'${text}' is no origin; write scheme, host and port as in https://app.contoso.com:8443, or null`);
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s/?#@\\]+\/?$/.test(text)) throw wrong;
  try {
    const { origin } = new URL(text);
    // Schemes outside the web (chrome-extension://id) have no serialisation: they are sent as they are.
    return origin === 'null' ? text.replace(/\/$/, '') : origin;
  } catch {
    throw wrong;
  }
}

/** A page given as an origin or an address: its origin, and the address if given. */
export interface AskingPage {
  readonly origin: string;
  /** null: only the origin was given. */
  readonly given: string | null;
}

/** Reads a page's origin; an address is cut to its origin, and files and `data:` pages have the origin `null`. Throws `ConfigError`. */
export function readPage(text: string): AskingPage {
  const address = /^(?:file|data|about|blob):|^https?:\/\/[^\s/?#@\\]+[/?#]./i;
  if (!address.test(text) || !URL.canParse(text)) return { origin: readOrigin(text), given: null };
  return { origin: new URL(text).origin, given: text };
}

/** Checks that a browser can send the request in this mode. Throws `ConfigError`: a navigation is a GET or a POST, and only sets a form's content type. */
export function checkMode(mode: PageMode, { method, headers }: Pick<ScriptRequest, 'method' | 'headers'>, key: ExplainRequest['key']): void {
  if (mode !== 'navigate') return;
  if (!isSendable(mode, method)) throw new ConfigError(`a navigation is a GET (a link, a form) or a POST (a form), never ${method}`);
  const kept = new Set(headersKept(mode, headers));
  const other = headers.find((header) => !kept.has(header) && !(header.name.toLowerCase() === 'content-type' && header.value === null));
  if (other !== undefined) {
    throw new ConfigError(`a navigation sends no header of a script's, such as ${other.name}; only a form's Content-Type may be given`);
  }
  if (key === 'header') throw new ConfigError('a navigation carries no key in a header; say --key query or --key none');
}

/** Reads a method that a page can send. Throws `ConfigError`. */
export function readMethod(text: string): string {
  if (!isHttpToken(text)) throw new ConfigError(`'${text}' is no method`);
  if (isForbiddenMethod(text))
    throw new ConfigError(`browsers refuse to send ${text.toUpperCase()}: a script that tries gets a TypeError, and nothing leaves the page`);
  return text;
}

/** Reads `NAME` or `NAME:VALUE`. Throws `ConfigError`. */
export function readHeader(text: string): RequestHeader {
  const colon = text.indexOf(':');
  const name = (colon === -1 ? text : text.slice(0, colon)).trim();
  if (!isHttpToken(name)) throw new ConfigError(`'${text}' is no header; write NAME or NAME:VALUE`);
  return { name, value: colon === -1 ? null : text.slice(colon + 1).trim() };
}
