import { ConfigError, InputError } from '../config/errors.js';
import { statusOf } from '../sources/github-port.js';

/** Why there is no review: for the reader first, with the stack where it helps us. */
export interface Failure {
  readonly title: string;
  readonly text: string;
  readonly stack: string | null;
}

/**
 * What kept a review from being made, in words: the user's to mend (configuration, input), GitHub's refusal, or a mistake of ours. All three
 * fail the check.
 */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  if (error instanceof ConfigError || error instanceof InputError) return { title: 'APIM CORS Review could not run', text: message, stack: null };
  const status = statusOf(error);
  if (status !== null) return { title: 'APIM CORS Review could not read the change', text: refusalOf(status, message), stack };
  const text = `This is an internal error of the review, not a finding. The check fails because nothing was decided; please report it with the log. ${message}`;
  return { title: 'APIM CORS Review failed', text, stack };
}

function refusalOf(status: number, message: string): string {
  const [line = ''] = message.split('\n');
  const answer = `GitHub answered ${status} (${line.slice(0, 200)})`;
  if (/common ancestor/i.test(message)) return `${answer}: base and head have no common commit to compare from.`;
  if (/rate limit/i.test(message)) return `${answer}: the token's requests are used up; run the job again later.`;
  if (status === 403 || status === 401 || status === 404)
    return `${answer}: the token needs "contents: read" and "pull-requests: read" in this repository.`;
  return `${answer}: run the job again.`;
}
