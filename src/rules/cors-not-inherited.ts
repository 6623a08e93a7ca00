import { scopeKey } from '../apim/resource-key.js';
import type { Layer } from '../apim/layers.js';
import { refKey } from '../text/policy-ref.js';
import { mergeTargets, type Target } from '../apim/target.js';
import type { PolicyDocument } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import { concreteAccess, includes } from '../cors/concrete-access.js';
import type { CorsChain } from '../cors/cors-chain.js';
import type { CorsPolicy } from '../cors/cors-policy.js';
import type { NameSet } from '../cors/name-set.js';
import { onceAlike } from '../cors/origins-alike.js';
import { explore, readingKey, underLeanings } from '../cors/worlds.js';
import { elementsOf, childrenNamed } from '../xml/document.js';
import { appendChild, insertBefore } from '../xml/edit-elements.js';
import type { AccessChangeView } from '../effective/access-change.js';
import { certaintyOf, holds, severityUnder, strongestHolding, type Holding } from '../effective/severity-under.js';
import { cutOf, inheriting, type InheritanceCut } from '../effective/inheritance-cut.js';
import { startOf } from '../effective/finding-place.js';
import { apiPath, cors, globalPath, policy, repository } from '../layouts/apiops/example.js';
import { inheritAgain } from '../repairs/inherit.js';
import { takesNothingFrom } from '../repairs/promises.js';
import { at, elementAt, pathTo, rewrite } from '../repairs/rewrite.js';
import type { Draft, Rule } from './rule.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import type { Severity } from '../text/scales.js';
import { ownMethods, targetsConcerned } from '../effective/own-methods.js';
import { originsOf } from '../effective/shadow.js';
import { isPortalOrigin, portalSign } from '../cors/portal.js';
import { portalPage, scopesPage } from '../cors/sources.js';
import type { ChainGroup, ServiceState } from '../effective/service-state.js';

/** A document whose inbound section lacks `<base />`, although the inherited policies grant access. */
interface Cut {
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  readonly groups: readonly ChainGroup[];
  /** The `<cors>` that is not inherited any more. */
  readonly lost: CorsPolicy;
  readonly lostScope: ScopeRef;
  readonly origins: readonly { readonly origin: string; readonly holding: Holding }[];
  /** None of these origins can call these operations, under any reading. */
  readonly isShutOut: boolean;
  /** The operations in which some of these origins lose something. */
  readonly targetsOf: (origins: readonly string[]) => readonly Target[];
}

/** Rule `cors-not-inherited`: a broader <cors> is not inherited. */
export const corsNotInherited: Rule = {
  id: 'cors-not-inherited',
  title: 'A broader <cors> is not inherited',
  severity: 'warning',
  severityNote: 'error when this change takes a named origin’s access away',
  certainty: 'documented',
  detects:
    'An `<inbound>` without `<base />` below a scope whose `<cors>` grants origins that get less here, unless a `<cors>` that stays in charge leaves them out on purpose; the developer portal’s origin, and access that this change takes, are told all the same.',
  why: 'Without `<base />` no broader policy applies, the developer portal’s CORS included: its test console stops working for these operations, and so does every page that relied on the broader policy.',
  repair: 'Add `<base />`, or list the origins here.',
  sources: [scopesPage, portalPage],
  get fails() {
    return [
      {
        name: 'no base, no cors',
        head: repository({
          [globalPath]: policy(cors({ origins: ['https://contoso.developer.azure-api.net'] })),
          [apiPath]: policy(['<rate-limit calls="10" renewal-period="60" />']),
        }),
      },
      {
        name: 'no base, a cors that leaves the portal out',
        head: repository({
          [globalPath]: policy(cors({ origins: ['https://contoso.developer.azure-api.net'] })),
          [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })),
        }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'base inherits it',
        head: repository({
          [globalPath]: policy(cors({ origins: ['https://contoso.developer.azure-api.net'] })),
          [apiPath]: policy(['<base />']),
        }),
      },
      {
        name: 'the same origins are listed here',
        head: repository({
          [globalPath]: policy(cors({ origins: ['https://contoso.developer.azure-api.net'] })),
          [apiPath]: policy(cors({ origins: ['https://app.contoso.com', 'https://contoso.developer.azure-api.net'] })),
        }),
      },
    ];
  },
  *check(state) {
    for (const cut of findCuts(state, helpedBy)) yield draftOf(state, cut, 'warning');
  },
  *checkChanges({ head, changes }) {
    const losing = changes.filter(({ existence }) => existence === 'changed').map((change) => ({ change, lost: namedLosers(change) }));
    const losses = losing.filter(({ lost }) => lost.size > 0);
    if (head === null || losses.length === 0) return;
    const losingAt = (group: ChainGroup): ((origin: string) => boolean) => {
      const here = losses.filter(({ change }) => isAt(change, group));
      return (origin) => here.some(({ lost }) => lost.has(origin));
    };
    for (const cut of findCuts(head, () => losingAt)) {
      const met = losses.filter(({ change }) => cut.groups.some((group) => isAt(change, group)));
      const targetsOf: Cut['targetsOf'] = (origins) => {
        const targets = cut.targetsOf(origins);
        const moved = met.filter(({ lost }) => origins.some((origin) => lost.has(origin))).flatMap(({ change }) => change.targets);
        // An operation that replaces a removed one lost nothing itself.
        const own = new Set(targets.flatMap(operationKeys));
        const isOwn = (target: Target): boolean => target.operations.length === 0 || operationKeys(target).some((key) => own.has(key));
        return moved.some(isOwn) ? targets : mergeTargets(moved);
      };
      yield draftOf(head, { ...cut, targetsOf }, 'error');
    }
  },
};

