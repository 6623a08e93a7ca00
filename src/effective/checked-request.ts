import { matchedParameters } from '../apim/matched-parameters.js';
import type { Api, Operation, Product } from '../apim/service.js';
import type { CSharpValue } from '../cors/expression/value.js';

/** A URL as a request has it. `host`: lower case; null: not known. */
export interface SentUrl {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly host: string | null;
}

/** A request, as far as conditions look at it. */
export interface CheckedRequest {
  readonly origin: string;
  readonly method: string;
  readonly api: Api;
  /** null: it is not known which, or the URL has none of this method. */
  readonly operation: Operation | null;
  /** What it carries besides the browser's own headers, by lower case names; null: a value that is not known. Left out: nothing is known of that. */
  readonly headers?: ReadonlyMap<string, string | null>;
  /** null: not known. */
  readonly url?: SentUrl | null;
  /** Whether it carries a subscription key; null: not known. */
  readonly hasKey?: boolean | null;
  /** The product of that; undefined: not known. */
  readonly product?: Product | null | undefined;
}

/** Members of `context` that are known of a request. */
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

/** More of them: what its URL and its key say. */
export function allToldOf(request: CheckedRequest): ReadonlyMap<string, CSharpValue> {
  const { api, operation, url = null, hasKey = null, product } = request;
  const told = new Map<string, CSharpValue>(toldOf(request));
  // With a version in it, no page says what it is.
  if (api.path !== null && api.version === null) told.set('context.Api.Path', api.path);
  if (hasKey !== null) told.set('context.Subscription', hasKey ? new Map() : null);
  if (product !== undefined) told.set('context.Product', product === null ? null : new Map([['Id', product.id]]));
  if (url === null) return told;
  const query = new Map<string, CSharpValue>();
  for (const name of url.query.keys()) query.set(name, url.query.getAll(name));
  told.set('context.Request.Url.Query', query).set('context.Request.OriginalUrl.Query', query);
  if (/^[\w/.~-]*$/.test(url.path)) told.set('context.Request.OriginalUrl.Path', url.path);
  if (url.host !== null) told.set('context.Request.OriginalUrl.Host', url.host);
  const parameters = operation === null ? null : matchedParameters(operation, url.path);
  if (parameters !== null) told.set('context.Request.MatchedParameters', new Map(parameters));
  return told;
}

/** Equal keys: requests of which the same is known. */
export function requestKey({ origin, method, api, operation, headers, url = null, hasKey, product }: CheckedRequest): string {
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
    hasKey ?? null,
    product?.id ?? product === null,
  ]);
}
