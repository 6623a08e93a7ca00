import { listsOrigin } from '../cors/origin-match.js';
import { layersOfRoute } from '../effective/request-route.js';
import type { RepairTitle } from '../repairs/title.js';
import type { Attempt } from '../review/attempt.js';
import { isPortalName } from './portal-name.js';
import type { WantedRequest } from './request-grants.js';
import type { ExplainTarget } from './request-target.js';

/** A change after which the request is allowed. `order`: its place among what the rules offer, so that `scan` and `review` tell the same; null: no rule does. */
export interface RankedWay {
  readonly attempt: Attempt;
  readonly order: number | null;
  readonly holdsAlways: boolean;
}

/** Harmless first: nobody is shut out, no other API is opened, no credentials are given that were not asked for; then what the rules offer, then the smallest. */
export function rank({ attempt, order, holdsAlways }: RankedWay, { route }: ExplainTarget, { request }: WantedRequest): readonly number[] {
  const { views, suggestion } = attempt;
  const opensOther = opensOthers({ attempt }, { route });
  // The portal's own <cors> allows them whatever its console asks for.
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
  // Who asks for the change knows what of theirs it takes; others do not.
  const shutsOthersOut = shutOut.some(({ origin }) => origin !== request.origin);
  const shutsOut = shutsOthersOut ? 2 : Number(shutOut.length > 0);
  const halves = halvesOf(suggestion.title);
  // What somebody wrote is replaced only where everything else shuts others out.
  const replaces = halves.some((half) => half.code === 'replace-cors' && half.given.takes === true);
  return [
    // The portal's console calls every API: its other name belongs in the portal's own <cors>, and nowhere else.
    isPortalName(request.origin) && suggestion.title.code !== 'allow-in',
    Math.max(attempt.takesAccess ? shutsOut : 0, Number(replaces)),
    opensOther,
    givesCredentials,
    // A method of theirs is less than all of it, and more than what only another reading takes.
    shutsOthersOut || takesCredentials(attempt, request.origin),
    attempt.takesAccess,
    halves.some(({ code }) => code === 'replace-cors'),
    // What is moved only because a policy that is kept elsewhere may say otherwise comes after what is lacking by all that is known.
    order === null && suggestion.title.code === 'both' && suggestion.title.given.first.code === 'move-above-base',
    // Nobody but who asks gets more by it; what the rules offer mends the rest too, and is told with what it gives.
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

/** Somebody has less then, if only a header, as far as the leanings decide. */
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

/** Some `<cors>` that the request's operation has names the origin, with credentials: whoever wrote it gave them, whatever keeps it from deciding. */
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

/** The origins that are let in, and not any more then, or not for certain. */
export function shutOutBy({ views }: Attempt): Attempt['views'][number]['difference']['origins'] {
  return views.flatMap(({ difference }) =>
    difference.origins.filter(
      ({ before, after, changes }) =>
        before.allowed === 'yes' && after.allowed !== 'yes' && changes.some(({ what, lost }) => what === 'access' && lost.length > 0),
    ),
  );
}

/** Somebody who does not ask has more then. */
function givesOthers({ views }: Attempt, own: string): boolean {
  return views.some(({ difference }) =>
    difference.origins.some(({ origin, changes }) => origin !== own && changes.some(({ what, gained }) => what !== 'max-age' && gained.length > 0)),
  );
}

/** Some other API grants more then. */
export function opensOthers({ attempt: { views } }: Pick<RankedWay, 'attempt'>, { route: { api } }: Pick<ExplainTarget, 'route'>): boolean {
  return views.some(
    ({ targets, difference }) =>
      targets.some((one) => one.api !== api.id || one.workspace !== api.workspace) &&
      difference.origins.some(({ changes }) => changes.some(({ what, gained }) => what !== 'max-age' && gained.length > 0)),
  );
}

/** Somebody else may send credentials, and may not any more then, or not for certain. */
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

/** In the order of their ranks. */
export function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value - (b[index] ?? 0);
  return 0;
}

/** So many numbers of a rank tell whom a change harms. */
const harms = 6;

/** Whether a part of the change does nothing for the request: what follows it allows the request by itself, and harms nobody more. */
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
