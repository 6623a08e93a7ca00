import { mayLookAtPage } from '../../apim/page-words.js';
import { withoutSpace } from '../../text/csharp.js';

/**
 * Expressions that may ask for more of an origin than whether it is one of some: how it begins or ends, what it holds, how long it is, which host it names.
 * Nobody can try all origins, so of two of these that are written otherwise it is not proven that they let the same ones pass.
 */

const text = /@"[^"]*"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;
/** A pattern that matches a few whole texts and nothing else: as many as are asked for one by one. */
const literal = String.raw`(?:[\w:/-]|\\{1,2}[./-]|\[\.\])+`;
const wholePattern = new RegExp(String.raw`^@?"\^(?:${literal}|\((?:\?:)?${literal}(?:\|${literal}){0,5}\))\$"$`);
/** Its call, once texts are blanked. */
const wholeMatch = /\.IsMatch\((?:[^,()]|\((?:[^()]|\([^()]*\))*\))*,"="/g;
/** Browsers send no white space round an origin, and no slash behind it. */
const trims = /\.Trim(?:Start|End)?\((?:'\/'|"\/")?\)/g;
/** A list that a variable holds is asked for one of its own. */
const listOfVariable = /\(\((?:string\[\]|(?:I?List|IEnumerable|ICollection|HashSet)<string>)\)[^()]*\)\.Contains\(/gi;
/** Longer ones nobody reads through. */
const longest = 20_000;
/** Members that ask for no part of a text. Origins are sent in lower case, so case makes no difference to what is one of some. */
const exactMembers =
  /^(?:context|request|response|headers|getvalueordefault|containskey|trygetvalue|variables|method|operation|api|product|subscription|user|id|name|url|originalurl|path|deployment|region|servicename|statuscode|lasterror|equals|compare|tolower|tolowerinvariant|tostring|isnullorempty|isnullorwhitespace|first|firstordefault|any|empty|contains|ordinal|ordinalignorecase|invariantculture|invariantcultureignorecase|currentculture|currentcultureignorecase|ignorecase|collections|generic|system|text|regularexpressions|regex|regexoptions)$/i;

/** These expressions without white space, those alone that are inexact; equal for equal sets. `mayDecide`: which of them count. */
export function inexactAmong(sources: Iterable<string>, mayDecide = mayLookAtPage): string {
  const found = new Set<string>();
  for (const source of sources) if (mayDecide(source) && isInexact(source)) found.add(withoutSpace(source));
  return [...found].sort().join('\n');
}

/** Linear in the text. */
function isInexact(source: string): boolean {
  if (source.length > longest) return true;
  // Of a list in one text, split where it is written, each is a text of its own.
  const code = withoutSpace(source)
    .replaceAll(trims, '')
    .replaceAll(text, (one) => (wholePattern.test(one) ? '"="' : '""'))
    .replaceAll(wholeMatch, '.Equals(""')
    .replaceAll(listOfVariable, '.Equals(')
    .replaceAll(/""\.Split\([^()]{0,100}\)/g, 'new[]{}');
  for (const [, name = ''] of code.matchAll(/\.([A-Za-z_]\w*)/g)) {
    if (!exactMembers.test(name)) return true;
  }
  // A list holds an origin or not; a text may hold a part of one.
  if (/(?<!\}\)?)\.Contains\(/.test(code)) return true;
  // A character, or a part of what was split.
  return /(?<!\bnew|\bstring|Headers|Variables|\bcase)\[/i.test(code);
}
