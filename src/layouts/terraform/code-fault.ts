import type { MetadataFault } from '../../apim/metadata-fault.js';
import type { SyntaxProblem } from './hcl-syntax.js';
import type { EvaluationProblem } from './scope.js';

/** Bytes. A longer file is not read. */
export const longestRead = 5_000_000;

/** What could not be read or evaluated, as a report takes it; null: that is told elsewhere. */
export function codeFault(code: SyntaxProblem['code'] | EvaluationProblem['code'], what: string): MetadataFault | null {
  switch (code) {
    case 'unexpected':
    case 'unclosed':
      return { code: `code-${code}`, given: { what } };
    case 'repeated':
      return { code: 'code-twice', given: { name: what } };
    case 'too-deep':
      return { code: 'code-too-deep', given: { name: what } };
    case 'not-json':
      return { code: 'no-json', given: { rest: what } };
    case 'too-large':
      return { code: 'too-large', given: { largest: longestRead / 1_000_000 } };
    case 'loop-too-long':
    case 'text-too-long':
    case 'too-many-modules':
      return { code, given: { name: what } };
    case 'template-malformed':
      return { code, given: { path: what } };
    // The policy whose text it would be is told as one that was not read.
    case 'file-missing':
      return null;
  }
}
