/**
 * A small reader of the Markdown that the reports write: enough of CommonMark and GitHub's tables to tell what is code, what is a fence and
 * what is left, so that a test can say that nothing foreign is alive in what is left.
 */

export interface Fence {
  readonly info: string;
  readonly lines: readonly string[];
}

export interface ReadMarkdown {
  readonly fences: readonly Fence[];
  /** Lines outside fences, code spans replaced by `◆`. */
  readonly prose: readonly string[];
  /** False when a fence was opened and never closed. */
  readonly closed: boolean;
}

export function readMarkdown(text: string): ReadMarkdown {
  const fences: Fence[] = [];
  const prose: string[] = [];
  let open: { readonly length: number; readonly indent: number; readonly info: string; readonly lines: string[] } | null = null;
  for (const line of text.split('\n')) {
    // Our own fences inside list items are indented by two; none of ours are by more.
    const mark = /^( {0,3})(`{3,})([^`]*)$/.exec(line);
    if (open !== null) {
      if (mark !== null && (mark[3] ?? '').trim() === '' && (mark[2] ?? '').length >= open.length) {
        fences.push({ info: open.info, lines: open.lines });
        open = null;
      } else open.lines.push(line.slice(open.indent));
    } else if (mark !== null) {
      open = { length: (mark[2] ?? '').length, indent: (mark[1] ?? '').length, info: (mark[3] ?? '').trim(), lines: [] };
    } else prose.push(withoutSpans(line));
  }
  return { fences, prose, closed: open === null };
}

/** Code spans out: a run of backticks closes at the next run of the same length (CommonMark 6.1); an escaped backtick opens nothing. */
function withoutSpans(line: string): string {
  let result = '';
  let at = 0;
  while (at < line.length) {
    if (line[at] === '\\') {
      result += line.slice(at, at + 2);
      at += 2;
      continue;
    }
    if (line[at] !== '`') {
      result += line[at];
      at += 1;
      continue;
    }
    const length = runAt(line, at);
    let close = at + length;
    while (close < line.length) {
      if (line[close] !== '`') {
        close += 1;
        continue;
      }
      const run = runAt(line, close);
      if (run === length) break;
      close += run;
    }
    if (close >= line.length) {
      result += line.slice(at, at + length);
      at += length;
    } else {
      // A cell ends at a bar that no backslash precedes, even inside code (GitHub's tables).
      result += /(?<!\\)(?:\\\\)*\|/.test(line.slice(at + length, close)) ? '◆|' : '◆';
      at = close + length;
    }
  }
  return result;
}

function runAt(line: string, at: number): number {
  let end = at;
  while (line[end] === '`') end += 1;
  return end - at;
}

/** Tags and links that the reports write themselves; everything else that looks like one is foreign. */
const own = /<\/?(?:details|summary|code|br|sub)>|<!-- apim-cors-review [a-z]+ -->|\[◆\|?\]\(https:\/\/example\.com\/[^()\s]*\)/g;

/** What is alive outside code: each entry names what it is and where. Empty when the text is inert. */
export function alive(text: string): readonly string[] {
  const { prose, closed } = readMarkdown(text);
  const found: string[] = closed ? [] : ['a fence that is never closed'];
  const dangers: readonly (readonly [string, RegExp])[] = [
    ['HTML', /(?<!\\)<(?=[a-z!/?])/i],
    ['a mention', /@(?!&#8203;)\S/],
    ['a reference', /(?<!&)#(?!&#8203;)\d/],
    ['a reference', /\bGH-\d/i],
    ['a commit', /\b[0-9a-f]{7,40}\b/],
    ['a link', /(?<!\\)\[[^\]]*\]\(/],
    ['an autolink', /(?:https?|ftp|javascript|data):(?!&#8203;)\S/i],
    ['an autolink', /\bwww\./i],
    ['a stray backtick', /`/],
    ['mathematics', /(?<!\\)\$\S/],
    ['an emoji', /(?<!&#\d{1,4};):[a-z_+-]+:/i],
    ['a hidden character', /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u],
  ];
  // Of the table that is being read.
  let bars: number | null = null;
  for (const line of prose) {
    // Code in a <summary> is HTML; its text is escaped and GitHub leaves it alone.
    const rest = line.replace(/<code>[^<]*<\/code>/g, '◆').replace(own, ' ');
    for (const [name, pattern] of dangers) if (pattern.test(rest)) found.push(`${name}: ${line.slice(0, 200)}`);
    if (!rest.startsWith('|')) bars = null;
    else if (bars === null) bars = unescapedBars(rest);
    else if (unescapedBars(rest) !== bars) found.push(`a broken row: ${line.slice(0, 200)}`);
  }
  return found;
}

function unescapedBars(line: string): number {
  return [...line.matchAll(/(?<!\\)(?:\\\\)*\|/g)].length;
}
