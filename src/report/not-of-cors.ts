import { escapeMarkdown, escapeTerminal, inertLogLine, jsonText } from './escape.js';

/** The text of `explain` if the repository does not decide what the request reaches. */
export function undecidedText(what: string, format: string): string {
  return format === 'json' ? `${jsonText({ schemaVersion: 2, verdict: 'unknown', undecided: what }, 2)}\n` : notOfCorsText(what, 'unknown', format);
}

/** The text of `explain` if `<cors>` does not apply to the request. `verdict`: whether the browser blocked it nevertheless. */
export function notOfCorsText(what: string, verdict: 'blocked' | 'unknown', format: string): string {
  if (format === 'json') return `${jsonText({ schemaVersion: 2, verdict, notOfCors: what }, 2)}\n`;
  return format === 'markdown' ? `${escapeMarkdown(what)}\n` : `${inertLogLine(escapeTerminal(what))}\n`;
}
