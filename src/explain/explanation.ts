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
  /** Checks of the page's origin that turn the request away, as far as the leanings decide: with an answer that the page may read all the same. */
  readonly turnedAway: readonly CheckOfPage[];
  /** null when allowed; when unknown, what the browser says if it blocks. */
  readonly reason: ConsoleMessage | null;
  readonly certainty: Certainty;
  /** Where readings differ in the verdict, the status or whether the backend is called: what the leanings give first, then the others. */
  readonly outcomes: readonly ExplainedOutcome[];
  /** What a message or a capture leaves of the readings; null: there was none, or it tells none apart. */
  readonly observed: Observed | null;
  /** What explains what was seen, where these policies do not; left out: they do, or nothing was seen. */
  readonly account?: Account;
  readonly trace: readonly TraceEntry[];
  /** What the reader must know beside, a sentence each. */
  readonly notes: readonly string[];
  /** Where it is not so everywhere: the environments in which it is. Left out: it is so in all, or one was named. */
  readonly environments?: readonly string[];
  /** The smallest change of policies after which it is allowed, tried and evaluated; null: it is allowed, or none was found. */
  readonly suggestion: Suggestion | null;
  /** That change, then what else `scan` and `review` offer that allows it; each resulting text once. */
  readonly repairs: readonly Suggestion[];
  /** What expressions compute in the policies of the service; left out: nothing. */
  readonly computed?: readonly ComputedValue[];
  /** How the request comes out of the page. */
  readonly mode: PageMode;
  /** What is wrong in the page, and what helps who may not change the policies. */
  readonly advice: readonly Advice[];
  /** The request without the page's mistakes; null: there are none that change it. The suggestion is for this one. */
  readonly corrected: Corrected | null;
}

/** Follows requests through browser and gateway; what one needed is there for the next. */
export class Explainer {
  readonly #tree: Tree;
  readonly #assume: Assumptions;
  readonly #finder: ServiceFinder;

  /** `environment`: evaluate with that environment's overrides. */
  constructor(tree: Tree, settings: Settings, environment: string | null) {
    this.#tree = tree;
    this.#assume = settings.assume;
    this.#finder = new ServiceFinder(tree, settings, environment);
  }

  /** `repair`: look for a change that would allow it. Throws `ConfigError` and `InputError` as `ServiceFinder.find` does. */
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
    // What was seen settles points of the service; a corrected request, or a repaired policy, is another one than was seen.
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

  /** Those that the services are evaluated in, where none was named; empty: there are none. */
  environments(): Promise<readonly string[]> {
    return this.#finder.environments();
  }

  /** What the tree does not have of what was named: an environment, say. */
  unusedOptions(): Promise<readonly UnusedOption[]> {
    return this.#finder.unusedOptions();
  }

  /** The methods that a request to this place may have: those of the operations there. Throws as `explain` does. */
  methodsAt(destination: Destination, request: Omit<ScriptRequest, 'method'>): Promise<readonly string[]> {
    return this.#finder.methodsAt(destination, request);
  }

  /** What a change of files for a request of another environment comes to in this one; null: nothing, or it cannot be told. */
  async effectHere(asked: ExplainRequest, edits: Suggestion['edits']): ReturnType<typeof effectHere> {
    return effectHere(await this.#finder.find(asked), this.#tree, edits);
  }

  /** Changes of the API's own policies, if they do it; else of those it shares with others, for which all of them have to be looked at. */
  async #repairsFor(
    { asked, target, settled }: ToAllow,
    evaluate: (asked: ExplainRequest, target: ExplainTarget) => Explanation,
    past: readonly Refuser[],
  ): Promise<FoundRepairs | null> {
    const { request, sent, mode } = evaluate(asked, target);
    const attempt = (from: ExplainTarget): Promise<FoundRepairs | null> =>
      repairsFor(from, { request, sent, mode }, this.#tree, from.complete, (route) => {
        const { verdict, turnedAway, outcomes } = evaluate(asked, { ...from, route });
        // To read the refusal of a check is not what the page asked for.
        if (
          verdict !== 'allowed' ||
          turnedAway.length > 0 ||
          past.some(({ name }) => refusersBefore(route.state, layersOfRoute(route)).some((one) => one.name === name))
        )
          return 'no';
        return outcomes.every((one) => one.verdict === 'allowed') ? 'always' : 'under-leanings';
      });
    const own = await attempt(settled(target));
    // What takes nothing from anybody may stand in a policy that others share.
    if ((own?.isOffered === true && own.takesNothing) || target.complete) return own;
    return (await attempt(settled(await this.#finder.find(asked, true)))) ?? own;
  }
}

/** A request to allow; `settled`: the same place where the points that were seen are settled. */
interface ToAllow {
  readonly asked: ExplainRequest;
  readonly target: ExplainTarget;
  readonly settled: (target: ExplainTarget) => ExplainTarget;
}

/** One request, explained by itself. */
export function explainRequest(
  tree: Tree,
  asked: ExplainRequest,
  settings: Settings,
  environment: string | null,
  options: { readonly repair?: boolean } = {},
): Promise<Explanation> {
  return new Explainer(tree, settings, environment).explain(asked, options);
}

/** A key and a version that stand in headers are headers that the preflight asks for. */
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

/** One request, explained where it goes; advice and a suggestion are left to `Explainer`. */
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
  // Who may be turned away by a check is not told to be let in.
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

/** Each once, in the order in which they are met. */
function turnedAwayIn(courses: readonly Course[]): readonly CheckOfPage[] {
  const all = courses.flatMap(({ actual }) => actual?.turnedAway ?? []);
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

function withSeen(sent: SentRequest, preflighted: boolean): SentRequest {
  return preflighted && sent.preflightBecause.length === 0 ? { ...sent, preflightBecause: [{ kind: 'seen' }] } : sent;
}

/** The explanation where something else than these policies decided: how the request really ended. */
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

/** Where a policy is refused at save, nothing of this state is deployed: what answers instead, the repository does not say. */
function asDeployed(explanation: Explanation, [refusal]: readonly TraceEntry[]): Explanation {
  if (refusal === undefined) return explanation;
  const end = { verdict: 'unknown', status: 'unknown', backendCalled: 'unknown' } as const;
  const open = { status: 'unknown', headers: {}, decidedBy: null } as const;
  const { preflight, actual } = explanation;
  return {
    ...explanation,
    preflight: preflight.sent ? { ...preflight, ...open } : preflight,
    // A preflight that nobody answers may be answered by what is deployed.
    actual: { ...actual, ...open, sent: true, backendCalled: 'unknown' },
    verdict: 'unknown',
    reason: null,
    certainty: 'unknown',
    outcomes: [{ ...end, when: { code: 'not-saved', path: refusal.path, line: refusal.line }, leaning: false, trace: [] }],
  };
}
