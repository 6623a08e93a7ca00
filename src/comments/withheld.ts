/** What is left out because the host refused it, by cause id. The causes are then in the summary. */
export interface Withheld {
  /** Comments without a suggestion block. */
  readonly suggestions: ReadonlySet<string>;
  /** Causes without a comment. */
  readonly comments: ReadonlySet<string>;
}

/** Nothing is left out. */
export const nothingWithheld: Withheld = { suggestions: new Set(), comments: new Set() };
