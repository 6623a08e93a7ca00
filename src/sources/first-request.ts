import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** A request sent before other modules are loaded. */
export interface FirstRequest {
  /** The JSON of a 200 answer, otherwise null: the caller then repeats the request normally. */
  readonly answer: Promise<unknown>;
  /** Settles when the request was sent, or will not be. */
  readonly sent: Promise<void>;
}

/** Milliseconds to wait for the request to be sent. */
const patience = 250;

/**
 * Sends one GET with Node's own client, so that GitHub processes it while the program loads. Loading blocks the event loop: a request that has not been sent
 * before waits until it ends.
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
