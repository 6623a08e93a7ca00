import type { GitHubReads, GraphqlAnswer } from '../../src/sources/github-port.js';
import { token } from '../e2e/fake-github/identity.js';
import type { FakeGitHub } from '../e2e/fake-github/server.js';

/** Reads of the fake GitHub over HTTP, without a client's patience. */
export function readsOf(github: FakeGitHub): GitHubReads {
  const headers = { authorization: `token ${token}`, 'user-agent': 'test', accept: 'application/vnd.github+json' };
  const answerOf = async (response: Response): Promise<unknown> => {
    if (!response.ok) throw Object.assign(new Error(`${response.status}: ${await response.text()}`), { status: response.status });
    return response.json();
  };
  return {
    async get(path, query = {}) {
      const url = new URL(`${github.url}${path}`);
      for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value));
      return answerOf(await fetch(url, { headers }));
    },
    async graphql(query, variables) {
      const body = JSON.stringify({ query, variables });
      const answer = (await answerOf(await fetch(github.graphqlUrl, { method: 'POST', headers, body }))) as Partial<GraphqlAnswer>;
      return { data: answer.data ?? null, errors: answer.errors ?? [] };
    },
  };
}
