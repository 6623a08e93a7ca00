/** Created on demand: that takes longer than a small root. */
let graphemes: Intl.Segmenter | null = null;

/** The characters of a text as people count them: Terraform counts grapheme clusters. */
export function charactersOf(text: string): readonly string[] {
  if (!/[^\0-\u02ff]/.test(text)) return Array.from(text);
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}
