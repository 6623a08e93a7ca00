import { layersOf } from '../apim/layers.js';
import { versionSetOf } from '../apim/service.js';
import { headersKept, isFormType, namesOrigin } from '../browser/request-mode.js';
import { sentRequest, type ScriptRequest } from '../browser/judge.js';
import type { Refuser } from '../effective/before-cors.js';
import { checksAgainst, layersOfRoute } from '../effective/request-route.js';
import { formSignOf } from '../effective/form-posts.js';
import type { CheckOfPage } from '../cors/answer.js';
import { couldMatch, listsOrigin } from '../cors/origin-match.js';
import { portalSign } from '../cors/portal.js';
import { versionlessPreflight } from '../cors/questions.js';
import { assumed, type Reading } from '../cors/worlds.js';
import type { Location } from '../review/review.js';
import { hasCors, type Account } from './account.js';
import type { Advice, AsNavigation, Corrected, Hint } from './advice.js';
import { correctedRequest, isOverHttp, mistakesIn } from './page-mistakes.js';
import { isPortalName } from './portal-name.js';
import { withoutKeys } from './hidden-keys.js';
import { carriedBy } from './course.js';
import { keyCheck } from './key-check.js';
import type { ExplainRequest, ExplainTarget } from './request-target.js';
import { refKey } from '../text/policy-ref.js';

/** The parts of an explanation that advice needs: the outcome of the request, and what decided it. */
export interface EvaluatedRequest {
  readonly request: ScriptRequest;
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
  readonly account?: Account;
  readonly turnedAway: readonly CheckOfPage[];
  /** The observation, and the readings it leaves. */
  readonly observed?: { readonly assume: readonly Reading[] } | null;
  readonly preflight: { readonly sent: boolean; readonly decidedBy: Location | null };
  readonly actual: {
    readonly sent: boolean;
    readonly status: AsNavigation['status'];
    readonly backendCalled: boolean | 'unknown';
    readonly decidedBy: Location | null;
  };
  readonly outcomes: readonly {
    readonly when: { readonly code: string; readonly readings?: readonly Reading[] };
    readonly verdict: 'allowed' | 'blocked' | 'unknown';
  }[];
}

/** Advice about a request, grouped by who acts. */
export interface Advised {
  readonly advice: readonly Advice[];
  readonly corrected: Corrected | null;
  /** The request that a policy change should allow, with its target; null: none. */
  readonly toAllow: { readonly asked: ExplainRequest; readonly target: ExplainTarget } | null;
  /** What refused the request before any `<cors>`: the change has to put a `<cors>` above it. */
  readonly past: readonly Refuser[];
}

