import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLoopbackHost, type Listening } from './server.js';

/** Headers in addition to the page's own policy: framing and content type. */
const headers: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * Serves one page at `/` on 127.0.0.1, and nothing else. `port` 0: any free one. Fails with Node's error if the port is not available. Refuses other hosts than
 * loopback, as the gateway does, and requests of other sites except links.
 */
export function listenWithPage(page: string, port: number): Promise<Listening> {
  const server = createServer((request, response) => {
    answer(request, response, page);
  });
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', fail);
      const { port: opened } = server.address() as AddressInfo;
      done({
        url: `http://127.0.0.1:${opened}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => {
              closed();
            });
            server.closeAllConnections();
          }),
      });
    });
  });
}

function answer(request: IncomingMessage, response: ServerResponse, page: string): void {
  const { method, url, headers: asked } = request;
  // No request body is read.
  request.resume();
  if (!isLoopbackHost(asked.host)) say(response, 421, 'This page is served to 127.0.0.1 and localhost alone.\n');
  else if (method !== 'GET' && method !== 'HEAD') say(response, 405, 'GET and HEAD alone.\n');
  else if (asked['sec-fetch-site'] === 'cross-site' && asked['sec-fetch-mode'] !== 'navigate') say(response, 403, 'Not for other sites.\n');
  else if (url?.split('?')[0] !== '/') say(response, 404, 'There is one page here: /\n');
  else say(response, 200, page, 'text/html; charset=utf-8');
}

function say(response: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
