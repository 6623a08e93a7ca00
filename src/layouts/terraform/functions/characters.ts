const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The characters of a text as people count them: Terraform counts grapheme clusters. */
export function charactersOf(text: string): readonly string[] {
  return /[^\0-\u02ff]/.test(text) ? Array.from(graphemes.segment(text), ({ segment }) => segment) : Array.from(text);
}
