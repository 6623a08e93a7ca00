import type { Service } from '../apim/service.js';
import { addTo } from '../text/add-to.js';
import { fileKey } from '../effective/sections.js';
import { documentsOf } from '../effective/scoped-documents.js';

/**
 * The newer services. An environment whose files were deleted is deployed with the code's own values, if those suffice; otherwise it is gone. An environment
 * with the content of a new one was renamed.
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

/** The older services, renamed if one old name and one new one have equal content. If several do, they are marked, and the old name is not evaluated. */
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

/**
 * The older services, where one old name and one new one of a root begin alike (`prod`, `production`), under the new one: its content
 * may have changed with the name.
 */
export function withAlikeNames(before: readonly Service[], after: readonly Service[]): readonly Service[] {
  const [was, is] = [new Set(before.map(nameOf)), new Set(after.map(nameOf))];
  const gone = before.filter((one) => one.environment !== null && !is.has(nameOf(one)));
  const came = after.filter((one) => one.environment !== null && !was.has(nameOf(one)));
  if (gone.length * came.length === 0 || gone.length * came.length > 10_000) return before;
  const alike = (one: Service, other: Service): boolean => {
    const [shorter = '', longer = ''] = [one.environment ?? '', other.environment ?? ''].sort((a, b) => a.length - b.length);
    return one.root === other.root && shorter.length > 2 && longer.startsWith(shorter);
  };
  const found = new Map<Service, Service>();
  for (const one of gone) {
    const [other, ...more] = came.filter((each) => alike(one, each));
    if (other !== undefined && more.length === 0 && gone.filter((each) => alike(each, other)).length === 1) found.set(one, other);
  }
  return found.size === 0 ? before : before.map((one) => ({ ...one, environment: (found.get(one) ?? one).environment }));
}

/** Groups services with equal content. */
function bySaying(services: readonly Service[]): ReadonlyMap<string, readonly Service[]> {
  const found = new Map<string, Service[]>();
  for (const one of services) addTo(found, saidBy(one), one);
  return found;
}

/** Removes services that exist only for comparison if the other side has none. */
export function compared(own: readonly Service[], other: readonly Service[]): readonly Service[] {
  const names = new Set(other.map(nameOf));
  return own.every(({ isForComparison }) => isForComparison !== true)
    ? own
    : own.filter((one) => one.isForComparison !== true || names.has(nameOf(one)));
}

function nameOf({ root, environment }: Service): string {
  return JSON.stringify([root, environment]);
}

/** Equal for services of one root with equal content. */
function saidBy(service: Service): string {
  const { root, namedValues } = service;
  const values = [...namedValues].map(([name, { path, ...value }]) => [name, value, value.kind === 'known' ? null : (value.source?.() ?? path)]);
  return JSON.stringify([root, values, [...documentsOf(service)].map(({ scope, file }) => [scope, fileKey(file)])]);
}
