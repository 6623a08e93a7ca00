import type { Coded, NoArguments } from '../text/said.js';

export type { Span } from '../text/edit.js';

/** Why a text is not an XML document. Names in the arguments are shortened. */
export interface FormFaults {
  readonly 'strange-character': { readonly hex: string };
  readonly 'impossible-reference': NoArguments;
  readonly 'bare-ampersand': NoArguments;
  readonly 'bare-brackets': NoArguments;
  readonly 'open-instruction': NoArguments;
  readonly 'late-declaration': NoArguments;
  readonly 'strange-declaration': NoArguments;
  readonly 'nameless-instruction': NoArguments;
  readonly 'open-comment': NoArguments;
  readonly 'dashes-in-comment': NoArguments;
  readonly 'open-cdata': NoArguments;
  readonly 'bare-angle': NoArguments;
  readonly 'angle-in-value': { readonly attribute: string | null };
  readonly 'open-tag': { readonly element: string };
  readonly 'open-closing-tag': NoArguments;
  readonly 'open-value': { readonly attribute: string };
  readonly 'no-space': { readonly attribute: string };
  readonly 'attribute-twice': { readonly element: string; readonly attribute: string };
  readonly 'no-attribute': { readonly element: string; readonly found: string };
  readonly 'no-quotes': { readonly attribute: string };
  readonly 'open-element': { readonly element: string };
  readonly 'closes-nothing': { readonly element: string };
  /** `line`: where the open element begins. */
  readonly 'closes-another': { readonly element: string; readonly open: string; readonly line: number };
  readonly 'no-element': NoArguments;
  readonly 'text-outside': NoArguments;
  readonly 'element-outside': { readonly element: string };
  readonly 'open-expressions': NoArguments;
  readonly 'part-of-value': NoArguments;
  readonly 'two-readings': NoArguments;
}

/** Why a text is refused. */
export interface MarkupFaults {
  /** `openExpression`: the line of an earlier expression that never ends, or null. */
  readonly 'not-well-formed': { readonly what: Coded<FormFaults>; readonly openExpression: number | null };
  readonly doctype: NoArguments;
  /** `most`: the deepest nesting of elements that is read. */
  readonly 'too-deep': { readonly most: number };
  readonly 'too-large': { readonly bytes: number };
  readonly encoding: { readonly isUtf16: boolean };
  readonly 'two-parsers': NoArguments;
}

/** What is wrong with the markup of a document, and where. */
export interface MarkupProblem {
  readonly code: 'malformed' | 'unclear' | 'doctype' | 'too-deep';
  readonly says: Coded<MarkupFaults>;
  readonly offset: number;
}

/** A document that is not well-formed. */
export function malformed(what: Coded<FormFaults>, offset: number): MarkupProblem {
  return { code: 'malformed', says: { code: 'not-well-formed', given: { what, openExpression: null } }, offset };
}

/** A document whose C# can be read in more than one way, or not to its end: other parsers may accept it. */
export function unclear(what: Coded<FormFaults>, offset: number): MarkupProblem {
  return { ...malformed(what, offset), code: 'unclear' };
}
