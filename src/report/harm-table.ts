import { mergeTargets, type Target } from '../apim/target.js';
import type { Access } from '../cors/access.js';
import { rowsTold, victimsOf } from '../review/cause-groups.js';
import { harmTo, type Harm, type RootCause } from '../review/root-causes.js';
import type { Change, OriginChange, Review } from '../review/review.js';
import { accessPair } from './change-rows.js';
import { type Phrase, code, listed, phrase, wholePhrase } from './phrase.js';
import { severalRoots, targetsPhrase, wholeApis } from './reached-operations.js';
import { isBlocked, isFirmlySo, shuttingOut } from './sentences/cause-titles.js';
import { listing, originOfPages } from './vocabulary.js';

/** One row: origins to which the same happens at the same operations. */
export interface HarmRow {
  readonly mark: string;
  readonly origins: Phrase;
  readonly where: Phrase;
  readonly before: Phrase;
  readonly after: Phrase;
}

type What = Harm | 'shutOut' | 'mayBeShutOut' | 'less' | 'unclear' | 'other';

/** Harm before what is harmless. */
const order: readonly What[] = ['loses', 'shutOut', 'mayLose', 'mayBeShutOut', 'less', 'unclear', 'gains', 'mayGain', 'other'];

const marks: Readonly<Record<What, string>> = {
  loses: '❌ loses',
  shutOut: '❌ cannot call',
  mayBeShutOut: '⚠️ may be blocked',
  less: '⚠️ gets less',
  mayLose: '⚠️ may lose',
  unclear: '❔ not known',
  gains: '➕ gains',
  mayGain: '➕ may gain',
  other: 'changes',
};

/** Origins and APIs that a row names. */
const mostNames = 2;

/** What becomes of those that the leanings answer otherwise. */
const otherReading = { allowed: 'or allowed by another reading', blocked: 'or blocked by another reading' } as const;

interface Cell {
  readonly what: What;
  readonly before: Phrase;
  readonly after: Phrase;
  readonly state: Change['existence'];
  readonly environments: readonly string[] | null;
  readonly targets: readonly Target[];
}

/** What stands above the table: in a scan there is no before. */
export function tableTitle({ mode }: Pick<Review, 'mode'>): string {
  return mode === 'scan' ? 'Who is blocked as it stands' : 'Before and after';
}

/**
 * The table of a review: who loses, cannot call, may lose and gains what, where. Rows that say the same are one; what an ignore covers is left
 * out. `causes`: those that count.
 */
export function harmRows(review: Review, causes: readonly RootCause[]): readonly HarmRow[] {
  const ignored = ignoredMoves(review);
  const showRoots = severalRoots(review);
  const moved = groupsOf(review.changes, (origin) => ignored.has(origin)).flatMap(({ origins, cells }) =>
    mergedCells(cells).map((cell) => ({ origins, cell })),
  );
  const isTold = ({ cell }: (typeof moved)[number]): boolean =>
    cell.what !== 'unclear' ||
    wholePhrase(cell.before) !== 'nothing' ||
    !moved.some((other) => other.cell.what !== 'gains' && wholePhrase(other.cell.before) !== 'nothing');
  return [...causes.flatMap(shutOutRows), ...moved.filter(isTold)]
    .sort((a, b) => order.indexOf(a.cell.what) - order.indexOf(b.cell.what))
    .map(({ origins, cell }) => ({
      mark: marks[cell.what],
      origins:
        origins.length > mostNames
          ? phrase`${origins.length} web apps: ${listed(origins.slice(0, mostNames).map(originOfPages), mostNames)}, …`
          : listing(origins.map(originOfPages), mostNames),
      where: whereOf(cell, showRoots),
      before: cell.before,
      after: cell.after,
    }));
}

/** Who cannot call what as it stands, though no access changed. */
function shutOutRows(cause: RootCause): readonly { readonly origins: readonly string[]; readonly cell: Cell }[] {
  const found = shuttingOut(cause);
  const origins = [...new Set(found.flatMap(({ says }) => victimsOf(says)))];
  if (origins.length === 0) return [];
  const targets = mergeTargets(found.flatMap((finding) => finding.targets));
  const environments = found[0]?.environments ?? null;
  const all = found.every(({ says }) => isBlocked(says));
  const isFirm = found.every(({ says }) => isFirmlySo(says));
  return [
    {
      origins,
      cell: {
        what: all ? (isFirm ? 'shutOut' : 'mayBeShutOut') : 'less',
        before: ['–'],
        after: [all ? (isFirm ? 'blocked' : `allowed, ${otherReading.blocked}`) : 'less than it could'],
        state: 'changed',
        environments,
        targets,
      },
    },
  ];
}

