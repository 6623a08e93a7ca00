import { field, repositoryPath, statusOf, type GitHubReads, type RepositoryName } from '../sources/github-port.js';
import { isCommitId } from './event.js';

/**
 * The current commit of a branch, a tag or a commit's id (GitHub REST API, "Get a commit"); null: there is none. The API takes `heads/main` for
 * `refs/heads/main`.
 */
export async function commitOf(api: GitHubReads, name: RepositoryName, revision: string): Promise<string | null> {
  const reference = revision.replace(/^refs\//, '');
  try {
    const sha = field(
      await api.get(`${repositoryPath(name)}/commits/${reference.split('/').map(encodeURIComponent).join('/')}`, { per_page: 1 }),
      'sha',
    );
    return typeof sha === 'string' && isCommitId(sha) ? sha : null;
  } catch (error) {
    // 422: no commit has that id; 409: the repository is empty.
    if ([404, 409, 422].includes(statusOf(error) ?? 0)) return null;
    throw error;
  }
}
