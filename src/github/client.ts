import { defaults } from '@actions/github/lib/utils';
import { Octokit } from '@octokit/rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { field, type GitHubReads, type GraphqlAnswer } from '../sources/github-port.js';

const Client = Octokit.plugin(retry, throttling);
interface Answer {
  readonly data: unknown;
}

type Rest = InstanceType<typeof Client>;

/** GitHub as this program speaks to it. */
export interface GitHubClient extends GitHubReads {
  readonly rest: Rest['rest'];
  readonly paginate: Rest['paginate'];
}

export interface Endpoint {
  readonly token: string;
  /** GITHUB_API_URL and GITHUB_GRAPHQL_URL of the workflow. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
}

/** A limit that lasts longer is not waited out: the job would stand still for longer than running it again takes. */
const longestWait = 180;
const mostWaits = 2;
/** Milliseconds one request may take. */
const patience = 60_000;

/**
 * Opens a client for the endpoint, proxies of the environment included: reads are retried, limits are waited out, writes go at GitHub's pace
 * (GitHub Docs, "Best practices for using the REST API"). On a loopback address, where nobody limits anything, nothing is paced.
 */
export function openClient({ token, apiUrl, graphqlUrl }: Endpoint, tell: (text: string) => void): GitHubClient {
  const isLoopback = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(apiUrl);
  const wait = (kind: string) => (after: number, options: object, _: unknown, count: number) => {
    const { method, url } = options as { method?: string; url?: string };
    const isShort = after <= longestWait && count < mostWaits;
    tell(`${kind} limit at ${method ?? ''} ${url ?? ''}: ${isShort ? `waiting ${after} s` : `it lasts ${after} s, which is not waited for`}`);
    return isShort;
  };
  const silent = (): void => undefined;
  const proxied = defaults.request?.['fetch'] as (url: string, options: object) => Promise<unknown>;
  const client = new Client({
    baseUrl: apiUrl.replace(/\/+$/, ''),
    auth: token,
    userAgent: 'apim-cors-review',
    log: { debug: silent, info: silent, warn: tell, error: silent },
    request: {
      agent: defaults.request?.['agent'] as unknown,
      fetch: (url: string, options: object) => proxied(url, { ...options, signal: AbortSignal.timeout(patience) }),
    },
    retry: { doNotRetry: [400, 401, 403, 404, 406, 409, 410, 422, 429, 451] },
    throttle: { enabled: !isLoopback, onRateLimit: wait('rate'), onSecondaryRateLimit: wait('secondary rate') },
  });
  return {
    rest: client.rest,
    paginate: client.paginate,
    async get(path, query = {}) {
      const { data } = (await client.request(`GET ${path}`, { ...query })) as Answer;
      return data;
    },
    async graphql(query, variables, options = {}) {
      const { data } = (await client.request(`POST ${graphqlUrl}`, {
        query,
        variables,
        request: options.once === true ? { retries: 0 } : {},
      })) as Answer;
      return graphqlAnswer(data);
    },
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
