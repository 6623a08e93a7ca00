import type { Api, Operation } from '../apim/service.js';

/** A request, as far as conditions look at it. */
export interface CheckedRequest {
  readonly origin: string;
  readonly method: string;
  readonly api: Api;
  /** null: it is not known which, or the URL has none of this method. */
  readonly operation: Operation | null;
}

/** Members of `context` that are known of a request. */
export function toldOf({ method, api, operation }: Omit<CheckedRequest, 'origin'>): ReadonlyMap<string, string> {
  const told = new Map([
    ['context.Request.Method', method],
    ['context.Operation.Method', operation?.method ?? method],
    ['context.Api.Id', api.id],
  ]);
  if (operation !== null) told.set('context.Operation.Id', operation.id);
  if (operation?.urlTemplate != null) told.set('context.Operation.UrlTemplate', operation.urlTemplate);
  return told;
}
