import { matchesForCertain } from '../cors/origin-match.js';
import type { CorsPolicy } from '../cors/cors-policy.js';
import { headersKept, isFormType, isLoopback, isSendable } from '../browser/request-mode.js';
import { normaliseMethod, type RequestHeader } from '../browser/fetch-request.js';
import { readsWhatBrowsersAttach } from '../effective/identification.js';
import { layersOfRoute } from '../effective/request-route.js';
import { headersNeededBy, type NeededHeader } from '../effective/needed-headers.js';
import type { ChainGroup } from '../effective/service-state.js';
import { misnamedParameters } from './whose-key.js';
import type { Advice, Mistake, NeedlessHeader } from './advice.js';
import { withoutKeys } from './hidden-keys.js';
import type { Destination, ExplainRequest, ExplainTarget } from './request-target.js';

type Found = Extract<Advice, { kind: 'mistake' }>;

/** Mistakes in the page, independent of the policies. `allowed`: the request passes; then mistakes that only cost a preflight are not reported. */
export function mistakesIn(asked: ExplainRequest, target: ExplainTarget, allowed: boolean): readonly Found[] {
  const sure = (about: Mistake): Found => ({ kind: 'mistake', sure: true, about });
  const found: Found[] = [];
  const { request, given, mode = 'cors' } = asked;
  if (given !== undefined && request.origin !== 'null') found.push(sure({ code: 'origin-with-path', given, origin: request.origin }));
  if (mode === 'no-cors') {
    const kept = new Set(headersKept(mode, request.headers));
    const dropped = request.headers.flatMap((header) => (kept.has(header) ? [] : [header.name.toLowerCase()]));
    found.push(sure({ code: 'no-cors-hides-answer', method: request.method, refused: !isSendable(mode, request.method), dropped }));
  }
  if (mode === 'navigate') return [...found, ...overHttp(asked, target)];
  const instead = request.method.toUpperCase();
  // Fetch, "normalize" a method: of the common methods only PATCH stays as written.
  if (!allowed && instead === 'PATCH' && request.method !== instead) {
    found.push(sure({ code: 'method-in-lower-case', method: request.method, instead }));
  }
  const answers = request.headers.filter(({ name }) => isOfAnswers(name));
  if (answers.length > 0) found.push(sure({ code: 'response-header-on-request', headers: answers }));
  const misnamed = misnamedKey(asked, target);
  if (misnamed !== null) found.push(sure(misnamed));
  const inUrl = misnamedParameter(asked, target);
  if (inUrl !== null) found.push(sure(inUrl));
  const type = request.headers.find((header) => describesNoBody(header, asked));
  if (type !== undefined) found.push(sure({ code: 'content-type-without-body', method: normaliseMethod(request.method), value: type.value }));
  if (!allowed) {
    const needless = needlessHeaders(asked, target);
    if (needless.length > 0) found.push(sure({ code: 'header-not-needed', headers: needless }));
    const credentials = credentialsMistake(asked, target);
    if (credentials !== null) found.push(credentials);
  }
  return [...found, ...overHttp(asked, target)];
}

/** The request with its certain mistakes corrected; null: there are none, or they do not change the request. */
export function correctedRequest(asked: ExplainRequest, mistakes: readonly Found[]): ExplainRequest | null {
  let { request, destination, mode } = asked;
  let changed = false;
  for (const { sure, about } of mistakes) {
    // First without credentials that nothing here reads: a policy is opened for them only if they turn out to be needed.
    if ((!sure && about.code !== 'credentials-without-cookies') || about.code === 'origin-with-path') continue;
    changed = true;
    switch (about.code) {
      case 'response-header-on-request':
      case 'header-not-needed':
        request = { ...request, headers: without(request.headers, new Set(about.headers.map((header) => header.name))) };
        break;
      case 'key-under-another-name': {
        const [first] = about.headers;
        const kept = without(request.headers, new Set(about.headers.map((header) => header.name)));
        request = { ...request, headers: about.isThere || first === undefined ? kept : [...kept, { name: about.instead, value: first.value }] };
        break;
      }
      case 'key-parameter-under-another-name':
        if (destination.kind === 'url') destination = { kind: 'url', url: renamed(destination.url, about) };
        break;
      case 'content-type-without-body':
        request = { ...request, headers: request.headers.filter((header) => header.name.toLowerCase() !== 'content-type') };
        break;
      case 'credentials-without-cookies':
        request = { ...request, credentials: 'same-origin' };
        break;
      case 'method-in-lower-case':
        request = { ...request, method: about.instead };
        break;
      case 'no-cors-hides-answer':
        mode = 'cors';
        break;
      case 'page-over-http':
        request = { ...request, origin: about.instead };
        break;
      case 'api-over-http':
        destination = { kind: 'url', url: about.instead };
        break;
    }
  }
  return changed ? { ...asked, request, destination, ...(mode === undefined ? {} : { mode }) } : null;
}

