import { versionSetOf } from '../apim/service.js';
import type { UnusedOption } from '../layouts/layout.js';
import type { Tree } from '../layouts/tree.js';
import type { Settings } from '../config/settings.js';
import type { CheckOfPage } from '../cors/answer.js';
import type { Certainty } from '../text/scales.js';
import { agreed } from '../cors/outcomes.js';
import type { TraceEntry } from '../cors/trace.js';
import { certaintyOver, underLeanings, type Assumptions, type Walk } from '../cors/worlds.js';
import { sentRequest, type ScriptRequest, type SentRequest } from '../browser/judge.js';
import { consoleMessage, type ConsoleMessage } from '../browser/console-message.js';
import { headersKept, type PageMode } from '../browser/request-mode.js';
import { computedValues, type ComputedValue } from '../effective/computed-values.js';
import { refusersBefore, type Refuser } from '../effective/before-cors.js';
import { layersOfRoute } from '../effective/request-route.js';
import { ServiceState } from '../effective/service-state.js';
import type { Suggestion } from '../review/review.js';
import { accountOf, seenMessage, type Account } from './account.js';
import type { Advice, Corrected } from './advice.js';
import { advised, withChange } from './advised.js';
import { course, courseKey, courseWithoutCors, type Course } from './course.js';
import { callerNote, cutsOf, notesOf, optionsBranches, refusalsOf, suspectNotes } from './explanation-notes.js';
import { effectHere } from './elsewhere.js';
import { exchange, type Exchange } from './exchange.js';
import { explainedOutcomes, type ExplainedOutcome } from './explained-outcomes.js';
import { exploreObserved, withSeenStatus, type Observed } from './observed.js';
import { otherCaller } from './other-caller.js';
import { repairsFor, type FoundRepairs } from './request-repair.js';
import { checkMethod, ServiceFinder, type Destination, type ExplainRequest, type ExplainTarget } from './request-target.js';
import { unitedTrace } from './united-trace.js';

export type { Exchange } from './exchange.js';
export type { ExplainedOutcome, IfDeployed, NotSaved } from './explained-outcomes.js';
export type { Destination, ExplainRequest } from './request-target.js';

/** One browser request, from page to verdict. */
export interface Explanation {
  readonly request: ScriptRequest;
  readonly sent: SentRequest;
  readonly target: { readonly workspace: string | null; readonly product: string | null; readonly api: string; readonly operation: string | null };
  readonly url: string;
  readonly preflight: Exchange;
  readonly actual: Exchange & { readonly backendCalled: boolean | 'unknown' };
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
  /** Checks of the page's origin that refuse the request, as far as the leanings decide, even if the page can read the refusal. */
  readonly turnedAway: readonly CheckOfPage[];
  /** null if allowed; if unknown, the browser's message in case it blocks. */
  readonly reason: ConsoleMessage | null;
  readonly certainty: Certainty;
  /** If readings differ in the verdict, the status or whether the backend is called: the leanings' outcome first, then the others. */
  readonly outcomes: readonly ExplainedOutcome[];
  /** The readings that a message or capture leaves; null: there was none, or it excludes none. */
  readonly observed: Observed | null;
  /** What explains the observation if the policies do not; left out: they do, or there is no observation. */
  readonly account?: Account;
  readonly trace: readonly TraceEntry[];
  /** Further information for the reader, one sentence each. */
  readonly notes: readonly string[];
  /** The environments for which it holds; left out: all, or one was named. */
  readonly environments?: readonly string[];
  /** The smallest policy change that allows it, tried and evaluated; null: it is allowed, or none was found. */
  readonly suggestion: Suggestion | null;
  /** That change, then others that `scan` and `review` offer for it; each resulting text once. */
  readonly repairs: readonly Suggestion[];
  /** Values computed by expressions in the service's policies. */
  readonly computed?: readonly ComputedValue[];
  /** How the page makes the request. */
  readonly mode: PageMode;
  /** The page's mistakes, and help for readers who cannot change the policies. */
  readonly advice: readonly Advice[];
  /** The request without the page's mistakes, which the suggestion is for; null: no mistake changes it. */
  readonly corrected: Corrected | null;
}

