import { parseRequestedUrl } from '../apim/resolve-url.js';
import { webSocket } from '../browser/console-wordings.js';
import { ConfigError, NotOfCors } from '../config/errors.js';
import type { SentUrl } from '../effective/checked-request.js';

/** A URL as given. */
export function sentUrl(text: string): SentUrl {
  const host = /^https?:\/\/([^/?#:@<>]+)(?=[:/?#]|$)/i.exec(text)?.[1]?.toLowerCase() ?? null;
  return { ...pathAndQuery(text), host };
}

/** Path and query of a URL, complete or starting at its path. Throws `ConfigError` for an invalid one, and `NotOfCors` for a WebSocket URL. */
export function pathAndQuery(text: string): { readonly path: string; readonly query: URLSearchParams } {
  if (/^wss?:/i.test(text)) throw new NotOfCors(webSocket, webSocket);
  const url = parseRequestedUrl(text);
  if (url === null) throw new ConfigError(`'${text}' is no URL; write its path, such as /orders/42?expand=lines`);
  return url;
}
