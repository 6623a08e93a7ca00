import { resourceKey } from '../apim/resource-key.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { accessOf, type Access } from '../cors/access.js';
import type { CorsChain } from '../cors/cors-chain.js';
import { couldMatch } from '../cors/origin-match.js';
import { corsPolicyPage } from '../cors/sources.js';
import { changedFates } from '../effective/changed-fates.js';
import { checkedOrigins } from '../effective/checked-requests.js';
import { exposureOf, type Exposed } from '../effective/exposure.js';
import { allOf, placeKey, startOf, type FindingPlace } from '../effective/finding-place.js';
import { givenOrigins, type GivenOrigins } from '../effective/given-origins.js';
import { globalScope } from '../effective/scope-targets.js';
import { compareSeverity, worstSeverity } from '../effective/severity.js';
import { apiPath, cors, policy, repository, rest, within } from '../layouts/apiops/example.js';
import type { ServiceState } from '../effective/service-state.js';
import type { ChangeSet, Draft, Rule } from './rule.js';

/** The current check, or otherwise the `<cors>` that lets the origin in. null: for any origin. */
function placeOf({ steps }: CorsChain, origin: string | null): FindingPlace | null {
  const check = steps.find((step) => step.kind === 'refused' && step.spares !== undefined);
  if (check?.kind === 'refused' && check.place !== null) return startOf(check.place);
  const lets = steps.find((step) => step.kind === 'cors' && (origin === null || couldMatch(step.policy, origin)));
  return lets?.kind === 'cors' ? startOf(lets.policy.place) : null;
}

interface Compared extends Pick<ChangeSet, 'changes'> {
  readonly base: ServiceState;
  readonly head: ServiceState;
}

interface Checked {
  readonly way: 'refused' | 'passed' | 'called' | GivenOrigins['way'];
  readonly isByHand?: true;
  readonly isSuch?: true;
  readonly place: FindingPlace;
  readonly origins: Map<string, Exposed>;
  readonly targets: Target[];
}

/** Refused origins lose their access; for accepted ones their kind matters. */
function exposedBy(
  { way, origin }: { readonly way: Checked['way'] | 'still'; readonly origin: string },
  credentials: Access['credentials'],
): Exposed {
  if (way === 'refused' || way === 'kept-out') return { severity: 'warning', exposure: null };
  const exposed = exposureOf(origin, { allowed: 'no', credentials: false }, { allowed: 'yes', credentials });
  // Pages can read only the refusal.
  return way === 'called' && exposed.severity === 'error' ? { ...exposed, severity: 'warning' } : exposed;
}

/** Changes in what expressions reflect, if the access table does not show the origin. */
function* givenIn({ base, head, changes }: Compared): Iterable<Draft> {
  const told = new Set(
    changes.flatMap(({ difference, targets }) => targets.flatMap(({ api }) => difference.origins.map(({ origin }) => `${api ?? ''} ${origin}`))),
  );
  const found = new Map<string, Checked>();
  for (const { way, isSuch, origins: all, site, target } of givenOrigins(base, head)) {
    const origins = all.filter((origin) => !told.has(`${target.api ?? ''} ${origin}`));
    if (way !== 'untold' && way !== 'inexact' && origins.length === 0) continue;
    const place = allOf(site.place);
    const key = `${way} ${isSuch === true ? 'such' : ''} ${placeKey(place)}`;
    const known = found.get(key) ?? { way, ...(isSuch === true ? { isSuch } : {}), place, origins: new Map<string, Exposed>(), targets: [] };
    found.set(key, known);
    known.targets.push(target);
    for (const origin of origins) known.origins.set(origin, exposedBy({ way, origin }, site.credentials));
  }
  for (const one of found.values()) yield draftOf(one);
}

