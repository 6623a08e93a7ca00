import type { OriginEntry } from '../cors/origin.js';
import type { CorsPolicy } from '../cors/cors-policy.js';
import { elementsOf, type XmlDocument, type XmlElement } from '../xml/document.js';
import { childrenNamed } from '../xml/document.js';
import { appendChild, moveBefore, removeNode, setAttribute, escapeText } from '../xml/edit-elements.js';
import type { AccessChangeView } from '../effective/access-change.js';
import { beyondOwn } from './beyond-own.js';
import { shutsOut } from './promises.js';
import { at, elementAt, follow, pathTo, rewrite, type ElementPath, type RewriteStep } from './rewrite.js';
import type { Repair, RepairDesk } from './repair.js';
import { inclusionOf, originsOf, type Shadow } from '../effective/shadow.js';
import type { ServiceState } from '../effective/service-state.js';

/**
 * Repairs for a shadowed `<cors>`, for the review to verify and rank: move it above `<base />` (with or without a copy of the inherited origins), let the
 * inherited one pass unmatched requests on, add the origins to the inherited one, delete `<base />`.
 */
export async function shadowRepairs(desk: RepairDesk, state: ServiceState, shadow: Shadow): Promise<readonly Repair[]> {
  const { shadowed, inherited } = shadow;
  const repairs: Repair[] = [];
  const own = await desk.open(shadowed.element.place.ref);
  const element = own === null ? null : elementAt(own, shadowed.element.place);
  if (own !== null && element !== null) {
    const base = lastBaseBefore(element);
    if (base !== null) {
      repairs.push(...moveRepairs(own, element, base, shadow, inheritedOrigins(state, shadow)));
      repairs.push(...dropBase(own, base, shadow));
    }
  }
  repairs.push(...(await moveInclusion(desk, shadow)));
  const parent = await desk.open(inherited.policy.place.ref);
  const above = parent === null ? null : elementAt(parent, inherited.policy.place);
  if (parent !== null && above !== null) repairs.push(...inheritedRepairs(parent, above, shadow));
  return repairs;
}

/** Moves the inclusion of its fragment above `<base />`, so that the inherited element comes second. */
async function moveInclusion(desk: RepairDesk, shadow: Shadow): Promise<readonly Repair[]> {
  const inclusion = inclusionOf(shadow);
  const document = inclusion === null ? null : await desk.open(inclusion.base.ref);
  const include = inclusion === null || document === null ? null : elementAt(document, inclusion.include);
  const base = inclusion === null || document === null ? null : elementAt(document, inclusion.base);
  if (inclusion === null || document === null || include === null || base === null) return [];
  const text = rewrite(document, [
    (doc) => {
      const moved = follow(doc, pathTo(include));
      const reference = follow(doc, pathTo(base));
      return moved === null || reference === null ? null : moveBefore(doc, moved, reference);
    },
  ]);
  if (text === null) return [];
  const concerned = concernedOrigins(shadow);
  return [
    {
      title: { code: 'move-above', given: { what: 'fragment', above: 'base' } },
      texts: [{ ref: inclusion.base.ref, text }],
      promise: (views) => onlyConcerns(concerned, views),
      certainty: 'inferred',
      givesMore: false,
      leansOn: { code: 'inherited-cors-decorates', given: {} },
    },
  ];
}

/** Entries of the `<cors>` elements before the shadowed one, which would follow it once it is moved up. */
function inheritedOrigins(state: ServiceState, shadow: Shadow): readonly OriginEntry[] {
  const own = new Set(originsOf(shadow.shadowed.policy));
  if (own.has('*')) return [];
  const entries = new Map<string, OriginEntry>();
  for (const group of shadow.groups) {
    for (const step of group.chain.steps) {
      if (step.kind !== 'cors') continue;
      if (step.policy === shadow.shadowed.policy) break;
      for (const entry of step.policy.origins) {
        const key = classOf(entry);
        if (key !== null && !own.has(key)) entries.set(key, entry);
      }
    }
  }
  return [...entries.values()].filter((entry) => canBeCopied(entry, state, shadow));
}

/** Origins that the shadowed element or one before it names: only these may be affected. */
function concernedOrigins(shadow: Shadow): ReadonlySet<string> {
  const concerned = new Set(originsOf(shadow.shadowed.policy));
  for (const group of shadow.groups) {
    for (const step of group.chain.steps) {
      if (step.kind === 'cors') for (const origin of originsOf(step.policy)) concerned.add(origin);
    }
  }
  // A `*` or an undecided value may cover any origin; the effect of the repair names them.
  return concerned;
}

function onlyConcerns(concerned: ReadonlySet<string>, views: readonly AccessChangeView[]): boolean {
  if (concerned.has('*')) return true;
  return views.every((view) => view.difference.origins.every((origin) => concerned.has(origin.origin)));
}

function classOf(entry: OriginEntry): string | null {
  if (entry.kind === 'any') return '*';
  if (entry.kind === 'origin') return entry.origin;
  return entry.kind === 'unresolved' ? entry.label : null;
}

/** Copying `*` would open the API to every origin, so it is never offered. A named value is copied as written, if the scope sees the same one. */
function canBeCopied(entry: OriginEntry, state: ServiceState, shadow: Shadow): boolean {
  if (entry.kind === 'any' || entry.kind === 'invalid' || entry.kind === 'null') return false;
  if (entry.kind === 'unresolved' && entry.isUnderDirective) return false;
  const { workspace } = shadow.shadowed.scope;
  return workspace === shadow.inherited.scope.workspace || entry.names.every((name) => state.namedValue(name, workspace) !== undefined);
}