/** Who has to act: the page's own mistakes first, then changes of policies, then help for readers who cannot change those. */
export function advised(
  asked: ExplainRequest,
  target: ExplainTarget,
  explanation: EvaluatedRequest,
  evaluate: (asked: ExplainRequest, target: ExplainTarget) => EvaluatedRequest,
): Advised {
  const mode = asked.mode ?? 'cors';
  const mistakes = mistakesIn(asked, target, explanation.verdict === 'allowed');
  const right = correctedRequest(asked, mistakes);
  const rightTarget = right === null ? target : { ...target, url: urlOf(right, target) };
  const result = right === null ? explanation : evaluate(right, rightTarget);
  const hints: Hint[] = [];
  const { account } = explanation;
  if (account !== undefined && account.code !== 'not-these') hints.push(account);
  else if (account === undefined && mode === 'cors') hints.push(...optionsHint(target, explanation), ...versionHint(target, explanation));
  if (mode === 'navigate') hints.push(navigationHint(asked, explanation));
  const key =
    account === undefined && mode === 'cors' ? keyCheck(target, explanation, (route) => evaluate(asked, { ...target, route }).verdict) : null;
  if (key !== null) {
    hints.push(key);
    // As far as known, these policies let the page read the refusal: they need no change.
    if (evaluate(asked, target).verdict === 'allowed') return { advice: told(mistakes, hints), corrected: null, toAllow: null, past: [] };
  }
  const check = account === undefined && mode === 'cors' ? originCheck(rightTarget, result) : null;
  if (check !== null) hints.push(check);
  const posted =
    mode === 'cors' && (asked.observation ?? null) === null && mayBeNavigation(asked, explanation) ? formPost(asked, target, evaluate) : null;
  if (posted !== null) hints.push(posted.hint);
  const extension = mode === 'cors' ? extensionHint(asked.request.origin) : null;
  if (extension !== null && explanation.verdict !== 'allowed') hints.push(extension);
  if (asked.request.origin === 'null' && mode === 'cors') hints.push({ code: 'null-origin', given: asked.given ?? null });
  if (explanation.verdict !== 'allowed') {
    const portal = account === undefined ? portalHint(target, explanation, asked.request.origin) : null;
    if (portal !== null) hints.push(portal);
  } else if (mode === 'cors' && handsOriginOn(target, explanation)) {
    hints.push({ code: 'origin-forwarded', origin: asked.request.origin });
  }
  if (posted?.toAllow !== undefined && right === null) {
    return { advice: told(mistakes, hints), corrected: null, toAllow: posted.toAllow, past: [] };
  }
  const alone = mode === 'cors' && account === undefined ? httpAlone(right ?? asked, rightTarget, evaluate) : null;
  if (alone !== null) return { advice: told(mistakes, [...hints, alone.hint]), corrected: null, toAllow: alone.toAllow, past: [] };
  const wanted = right ?? asked;
  const isOpen = result.verdict !== 'allowed' && wanted.request.origin !== 'null' && extension === null;
  // Something other than these policies decides, so no change of them helps.
  const isTheirs = result.account === undefined || result.account.code === 'refused-early' || isLeftToBackend(result.account);
  const asksOwner = isOpen && (wanted.mode ?? 'cors') === 'cors' && result.account?.code !== 'not-these';
  const isRefused = check?.isCertain === true;
  const isTold = mistakes.some(({ sure }) => !sure) || key !== null;
  if (asksOwner) hints.push({ ...ownerHint(target, result, check !== null), ...(isRefused && !isTold ? {} : ownWay(isTold, result)) });
  return {
    advice: told(mistakes, hints),
    corrected: right === null ? null : { ...requestOf(result.request), verdict: result.verdict },
    toAllow: isOpen && isTheirs && !isRefused ? { asked: wanted, target: rightTarget } : null,
    past: result.account?.code === 'refused-early' ? result.account.refusers : [],
  };
}

/** An https page calls an API that is served over http only; null: it does not. `toAllow`: the request by https, if the policies still block it. */
function httpAlone(
  asked: ExplainRequest,
  target: ExplainTarget,
  evaluate: (asked: ExplainRequest, target: ExplainTarget) => EvaluatedRequest,
): { readonly hint: Hint; readonly toAllow: Advised['toAllow'] } | null {
  const { api } = target.route;
  if (api.isOnlyHttp !== true || !asked.request.origin.startsWith('https://') || !isOverHttp(asked.destination)) return null;
  const byHttps: ExplainRequest = { ...asked, destination: { kind: 'url', url: asked.destination.url.replace(/^http:/i, 'https:') } };
  const there = { ...target, url: urlOf(byHttps, target) };
  const { verdict } = evaluate(byHttps, there);
  const hint: Hint = { code: 'http-alone', api: api.id, declared: api.metadataPath, byHttps: verdict };
  return { hint, toAllow: verdict === 'allowed' ? null : { asked: byHttps, target: there } };
}

/** No `<cors>` answers the preflights that the backend redirects; a `<cors>` would. */
function isLeftToBackend(account: Account): boolean {
  return account.code === 'preflight-redirected' && account.by === 'backend' && !account.hasCors;
}

function told(mistakes: readonly Advice[], hints: readonly Hint[]): readonly Advice[] {
  return [...mistakes, ...hints.map((about): Advice => ({ kind: 'hint', about }))];
}

