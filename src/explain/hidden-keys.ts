/** Names of query parameters with secret values. */
const secret = /^(?:[a-z0-9_.-]*(?:key|token|secret|password|passwd|signature)|sig|code|jwt|auth)$/i;

/** The URL without the values of such parameters, because reports are shared. `own`: the API's parameter for the key. */
export function withoutKeys(url: string, own?: string): string {
  const start = url.indexOf('?');
  if (start === -1) return url;
  const end = url.indexOf('#', start);
  const query = url.slice(start + 1, end === -1 ? undefined : end);
  const hidden = query.split('&').map((part) => {
    const cut = part.indexOf('=');
    if (cut === -1 || cut === part.length - 1) return part;
    const name = part.slice(0, cut);
    return secret.test(name) || name.toLowerCase() === own?.toLowerCase() ? `${name}=***` : part;
  });
  return `${url.slice(0, start + 1)}${hidden.join('&')}${end === -1 ? '' : url.slice(end)}`;
}
