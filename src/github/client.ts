import { defaults } from '@actions/github/lib/utils';
import { Octokit } from '@octokit/rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { field, type GitHubReads, type GraphqlAnswer } from '../sources/github-port.js';
import { Patience } from '../comments/patience.js';

const Client = Octokit.plugin(retry, throttling);
interface Answer {
  readonly data: unknown;
}

type Rest = InstanceType<typeof Client>;

/** A client for GitHub. */
export interface GitHubClient extends GitHubReads {
  readonly rest: Rest['rest'];
  readonly paginate: Rest['paginate'];
}

/** The URLs of GitHub's APIs, and the token. */
export interface Endpoint {
  readonly token: string;
  /** GITHUB_API_URL and GITHUB_GRAPHQL_URL of the workflow. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
}

/** Most milliseconds for one request, including its body. */
const longestRequest = 60_000;

/**
 * Opens a client for the endpoint, including proxies of the environment: retries reads, waits for limits, and writes at GitHub's pace (GitHub Docs, "Best
 * practices for using the REST API").
 */
export function openClient({ token, apiUrl, graphqlUrl }: Endpoint, tell: (text: string) => void): GitHubClient {
  const silent = (): void => undefined;
  const patience = new Patience(() => Date.now() / 1000, tell);
  const onLimit = (name: string) => (seconds: number, options: object, _: unknown, waits: number) => {
    const { method, url } = options as { method?: string; url?: string };
    return patience.waits({ name, request: `${method ?? ''} ${url ?? ''}`, seconds, waits });
  };
  const options = {
    baseUrl: apiUrl.replace(/\/+$/, ''),
    auth: token,
    userAgent: 'apim-cors-review',
    log: { debug: silent, info: silent, warn: tell, error: silent },
    request: { agent: defaults.request?.['agent'] as unknown, fetch: whole(defaults.request?.['fetch'] as Fetch) },
    retry: { doNotRetry: [400, 401, 403, 404, 406, 409, 410, 422, 429, 451] },
    throttle: { onRateLimit: onLimit('rate limit'), onSecondaryRateLimit: onLimit('secondary rate limit') },
  };
  const client = new Client(options);
  const queries = new Client({ ...options, throttle: { ...options.throttle, ...unpacedQueries } });
  return {
    rest: client.rest,
    paginate: client.paginate,
    async get(path, query = {}) {
      const { data } = (await client.request(`GET ${path}`, { ...query })) as Answer;
      return data;
    },
    async graphql(query, variables, { once = false } = {}) {
      const isWrite = /^\s*mutation\b/.test(query);
      const { data } = (await (isWrite ? client : queries).request(`POST ${graphqlUrl}`, {
        query,
        variables,
        request: once ? { retries: 0 } : {},
      })) as Answer;
      return graphqlAnswer(data);
    },
  };
}

/** GraphQL queries are POSTs, which the plugin treats as writes and spaces by a second: that would delay every read. */
const unpacedQueries = { write: { key: () => ({ schedule: (_: unknown, send: () => unknown) => send() }) } } as object;

type Fetch = (url: string, options: object) => Promise<Response>;

/** Accepts only complete answers: Octokit would accept one that breaks off. */
function whole(send: Fetch): Fetch {
  return async (url, options) => {
    const answer = await send(url, { ...options, signal: AbortSignal.timeout(longestRequest) });
    const body = await answer.arrayBuffer();
    const { status, statusText, headers } = answer;
    return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers: [...headers] });
  };
}

function graphqlAnswer(answer: unknown): GraphqlAnswer {
  const errors = field(answer, 'errors');
  return {
    data: field(answer, 'data'),
    errors: (Array.isArray(errors) ? errors : []).map((error: unknown) => {
      const path = field(error, 'path');
      return {
        field: Array.isArray(path) ? String(path[0]) : '',
        type: textOf(field(error, 'type')),
        message: textOf(field(error, 'message')),
      };
    }),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
