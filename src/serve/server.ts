import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { backendCors } from '../cors/questions.js';
import type { Assumptions } from '../cors/worlds.js';
import type { ServiceState } from '../effective/service-state.js';
import type { Backend, BackendResponse } from './backend.js';
import { shownLine } from '../report/escape.js';
import { outcomesText } from './request-log.js';
import { replyTo, type ReplyOutcome, type ServedReply } from './reply.js';
import { routeRequest, type HttpRequest, type RoutedRequest, type Subscriptions } from '../effective/http-request.js';
import type { Served } from './served.js';

/** Options of `serve`. */
export interface ServeOptions {
  readonly state: ServiceState;
  readonly subscriptions: Subscriptions;
  readonly assume: Assumptions;
  readonly backend: Backend;
  /** 0: any free one. */
  readonly port: number;
  /** Called for every request once its answer is known. */
  readonly tell: (served: Served) => void;
  /** Called for a bug; the request gets 500. */
  readonly bug: (error: unknown) => void;
}

/** A running gateway: its URL, and the function to close it. */
export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Most bytes of a request's body; more gives 413. */
const longestBody = 10_000_000;

/**
 * Opens the gateway on 127.0.0.1 only. Fails with Node's error if the port is not available. Refuses requests for other hosts than loopback: with DNS
 * rebinding, an attacker's page would be same-origin with the backend.
 */
export function listen(options: ServeOptions): Promise<Listening> {
  const server = createServer((request, response) => {
    serve(request, response, options).catch((error: unknown) => {
      if (!response.headersSent) answer(response, 500, [], 'this is a bug of apim-cors; the terminal it runs in says more\n');
      else response.destroy();
      options.bug(error);
    });
  });
  server.on('clientError', (error: Error & { readonly code?: string; readonly rawPacket?: Buffer }, socket) => {
    refuseUnread(error, socket, options);
  });
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(options.port, '127.0.0.1', () => {
      server.off('error', fail);
      const { port } = server.address() as AddressInfo;
      done({ url: `http://127.0.0.1:${port}`, close: () => close(server) });
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => {
      done();
    });
    server.closeAllConnections();
  });
}

async function serve(request: IncomingMessage, response: ServerResponse, options: ServeOptions): Promise<void> {
  const http: HttpRequest = { method: request.method ?? 'GET', target: request.url ?? '/', headers: headersOf(request) };
  const refuse = (status: number, why: string): void => {
    options.tell(refusal(http, status, why));
    answer(response, status, [['Connection', 'close']], `${shownLine(why)}\n`);
  };
  if (!isLoopbackHost(request.headers.host)) {
    refuse(421, `this gateway answers for 127.0.0.1 and localhost, not for '${request.headers.host ?? ''}'`);
    return;
  }
  const body = await bodyOf(request);
  if (body === null) {
    refuse(413, `bodies of more than ${longestBody} bytes are not taken`);
    return;
  }
  const routed = routeRequest(options.state, http, options.subscriptions);
  if (routed === null) {
    refuse(400, `'${http.target}' is no path`);
    return;
  }
  const reply = replyTo(routed, http, options.assume);
  const tell = (status: number, headers: ServedReply['headers'], outcomes: readonly ReplyOutcome[], backendCalled: boolean): void => {
    options.tell(servedOf(http, routed, reply, { status, headers, outcomes, backendCalled }));
  };
  switch (reply.kind) {
    case 'own':
      tell(reply.status, reply.headers, reply.outcomes, false);
      answerOwn(response, reply.status, reply.headers);
      return;
    case 'open':
      tell(501, reply.headers, reply.outcomes, false);
      answer(response, 501, reply.headers, outcomesText(reply.outcomes));
      return;
    case 'backend': {
      const { api, operation } = routed.route;
      const asked = {
        method: http.method,
        path: routed.below,
        rawHeaders: request.rawHeaders,
        body,
        api: api?.id ?? '',
        operation: operation?.id ?? null,
      };
      const answered = await options.backend(asked);
      const headers = joinedHeaders(answered, reply.headers, options.assume);
      if (headers === null) {
        const outcomes = backendOutcomes(answered, reply.headers);
        tell(501, [], outcomes, true);
        if (typeof answered.body !== 'string') answered.body.destroy();
        answer(response, 501, [], outcomesText(outcomes));
        return;
      }
      tell(answered.status, headers.filter(isOfCors), reply.outcomes, true);
      await passOn(response, answered, headers);
    }
  }
}

function headersOf(request: IncomingMessage): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, values] of Object.entries(request.headersDistinct)) headers.set(name, (values ?? []).join(', '));
  return headers;
}

