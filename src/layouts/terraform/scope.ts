import type { TextValue, Value } from '../deployed/deployed-value.js';
import type { TemplateResult } from './parse-hcl.js';

/** Where an expression stands, and what it can ask. All of it is synchronous: what is not read yet is `undefined`, and the caller evaluates again. */
export interface HclScope {
  /** The file that the expression stands in, relative to the repository's root: the place of its texts. */
  readonly path: string;
  /** The root module's folder, relative to the repository's root ('' for the root): relative paths of `file` and the like begin there, as `path.module` does. */
  readonly folder: string;
  /**
   * What names stand for: `['var', 'x', 'y']`, `['azurerm_api_management', 'this', 'name']`, `['path', 'module']`. `used`: how many of the names
   * the value stands for (at least one); the evaluator goes on from it with the others. Null: nobody knows, and the names are the value's name.
   */
  find(names: readonly string[]): Found | null;
  /** A file's text; null: there is none; undefined: not read yet. */
  readFile(path: string): string | null | undefined;
  /** Told of a path that is not decided: it may mean any file that fits it. */
  mayRead?(path: TextValue): void;
  /** Paths of the files below a folder, for `fileset`; left out or undefined: not known. */
  filesBelow?(folder: string): readonly string[] | undefined;
  /** A text as a template, where somebody keeps what was read. */
  template?(text: string): TemplateResult;
  /** Told of what is refused or cannot be read, once a place. */
  report?(problem: HclEvaluationProblem): void;
}

/** What the first names of several stand for. `used`: how many of them. */
export interface Found {
  readonly value: Value;
  readonly used: number;
}

/** Why a part of an expression has no value: data for a sentence. `argument`: a path, or the text that it is about. */
export interface HclEvaluationProblem {
  readonly code: 'loop-too-long' | 'too-deep' | 'too-many-modules' | 'text-too-long' | 'file-missing' | 'template-malformed';
  readonly argument: string;
  /** The file that the expression stands in, and the offset there. */
  readonly path: string;
  readonly offset: number;
}
