import { request as requestHttp, STATUS_CODES, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Transform, type Readable } from 'node:stream';
import { jsonText } from '../report/escape.js';

/** A request to a backend. */
export interface BackendRequest {
  readonly method: string;
  /** Path and query below the API's own path. */
  readonly path: string;
  /** As received, names and values alternating. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly api: string;
  readonly operation: string | null;
}

/** What a backend answered. */
export interface BackendResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Readable | string;
}

/** Answers in place of the API's backend. */
export type Backend = (request: BackendRequest) => Promise<BackendResponse>;

/**
 * The default backend: answers with the request as JSON, so that a page has something to read. At `/response-headers` it sends the CORS headers in the query,
 * as httpbin does, to show their effect.
 */
export const stubBackend: Backend = ({ method, path, api, operation }) => {
  const body = `${jsonText({ stub: 'apim-cors serve: no --backend was given', method, path, api, operation })}\n`;
  const { pathname, searchParams } = new URL(`http://stub${path}`);
  const asked = pathname === '/response-headers' ? [...searchParams] : [];
  const sent = asked.filter(([name, value]) => /^access-control-[a-z-]+$/i.test(name) && /^[\x20-\x7e]*$/.test(value));
  return Promise.resolve({ status: 200, headers: [['Content-Type', 'application/json'], ...sent], body });
};

/** Most bytes of a backend's answer; more ends the connection. */
const longestAnswer = 100_000_000;
/** Milliseconds without data after which a backend counts as gone. */
const longestSilence = 60_000;

/** RFC 9110, section 7.6.1: headers about the connection, not the message. */
const hopByHop = new Set(
  'connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding upgrade'.split(' '),
);

/** Forwards requests to a server: the path below the API's own is appended to the base's. An unreachable server gives a 502 with the reason. */
export function proxyTo(base: URL): Backend {
  const send = base.protocol === 'https:' ? requestHttps : requestHttp;
  return ({ method, path, rawHeaders, body }) =>
    new Promise((done) => {
      const failed = (error: Error): void => {
        done({ status: 502, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: `the backend cannot be asked: ${error.message}\n` });
      };
      const target = `${base.pathname.replace(/\/$/, '')}${path}`;
      const headers = forwarded(rawHeaders, body.length);
      const asked = send({
        protocol: base.protocol,
        hostname: hostOf(base),
        port: base.port,
        method,
        path: target,
        headers,
        timeout: longestSilence,
      });
      asked.on('response', (response) => {
        done({ status: response.statusCode ?? 502, headers: returned(response), body: bounded(response) });
      });
      asked.on('timeout', () => {
        asked.destroy(new Error(`it said nothing for ${longestSilence / 1000} seconds`));
      });
      asked.on('error', failed);
      asked.end(body);
    });
}

function hostOf(base: URL): string {
  return base.hostname.replace(/^\[|\]$/g, '');
}

function forwarded(rawHeaders: readonly string[], length: number): OutgoingHttpHeaders {
  const headers: Record<string, string[]> = {};
  for (const [name, value] of pairs(rawHeaders)) {
    const key = name.toLowerCase();
    if (hopByHop.has(key) || key === 'host' || key === 'content-length' || key === 'expect') continue;
    (headers[key] ??= []).push(value);
  }
  return length > 0 ? { ...headers, 'content-length': length } : headers;
}

function returned({ rawHeaders }: IncomingMessage): BackendResponse['headers'] {
  return pairs(rawHeaders).filter(([name]) => !hopByHop.has(name.toLowerCase()));
}

function pairs(raw: readonly string[]): (readonly [string, string])[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
}

function bounded(response: IncomingMessage): Readable {
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _, next) {
      bytes += chunk.length;
      if (bytes > longestAnswer) next(new Error(`the backend's answer is over ${longestAnswer} bytes`));
      else next(null, chunk);
    },
  });
  response.on('error', (error) => counted.destroy(error));
  counted.on('error', () => response.destroy());
  return response.pipe(counted);
}

/** "404 Not Found", for people. */
export function statusText(status: number): string {
  const words = STATUS_CODES[status];
  return words === undefined ? String(status) : `${status} ${words}`;
}
