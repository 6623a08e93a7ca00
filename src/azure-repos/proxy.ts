import { request as requestHttp, type RequestOptions } from 'node:http';
import { connect, type TLSSocket } from 'node:tls';

/** The proxy for a host, from https_proxy, http_proxy and no_proxy in either case; null: none. Hosts on this machine are reached directly. */
export function proxyFor(url: URL, environment: Readonly<Record<string, string | undefined>>): URL | null {
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return null;
  const read = (name: string): string => environment[name] || environment[name.toUpperCase()] || '';
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  for (const entry of read('no_proxy').toLowerCase().split(',')) {
    const pattern = entry.trim().replace(/^\*?\./, '');
    if (pattern === '') continue;
    if (pattern === '*' || [host, `${host}:${port}`].some((name) => name === pattern || name.endsWith(`.${pattern}`))) return null;
  }
  const given = read(`${url.protocol.slice(0, -1)}_proxy`);
  if (given === '') return null;
  const address = /^\w+:\/\//.test(given) ? given : `http://${given}`;
  return URL.canParse(address) ? new URL(address) : null;
}

/** Credentials for a proxy, from its URL. */
export function proxyHeaders({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {};
  const said = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(said).toString('base64')}` };
}

/** Host and port of a URL. */
export function endpointOf(url: URL): Pick<RequestOptions, 'hostname' | 'port'> {
  return { hostname: url.hostname.replace(/^\[|\]$/g, ''), port: url.port };
}

/** A connection to an https host through a proxy (RFC 9110, CONNECT): the proxy sees the host's name and nothing else. */
export function tunnel(url: URL, proxy: URL, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((done, failed) => {
    const target = `${url.hostname}:${url.port || '443'}`;
    const asked = requestHttp({
      ...endpointOf(proxy),
      method: 'CONNECT',
      path: target,
      headers: { Host: target, ...proxyHeaders(proxy) },
      agent: false,
      signal,
    });
    asked.on('error', failed);
    asked.on('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode === 200) {
        const secured = connect({ socket, servername: url.hostname });
        secured.on('error', failed);
        secured.once('secureConnect', () => {
          done(secured);
        });
      } else {
        socket.destroy();
        failed(new Error(`the proxy answered ${statusCode}`));
      }
    });
    asked.end();
  });
}