/** Named origins that lose their access. */
function namedLosers({ difference }: AccessChangeView): ReadonlySet<string> {
  const lost = difference.origins.filter(({ before, after }) => before.allowed === 'yes' && after.allowed !== 'yes');
  return new Set(lost.map(({ origin }) => origin).filter((origin) => origin !== '*' && origin !== 'null'));
}

function operationKeys({ workspace, api, product, operations }: Target): readonly string[] {
  return operations.map((operation) => JSON.stringify([workspace, api, product, operation]));
}

/** Whether a group has operations of a change, or operations that replace some of them. */
function isAt({ head, targets }: AccessChangeView, { chain, target }: ChainGroup): boolean {
  if (head === chain) return true;
  return targets.some(
    ({ workspace, api, product, operations }) =>
      workspace === target.workspace &&
      api === target.api &&
      product === target.product &&
      (operations.length === 0 || target.operations.length === 0 || operations.some((one) => target.operations.includes(one))),
  );
}

/** `minds`: the origins to report for a group. */
function* findCuts(state: ServiceState, minds: typeof helpedBy): Iterable<Cut> {
  const cuts = new Map<string, InheritanceCut & { parent: CorsChain; groups: ChainGroup[] }>();
  for (const group of state.groups) {
    const cut = cutOf(group.layers);
    if (cut === null) continue;
    const key = `${scopeKey(cut.scope)}\u0000${refKey(cut.document.ref)}\u0000${group.product?.id ?? ''}`;
    const known = cuts.get(key);
    if (known !== undefined) known.groups.push(group);
    else cuts.set(key, { ...cut, parent: state.chain(group.layers.slice(cut.index + 1)), groups: [group] });
  }
  const told = new Set<string>();
  for (const cut of cuts.values()) {
    const { document, scope, parent } = cut;
    const first = parent.steps.find((step) => step.kind === 'cors' && step.how !== 'nested');
    if (first?.kind !== 'cors') continue;
    const candidates = new Set(parent.steps.flatMap((step) => (step.kind === 'cors' ? originsOf(step.policy) : [])));
    const helped = minds(state, parent, ownMethods(cut.groups));
    // Groups of one document may differ: a product has APIs with and without a `<cors>` of their own.
    const groups = cut.groups.filter((group) => [...candidates].some(helped(group)));
    const [group] = groups;
    if (group === undefined) continue;
    const { chain } = group;
    const own = ownMethods(groups);
    const lessOf = (methods: NameSet): ((origin: string) => Holding) =>
      onceAlike([parent, chain], (origin) => {
        const { worlds } = explore((walk) => {
          const above = concreteAccess(parent, origin, walk, methods);
          return above.granted && !includes(concreteAccess(chain, origin, walk, methods), above);
        }, state.assume);
        return holds(worlds, (less) => less);
      });
    const holdingOf = lessOf(own);
    const isTold = (origin: string): boolean => groups.some((one) => helped(one)(origin));
    const origins = [...candidates].flatMap((origin) => {
      const holding = holdingOf(origin);
      return holding.when === 'never' || !isTold(origin) ? [] : [{ origin, holding }];
    });
    // A document that cuts in every product context is one finding, for the first context, which has no product.
    const key = `${scopeKey(scope)}\u0000${refKey(document.ref)}\u0000${refKey(first.policy.place.ref)}\u0000${origins.map((one) => one.origin).join(' ')}`;
    if (origins.length === 0 || told.has(key)) continue;
    told.add(key);
    const targetsOf: Cut['targetsOf'] = (some) =>
      targetsConcerned(groups, (methods) => some.map(lessOf(methods)).some(({ when }) => when !== 'never'));
    const isShutOut = origins.every(({ origin }) => groups.every((group) => grantsNothing(group.chain, origin, own, state)));
    yield { document, scope, groups, lost: first.policy, lostScope: first.scope, origins, isShutOut, targetsOf };
  }
}