/** Changes by conditions on the page, if no separate check shows them. */
function* answeredIn({ base, head }: Compared): Iterable<Draft> {
  const told = new Set([...checkedOrigins(base, head)].map(({ way, target, origin }) => `${way} ${target.api ?? ''} ${origin}`));
  const found = new Map<string, Checked>();
  for (const { way, origins: all, suchAs, place: refusal, target, chain } of changedFates(base, head)) {
    // Other effects matter only to readers of policies: they refuse and accept no one.
    if (way === 'otherwise') continue;
    const origins = all.filter((origin) => !told.has(`${way} ${target.api ?? ''} ${origin}`));
    const [first = null] = origins;
    const place = first === null && way !== 'untold' ? null : refusal === null ? placeOf(chain, first) : startOf(refusal);
    if (place === null) continue;
    const key = `${way} ${suchAs ?? ''} ${placeKey(place)}`;
    const known: Checked = found.get(key) ?? {
      way,
      isByHand: true,
      ...(suchAs === undefined ? {} : { isSuch: true as const }),
      place,
      origins: new Map<string, Exposed>(),
      targets: [],
    };
    found.set(key, known);
    known.targets.push(target);
    for (const origin of origins) {
      const access = accessOf(chain, origin, head.assume);
      const { severity: worst, exposure } = exposedBy({ way, origin: suchAs === 'anybody' ? '*' : origin }, access.credentials);
      // Whether `*` lets `null` in is unknown; and no policy means a name that it does not list.
      const isUnsure = access.allowed !== 'yes' && worst === 'error';
      const severity = suchAs !== undefined && way === 'refused' ? 'info' : isUnsure ? 'warning' : worst;
      known.origins.set(origin, { severity, exposure: suchAs === undefined ? exposure : null });
    }
  }
  for (const one of found.values()) yield draftOf(one);
}

/** The severity if it is unknown who is accepted; null if it is known. */
function severityOf(way: Checked['way'], isByHand: boolean): Draft['severity'] | null {
  if (way === 'inexact') return 'warning';
  return way !== 'untold' ? null : isByHand ? 'warning' : 'error';
}

function draftOf({ way, isByHand, isSuch, place, origins, targets }: Checked): Draft {
  const merged = mergeTargets(targets);
  const apis = new Set(merged.map(({ workspace, api }) => resourceKey(workspace, api ?? '')));
  const exposures = [...new Set([...origins.values()].flatMap(({ exposure }) => exposure ?? []))];
  return {
    rule: 'origin-check-changed',
    severity: severityOf(way, isByHand === true) ?? worstSeverity([...origins.values()].map(({ severity }) => severity)),
    certainty: way === 'untold' || way === 'inexact' ? 'unknown' : 'inferred',
    says: {
      code: 'origin-check-changed',
      given: {
        way,
        ...(isByHand === true ? { isByHand } : {}),
        ...(isSuch === true ? { isSuch } : {}),
        origins: [...origins.keys()],
        targets: merged,
        exposures,
      },
    },
    place,
    alsoAt: [],
    scope: globalScope,
    key: [way, ...[...origins.keys()].sort(), '|', ...apis].join(' '),
    targets: merged,
    repairs: null,
  };
}

const app = 'https://app.contoso.com';
const check = (...origins: readonly string[]): string[] =>
  within(
    'check-header name="Origin" failed-check-httpcode="403" ignore-case="true"',
    origins.map((one) => `<value>${one}</value>`),
  );
const origin = 'context.Request.Headers.GetValueOrDefault("Origin", "")';
const byHand = (...origins: readonly string[]): string => {
  const condition = origins.map((one) => `${origin} == "${one}"`).join(' || ');
  const header = within('set-header name="Access-Control-Allow-Origin" exists-action="override"', [`<value>@(${origin})</value>`]);
  return policy(['<base />'], rest(['<base />', ...within('choose', within(`when condition="@(${condition.replaceAll('"', '&quot;')})"`, header))]));
};
const refusedUnless = (...origins: readonly string[]): string[] => {
  const condition = origins.map((one) => `${origin} != "${one}"`).join(' && ');
  const refusal = within('return-response', ['<set-status code="403" reason="Forbidden" />']);
  return within('choose', within(`when condition="@(${condition.replaceAll('&', '&amp;').replaceAll('"', '&quot;')})"`, refusal));
};
const everybody = cors({ origins: ['*'], attributes: ' allow-credentials="true"' });

