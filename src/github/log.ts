import * as core from '@actions/core';
import { escapeTerminal, inertLogLine } from '../report/escape.js';

/** Lines of the job's log. Whatever a line holds, it starts no workflow command and moves no cursor. */
export function tell(text: string): void {
  for (const line of text.split('\n')) core.info(inertLogLine(escapeTerminal(line)));
}

export function warn(text: string, title: string): void {
  core.warning(escapeTerminal(text), { title });
}

export function fail(text: string, title: string): void {
  core.error(escapeTerminal(text), { title });
}