function without(headers: readonly RequestHeader[], names: ReadonlySet<string>): readonly RequestHeader[] {
  return headers.filter((header) => !names.has(header.name));
}

/** Response headers that are often set on requests by mistake, to allow oneself. */
const ofAnswers: ReadonlySet<string> = new Set([
  'clear-site-data',
  'content-security-policy',
  'cross-origin-embedder-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'permissions-policy',
  'referrer-policy',
  'set-cookie',
  'strict-transport-security',
  'timing-allow-origin',
  'vary',
  'www-authenticate',
  'x-content-type-options',
  'x-frame-options',
  'x-xss-protection',
]);

/** Headers meant for the subscription key under another name than the API reads. */
function misnamedKey({ request }: ExplainRequest, target: ExplainTarget): Mistake | null {
  const { subscriptionRequired, subscriptionKeyNames } = target.route.api;
  const { header: instead } = subscriptionKeyNames;
  if (subscriptionRequired === false) return null;
  const letters = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const isKey = (name: string): boolean => name.toLowerCase() === instead.toLowerCase();
  const meant = request.headers.filter(
    ({ name }) => !isKey(name) && (letters(name).endsWith('subscriptionkey') || letters(name) === letters(instead)),
  );
  // A header that a policy requires, or a <cors> lists by name, is read.
  const wanted = meant.length === 0 ? new Set<string>() : wantedHeaders(target);
  const headers = meant.filter(({ name }) => !wanted.has(name.toLowerCase()));
  return headers.length === 0 ? null : { code: 'key-under-another-name', headers, instead, isThere: request.headers.some(({ name }) => isKey(name)) };
}

/** Query parameters meant for the subscription key under another name than the API reads. */
function misnamedParameter({ destination, key }: ExplainRequest, { route: { api } }: ExplainTarget): Extract<Mistake, Renamed> | null {
  if (destination.kind !== 'url' || key !== null || api.subscriptionRequired === false) return null;
  const names = misnamedParameters(api, destination.url);
  return names.length === 0 ? null : { code: 'key-parameter-under-another-name', names, instead: api.subscriptionKeyNames.query };
}

interface Renamed {
  readonly code: 'key-parameter-under-another-name';
}

/** The URL with the first of these parameters renamed to the API's. */
function renamed(url: string, { names: [first = ''], instead }: Extract<Mistake, Renamed>): string {
  const [path = '', ...rest] = url.split('?');
  const parts = rest.join('?').split('&');
  const at = parts.findIndex((part) => part.split('=')[0] === first);
  return `${path}?${parts.map((part, index) => (index === at ? part.replace(first, instead) : part)).join('&')}`;
}

/** Includes `Access-Control-…`: of those, the two for requests can only be set by the browser. */
function isOfAnswers(name: string): boolean {
  const lower = name.toLowerCase();
  return lower.startsWith('access-control-') || ofAnswers.has(lower);
}

/** A Content-Type other than those of forms on a GET or HEAD, which have no body: mostly `Accept` was meant. Other methods may have a body. */
function describesNoBody({ name, value }: RequestHeader, { request }: ExplainRequest): boolean {
  if (name.toLowerCase() !== 'content-type' || !['GET', 'HEAD'].includes(normaliseMethod(request.method))) return false;
  return value === null || !isFormType(value);
}

/** Headers that scripts set to bypass caches: the `cache` option does it without a preflight (Fetch, HTTP-network-or-cache fetch). */
const ofCaches: ReadonlySet<string> = new Set(['cache-control', 'pragma', 'expires']);
/** Names and values of options of `fetch`, XMLHttpRequest and libraries that are found among headers. */
const options: ReadonlyMap<string, ReadonlySet<string> | null> = new Map([
  ['crossdomain', null],
  ['cross-domain', null],
  ['crossorigin', null],
  ['withcredentials', null],
  ['mode', new Set(['cors', 'no-cors', 'same-origin'])],
  ['credentials', new Set(['include', 'omit', 'same-origin'])],
]);

