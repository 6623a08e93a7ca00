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
import { isPortalName } from './portal-name.js';
import { grantsIn, grantsWithoutWriters, newCorsFor, type GrantCandidate, type Wanted } from './request-grants.js';
import type { ExplainTarget } from './request-target.js';

/** At most so many changes are tried: each is a whole evaluation. */
const mostTried = 24;

/** Whether a state of the service allows the request: whatever is open, as far as the leanings decide, or not. */
export type Allows = (route: ExplainTarget['route']) => 'always' | 'under-leanings' | 'no';

/** A change after which the request is allowed. `order`: its place among what the rules offer, so that `scan` and `review` tell the same; null: no rule does. */
interface Way {
  readonly attempt: Attempt;
  readonly order: number | null;
  readonly holdsAlways: boolean;
}

/** The changes that were found. */
export interface FoundRepairs {
  /** The best first, then what else `scan` and `review` offer; each resulting text once. At least one. */
  readonly suggestions: readonly [Suggestion, ...Suggestion[]];
  /** `scan` and `review` offer the best too, as it is or with what the request needs beyond it. */
  readonly isOffered: boolean;
}

/**
 * Changes of policy text after which the request is allowed: each applied, read again and evaluated, with what else it changes for whom. What the
 * rules offer comes first; what the request needs beyond it is added on top. null: none was found. `allows` says whether a state of the service
 * allows it. `complete`: the state holds every API, so that changes of shared policies can be judged.
 */
export async function repairsFor(target: ExplainTarget, wanted: Wanted, tree: Tree, complete: boolean, allows: Allows): Promise<FoundRepairs | null> {
  const { state } = target.route;
  const verifier = verifierOf(state, tree, { complete, found: unite([await draftsIn(state)]), rules: offering });
  const search = new RepairSearch(target, wanted, verifier, allows);
  await search.offered();
  await search.granted();
  return search.found();
}

/** The rules whose repairs are offered, and to which each repair is held. */
const offering = toldRules(defaultSettings, 'scan');

const found = new WeakMap<ServiceState, Promise<readonly Identified[]>>();

/** What the rules find in a state. Several requests are repaired in one, and looking through a large service takes seconds. */
function draftsIn(state: ServiceState): Promise<readonly Identified[]> {
  let drafts = found.get(state);
  if (drafts === undefined) found.set(state, (drafts = draftsOf(state, offering)));
  return drafts;
}

type Change = Parameters<Verifier['attempt']>[0];

/** Tries changes, and keeps those that allow the request. */
class RepairSearch {
  readonly #ways: Way[] = [];
  #tried = 0;

  constructor(
    readonly target: ExplainTarget,
    readonly wanted: Wanted,
    readonly verifier: Verifier,
    readonly allows: Allows,
  ) {}

  /** What the rules offer; where one lets the origin in and the request needs more, with that on top. */
  async offered(): Promise<void> {
    const offered = await offeredFor(this.target, this.verifier);
    let completed = 0;
    for (const [order, attempt] of offered.entries()) {
      if (this.#keep(attempt, order) || completed === mostCompleted || !letsIn(attempt, this.target, this.wanted)) continue;
      completed += 1;
      const route = routeIn(attempt.state, this.target.route);
      if (route === null) continue;
      await this.#try(onTopOf(attempt, await grantsIn(route, this.wanted, (ref) => openIn(attempt, ref, this.verifier))), order);
    }
  }

  /** The `<cors>` elements at hand with what the request needs, and a new one. */
  async granted(): Promise<void> {
    const open = (ref: PolicyRef): Promise<XmlDocument | null> => this.verifier.open(ref);
    const { route } = this.target;
    const grants = [
      ...(await grantsIn(route, this.wanted, open)),
      ...(await newCorsFor(route, this.wanted, open)),
      ...(await grantsWithoutWriters(route, this.wanted, open)),
    ];
    await this.#try(
      grants.map((one) => ({ ...one, leansOn: null })),
      null,
    );
  }