/** A Host header that needs no DNS: 127.0.0.1, localhost and names below it (RFC 6761, section 6.3). */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(?:127\.0\.0\.1|(?:[a-z0-9-]+\.)*localhost)(?::\d{1,5})?$/i.test(host);
}

/** null: too large. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > longestBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isOfCors([name]: readonly [string, string]): boolean {
  return name.toLowerCase().startsWith('access-control-');
}

/** The backend's headers joined with the gateway's. If both write CORS headers, no page says what results: null, unless an assumption settles it. */
function joinedHeaders(answered: BackendResponse, own: ServedReply['headers'], assume: Assumptions): ServedReply['headers'] | null {
  if (own.length === 0 || !answered.headers.some(isOfCors)) return [...answered.headers, ...own];
  const settled = assume.get(backendCors.id);
  if (settled === undefined || settled === 'unknown') return null;
  return settled === 'replaced' ? replaced(answered, own) : [...answered.headers, ...own];
}

function replaced(answered: BackendResponse, own: ServedReply['headers']): ServedReply['headers'] {
  return [...answered.headers.filter((header) => !isOfCors(header)), ...own];
}

function backendOutcomes(answered: BackendResponse, own: ServedReply['headers']): readonly ReplyOutcome[] {
  return backendCors.readings.map((reading) => {
    const headers = reading.value === 'replaced' ? replaced(answered, own) : [...answered.headers, ...own];
    return { when: [reading], leaning: false, answer: { kind: 'answer', status: answered.status, headers: headers.filter(isOfCors) } };
  });
}

function servedOf(
  { method, target }: HttpRequest,
  { phase, route }: RoutedRequest,
  reply: ServedReply,
  sent: Pick<Served, 'status' | 'headers' | 'outcomes' | 'backendCalled'>,
): Served {
  return {
    method,
    target,
    phase,
    api: route.api?.id ?? null,
    operation: route.operation?.id ?? null,
    isUnmatched: route.isUnmatched,
    product: route.product?.id ?? null,
    decidedBy: reply.kind === 'open' ? null : reply.decidedBy,
    trace: reply.trace,
    refused: null,
    ...sent,
  };
}

function refusal({ method, target }: Pick<HttpRequest, 'method' | 'target'>, status: number, refused: string): Served {
  const nothing = {
    api: null,
    operation: null,
    isUnmatched: false,
    product: null,
    headers: [],
    backendCalled: false,
    decidedBy: null,
    trace: [],
    outcomes: [],
  } as const;
  return { method, target, phase: { kind: 'plain' }, status, refused, ...nothing };
}

/** The gateway's own answer: empty for 200, and its own JSON for a refusal. */
function answerOwn(response: ServerResponse, status: number, headers: ServedReply['headers']): void {
  if (status < 400) {
    answer(response, status, headers, '');
    return;
  }
  const body = `${JSON.stringify({ statusCode: status, message: STATUS_CODES[status] ?? 'refused' })}\n`;
  answer(response, status, [...headers, ['Content-Type', 'application/json']], body);
}

function answer(response: ServerResponse, status: number, headers: ServedReply['headers'], body: string): void {
  const type: ServedReply['headers'] =
    body === '' || headers.some(([name]) => name === 'Content-Type')
      ? []
      : [
          ['Content-Type', 'text/plain; charset=utf-8'],
          ['X-Content-Type-Options', 'nosniff'],
        ];
  // RFC 9110, section 8.6: a status without a body has no length.
  const length: ServedReply['headers'] = status === 204 || status === 304 ? [] : [['Content-Length', String(Buffer.byteLength(body))]];
  response.writeHead(status, [...headers, ...type, ...length].flat());
  response.end(body);
}

async function passOn(response: ServerResponse, answered: BackendResponse, headers: ServedReply['headers']): Promise<void> {
  response.writeHead(answered.status, headers.flat());
  if (typeof answered.body === 'string') {
    response.end(answered.body);
    return;
  }
  // A backend that breaks off, or a page that leaves, ends both.
  await pipeline(answered.body, response).catch(() => response.destroy());
}

/** Requests that Node's parser refuses. API Management may accept a method unknown to it, so that is not a 400. */
function refuseUnread(error: Error & { readonly code?: string; readonly rawPacket?: Buffer }, socket: Duplex, options: ServeOptions): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [line = ''] = (error.rawPacket?.toString('latin1', 0, 1000) ?? '').split('\r\n');
  const [method = '', target = ''] = line.split(' ');
  const isMethod = error.code === 'HPE_INVALID_METHOD';
  const status = isMethod ? 501 : 400;
  const why = isMethod ? `apim-cors serve cannot take the method '${method}'; API Management may` : `the request cannot be read: ${error.message}`;
  options.tell(refusal({ method: isMethod ? method : '', target: isMethod ? target : '' }, status, why));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${shownLine(why)}\n`,
  );
}
