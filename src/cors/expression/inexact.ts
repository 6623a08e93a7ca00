import { mayLookAtPage } from '../../apim/page-words.js';
import { withoutSpace } from '../../text/csharp.js';

/**
 * Recognises expressions that may depend on more than whether an origin equals one of some texts: on its beginning, end, parts, length or host. Not all origins
 * can be tried, so two such expressions with different texts are not proven to accept the same origins.
 */

const text = /@"[^"]*"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;
/** A pattern that matches only a few whole texts, which are then tried one by one. */
const literal = String.raw`(?:[\w:/-]|\\{1,2}[./-]|\[\.\])+`;
const wholePattern = new RegExp(String.raw`^@?"\^(?:${literal}|\((?:\?:)?${literal}(?:\|${literal}){0,5}\))\$"$`);
/** A call with that pattern, after texts were blanked. */
const wholeMatch = /\.IsMatch\((?:[^,()]|\((?:[^()]|\([^()]*\))*\))*,"="/g;
/** Browsers send no white space around an origin, and no slash after it. */
const trims = /\.Trim(?:Start|End)?\((?:'\/'|"\/")?\)/g;
/** A `Contains` on a list in a variable compares whole texts. */
const listOfVariable = /\(\((?:string\[\]|(?:I?List|IEnumerable|ICollection|HashSet)<string>)\)[^()]*\)\.Contains\(/gi;
/** Longer expressions count as inexact without being read. */
const longest = 20_000;
/** Members that do not read parts of a text. Browsers send origins in lower case, so case does not matter. */
const exactMembers =
  /^(?:context|request|response|headers|getvalueordefault|containskey|trygetvalue|variables|method|operation|api|product|subscription|user|id|name|url|originalurl|path|deployment|region|servicename|statuscode|lasterror|equals|compare|tolower|tolowerinvariant|tostring|isnullorempty|isnullorwhitespace|first|firstordefault|any|empty|contains|ordinal|ordinalignorecase|invariantculture|invariantcultureignorecase|currentculture|currentcultureignorecase|ignorecase|collections|generic|system|text|regularexpressions|regex|regexoptions)$/i;

/** The inexact ones of these expressions, without white space; equal for equal sets. `mayDecide`: which of them count. */
export function inexactAmong(sources: Iterable<string>, mayDecide = mayLookAtPage): string {
  const found = new Set<string>();
  for (const source of sources) if (mayDecide(source) && isInexact(source)) found.add(withoutSpace(source));
  return [...found].sort().join('\n');
}

/** Linear in the text. */
function isInexact(source: string): boolean {
  if (source.length > longest) return true;
  // If a text is split right where it is written, each part is a text of its own.
  const code = withoutSpace(source)
    .replaceAll(trims, '')
    .replaceAll(text, (one) => (wholePattern.test(one) ? '"="' : '""'))
    .replaceAll(wholeMatch, '.Equals(""')
    .replaceAll(listOfVariable, '.Equals(')
    .replaceAll(/""\.Split\([^()]{0,100}\)/g, 'new[]{}');
  for (const [, name = ''] of code.matchAll(/\.([A-Za-z_]\w*)/g)) {
    if (!exactMembers.test(name)) return true;
  }
  // Lists contain whole origins; a text may contain a part of one.
  if (/(?<!\}\)?)\.Contains\(/.test(code)) return true;
  // Access to a character, or to a part of a split text.
  return /(?<!\bnew|\bstring|Headers|Variables|\bcase)\[/i.test(code);
}
