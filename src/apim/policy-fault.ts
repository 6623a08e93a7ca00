import type { Coded } from '../text/said.js';
import type { MarkupFaults } from '../xml/problem.js';

/** Why a file was not read though it is there. `no-content`: the tree gave nothing for it; `lfs`: its content is in Git LFS. */
export type Unread = 'symlink' | 'submodule' | 'no-content' | 'lfs' | 'too-large';

/** Why a file is no policy that can be evaluated. */
export interface PolicyFaults extends MarkupFaults {
  /** The root element of the other kind of document; `expected`: the one that its place takes. */
  readonly 'root-of-another-place': { readonly expected: 'policies' | 'fragment' };
  readonly 'unknown-root': { readonly element: string };
  readonly 'section-twice': { readonly section: string };
  /** Other files that are given its scope. */
  readonly 'scope-given-twice': { readonly others: readonly string[] };
  readonly unread: { readonly why: Unread };
  /** The name of what stands for its text and is not decided; null: it is no text. */
  readonly 'text-undecided': { readonly name: string | null };
  /** Its text is a file that the repository does not have: the path, or the end of it. */
  readonly 'file-missing': { readonly file: string };
  /** The line of code that deploys another policy to the same scope. */
  readonly 'deployed-twice': { readonly path: string; readonly line: number };
}

/** Why a file is no policy, as data. */
export type PolicyFault = Coded<PolicyFaults>;
