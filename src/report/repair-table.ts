import type { Target } from '../apim/target.js';
import type { OriginEffect } from '../review/effect.js';
import { alikeElsewhere } from '../review/alike.js';
import type { Finding, Suggestion } from '../review/review.js';
import type { RootCause } from '../review/root-causes.js';
import { markdownPhrase, type Phrase, phrase, wholePhrase } from './phrase.js';
import { wholeApis } from './reached-operations.js';
import { outcomeOf } from './sentences/effects.js';
import { titlePhrase } from './sentences/repairs.js';
import { listing, operationsName, originName } from './vocabulary.js';

/** Most columns for origins. */
const mostPeople = 3;
/** Most kinds of repair that are compared. */
const mostKinds = 8;
/** Most APIs named in a cell. */
const mostApis = 2;

const sureness: Readonly<Record<Suggestion['certainty'], string>> = { documented: 'yes', reported: 'reported', inferred: 'inferred', unknown: 'no' };

/** Repairs with one title, at one or more places. Never empty. */
export type RepairKind = readonly [Suggestion, ...Suggestion[]];

/** The letter of a kind in its table and at its patches. */
export function letterOf(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : String(index + 1);
}

/** Repairs by title, in order; of several texts at the same place the first, which is the best. */
export function kindsOf(repairs: readonly Suggestion[]): readonly RepairKind[] {
  const kinds = new Map<string, [Suggestion, ...Suggestion[]]>();
  for (const repair of repairs) {
    const title = wholePhrase(titlePhrase(repair.title));
    const known = kinds.get(title);
    if (known === undefined) kinds.set(title, [repair]);
    else if (!known.some((one) => areAlternatives(one, repair))) known.push(repair);
  }
  return [...kinds.values()];
}

/** Whether both edit the same files for the same operations. */
function areAlternatives(one: Suggestion, other: Suggestion): boolean {
  const key = ({ edits, effect: { groups } }: Suggestion): string =>
    JSON.stringify([[...new Set(edits.map(({ path }) => path))].sort(), groups.map(({ targets }) => targets)]);
  return one.effect.groups.length > 0 && key(one) === key(other);
}

/** At how many places of a cause a kind of repair helps; '' means all. `count`: repairs of that title. */
export function whereWords({ findings }: RootCause, { title }: Suggestion, count: number): string {
  const [first] = findings;
  const said = wholePhrase(titlePhrase(title));
  const isSo = (one: Suggestion): boolean => wholePhrase(titlePhrase(one.title)) === said;
  const places = first?.suggestions.some(isSo) === true ? [first, ...alikeElsewhere(findings)] : [];
  const helped = countPlaces(places.filter(({ suggestions }) => suggestions.some(isSo)));
  const there = countPlaces(places);
  if (helped < there) return `, at ${helped} of ${there} places`;
  // Each place has its own repair: findings of the same rule without one count as places too.
  const rule = findings.find(({ suggestions }) => suggestions.some(isSo))?.rule;
  const all = countPlaces(findings.filter((one) => one.rule === rule));
  if (count > 1 && all > count) return `, at ${count} of ${all} places`;
  return count > 1 ? `, in each of ${count} places` : '';
}

/** A line shared by many APIs has a finding for each, but is one place. */
function countPlaces(findings: readonly Finding[]): number {
  return new Set(findings.map(({ path, line }) => JSON.stringify([path, line]))).size;
}

/** Repairs in a Markdown table: a row for each kind, a column for origins with equal outcomes. `offered`: the one offered first. */
export function repairTable(cause: RootCause, kinds: readonly RepairKind[], offered: Suggestion | null): string {
  const shown = kinds.slice(0, mostKinds);
  const people = peopleOf(shown);
  const head = ['', 'Fix', ...people.map((origins) => markdownPhrase(listing(origins.map(originName), 2), 'table')), 'Policies', 'Certain?'];
  const rows = shown.map((kind, index) => {
    const [first] = kind;
    const title = markdownPhrase(titlePhrase(first.title), 'table');
    const each = kind.length > 1 ? whereWords(cause, first, kind.length) : '';
    const cells = people.map((origins) => markdownPhrase(whatHappens(kind, origins[0] ?? ''), 'table'));
    const policies = first.effect.noLongerRun.length > 0 ? 'some stop' : first.effect.nowRun.length > 0 ? 'more run' : 'as before';
    const isOffered = offered !== null && kind.includes(offered);
    return [letterOf(index), `${isOffered ? `**${title}**` : title}${each}`, ...cells, policies, sureness[first.certainty]];
  });
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const more = kinds.length > shown.length ? `\n\nThe JSON report has ${kinds.length - shown.length} more.` : '';
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}${more}`;
}

/** Origins with the same outcome for every kind share a column. */
function peopleOf(kinds: readonly RepairKind[]): readonly (readonly string[])[] {
  const origins = new Set(kinds.flatMap(([{ effect }]) => effect.groups.flatMap((group) => group.origins.map(({ origin }) => origin))));
  const columns = new Map<string, string[]>();
  for (const origin of origins) {
    const key = JSON.stringify(kinds.map((kind) => wholePhrase(whatHappens(kind, origin))));
    const known = columns.get(key);
    if (known === undefined) columns.set(key, [origin]);
    else known.push(origin);
  }
  return [...columns.values()].slice(0, mostPeople);
}

/** The effect of a repair on one origin, as a cell; a dash: none. For several alike, that of the first without its place. */
function whatHappens([{ effect }, ...alike]: RepairKind, origin: string): Phrase {
  const clauses = effect.groups.flatMap(({ targets, origins }) =>
    origins.flatMap(({ origin: one, change }) => (one === origin ? [{ targets, change }] : [])),
  );
  if (clauses.length === 0) return [effect.furtherOperations > 0 ? 'more changes' : '–'];
  const cells = clauses.map(({ change, targets }) => (alike.length > 0 ? outcomeOf(change) : outcomeAt(change, targets)));
  return listing([...new Map(cells.map((cell) => [wholePhrase(cell), cell])).values()], mostApis);
}

function outcomeAt(change: OriginEffect, targets: readonly Target[]): Phrase {
  return phrase`${outcomeOf(change)} on ${wholeApis(targets, mostApis) ?? operationsName(targets)}`;
}
