import { isTransparent } from '../apim/transparency.js';
import { PolicyCache } from '../apim/policy-cache.js';
import { withoutKeys } from './hidden-keys.js';
import { optionsOperationAt, optionsReached, resolveUrl } from '../apim/resolve-url.js';
import { openRepository, type Repository } from '../layouts/repository.js';
import type { UnusedOption } from '../layouts/layout.js';
import { versionSetOf, type Api, type Operation, type Product, type Service } from '../apim/service.js';
import type { Tree } from '../layouts/tree.js';
import { ConfigError, InputError, NotOfCors, PlaceNotFound } from '../config/errors.js';
import { didYouMean } from '../config/nearest.js';
import type { Settings } from '../config/settings.js';
import { chainKey } from '../cors/cors-chain.js';
import { webSocket } from '../browser/console-wordings.js';
import type { Initiator } from '../browser/console-message.js';
import { sentRequest, type ScriptRequest } from '../browser/judge.js';
import type { PageMode } from '../browser/request-mode.js';
import { ServiceState } from '../effective/service-state.js';
import type { Route } from '../effective/request-route.js';
import { answeredWithout, showsCorsAnswer } from './answered-without.js';
import { besideGateway } from './beside-gateway.js';
import { missingOperation, versionMissing } from './missing-operation.js';
import { keyOf, some } from './whose-key.js';
import type { Observation } from './observation.js';
import { undecidedPlace } from './open-path.js';
import { sentUrl, pathAndQuery } from './sent-url.js';

/** The target of a request, as the user gives it. */
export type Destination =
  | { readonly kind: 'name'; readonly workspace: string | null; readonly api: string; readonly operation: string | null }
  | { readonly kind: 'url'; readonly url: string };

/** One request to explain: its page and its target. */
export interface ExplainRequest {
  readonly request: ScriptRequest;
  readonly destination: Destination;
  /** Product of the sent subscription key. */
  readonly product: string | null;
  /** How the key is sent; null: not said. */
  readonly key: 'none' | 'header' | 'query' | null;
  /** The initiator; `fetch` if left out. Some browser messages depend on it. */
  readonly initiator?: Initiator;
  /** The request mode; `cors` if left out. */
  readonly mode?: PageMode;
  /** The page's address, if given instead of an origin. */
  readonly given?: string;
  /** A preflight was observed, although no known part of the request requires it. */
  readonly preflighted?: boolean;
  /** The observation: readings that contradict it are excluded. */
  readonly observation?: Observation | null;
}

/** The found target of a request. */
export interface ExplainTarget {
  readonly route: Route & { readonly api: Api };
  /** Every API of the service is loaded, not just this one. */
  readonly complete: boolean;
  /** The URL for console messages. */
  readonly url: string;
  /** Information about how it was found, one sentence each. */
  readonly notes: readonly string[];
}

/** The services of a tree, loaded on demand. */
export class ServiceFinder {
  readonly #repository: Promise<Repository>;
  readonly #label: string;
  readonly #environment: string | null;
  readonly #settings: Settings;
  #all: Promise<readonly Service[]> | null = null;

  /** `environment`: evaluates with that environment's overrides. */
  constructor(tree: Tree, settings: Settings, environment: string | null) {
    this.#repository = openRepository(tree, { scopes: settings.scopes, environments: environment === null ? [] : [environment] }, new PolicyCache());
    this.#label = tree.label;
    this.#environment = environment;
    this.#settings = settings;
  }

