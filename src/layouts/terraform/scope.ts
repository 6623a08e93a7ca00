import type { TextValue, Value } from '../deployed/deployed-value.js';
import type { TemplateResult } from './parse-hcl.js';

/** The context of an expression. All of it is synchronous: a value that is not read yet is `undefined`, and the caller evaluates again. */
export interface HclScope {
  /** The file of the expression, relative to the repository's root: the place of its texts. */
  readonly path: string;
  /** The root module's folder, relative to the repository's root ('' for the root): the base for relative paths in `file` and `path.module`. */
  readonly folder: string;
  /**
   * The value of names: `['var', 'x', 'y']`, `['azurerm_api_management', 'this', 'name']`, `['path', 'module']`. `used`: how many of the names it covers (at
   * least one); the evaluator applies the others to it. Null: unknown, under these names.
   */
  find(names: readonly string[]): Found | null;
  /** A file's text; null: missing; undefined: not read yet. */
  readFile(path: string): string | null | undefined;
  /** Receives an undecided path: it may mean any matching file. */
  mayRead?(path: TextValue): void;
  /** Paths of the files below a folder, for `fileset`; left out or undefined: unknown. */
  filesBelow?(folder: string): readonly string[] | undefined;
  /** Parses a text as a template, with a cache. */
  template?(text: string): TemplateResult;
  /** Receives what is refused or cannot be read, once per place. */
  report?(problem: HclEvaluationProblem): void;
}

/** The value of the first of several names. `used`: how many. */
export interface Found {
  readonly value: Value;
  readonly used: number;
}

/** Why a part of an expression has no value, as data for a sentence. `argument`: a path, or the text in question. */
export interface HclEvaluationProblem {
  readonly code: 'loop-too-long' | 'too-deep' | 'too-many-modules' | 'text-too-long' | 'file-missing' | 'template-malformed';
  readonly argument: string;
  /** The file of the expression, and the offset there. */
  readonly path: string;
  readonly offset: number;
}