/**
 * The same request as a form post. `toAllow`: if the operation's name or specification shows that it is meant for form posts, the navigation only has to pass
 * (null: it does), for listing the origin would let that site's scripts in.
 */
function formPost(
  asked: ExplainRequest,
  target: ExplainTarget,
  evaluate: (asked: ExplainRequest, target: ExplainTarget) => EvaluatedRequest,
): { readonly hint: Hint; readonly toAllow?: Advised['toAllow'] } {
  const posted = { ...asked, mode: 'navigate' } as const;
  const { api, operation } = target.route;
  const sign = operation === null ? null : formSignOf(api, operation);
  const outcome = navigationOutcome(evaluate(posted, target));
  const isFor = sign?.by === 'name' || sign?.by === 'both';
  const hint: Hint = { code: 'may-be-navigation', seen: isFor ? sign.seen : null, outcome };
  return isFor ? { hint, toAllow: outcome.verdict === 'allowed' ? null : { asked: posted, target } } : { hint };
}

/** The request comes from an extension's own page or worker; a script injected into a page has that page's origin. */
function extensionHint(origin: string): Hint | null {
  const scheme = /^(chrome-extension|moz-extension|safari-web-extension|ms-browser-extension):\/\//i.exec(origin)?.[1]?.toLowerCase();
  return scheme === undefined ? null : { code: 'extension-origin', origin, isStable: scheme === 'chrome-extension' };
}

/** The backend is called, and no policy here concerns the Origin header. */
function handsOriginOn({ route }: ExplainTarget, { actual }: EvaluatedRequest): boolean {
  if (actual.backendCalled !== true) return false;
  const { state } = route;
  const layers = layersOfRoute(route);
  const run = new Set(state.effective(layers).flatMap((statement) => (statement.kind === 'policy' ? [refKey(statement.place.ref)] : [])));
  const files = [
    ...layers.map(({ file }) => file),
    ...state.service.fragments.map(({ policy }) => policy).filter((file) => file.ok && run.has(refKey(file.document.ref))),
  ];
  return !files.some((file) => file?.ok === true && file.document.setsOrigin);
}

function urlOf({ destination }: ExplainRequest, { url, route }: ExplainTarget): string {
  if (destination.kind !== 'url' || destination.url.startsWith('/')) return url;
  return withoutKeys(destination.url, route.api.subscriptionKeyNames.query);
}

function requestOf({ origin, method, headers, credentials }: ScriptRequest): Omit<Corrected, 'verdict'> {
  const { droppedHeaders } = sentRequest({ method, headers });
  const names = new Set(headers.map((header) => header.name.toLowerCase()).filter((name) => !droppedHeaders.includes(name)));
  return { origin, method, headers: [...names].sort(), credentials };
}

/** The preflight did not find the API, because preflights carry no version header. */
function versionHint({ route: { state, api } }: ExplainTarget, { verdict, preflight, actual, observed }: EvaluatedRequest): readonly Hint[] {
  if (!state.isHeaderVersioned(api) || verdict === 'allowed' || !preflight.sent || actual.sent) return [];
  const [global] = layersOf(state.service, null, null, null);
  const name = versionSetOf(state.service, api)?.headerName ?? 'Api-Version';
  const settled = observed?.assume.find(({ question }) => question === versionlessPreflight.id) ?? assumed(versionlessPreflight, state.assume);
  const isNotFound = settled?.value === 'not-found';
  return [
    { code: 'version-in-header', path: global?.file?.ok === true ? global.file.document.path : null, name, ...(isNotFound ? { isNotFound } : {}) },
  ];
}

/** An OPTIONS operation answers the preflights of its URL, but the browser does not accept the answer. */
function optionsHint(target: ExplainTarget, { verdict, preflight, actual }: EvaluatedRequest): readonly Hint[] {
  const { route } = target;
  if (route.options === null || verdict === 'allowed' || !preflight.sent || actual.sent) return [];
  return [{ code: 'options-operation', api: route.api.id, operation: route.options.id, hasCors: hasCors(target) }];
}

