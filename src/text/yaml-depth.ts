import { Lexer } from 'yaml';

/** Levels of nesting. Descriptions of APIs and configurations stay far below. */
const deepest = 300;

/**
 * True when YAML nests deeper than people write. The parser recurses, and V8 ends the whole process, not just the call, if it compiles a pattern on a nearly
 * full stack. Linear: reads tokens, builds nothing.
 */
export function isTooDeep(text: string): boolean {
  let flow = 0;
  /** Upper bound of the levels that block collections may have opened on this line: each takes at least one column. */
  let block = 0;
  let isLineStart = true;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') flow += 1;
    else if (token === ']' || token === '}') flow = Math.max(0, flow - 1);
    if (token === '\n' || token === '\r\n') {
      block = 0;
      isLineStart = true;
      continue;
    }
    if (isLineStart && /^ +$/.test(token)) block += token.length;
    else if (token === '-' || token === '?') block += 2;
    isLineStart = false;
    if (flow + block > deepest) return true;
  }
  return false;
}