  found(): FoundRepairs | null {
    const ranked = this.#ways.map((way) => ({ way, rank: rank(way, this.target, this.wanted) })).sort((a, b) => compare(a.rank, b.rank));
    const told = new Map<string, Suggestion>();
    // Where the best may not be enough for a policy that is kept elsewhere, what is enough whatever that says is told too.
    const surest = ranked[0]?.way.holdsAlways === false ? ranked.find(({ way }) => way.holdsAlways)?.way : undefined;
    for (const { way } of ranked) {
      const { suggestion } = way.attempt;
      if ((told.size === 0 || way.order !== null || way === surest) && !told.has(suggestion.patch)) told.set(suggestion.patch, suggestion);
    }
    const [best, ...others] = told.values();
    return best === undefined ? null : { suggestions: [best, ...others], isOffered: ranked[0]?.way.order !== null };
  }

  #keep(attempt: Attempt, order: number | null): boolean {
    const route = routeIn(attempt.state, this.target.route);
    const allowed = route === null ? 'no' : this.allows(route);
    if (allowed !== 'no') this.#ways.push({ attempt, order, holdsAlways: allowed === 'always' });
    return allowed !== 'no';
  }

  async #try(changes: readonly Change[], order: number | null): Promise<void> {
    for (const change of changes) {
      if ((this.#tried += 1) > mostTried) return;
      const attempt = await this.verifier.attempt(change);
      if (attempt !== null) this.#keep(attempt, order);
    }
  }
}

/** So many of the rules' repairs are taken further. */
const mostCompleted = 2;

/** The request's origin gets access to its operation by it, though perhaps not with all that the request carries. */
function letsIn({ views }: Attempt, { route: { api, operation } }: ExplainTarget, { request }: Wanted): boolean {
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

/** What `scan` and `review` offer for the request's operation, best first. */
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

/** A repair and what is granted on top of it, as one change. */
function onTopOf({ texts, suggestion }: Attempt, grants: readonly GrantCandidate[]): readonly Change[] {
  return grants.map((grant) => ({
    title: { code: 'both', given: { first: suggestion.title, second: grant.title } },
    texts: [...texts.filter((one) => !grant.texts.some((other) => refKey(other.ref) === refKey(one.ref))), ...grant.texts],
    leansOn: suggestion.effect.leansOn,
  }));
}

/** Harmless first: nobody is shut out, no other API is opened, no credentials are given that were not asked for; then what the rules offer, then the smallest. */
function rank({ attempt, order, holdsAlways }: Way, { route }: ExplainTarget, { request }: Wanted): readonly number[] {
  const { views, suggestion } = attempt;
  const opensOther = views.some(
    ({ targets, difference }) =>
      targets.some(({ api, workspace }) => api !== route.api.id || workspace !== route.api.workspace) &&
      difference.origins.some(({ changes }) => changes.some(({ what, gained }) => what !== 'max-age' && gained.length > 0)),
  );
  // The portal's own <cors> allows them whatever its console asks for.
  const givesCredentials =
    request.credentials !== 'include' &&
    !isPortalName(request.origin) &&
    views.some(({ difference }) =>
      difference.origins.some(
        ({ origin, before, after, changes }) =>
          origin === request.origin &&
          after.credentials !== false &&
          before.credentials !== true &&
          changes.some(({ what, gained }) => (what === 'access' || what === 'credentials') && gained.length > 0),
      ),
    );
  const shutOut = views.flatMap(({ difference }) =>
    difference.origins.filter(
      ({ before, after, changes }) => before.allowed === 'yes' && after.allowed === 'no' && changes.some(({ what }) => what === 'access'),
    ),
  );
  // Who asks for the change knows what of theirs it takes; others do not.
  const shutsOut = shutOut.some(({ origin }) => origin !== request.origin) ? 2 : Number(shutOut.length > 0);
  const takesSomething = views.some(({ difference }) =>
    difference.origins.some(({ changes }) => changes.some(({ what, lost }) => what !== 'max-age' && lost.length > 0)),
  );
  return [
    // The portal's console calls every API: its other name belongs in the portal's own <cors>, and nowhere else.
    isPortalName(request.origin) && suggestion.title.code !== 'allow-in',
    attempt.takesAccess ? shutsOut : 0,
    opensOther,
    givesCredentials,
    attempt.takesAccess,
    // What is moved only because a policy that is kept elsewhere may say otherwise comes after what is lacking by all that is known.
    order === null && suggestion.title.code === 'both' && suggestion.title.given.first.code === 'move-above-base',
    !holdsAlways,
    suggestion.effect.leansOn !== null,
    !suggestion.keepsInheritedPolicies,
    order === null,
    order === null && takesSomething,
    order ?? 0,
    attempt.size,
  ].map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value - (b[index] ?? 0);
  return 0;
}
