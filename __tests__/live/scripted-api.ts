import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** One response, its headers as they are written: a name that occurs twice is sent twice. */
export interface ScriptedResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

/** What an address answers; null: it hangs up. */
export interface Script {
  readonly preflight: ScriptedResponse | null;
  readonly actual: ScriptedResponse | null;
}

export interface ReceivedRequest {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

/**
 * An API that answers every address as it was told to, on loopback. It speaks HTTP by itself: node's server refuses methods it does not know
 * (`patch`), and a browser's verdict depends on bytes.
 */
export class ScriptedApi {
  readonly #scripts = new Map<string, Script>();
  readonly #received = new Map<string, ReceivedRequest[]>();
  readonly #sockets = new Set<Socket>();
  #count = 0;

  private constructor(readonly server: Server) {}

  static async start(): Promise<ScriptedApi> {
    const server = createServer();
    const api = new ScriptedApi(server);
    server.on('connection', (socket) => {
      api.#serve(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return api;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The URL of a new address that answers so. */
  at(script: Script): string {
    this.#count += 1;
    return this.set(`/c/${this.#count}`, script);
  }

  /** The same for an address that is given: path and query. */
  set(path: string, script: Script): string {
    this.#scripts.set(path, script);
    return `${this.origin}${path}`;
  }

  /** The requests that reached an address, in order. */
  received(url: string): readonly ReceivedRequest[] {
    const { pathname, search } = new URL(url);
    return this.#received.get(pathname + search) ?? [];
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end === -1) return;
      const [first = '', ...lines] = text.slice(0, end).split('\r\n');
      const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
      if (text.length - end - 4 < Number(headers.get('content-length') ?? '0')) return;
      const [method = '', path = ''] = first.split(' ');
      socket.end(this.#answer({ method, headers }, path), 'latin1');
      socket.removeAllListeners('data');
      socket.resume();
    });
  }

  #answer(request: ReceivedRequest, path: string): string {
    const received = this.#received.get(path) ?? [];
    received.push(request);
    this.#received.set(path, received);
    const script = this.#scripts.get(path);
    const isPreflight = request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
    if (script === undefined) return 'HTTP/1.1 404 Unscripted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
    const response = isPreflight ? script.preflight : script.actual;
    if (response === null) return '';
    const { status, headers, body = isPreflight ? '' : 'body' } = response;
    const lines = headers.map(([name, value]) => `${name}: ${value}`);
    // A cached preflight would hide the next one.
    if (isPreflight) lines.push('Access-Control-Max-Age: 0');
    const hasBody = status >= 200 && status !== 204 && status !== 304;
    if (hasBody && !headers.some(([name]) => name.toLowerCase() === 'content-length')) lines.push(`Content-Length: ${body.length}`);
    return [`HTTP/1.1 ${status} Scripted`, ...lines, 'Connection: close', '', hasBody && request.method !== 'HEAD' ? body : ''].join('\r\n');
  }
}
