import { once } from 'node:events';
import { connect } from 'node:net';

export interface RawResponse {
  readonly status: number;
  /** As sent, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Sends one request exactly as written, and reads the answer to its end. */
export async function send(url: string, method: string, headers: readonly (readonly [string, string])[] = [], body = ''): Promise<RawResponse> {
  const { hostname, port, pathname, search, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => (text += chunk));
  const all = [...(headers.some(([name]) => name.toLowerCase() === 'host') ? [] : [['Host', host] as const]), ...headers];
  if (body !== '') all.push(['Content-Length', String(Buffer.byteLength(body))]);
  const lines = all.map(([name, value]) => `${name}: ${value}`);
  socket.write([`${method} ${pathname}${search} HTTP/1.1`, ...lines, 'Connection: close', '', body].join('\r\n'), 'latin1');
  await once(socket, 'close');
  return parsed(text);
}

function parsed(text: string): RawResponse {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const);
  const isChunked = headers.some(([name, value]) => name.toLowerCase() === 'transfer-encoding' && value === 'chunked');
  const rest = text.slice(end + 4);
  return { status: Number(first.split(' ')[1]), headers, body: Buffer.from(isChunked ? unchunked(rest) : rest, 'latin1').toString('utf8') };
}

function unchunked(text: string): string {
  let body = '';
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\r\n', at);
    const length = Number.parseInt(text.slice(at, end), 16);
    if (!(length > 0)) break;
    body += text.slice(end + 2, end + 2 + length);
    at = end + 4 + length;
  }
  return body;
}

/** The headers of CORS of a response, names in lower case. */
export function corsHeaders({ headers }: RawResponse): Readonly<Record<string, string>> {
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]).filter(([name]) => name?.startsWith('access-control-')));
}
