import { escapeMarkdown, escapeTerminal, inertLogLine, jsonText } from './escape.js';

/** What `explain` prints where a `<cors>` has no part in what was asked or seen. `verdict`: whether the browser stopped it all the same. */
export function notOfCorsText(what: string, verdict: 'blocked' | 'unknown', format: string): string {
  if (format === 'json') return `${jsonText({ schemaVersion: 2, verdict, notOfCors: what }, 2)}\n`;
  return format === 'markdown' ? `${escapeMarkdown(what)}\n` : `${inertLogLine(escapeTerminal(what))}\n`;
}
