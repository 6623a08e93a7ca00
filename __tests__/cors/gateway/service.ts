import { layersOf } from '../../../src/apim/layers.js';
import { openRepository } from '../../../src/layouts/repository.js';
import { PolicyCache } from '../../../src/apim/policy-cache.js';
import { optionsOperationAt } from '../../../src/apim/resolve-url.js';
import type { Operation } from '../../../src/apim/service.js';
import { sentRequest, type ScriptRequest } from '../../../src/browser/judge.js';
import type { GatewayAnswer, HeaderValue } from '../../../src/cors/answer.js';
import { explore, type Assumptions } from '../../../src/cors/worlds.js';
import { preflightAnswer, requestAnswer, type Route } from '../../../src/effective/request-route.js';
import { ServiceState } from '../../../src/effective/service-state.js';
import { memoryTree } from '../../memory-tree.js';

/** What an inbound section holds, in order: text as written, `B` for `<base />`, or a `<cors>` or an answer of its own in short form. */
export type Item = string | CorsSpec | AnswerSpec;

/** A `<return-response>`, with the headers of CORS that it writes. */
export interface AnswerSpec {
  readonly status: number;
  readonly writes: readonly WrittenSpec[];
}

export interface CorsSpec {
  readonly origins: readonly string[];
  readonly terminate?: string;
  readonly methods?: readonly string[];
  readonly headers?: readonly string[];
  readonly credentials?: string;
  readonly maxAge?: string;
}

/** A header of CORS that is written by hand, by the API's outbound section or by what answers itself. */
export interface WrittenSpec {
  readonly header: 'origin' | 'credentials' | 'methods' | 'headers';
  readonly action: 'override' | 'append' | 'skip' | 'delete';
  readonly value: string;
}

/** A service with one API, `api`, at the path `api`. An absent scope has no policy document. */
export interface ServiceSpec {
  readonly global?: readonly Item[];
  readonly workspace?: readonly Item[];
  /** By product id. `required`: a subscription is. */
  readonly products?: Readonly<Record<string, { readonly inbound?: readonly Item[]; readonly required: boolean }>>;
  readonly api?: readonly Item[];
  /** Policies of operations, by method. */
  readonly operations?: Readonly<Record<string, readonly Item[]>>;
  readonly fragments?: Readonly<Record<string, readonly Item[]>>;
  readonly namedValues?: Readonly<Record<string, string>>;
  readonly outbound?: readonly string[];
  readonly onError?: readonly string[];
  readonly written?: readonly WrittenSpec[];
  /** Methods of `/x`; GET, POST, PUT, PATCH and DELETE when left out. */
  readonly methods?: readonly string[];
  readonly subscriptionRequired?: boolean;
  /** The API is version `v1` of a set whose version stands in a header. */
  readonly headerVersioned?: boolean;
}

export function corsText({ origins, terminate, methods, headers, credentials, maxAge }: CorsSpec): string {
  const attribute = (name: string, value: string | undefined): string => (value === undefined ? '' : ` ${name}='${value}'`);
  const list = (name: string, child: string, values: readonly string[] | undefined, extra = ''): string =>
    values === undefined ? '' : `<${name}${extra}>${values.map((value) => `<${child}>${value}</${child}>`).join('')}</${name}>`;
  return [
    `<cors${attribute('allow-credentials', credentials)}${attribute('terminate-unmatched-request', terminate)}>`,
    list('allowed-origins', 'origin', origins),
    list('allowed-methods', 'method', methods, attribute('preflight-result-max-age', maxAge)),
    list('allowed-headers', 'header', headers),
    '</cors>',
  ].join('');
}

function writtenText({ header, action, value }: WrittenSpec): string {
  const name = `Access-Control-Allow-${header[0]?.toUpperCase() ?? ''}${header.slice(1)}`;
  return `<set-header name='${name}' exists-action='${action}'>${action === 'delete' ? '' : `<value>${value}</value>`}</set-header>`;
}

const answerText = ({ status, writes }: AnswerSpec): string =>
  `<return-response><set-status code='${status}' reason='as told' />${writes.map(writtenText).join('')}</return-response>`;

const itemText = (item: Item): string =>
  item === 'B' ? '<base />' : typeof item === 'string' ? item : 'status' in item ? answerText(item) : corsText(item);

function document(inbound: readonly Item[], outbound: readonly string[] = ['<base />'], onError: readonly string[] = ['<base />']): string {
  return `<policies><inbound>${inbound.map(itemText).join('')}</inbound><backend><base /></backend><outbound>${outbound.join('')}</outbound><on-error>${onError.join('')}</on-error></policies>`;
}

