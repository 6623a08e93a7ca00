import { defaultSettings } from '../config/defaults.js';
import { toldRules } from '../config/told-rules.js';
import { layersOfRoute, routeIn } from '../effective/request-route.js';
import { compareSeverity } from '../effective/severity.js';
import { type ServiceState } from '../effective/service-state.js';
import type { Tree } from '../layouts/tree.js';
import { draftsOf, unite } from '../review/evaluate.js';
import type { Identified } from '../review/fingerprint.js';
import type { Suggestion } from '../review/review.js';
import type { Attempt } from '../review/attempt.js';
import { type Verifier } from '../review/verify.js';
import { verifierOf } from '../review/verify-state.js';
import { refKey, type PolicyRef } from '../text/policy-ref.js';
import { parseXml, type XmlDocument } from '../xml/document.js';
import { emptyDocument, withOwnPolicy, type OwnPolicy } from './own-policy.js';
import { grantsIn, newCorsFor, withoutWritersBehind, type GrantCandidate, type WantedRequest } from './request-grants.js';
import { replacedCors } from './replaced-cors.js';
import { compareRanks, isPadded, losesSomething, opensOthers, rank, shutOutBy, type RankedWay } from './request-rank.js';
import type { RepairTitle } from '../repairs/title.js';
import { refusedElsewhere, savedTogether } from './refused-elsewhere.js';
import type { ExplainTarget } from './request-target.js';

/** Most changes that are tried: each is a whole evaluation. */
const mostTried = 24;

/** Whether a state of the service allows the request: under every reading, under the leanings, or not. */
export type Allows = (route: ExplainTarget['route']) => 'always' | 'under-leanings' | 'no';

/** The changes that were found. */
export interface FoundRepairs {
  /** The best first, then others that `scan` and `review` offer; each resulting text once. */
  readonly suggestions: readonly Suggestion[];
  /** `scan` and `review` also offer the best, as it is or with what the request needs in addition. */
  readonly isOffered: boolean;
  /** The best takes nothing from others, as far as is known here. */
  readonly leavesOthers: boolean;
  /** No origin loses anything by it, under any reading. */
  readonly takesNothing: boolean;
  /** A policy for an API without one, if no file is known for it and no other change leaves others unaffected. */
  readonly ownPolicy?: { readonly text: string; readonly effect: Suggestion['effect'] };
}

/**
 * Changes of policy text that allow the request: each applied, read again and evaluated, with its other effects. The rules' repairs come first, completed by
 * what the request needs in addition. null: none was found. `allows`: whether a state of the service allows it. `complete`: the state has every API, so that
 * changes of shared policies can be judged.
 */
export async function repairsFor(
  target: ExplainTarget,
  wanted: WantedRequest,
  tree: Tree,
  complete: boolean,
  allows: Allows,
): Promise<FoundRepairs | null> {
  const own = wanted.mode === 'cors' ? withOwnPolicy(target) : null;
  const search = await searchIn(own?.hasPlace === true ? own : { target }, wanted, tree, { complete, allows });
  await search.offered();
  await search.granted();
  const found = search.found();
  if (own === null || own.hasPlace || found?.leavesOthers === true) return found;
  const other = await searchIn(own, wanted, tree, { complete, allows });
  await other.written();
  const ownPolicy = other.policy();
  return ownPolicy === null ? found : { suggestions: [], isOffered: false, leavesOthers: true, takesNothing: true, ...found, ownPolicy };
}

async function searchIn(
  place: Pick<OwnPolicy, 'target'> & Partial<OwnPolicy>,
  wanted: WantedRequest,
  tree: Tree,
  { complete, allows }: { readonly complete: boolean; readonly allows: Allows },
): Promise<RepairSearch> {
  const { state } = place.target.route;
  const verifier = verifierOf(state, tree, { complete, found: unite([await draftsIn(state)]), rules: offering });
  return new RepairSearch(place, wanted, verifier, allows);
}

/** The rules whose repairs are offered, and against which each repair is checked. */
const offering = toldRules(defaultSettings, 'scan');

const found = new WeakMap<ServiceState, Promise<readonly Identified[]>>();

/** The findings in a state. Cached: several requests are repaired in one state, and a large service takes seconds. */
function draftsIn(state: ServiceState): Promise<readonly Identified[]> {
  let drafts = found.get(state);
  if (drafts === undefined) found.set(state, (drafts = draftsOf(state, offering)));
  return drafts;
}

type Change = Parameters<Verifier['attempt']>[0];

/** Tries changes, and keeps those that allow the request. */
class RepairSearch {
  readonly #ways: RankedWay[] = [];
  #tried = 0;

