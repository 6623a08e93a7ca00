import type { Coded } from '../text/said.js';
import type { MarkupFaults } from '../xml/problem.js';

/** Why an existing file was not read. `no-content`: the tree has no content for it; `lfs`: its content is in Git LFS. */
export type Unread = 'symlink' | 'submodule' | 'no-content' | 'lfs' | 'too-large';

/** Why a file cannot be evaluated as a policy. */
export interface PolicyFaults extends MarkupFaults {
  /** It has the root element of the other kind of document; `expected`: the one for its place. */
  readonly 'root-of-another-place': { readonly expected: 'policies' | 'fragment' };
  readonly 'unknown-root': { readonly element: string };
  readonly 'section-twice': { readonly section: string };
  /** Other files that claim the same scope. */
  readonly 'scope-given-twice': { readonly others: readonly string[] };
  readonly unread: { readonly why: Unread };
  /** Its text is an undecided value: the value's name, or null if the value is not a text. */
  readonly 'text-undecided': { readonly name: string | null };
  /** Its text is in a file that the repository lacks: the path, or the end of it. */
  readonly 'file-missing': { readonly file: string };
  /** The line of code that deploys another policy to the same scope. */
  readonly 'deployed-twice': { readonly path: string; readonly line: number };
}

/** Why a file cannot be evaluated as a policy, as data. */
export type PolicyFault = Coded<PolicyFaults>;
