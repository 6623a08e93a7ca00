/** Whether a word consists of letters, digits and usual punctuation, so that no format treats it as markup, a link, a mention, a path or a reference. */
export function isPlainWord(word: string): boolean {
  if (/[^\p{L}\p{N}.,;!?()'"/%+\-–—→≥≤·“”‘’…×]/u.test(word)) return false;
  if (/^www(?:\.|$)/i.test(word) || /^(?:GH|CVE|GHSA)-/i.test(word)) return false;
  if (/^[0-9a-f]{7,64}$/i.test(word) && /\d/.test(word)) return false;
  // A file path, unlike "and/or".
  return !word.includes('/') || !(word.includes('.') || word.split('/').length > 2);
}
