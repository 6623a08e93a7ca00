import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** A request that was sent before anything else was loaded. */
export interface FirstRequest {
  /** The JSON of a 200 answer, and null whatever else happens: the caller then asks again in the ordinary way. */
  readonly answer: Promise<unknown>;
  /** Settles when the request has left, or will not. */
  readonly sent: Promise<void>;
}

/** Milliseconds the rest of the program waits for the request to leave. */
const patience = 250;

/**
 * Sends one GET with nothing but Node's own client, so that GitHub works on it while the rest of the program is still being loaded. Loading
 * keeps the process busy: what has not left before waits until it is done.
 */
export function sendFirst(url: string, token: string): FirstRequest {
  const behindProxy = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].some((name) => (process.env[name] ?? '') !== '');
  if (behindProxy) return { answer: Promise.resolve(null), sent: Promise.resolve() };
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const headers = {
    accept: 'application/vnd.github+json',
    'user-agent': 'apim-cors-review',
    ...(token === '' ? {} : { authorization: `token ${token}` }),
  };
  const sent = send(url, { headers, timeout: 10_000 });
  const answer = new Promise<unknown>((resolve) => {
    const give = (value: unknown): void => {
      resolve(value);
    };
    sent.on('response', (received) => {
      const chunks: Buffer[] = [];
      received.on('data', (chunk: Buffer) => chunks.push(chunk));
      received.on('error', () => {
        give(null);
      });
      received.on('end', () => {
        try {
          give(received.statusCode === 200 ? JSON.parse(Buffer.concat(chunks).toString('utf8')) : null);
        } catch {
          give(null);
        }
      });
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => {
      give(null);
    });
    sent.on('close', () => {
      give(null);
    });
  });
  const left = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, patience);
    const settle = (): void => {
      clearTimeout(timer);
      resolve();
    };
    sent.on('finish', settle);
    sent.on('close', settle);
  });
  sent.end();
  return { answer, sent: left };
}
