/** What a caller gets instead of, or after, the real answer. */
export type FaultKind =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'exhausted'; readonly seconds: number }
  /** The connection is torn down. */
  | { readonly kind: 'reset' }
  /** Nothing is ever said. */
  | { readonly kind: 'silence' }
  /** The real answer, so many milliseconds later. */
  | { readonly kind: 'slow'; readonly milliseconds: number };

/** Something that goes wrong between the Action and GitHub. */
export interface Fault {
  /** Left out: any. */
  readonly method?: string;
  /** Of the path below the repository, or `/graphql`. */
  readonly path: RegExp;
  /** Of the body as it was sent. */
  readonly body?: RegExp;
  /** How many requests it meets; once, if left out. */
  readonly times?: number;
  /** GitHub does what it is asked to first; only its answer is lost. */
  readonly late?: boolean;
  readonly fault: FaultKind;
}

const documentation_url = 'https://docs.github.com/rest';

export function answers(status: number, message: string, headers: Readonly<Record<string, string>> = {}): FaultKind {
  return { kind: 'answer', status, body: { message, documentation_url, status: String(status) }, headers };
}

export const forbidden = answers(403, 'Resource not accessible by integration');
export const notFound = answers(404, 'Not Found');
export const serverError = answers(500, 'Server Error');
/** What stands before GitHub says in HTML. */
export const badGateway: FaultKind = { kind: 'answer', status: 502, body: '<html><body>502 Bad Gateway</body></html>' };
export const reset: FaultKind = { kind: 'reset' };
export const silence: FaultKind = { kind: 'silence' };

export function slow(milliseconds: number): FaultKind {
  return { kind: 'slow', milliseconds };
}

/** Too much content in a short time (GitHub Docs, "Rate limits for the REST API"). */
export function secondaryLimit(seconds: number, status: 403 | 429 = 403): FaultKind {
  return answers(status, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', {
    'retry-after': String(seconds),
  });
}

/** The hour's requests are used up; the next hour begins in so many seconds. */
export function primaryLimit(seconds: number): FaultKind {
  return { kind: 'exhausted', seconds };
}

/** What GitHub says then. */
export function exhausted(seconds: number, now: number): Extract<FaultKind, { readonly kind: 'answer' }> {
  return {
    kind: 'answer',
    status: 403,
    body: { message: 'API rate limit exceeded for installation ID 1.', documentation_url, status: '403' },
    headers: {
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-used': '1000',
      'x-ratelimit-reset': String(Math.ceil(now / 1000) + seconds),
    },
  };
}

/** A review that is refused without a word on which of its comments it is about. */
export function unprocessable(...errors: readonly unknown[]): FaultKind {
  const body = { message: errors.length === 0 ? 'Validation Failed' : 'Unprocessable Entity', errors, documentation_url, status: '422' };
  return { kind: 'answer', status: 422, body };
}

/** About forty comments in quick succession. */
export const abuse = unprocessable({ resource: 'PullRequestReview', code: 'abuse', field: 'base', message: 'was submitted too quickly' });

/** GraphQL that gave up after ten seconds. */
export const graphqlTimeout: FaultKind = {
  kind: 'answer',
  status: 200,
  body: { data: null, errors: [{ message: 'Something went wrong while executing your query. This may be the result of a timeout.' }] },
};
