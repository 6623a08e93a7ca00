import { AnswerScanner } from './specified-headers.js';
import { methods, operationOf, type SpecifiedOperation } from './specified-operation.js';
import { scanGeneralSecurity, SecurityScanner } from './specified-security.js';

// A plain or quoted key at the start of a line, with its value on that line or below. Anything else needs the full parser. Linear: a plain key extends to the
// colon, and its trailing spaces are cut afterwards.
const keyLine = /^( *)(?:'([^'\\]*(?:''[^'\\]*)*)' *|"([^"\\]*)" *|([A-Za-z0-9_/][^:#'"&*!|>%@`{}[\]\t]*|\/[^:#'"&*!|>@`\t]*)):(?: +(.*))?$/;

interface Operation {
  readonly method: string;
  readonly urlTemplate: string;
  readonly id: string | null;
  readonly summary: string | null;
}

/**
 * Reads `paths`, verbs and `operationId` from YAML in plain block style, as exporters write it, line by line. Returns null as soon as something unusual could
 * change the meaning (flow style, anchors, tags, tabs, several documents): then the full parser is used. Everything deeper than the verbs is skipped by
 * indentation.
 */
export function scanBlockYaml(text: string, withSummaries = false): readonly SpecifiedOperation[] | null {
  const operations: SpecifiedOperation[] = [];
  const levels = { path: -1, method: -1, key: -1 };
  let inPaths = false;
  let seenPaths = false;
  let urlTemplate: string | null = null;
  let current = null as Operation | null;
  /** The last relevant key had its value on its line: deeper text below would continue that value. */
  let valueEnded = false;
  /** Lines indented deeper than this are text of a block scalar. */
  let scalar = -1;
  const body = new BodyScanner();
  const answers = new AnswerScanner();
  // Without headers in responses there is nothing to find; if tabs may indent lines, each line is checked.
  const hasHeaders = text.includes('headers:') || text.includes('\t');
  const general = scanGeneralSecurity(text);
  if (general === null) return null;
  const asksAtAll = general.tokens.size > 0;
  const security = new SecurityScanner();
  const flush = (): void => {
    if (current !== null) {
      const { method, id, summary } = current;
      const described = { id: id ?? '', summary, mediaTypes: body.mediaTypes, headers: answers.names, security: security.asked };
      operations.push(operationOf(method, current.urlTemplate, described, general));
    }
    current = null;
    security.reset();
    body.reset();
    answers.reset();
  };
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    let end = newline < 0 ? text.length : newline;
    const next = end + 1;
    if (end > at && text.charCodeAt(end - 1) === 0x0d) end -= 1;
    let indent = 0;
    while (at + indent < end && text.charCodeAt(at + indent) === 0x20) indent += 1;
    const first = at + indent;
    const begin = at;
    at = next;
    if (first >= end || text.charCodeAt(first) === 0x23) continue;
    if (text.charCodeAt(first) === 0x09) return null;
    if (scalar >= 0) {
      if (indent > scalar) continue;
      scalar = -1;
    }
    if (indent > 0 && !inPaths) {
      at = behindDeeper(text, at, 0);
      continue;
    }
    // Deeper than an operation's own keys: irrelevant, unless it begins a block scalar whose text could look like keys.
    if (inPaths && levels.key >= 0 && indent > levels.key && current !== null) {
      if (valueEnded) return null;
      if (body.isOpen) body.add(text, first, end, indent);
      else if (answers.isOpen) answers.add(text, first, end, indent);
      else if (security.isOpen) security.add(text, first, end, indent);
      if (isBlockScalarHeader(text, end)) scalar = indent;
      else if (!body.isOpen && !answers.isOpen && !security.isOpen) at = behindDeeper(text, at, levels.key);
      continue;
    }
    valueEnded = false;
    const line = text.slice(begin, end);
    if (indent === 0 && (line.startsWith('---') || line.startsWith('...') || line.startsWith('%'))) {
      if (begin === 0 && line.trim() === '---') continue;
      return null;
    }
    const match = keyLine.exec(line);
    if (match === null) {
      // A list item or continued text: allowed below an irrelevant key, otherwise it needs the full parser.
      if (inPaths && (levels.path < 0 || indent <= Math.max(levels.path, levels.method))) return null;
      if (indent === 0) return null;
      if (security.isOpen && indent === levels.key) security.add(text, first, end, indent);
      continue;
    }
    const key = match[2]?.replaceAll("''", "'") ?? match[3] ?? match[4]?.trim() ?? '';
    const value = (match[5] ?? '').trim();
    if (/^[|>]/.test(value)) scalar = indent;
    if (indent === 0) {
      flush();
      inPaths = key === 'paths';
      if (!inPaths) continue;
      if (seenPaths || (value !== '' && value !== '{}')) return null;
      seenPaths = true;
      levels.path = levels.method = levels.key = -1;
      urlTemplate = null;
      continue;
    }
    if (levels.path < 0) levels.path = indent;
    if (indent === levels.path) {
      flush();
      if (value !== '' && !value.startsWith('#')) return null;
      urlTemplate = key;
      levels.method = levels.key = -1;
      continue;
    }
    if (indent < levels.path || urlTemplate === null) return null;
    if (levels.method < 0) levels.method = indent;
    if (indent === levels.method) {
      flush();
      levels.key = -1;
      if (!methods.has(key)) {
        if (/^[&*!{[]/.test(value) || key === '<<') return null;
        continue;
      }
      if (value !== '' && !value.startsWith('#')) return null;
      current = { method: key, urlTemplate, id: null, summary: null };
      continue;
    }
    if (indent < levels.method) return null;
    if (current === null) continue;
    if (levels.key < 0) levels.key = indent;
    if (indent !== levels.key) return null;
    if (key === '<<') return null;
    const isBelow = value === '' || value.startsWith('#');
    body.isOpen = key === 'requestBody' && isBelow;
    answers.isOpen = hasHeaders && key === 'responses' && isBelow;
    security.isOpen = false;
    if (asksAtAll && key === 'security') security.open(value);
    if (security.isOdd) return null;
    const isSummary = withSummaries && key === 'summary';
    if (key !== 'operationId' && !isSummary) continue;
    const scalarText = plainScalar(value);
    if (scalarText === null) return null;
    current = isSummary ? { ...current, summary: scalarText } : { ...current, id: scalarText };
    valueEnded = true;
  }
  flush();
  // No operations usually means an unknown shape rather than an empty API.
  return seenPaths ? operations : null;
}

/** Finds the media types of one `requestBody`: the keys directly below its `content`, by indentation. */
class BodyScanner {
  mediaTypes: string[] = [];
  isOpen = false;
  #level = -1;
  #typeLevel = -1;
  #inContent = false;

  reset(): void {
    this.isOpen = this.#inContent = false;
    this.#level = this.#typeLevel = -1;
    if (this.mediaTypes.length > 0) this.mediaTypes = [];
  }

  /** Takes one line of the body; it begins at `first`. */
  add(text: string, first: number, end: number, indent: number): void {
    if (this.#level < 0) this.#level = indent;
    if (indent <= this.#level) {
      this.#inContent = text.startsWith('content:', first);
      return;
    }
    if (!this.#inContent) return;
    if (this.#typeLevel < 0) this.#typeLevel = indent;
    if (indent !== this.#typeLevel) return;
    const key = /^(?:"([^"]*)"|'([^']*)'|([^\s:'"][^\s:]*)) *:/.exec(text.slice(first, Math.min(end, first + 200)));
    if (key !== null) this.mediaTypes.push(key[1] ?? key[2] ?? key[3] ?? '');
  }
}

/**
 * The offset of the next relevant line, from the one at `start`, skipping lines indented deeper than `level`. Most of a specification is skipped in this small
 * loop.
 */
function behindDeeper(text: string, start: number, level: number): number {
  for (let at = start; ;) {
    let first = at;
    while (text.charCodeAt(first) === 0x20) first += 1;
    if (first - at <= level || text.charCodeAt(first) === 0x09) return at;
    const newline = text.indexOf('\n', first);
    if (newline < 0 || mayEndHeader(text.charCodeAt(text.charCodeAt(newline - 1) === 0x0d ? newline - 2 : newline - 1))) return at;
    at = newline + 1;
  }
}

/** Whether the header of a block scalar can end with the character: an indicator, digit, sign, or space. */
function mayEndHeader(code: number): boolean {
  return code === 0x7c || code === 0x3e || code === 0x20 || code === 0x2b || code === 0x2d || (code >= 0x30 && code <= 0x39);
}

function isBlockScalarHeader(text: string, end: number): boolean {
  let at = end - 1;
  while (
    at > 0 &&
    (text.charCodeAt(at) === 0x20 ||
      text.charCodeAt(at) === 0x2b ||
      text.charCodeAt(at) === 0x2d ||
      (text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39))
  )
    at -= 1;
  const code = text.charCodeAt(at);
  if (code !== 0x7c && code !== 0x3e) return false;
  const before = text.charCodeAt(at - 1);
  return before === 0x20;
}

/** A scalar on one line; null if it needs the full parser. */
function plainScalar(value: string): string | null {
  if (value.startsWith("'")) return /^'([^']*(?:''[^']*)*)'(?: +#.*)?$/.exec(value)?.[1]?.replaceAll("''", "'") ?? null;
  if (value.startsWith('"')) return /^"([^"\\]*)"(?: +#.*)?$/.exec(value)?.[1] ?? null;
  if (value === '' || /^[&*!|>%@`{}[\],?-]/.test(value)) return null;
  const comment = value.indexOf(' #');
  return (comment < 0 ? value : value.slice(0, comment)).trim();
}
