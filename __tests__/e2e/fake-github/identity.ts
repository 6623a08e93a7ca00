/** The one repository, and who speaks. */
export const owner = 'contoso';
export const name = 'apis';
export const fullName = `${owner}/${name}`;
/** Its number, by which GitHub's own links name it. */
export const repositoryId = 1296269;
export const token = 'ghs_secret';

/** The Actions token's user, as comments name it. */
export const bot = { login: 'github-actions[bot]' };

export function accountOf({ login }: { readonly login: string }): Readonly<Record<string, unknown>> {
  return { login, type: login.endsWith('[bot]') ? 'Bot' : 'User', url: `https://github.example.com/users/${login}` };
}

export function repositoryOf(full: string): Readonly<Record<string, unknown>> {
  const [login = '', repo = ''] = full.split('/');
  const isOurs = full === fullName;
  return {
    id: isOurs ? repositoryId : repositoryId + 1,
    name: repo,
    full_name: full,
    owner: accountOf({ login }),
    fork: !isOurs,
    private: true,
    default_branch: 'main',
  };
}
