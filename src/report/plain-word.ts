/**
 * True for a word of letters, digits and the punctuation of plain sentences, which no target takes for markup, a link, a mention, a path
 * or a reference.
 */
export function isPlainWord(word: string): boolean {
  if (/[^\p{L}\p{N}.,;!?()'"/%+\-–—→≥≤·“”‘’…×]/u.test(word)) return false;
  if (/^www(?:\.|$)/i.test(word) || /^(?:GH|CVE|GHSA)-/i.test(word)) return false;
  if (/^[0-9a-f]{7,64}$/i.test(word) && /\d/.test(word)) return false;
  // A path of files, not "and/or".
  return !word.includes('/') || !(word.includes('.') || word.split('/').length > 2);
}