/**
 * Whether `<base />` would restore the grant of the broader `<cors>` to an origin. After a `<cors>` of its own it would not: that element excludes others on
 * purpose. The developer portal is an exception, for authors rarely think of it: `<base />` may then go above. Policies that end requests are ignored, for
 * other rules report them.
 */
function helpedBy(state: ServiceState, parent: CorsChain, own: NameSet): (group: ChainGroup) => (origin: string) => boolean {
  const isPortals = parent.steps.some((step) => step.kind === 'cors' && portalSign(step.policy, step.scope.kind) !== null);
  const helps = (layers: readonly Layer[]): ((origin: string) => boolean) => {
    const { steps } = state.chain(layers);
    const inherits = { ...parent, steps: steps.filter(({ kind }) => kind === 'cors') };
    return onceAlike([parent, inherits], (origin) => {
      const { worlds } = explore((walk) => {
        const above = concreteAccess(parent, origin, walk, own);
        return above.granted && includes(concreteAccess(inherits, origin, walk, own), above);
      }, state.assume);
      return underLeanings(worlds).some(({ result }) => result);
    });
  };
  const known = new Map<CorsChain, (origin: string) => boolean>();
  return ({ chain, layers }) => {
    let isHelped = known.get(chain);
    if (isHelped !== undefined) return isHelped;
    const cut = cutOf(layers);
    if (cut === null || !chain.steps.some(({ kind }) => kind === 'cors')) isHelped = () => true;
    else {
      const [first, last] = [helps(inheriting(layers, cut, 'first')), helps(inheriting(layers, cut, 'last'))];
      isHelped = (origin) => (isPortals || isPortalOrigin(origin) ? first(origin) : last(origin));
    }
    known.set(chain, isHelped);
    return isHelped;
  };
}

function grantsNothing(chain: CorsChain, origin: string, methods: NameSet, { assume }: ServiceState): boolean {
  const { worlds } = explore((walk) => concreteAccess(chain, origin, walk, methods).granted, assume);
  return holds(worlds, (granted) => granted).when === 'never';
}

function draftOf(state: ServiceState, cut: Cut, severity: Severity): Draft {
  const holding = strongestHolding(cut.origins.map((one) => one.holding));
  const inbound = cut.document.sections.get('inbound');
  const place = inbound?.place ?? { path: cut.document.path, ref: cut.document.ref, line: 1, endLine: 1, start: 0, end: 0 };
  return {
    rule: 'cors-not-inherited',
    severity: severityUnder(holding, severity),
    certainty: certaintyOf(holding, 'documented'),
    says: {
      code: 'cors-not-inherited',
      given: {
        lost: cut.lostScope,
        portal: portalSign(cut.lost, cut.lostScope.kind),
        at: { path: cut.lost.place.path, line: cut.lost.place.line },
        losses: heldAlike(cut.origins),
        outcome: severity === 'error' ? 'loses' : cut.isShutOut ? 'nothing' : 'less',
      },
    },
    place: startOf(place),
    alsoAt: inbound?.statements.flatMap((statement) => (statement.kind === 'cors' ? [startOf(statement.element.place)] : [])) ?? [],
    scope: cut.scope,
    key: `${cut.lostScope.kind}:${cut.lostScope.id ?? ''}`,
    targets: cut.targetsOf(cut.origins.map(({ origin }) => origin)),
    repairs: (desk) => repairs(desk, state, cut, severity === 'error'),
  };
}