/** The last `<base />` among the element's preceding siblings, or null. */
export function lastBaseBefore(element: XmlElement): XmlElement | null {
  const siblings = element.parent === null ? [] : elementsOf(element.parent);
  const before = siblings.slice(0, siblings.indexOf(element)).filter((sibling) => sibling.name === 'base');
  return before[before.length - 1] ?? null;
}

function moveRepairs(
  document: XmlDocument,
  element: XmlElement,
  base: XmlElement,
  shadow: Shadow,
  inherited: readonly OriginEntry[],
): readonly Repair[] {
  const cors = pathTo(element);
  const { ref } = shadow.shadowed.element.place;
  const explicit = at(cors, (doc, found) => setAttribute(doc, found, 'terminate-unmatched-request', 'false'));
  const move: RewriteStep = (doc) => {
    const moved = follow(doc, cors);
    const reference = follow(doc, pathTo(base));
    return moved === null || reference === null ? null : moveBefore(doc, moved, reference);
  };
  const concerned = concernedOrigins(shadow);
  const keeps = (views: readonly AccessChangeView[]): boolean =>
    onlyConcerns(concerned, views) &&
    views.every((view) => view.difference.origins.every((origin) => origin.before.allowed !== 'yes' || !shutsOut(origin)));
  const repairs: Repair[] = [];
  if (inherited.length > 0) {
    const copied = copyOrigins(cors, inherited);
    const text = rewrite(document, [explicit, copied, move]);
    if (text !== null) {
      repairs.push({
        title: { code: 'move-above-base', given: { listing: inherited.map((entry) => entry.text.trim()) } },
        texts: [{ ref, text }],
        promise: keeps,
        certainty: 'documented',
        givesMore: false,
        leansOn: null,
      });
    }
  }
  const plain = rewrite(document, [explicit, move]);
  if (plain !== null) {
    const hangs = inherited.length > 0;
    repairs.push({
      title: { code: 'move-above-base', given: { listing: [] } },
      texts: [{ ref, text: plain }],
      promise: (views) => onlyConcerns(concerned, views),
      givesMore: false,
      certainty: hangs ? 'inferred' : 'documented',
      leansOn: hangs ? { code: 'inherited-cors-decorates', given: {} } : null,
    });
  }
  return repairs;
}

function copyOrigins(cors: ElementPath, entries: readonly OriginEntry[]): RewriteStep {
  return (doc) => {
    const element = follow(doc, cors);
    const list = element === null ? undefined : childrenNamed(element, 'allowed-origins')[0];
    if (list === undefined) return null;
    const source = entries.map((entry) => `<origin>${escapeText(entry.text.trim())}</origin>`).join('\n');
    return [appendChild(doc, list, source)];
  };
}

function dropBase(document: XmlDocument, base: XmlElement, shadow: Shadow): readonly Repair[] {
  const text = rewrite(document, [(doc) => [removeNode(doc, follow(doc, pathTo(base)) ?? base)]]);
  if (text === null) return [];
  return [
    {
      title: { code: 'drop-base', given: {} },
      texts: [{ ref: shadow.shadowed.element.place.ref, text }],
      promise: (views) => onlyConcerns(concernedOrigins(shadow), views),
      givesMore: false,
      certainty: 'documented',
      leansOn: null,
    },
  ];
}

function inheritedRepairs(document: XmlDocument, element: XmlElement, shadow: Shadow): readonly Repair[] {
  const { policy } = shadow.inherited;
  const { ref } = policy.place;
  const cors = pathTo(element);
  const { scope } = shadow.inherited;
  const repairs: Repair[] = [];
  if (!passesOn(policy)) {
    const text = rewrite(document, [at(cors, (doc, found) => setAttribute(doc, found, 'terminate-unmatched-request', 'false'))]);
    if (text !== null) {
      repairs.push({
        title: { code: 'pass-unmatched-on', given: { scope } },
        texts: [{ ref, text }],
        promise: (views) => views.every((view) => view.difference.directionInAll !== 'narrowed' && view.difference.directionInAll !== 'mixed'),
        certainty: 'inferred',
        givesMore: false,
        leansOn: { code: 'later-cors-decorates', given: {} },
      });
    }
  }
  const missing = shadow.shadowed.policy.origins.filter((entry) => {
    const key = classOf(entry);
    return key !== null && !originsOf(policy).includes(key);
  });
  const copyable = missing.every((entry) => entry.kind === 'origin' && entry.names.length === 0);
  if (missing.length > 0 && copyable) {
    const text = rewrite(document, [copyOrigins(cors, missing)]);
    const concerned = new Set(missing.flatMap((entry) => classOf(entry) ?? []));
    if (text !== null) {
      const beyond = beyondOwn(shadow.shadowed.policy, policy, [...concerned]);
      repairs.push({
        ...(beyond === null ? {} : { beyond }),
        title: { code: 'add-origins', given: { origins: missing.map((entry) => entry.text.trim()), scope } },
        texts: [{ ref, text }],
        promise: (views) =>
          views.every((view) =>
            view.difference.origins.every(
              (origin) => concerned.has(origin.origin) && origin.directionInAll !== 'narrowed' && origin.directionInAll !== 'mixed',
            ),
          ),
        certainty: 'documented',
        givesMore: true,
        leansOn: null,
      });
    }
  }
  return repairs;
}

function passesOn(policy: CorsPolicy): boolean {
  return policy.terminateUnmatched.kind === 'literal' && !policy.terminateUnmatched.value;
}
