/** What the fake says to a request. */
export interface Answer {
  readonly status: number;
  /** As far as the fake knows it; the rest is made up as GitHub's description requires. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, not as JSON. */
  readonly bytes?: Buffer;
  /** A rule that GitHub's description does not have was broken by the caller, whatever happened meanwhile. */
  readonly violation?: string;
}

const documentation_url = 'https://docs.github.com/rest';

export const noContent: Answer = { status: 204, body: null };
export const notFound: Answer = refused(404, 'Not Found');

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

export function raw(bytes: Buffer): Answer {
  return { status: 200, body: null, bytes };
}

export function refused(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, body: { message, documentation_url, status: String(status) }, headers };
}

/** Refused for a rule that nobody breaks who reads the pull request first. */
export function violates(rule: string): Answer {
  return { ...unprocessable(rule), violation: rule };
}

/** Refused for what the pull request has become meanwhile. */
export function unprocessable(...errors: readonly unknown[]): Answer {
  return { status: 422, body: { message: 'Unprocessable Entity', errors, documentation_url, status: '422' } };
}

/**
 * One page of a list: 30 items if not said otherwise, at most 100, and links by the repository's number as GitHub writes them. `limit`: what
 * comes after so many is never given.
 */
export function page(url: URL, query: URLSearchParams, all: readonly unknown[], limit = Infinity): Answer {
  const shown = all.slice(0, limit);
  const size = Math.min(100, Math.max(1, Number(query.get('per_page') ?? '30')));
  const number = Math.max(1, Number(query.get('page') ?? '1'));
  const last = Math.max(1, Math.ceil(shown.length / size));
  const to = (target: number, relation: string): string => {
    const next = new URL(url);
    next.searchParams.set('page', String(target));
    return `<${next.toString()}>; rel="${relation}"`;
  };
  const links = [
    ...(number > 1 ? [to(number - 1, 'prev')] : []),
    ...(number < last ? [to(number + 1, 'next'), to(last, 'last')] : []),
    ...(number > 1 ? [to(1, 'first')] : []),
  ];
  return { ...ok(shown.slice((number - 1) * size, number * size)), ...(links.length === 0 ? {} : { headers: { link: links.join(', ') } }) };
}