/** Explains requests; what one request loaded is kept for the next. */
export class Explainer {
  readonly #tree: Tree;
  readonly #assume: Assumptions;
  readonly #finder: ServiceFinder;

  /** `environment`: evaluates with that environment's overrides. */
  constructor(tree: Tree, settings: Settings, environment: string | null) {
    this.#tree = tree;
    this.#assume = settings.assume;
    this.#finder = new ServiceFinder(tree, settings, environment);
  }

  /** `repair`: also search for a change that allows it. Throws `ConfigError` and `InputError` as `ServiceFinder.find`. */
  async explain(asked: ExplainRequest, { repair = true }: { readonly repair?: boolean } = {}): Promise<Explanation> {
    const target = await this.#finder.find(asked);
    checkMethod(target, sentRequest(asked.request).method);
    const first = explainTarget(target, asked, this.#assume);
    const plain = { ...first, notes: [...first.notes, ...suspectNotes(target, asked, first.account)] };
    if (plain.account?.code === 'not-these') {
      const other = await otherCaller(asked, target, async (one) => explainTarget(await this.#finder.find(one), one, this.#assume));
      const told = other === null ? null : await this.explain(other.asked, { repair });
      if (other !== null && told !== null) return { ...told, notes: [...told.notes, callerNote(other)] };
    }
    // The observation settles points of the service; a corrected request or repaired policy was not observed.
    const assume = new Map([...this.#assume, ...(plain.observed?.assume ?? []).map(({ question, value }) => [question, value] as const)]);
    const evaluate = (request: ExplainRequest, at: ExplainTarget): Explanation => explainTarget(at, { ...request, observation: null }, assume);
    const { advice, corrected, toAllow, past } = advised(asked, target, plain, evaluate);
    const explanation = { ...plain, advice, corrected, computed: computedValues([target.route.state]) };
    if (toAllow === null || !repair) return explanation;
    const settled = (at: ExplainTarget): ExplainTarget =>
      plain.observed === null ? at : { ...at, route: { ...at.route, state: new ServiceState(at.route.state.service, assume) } };
    const found = await this.#repairsFor({ ...toAllow, settled }, evaluate, past);
    const repairs = found?.suggestions ?? [];
    const policy = found?.ownPolicy;
    const told = repairs.length === 0 && policy === undefined ? advice : advice.map(withChange);
    const { id, metadataPath } = target.route.api;
    const own: readonly Advice[] =
      policy === undefined
        ? []
        : [{ kind: 'hint', about: { code: 'own-policy', api: id, declared: metadataPath, policy: policy.text, effect: policy.effect } }];
    return { ...explanation, advice: [...own, ...told], suggestion: repairs[0] ?? null, repairs };
  }

  /** The environments of the services, if none was named; may be empty. */
  environments(): Promise<readonly string[]> {
    return this.#finder.environments();
  }

  /** Named things that the tree lacks, for example an environment. */
  unusedOptions(): Promise<readonly UnusedOption[]> {
    return this.#finder.unusedOptions();
  }

  /** The methods of the operations at this target. Throws as `explain`. */
  methodsAt(destination: Destination, request: Omit<ScriptRequest, 'method'>): Promise<readonly string[]> {
    return this.#finder.methodsAt(destination, request);
  }

  /** The effect in this environment of file changes for another one's request; null: none, or unknown. */
  async effectHere(asked: ExplainRequest, edits: Suggestion['edits']): ReturnType<typeof effectHere> {
    return effectHere(await this.#finder.find(asked), this.#tree, edits);
  }

  /** First tries changes of the API's own policies; otherwise those of shared ones, for which all APIs have to be loaded. */
  async #repairsFor(
    { asked, target, settled }: ToAllow,
    evaluate: (asked: ExplainRequest, target: ExplainTarget) => Explanation,
    past: readonly Refuser[],
  ): Promise<FoundRepairs | null> {
    const { request, sent, mode } = evaluate(asked, target);
    const attempt = (from: ExplainTarget): Promise<FoundRepairs | null> =>
      repairsFor(from, { request, sent, mode }, this.#tree, from.complete, (route) => {
        const { verdict, turnedAway, outcomes } = evaluate(asked, { ...from, route });
        // Reading a refusal is not the purpose of the request.
        if (
          verdict !== 'allowed' ||
          turnedAway.length > 0 ||
          past.some(({ name }) => refusersBefore(route.state, layersOfRoute(route)).some((one) => one.name === name))
        )
          return 'no';
        return outcomes.every((one) => one.verdict === 'allowed') ? 'always' : 'under-leanings';
      });
    const own = await attempt(settled(target));
    // A change that takes nothing from others may be made in a shared policy.
    if ((own?.isOffered === true && own.takesNothing) || target.complete) return own;
    return (await attempt(settled(await this.#finder.find(asked, true)))) ?? own;
  }
}

/** A request to allow; `settled`: its target with the observed points settled. */
interface ToAllow {
  readonly asked: ExplainRequest;
  readonly target: ExplainTarget;
  readonly settled: (target: ExplainTarget) => ExplainTarget;
}

/** Explains one request. */
export function explainRequest(
  tree: Tree,
  asked: ExplainRequest,
  settings: Settings,
  environment: string | null,
  options: { readonly repair?: boolean } = {},
): Promise<Explanation> {
  return new Explainer(tree, settings, environment).explain(asked, options);
}

/** Keys and versions in headers are headers that the preflight asks for. */
export function completed(request: ScriptRequest, target: Pick<ExplainTarget, 'route'>): ScriptRequest {
  const { api, state } = target.route;
  const headers = [...request.headers];
  const add = (name: string, value: string | null): void => {
    if (!headers.some((header) => header.name.toLowerCase() === name.toLowerCase())) headers.push({ name: name.toLowerCase(), value });
  };
  if (target.route.key === 'header') add(api.subscriptionKeyNames.header, null);
  const set = versionSetOf(state.service, api);
  if (set !== undefined && state.isHeaderVersioned(api)) add(set.headerName ?? 'Api-Version', api.version ?? '');
  return { origin: request.origin, method: request.method, headers, credentials: request.credentials };
}

/** Explains one request to a found target; without advice and suggestion, which `Explainer` adds. */
export function explainTarget(target: ExplainTarget, asked: ExplainRequest, assume: Assumptions): Explanation {
  const { mode = 'cors' } = asked;
  const request = mode === 'cors' ? completed(asked.request, target) : { ...asked.request, headers: headersKept(mode, asked.request.headers) };
  const sent =
    mode === 'cors'
      ? withSeen(sentRequest(request), asked.preflighted === true)
      : { ...sentRequest(request), unsafeHeaders: [], preflightBecause: [] };
  const run = (walk: Walk): Course => (mode === 'cors' ? course(target, request, sent, walk) : courseWithoutCors(target, mode, request, walk));
  const { complete, worlds, observed } = exploreObserved(run, assume, asked.observation ?? null);
  const followed = underLeanings(worlds);
  const [first] = followed;
  if (first === undefined) throw new Error('an exploration has a world that follows the leanings');
  const courses = followed.map((world) => world.result);
  const away = turnedAwayIn(courses);
  // A request that a check may refuse is not reported as allowed.
  const isAgreed = away.length === 0 || agreed(courses.map(({ actual }) => actual?.turnedAway === undefined)) !== undefined;
  const verdict = complete && isAgreed ? (agreed(courses.map((one) => one.verdict)) ?? 'unknown') : 'unknown';
  const leans = agreed(worlds.map((world) => courseKey(world.result))) === undefined;
  const told = courses.find((one) => one.verdict === 'blocked') ?? first.result;
  const { api, operation, product } = target.route;
  const refusals = refusalsOf(target.route);
  const asWritten: Explanation = {
    request: { ...request, method: sent.method },
    sent,
    target: { workspace: api.workspace, product: product?.id ?? null, api: api.id, operation: operation?.id ?? null },
    url: target.url,
    preflight: exchange(courses.map((one) => one.preflight)),
    actual: {
      ...exchange(courses.map((one) => one.actual)),
      backendCalled: agreed(courses.map((one) => one.actual?.backendCalled ?? false)) ?? 'unknown',
    },
    verdict,
    turnedAway: away,
    reason:
      verdict === 'allowed' || told.blocked === null
        ? null
        : consoleMessage(withSeenStatus(told.blocked, told, asked.observation ?? null), {
            origin: request.origin,
            url: target.url,
            initiator: asked.initiator ?? 'fetch',
          }),
    certainty: verdict === 'unknown' ? 'unknown' : certaintyOver(followed, leans),
    outcomes: explainedOutcomes(worlds, complete, verdict),
    observed,
    trace: [...refusals, ...cutsOf(target), ...(sent.preflightBecause.length > 0 ? optionsBranches(target) : []), ...unitedTrace(followed)],
    notes: [...target.notes, ...(mode === 'cors' ? notesOf(target, request, sent, courses) : [])],
    suggestion: null,
    repairs: [],
    mode,
    advice: [],
    corrected: null,
  };
  const account = accountOf(target, asked, asWritten);
  const deployed = account === null ? asWritten : accountedFor(asWritten, account, seenMessage(asked, target, request, account));
  return asDeployed(deployed, refusals);
}

/** Distinct checks, in the order met. */
function turnedAwayIn(courses: readonly Course[]): readonly CheckOfPage[] {
  const all = courses.flatMap(({ actual }) => actual?.turnedAway ?? []);
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

function withSeen(sent: SentRequest, preflighted: boolean): SentRequest {
  return preflighted && sent.preflightBecause.length === 0 ? { ...sent, preflightBecause: [{ kind: 'seen' }] } : sent;
}

/** The explanation if something other than these policies decided: the real outcome of the request. */
function accountedFor(explanation: Explanation, account: Account, message: ConsoleMessage | null): Explanation {
  const { preflight, actual, trace } = explanation;
  const common = { ...explanation, account, verdict: 'blocked', certainty: 'inferred', outcomes: [], reason: message ?? explanation.reason } as const;
  switch (account.code) {
    case 'redirected':
      return common;
    case 'backend-headers':
      return {
        ...common,
        actual: {
          ...actual,
          sent: true,
          status: 'backend',
          headers: { ...actual.headers, 'access-control-allow-origin': account.value },
          backendCalled: true,
        },
      };
    case 'preflight-redirected':
    case 'preflight-refused':
      return {
        ...common,
        preflight: { sent: true, status: account.code === 'preflight-refused' ? account.status : 'unknown', headers: {}, decidedBy: null },
        actual: { sent: false, status: null, headers: {}, decidedBy: null, backendCalled: false },
        trace: trace.filter(({ phase }) => phase !== 'request'),
      };
    case 'refused-early': {
      const [first, ...others] = account.refusers;
      const { path = '', line = 0 } = first ?? {};
      const ends = {
        path,
        line,
        scope: 'policy',
        phase: 'request',
        event: { code: 'ends-request', policy: first?.name ?? '', beforeCors: true },
      } as const;
      return {
        ...common,
        actual: { ...actual, status: account.status ?? 'unknown', headers: {}, decidedBy: { path, line }, backendCalled: false },
        trace: [...trace.filter(({ phase }) => phase !== 'request'), ...(others.length === 0 ? [ends] : [])],
      };
    }
    case 'not-these': {
      const outcome = { verdict: 'allowed', status: actual.status ?? 'unknown', backendCalled: actual.backendCalled } as const;
      return {
        ...common,
        verdict: 'unknown',
        certainty: 'unknown',
        reason: null,
        outcomes: [{ ...outcome, when: { code: 'these-deployed' }, leaning: false, trace: [] }],
        preflight,
      };
    }
  }
}

/** If a policy is refused at save, this state is not deployed: what answers instead is unknown. */
function asDeployed(explanation: Explanation, [refusal]: readonly TraceEntry[]): Explanation {
  if (refusal === undefined) return explanation;
  const end = { verdict: 'unknown', status: 'unknown', backendCalled: 'unknown' } as const;
  const open = { status: 'unknown', headers: {}, decidedBy: null } as const;
  const { preflight, actual } = explanation;
  return {
    ...explanation,
    preflight: preflight.sent ? { ...preflight, ...open } : preflight,
    // The deployed state may answer a preflight that this one does not.
    actual: { ...actual, ...open, sent: true, backendCalled: 'unknown' },
    verdict: 'unknown',
    reason: null,
    certainty: 'unknown',
    outcomes: [{ ...end, when: { code: 'not-saved', path: refusal.path, line: refusal.line }, leaning: false, trace: [] }],
  };
}
