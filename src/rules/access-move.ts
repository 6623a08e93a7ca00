import { mergeTargets } from '../apim/target.js';
import type { AccessChange, OriginDifference } from '../cors/access.js';
import { strongest, weakest, type Certainty } from '../cors/certainty.js';
import type { Reading } from '../cors/questions.js';
import type { AccessChangeView } from '../effective/access-change.js';
import { conditionOf, severityUnder, certaintyOf, type Holding } from '../effective/holding.js';
import { describeOrigin, describeTargets, listing } from '../effective/naming.js';
import type { ChangeSet, Draft } from './rule.js';
import type { FindingPlace } from '../effective/finding-place.js';
import type { Severity } from '../effective/severity.js';

/** What moves in one direction for one cause: one finding, however many operations and origins it reaches. */
export interface AccessMove {
  readonly existence: AccessChangeView['existence'];
  readonly origins: readonly OriginDifference[];
}

type Way = 'widened' | 'narrowed';

interface Moved {
  readonly view: AccessChangeView;
  readonly origin: OriginDifference;
  readonly what: readonly string[];
  readonly holding: Holding;
}

/** One draft for each cause and kind of existence: who gains (or loses) what, where, and under which reading. */
export function* movedAccess(
  { changes, base, head }: ChangeSet,
  way: Way,
  rule: string,
  judge: (move: AccessMove) => { readonly severity: Severity; readonly note: string },
  repairsOf: (views: readonly AccessChangeView[]) => Draft['repairs'] = () => null,
): Iterable<Draft> {
  const byCause = new Map<string, Moved[]>();
  for (const view of changes) {
    const moved = view.difference.origins.flatMap((origin) => movedIn(view, origin, way) ?? []);
    if (moved.length === 0) continue;
    const key = [view.existence, view.causes[0]?.path ?? '', view.causes[0]?.line ?? 0].join('\u0000');
    const known = byCause.get(key);
    if (known === undefined) byCause.set(key, moved);
    else known.push(...moved);
  }
  const service = (head ?? base)?.service;
  for (const all of byCause.values()) {
    const [first] = all;
    if (first === undefined) continue;
    const firm = all.filter((moved) => severityUnder(moved.holding, 'error') === 'error');
    const telling = firm.length > 0 ? firm : all;
    const origins = [...new Map(telling.map((moved) => [moved.origin.origin, moved.origin])).values()];
    const judged = judge({ existence: first.view.existence, origins });
    const holding = telling.find((moved) => moved.holding.when === 'always')?.holding ?? telling[0]?.holding ?? first.holding;
    const targets = mergeTargets(telling.flatMap((moved) => moved.view.targets));
    const place = first.view.causes[0] ?? wherever(first.view, service?.root ?? '');
    yield {
      rule,
      severity: severityUnder(holding, judged.severity),
      certainty: certaintyOf(
        holding,
        weakest(...telling.map((moved) => moved.view.difference.certainty).filter((one) => one !== 'unknown'), 'documented'),
      ),
      message: `${sentence(telling, way)} on ${describeTargets(targets)}${existenceOf(first.view)}${conditionOf(holding)}${judged.note}.`,
      place,
      alsoAt: [],
      scope: { kind: 'global', workspace: null, id: null, operation: null },
      key: fingerprintKey(telling),
      targets,
      repairs: repairsOf(telling.map((moved) => moved.view)),
    };
  }
}

function existenceOf(view: AccessChangeView): string {
  if (view.existence === 'added') return ' (new)';
  return view.existence === 'removed' ? ' (gone)' : '';
}

/** A change without a known cause is shown at a document of the chain that decides now, or decided before. */
function wherever(view: AccessChangeView, root: string): FindingPlace {
  const step = [...(view.head?.steps ?? []), ...(view.base?.steps ?? [])][0];
  const place = step === undefined ? null : step.kind === 'cors' ? step.policy.place : step.place;
  if (place === null) return { path: root === '' ? 'policy.xml' : `${root}/policy.xml`, line: 1, endLine: 1 };
  return { path: place.path, line: place.line, endLine: place.line };
}

/** Same rule, same origins, same gains, same APIs: the same finding, whatever the lines. */
function fingerprintKey(all: readonly Moved[]): string {
  const what = new Set(all.map((moved) => `${moved.origin.origin}=${moved.what.join('+')}`));
  const apis = new Set(all.flatMap((moved) => moved.view.targets.map((t) => `${t.workspace ?? ''}/${t.product ?? ''}/${t.api ?? ''}`)));
  return [...[...what].sort(), '|', ...[...apis].sort()].join(' ');
}

function movedIn(view: AccessChangeView, origin: OriginDifference, way: Way): Moved | null {
  const side = (change: AccessChange): readonly string[] | '*' => (way === 'widened' ? change.gained : change.lost);
  const moving = origin.changes.filter((change) => change.what !== 'max-age' && side(change).length > 0);
  if (moving.length === 0) return null;
  const access = moving.find((change) => change.what === 'access');
  const telling = access === undefined ? moving : [access];
  return { view, origin, what: telling.map((change) => phrase(change, side(change))), holding: holdingOf(telling) };
}

function holdingOf(changes: readonly AccessChange[]): Holding {
  if (changes.some((change) => change.readings === null)) return { when: 'always' };
  const worlds: (readonly Reading[])[] = changes.flatMap((change) => [...(change.readings ?? [])]);
  const founded = worlds.map((readings): { readings: readonly Reading[]; certainty: Certainty } => ({
    readings,
    certainty: weakest(...readings.map((reading) => reading.certainty)),
  }));
  if (founded.length === 0) return { when: 'always' };
  const certainty = strongest(...founded.map((world) => world.certainty));
  const best = founded.filter((world) => world.certainty === certainty).reduce((a, b) => (b.readings.length < a.readings.length ? b : a));
  return { when: 'sometimes', readings: best.readings, certainty };
}

/** What is gained or lost, in a few words: "method PUT", "every other request header", "credentials". */
export function phrase(change: Pick<AccessChange, 'what'>, names: readonly string[] | '*'): string {
  const list = names === '*' ? 'any' : listing(names, 5);
  switch (change.what) {
    case 'access':
      return 'access';
    case 'methods':
      return names === '*' ? 'every other method' : `method ${list}`;
    case 'headers':
      return names === '*' ? 'every other request header' : `request header ${list}`;
    case 'exposed':
      return names === '*' ? 'sight of every other response header' : `sight of response header ${list}`;
    case 'credentials':
      return 'credentials';
    case 'max-age':
      return 'caching of preflights';
  }
}

function sentence(all: readonly Moved[], way: Way): string {
  const byWhat = new Map<string, Set<string>>();
  for (const { origin, what } of all) {
    const key = listing(what, 9);
    const origins = byWhat.get(key) ?? new Set<string>();
    origins.add(describeOrigin(origin.origin));
    byWhat.set(key, origins);
  }
  const parts = [...byWhat].map(([what, origins]) => {
    const verb = way === 'widened' ? (origins.size === 1 ? 'gains' : 'gain') : origins.size === 1 ? 'loses' : 'lose';
    return `${listing([...origins])} ${verb} ${what}`;
  });
  return parts.slice(0, 3).join('; ') + (parts.length > 3 ? '; and more' : '');
}
