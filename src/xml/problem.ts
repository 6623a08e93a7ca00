export type { Span } from '../text/edit.js';

/** What is wrong with the markup of a document, and where. */
export interface MarkupProblem {
  readonly code: 'malformed' | 'unclear' | 'doctype' | 'too-deep';
  readonly message: string;
  readonly offset: number;
}

/** A document that is not well-formed; `what` ends the sentence that begins with these words. */
export function malformed(what: string, offset: number): MarkupProblem {
  return { code: 'malformed', message: `not well-formed: ${what}`, offset };
}

/** A document whose C# can be read in more ways than one, or is not read to its end: it may be one that others take. */
export function unclear(what: string, offset: number): MarkupProblem {
  return { ...malformed(what, offset), code: 'unclear' };
}
