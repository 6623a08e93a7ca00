export type Level = 'none' | 'read' | 'write';
export type Scope = 'contents' | 'pull_requests' | 'issues' | 'checks';
export type Permissions = Readonly<Partial<Record<Scope, Level>>>;

type Need = readonly (readonly [Scope, 'read' | 'write'])[];

const conversation = (level: 'read' | 'write'): Need => [
  ['issues', level],
  ['pull_requests', level],
];

/** One of these is enough (GitHub Docs, "Permissions required for GitHub Apps"); what needs nothing but the repository is not here. */
const needs: Readonly<Record<string, Need>> = {
  'repos/get-branch': [['contents', 'read']],
  'repos/list-commits': [['contents', 'read']],
  'repos/get-commit': [['contents', 'read']],
  'repos/compare-commits-with-basehead': [['contents', 'read']],
  'repos/get-content': [['contents', 'read']],
  'repos/list-pull-requests-associated-with-commit': [['pull_requests', 'read']],
  'git/get-tree': [['contents', 'read']],
  'git/get-blob': [['contents', 'read']],
  'git/get-commit': [['contents', 'read']],
  'git/get-ref': [['contents', 'read']],
  'pulls/list': [['pull_requests', 'read']],
  'pulls/get': [['pull_requests', 'read']],
  'pulls/list-files': [['pull_requests', 'read']],
  'pulls/list-review-comments': [['pull_requests', 'read']],
  'pulls/list-reviews': [['pull_requests', 'read']],
  'pulls/get-review-comment': [['pull_requests', 'read']],
  'pulls/create-review': [['pull_requests', 'write']],
  'pulls/update-review': [['pull_requests', 'write']],
  'pulls/create-review-comment': [['pull_requests', 'write']],
  'pulls/create-reply-for-review-comment': [['pull_requests', 'write']],
  'pulls/update-review-comment': [['pull_requests', 'write']],
  'pulls/delete-review-comment': [['pull_requests', 'write']],
  'issues/get': conversation('read'),
  'issues/list-comments': conversation('read'),
  'issues/get-comment': conversation('read'),
  'issues/create-comment': conversation('write'),
  'issues/update-comment': conversation('write'),
  'issues/delete-comment': conversation('write'),
  'reactions/list-for-issue-comment': conversation('read'),
  'reactions/create-for-issue-comment': conversation('write'),
  'reactions/create-for-pull-request-review-comment': [['pull_requests', 'write']],
  'checks/create': [['checks', 'write']],
  'checks/update': [['checks', 'write']],
};

export function may(permissions: Permissions, readOnly: boolean, scope: Scope, level: 'read' | 'write'): boolean {
  const given = permissions[scope] ?? 'none';
  return level === 'read' ? given !== 'none' : given === 'write' && !readOnly;
}

/** What the token lacks, as GitHub's header says it; null: nothing. `GET /user` is for people. */
export function missingPermission(operation: string, permissions: Permissions, readOnly: boolean): string | null {
  if (operation === 'users/get-authenticated') return '';
  const need = needs[operation];
  if (need === undefined || need.some(([scope, level]) => may(permissions, readOnly, scope, level))) return null;
  return need.map(([scope, level]) => `${scope}=${level}`).join('; ');
}
