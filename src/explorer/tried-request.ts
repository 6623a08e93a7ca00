import { refOf } from '../apim/replace-policies.js';
import type { ScopeRef } from '../apim/service.js';
import type { Assumptions } from '../cors/worlds.js';
import type { CredentialsMode } from '../browser/judge.js';
import type { PageMode } from '../browser/request-mode.js';
import { ConfigError } from '../config/errors.js';
import { checkMode, readHeader, readMethod, readPage } from '../explain/asked-request.js';
import { explainTarget, type Explanation } from '../explain/explanation.js';
import { checkMethod, targetAmong, type Destination } from '../explain/request-target.js';
import { layersOfRoute } from '../effective/request-route.js';
import type { ServiceState } from '../effective/service-state.js';

/** A request as typed into the page. */
export interface TypedRequest {
  readonly origin: string;
  readonly method: string;
  /** `NAME` or `NAME:VALUE` each. */
  readonly headers: readonly string[];
  readonly credentials: CredentialsMode;
  readonly mode: PageMode;
  readonly destination: Destination;
  readonly product: string | null;
  readonly key: 'none' | 'header' | 'query' | null;
}

/** A scope of the request's policies; `path` null: no policy there. */
export interface ScopeOfRequest {
  readonly scope: ScopeRef;
  readonly path: string | null;
}

/** The result, with its scopes, narrow to broad; or the problem with the request, in the words of `explain`. */
export type Tried =
  | { readonly isExplained: true; readonly explanation: Explanation; readonly scopes: readonly ScopeOfRequest[] }
  | { readonly isExplained: false; readonly wrong: string };

/** A request in one state of a service: the output of `apim-cors explain` without advice and repairs. `assume`: that of the state. */
export function tryRequest(state: ServiceState, typed: TypedRequest, assume: Assumptions): Tried {
  try {
    const page = readPage(typed.origin.trim());
    const request = {
      origin: page.origin,
      method: readMethod(typed.method.trim()),
      headers: typed.headers.map(readHeader),
      credentials: typed.credentials,
    };
    const { destination, product, key, mode } = typed;
    checkMode(mode, request, key);
    const asked = { request, destination, product, key, mode };
    const target = { ...targetAmong([state.service], asked, () => state), complete: true };
    checkMethod(target, request.method);
    const scopes = layersOfRoute(target.route).map(({ scope, file }) => ({ scope, path: file === null ? null : refOf(file).path }));
    return { isExplained: true, explanation: explainTarget(target, asked, assume), scopes };
  } catch (error) {
    if (error instanceof ConfigError) return { isExplained: false, wrong: error.message };
    throw error;
  }
}
