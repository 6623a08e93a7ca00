import { type Answer, notFound, ok, page, raw, refused, unprocessable } from './answer.js';
import { filesBetween, mostFilesInDiff } from './pull-request.js';
import type { GitRepository, GitTreeEntry } from './repository.js';

/** What GitHub's answers about files and commits are cut at; lower in tests that cannot make as many. */
export interface Limits {
  /** Entries of a tree, and bytes of its listing. */
  treeEntries: number;
  treeBytes: number;
  /** Bytes of a blob, and of one that comes as JSON by `contents`. */
  blobBytes: number;
  contentBytes: number;
}

export const limits: Limits = { treeEntries: 100_000, treeBytes: 7_000_000, blobBytes: 100_000_000, contentBytes: 1_000_000 };

const wantsRaw = /application\/vnd\.github(?:\.v3)?\.raw/;

/** GitHub's answers about files, trees and commits, from git. */
export class Contents {
  constructor(
    private readonly repository: GitRepository,
    private readonly limits: Limits,
  ) {}

  /** The commit a ref, a branch, a tag or a sha names; `OWNER:BRANCH` names a branch of the same network. */
  #commit(name: string): string | null {
    const plain = name.replace(/^[\w.-]+:/, '');
    const candidates = /^[0-9a-f]{40,64}$/.test(plain) ? [plain] : [`refs/heads/${plain}`, `refs/tags/${plain}`, plain];
    for (const candidate of candidates) {
      const found = this.repository.resolve(candidate, 'commit');
      if (found !== null) return found;
    }
    return null;
  }

  tree(name: string, recursive: boolean): Answer {
    const id = this.#commit(name) ?? this.repository.resolve(name, 'tree');
    if (id === null) return notFound;
    const all = this.repository.tree(id, recursive);
    const kept: GitTreeEntry[] = [];
    let bytes = 0;
    for (const entry of all) {
      bytes += entry.path.length + 180;
      if (kept.length >= this.limits.treeEntries || bytes > this.limits.treeBytes) break;
      kept.push(entry);
    }
    const tree = kept.map(({ path, mode, type, id: sha, size }) => ({ path, mode, type, sha, ...(size === null ? {} : { size }) }));
    return ok({ sha: this.repository.resolve(id, 'tree'), url: 'https://github.example.com/', truncated: kept.length < all.length, tree });
  }

  blob(sha: string, accept: string): Answer {
    const object = /^[0-9a-f]{40,64}$/.test(sha) ? this.repository.objects([sha]).get(sha) : undefined;
    if (object?.type !== 'blob') return notFound;
    const { bytes } = object;
    if (bytes.length > this.limits.blobBytes) return tooLarge('blobs up to 100 MB in size');
    if (wantsRaw.test(accept)) return raw(bytes);
    return ok({ sha, size: bytes.length, encoding: 'base64', content: lined(bytes), node_id: sha, url: 'https://github.example.com/' });
  }

  file(path: string, ref: string | null, accept: string): Answer {
    const commit = this.#commit(ref ?? 'HEAD');
    if (commit === null) return refused(404, `No commit found for the ref ${ref ?? ''}`);
    const [entry] = this.repository
      .fixed('ls-tree', '-l', '-z', commit, '--', path.replace(/^\/|\/$/g, ''))
      .split('\0')
      .filter((row) => row !== '');
    const [, mode = '', type = '', sha = ''] = /^(\d+) (\w+) ([0-9a-f]+)/.exec(entry ?? '') ?? [];
    if (type === 'tree')
      return ok(
        this.repository
          .tree(sha, false)
          .slice(0, 1000)
          .map((one) => content(`${path}/${one.path}`, one)),
      );
    if (type !== 'blob') return notFound;
    const { bytes } = this.repository.objects([sha]).get(sha) ?? { bytes: Buffer.alloc(0) };
    if (bytes.length > this.limits.blobBytes) return tooLarge('files up to 100 MB in size');
    if (wantsRaw.test(accept)) return raw(bytes);
    const isLarge = bytes.length > this.limits.contentBytes;
    return ok({
      ...content(path, { path, mode, type: 'blob', id: sha, size: bytes.length }),
      encoding: isLarge ? 'none' : 'base64',
      content: isLarge ? '' : lined(bytes),
    });
  }

  commit(ref: string, accept: string): Answer {
    const sha = this.#commit(ref);
    if (sha === null) return unprocessable(`No commit found for SHA: ${ref}`);
    return accept.includes('application/vnd.github.sha') ? raw(Buffer.from(sha)) : ok(this.#described(sha));
  }

  gitCommit(sha: string): Answer {
    const found = this.repository.resolve(sha, 'commit');
    if (found === null) return notFound;
    const { commit, parents } = this.#described(found);
    return ok({ sha: found, ...commit, parents });
  }

  commits(url: URL, query: URLSearchParams): Answer {
    const from = this.#commit(query.get('sha') ?? 'HEAD');
    if (from === null) return notFound;
    const path = query.get('path');
    const ids = this.repository
      .fixed('log', '--format=%H', from, ...(path === null ? [] : ['--', path]))
      .split('\n')
      .filter((id) => id !== '');
    const listed = page(url, query, ids);
    return { ...listed, body: (listed.body as readonly string[]).map((id) => this.#described(id)) };
  }

  ref(name: string): Answer {
    const object = this.repository.resolve(`refs/${name}`, 'commit');
    return object === null ? notFound : ok({ ref: `refs/${name}`, object: { type: 'commit', sha: object } });
  }

  branch(name: string): Answer {
    const sha = this.repository.resolve(`refs/heads/${name}`, 'commit');
    return sha === null ? refused(404, 'Branch not found') : ok({ name, commit: this.#described(sha), protected: false });
  }

  /** Files stand on the first page only, 300 of them at most. */
  compare(basehead: string, url: URL, query: URLSearchParams): Answer {
    const [baseName = '', headName = ''] = basehead.split('...');
    const [base, head] = [this.#commit(baseName), this.#commit(headName)];
    if (base === null || head === null) return notFound;
    let common: string;
    try {
      common = this.repository.fixed('merge-base', base, head).trim();
    } catch {
      return refused(404, `No common ancestor between ${baseName} and ${headName}.`);
    }
    const list = (range: string): readonly string[] => {
      const text = this.repository.fixed('rev-list', '--reverse', range).trim();
      return text === '' ? [] : text.split('\n');
    };
    const ahead = list(`${base}..${head}`);
    const behind = list(`${head}..${base}`).length;
    const status = base === head ? 'identical' : behind === 0 ? 'ahead' : ahead.length === 0 ? 'behind' : 'diverged';
    const listed = page(url, query, ahead);
    const isFirst = Number(query.get('page') ?? '1') === 1;
    const answer = ok({
      status,
      ahead_by: ahead.length,
      behind_by: behind,
      total_commits: ahead.length,
      base_commit: this.#described(base),
      merge_base_commit: this.#described(common),
      commits: (listed.body as readonly string[]).map((id) => this.#described(id)),
      ...(isFirst ? { files: filesBetween(this.repository, common, head).slice(0, mostFilesInDiff) } : {}),
    });
    return listed.headers === undefined ? answer : { ...answer, headers: listed.headers };
  }

  #described(sha: string) {
    const [tree = '', parents = '', author = '', message = ''] = this.repository.fixed('show', '-s', '--format=%T%n%P%n%an%n%s', sha).split('\n');
    const parentIds = parents.split(' ').filter((id) => id !== '');
    return {
      sha,
      commit: { message, author: { name: author, date: '2026-01-01T00:00:00Z' }, tree: { sha: tree } },
      parents: parentIds.map((id) => ({ sha: id })),
    };
  }
}

/** How base64 comes: in lines. */
function lined(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{60}/g, '$&\n');
}

function content(path: string, { mode, type, id, size }: GitTreeEntry): Readonly<Record<string, unknown>> {
  const url = 'https://github.example.com/';
  return {
    type: type === 'tree' ? 'dir' : type === 'commit' ? 'submodule' : mode === '120000' ? 'symlink' : 'file',
    name: path.slice(path.lastIndexOf('/') + 1),
    path: path.replace(/^\//, ''),
    sha: id,
    size: size ?? 0,
    url,
    html_url: url,
    git_url: url,
    download_url: url,
    _links: { git: url, html: url, self: url },
  };
}

function tooLarge(what: string): Answer {
  const errors = [{ resource: 'Blob', field: 'data', code: 'too_large' }];
  const answer = refused(403, `This API returns ${what}. The requested blob is too large to fetch via the API, but you can always clone it.`);
  return { ...answer, body: { ...(answer.body as object), errors } };
}
