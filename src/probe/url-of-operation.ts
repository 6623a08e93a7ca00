import { resolveUrl } from '../apim/resolve-url.js';
import { versionSetOf, type Api, type Operation, type Service } from '../apim/service.js';

/** The sample value for URL parameters. */
const sample = 'probe';

/**
 * Path and query at which the gateway finds this operation (null: the API as a whole), with a sample for each parameter. null: another operation or API would
 * be found there, or the version is in a header.
 */
export function urlOfOperation(service: Service, api: Api, operation: Operation | null): string | null {
  if (api.path === null || !api.isCurrent) return null;
  const { scheme = null, queryName } = versionSetOf(service, api) ?? {};
  const version = api.version ?? '';
  const template = (operation?.urlTemplate ?? '/').split('?')[0] ?? '/';
  const below = template.replace(/\{[^{}]*\}|\*/g, sample).replace(/^\/*/, '');
  // If the version set is unknown, the version is assumed to be in the path (resolve-url.ts).
  const isSegment = version !== '' && (scheme === 'Segment' || (scheme === null && api.versionSet !== null));
  const parts = [api.path, ...(isSegment ? [version] : []), below].filter((part) => part !== '');
  const path = `/${parts.map(encoded).join('/')}`;
  const query = new URLSearchParams(scheme === 'Query' && version !== '' ? { [queryName ?? 'api-version']: version } : {});
  const method = operation?.method ?? 'GET';
  const found = resolveUrl(service, { method, path, query, headers: new Map(), isVersionless: true });
  if (found?.api !== api || (operation !== null && found.operation !== operation)) return null;
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

function encoded(text: string): string {
  return text.split('/').map(encodeURIComponent).join('/');
}
