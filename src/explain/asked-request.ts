import { ConfigError } from '../config/errors.js';
import { isForbiddenMethod, isHttpToken, type RequestHeader } from '../browser/judge.js';

/** An origin as browsers send it (RFC 6454, section 6.2): what is merely written differently is put right. Throws `ConfigError`. */
export function readOrigin(text: string): string {
  if (text === 'null') return text;
  const wrong = new ConfigError(`'${text}' is no origin; write scheme, host and port as in https://app.contoso.com:8443, or null`);
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s/?#@\\]+\/?$/.test(text)) throw wrong;
  try {
    const { origin } = new URL(text);
    // Schemes that are not the web's (chrome-extension://id) have no serialisation of their own: they are sent as they are.
    return origin === 'null' ? text.replace(/\/$/, '') : origin;
  } catch {
    throw wrong;
  }
}

/** A method that a page can send. Throws `ConfigError`. */
export function readMethod(text: string): string {
  if (!isHttpToken(text)) throw new ConfigError(`'${text}' is no method`);
  if (isForbiddenMethod(text))
    throw new ConfigError(`browsers refuse to send ${text.toUpperCase()}: a script that tries gets a TypeError, and nothing leaves the page`);
  return text;
}

/** `NAME` or `NAME:VALUE`. Throws `ConfigError`. */
export function readHeader(text: string): RequestHeader {
  const colon = text.indexOf(':');
  const name = (colon === -1 ? text : text.slice(0, colon)).trim();
  if (!isHttpToken(name)) throw new ConfigError(`'${text}' is no header; write NAME or NAME:VALUE`);
  return { name, value: colon === -1 ? null : text.slice(colon + 1).trim() };
}
