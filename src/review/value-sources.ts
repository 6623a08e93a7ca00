import type { NamedValue, Service, Workspace } from '../apim/service.js';
import { nameBefore } from '../text/name-before.js';

/**
 * The older state of a service. A named value kept at another place now (another secret of a vault, another token of a pipeline) is another unknown with
 * another name. If a side does not say the place, it is the same one. The same applies to a value of the service in a workspace without one of that name: no
 * page says what the gateway does with it. `after`: the newer state, if any.
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

/** Values that differ, or are on one side only, renamed as former ones. */
function differing(before: ReadonlyMap<string, NamedValue>, after: ReadonlyMap<string, NamedValue>): readonly (readonly [string, NamedValue])[] {
  const said = (one: NamedValue | undefined): string =>
    one === undefined ? '' : JSON.stringify(one.kind === 'hidden' ? [one.kind, one.source?.()] : [one.kind, one.value]);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const one = before.get(name) ?? after.get(name);
    if (one === undefined || said(before.get(name)) === said(after.get(name))) return [];
    return [[name, { kind: 'hidden', name, path: one.path, called: nameBefore(name) }] as const];
  });
}

/** The older values of a workspace, plus those of these that neither side defines there. */
function withOthers(
  before: ReadonlyMap<string, NamedValue>,
  after: ReadonlyMap<string, NamedValue>,
  others: readonly (readonly [string, NamedValue])[],
): ReadonlyMap<string, NamedValue> {
  const missing = others.filter(([name]) => !before.has(name) && !after.has(name));
  return missing.length === 0 ? before : new Map([...before, ...missing]);
}
