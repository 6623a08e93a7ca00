/**
 * Makes text from a repository inert: one function for each kind of place. Every function is linear in its input. The text is shown as it is, without being
 * judged, and has no effect.
 */

/**
 * Invisible characters that change what a reader sees: controls, bidirectional and other format characters, line and paragraph separators, lone surrogates,
 * fillers, invisible variation selectors and tags (Unicode, "UTS #39 Security Mechanisms"; Trojan Source).
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0\u{E0100}-\u{E01EF}]/gu;

/** The text with every hidden character written out as `\u{202e}`; tab and line feed stay. */
export function visible(text: string): string {
  return text.replace(hidden, (character) =>
    character === '\n' || character === '\t' ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** One line: white space collapsed, hidden characters written out, at most `limit` characters and then an ellipsis. */
export function oneLine(text: string, limit: number): string {
  // Four UTF-16 units per wanted character: enough for surrogate pairs and runs of white space; bounds the work on a huge text.
  const cut = text.length > limit * 4 ? text.slice(0, limit * 4) : text;
  const line = visible(cut.replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ').trim());
  const characters = Array.from(line);
  if (characters.length <= limit && cut.length === text.length) return line;
  return `${characters.slice(0, Math.max(1, limit - 1)).join('')}…`;
}

/** A zero-width space as an entity: it separates `@` from a name and `#` from a number, which backslashes do not (GitHub searches for both after rendering). */
const part = '&#8203;';

/**
 * One line of Markdown text, inert on GitHub: markup, HTML, tables, links and autolinks, images, mentions, issue and commit references,
 * emoji codes, mathematics and list or heading marks at its start.
 */
export function escapeMarkdown(text: string): string {
  return visible(text.replace(/[\s\p{Zl}\p{Zp}]+/gu, ' '))
    .replace(/[&<>`\\*_[\]#|~$^{}!]/g, (character) => markdownEscapes.get(character) ?? `\\${character}`)
    .replace(/@(?=\S|$)/g, `@${part}`)
    .replace(/\\#(?=\w)/g, `\\#${part}`)
    .replace(/:(?=\S)/g, `:${part}`)
    .replace(/www(?=\.|$)/gi, `$&${part}`)
    .replace(/(?<![a-z0-9])(?:GH|CVE|GHSA)(?=-\w)/gi, `$&${part}`)
    .replace(/(?<![a-z0-9])[0-9a-f]{7,64}(?![a-z0-9])/gi, parted)
    .replace(/^( *)([-+=])/, '$1\\$2')
    .replace(/^( *\d{1,9})([.)])/, '$1\\$2');
}

/** A commit's abbreviation has at least seven digits. */
function parted(digits: string): string {
  return digits.replace(/.{6}(?=.)/g, `$&${part}`);
}

const markdownEscapes: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  // An entity, so that it does not close or open a neighbouring code span.
  ['`', '&#96;'],
  // Tables read a backslash before a bar first, so bars are always written as entities.
  ['|', '&#124;'],
  ['\\', '&#92;'],
]);

/**
 * A code span with exactly this text (white space collapsed, hidden characters written out, commands broken up, cut at `limit`). Nothing in a code span is
 * markup, a mention or a link. For a table cell the bar is escaped; a backslash right before one gets a space, because tables would read the two together.
 */
export function markdownCode(text: string, place: 'text' | 'table', limit = 300): string {
  let line = inertLogLine(oneLine(text, limit));
  if (line === '') return '(empty)';
  if (place === 'table') line = line.replace(/\\(?=\|)/g, '\\ ').replace(/\|/g, '\\|');
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/**
 * A fenced block whose fence is longer than any run of backticks in it. `info` is our own word. With `exact`, lines stay unchanged (what a suggestion would
 * commit); otherwise hidden characters are written out and commands broken up.
 */
export function markdownFence(lines: readonly string[], info: 'suggestion' | 'diff' | 'yaml' | 'xml', exact: boolean): string {
  const shown = exact ? lines : lines.map(shownLine);
  const fence = '`'.repeat(Math.max(3, longestRunOf(shown) + 1));
  return [`${fence}${info}`, ...shown, fence].join('\n');
}

/** One line of a file, as a report shows it. */
export function shownLine(line: string): string {
  return inertLogLine(visible(line.replace(/[\r\n]+/g, ' ')));
}

/** Whether a fenced block shows these lines unchanged: Markdown would change others or end at them. */
export function survivesFence(lines: readonly string[]): boolean {
  return lines.every((line) => !/[\r\n\0\p{Cs}]/u.test(line));
}

function longestRunOf(lines: readonly string[]): number {
  let longest = 0;
  for (const line of lines) longest = Math.max(longest, longestRun(line));
  return longest;
}

function longestRun(text: string): number {
  let longest = 0;
  let run = 0;
  for (let index = 0; index < text.length; index += 1) {
    run = text[index] === '`' ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
}

/** A link's target inside `(...)`: our own or GitHub's address, with path parts from the repository already percent-encoded. */
export function markdownLinkTarget(url: string): string {
  return visible(url).replace(/[\s()<>\\|"'`*_[\]{}^@~$]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/** HTML text or a quoted attribute's value; the first character of `::` and `##` is an entity, so that a page on standard output contains no command. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"'`]|:(?=:)|#(?=#)/g, (character) => htmlEscapes.get(character) ?? character);
}

const htmlEscapes: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
  ['`', '&#96;'],
  [':', '&#58;'],
  ['#', '&#35;'],
]);

/** Text and quoted attributes of XML 1.0, with lines and tabs kept; nothing in it is a runner's command. */
export function escapeXml(text: string): string {
  return escapeHtml(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;');
}

/** Text inside an HTML block of a Markdown document on GitHub: escaped, and separated where GitHub would make a link or mention. */
export function escapeHtmlInMarkdown(text: string): string {
  return escapeHtml(text.replace(/[\s\p{Zl}\p{Zp}]+/gu, ' '))
    .replace(/@(?=\S)/g, `@${part}`)
    .replace(/(?<!&)#(?=\w)/g, `#${part}`)
    .replace(/:(?=\S)/g, `:${part}`)
    .replace(/www(?=\.|$)/gi, `$&${part}`)
    .replace(/(?<![a-z0-9])(?:GH|CVE|GHSA)(?=-\w)/gi, `$&${part}`)
    .replace(/(?<![a-z0-9])[0-9a-f]{7,64}(?![a-z0-9])/gi, parted)
    .replace(/[$[\]*_~\\|!]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** One line for a terminal: without escape sequences, control and bidirectional characters. */
export function escapeTerminal(text: string): string {
  return visible(text.replace(/[\r\n\t]+/g, ' '));
}

/**
 * A runner's commands: `::` before a name or at the start of a line (GitHub, "Workflow commands"), `##[` and `##vso[` anywhere (Azure Pipelines, "Logging
 * commands"; older GitHub runners), in any case. Preceding text is tested last, so that a long blank line takes linear time.
 */
const command = /:(?=:)(?<=^\s*:)|:(?=:[a-z])|#(?=#[^\s#[]*\[)/gi;

/** A finished line for standard output or standard error, with commands broken up by a backslash. */
export function inertLogLine(line: string): string {
  return line.replace(command, '$&\\');
}

/** Whether a line of an unchangeable text would be a runner's command. */
export function holdsCommand(text: string): boolean {
  return /(?:^|[\r\v\f\u0085\u2028\u2029])[^\S\n]*::|##[^\s#[]*\[/m.test(text);
}

/**
 * A value as JSON, equal when parsed: hidden characters, and the second character of `::` and `##`, are `\u` escapes, so that its content is visible and no
 * line is a command.
 */
export function jsonText(value: unknown, indentation = 0): string {
  const text = JSON.stringify(value, null, indentation);
  // Most reports are plain: for megabytes of them one test suffices.
  if (isPlain.test(text) && !text.includes('::') && !text.includes('##')) return text;
  return text.replace(unsafeInJson, (characters) =>
    characters === '\n' ? characters : characters.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

const isPlain = /^[\n\x20-\x7e]*$/;
const unsafeInJson = new RegExp(`(?<=:):|(?<=#)#|${hidden.source}`, 'gu');

/**
 * Text of a SARIF message: hidden characters are written out, and nothing in it is a placeholder (SARIF 2.1.0, 3.11.5) or an embedded link (3.11.6; brackets
 * need a backslash only if they could form one).
 */
export function sarifText(text: string): string {
  const shown = visible(text).replace(/[{}]/g, '$&$&');
  return /\][\\]*\(/.test(shown) ? shown.replace(/[[\]\\]/g, '\\$&') : shown;
}

/** The message of a workflow command (the toolkit's `escapeData`), hidden characters written out first. */
export function escapeCommandData(text: string): string {
  return visible(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

/** A property of a workflow command (the toolkit's `escapeProperty`). */
export function escapeCommandProperty(text: string): string {
  return escapeCommandData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

/** A repository path as a relative URI reference (RFC 3986): every segment percent-encoded, `/` kept. */
export function escapeUriPath(path: string): string {
  return path
    .replace(/\p{Cs}/gu, '\uFFFD')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}

/** Length in UTF-8 bytes: the unit of budgets here. A text within a byte limit is also within any limit in characters. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
