import { ConfigError, InputError } from '../config/errors.js';
import { defaultConfigPath, defaultSettings, parseSettings, type Settings } from '../config/settings.js';
import { field, type GitHubReads, type RepositoryName } from '../sources/github-port.js';
import type { ConfigurationPlace } from './event.js';

/** What a run needs before the review, from one request. */
export interface Opening {
  readonly settings: Settings;
  /** The tip of the base branch; null: the branch does not exist. */
  readonly tip: string | null;
  /** Our own login, which identifies our comments; `GET /user` is refused to the Actions token. Empty: not given. */
  readonly viewer: string;
}

const query = `query($owner: String!, $name: String!, $tip: String!, $atTip: String!, $commit: String!, $atCommit: String!) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    tip: object(expression: $tip) { oid }
    atTip: object(expression: $atTip) { ... on Blob { isBinary isTruncated text } }
    commit: object(expression: $commit) { oid }
    atCommit: object(expression: $atCommit) { ... on Blob { isBinary isTruncated text } }
  }
}`;

/**
 * Reads the configuration file from the base's side, so that a change cannot relax its own gate: from the tip of the base branch, or without one from the
 * event's commit. Throws `ConfigError`: wrong configuration, or an explicitly named file is missing; `InputError`: no answer.
 */
export async function readOpening(api: GitHubReads, name: RepositoryName, place: ConfigurationPlace, configPath: string): Promise<Opening> {
  const path = configPath.replace(/^\.\//, '');
  const branch = place.branch ?? place.commit;
  const { data, errors } = await api.graphql(query, {
    owner: name.owner,
    name: name.repository,
    tip: branch,
    atTip: `${branch}:${path}`,
    commit: place.commit,
    atCommit: `${place.commit}:${path}`,
  });
  const repository = field(data, 'repository');
  const error = errors.find((one) => one.field !== 'viewer');
  // A failed field is null, like a missing one: the gate must not use its defaults because of that.
  if (error?.type === 'NOT_FOUND')
    throw new ConfigError(`the repository ${name.owner}/${name.repository} cannot be read: the token needs "contents: read"`);
  if (error !== undefined || repository === null) throw new InputError(`GitHub did not answer for the configuration: ${error?.message ?? 'no data'}`);
  const tip = field(field(repository, 'tip'), 'oid');
  const isAtTip = field(repository, 'tip') !== null;
  if (!isAtTip && field(repository, 'commit') === null)
    throw new InputError(`GitHub does not have the commit ${place.commit}, whose configuration decides (a push can have taken it away)`);
  const viewer = field(field(data, 'viewer'), 'login');
  const settings = settingsOf(
    field(repository, isAtTip ? 'atTip' : 'atCommit'),
    path,
    place.branch === null ? `the commit ${place.commit.slice(0, 12)}` : `the base branch ${place.branch.replace('refs/heads/', '')}`,
  );
  return { settings, tip: place.branch !== null && typeof tip === 'string' ? tip : null, viewer: typeof viewer === 'string' ? viewer : '' };
}

function settingsOf(file: unknown, path: string, where: string): Settings {
  if (file === null) {
    if (path !== defaultConfigPath) throw new ConfigError(`input 'config': ${where} has no file ${path}`);
    return defaultSettings;
  }
  const text = field(file, 'text');
  if (typeof text !== 'string' || field(file, 'isBinary') === true) throw new ConfigError(`${path} is no text file`);
  if (field(file, 'isTruncated') !== false) throw new ConfigError(`${path} is too large for a configuration file`);
  return parseSettings(text, path);
}
