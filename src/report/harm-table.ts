import { mergeTargets, type Target } from '../apim/target.js';
import type { Access } from '../cors/access.js';
import { rowsTold } from '../review/cause-groups.js';
import { isErrorOpening, isNotDeployed, isRefusal } from '../review/state-reasons.js';
import { harmTo, isUntold, type RootCause } from '../review/root-causes.js';
import type { Change, OriginChange, Review } from '../review/review.js';
import { accessPair } from './change-rows.js';
import { type Phrase, code, listed, phrase, wholePhrase } from './phrase.js';
import { severalRoots, targetsPhrase, wholeApis } from './reached-operations.js';
import { givenRows, refusalRows, shutOutRows, stays, unlessInUrl, type Cell, type TableRow, type What } from './standing-rows.js';
import { listing, originOfPages } from './vocabulary.js';

/** One row: origins with the same outcome at the same operations. */
export interface HarmRow {
  readonly mark: string;
  readonly origins: Phrase;
  readonly where: Phrase;
  readonly before: Phrase;
  readonly after: Phrase;
}

/** The states with a column in the table: a scan has one. */
export function tableStates({ mode }: Review): readonly { readonly title: string; readonly of: 'before' | 'after' }[] {
  const after = { title: mode === 'scan' ? 'Now' : 'After', of: 'after' } as const;
  return mode === 'scan' ? [after] : [{ title: 'Before', of: 'before' }, after];
}

/** Harm before harmless outcomes. */
const order: readonly What[] = [
  'loses',
  'shutOut',
  'mayLose',
  'mayShutOut',
  'notDeployed',
  'less',
  'mayLess',
  'unclear',
  'gains',
  'mayGain',
  'other',
];

const marks: Readonly<Record<What, string>> = {
  loses: '❌ loses',
  shutOut: '❌ cannot call',
  mayShutOut: '⚠️ may be unable to call',
  notDeployed: '❌ not deployed',
  less: '⚠️ gets less',
  mayLess: '⚠️ may get less',
  mayLose: '⚠️ may lose',
  unclear: '❔ not known',
  gains: '➕ gains',
  mayGain: '➕ may gain',
  other: 'changes',
};

/** Most origins and APIs named in a row. */
const mostNames = 2;

/** The title of the table: a scan has no before. */
export function tableTitle({ mode }: Pick<Review, 'mode'>): string {
  return mode === 'scan' ? 'Who is blocked as it stands' : 'Before and after';
}

/**
 * The table of a review: who loses, cannot call, may lose and gains what, where. Equal rows are joined; ignored ones are left out. `causes`: those that count.
 */
export function harmRows(review: Review, causes: readonly RootCause[]): readonly HarmRow[] {
  const ignored = ignoredMoves(review);
  const showRoots = severalRoots(review);
  const told = { onlyRefusals: onlyRefusals(review), despite: openedDespite(causes) };
  const moved = groupsOf(review.changes, (origin) => ignored.has(origin), told).flatMap(({ origins, cells }) =>
    mergedCells(cells).map((cell) => ({ origins, cell })),
  );
  const hasNone = ({ cell }: TableRow): boolean => wholePhrase(cell.before) === 'nothing';
  // No access before and after: only another reading makes a difference.
  const isSame = (row: TableRow): boolean => row.cell.what === 'other' && hasNone(row) && wholePhrase(row.cell.after) === 'blocked';
  const isTold = (row: TableRow): boolean => {
    if (isSame(row)) return moved.every(isSame);
    return row.cell.what !== 'unclear' || !hasNone(row) || !moved.some((other) => other.cell.what !== 'gains' && !hasNone(other) && !isSame(other));
  };
  const shutOut = causes.flatMap(shutOutRows);
  const isCovered = ({ origins, cell }: TableRow, by: readonly TableRow[]): boolean =>
    origins.every((origin) => {
      const reached = by.filter((one) => one.origins.includes(origin)).flatMap((one) => one.cell.targets);
      return cell.targets.every((target) => isWithin(target, reached));
    });
  const among = (rows: readonly TableRow[], ...what: readonly What[]): readonly TableRow[] => rows.filter(({ cell }) => what.includes(cell.what));
  const isUnlessGain = (row: TableRow): boolean => row.cell.what === 'mayShutOut' && isCovered(row, among(moved, 'gains'));
  // For origins that may lose access, or have it only under a reading, a row of the change is more informative.
  const isNews = (row: TableRow): boolean =>
    row.cell.what === 'shutOut'
      ? !isCovered(row, among(moved, 'loses'))
      : row.cell.what === 'less' || !(isUnlessGain(row) || isCovered(row, among(moved, 'loses', 'mayLose')));
  // An origin that cannot call it is not also listed as gaining it if that row gives the condition.
  const conditional = among(shutOut, 'shutOut').filter(({ cell }) => wholePhrase(cell.after) === unlessInUrl);
  const isContradicted = (row: TableRow): boolean =>
    (row.cell.what === 'mayGain' || (row.cell.what === 'mayLose' && isCovered(row, among(moved, 'loses')))) && isCovered(row, conditional);
  const unlessBlocked = (row: TableRow): TableRow =>
    row.cell.what === 'gains' && isCovered(row, shutOut.filter(isUnlessGain))
      ? { ...row, cell: { ...row.cell, after: [...row.cell.after, ', or blocked by another reading'] } }
      : row;
  // A policy refused at save has one row, whoever it would let in or block.
  const refusals = causes.flatMap(refusalRows);
  const atRefusals = refusals.flatMap(({ cell }) => cell.targets);
  const isOfRefusal = ({ cell }: TableRow): boolean =>
    cell.isOpen === true && cell.what !== 'mayGain' && cell.targets.every((target) => isWithin(target, atRefusals));
  // Origins let in by a hand-written header may be only in a finding, not in the access table.
  const given = review.mode === 'scan' ? [] : causes.filter(({ status }) => status === 'new').flatMap(givenRows);
  const atGiven = given.flatMap(({ cell }) => cell.targets);
  const isOfGiven = ({ cell }: TableRow): boolean =>
    cell.isByHand === true && cell.what === 'unclear' && cell.targets.every((target) => isWithin(target, atGiven));
  return [
    ...refusals,
    ...given.filter((row) => !isCovered(row, among(moved, 'loses', 'gains'))),
    ...shutOut.filter(isNews),
    ...moved.filter((row) => isTold(row) && !isContradicted(row) && !isOfRefusal(row) && !isOfGiven(row)).map(unlessBlocked),
  ]
    .sort((a, b) => order.indexOf(a.cell.what) - order.indexOf(b.cell.what))
    .map(({ origins, cell }) => ({
      mark: marks[cell.what],
      origins:
        origins.length === 0
          ? ['everybody']
          : origins.length > mostNames
            ? phrase`${origins.length} web apps: ${listed(origins.slice(0, mostNames).map(originOfPages), mostNames)}, …`
            : listing(origins.map(originOfPages), mostNames),
      where: whereOf(cell, showRoots),
      before: cell.before,
      after: cell.after,
    }));
}

