import { isListed } from '../effective/listed.js';
import type { FindingStatement } from '../effective/statement.js';
import type { Finding } from './review.js';

/** Rules reported beside the finding they explain, or (`inherited-cors-decides`) at the one element that answers first. */
const besideOthers: ReadonlySet<string> = new Set([
  'terminate-unmatched-implicit',
  'policy-without-scope',
  'access-narrowed',
  'access-widened',
  'inherited-cors-decides',
]);

/** Rules with several findings in one list or file, which are mended in one go. */
const oncePerList: ReadonlySet<string> = new Set(['invalid-origin', 'unresolved-origin', 'null-origin']);

/** What lists allow beyond names: one line per service if it is a remark. */
const wildcards: ReadonlySet<string> = new Set(['wildcard-methods', 'wildcard-headers', 'wildcard-exposed-headers']);

/** Arguments for places and operations, which differ between the places of one cause. */
const places: ReadonlySet<string> = new Set(['targets', 'file', 'holding', 'path', 'line', 'own', 'losses', 'stops', 'operation', 'urlTemplate']);

/**
 * Findings with a common key are one cause at several places: the same entry in several lists, several entries of one list, the same statement about several
 * elements, one unreadable file. Empty: the finding stands alone.
 */
export function alikeKeys(finding: Finding): readonly string[] {
  const { rule, status, environments, environment, says, path, targets } = finding;
  if (besideOthers.has(rule)) return [];
  const all = [rule, status, environments, environment];
  const key = (...own: readonly unknown[]): string => JSON.stringify([...all, ...own]);
  // One value of a template, or one named value, at several places; the beginning and end of a text on one line count as one.
  if (says.code === 'not-understood' && says.given.kind === 'text') return [key('text', says.given.written), key('text at', path, finding.line)];
  // One repair leaves one of all in a section.
  if (says.code === 'duplicate-cors') return [key('section', path, targets, says.given.section)];
  // A copied folder claims the ids of everything in it.
  if (says.code === 'unreadable-metadata' && says.given.fault.code === 'id-twice') return [key('file', path), key('id-twice')];
  if (rule === 'unreadable-metadata') return [key('file', path)];
  // Policies at one address are missing together.
  const folder = folderElsewhere(says);
  if (folder !== null) return [key('folder', folder)];
  const inList = key('list', path, targets);
  // "*" and other origins beside it are one entry. `null` beside it has no effect.
  const star = JSON.stringify(['star', status, environments, environment, path, targets]);
  if (isListed(says)) {
    const { kind, like, names } = says.given;
    const entries = [...names.map((name) => key('entry', kind, like, name)), key('list', path, targets, kind)];
    if (wildcards.has(rule) && finding.severity === 'info')
      entries.push(JSON.stringify(['wildcards', status, environments, environment, [...new Set(targets.map(({ root }) => root))]]));
    return rule === 'wildcard-mixed' && kind === 'origins' ? [...entries, star] : entries;
  }
  if (rule === 'wildcard-origin' || rule === 'wildcard-origin-with-credentials') return [key('says', subjectOf(says)), star];
  if (rule === 'origin-normalised') return [key('roots', [...new Set(targets.map(({ root }) => root))])];
  const own = oncePerList.has(rule) ? [key('says', subjectOf(says)), inList] : [key('says', subjectOf(says))];
  return says.code === 'null-origin' && says.given.isBesideAny === true ? [...own, star] : own;
}

/** The address under which a policy's text is kept outside the repository; null: it is not, or the address is unknown. */
export function folderElsewhere(says: FindingStatement): string | null {
  if (says.code !== 'malformed-policy' || says.given.fault.code !== 'text-undecided') return null;
  // A completely known text is given in quotes.
  return /^"?([a-z]+:\/\/.*\/)/i.exec(says.given.fault.given.name ?? '')?.[1] ?? null;
}

/** The content without the place. */
export function subjectOf({ code, given }: FindingStatement): string {
  return JSON.stringify([code, given], (name, value: unknown) => (places.has(name) ? undefined : value));
}

/** Whether both say the same at different places. */
export function isSaidAlike(one: FindingStatement, other: FindingStatement): boolean {
  return subjectOf(one) === subjectOf(other);
}

/** The findings of a cause that have the rule of the first one, or a rule of its family, at other places. */
export function alikeElsewhere([first, ...others]: readonly Finding[]): readonly Finding[] {
  if (first === undefined || besideOthers.has(first.rule)) return [];
  const family = familyOf(first.rule);
  return others.filter(({ rule }) => familyOf(rule) === family);
}

function familyOf(rule: string): string {
  return wildcards.has(rule) ? 'wildcards' : rule;
}

/** Groups things that share a key, directly or through others. The order is that of the first of each group. */
export function unitedBy<T>(all: readonly T[], keysOf: (one: T) => readonly string[]): readonly (readonly T[])[] {
  const groups: (T[] | null)[] = [];
  const byKey = new Map<string, number>();
  const moved = new Map<number, number>();
  const homeOf = (at: number): number => {
    const next = moved.get(at);
    return next === undefined ? at : homeOf(next);
  };
  for (const one of all) {
    const keys = keysOf(one);
    const known = [...new Set(keys.flatMap((key) => byKey.get(key) ?? []).map(homeOf))].sort((a, b) => a - b);
    const home = known[0] ?? groups.length;
    const group = groups[home] ?? [];
    groups[home] = group;
    for (const other of known.slice(1)) {
      group.push(...(groups[other] ?? []));
      groups[other] = null;
      moved.set(other, home);
    }
    group.push(one);
    for (const key of keys) byKey.set(key, home);
  }
  return groups.flatMap((group) => (group === null ? [] : [group]));
}
