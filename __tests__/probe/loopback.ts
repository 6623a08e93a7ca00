import { once } from 'node:events';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that arrived. */
export interface Arrived {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** A server on loopback that notes what arrives. */
export interface Loopback {
  readonly url: string;
  readonly arrived: readonly Arrived[];
  close(): Promise<void>;
}

/** Answers as it is told. */
export async function loopback(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void): Promise<Loopback> {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    arrived.push({ method: request.method ?? '', target: request.url ?? '', headers: request.headers });
    answer(request, response, arrived.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
}

/** Answers every connection with these bytes, or as `act` does. */
export async function rawLoopback(act: (socket: Socket) => void): Promise<Pick<Loopback, 'url' | 'close'>> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      act(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}