  /**
   * Finds the target of a request. Throws `ConfigError` if it names something missing, `InputError` if the tree holds no service. `whole`: load every API, even
   * if one suffices.
   */
  async find(asked: ExplainRequest, whole = false): Promise<ExplainTarget> {
    const { loaded, complete } = await this.#load(asked.destination, whole);
    const services = inEnvironment(loaded, this.#environment);
    if (services.length === 0) throw new InputError(noPoliciesIn(this.#label));
    return { ...targetAmong(services, asked, (service) => new ServiceState(service, this.#settings.assume)), complete };
  }

  /** The environments of the services, if none was named; may be empty. */
  async environments(): Promise<readonly string[]> {
    return (await this.#repository).environments;
  }

  /** Named things that the tree lacks. */
  async unusedOptions(): Promise<readonly UnusedOption[]> {
    return (await this.#repository).unusedOptions();
  }

  /** Methods of the operations at a target, as pages send them; empty if unknown. Throws as `find`. */
  async methodsAt(destination: Destination, request: Omit<ScriptRequest, 'method'>): Promise<readonly string[]> {
    const { loaded } = await this.#load(destination, false);
    const services = inEnvironment(loaded, this.#environment);
    if (destination.kind === 'name') {
      const { api, operation } = byName(services, destination);
      checkOfCors(api);
      return methodsOf(operation === null ? api.operations : [operation]);
    }
    const all = methodsOf(services.flatMap((service) => service.apis.flatMap((api) => api.operations)));
    const found = all.filter((method) =>
      operationsAt(services, destination.url, { ...request, method }).some(({ operation }) => operation?.method === method),
    );
    // The error for a target that no API has.
    if (found.length === 0) byUrl(services, destination.url, { ...request, method: 'GET' });
    for (const { api } of operationsAt(services, destination.url, { ...request, method: 'GET' })) checkOfCors(api);
    return found;
  }

  /** An API's folder mostly has its id as name, and then only that is read. */
  async #load(destination: Destination, whole: boolean): Promise<{ readonly loaded: readonly Service[]; readonly complete: boolean }> {
    const repository = await this.#repository;
    if (destination.kind === 'name' && !whole && this.#all === null) {
      const { workspace, api } = destination;
      const some = await repository.load(repository.reachOf(workspace, api));
      if (some.some((service) => service.apis.some((one) => one.id === api && one.workspace === workspace))) return { loaded: some, complete: false };
    }
    return { loaded: await (this.#all ??= repository.loadAll()), complete: true };
  }
}

/** The target of a request in some services. Throws `ConfigError` if it names something missing. */
export function targetAmong(
  services: readonly Service[],
  asked: ExplainRequest,
  stateOf: (service: Service) => ServiceState,
): Omit<ExplainTarget, 'complete'> {
  const found =
    asked.destination.kind === 'name'
      ? byName(services, asked.destination)
      : byUrl(services, asked.destination.url, asked.request, showsCorsAnswer(asked.observation));
  checkOfCors(found.api);
  const state = stateOf(found.service);
  const url = asked.destination.kind === 'url' ? asked.destination.url : null;
  const whose = keyOf(state, found.api, { product: asked.product, key: asked.key, headers: asked.request.headers, url });
  const { product } = whose;
  const notes = [...found.notes];
  const { api } = found;
  const isUnmatched =
    found.isMissing === true || (found.operation === null && showsCorsAnswer(asked.observation) && isWithout(api, asked.request.method));
  if (isUnmatched && found.isMissing !== true) notes.push(answeredWithout(noneFor(api, asked.request.method)));
  const operation = found.operation ?? (isUnmatched ? null : soleOperation(state, api, product, { asked, key: whose.key }, notes));
  const options = found.options === undefined ? optionsOperationAt(api, operation) : found.options;
  const route = { state, api, operation, isUnmatched, options, ...whose, sent: { url: url === null ? null : sentUrl(url) }, isAsWritten: true };
  return { route, url: found.url ?? `https://<gateway>${pathOf(found.service, api, operation)}`, notes };
}

/** Throws `NotOfCors` for an API to which browsers do not apply CORS. */
function checkOfCors({ id, type }: Api): void {
  if (type === 'websocket') throw new NotOfCors(`API '${id}' is one of WebSockets. ${webSocket}`, webSocket);
}

/** Each service in an environment; one without environments is the same in all. */
export function inEnvironment(services: readonly Service[], environment: string | null): readonly Service[] {
  const named = new Set(services.flatMap((service) => (service.environment === environment ? [service.root] : [])));
  return services.filter((service) => service.environment === environment || (service.environment === null && !named.has(service.root)));
}

/** The message if a tree holds no policies. */
export function noPoliciesIn(label: string): string {
  return `no API Management policies in ${label}; give the folder of the artifacts, or name the policy files under scopes: in the configuration`;
}

interface Found {
  readonly service: Service;
  readonly api: Api;
  readonly operation: Operation | null;
  /** The OPTIONS operation at the URL; undefined: no URL was given. */
  readonly options?: Operation | null;
  readonly url: string | null;
  readonly notes: readonly string[];
  /** The API has no operation there. */
  readonly isMissing?: boolean;
}

function byName(services: readonly Service[], { workspace, api: id, operation: operationId }: Extract<Destination, { kind: 'name' }>): Found {
  const all = services.flatMap((service) => service.apis.map((api) => ({ service, api })));
  const matching = all.filter(({ api }) => api.id === id && api.workspace === workspace);
  const [found, second] = matching;
  if (found === undefined) {
    const elsewhere = all.find(({ api }) => api.id === id);
    if (elsewhere !== undefined) {
      const where = elsewhere.api.workspace;
      throw new ConfigError(
        where === null ? `API '${id}' is in no workspace; leave --workspace out` : `API '${id}' is in workspace '${where}'; add --workspace ${where}`,
      );
    }
    throw new ConfigError(
      `no API '${id}'${
        didYouMean(
          id,
          all.map(({ api }) => api.id),
        ) || `; there are ${some(all.map(({ api }) => api.id))}`
      }`,
    );
  }
  if (second !== undefined) {
    throw new ConfigError(
      `several services have an API '${id}' (${matching.map(({ service }) => service.root || '.').join(', ')}); say which with --dir`,
    );
  }
  if (operationId === null) return { ...found, operation: null, url: null, notes: [] };
  const operation = found.api.operations.find((one) => one.id === operationId);
  if (operation === undefined) {
    const ids = found.api.operations.map((one) => one.id);
    throw new ConfigError(`API '${id}' has no operation '${operationId}'${didYouMean(operationId, ids) || `; it has ${some(ids)}`}`);
  }
  return { ...found, operation, url: null, notes: [] };
}

/** Distinct methods of operations, without OPTIONS, which the browser sends itself. */
function methodsOf(operations: readonly Operation[]): readonly string[] {
  return [...new Set(operations.flatMap(({ method }) => (method === null || method === '*' || method === 'OPTIONS' ? [] : [method])))];
}

/** The operations of each service at a URL. */
function operationsAt(services: readonly Service[], text: string, request: ScriptRequest): readonly Pick<Found, 'service' | 'api' | 'operation'>[] {
  const { path, query } = pathAndQuery(text);
  const headers = new Map(request.headers.map(({ name, value }) => [name.toLowerCase(), value]));
  return services.flatMap((service) => {
    const resolved = resolveUrl(service, { method: request.method, path, query, headers });
    return resolved === null ? [] : [{ service, ...resolved }];
  });
}

/** `answered`: an answer to a preflight was observed there. */
function byUrl(services: readonly Service[], text: string, request: ScriptRequest, answered = false): Found {
  const url = pathAndQuery(text);
  const beside = besideGateway(text);
  if (beside !== null) throw new PlaceNotFound(beside, beside);
  const headers = new Map(request.headers.map(({ name, value }) => [name.toLowerCase(), value]));
  const found = operationsAt(services, text, request);
  const [first, second] = found;
  if (first === undefined) {
    const missing = services.flatMap((service) => service.apis.flatMap((api) => versionMissing(service, api, url.path) ?? []));
    if (missing[0] !== undefined) throw new ConfigError(missing[0]);
    const undecided = undecidedPlace(services, url.path);
    if (undecided !== null) throw undecided;
    const paths = services.flatMap((service) => service.apis.flatMap((api) => (api.path === null ? [] : [`/${api.path}`])));
    throw new PlaceNotFound(
      `no API's path starts '${url.path}'; there are ${some([...new Set(paths)])}. The gateway answers 404 there, without CORS headers, which a browser reports as a CORS error: the URL is wrong, or its API is not in these files`,
      'no API in these files has this path',
    );
  }
  if (second !== undefined)
    throw new ConfigError(
      `several services have an API at '${url.path}' (${found.map(({ service }) => service.root || '.').join(', ')}); say which with --dir`,
    );
  const { service, api, operation } = first;
  checkOfCors(api);
  const isMissing = operation === null && api.operationsKnown;
  const notes: string[] = [];
  if (isMissing) {
    const near = api.operations.flatMap((one) => (one.urlTemplate === null ? [] : [`${one.method ?? '*'} ${one.urlTemplate}`]));
    const none = `API '${api.id}' has no operation for ${request.method} ${url.path}; it has ${some(near)}`;
    if (!answered) throw new PlaceNotFound(`${none}. ${missingOperation(service, api, { method: request.method, ...url })}`, none);
    notes.push(answeredWithout(none));
  }
  const path = `${url.path}${url.query.size > 0 ? `?${url.query.toString()}` : ''}`;
  return {
    service,
    api,
    operation,
    options: optionsReached(service, { path: url.path, query: url.query, headers }),
    url: withoutKeys(text.startsWith('/') ? `https://<gateway>${path}` : text, api.subscriptionKeyNames.query),
    notes,
    isMissing,
  };
}

/** A request, and how its key is sent. */
interface Keyed {
  readonly asked: ExplainRequest;
  readonly key: Route['key'];
}

/** Whether browsers send a preflight, apart from the API's version. */
function hasPreflight({ request, mode = 'cors', preflighted }: ExplainRequest, key: Route['key']): boolean {
  return mode === 'cors' && (preflighted === true || key === 'header' || sentRequest(request).preflightBecause.length > 0);
}

/** Checks that the operation has the method, or finds the one that has; null: all that could be meant share their API's answer. */
function soleOperation(state: ServiceState, api: Api, product: Product | null, { asked, key }: Keyed, notes: string[]): Operation | null {
  const { method } = asked.request;
  const fitting = api.operations.filter((operation) => answers(operation, method));
  const [first] = fitting;
  if (first === undefined) {
    if (isWithout(api, method)) {
      throw new ConfigError(`${noneFor(api, method)}. ${missingOperation(state.service, api, { method })}`);
    }
    notes.push(`The operations of '${api.id}' are not in the repository: the answer is that of the API as a whole.`);
    return null;
  }
  if (fitting.length === 1) return first;
  const isAsked = state.isHeaderVersioned(api) || hasPreflight(asked, key);
  const routes = fitting.map((one) => state.route(api, one, optionsOperationAt(api, one), product, true));
  // OPTIONS operations do not matter to a request without a preflight.
  const keys = new Set(routes.map((route) => chainKey(isAsked ? route : { ...route, preflight: null })));
  const isShared = (one: Operation): boolean => isTransparent(one.policy) && optionsOperationAt(api, one) === null;
  if (keys.size === 1) return fitting.every(isShared) ? null : first;
  throw new ConfigError(
    `the ${method} operations of '${api.id}' answer differently; say which with --operation: ${some(fitting.map((one) => one.id))}`,
  );
}

/** All operations of an API are known, and none takes the method. */
function isWithout(api: Api, method: string): boolean {
  return api.operationsKnown && api.operations.length > 0 && !api.operations.some((operation) => answers(operation, method));
}

function noneFor(api: Api, method: string): string {
  return `API '${api.id}' has no ${method} operation; it has ${some(api.operations.map((one) => `${one.method ?? '*'} ${one.urlTemplate ?? one.id}`))}`;
}

function answers(operation: Operation, method: string): boolean {
  return operation.method === null || operation.method === '*' || operation.method === method.toUpperCase();
}

/** The path below the gateway's host: the API's path, a version in path or query, the operation's template. */
export function pathOf(service: Service, api: Api, operation: Operation | null): string {
  const { scheme = null, queryName } = versionSetOf(service, api) ?? {};
  const version = encodeURIComponent(api.version ?? '');
  const revision = api.isCurrent || api.revision === null ? '' : `;rev=${encodeURIComponent(api.revision)}`;
  const base = `/${api.path ?? api.id}${scheme === 'Segment' && version !== '' ? `/${version}` : ''}${revision}`;
  const query = scheme === 'Query' && version !== '' ? `?${queryName ?? 'api-version'}=${version}` : '';
  const template = operation?.urlTemplate ?? '/…';
  return `${base.replace(/\/$/, '')}${template.startsWith('/') ? template : `/${template}`}${query}`;
}

/** The named operation's method must be the request's. */
export function checkMethod(target: ExplainTarget, method: string): void {
  const { operation } = target.route;
  if (operation !== null && !answers(operation, method)) {
    throw new ConfigError(`operation '${operation.id}' answers ${operation.method ?? ''}, not ${method}`);
  }
}