/** Rows all of whose moves are told by ignored findings. */
function ignoredMoves({ ignored, changes }: Review): ReadonlySet<OriginChange> {
  if (ignored.length === 0) return new Set();
  const told = new Map<OriginChange, Set<'gained' | 'lost'>>();
  const findings = ignored.map(({ finding }) => finding);
  for (const { origin, way } of rowsTold(findings, changes)) told.set(origin, (told.get(origin) ?? new Set()).add(way));
  return new Set(
    [...told].flatMap(([origin, ways]) => {
      const moves = (['gained', 'lost'] as const).filter((way) => origin.changes.some((one) => one.what !== 'max-age' && one[way].length > 0));
      return moves.every((way) => ways.has(way)) ? [origin] : [];
    }),
  );
}

/** Origins to which the same happens everywhere. */
function groupsOf(
  changes: readonly Change[],
  isLeftOut: (origin: OriginChange) => boolean,
): readonly { readonly origins: readonly string[]; readonly cells: readonly Cell[] }[] {
  const byOrigin = new Map<string, { cells: Cell[]; key: string }>();
  for (const [at, change] of changes.entries()) {
    for (const origin of change.origins) {
      if (isLeftOut(origin)) continue;
      const cell = cellOf(change, origin);
      const known = byOrigin.get(origin.origin) ?? { cells: [], key: '' };
      known.cells.push(cell);
      known.key += `${at} ${cell.what} ${wholePhrase(cell.before)} ${wholePhrase(cell.after)}\n`;
      byOrigin.set(origin.origin, known);
    }
  }
  const groups = new Map<string, { readonly origins: string[]; readonly cells: readonly Cell[] }>();
  for (const [origin, { cells, key }] of byOrigin) {
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { origins: [origin], cells });
    else known.origins.push(origin);
  }
  return [...groups.values()];
}

function cellOf({ existence: state, environments, targets }: Change, origin: OriginChange): Cell {
  const { before, after } = accessPair(origin.before, origin.after);
  const isUnclear = origin.before.allowed === 'unknown' || origin.after.allowed === 'unknown';
  const what = harmTo(origin) ?? (isUnclear ? 'unclear' : 'other');
  const isOpen = what === 'mayGain' && origin.after.allowed === 'no' && state !== 'removed';
  const saidBefore = said(before, origin.before, state === 'added' ? 'new' : 'nothing');
  const saidAfter = said(after, origin.after, state === 'removed' ? 'removed' : 'blocked');
  // By the leanings nothing is lost: what another reading says is the news of the row.
  const isKept = what === 'mayLose' && wholePhrase(saidBefore) === wholePhrase(saidAfter);
  return {
    what,
    before: saidBefore,
    after: isOpen ? [`blocked, ${otherReading.allowed}`] : isKept ? [`as before, ${otherReading.blocked}`] : saidAfter,
    state,
    environments,
    targets,
  };
}

/** The cell of the table, without the word that the mark of the row says already. */
function said(words: Phrase, { allowed }: Access, none: string): Phrase {
  if (allowed === 'no') return [none];
  const [first, ...rest] = words;
  return typeof first === 'string' && first.startsWith('yes: ') ? [first.slice(5), ...rest] : words;
}

/** Cells that say the same are one, with the operations of all. */
function mergedCells(cells: readonly Cell[]): readonly Cell[] {
  const alike = new Map<string, Cell>();
  for (const cell of cells) {
    const key = JSON.stringify([cell.what, wholePhrase(cell.before), wholePhrase(cell.after), cell.state, cell.environments]);
    const known = alike.get(key);
    alike.set(key, known === undefined ? cell : { ...known, targets: [...known.targets, ...cell.targets] });
  }
  return [...alike.values()].map((cell) => ({ ...cell, targets: mergeTargets(cell.targets) }));
}

function whereOf({ targets, environments }: Cell, showRoots: boolean): Phrase {
  const where = wholeApis(targets, mostNames) ?? targetsPhrase(targets, showRoots, mostNames);
  return environments === null || environments.length === 0 ? where : phrase`${where} in ${listing(environments.map((one) => [code(one)]))}`;
}
