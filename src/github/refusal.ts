import { field, statusOf } from '../sources/github-port.js';

/** Why a call to GitHub failed. */
export type Refusal =
  /** The token lacks a permission. `needs`: permissions as a workflow writes them, any of which suffices; empty: GitHub did not say. */
  | { readonly kind: 'permission'; readonly status: number; readonly needs: readonly string[] }
  /** The token is invalid or expired. */
  | { readonly kind: 'token' }
  /** Not because of a permission: the repository is archived, the conversation locked, the address not allowed. */
  | { readonly kind: 'closed'; readonly status: number; readonly reason: string }
  /** A rate limit, primary or secondary. `seconds`: how long it lasts; null: not given. */
  | { readonly kind: 'limit'; readonly seconds: number | null }
  /** Not found; also the answer if the token may not see it. */
  | { readonly kind: 'missing' }
  /** The request is invalid. */
  | { readonly kind: 'invalid'; readonly reason: string }
  /** It is unknown whether the call took effect: a server error, a broken connection, or a timeout. */
  | { readonly kind: 'unanswered'; readonly status: number | null; readonly reason: string }
  | { readonly kind: 'other'; readonly status: number; readonly reason: string };

const limited = /rate limit|abuse|submitted too quickly|blocked from content creation/i;
const closed = /archived|\blocked\b|IP allow list|SAML|suspended|disabled|blocked/i;

/** Reads the reason of a failed call (GitHub Docs, "Troubleshooting the REST API", "Rate limits for the REST API"). */
export function readRefusal(error: unknown, now: number = Date.now()): Refusal {
  const status = statusOf(error);
  const reason = firstLine(error);
  const headers = field(field(error, 'response'), 'headers');
  // Octokit uses 500 for a missing answer.
  if (status === null || status >= 500) return { kind: 'unanswered', status: field(error, 'response') === null ? null : status, reason };
  if (status === 429 || ((status === 403 || status === 422) && (limited.test(reason) || header(headers, 'x-ratelimit-remaining') === '0'))) {
    return { kind: 'limit', seconds: secondsLeft(headers, now) };
  }
  if (status === 401) return { kind: 'token' };
  if (status === 403 && closed.test(reason)) return { kind: 'closed', status, reason };
  if (status === 403) return { kind: 'permission', status, needs: permissionsIn(header(headers, 'x-accepted-github-permissions')) };
  if (status === 404 || status === 410) return { kind: 'missing' };
  if (status === 422) return { kind: 'invalid', reason };
  return { kind: 'other', status, reason };
}

/** One sentence for the reader, without its full stop. `usual`: the permission that such a call needs, if GitHub does not say. */
export function refusalWords(refusal: Refusal, usual: string): string {
  switch (refusal.kind) {
    case 'permission':
      return `the token needs ${(refusal.needs.length === 0 ? [usual] : refusal.needs).map((one) => `"${one}"`).join(' or ')} (${refusal.status})`;
    case 'token':
      return 'GitHub does not know the token, or it has ended (401)';
    case 'closed':
      return `GitHub does not allow it (${refusal.status}): ${refusal.reason}`;
    case 'limit':
      return `GitHub's rate limit is used up${refusal.seconds === null ? '' : ` for another ${refusal.seconds} s`}, which was not waited for`;
    case 'missing':
      return `it is not there, or the token may not see it: that needs "${usual}" (404)`;
    case 'invalid':
      return `GitHub does not take it as it is (422): ${refusal.reason}`;
    case 'unanswered':
      return refusal.status === null ? `no answer came (${refusal.reason})` : `GitHub is in trouble (${refusal.status}: ${refusal.reason})`;
    case 'other':
      return `GitHub answered ${refusal.status}: ${refusal.reason}`;
  }
}

/** `issues=write; pull_requests=write` as in a workflow; those joined by a comma are needed together. */
function permissionsIn(accepted: string): readonly string[] {
  const sets = accepted.split(';').map((set) =>
    set
      .split(',')
      .flatMap((one) => /^\s*([a-z_]{1,40})=(read|write|admin)\s*$/.exec(one)?.slice(1, 3).join(': ').replaceAll('_', '-') ?? [])
      .join('", "'),
  );
  return sets.filter((set) => set !== '');
}

function secondsLeft(headers: unknown, now: number): number | null {
  const after = header(headers, 'retry-after');
  if (/^\d{1,9}$/.test(after)) return Number(after);
  const reset = header(headers, 'x-ratelimit-reset');
  return header(headers, 'x-ratelimit-remaining') === '0' && /^\d{1,12}$/.test(reset) ? Math.max(0, Number(reset) - Math.floor(now / 1000)) : null;
}

function header(headers: unknown, name: string): string {
  const value = field(headers, name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** GitHub's message without the link to its documentation. */
function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.replace(/ - https:\/\/docs\.github\.com\/\S*$/, '').slice(0, 200);
}
