import * as core from '@actions/core';
import { escapeTerminal, inertLogLine } from '../report/escape.js';

let secret = '';

/** From now on the log shows `***` in its place, also in error messages. */
export function keepSecret(text: string): void {
  secret = text;
}

/** Writes lines to the job's log. They start no workflow command and move no cursor, whatever they contain. */
export function tell(text: string): void {
  for (const line of withoutSecret(text).split('\n')) core.info(inertLogLine(escapeTerminal(line)));
}

/** A warning in the job's log and on its page, made inert and without the token. */
export function warn(text: string, title: string): void {
  core.warning(inertLogLine(escapeTerminal(withoutSecret(text))), { title });
}

/** An error in the job's log and on its page, made inert and without the token. It does not end the run. */
export function fail(text: string, title: string): void {
  core.error(inertLogLine(escapeTerminal(withoutSecret(text))), { title });
}

/** The text with every copy of the token replaced. */
export function withoutSecret(text: string): string {
  return secret === '' ? text : text.replaceAll(secret, '***');
}
