import { matchedParameters } from '../apim/matched-parameters.js';
import { templateSegments } from '../apim/resolve-url.js';
import type { Api, Operation, Product } from '../apim/service.js';
import { PartText } from '../cors/expression/part-known.js';
import type { CSharpValue } from '../cors/expression/value.js';

/** The URL of a request. `host`: lower case; null: unknown. */
export interface SentUrl {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly host: string | null;
}

/** The parts of a request that conditions may read. */
export interface CheckedRequest {
  readonly origin: string;
  readonly method: string;
  readonly api: Api;
  /** null: unknown, or the URL has no operation with this method. */
  readonly operation: Operation | null;
  /** Headers besides the browser's own, by lower-case name; a null value is unknown. Left out: unknown altogether. */
  readonly headers?: ReadonlyMap<string, string | null>;
  /** null: unknown. */
  readonly url?: SentUrl | null;
  /** Left out: in the place of the template's letters the page may write others, which the gateway takes as well. */
  readonly isAsWritten?: boolean;
  /** Whether it carries a subscription key; null: unknown. */
  readonly hasKey?: boolean | null;
  /** The product of that key; undefined: unknown. */
  readonly product?: Product | null | undefined;
}

/** Known members of `context` for a request. */
export function toldOf({ method, api, operation }: Pick<CheckedRequest, 'method' | 'api' | 'operation'>): ReadonlyMap<string, string> {
  const told = new Map([
    ['context.Request.Method', method],
    ['context.Operation.Method', operation?.method ?? method],
    ['context.Api.Id', api.id],
  ]);
  if (operation !== null) told.set('context.Operation.Id', operation.id);
  if (operation?.urlTemplate != null) told.set('context.Operation.UrlTemplate', operation.urlTemplate);
  return told;
}

/** `toldOf`, with those by its URL and its key. */
export function allToldOf(request: CheckedRequest): ReadonlyMap<string, CSharpValue> {
  const { api, operation, url = null, hasKey = null, product } = request;
  const told = new Map<string, CSharpValue>(toldOf(request));
  // For a path with a version, no page gives this member.
  if (api.path !== null && api.version === null) told.set('context.Api.Path', api.path);
  if (hasKey !== null) told.set('context.Subscription', hasKey ? new Map() : null);
  if (product !== undefined) told.set('context.Product', product === null ? null : new Map([['Id', product.id]]));
  // No subscription, no user.
  if (hasKey === false) told.set('context.User', null);
  tellPath(told, request);
  if (url === null) return told;
  const query = new Map<string, CSharpValue>();
  for (const name of url.query.keys()) query.set(name, url.query.getAll(name));
  told.set('context.Request.Url.Query', query).set('context.Request.OriginalUrl.Query', query);
  if (plainPath.test(url.path)) told.set('context.Request.OriginalUrl.Path', url.path);
  if (url.host !== null) told.set('context.Request.OriginalUrl.Host', url.host);
  const parameters = operation === null ? null : matchedParameters(operation, url.path);
  if (parameters !== null) told.set('context.Request.MatchedParameters', new Map(parameters));
  return told;
}

/** What of the path is known: with the service's own path in front of `Url.Path` or without it, no page says. */
function tellPath(told: Map<string, CSharpValue>, { api, operation, url = null, isAsWritten = false }: CheckedRequest): void {
  if (url === null && !isAsWritten) return;
  const template = operation?.urlTemplate ?? null;
  const own = template === null ? null : url === null ? template.split(/\{[^{}]*\}/) : ownPath(template, url.path);
  if (own === null || !own.every((piece) => plainPath.test(piece))) return;
  told.set('context.Request.Url.Path', new PartText('context.Request.Url.Path', ['', ...own]));
  if (url !== null) return;
  const [first = '', ...others] = own;
  const path = api.path !== null && api.version === null && plainPath.test(api.path) ? api.path.replace(/^\/+|\/+$/g, '') : null;
  const front = path === null ? ['', first] : [`${path === '' ? '' : `/${path}`}${first}`];
  told.set('context.Request.OriginalUrl.Path', new PartText('context.Request.OriginalUrl.Path', [...front, ...others]));
}

const plainPath = /^[\w/.~-]*$/;

/** The end of a path that an operation's template matches. */
function ownPath(template: string, path: string): readonly string[] | null {
  const length = templateSegments(template).length;
  const own = path.split('/').filter((segment) => segment !== '');
  return template.includes('*') || length === 0 || own.length < length ? null : [`/${own.slice(-length).join('/')}`];
}

/** Equal keys: the same facts are known of the requests. */
export function requestKey({ origin, method, api, operation, headers, url = null, isAsWritten, hasKey, product }: CheckedRequest): string {
  const { workspace, id } = api;
  const sent = headers === undefined ? null : [...headers];
  const address = url === null ? null : [url.host, url.path, url.query.toString()];
  return JSON.stringify([
    origin,
    method,
    workspace,
    id,
    operation?.id,
    operation?.urlTemplate,
    sent,
    address,
    isAsWritten === true,
    hasKey ?? null,
    product?.id ?? product === null,
  ]);
}
