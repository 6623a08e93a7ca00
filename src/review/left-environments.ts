import type { Service } from '../apim/service.js';
import { addTo } from '../text/add-to.js';
import { fileKey } from '../effective/sections.js';
import { documentsOf } from '../effective/scoped-documents.js';

/**
 * The newer services. An environment whose files are gone is deployed with what the code says without them, where that needs no more; else it is gone
 * too. One that a new environment is equal to has another name now, and is gone under its old one.
 */
export function withWhatIsLeft(before: readonly Service[], after: readonly Service[]): readonly Service[] {
  const plain = new Map(after.flatMap((one) => (one.environment === null && one.standsAlone === true ? [[one.root, one] as const] : [])));
  if (plain.size === 0) return after;
  const [was, is] = [new Set(before.map(nameOf)), new Set(after.map(nameOf))];
  const came = new Set(after.flatMap((one) => (one.environment === null || was.has(nameOf(one)) ? [] : [saidBy(one)])));
  const left = before.flatMap((one): readonly Service[] => {
    const code = plain.get(one.root);
    if (code === undefined || one.environment === null || is.has(nameOf(one)) || came.has(saidBy(one))) return [];
    const { isForComparison, standsAlone, ...rest } = code;
    return isForComparison !== undefined || standsAlone === true ? [{ ...rest, environment: one.environment }] : [];
  });
  return left.length === 0 ? after : [...after, ...left];
}

/**
 * The older services; those of an environment that has another name by now bear that one, where one old name and one new one say the same. Where several do,
 * they are marked as such: nothing of what is deployed goes with the old name.
 */
export function withNewNames(before: readonly Service[], after: readonly Service[]): readonly Service[] {
  const is = new Set(after.map(nameOf));
  const gone = bySaying(before.filter((one) => one.environment !== null && !is.has(nameOf(one))));
  if (gone.size === 0) return before;
  const was = new Set(before.map(nameOf));
  const came = bySaying(after.filter((one) => one.environment !== null && !was.has(nameOf(one))));
  return before.map((one) => {
    const [said, others] = is.has(nameOf(one)) || one.environment === null ? [[], []] : [came.get(saidBy(one)) ?? [], gone.get(saidBy(one)) ?? []];
    const [renamed] = said;
    if (renamed === undefined) return one;
    return said.length === 1 && others.length === 1 ? { ...one, environment: renamed.environment } : { ...one, isRenamed: true as const };
  });
}

/** Services that say the same. */
function bySaying(services: readonly Service[]): ReadonlyMap<string, readonly Service[]> {
  const found = new Map<string, Service[]>();
  for (const one of services) addTo(found, saidBy(one), one);
  return found;
}

/** Without services that are there only to be compared with the other side's, where that has none. */
export function compared(own: readonly Service[], other: readonly Service[]): readonly Service[] {
  const names = new Set(other.map(nameOf));
  return own.every(({ isForComparison }) => isForComparison !== true)
    ? own
    : own.filter((one) => one.isForComparison !== true || names.has(nameOf(one)));
}

function nameOf({ root, environment }: Service): string {
  return JSON.stringify([root, environment]);
}

/** Equal for services of one root that say the same. */
function saidBy(service: Service): string {
  const { root, namedValues } = service;
  const values = [...namedValues].map(([name, { path, ...value }]) => [name, value, value.kind === 'known' ? null : (value.source?.() ?? path)]);
  return JSON.stringify([root, values, [...documentsOf(service)].map(({ scope, file }) => [scope, fileKey(file)])]);
}