function ownerHint({ route }: ExplainTarget, { request, account }: EvaluatedRequest, isRefused: boolean): Hint {
  const { unsafeHeaders } = sentRequest(request);
  const steps = route.state.chain(layersOfRoute(route)).steps;
  const listed = steps.some((step) => step.kind === 'cors' && listsOrigin(step.policy, request.origin));
  const instead = listed || isRefused || (account ?? null) !== null ? { instead: { listed, change: false } } : {};
  return { code: 'ask-owner', ...instead, origin: request.origin, method: request.method, headers: unsafeHeaders, credentials: request.credentials };
}

/** A check in the policies refuses the origin: no `<cors>` at any place lets it pass. */
function originCheck({ route }: ExplainTarget, { request, verdict, turnedAway }: EvaluatedRequest): Extract<Hint, { code: 'origin-check' }> | null {
  if (verdict === 'allowed' && turnedAway.length === 0) return null;
  const { method, droppedHeaders } = sentRequest(request);
  const all = checksAgainst(route, { origin: request.origin, method }, carriedBy(request, droppedHeaders));
  const certain = all.filter(({ isCertain }) => isCertain);
  const checks = (certain.length > 0 ? certain : all).map(({ policy, path, line }) => ({ policy, path, line }));
  if (checks.length === 0) return null;
  const { steps } = route.state.chain(layersOfRoute(route));
  const isListed = steps.some((step) => step.kind === 'cors' && couldMatch(step.policy, request.origin));
  return { code: 'origin-check', origin: request.origin, checks, isCertain: certain.length > 0, isRead: verdict === 'allowed', isListed };
}

/** A page that gets 401 or 403 may pass with a token, from another address, or within its quota. */
function ownWay(isTold: boolean, { actual }: EvaluatedRequest): { readonly page?: 'as-told' | 'not-refused' } {
  if (isTold) return { page: 'as-told' };
  return actual.sent && (actual.status === 401 || actual.status === 403) ? { page: 'not-refused' } : {};
}

function navigationHint({ request }: ExplainRequest, explanation: EvaluatedRequest): Hint {
  const { method } = explanation.request;
  return { code: 'navigation', method, namesOrigin: namesOrigin('navigate', request.method), outcome: navigationOutcome(explanation) };
}

function navigationOutcome({ verdict, actual, outcomes }: EvaluatedRequest): AsNavigation {
  const { status, backendCalled, decidedBy } = actual;
  return {
    verdict,
    status,
    backendCalled,
    decidedBy,
    endedIf: outcomes.flatMap((one) => (one.verdict === 'blocked' ? [one.when.readings ?? []] : [])),
  };
}

/** A POST that a form could send as well: only a form's content type, and an answer the page cannot read. */
function mayBeNavigation({ request }: ExplainRequest, { verdict }: EvaluatedRequest): boolean {
  if (verdict === 'allowed' || request.method.toUpperCase() !== 'POST') return false;
  return request.headers.every((header) => headersKept('navigate', [header]).length > 0 && isFormType(header.value ?? ''));
}

/** The deciding `<cors>`, if it is the developer portal's own. */
function portalHint({ route }: ExplainTarget, { preflight, actual }: EvaluatedRequest, origin: string): Hint | null {
  const place = actual.decidedBy ?? preflight.decidedBy;
  if (place === null) return null;
  for (const step of route.state.chain(layersOfRoute(route)).steps) {
    if (step.kind !== 'cors' || step.policy.place.path !== place.path || step.policy.place.line !== place.line) continue;
    const sign = portalSign(step.policy, step.scope.kind);
    const portal = isPortalName(origin) ? { forPortal: origin } : {};
    if (sign !== null) return { code: 'portal-cors', place, sign, ...portal };
  }
  return null;
}

/** Advice that includes the suggested change as a request to the owner. */
export function withChange(advice: Advice): Advice {
  if (advice.kind !== 'hint' || advice.about.code !== 'ask-owner' || advice.about.instead === undefined) return advice;
  return { kind: 'hint', about: { ...advice.about, instead: { ...advice.about.instead, change: true } } };
}
