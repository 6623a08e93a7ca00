import { ConfigError, InputError } from '../config/errors.js';
import { defaultConfigPath, defaultSettings, parseSettings, type Settings } from '../config/settings.js';
import { field, type GitHubReads } from '../sources/github-port.js';
import type { PullRequestEvent } from './event.js';

/** What a run must know before it reviews, in one request. */
export interface Opening {
  readonly settings: Settings;
  /** Our own login, by which our comments are known; `GET /user` is refused to the Actions token. Empty: not told. */
  readonly viewer: string;
}

const query = `query($owner: String!, $name: String!, $branch: String!, $atTip: String!, $atEvent: String!) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    tip: object(expression: $branch) { oid }
    atTip: object(expression: $atTip) { ... on Blob { isBinary isTruncated text } }
    atEvent: object(expression: $atEvent) { ... on Blob { isBinary isTruncated text } }
  }
}`;

/**
 * Reads the configuration file from the tip of the base branch, so that a pull request cannot relax its own gate. A base branch that is gone
 * counts as it was at the event. Throws `ConfigError`: wrong configuration, or a file that was asked for by name
 * and is not there; `InputError`: no answer.
 */
export async function readOpening(api: GitHubReads, event: PullRequestEvent, configPath: string): Promise<Opening> {
  const path = configPath.replace(/^\.\//, '');
  const branch = `refs/heads/${event.baseRef}`;
  const { data, errors } = await api.graphql(query, {
    owner: event.owner,
    name: event.repository,
    branch,
    atTip: `${branch}:${path}`,
    atEvent: `${event.baseSha}:${path}`,
  });
  const repository = field(data, 'repository');
  const error = errors.find((one) => one.field !== 'viewer');
  // A field that failed is null like one that is not there: a gate must not fall back to its defaults for that.
  if (error?.type === 'NOT_FOUND')
    throw new ConfigError(`the repository ${event.owner}/${event.repository} cannot be read: the token needs "contents: read"`);
  if (error !== undefined || repository === null) throw new InputError(`GitHub did not answer for the configuration: ${error?.message ?? 'no data'}`);
  const viewer = field(field(data, 'viewer'), 'login');
  const file = field(repository, 'tip') === null ? field(repository, 'atEvent') : field(repository, 'atTip');
  return { settings: settingsOf(file, path), viewer: typeof viewer === 'string' ? viewer : '' };
}

function settingsOf(file: unknown, path: string): Settings {
  if (file === null) {
    if (path !== defaultConfigPath) throw new ConfigError(`input 'config': the base branch has no file ${path}`);
    return defaultSettings;
  }
  const text = field(file, 'text');
  if (typeof text !== 'string' || field(file, 'isBinary') === true) throw new ConfigError(`${path} is no text file`);
  if (field(file, 'isTruncated') !== false) throw new ConfigError(`${path} is too large for a configuration file`);
  return parseSettings(text, path);
}