  readonly target: ExplainTarget;
  /** A policy that does not exist yet; null: it exists. */
  readonly #added: PolicyRef | null;
  readonly #refused: ReturnType<typeof refusedElsewhere>;

  constructor(
    { target, ref = null }: Pick<OwnPolicy, 'target'> & { readonly ref?: PolicyRef | null },
    readonly wanted: WantedRequest,
    readonly verifier: Verifier,
    readonly allows: Allows,
  ) {
    this.target = target;
    this.#added = ref;
    this.#refused = refusedElsewhere(target, (one) => this.#open(one));
  }

  /** Tries the rules' repairs, and completes those that let the origin in but not the request. */
  async offered(): Promise<void> {
    const offered = await offeredFor(this.target, this.verifier);
    const refused = await this.#refused;
    if (refused !== null) await this.#tryOne({ ...refused, leansOn: null }, 0);
    let completed = 0;
    for (const [order, attempt] of offered.entries()) {
      if (this.#keep(attempt, order)) continue;
      const { title, effect } = attempt.suggestion;
      const saved = completed === mostCompleted ? null : savedTogether({ title, texts: attempt.texts, leansOn: effect.leansOn }, refused);
      if (saved !== null && (await this.#tryOne(saved, order))) continue;
      if (completed === mostCompleted || !letsIn(attempt, this.target, this.wanted)) continue;
      completed += 1;
      const route = routeIn(attempt.state, this.target.route);
      if (route === null) continue;
      await this.#try(onTopOf(attempt, await grantsIn(route, this.wanted, (ref) => openIn(attempt, ref, this.verifier))), order);
    }
  }

  /** Tries changes of existing `<cors>` elements, and a new one. */
  async granted(): Promise<void> {
    const { route } = this.target;
    await this.#tryAll([
      ...(await grantsIn(route, this.wanted, this.#open)),
      ...(await newCorsFor(route, this.wanted, this.#open, this.#added)),
      ...(await withoutWritersBehind(route, this.wanted, this.#open, (bare) => grantsIn(route, this.wanted, bare))),
      ...(await replacedCors(this.target, this.wanted, this.#open)),
      ...(await withoutWritersBehind(route, this.wanted, this.#open, (bare) => replacedCors(this.target, this.wanted, bare))),
    ]);
  }

  /** Tries only a new one. */
  async written(): Promise<void> {
    await this.#tryAll(await newCorsFor(this.target.route, this.wanted, this.#open, this.#added));
  }

  readonly #open = async (ref: PolicyRef): Promise<XmlDocument | null> =>
    this.#added !== null && refKey(ref) === refKey(this.#added) ? emptyDocument() : this.verifier.open(ref);

  #tryAll(grants: readonly GrantCandidate[]): Promise<void> {
    return this.#try(
      grants.map((one) => ({ ...one, leansOn: null })),
      null,
    );
  }

  /** The content of a new policy; null: it does not help. */
  policy(): NonNullable<FoundRepairs['ownPolicy']> | null {
    const fitting = this.#ways.filter(
      ({ attempt }) => attempt.texts.length === 1 && !shutOutBy(attempt).some(({ origin }) => origin !== this.wanted.request.origin),
    );
    const alone = fitting.find(({ attempt }) => !attempt.takesAccess) ?? fitting[0];
    const [only] = alone?.attempt.texts ?? [];
    return alone === undefined || only === undefined ? null : { text: only.text, effect: alone.attempt.suggestion.effect };
  }

  found(): FoundRepairs | null {
    const all = this.#ways.map((way) => ({ way, rank: rank(way, this.target, this.wanted) })).sort((a, b) => compareRanks(a.rank, b.rank));
    const ranked = all.filter((one) => !isPadded(one, all));
    const told = new Map<string, Suggestion>();
    // If the best may fail because of a policy kept elsewhere, a change that works in any case is offered too.
    const surest = ranked[0]?.way.holdsAlways === false ? ranked.find(({ way }) => way.holdsAlways)?.way : undefined;
    for (const { way } of ranked) {
      const { suggestion } = way.attempt;
      const known = told.get(suggestion.patch);
      if (known === undefined ? told.size === 0 || way.order !== null || way === surest : leansUntold(known, suggestion))
        told.set(suggestion.patch, suggestion);
    }
    const [best, ...others] = told.values();
    const [first] = ranked;
    if (best === undefined || first === undefined) return null;
    const leavesOthers = !first.way.attempt.takesAccess && !opensOthers(first.way, this.target) && !this.#mayReachOthers(first.way);
    const takesNothing = leavesOthers && first.way.attempt.suggestion.isSafe;
    return { suggestions: [best, ...others], isOffered: first.way.order !== null, leavesOthers, takesNothing };
  }

  /** It changes a policy that other APIs may inherit, which may not be loaded. */
  #mayReachOthers({ attempt }: RankedWay): boolean {
    const { state } = this.target.route;
    if (state.service.partlyKept === undefined) return false;
    const own = layersOfRoute(this.target.route).flatMap(({ file, scope }) =>
      file?.ok === true && (scope.kind === 'api' || scope.kind === 'operation') ? [refKey(file.document.ref)] : [],
    );
    return attempt.texts.some(({ ref }) => !own.includes(refKey(ref)));
  }

  #keep(attempt: Attempt, order: number | null): boolean {
    const route = routeIn(attempt.state, this.target.route);
    const allowed = route === null ? 'no' : this.allows(route);
    if (allowed !== 'no') this.#ways.push({ attempt, order, holdsAlways: allowed === 'always' });
    return allowed !== 'no';
  }

  async #try(changes: readonly Change[], order: number | null): Promise<void> {
    for (const change of changes) {
      // A policy that is refused elsewhere keeps everything from being deployed.
      if (this.#tried > mostTried) return;
      await this.#tryOne(savedTogether(change, await this.#refused) ?? change, order);
    }
  }

  async #tryOne(change: Change, order: number | null): Promise<boolean> {
    if ((this.#tried += 1) > mostTried) return false;
    const attempt = await this.verifier.attempt(change);
    return attempt !== null && this.#keep(losesSomething(attempt) ? { ...attempt, suggestion: taking(attempt.suggestion) } : attempt, order);
  }
}

/** Two rules offer the same text, and only the second states its assumption. */
function leansUntold(known: Suggestion, other: Suggestion): boolean {
  return known.effect.leansOn === null && other.effect.leansOn !== null;
}

/** Some origin needs what this change replaces. */
function taking(suggestion: Suggestion): Suggestion {
  const told = (title: RepairTitle): RepairTitle => {
    if (title.code === 'both') return { ...title, given: { first: told(title.given.first), second: told(title.given.second) } };
    return title.code === 'replace-cors' ? { ...title, given: { ...title.given, takes: true } } : title;
  };
  return { ...suggestion, title: told(suggestion.title) };
}

/** Most of the rules' repairs that are completed. */
const mostCompleted = 2;

/** It gives the request's origin access to its operation, though perhaps not for the whole request. */
function letsIn({ views }: Attempt, { route: { api, operation } }: ExplainTarget, { request }: WantedRequest): boolean {
  const concerned = views.filter(({ targets }) =>
    targets.some(
      (one) =>
        one.api === api.id &&
        one.workspace === api.workspace &&
        (operation === null || one.operations.length === 0 || one.operations.includes(operation.id)),
    ),
  );
  const gains = (origin: string): boolean =>
    concerned.some(({ difference }) =>
      difference.origins.some((one) => one.origin === origin && one.changes.some(({ what, gained }) => what === 'access' && gained.length > 0)),
    );
  return gains(request.origin) || gains('*');
}

/** The repairs of `scan` and `review` for the request's operation, best first. */
async function offeredFor({ route }: ExplainTarget, verifier: Verifier): Promise<readonly Attempt[]> {
  const { state, api, operation } = route;
  const policies = new Set(layersOfRoute(route).flatMap(({ file }) => (file?.ok === true ? [refKey(file.document.ref)] : [])));
  const concerns = ({ draft }: Identified): boolean =>
    (draft.place.ref !== null && policies.has(refKey(draft.place.ref))) ||
    draft.targets.some(
      (target) =>
        target.api === api.id &&
        target.workspace === api.workspace &&
        (operation === null || target.operations.length === 0 || target.operations.includes(operation.id)),
    );
  const concerned = (await draftsIn(state)).filter((one) => one.draft.repairs !== null && concerns(one));
  const offered: Attempt[] = [];
  for (const one of [...concerned].sort((a, b) => compareSeverity(b.draft.severity, a.draft.severity)))
    offered.push(...(await verifier.repairsOf(one)));
  return offered;
}

function openIn({ texts }: Attempt, ref: PolicyRef, verifier: Verifier): Promise<XmlDocument | null> {
  const own = texts.find((one) => refKey(one.ref) === refKey(ref));
  if (own === undefined) return verifier.open(ref);
  const parsed = parseXml(own.text);
  return Promise.resolve(parsed.ok ? parsed.document : null);
}

/** A repair and an additional grant as one change. */
function onTopOf({ texts, suggestion }: Attempt, grants: readonly GrantCandidate[]): readonly Change[] {
  return grants.map((grant) => ({
    title: { code: 'both', given: { first: suggestion.title, second: grant.title } },
    texts: [...texts.filter((one) => !grant.texts.some((other) => refKey(other.ref) === refKey(one.ref))), ...grant.texts],
    leansOn: suggestion.effect.leansOn,
  }));
}