/** `isTaken`: the change removed the inheritance. */
async function repairs(desk: RepairDesk, state: ServiceState, cut: Cut, isTaken: boolean): Promise<readonly Repair[]> {
  const { ref } = cut.document;
  const inbound = cut.document.sections.get('inbound');
  const document = inbound === undefined ? null : await desk.open(ref);
  const element = inbound === undefined || document === null ? null : elementAt(document, inbound.place);
  if (inbound === undefined || document === null || element === null) return [];
  const origins = new Set(cut.origins.map((one) => one.origin));
  const own = inbound.statements.find((statement) => statement.kind === 'cors');
  if (own?.kind !== 'cors') {
    const [first] = elementsOf(element);
    const text = rewrite(document, [
      at(pathTo(element), (doc, found) =>
        first === undefined ? appendChild(doc, found, '<base />') : insertBefore(doc, elementsOf(found)[0] ?? found, '<base />'),
      ),
    ]);
    if (text === null) return [];
    const inherits: Repair = {
      title: { code: 'add-base', given: {} },
      texts: [{ ref, text }],
      promise: (views) => views.every((view) => view.difference.directionInAll !== 'narrowed' && view.difference.directionInAll !== 'mixed'),
      certainty: 'documented',
      givesMore: false,
      leansOn: null,
    };
    return [inherits];
  }
  // What the change removed can be restored: all of it, including other policies.
  const back = isTaken ? await inheritAgain(desk, cut.document, 'inbound', takesNothingFrom) : [];
  return [...back, ...(await listHere(desk, state, cut, own.element.place, origins))];
}

/** A document with its own `<cors>` can list the origins itself, without inheriting. */
async function listHere(
  desk: RepairDesk,
  state: ServiceState,
  cut: Cut,
  place: CorsPolicy['place'],
  origins: ReadonlySet<string>,
): Promise<readonly Repair[]> {
  const entries = cut.lost.origins.filter((entry) => {
    if (entry.kind === 'origin')
      return origins.has(entry.origin) && entry.names.every((name) => state.namedValue(name, cut.scope.workspace) !== undefined);
    return false;
  });
  const document = entries.length === 0 ? null : await desk.open(place.ref);
  const element = document === null ? null : elementAt(document, place);
  const list = element === null ? undefined : childrenNamed(element, 'allowed-origins')[0];
  if (document === null || list === undefined) return [];
  const source = entries.map((entry) => `<origin>${entry.text.trim()}</origin>`).join('\n');
  const text = rewrite(document, [at(pathTo(list), (doc, found) => appendChild(doc, found, source))]);
  if (text === null) return [];
  const repair: Repair = {
    title: { code: 'list-too', given: { names: entries.map((entry) => entry.text.trim()) } },
    texts: [{ ref: place.ref, text }],
    promise: (views) =>
      views.every((view) =>
        view.difference.origins.every((one) => origins.has(one.origin) && one.directionInAll !== 'narrowed' && one.directionInAll !== 'mixed'),
      ),
    certainty: 'documented',
    givesMore: false,
    leansOn: null,
  };
  return [repair];
}

/** Groups origins by the readings they need, so that no sentence mixes their conditions. */
function heldAlike(origins: Cut['origins']): readonly { readonly origins: readonly string[]; readonly holding: Holding }[] {
  const groups = new Map<string, { readonly origins: string[]; readonly holding: Holding }>();
  for (const { origin, holding } of origins) {
    const key = JSON.stringify(holding.when === 'sometimes' ? holding.readings.map(readingKey) : []);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { origins: [origin], holding });
    else known.origins.push(origin);
  }
  return [...groups.values()];
}
