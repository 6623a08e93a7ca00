import type { NamedValue, Service, Workspace } from '../apim/service.js';
import { nameBefore } from '../text/name-before.js';

/**
 * The older state of a service. A named value whose value is kept at another place by now (another secret of a vault, another token of a pipeline) is
 * another unknown: it goes by a name of its own there. Where that is not said on both sides it is the same one. `after`: the newer state; undefined:
 * there is none.
 */
export function withFormerValues(before: Service, after: Service | undefined): Service {
  if (after === undefined) return before;
  const namedValues = formerly(before.namedValues, after.namedValues);
  const workspaces = [...before.workspaces].map(([id, one]): readonly [string, Workspace] => {
    const values = formerly(one.namedValues, after.workspaces.get(id)?.namedValues ?? new Map());
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