/** Each operation of a target belongs to its own service; an API without operations counts as one. */
function isWithin({ root, workspace, product, api, operations }: Target, others: readonly Target[]): boolean {
  const same = others.filter(
    (one) =>
      one.root === root && one.workspace === workspace && one.api === api && (one.product === product || one.product === null || product === null),
  );
  return same.length > 0 && operations.every((operation) => same.some((one) => one.operations.length === 0 || one.operations.includes(operation)));
}

/** Rows whose moves are all in ignored findings. */
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

/** Rows of origins whose pages can only read refusals by an origin check. */
function onlyRefusals({ findings, changes }: Review): ReadonlySet<OriginChange> {
  const telling = findings.filter(({ says }) => says.code === 'access-widened' && says.given.onlyRefusals === true);
  return new Set(telling.length === 0 ? [] : rowsTold(telling, changes).map(({ origin }) => origin));
}

/** Rows of origins let in, as an error, by a policy whose refusal was not observed. */
function openedDespite(causes: readonly RootCause[]): ReadonlySet<OriginChange> {
  const rows = causes.flatMap((cause) => (isErrorOpening(cause.findings) && !cause.findings.some(({ says }) => isRefusal(says)) ? cause.rows : []));
  return new Set(rows.flatMap(({ way, origin }) => (way === 'gained' && isNotDeployed(origin.after) ? [origin] : [])));
}

