import { ConfigError } from '../config/errors.js';

/** A pull request build of Azure Pipelines, by its variables (Microsoft Learn, "Use predefined variables"). */
export interface AzureBuild {
  /** The collection's URL, with a final slash. Requests go to no other host. */
  readonly collection: string;
  /** Name or id. */
  readonly project: string;
  readonly repositoryId: string;
  readonly repositoryName: string;
  readonly pullRequest: number;
  /** The proposed commit of the pull request; the build itself checks out its merge. */
  readonly sourceCommit: string;
  /** Short: `main`. */
  readonly targetBranch: string;
  readonly isFromFork: boolean;
  /** The build's page; null: unknown. */
  readonly page: string | null;
  /** System.AccessToken; null: the job does not have it. */
  readonly token: string | null;
  /** Distinguishes the comments of this pipeline's job from another's. */
  readonly commentId: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the variables of the build. Throws `ConfigError`: it is not a pull request build of a repository in Azure Repos. */
export function readBuild(environment: Environment): AzureBuild {
  const optional = (name: string): string => {
    const value = environment[name] ?? '';
    // An unknown variable stays as written.
    return value.startsWith('$(') ? '' : value;
  };
  const required = (name: string): string => {
    const value = optional(name);
    if (value === '') throw new ConfigError(`--post azure-repos needs ${name}, which the agent sets in every pull request build of Azure Repos`);
    return value;
  };
  const provider = optional('BUILD_REPOSITORY_PROVIDER');
  if (provider !== '' && provider !== 'TfsGit')
    throw new ConfigError(
      `--post azure-repos writes to pull requests of Azure Repos, and the repository of this build is kept elsewhere (${provider})`,
    );
  if (optional('SYSTEM_PULLREQUEST_PULLREQUESTID') === '')
    throw new ConfigError(
      '--post azure-repos belongs into a pull request build (a build validation policy starts one), and this is none: SYSTEM_PULLREQUEST_PULLREQUESTID is not set',
    );
  const pullRequest = Number(required('SYSTEM_PULLREQUEST_PULLREQUESTID'));
  if (!Number.isSafeInteger(pullRequest) || pullRequest < 1)
    throw new ConfigError('SYSTEM_PULLREQUEST_PULLREQUESTID is not the number of a pull request');
  const sourceCommit = required('SYSTEM_PULLREQUEST_SOURCECOMMITID');
  if (!/^[0-9a-f]{40,64}$/.test(sourceCommit)) throw new ConfigError('SYSTEM_PULLREQUEST_SOURCECOMMITID is not the id of a commit');
  const collection = collectionOf(required('SYSTEM_COLLECTIONURI'));
  const project = required('SYSTEM_TEAMPROJECT');
  const id = optional('BUILD_BUILDID');
  return {
    collection,
    project,
    repositoryId: required('BUILD_REPOSITORY_ID'),
    repositoryName: optional('BUILD_REPOSITORY_NAME'),
    pullRequest,
    sourceCommit,
    targetBranch: required('SYSTEM_PULLREQUEST_TARGETBRANCH').replace(/^refs\/heads\//, ''),
    isFromFork: /^true$/i.test(optional('SYSTEM_PULLREQUEST_ISFORK')),
    page: /^\d+$/.test(id) ? `${collection}${encodeURIComponent(project)}/_build/results?buildId=${id}` : null,
    token: tokenOf(optional('SYSTEM_ACCESSTOKEN')),
    commentId: ['SYSTEM_DEFINITIONID', 'SYSTEM_PHASENAME', 'SYSTEM_JOBNAME'].map(optional).join(' / '),
  };
}

/** Throws `ConfigError` for a token that cannot be in a header. It is not shown, because it may be a secret. */
function tokenOf(token: string): string | null {
  if (token !== '' && !/^[\x21-\x7e]+$/.test(token)) throw new ConfigError('SYSTEM_ACCESSTOKEN holds what no token holds');
  return token === '' ? null : token;
}

function collectionOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search + url.hash !== '')
    throw new ConfigError('SYSTEM_COLLECTIONURI is not the address of a collection, as in https://dev.azure.com/contoso/');
  return `${url.origin}${url.pathname.replace(/\/*$/, '/')}`;
}
