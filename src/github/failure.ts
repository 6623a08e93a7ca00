import { ConfigError, InputError } from '../config/errors.js';
import { statusOf } from '../sources/github-port.js';
import { readRefusal, refusalWords } from './refusal.js';

/** Why there is no review: for the reader, with a stack for our own bugs. */
export interface Failure {
  readonly title: string;
  readonly text: string;
  readonly stack: string | null;
}

/** Why a review could not be made, in words: the user's mistake (configuration, input), GitHub's refusal, or our bug. All three fail the check. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  if (error instanceof ConfigError || error instanceof InputError) return { title: 'APIM CORS Review could not run', text: message, stack: null };
  if (statusOf(error) !== null) return { title: 'APIM CORS Review could not read the change', text: readingWords(error, message), stack };
  const text = `This is an internal error of the review, not a finding. The check fails because nothing was decided; please report it with the log. ${message}`;
  return { title: 'APIM CORS Review failed', text, stack };
}

function readingWords(error: unknown, message: string): string {
  if (/common ancestor/i.test(message)) return 'Base and head have no common commit to compare from.';
  const refusal = readRefusal(error);
  const advice = ['permission', 'token', 'missing', 'closed'].includes(refusal.kind) ? '' : ' Run the job again.';
  return `Nothing was decided, so the check fails: ${refusalWords(refusal, 'contents: read')}.${advice}`;
}