/** Groups of origins with equal outcomes everywhere. */
function groupsOf(
  changes: readonly Change[],
  isLeftOut: (origin: OriginChange) => boolean,
  told: { readonly onlyRefusals: ReadonlySet<OriginChange>; readonly despite: ReadonlySet<OriginChange> },
): readonly { readonly origins: readonly string[]; readonly cells: readonly Cell[] }[] {
  const byOrigin = new Map<string, { cells: Cell[]; key: string }>();
  for (const [at, change] of changes.entries()) {
    for (const origin of change.origins) {
      // The origins that an unknown one stands for have their own row.
      if (isLeftOut(origin) || (isUntold(origin) && change.origins.some((one) => !isUntold(one)))) continue;
      const own = cellOf(change, origin, told.despite.has(origin));
      const cell = told.onlyRefusals.has(origin) ? { ...own, after: ['refusals only'] } : own;
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

/** `isDespite`: shown although the policy may be refused at save. */
function cellOf({ existence: state, environments, targets }: Change, origin: OriginChange, isDespite: boolean): Cell {
  const { before, after } = accessPair(origin.before, origin.after);
  const isUnclear = origin.before.allowed === 'unknown' || origin.after.allowed === 'unknown';
  const what = isNotDeployed(origin.after) && !isDespite ? 'notDeployed' : (harmTo(origin) ?? (isUnclear ? 'unclear' : 'other'));
  const was = said(before, origin.before, state === 'added' ? 'new' : 'nothing');
  const is = what === 'notDeployed' ? [stays] : said(after, origin.after, state === 'removed' || state === 'moved' ? state : 'blocked');
  const isMaybe = what === 'mayGain' || what === 'mayLose';
  return {
    what,
    before:
      isMaybe && state !== 'added' && (isLeftOpen(origin.before) || (what === 'mayLose' && origin.before.allowed === 'no'))
        ? eitherWay(was, origin.before)
        : was,
    after: isMaybe && state !== 'removed' && state !== 'moved' ? afterMaybe(wayOf(what, origin), origin.after, was, is) : is,
    state,
    environments,
    targets,
    isOpen: origin.after.allowed === 'unknown',
    isByHand: [origin.before, origin.after].some(isByHand),
  };
}

/** An origin that may lose something may gain as much, if the two conditions are independent. */
function wayOf(what: 'mayGain' | 'mayLose', { changes }: OriginChange): Parameters<typeof afterMaybe>[0] {
  if (what === 'mayGain') return 'more';
  const isAccess = (way: 'gained' | 'lost'): boolean => changes.some((one) => one.what === 'access' && one[way].length > 0);
  return isAccess('gained') && isAccess('lost') ? 'less, or more,' : 'less';
}

function isByHand({ why }: Access): boolean {
  return why.code === 'decided' && why.reason.code === 'hand-written';
}

/** The state after a possible gain or loss: equal cells would hide that the readings differ. */
function afterMaybe(way: 'more' | 'less' | 'less, or more,', after: Access, was: Phrase, is: Phrase): Phrase {
  const isSame = wholePhrase(is) === wholePhrase(was);
  if (after.allowed === 'unknown') return isSame ? [`as before, or ${way} by another reading`] : is;
  if (!isLeftOpen(after) && !(way === 'more' && after.allowed === 'no'))
    return isSame && after.allowed === 'yes' ? [`as before, or ${way} by another reading`] : is;
  return eitherWay(isSame ? ['as before'] : is, after);
}

/** Another reading lets in an origin that this one blocks, or the reverse. */
function isLeftOpen({ allowed, otherwise }: Access): boolean {
  return allowed !== 'unknown' && otherwise.some((one) => one.allowed !== allowed);
}

function eitherWay(words: Phrase, { allowed }: Access): Phrase {
  return allowed === 'no' ? ['blocked, or allowed by another reading'] : [...words, ', or blocked by another reading'];
}

/** The table's cell, without the word that the row's mark already says. */
function said(words: Phrase, { allowed }: Access, none: string): Phrase {
  if (allowed === 'no') return [none];
  const [first, ...rest] = words;
  return typeof first === 'string' && first.startsWith('yes: ') ? [first.slice(5), ...rest] : words;
}

/** Joins equal cells, with the operations of all. */
function mergedCells(cells: readonly Cell[]): readonly Cell[] {
  const alike = new Map<string, Cell>();
  for (const cell of cells) {
    const key = JSON.stringify([cell.what, wholePhrase(cell.before), wholePhrase(cell.after), cell.state, cell.environments]);
    const known = alike.get(key);
    alike.set(key, known === undefined ? cell : { ...known, targets: [...known.targets, ...cell.targets] });
  }
  return acrossEnvironments([...alike.values()].map((cell) => ({ ...cell, targets: mergeTargets(cell.targets) })));
}

/** Joins equal cells of several environments. */
function acrossEnvironments(cells: readonly Cell[]): readonly Cell[] {
  const alike = new Map<string, Cell>();
  for (const cell of cells) {
    const isEverywhere = cell.environments === null || cell.environments.length === 0;
    const key = JSON.stringify([cell.what, wholePhrase(cell.before), wholePhrase(cell.after), cell.state, cell.targets, isEverywhere]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, cell);
    else if (!isEverywhere) alike.set(key, { ...known, environments: [...new Set([...(known.environments ?? []), ...cell.environments])] });
  }
  return [...alike.values()];
}

function whereOf({ targets, environments }: Cell, showRoots: boolean): Phrase {
  const where = apisByName(targets, showRoots) ?? targetsPhrase(targets, showRoots, mostNames);
  return environments === null || environments.length === 0 ? where : phrase`${where} in ${listing(environments.map((one) => [code(one)]))}`;
}

/** Whole APIs by name; with the folder if there are several services, which may share names. */
function apisByName(targets: readonly Target[], showRoots: boolean): Phrase | null {
  const names = wholeApis(targets, mostNames);
  const root = targets[0]?.root ?? '';
  if (names === null || !showRoots) return names;
  return root === '' ? phrase`${names} under the root` : phrase`${names} under ${[code(root)]}`;
}
