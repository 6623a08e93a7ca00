import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Patience } from '../comments/patience.js';
import { AzureError, azureRefusal } from './azure-refusal.js';
import { endpointOf, proxyFor, proxyHeaders, tunnel } from './proxy.js';

/** Options of a client. */
export interface AzureEndpoint {
  /** With a final slash. All requests are below it. */
  readonly collection: string;
  readonly token: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly tell: (text: string) => void;
  /** Waits that many milliseconds. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** One request: its path below the collection, percent-encoded. */
export interface AzureRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly version?: string;
  readonly body?: unknown;
}

interface Answer {
  readonly status: number;
  readonly seconds: number | null;
  readonly value: unknown;
  readonly isJson: boolean;
}

/** Most milliseconds for one request, including its body. */
const longestRequest = 60_000;
/** Most bytes of an answer that are read. */
const longestAnswer = 64_000_000;
/** Most retries of a read after a server error. */
const mostAgain = 3;

/** The API version: it has every call used here, and is supported since Azure DevOps Server 2022. */
const apiVersion = '7.0';

/**
 * A client for Azure DevOps. Follows no redirect; waits for rate limits as Azure DevOps asks, within bounds; retries a read without an answer, but never a
 * write.
 */
export class AzureClient {
  readonly #endpoint: AzureEndpoint;
  readonly #patience: Patience;
  readonly #pause: (milliseconds: number) => Promise<void>;
  #rest = 0;

  constructor(endpoint: AzureEndpoint) {
    this.#endpoint = endpoint;
    this.#patience = new Patience(() => Date.now() / 1000, endpoint.tell, 'Azure DevOps');
    this.#pause = endpoint.pause ?? ((milliseconds) => new Promise((done) => setTimeout(done, milliseconds)));
  }

  /** Returns the answer's value. Throws `AzureError`. */
  async send(request: AzureRequest): Promise<unknown> {
    for (let [waits, again] = [0, 0]; ;) {
      if (this.#rest > 0) await this.#pause(this.#rest * 1000);
      this.#rest = 0;
      const answer = await this.#exchange(request).catch((error: unknown) => this.#hidden(error));
      if (typeof answer !== 'string') {
        const { status, seconds, value, isJson } = answer;
        const name = `${request.method} ${request.path.replace(/^.*_apis\//, '')}`;
        if (status >= 200 && status < 300 && status !== 203) {
          // An HTML page instead of an answer: the sign-in page.
          if (!isJson) throw new AzureError({ kind: 'token' });
          // The answer was delayed, and asks for a pause.
          if (seconds !== null && seconds > 0 && this.#patience.waits({ name: 'rate limit', request: name, seconds, waits: 0 })) this.#rest = seconds;
          return value;
        }
        const isRead = request.method === 'GET';
        if (status === 429 || (status === 503 && seconds !== null && isRead)) {
          const asked = seconds ?? 2 ** waits;
          if (!this.#patience.waits({ name: 'rate limit', request: name, seconds: asked, waits })) throw new AzureError({ kind: 'limit', seconds });
          waits += 1;
          await this.#pause(asked * 1000);
          continue;
        }
        if (status < 500 || !isRead || again >= mostAgain) throw new AzureError(azureRefusal(status, this.#reason(value), seconds));
      } else if (request.method !== 'GET' || again >= mostAgain) throw new AzureError({ kind: 'unanswered', reason: answer });
      again += 1;
      await this.#pause(2 ** again * 500);
    }
  }

  async #exchange({ method, path, query = {}, version = apiVersion, body }: AzureRequest): Promise<Answer> {
    const url = new URL(`${this.#endpoint.collection}${path}`);
    const asked: Readonly<Record<string, string | number>> = { ...query, 'api-version': version };
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, String(value));
    const sent = body === undefined ? null : Buffer.from(JSON.stringify(body));
    const signal = AbortSignal.timeout(longestRequest);
    const proxy = proxyFor(url, this.#endpoint.environment);
    const headers: Record<string, string | number> = {
      Host: url.host,
      Accept: 'application/json',
      Authorization: `Bearer ${this.#endpoint.token}`,
      'User-Agent': 'apim-cors-review',
      // Without it the answer may be a sign-in page.
      'X-TFS-FedAuthRedirect': 'Suppress',
      ...(sent === null ? {} : { 'Content-Type': 'application/json', 'Content-Length': sent.length }),
    };
    const options: RequestOptions = {
      ...endpointOf(url),
      method,
      path: `${url.pathname}${url.search}`,
      headers,
      agent: false,
      signal,
    };
    if (proxy !== null && url.protocol === 'http:') {
      Object.assign(options, endpointOf(proxy), { path: url.href, headers: { ...headers, ...proxyHeaders(proxy) } });
    } else if (proxy !== null) {
      const socket = await tunnel(url, proxy, signal);
      options.createConnection = () => socket;
    }
    return new Promise((done, failed) => {
      const sending = (url.protocol === 'https:' ? requestHttps : requestHttp)(options);
      sending.on('error', failed);
      sending.on('response', (response) => {
        whole(response).then(done, failed);
      });
      sending.end(sent ?? undefined);
    });
  }

  #hidden(error: unknown): string {
    return this.#withoutToken(error instanceof Error ? error.message : String(error)).slice(0, 200);
  }

  /** Azure DevOps' error message, on one line. */
  #reason(value: unknown): string {
    const message = typeof value === 'object' && value !== null && 'message' in value ? value.message : '';
    return this.#withoutToken(typeof message === 'string' ? (message.split('\n')[0] ?? '') : '').slice(0, 300);
  }

  #withoutToken(text: string): string {
    return text.replaceAll(this.#endpoint.token, '***');
  }
}

async function whole(response: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > longestAnswer) throw new Error('the answer is too long');
    parts.push(part);
  }
  const text = Buffer.concat(parts)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const after = response.headers['retry-after'] ?? '';
  const seconds = /^\d{1,9}$/.test(after) ? Number(after) : null;
  const status = response.statusCode ?? 0;
  // A deletion has no content.
  if (text === '') return { status, seconds, value: null, isJson: true };
  try {
    return { status, seconds, value: JSON.parse(text) as unknown, isJson: true };
  } catch {
    return { status, seconds, value: null, isJson: false };
  }
}
