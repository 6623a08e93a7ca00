import { InputError } from '../config/errors.js';
import { didYouMean } from '../config/nearest.js';

/** Advice for a clone without enough history. */
export const fetchAll =
  'fetch the whole history (git fetch --unshallow; with actions/checkout, fetch-depth: 0; in Azure Pipelines, fetchDepth: 0 at the step checkout: self)';

/** A clone that lacks contents, which are not fetched here. `what`: a path or an object's id. */
export function partial(what: string): InputError {
  return new InputError(`this partial clone lacks the contents of '${what}', and nothing is fetched here; clone without --filter`);
}

/** A commit's abbreviated id. */
export function short(commit: string): string {
  return commit.slice(0, 7);
}

/** Git's last line of output. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** Why a folder cannot be opened as a repository, from git's message. */
export function notOpened(folder: string, stderr: string): string {
  if (stderr.includes('dubious ownership')) {
    return `git does not read '${folder}' because it belongs to another user; if you trust it: git config --global --add safe.directory '${folder}'`;
  }
  if (stderr.includes('cannot use bare repository')) return `'${folder}' is a bare repository; name a checkout with --repo`;
  if (stderr.includes('must be run in a work tree')) return `'${folder}' is not inside a checkout; name its folder with --repo`;
  if (stderr.includes('cannot change to')) return `there is no folder '${folder}'`;
  if (stderr.includes('not a git repository')) {
    return `'${folder}' is not in a git repository; name one with --repo, or read plain folders (scan --dir, review --base-dir and --head-dir)`;
  }
  return `git cannot read '${folder}': ${lastLine(stderr)}`;
}

/** Facts about a repository without the revision. `names`: its branches and tags, short. */
export interface Lacking {
  readonly revision: string;
  readonly root: string;
  readonly names: readonly string[];
  readonly isShallow: boolean;
}

/** The error for an unknown revision, with a suggestion. */
export function noSuchRevision({ revision, root, names, isShallow }: Lacking): string {
  const remote = names.find((name) => name.endsWith(`/${revision}`));
  const hint = remote === undefined ? didYouMean(revision, names) : `; did you mean '${remote}'?`;
  if (hint !== '') return `no revision '${revision}' in ${root}${hint}`;
  if (isShallow) return `no revision '${revision}' in ${root}, which is a shallow clone; ${fetchAll}`;
  const others = `; it has ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' and others' : ''}`;
  return `no revision '${revision}' in ${root}${names.length === 0 ? ', which has no branches yet' : others}`;
}
