import type { Operation } from '../apim/service.js';
import { accessOf, originsNamed, type Access } from '../cors/access.js';
import { differenceForOrigin } from '../cors/difference-for-origin.js';
import { compareAccess, type Direction } from '../cors/access-difference.js';
import { allNames, namesOf } from '../cors/name-set.js';
import type { Assumptions } from '../cors/worlds.js';
import type { ChainGroup, ServiceState } from '../effective/service-state.js';
import { refusedGroups } from '../repairs/refusals.js';
import { accessPair } from '../report/change-rows.js';
import { phraseRuns, type TextRun } from '../report/phrase.js';
import { accessWhyText } from '../report/trace-sentences.js';
import { originOfPages } from '../report/vocabulary.js';

/** The access of an origin to one operation: `-` if the operation does not exist, `refused` if its policy is refused at save. */
export type CellAnswer = Access['allowed'] | 'refused' | '-';

/** One origin and one operation, at the start and now. */
export interface DraftCell {
  readonly before: CellAnswer;
  readonly now: CellAnswer;
  /** Whether it is allowed with cookies now. */
  readonly credentials: boolean;
  /** The direction of the change since the start. */
  readonly direction: Direction;
  /** Everything granted, at the start and now, and the reason for the current state. */
  readonly told: { readonly before: readonly TextRun[]; readonly now: readonly TextRun[]; readonly why: string };
}

/** Who can call what: a row per origin, a column per operation. */
export interface AccessMatrix {
  readonly operations: readonly { readonly method: string; readonly url: string }[];
  readonly rows: readonly { readonly origin: string; readonly name: readonly TextRun[]; readonly cells: readonly DraftCell[] }[];
  /** Number of origins left out. */
  readonly originsLeftOut: number;
}

/** Most origins with a row; the null origin and `*` always have one. */
const mostOrigins = 60;

interface Column {
  readonly operation: Operation;
  readonly before: ChainGroup | null;
  readonly now: ChainGroup | null;
}

/** Evaluates both states, operation by operation. null: the state does not exist. */
export function accessMatrix(before: ServiceState | null, now: ServiceState | null, assume: Assumptions): AccessMatrix {
  const columns = columnsOf(before, now);
  const isRefused = refusedGroups(null, now);
  const wasRefused = refusedGroups(null, before);
  const chains = columns.flatMap((one) => [one.before?.chain ?? null, one.now?.chain ?? null]);
  const all = originsNamed(...chains);
  const origins = all.length > mostOrigins ? [...all.slice(0, mostOrigins - 2), ...all.slice(-2)] : all;
  const refused = columns.map((one) => ({ before: one.before !== null && wasRefused(one.before), now: one.now !== null && isRefused(one.now) }));
  return {
    operations: columns.map(({ operation, now: group, before: old }) => ({
      method: operation.method ?? 'any',
      url: `/${(group ?? old)?.api?.path ?? ''}${operation.urlTemplate}`,
    })),
    rows: origins.map((origin) => ({
      origin,
      name: phraseRuns(originOfPages(origin)),
      cells: columns.map((column, index) => cellOf(column, origin, assume, refused[index] ?? { before: false, now: false })),
    })),
    originsLeftOut: all.length - origins.length,
  };
}

function cellOf(
  { operation, before, now }: Column,
  origin: string,
  assume: Assumptions,
  refused: { readonly before: boolean; readonly now: boolean },
): DraftCell {
  const own = operation.method === null ? allNames : namesOf([operation.method]);
  const [old, fresh] = [before, now].map((group) => accessOf(group?.chain ?? null, origin, assume, own));
  if (old === undefined || fresh === undefined) throw new Error('two sides have two accesses');
  const sides = { base: before?.chain ?? null, head: now?.chain ?? null };
  const difference = differenceForOrigin(compareAccess(sides.base, sides.head, assume, own), sides, origin, assume);
  const pair = accessPair(old, fresh);
  return {
    before: before === null ? '-' : refused.before ? 'refused' : old.allowed,
    now: now === null ? '-' : refused.now ? 'refused' : fresh.allowed,
    credentials: fresh.allowed === 'yes' && fresh.credentials === true,
    direction: refused.now ? 'unknown' : (difference?.direction ?? 'equal'),
    told: { before: phraseRuns(pair.before), now: phraseRuns(pair.after), why: accessWhyText(fresh.why) },
  };
}

function columnsOf(before: ServiceState | null, now: ServiceState | null): readonly Column[] {
  const old = groupsById(before);
  const fresh = groupsById(now);
  const known = new Map([...fresh, ...old].map(([key, { operation }]) => [key, operation]));
  return [...known].map(([key, operation]) => ({ operation, before: old.get(key)?.group ?? null, now: fresh.get(key)?.group ?? null }));
}

/** By method and URL: an operation moved to another line is the same. */
function groupsById(state: ServiceState | null): ReadonlyMap<string, { readonly operation: Operation; readonly group: ChainGroup }> {
  const found = new Map<string, { readonly operation: Operation; readonly group: ChainGroup }>();
  for (const group of state?.groups ?? []) {
    const ids = new Set(group.target.operations);
    for (const operation of group.api?.operations ?? [])
      if (ids.has(operation.id)) found.set(`${operation.method ?? '*'} ${operation.urlTemplate}`, { operation, group });
  }
  return found;
}
