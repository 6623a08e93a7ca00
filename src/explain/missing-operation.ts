import { versionSetOf, type Api, type Service } from '../apim/service.js';
import { resolveUrl } from '../apim/resolve-url.js';

/** The requested operation; without a path, any operation with the method. */
interface Asked {
  readonly method: string;
  readonly path?: string;
  readonly query?: URLSearchParams;
}

/** What the gateway does if an API has no operation for a request, and which revision has one. */
export function missingOperation(service: Service, api: Api, asked: Asked): string {
  const answer =
    'The gateway answers 404 there: no backend is called, and a browser reports an answer without CORS headers as a CORS error. Call it with a method and a URL that the API has, or add the operation';
  const other = service.apis.find((one) => isRevisionOf(one, api) && hasOperation(service, one, api, asked));
  return other === undefined ? answer : `${answer}; revision ${other.revision ?? ''} has it, and answers at this URL once it is the current one`;
}

function isRevisionOf(other: Api, api: Api): boolean {
  const plain = (id: string): string => id.replace(/;rev=\d+$/, '');
  return other !== api && !other.isCurrent && other.workspace === api.workspace && plain(other.id) === plain(api.id);
}

/** Asked as if it were the current revision. */
function hasOperation(service: Service, other: Api, api: Api, { method, path, query = new URLSearchParams() }: Asked): boolean {
  if (path === undefined) return other.operations.some((one) => one.method === method.toUpperCase());
  const apis = service.apis.flatMap((one) => (one === api ? [] : one === other ? [{ ...one, isCurrent: true, path: api.path }] : [one]));
  return resolveUrl({ ...service, apis }, { method, path, query, headers: new Map() })?.operation != null;
}

/** What a request without a version lacks, if versions select the API; null: that is not why it reaches nothing. */
export function versionMissing(service: Service, api: Api, asked: string): string | null {
  const { id, path, version } = api;
  const set = versionSetOf(service, api);
  if (path === null || (version ?? '') === '' || !`${asked.toLowerCase()}/`.startsWith(`/${path.toLowerCase()}/`)) return null;
  const none = `a request that does not name version '${version ?? ''}' does not reach API '${id}' at all (404)`;
  if (set?.scheme === 'Query') return `${none}: write it into the URL, ?${set.queryName ?? 'api-version'}=${version ?? ''}`;
  const header = set?.headerName ?? 'Api-Version';
  return set?.scheme === 'Header' ? `${none}: send it, --header ${header}:${version ?? ''}` : null;
}
