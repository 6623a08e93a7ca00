import { listsOrigin } from '../cors/origin-match.js';
import { layersOfRoute } from '../effective/request-route.js';
import type { RepairTitle } from '../repairs/title.js';
import type { Attempt } from '../review/attempt.js';
import { isPortalName } from './portal-name.js';
import type { WantedRequest } from './request-grants.js';
import type { ExplainTarget } from './request-target.js';

/** A change that allows the request. `order`: its rank among the rules' repairs, so that `scan` and `review` say the same; null: no rule offers it. */
export interface RankedWay {
  readonly attempt: Attempt;
  readonly order: number | null;
  readonly holdsAlways: boolean;
}

/** Least harmful first: no origin loses access, no other API is opened, no unrequested credentials are given; then the rules' repairs, then the smallest. */
export function rank({ attempt, order, holdsAlways }: RankedWay, { route }: ExplainTarget, { request }: WantedRequest): readonly number[] {
  const { views, suggestion } = attempt;
  const opensOther = opensOthers({ attempt }, { route });
  // The portal's own <cors> allows credentials although its console does not need them.
  const givesCredentials =
    request.credentials !== 'include' &&
    !hasCredentialsWritten(route, request.origin) &&
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
  const shutOut = shutOutBy(attempt);
  // The requester knows about losses of their own origin; others do not.
  const shutsOthersOut = shutOut.some(({ origin }) => origin !== request.origin);
  const shutsOut = shutsOthersOut ? 2 : Number(shutOut.length > 0);
  const halves = halvesOf(suggestion.title);
  // An existing entry is replaced only if everything else takes access from others.
  const replaces = halves.some((half) => half.code === 'replace-cors' && half.given.takes === true);
  return [
    // The portal's console calls every API: its custom name belongs in the portal's own <cors> only.
    isPortalName(request.origin) && suggestion.title.code !== 'allow-in',
    Math.max(attempt.takesAccess ? shutsOut : 0, Number(replaces)),
    opensOther,
    givesCredentials,
    // Losing a method is worse than a loss under another reading, and better than losing all access.
    shutsOthersOut || takesCredentials(attempt, request.origin),
    attempt.takesAccess,
    halves.some(({ code }) => code === 'replace-cors'),
    // A move that only matters if a policy kept elsewhere says something else comes after repairs of a known lack.
    order === null && suggestion.title.code === 'both' && suggestion.title.given.first.code === 'move-above-base',
    // Only the requester gains; the rules' repairs also fix other things, and say what they give.
    order === null && givesOthers(attempt, request.origin),
    !holdsAlways,
    suggestion.effect.leansOn !== null,
    !suggestion.keepsInheritedPolicies,
    order === null,
    order === null && losesSomething(attempt),
    order === null && views.some(({ difference }) => difference.origins.some(({ changes }) => changes.some(({ lost }) => lost.length > 0))),
    order ?? 0,
    attempt.size,
  ].map(Number);
}

/** Some origin loses something by the leanings, if only a header. */
export function losesSomething({ views }: Attempt): boolean {
  return views.some(({ difference }) =>
    difference.origins.some(({ changes }) =>
      changes.some(
        ({ what, lost, holding }) =>
          what !== 'max-age' && lost.length > 0 && (holding.when === 'always' || (holding.when === 'sometimes' && holding.under === 'leanings')),
      ),
    ),
  );
}

/** Some `<cors>` of the request's operation names the origin, with credentials: its author intended them. */
function hasCredentialsWritten(route: ExplainTarget['route'], origin: string): boolean {
  return route.state
    .chain(layersOfRoute(route))
    .steps.some(
      (step) =>
        step.kind === 'cors' &&
        listsOrigin(step.policy, origin) &&
        step.policy.allowCredentials.kind === 'literal' &&
        step.policy.allowCredentials.value,
    );
}

/** The origins that have access and lose it, or may. */
export function shutOutBy({ views }: Attempt): Attempt['views'][number]['difference']['origins'] {
  return views.flatMap(({ difference }) =>
    difference.origins.filter(
      ({ before, after, changes }) =>
        before.allowed === 'yes' && after.allowed !== 'yes' && changes.some(({ what, lost }) => what === 'access' && lost.length > 0),
    ),
  );
}

/** Some other origin gains access. */
function givesOthers({ views }: Attempt, own: string): boolean {
  return views.some(({ difference }) =>
    difference.origins.some(({ origin, changes }) => origin !== own && changes.some(({ what, gained }) => what !== 'max-age' && gained.length > 0)),
  );
}

/** Some other API grants more. */
export function opensOthers({ attempt: { views } }: Pick<RankedWay, 'attempt'>, { route: { api } }: Pick<ExplainTarget, 'route'>): boolean {
  return views.some(
    ({ targets, difference }) =>
      targets.some((one) => one.api !== api.id || one.workspace !== api.workspace) &&
      difference.origins.some(({ changes }) => changes.some(({ what, gained }) => what !== 'max-age' && gained.length > 0)),
  );
}

/** Some other origin can send credentials and loses that, or may. */
function takesCredentials({ views }: Attempt, own: string): boolean {
  return views.some(({ difference }) =>
    difference.origins.some(
      ({ origin, before, after, changes }) =>
        origin !== own &&
        before.credentials === true &&
        after.credentials !== true &&
        changes.some(({ what, lost }) => what === 'credentials' && lost.length > 0),
    ),
  );
}

/** Compares ranks number by number. */
export function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value - (b[index] ?? 0);
  return 0;
}

/** The leading numbers of a rank that measure harm. */
const harms = 6;

/** Whether a part of the change is needless: a later change allows the request alone, with no more harm. */
export function isPadded(one: Ranked, all: readonly Ranked[]): boolean {
  const parts = partsOf(one.way);
  return all.some((other) => {
    const own = partsOf(other.way);
    const isRest = own.length < parts.length && own.every((part, index) => part === parts[parts.length - own.length + index]);
    return isRest && compareRanks(other.rank.slice(0, harms), one.rank.slice(0, harms)) <= 0;
  });
}

/** A change with its rank. */
export interface Ranked {
  readonly way: RankedWay;
  readonly rank: readonly number[];
}

function partsOf({ attempt: { suggestion } }: RankedWay): readonly string[] {
  return halvesOf(suggestion.title).map((half) => JSON.stringify(half));
}

function halvesOf(title: RepairTitle): readonly RepairTitle[] {
  return title.code === 'both' ? [...halvesOf(title.given.first), ...halvesOf(title.given.second)] : [title];
}
