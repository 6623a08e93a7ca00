import { defaults } from '@actions/github/lib/utils';
import { Octokit } from '@octokit/rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import type { GitHubReads } from '../sources/github-port.js';

const Client = Octokit.plugin(retry, throttling);
export type GitHubClient = InstanceType<typeof Client>;

/** Times a limit is waited out before the call is given up. */
const mostWaits = 2;

/**
 * A client for the API the workflow's environment names (GITHUB_API_URL, proxies included), with retries and GitHub's own pace for writes.
 * On a loopback address, where nobody limits anything, writes are not paced.
 */
export function openClient(token: string, apiUrl: string, warn: (text: string) => void): GitHubClient {
  const isLoopback = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(apiUrl);
  const wait = (kind: string) => (after: number, options: object, _: unknown, count: number) => {
    const { method, url } = options as { method?: string; url?: string };
    warn(`${kind} limit at ${method ?? ''} ${url ?? ''}: waiting ${after} s`);
    return count < mostWaits;
  };
  return new Client({
    ...defaults,
    baseUrl: apiUrl.replace(/\/+$/, ''),
    auth: token,
    userAgent: 'apim-cors-review',
    log: { debug: () => undefined, info: () => undefined, warn, error: () => undefined },
    retry: { doNotRetry: [400, 401, 403, 404, 406, 410, 422, 429, 451] },
    throttle: { enabled: !isLoopback, onRateLimit: wait('rate'), onSecondaryRateLimit: wait('secondary rate') },
  });
}

export function readsOf(client: GitHubClient): GitHubReads {
  return {
    async get(path, query = {}) {
      const answer = await client.request(`GET ${path}`, { ...query });
      return answer.data;
    },
    graphql: (query, variables) => client.graphql(query, { ...variables }),
  };
}