function needlessHeaders(asked: ExplainRequest, target: ExplainTarget): readonly NeedlessHeader[] {
  const candidates = asked.request.headers.flatMap(({ name, value }): readonly NeedlessHeader[] => {
    const meant = meantBy(name.toLowerCase(), value);
    return meant === null ? [] : [{ name, value, meant }];
  });
  if (candidates.length === 0) return [];
  const wanted = wantedHeaders(target);
  return candidates.filter(({ name }) => !wanted.has(name.toLowerCase()));
}

/** Headers that a policy requires, or a `<cors>` lists by name, in lower case. */
function wantedHeaders(target: ExplainTarget): ReadonlySet<string> {
  const wanted = new Set(neededHeaders(target).map(({ name }) => name.toLowerCase()));
  for (const { headers } of corsOf(target)) if (headers.kind === 'list') for (const { name } of headers.entries) wanted.add(name);
  return wanted;
}

function meantBy(name: string, value: string | null): NeedlessHeader['meant'] | null {
  if (ofCaches.has(name)) return 'cache';
  if (name === 'x-requested-with') return 'library';
  const values = options.get(name);
  if (values === undefined) return null;
  return values === null || (value !== null && values.has(value.trim().toLowerCase())) ? 'option' : null;
}

/** Credentials mode is for what browsers attach automatically; a key or token from the script needs none. */
function credentialsMistake({ request }: ExplainRequest, target: ExplainTarget): Found | null {
  if (request.credentials !== 'include') return null;
  const { api } = target.route;
  const layers = layersOfRoute(target.route);
  if (layers.some(({ file }) => file?.ok === true && readsWhatBrowsersAttach(file.document))) return null;
  // A <cors> that grants this page credentials intends them.
  const grants = (policy: CorsPolicy): boolean => {
    const flag = policy.allowCredentials;
    return (flag.kind === 'expression' || (flag.kind === 'literal' && flag.value)) && matchesForCertain(policy, request.origin);
  };
  if (corsOf(target).some(grants)) return null;
  const set = new Set(request.headers.map(({ name }) => name.toLowerCase()));
  const key = api.subscriptionKeyNames.header.toLowerCase();
  const shown = set.has('authorization') ? 'authorization' : set.has(key) ? key : null;
  const shows =
    shown ??
    neededHeaders(target).find(
      ({ why }) => why.kind === 'key' || why.kind === 'security' || (why.kind === 'policy' && why.policy.startsWith('validate-')),
    )?.name;
  return { kind: 'mistake', sure: shown !== null, about: { code: 'credentials-without-cookies', shows: shows ?? null } };
}

function overHttp({ request, destination }: ExplainRequest, target: ExplainTarget): readonly Found[] {
  const found: Found[] = [];
  const page = request.origin;
  if (page.startsWith('http://') && !isLoopback(new URL(page).hostname)) {
    const listed = corsOf(target).some(({ origins }) => origins.some((entry) => entry.kind === 'origin' && entry.origin === page));
    const about = { code: 'page-over-http', origin: page, instead: page.replace('http:', 'https:'), listed } as const;
    found.push({ kind: 'mistake', sure: !listed, about });
  }
  const url = isOverHttp(destination) ? withoutKeys(destination.url, target.route.api.subscriptionKeyNames.query) : null;
  // An API that is served over http only has no other URL.
  if (url !== null && target.route.api.isOnlyHttp !== true) {
    found.push({ kind: 'mistake', sure: true, about: { code: 'api-over-http', url, instead: url.replace(/^http:/i, 'https:') } });
  }
  return found;
}

/** A URL with plain http, outside the page's own machine. */
export function isOverHttp(destination: Destination): destination is Extract<Destination, { kind: 'url' }> {
  if (destination.kind !== 'url' || !/^http:\/\//i.test(destination.url) || !URL.canParse(destination.url)) return false;
  return !isLoopback(new URL(destination.url).hostname);
}

/** Every `<cors>` that a request can meet here. */
function corsOf({ route }: ExplainTarget): readonly CorsPolicy[] {
  const { steps } = route.state.chain(layersOfRoute(route));
  return steps.flatMap((step) => (step.kind === 'cors' ? [step.policy] : []));
}

function neededHeaders({ route: { state, api, operation } }: ExplainTarget): readonly NeededHeader[] {
  const covers = (group: ChainGroup): boolean =>
    group.api === api &&
    (operation === null || group.operation === operation || (group.operation === null && group.target.operations.includes(operation.id)));
  return state.groups.filter(covers).flatMap((group) => headersNeededBy(state, group));
}