export function filesOf(spec: ServiceSpec): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  const root = 'apimartifacts';
  const home = spec.workspace === undefined ? root : `${root}/workspaces/team`;
  const methods = spec.methods ?? ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
  const operations = Object.fromEntries(
    methods.map((method) => [method.toLowerCase(), { operationId: method.toLowerCase(), responses: { '200': { description: 'OK' } } }]),
  );
  files[`${home}/apis/api/specification.json`] = JSON.stringify({
    openapi: '3.0.1',
    info: { title: 'api', version: '1' },
    paths: { '/x': operations },
  });
  files[`${home}/apis/api/apiInformation.json`] = JSON.stringify({
    properties: {
      path: 'api',
      displayName: 'api',
      subscriptionRequired: spec.subscriptionRequired ?? false,
      ...(spec.headerVersioned === true ? { apiVersion: 'v1', apiVersionSetId: '/apiVersionSets/set' } : {}),
    },
  });
  if (spec.headerVersioned === true) {
    files[`${home}/version sets/set/versionSetInformation.json`] = JSON.stringify({
      properties: { displayName: 'set', versioningScheme: 'Header', versionHeaderName: 'api-version' },
    });
  }
  if (spec.workspace !== undefined)
    files[`${root}/named values/any/namedValueInformation.json`] = JSON.stringify({ properties: { displayName: 'any', value: '1' } });
  if (spec.global !== undefined) files[`${root}/policy.xml`] = document(spec.global);
  if (spec.workspace !== undefined) files[`${home}/policy.xml`] = document(spec.workspace);
  const outbound = spec.outbound ?? spec.written?.map(writtenText);
  if (spec.api !== undefined || outbound !== undefined) files[`${home}/apis/api/policy.xml`] = document(spec.api ?? ['B'], outbound, spec.onError);
  for (const [method, inbound] of Object.entries(spec.operations ?? {})) {
    files[`${home}/apis/api/operations/${method.toLowerCase()}/policy.xml`] = document(inbound);
  }
  for (const [id, { inbound, required }] of Object.entries(spec.products ?? {})) {
    files[`${home}/products/${id}/productInformation.json`] = JSON.stringify({
      properties: { displayName: id, subscriptionRequired: required, state: 'published' },
    });
    files[`${home}/products/${id}/apis.json`] = JSON.stringify([{ name: 'api' }]);
    if (inbound !== undefined) files[`${home}/products/${id}/policy.xml`] = document(inbound);
  }
  for (const [id, items] of Object.entries(spec.fragments ?? {})) {
    files[`${root}/policy fragments/${id}/policy.xml`] = `<fragment>${items.map(itemText).join('')}</fragment>`;
  }
  for (const [name, value] of Object.entries(spec.namedValues ?? {})) {
    files[`${root}/named values/${name}/namedValueInformation.json`] = JSON.stringify({ properties: { displayName: name, value } });
  }
  return files;
}

export async function stateOf(spec: ServiceSpec): Promise<ServiceState> {
  const [service] = await (await openRepository(memoryTree(filesOf(spec)), { scopes: [], environments: [] }, new PolicyCache())).loadAll();
  if (service === undefined) throw new Error('the service is there');
  return new ServiceState(service, new Map());
}

export interface Asked {
  readonly phase: 'preflight' | 'request';
  readonly origin: string;
  readonly method: string;
  readonly headers?: readonly string[];
  readonly credentials?: ScriptRequest['credentials'];
  readonly product?: string;
  readonly key?: 'none' | 'header' | 'query';
}

export function routeOf(state: ServiceState, { method, product, key }: Pick<Asked, 'method' | 'product' | 'key'>): Route {
  const [api] = state.service.apis;
  if (api === undefined) throw new Error('the API is there');
  const operation: Operation | null = api.operations.find((one) => one.method === method) ?? null;
  const named = state.service.products.find((one) => one.id === product) ?? null;
  return {
    state,
    api,
    operation,
    isUnmatched: operation === null,
    options: optionsOperationAt(api, operation),
    product: named,
    key: key ?? 'none',
  };
}

/** One answer in a word: status, Access-Control-Allow-Origin (`-`: none), and whether the backend is called. */
export function short({ status, headers, opaque }: GatewayAnswer): string {
  if (opaque !== null) return 'cannot be read';
  const value = (header: HeaderValue | undefined): string =>
    header === undefined ? '-' : typeof header === 'string' ? header : header.oneOf.join(' or ');
  return `${status} ${value(headers['access-control-allow-origin'])}`;
}

/** Every answer that the sources leave open, each once, sorted. */
export function answersOf(state: ServiceState, asked: Asked, assume: Assumptions = new Map()): readonly GatewayAnswer[] {
  const headers = (asked.headers ?? []).map((name) => ({ name, value: '1' }));
  const sent = sentRequest({ method: asked.method, headers });
  const route = routeOf(state, { ...asked, method: sent.method });
  const toGateway = {
    origin: asked.origin,
    method: sent.method,
    headers: asked.phase === 'preflight' ? [...(asked.headers ?? [])].map((name) => name.toLowerCase()).sort() : sent.unsafeHeaders,
    credentials: asked.credentials === 'include',
  };
  const carried = new Map((asked.headers ?? []).map((name) => [name.toLowerCase(), null] as const));
  const { worlds } = explore(
    (walk) => (asked.phase === 'preflight' ? preflightAnswer(route, toGateway, walk) : requestAnswer(route, toGateway, carried, walk)),
    assume,
  );
  return worlds.map((world) => world.result);
}

export function outcomes(state: ServiceState, asked: Asked, assume: Assumptions = new Map()): readonly string[] {
  return [...new Set(answersOf(state, asked, assume).map(short))].sort();
}

export const chainOfApi = (state: ServiceState): ReturnType<ServiceState['chain']> =>
  state.chain(layersOf(state.service, state.service.apis[0] ?? null, null, null));
