import type { NamedValue, Service, Workspace } from '../apim/service.js';
import { nameBefore } from '../text/name-before.js';

/**
 * The older state of a service. A named value whose value is kept at another place by now (another secret of a vault, another token of a pipeline) is
 * another unknown: it goes by a name of its own there. Where that is not said on both sides it is the same one. So does a value of the service, known or
 * not, in a workspace without one of that name: no page says what the gateway makes of it there, so that nothing hangs on it is not known. `after`: the
 * newer state; undefined: there is none.
 */
export function withFormerValues(before: Service, after: Service | undefined): Service {
  if (after === undefined) return before;
  const namedValues = formerly(before.namedValues, after.namedValues);
  const ofService = before.workspaces.size === 0 ? [] : differing(before.namedValues, after.namedValues);
  const workspaces = [...before.workspaces].map(([id, one]): readonly [string, Workspace] => {
    const now = after.workspaces.get(id)?.namedValues ?? new Map<string, NamedValue>();
    const values = withOthers(formerly(one.namedValues, now), now, ofService);
    return [id, values === one.namedValues ? one : { ...one, namedValues: values }];
  });
  const isSame = namedValues === before.namedValues && workspaces.every(([id, one]) => before.workspaces.get(id) === one);
  return isSame ? before : { ...before, namedValues, workspaces: new Map(workspaces) };
}

function formerly(before: ReadonlyMap<string, NamedValue>, after: ReadonlyMap<string, NamedValue>): ReadonlyMap<string, NamedValue> {
  let found: Map<string, NamedValue> | null = null;
  for (const [name, was] of before) {
    const is = after.get(name);
    if (was.kind === 'known' || is === undefined || is.kind === 'known') continue;
    const [source, now] = [was.source?.(), is.source?.()];
    if (source === undefined || now === undefined || source === now) continue;
    found ??= new Map(before);
    found.set(name, { ...was, called: nameBefore(name) });
  }
  return found ?? before;
}

/** Values that are not the same on both sides, or on one side only: as one that stood for something else before. */
function differing(before: ReadonlyMap<string, NamedValue>, after: ReadonlyMap<string, NamedValue>): readonly (readonly [string, NamedValue])[] {
  const said = (one: NamedValue | undefined): string =>
    one === undefined ? '' : JSON.stringify(one.kind === 'hidden' ? [one.kind, one.source?.()] : [one.kind, one.value]);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const one = before.get(name) ?? after.get(name);
    if (one === undefined || said(before.get(name)) === said(after.get(name))) return [];
    return [[name, { kind: 'hidden', name, path: one.path, called: nameBefore(name) }] as const];
  });
}

/** The older values of a workspace, with those of these that it has on neither side. */
function withOthers(
  before: ReadonlyMap<string, NamedValue>,
  after: ReadonlyMap<string, NamedValue>,
  others: readonly (readonly [string, NamedValue])[],
): ReadonlyMap<string, NamedValue> {
  const missing = others.filter(([name]) => !before.has(name) && !after.has(name));
  return missing.length === 0 ? before : new Map([...before, ...missing]);
}
