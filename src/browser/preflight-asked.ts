/**
 * Whether a request asks what a preflight asks (Fetch standard, "CORS-preflight fetch"; Microsoft Learn, cors policy): OPTIONS, and the header that names a
 * method. Names of headers in lower case.
 */
export function asksAsPreflight(method: string, headers: ReadonlyMap<string, string>): boolean {
  return method === 'OPTIONS' && (headers.get('access-control-request-method') ?? '') !== '';
}
