/** Event payloads as GitHub sends them (GitHub Docs, "Webhook events and payloads"), with the fields a reader could stumble over. */

export const sha = (digit: string): string => digit.repeat(40);
export const zero = sha('0');

const owner = {
  login: 'contoso',
  id: 6811672,
  node_id: 'MDEyOk9yZ2FuaXphdGlvbjY4MTE2NzI=',
  type: 'Organization',
  site_admin: false,
  html_url: 'https://github.com/contoso',
};

export function user(login: string, type: 'User' | 'Bot' = 'User') {
  return { login, id: 21031067, node_id: 'MDQ6VXNlcjIxMDMxMDY3', type, site_admin: false, html_url: `https://github.com/${login}` };
}

function repositoryOf(fullName: string) {
  const [login = '', name = ''] = fullName.split('/');
  return {
    id: 17273051,
    node_id: 'MDEwOlJlcG9zaXRvcnkxNzI3MzA1MQ==',
    name,
    full_name: fullName,
    private: true,
    owner: { ...owner, login },
    html_url: `https://github.com/${fullName}`,
    description: null,
    fork: login !== 'contoso',
    default_branch: 'main',
  };
}

export const repository = repositoryOf('contoso/apis');

export const pullRequest = {
  action: 'synchronize',
  number: 7,
  pull_request: {
    id: 191568743,
    number: 7,
    state: 'open',
    locked: false,
    title: 'Let the portal in',
    user: user('mona'),
    body: null,
    draft: false,
    head: { label: 'mona:topic', ref: 'topic', sha: sha('a'), user: user('mona'), repo: repositoryOf('mona/apis') },
    base: { label: 'contoso:release/2', ref: 'release/2', sha: sha('b'), user: owner, repo: repository },
    author_association: 'CONTRIBUTOR',
    merged: false,
    mergeable: null,
    commits: 2,
    changed_files: 1,
  },
  before: sha('1'),
  after: sha('a'),
  repository,
  organization: owner,
  sender: user('mona'),
};

export const mergeGroup = {
  action: 'checks_requested',
  merge_group: {
    head_sha: sha('a'),
    head_ref: `refs/heads/gh-readonly-queue/main/pr-7-${sha('b')}`,
    base_sha: sha('b'),
    base_ref: 'refs/heads/main',
    head_commit: { id: sha('a'), tree_id: sha('c'), message: 'Merge pull request #7', timestamp: '2026-11-20T10:00:00Z' },
  },
  repository,
  organization: owner,
  sender: user('mona'),
};

export const push = {
  ref: 'refs/heads/main',
  before: sha('b'),
  after: sha('a'),
  repository: { ...repository, master_branch: 'main' },
  pusher: { name: 'mona', email: 'mona@example.com' },
  organization: owner,
  sender: user('mona'),
  created: false,
  deleted: false,
  forced: false,
  base_ref: null,
  compare: 'https://github.com/contoso/apis/compare/bbbbbbbbbbbb...aaaaaaaaaaaa',
  commits: [{ id: sha('a'), message: 'Change', added: [], removed: [], modified: ['apimartifacts/policy.xml'] }],
  head_commit: { id: sha('a'), message: 'Change' },
};

export const dispatch = {
  inputs: null as Readonly<Record<string, unknown>> | null,
  ref: 'refs/heads/main',
  repository,
  organization: owner,
  sender: user('mona'),
  workflow: '.github/workflows/cors.yml',
};

export const comment = {
  action: 'created',
  issue: {
    url: 'https://api.github.com/repos/contoso/apis/issues/7',
    id: 444500041,
    number: 7,
    title: 'Let the portal in',
    user: user('mona'),
    labels: [],
    state: 'open',
    locked: false,
    comments: 1,
    author_association: 'CONTRIBUTOR',
    draft: false,
    pull_request: { url: 'https://api.github.com/repos/contoso/apis/pulls/7', merged_at: null },
    body: null,
  },
  comment: {
    id: 492700400,
    node_id: 'MDEyOklzc3VlQ29tbWVudDQ5MjcwMDQwMA==',
    user: user('hubot'),
    created_at: '2026-11-20T10:00:00Z',
    updated_at: '2026-11-20T10:00:00Z',
    author_association: 'MEMBER',
    body: '/apim-cors rules inherited-cors-decides',
    performed_via_github_app: null,
  },
  repository,
  organization: owner,
  sender: user('hubot'),
};
