import type { Conversation } from './conversation.js';
import { connection, FieldError } from './graphql.js';
import { fullName, name, owner } from './identity.js';
import { may, type Permissions } from './permissions.js';
import type { PullRequest } from './pull-request.js';
import type { GitObject, GitRepository } from './repository.js';

/** Text that is longer comes cut. */
const longestText = 512_000;

export interface GraphqlWorld {
  readonly repository: GitRepository;
  readonly conversation: Conversation;
  readonly pull: PullRequest;
  readonly viewer: string;
  readonly permissions: Permissions;
  readonly readOnly: boolean;
  /** False: text comes as if it had been in another encoding. */
  readonly isToTheByte: boolean;
  /** Git objects that the request names. */
  readonly objects: ReadonlyMap<string, GitObject>;
  readonly minimise: (id: string, classifier: string) => void;
}

type Value = Readonly<Record<string, unknown>>;

/** What GraphQL's queries and mutations answer; fields that take arguments are functions of them. */
export function graphqlRoot(world: GraphqlWorld): Value {
  const allowed = (scope: 'contents' | 'pull_requests', level: 'read' | 'write'): void => {
    if (!may(world.permissions, world.readOnly, scope, level)) throw new FieldError('FORBIDDEN', 'Resource not accessible by integration');
  };
  return {
    viewer: { login: world.viewer },
    rateLimit: { limit: 1000, cost: 1, remaining: 900, used: 100, resetAt: '2026-01-01T00:00:00Z', nodeCount: 1 },
    repository: ({ owner: wantedOwner, name: wantedName }: Readonly<Record<string, string>>) => {
      if (wantedOwner !== owner || wantedName !== name) throw new FieldError('NOT_FOUND', 'Could not resolve to a Repository');
      return repositoryValue(world, allowed);
    },
    node: ({ id }: Readonly<Record<string, string>>) => nodeOf(world, id ?? ''),
    nodes: ({ ids }: { readonly ids: readonly string[] }) => ids.map((id) => world.conversation.node(id)),
    minimizeComment: ({ input }: { readonly input: Readonly<Record<string, string>> }) => {
      allowed('pull_requests', 'write');
      const id = input['subjectId'] ?? '';
      const node = nodeOf(world, id);
      world.minimise(id, input['classifier'] ?? '');
      return { clientMutationId: null, minimizedComment: { ...node, isMinimized: true } };
    },
    resolveReviewThread: () => {
      allowed('pull_requests', 'write');
      allowed('contents', 'write');
      return { clientMutationId: null, thread: null };
    },
  };
}

function nodeOf({ conversation }: GraphqlWorld, id: string): Value {
  const node = conversation.node(id);
  if (node === null) throw new FieldError('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
  return node;
}

function repositoryValue(world: GraphqlWorld, allowed: (scope: 'contents' | 'pull_requests', level: 'read') => void): Value {
  const { repository, conversation, pull } = world;
  const ref = (qualified: string): Value | null => {
    const oid = repository.resolve(qualified, 'commit');
    return oid === null
      ? null
      : { name: qualified.replace(/^refs\/(heads|tags)\//, ''), target: () => objectOf(world, repository.objects([oid]).get(oid)) };
  };
  return {
    nameWithOwner: fullName,
    isFork: false,
    isPrivate: true,
    defaultBranchRef: () => ref('refs/heads/main'),
    ref: ({ qualifiedName }: Readonly<Record<string, string>>) => {
      allowed('contents', 'read');
      return ref(qualifiedName ?? '');
    },
    object: ({ oid, expression }: Readonly<Record<string, string>>) => {
      allowed('contents', 'read');
      return objectOf(world, world.objects.get(oid ?? expression ?? ''));
    },
    pullRequest: ({ number }: Readonly<Record<string, number>>) => {
      allowed('pull_requests', 'read');
      if (number !== 1) throw new FieldError('NOT_FOUND', 'Could not resolve to a PullRequest');
      return {
        number: 1,
        state: 'OPEN',
        headRefOid: pull.head,
        baseRefOid: pull.base,
        headRefName: 'topic',
        baseRefName: 'main',
        comments: connection(conversation.issueNodes()),
        reviewThreads: connection(
          conversation.threadNodes().map(({ root, comments }) => {
            const now = pull.currentLines(root);
            return {
              id: `thread-${root.id}`,
              isResolved: false,
              isOutdated: now === null,
              path: root.path,
              line: now?.line ?? null,
              startLine: now?.start_line ?? null,
              comments: connection(comments),
            };
          }),
        ),
      };
    },
  };
}

function objectOf(world: GraphqlWorld, object: GitObject | undefined): Value | null {
  if (object === undefined) return null;
  const { repository } = world;
  const { id, type, bytes } = object;
  const base = { oid: id, abbreviatedOid: id.slice(0, 7) };
  if (type === 'commit') {
    const tree = repository.resolve(id, 'tree') ?? '';
    return { __typename: 'Commit', ...base, tree: () => objectOf(world, repository.objects([tree]).get(tree)) };
  }
  if (type === 'tree') return treeValue(world, id);
  if (type === 'tag') return { __typename: 'Tag', ...base };
  return blobValue(world, id, bytes);
}

function treeValue(world: GraphqlWorld, id: string): Value {
  return {
    __typename: 'Tree',
    oid: id,
    abbreviatedOid: id.slice(0, 7),
    entries: () =>
      world.repository.items(id).map(({ path, name, mode, type: kind, id: oid, size }) => ({
        name: path,
        nameRaw: name.toString('base64'),
        path,
        mode: Number.parseInt(mode, 8),
        type: kind,
        oid,
        size: size ?? 0,
        // A commit is a submodule's, and elsewhere. Of a tree and of a blob that is only named nothing is read: there may be thousands.
        object: () => (kind === 'commit' ? null : kind === 'tree' ? treeValue(world, oid) : blobValue(world, oid)),
      })),
  };
}

function blobValue(world: GraphqlWorld, id: string, known: Buffer | null = null): Value {
  const bytes = (): Buffer => known ?? world.repository.objects([id]).get(id)?.bytes ?? Buffer.alloc(0);
  const isBinary = (): boolean => bytes().subarray(0, 8000).includes(0);
  return {
    __typename: 'Blob',
    oid: id,
    abbreviatedOid: id.slice(0, 7),
    byteSize: () => bytes().length,
    isBinary,
    isTruncated: () => bytes().length > longestText,
    text: () => (isBinary() ? null : textOf(bytes(), world.isToTheByte)),
  };
}

/** What is no UTF-8 comes as if it were, converted from the encoding it is taken for. */
function textOf(bytes: Buffer, isToTheByte: boolean): string {
  const shown = bytes.subarray(0, longestText);
  const utf8 = shown.toString('utf8');
  if (!isToTheByte) return `${utf8}?`;
  return utf8.includes('\uFFFD') ? shown.toString('latin1') : utf8;
}
