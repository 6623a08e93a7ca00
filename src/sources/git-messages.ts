import { InputError } from '../config/errors.js';
import { didYouMean } from '../config/nearest.js';

/** What to do about a clone that lacks history. */
export const fetchAll =
  'fetch the whole history (git fetch --unshallow; with actions/checkout, fetch-depth: 0; in Azure Pipelines, fetchDepth: 0 at the step checkout: self)';

/** A clone without some contents, which are not fetched here. `what`: a path or an object's id. */
export function partial(what: string): InputError {
  return new InputError(`this partial clone lacks the contents of '${what}', and nothing is fetched here; clone without --filter`);
}

/** A commit's id as people write it. */
export function short(commit: string): string {
  return commit.slice(0, 7);
}

/** What git said last, on one line. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** Why a folder cannot be opened as a repository, from what git said of it. */
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

/** What is known of a repository that lacks a revision. `names`: its branches and tags, short. */
export interface Lacking {
  readonly revision: string;
  readonly root: string;
  readonly names: readonly string[];
  readonly isShallow: boolean;
}

/** That there is no such revision, and which one may have been meant. */
export function noSuchRevision({ revision, root, names, isShallow }: Lacking): string {
  const remote = names.find((name) => name.endsWith(`/${revision}`));
  const hint = remote === undefined ? didYouMean(revision, names) : `; did you mean '${remote}'?`;
  if (hint !== '') return `no revision '${revision}' in ${root}${hint}`;
  if (isShallow) return `no revision '${revision}' in ${root}, which is a shallow clone; ${fetchAll}`;
  const others = `; it has ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' and others' : ''}`;
  return `no revision '${revision}' in ${root}${names.length === 0 ? ', which has no branches yet' : others}`;
}
