import { createServer, request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A proxy as companies have one: the only way to a host that nobody else can find. */
export class FakeProxy {
  /** `METHOD authority` of each connection, in order. */
  readonly asked: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** `hosts`: where the proxy finds each `host:port` it is asked for; others are refused. */
  constructor(hosts: ReadonlyMap<string, string>) {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://nowhere.invalid');
      const authority = url.host.includes(':') ? url.host : `${url.host}:80`;
      this.asked.push(`${request.method ?? ''} ${authority}`);
      const target = hosts.get(authority);
      if (target === undefined) {
        response.writeHead(502).end();
        return;
      }
      const { hostname, port } = new URL(target);
      const { method, headers } = request;
      const onward = httpRequest({ hostname, port, method, headers, path: `${url.pathname}${url.search}` }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    });
    this.#server.on('connect', (request, client: Socket, first: Buffer) => {
      const authority = request.url ?? '';
      this.asked.push(`CONNECT ${authority}`);
      const target = hosts.get(authority);
      if (target === undefined) {
        client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
        return;
      }
      const { hostname, port } = new URL(target);
      const onward = connect(Number(port), hostname, () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        onward.write(first);
        onward.pipe(client);
        client.pipe(onward);
      });
      for (const socket of [client, onward]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
      }
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
}
