/** What is written without, by the ids of causes, because the host refused it as it was. The causes themselves are in the summary then. */
export interface Withheld {
  /** Comments that offer no suggestion block. */
  readonly suggestions: ReadonlySet<string>;
  /** Causes without a comment. */
  readonly comments: ReadonlySet<string>;
}

/** Everything is posted. */
export const nothingWithheld: Withheld = { suggestions: new Set(), comments: new Set() };
