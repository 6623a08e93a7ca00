import { gunzipSync } from 'node:zlib';
import { notFound, ok, refused, violates, type Answer } from './answer.js';
import { repositoryOf } from './identity.js';
import type { Operation } from './openapi.js';
import type { Request } from './server.js';

/** One repository of an organisation. */
export interface Member {
  head: string;
  /** Sizes of its files that code search finds, in bytes. */
  readonly files: readonly number[];
  /** What GitHub says instead of its commits. */
  readonly refusal?: Answer;
  /** Whether code scanning takes findings. */
  readonly hasCodeScanning: boolean;
}

/** Results that one search gives. */
const mostResults = 1000;

/** An organisation's repositories as far as a look at all of them asks for them. */
export class Organisation {
  readonly members = new Map<string, Member>();
  /** Findings that were uploaded: repository, commit and the log as it was read. */
  readonly uploads: { readonly repository: string; readonly commit: string; readonly ref: string; readonly sarif: unknown }[] = [];

  constructor(readonly name: string) {}

  /** Null: it is about something else. */
  answer({ id, pathParameters }: Operation, { query, body }: Request): Answer | null {
    if (id === 'search/code') return this.#search(query);
    const full = `${pathParameters['owner'] ?? ''}/${pathParameters['repo'] ?? ''}`;
    const member = this.members.get(full);
    if (member === undefined) return full.startsWith(`${this.name}/`) ? notFound : null;
    switch (id) {
      case 'repos/get':
        return ok(repositoryOf(full));
      case 'repos/list-commits':
        return member.refusal ?? ok([{ sha: member.head }]);
      case 'code-scanning/upload-sarif': {
        if (!member.hasCodeScanning) return refused(403, 'Code Security must be enabled for this repository to use code scanning.');
        const { commit_sha: commit, ref, sarif } = body as { commit_sha: string; ref: string; sarif: string };
        if (commit !== member.head) return violates('the commit is not the one of the branch');
        this.uploads.push({ repository: full, commit, ref, sarif: JSON.parse(gunzipSync(Buffer.from(sarif, 'base64')).toString('utf8')) });
        return { status: 202, body: { id: '47177e22-5596-11eb-80a1-c1e54ef945c6', url: 'https://github.example.com' } };
      }
      default:
        return null;
    }
  }

  /** The first thousand files, a page at a time. Sizes part them, as GitHub's qualifier does. */
  #search(query: URLSearchParams): Answer {
    const text = query.get('q') ?? '';
    if (!text.includes(` org:${this.name}`)) return violates('the search is not kept to the organisation');
    const [, from = '0', to = 'Infinity'] = /\bsize:(\d+)\.\.(\d+)/.exec(text) ?? [];
    const found = [...this.members].flatMap(([full, { files }]) =>
      files.filter((size) => size >= Number(from) && size <= Number(to)).map(() => full),
    );
    const size = Number(query.get('per_page') ?? '30');
    const page = Number(query.get('page') ?? '1');
    if (page * size > mostResults)
      return { ...refused(422, 'Only the first 1000 search results are available'), violation: 'more than 1000 results' };
    const items = found
      .slice((page - 1) * size, page * size)
      .map((full) => ({ name: 'policy.xml', path: 'policy.xml', repository: repositoryOf(full) }));
    return ok({ total_count: found.length, incomplete_results: false, items });
  }
}