/** Rule `origin-check-changed`: an origin check behind `<cors>`, or before a hand-written header, accepts other origins than before. */
export const originCheckChanged: Rule = {
  id: 'origin-check-changed',
  title: 'A check of the origin lets other web apps through than before',
  severity: 'warning',
  severityNote:
    'of who comes through as for `access-widened`: info for an https origin, error for those with credentials that anybody can take on; error where what an expression gives back depends on something unknown, and not as before; warning where that is so of whom a condition refuses, and where a comparison with a part of the origin is written otherwise and no difference was found',
  certainty: 'inferred',
  detects:
    'A `<check-header name="Origin">` behind a `<cors>` that comes, goes, or lists other origins, so that requests of origins which the `<cors>` lets in reach the backend now, or no longer do. The same of a check by hand: a `<choose>` whose condition looks at the request’s `Origin`, directly or through variables, with an answer in it such as `<return-response>`, in any section or fragment; both sides are run with each origin that one of them names, and with names that a careless comparison lets pass. Also an expression, a condition or a list behind an `Access-Control-Allow-Origin` written by hand, or behind a computed `<origin>`, that gives back other origins than before: both sides are run with each origin that one of them compares with, and with others that a comparison with a part of one lets pass. Where such a comparison is written otherwise (`StartsWith`, a regular expression, `new Uri(…).Host`) and no difference is found, that is told: it is not proven that there is none.',
  why: 'The access that `<cors>` grants stays the same, for pages could read the refusal as well. Whether what they read is the backend’s answer is up to the check. And a header written by hand lets in whom its condition lets in, which no list shows.',
  repair: 'Take back what changes the check, or ignore it with a reason where it is meant.',
  sources: [corsPolicyPage],
  get fails() {
    return [
      {
        name: 'the check lists one origin more',
        base: repository({ [apiPath]: policy([...everybody, ...check(app), '<base />']) }),
        head: repository({ [apiPath]: policy([...everybody, ...check(app, 'https://partner.example'), '<base />']) }),
      },
      {
        name: 'a check comes that does not list an app',
        base: repository({ [apiPath]: policy([...cors({ origins: [app, 'https://shop.contoso.com'] }), '<base />']) }),
        head: repository({ [apiPath]: policy([...cors({ origins: [app, 'https://shop.contoso.com'] }), ...check(app), '<base />']) }),
      },
      {
        name: 'a condition round a header written by hand lets one origin more in',
        base: repository({ [apiPath]: byHand(app) }),
        head: repository({ [apiPath]: byHand(app, 'https://shop.contoso.com') }),
      },
      {
        name: 'a condition round a refusal by hand lets one origin more pass',
        base: repository({ [apiPath]: policy([...everybody, ...refusedUnless(app), '<base />']) }),
        head: repository({ [apiPath]: policy([...everybody, ...refusedUnless(app, 'https://shop.contoso.com'), '<base />']) }),
      },
      {
        name: 'the check is gone',
        base: repository({ [apiPath]: policy([...everybody, ...check(app), '<base />']) }),
        head: repository({ [apiPath]: policy([...everybody, '<base />']) }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'the order of the values',
        base: repository({ [apiPath]: policy([...everybody, ...check(app, 'https://partner.example'), '<base />']) }),
        head: repository({ [apiPath]: policy([...everybody, ...check('https://partner.example', app), '<base />']) }),
      },
      {
        name: 'the order of a condition',
        base: repository({ [apiPath]: byHand(app, 'https://shop.contoso.com') }),
        head: repository({ [apiPath]: byHand('https://shop.contoso.com', app) }),
      },
      {
        name: 'the order of a condition round a refusal',
        base: repository({ [apiPath]: policy([...everybody, ...refusedUnless(app, 'https://shop.contoso.com'), '<base />']) }),
        head: repository({ [apiPath]: policy([...everybody, ...refusedUnless('https://shop.contoso.com', app), '<base />']) }),
      },
      {
        name: 'an origin that no <cors> lets in',
        base: repository({ [apiPath]: policy([...cors({ origins: [app] }), ...check(app), '<base />']) }),
        head: repository({ [apiPath]: policy([...cors({ origins: [app] }), ...check(app, 'https://partner.example'), '<base />']) }),
      },
    ];
  },
  *checkChanges({ base, head, changes }) {
    if (base === null || head === null) return;
    yield* givenIn({ base, head, changes });
    yield* answeredIn({ base, head, changes });
    const found = new Map<string, Checked>();
    for (const one of checkedOrigins(base, head)) {
      const { way, isRead, origin, target, chain } = one;
      // If pages read the answer on neither side, there is no access; if on one side, the access rules report it.
      const place = way !== 'still' && isRead ? placeOf(chain, origin) : null;
      if (place === null || way === 'still') continue;
      const key = `${way} ${placeKey(place)}`;
      const known = found.get(key) ?? { way, place, origins: new Map<string, Exposed>(), targets: [] };
      found.set(key, known);
      const exposed = exposedBy(one, accessOf(chain, origin, head.assume).credentials);
      const before = known.origins.get(origin);
      if (before === undefined || compareSeverity(exposed.severity, before.severity) > 0) known.origins.set(origin, exposed);
      known.targets.push(target);
    }
    for (const one of found.values()) yield draftOf(one);
  },
};
