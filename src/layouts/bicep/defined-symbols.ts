import type { Definition } from '../deployed/deploying-root.js';
import type { Value } from '../deployed/deployed-value.js';
import { nothing } from '../deployed/values.js';
import { objectLiteral } from './bicep-files.js';
import type { BicepModule, Instance } from './bicep-module.js';

/** Names with dots and indexes, as in the names of undecided values. */
const reference = /[A-Za-z_]\w*(?:\[\d+\])?(?:(?:\.|::)[A-Za-z_]\w*(?:\[\d+\])?)*/g;

interface Segment {
  readonly name: string;
  /** `[0]`; '' without an index. */
  readonly key: string;
  readonly end: number;
}

type Found = Omit<Definition, 'at'> & { readonly end: number };

/** The definitions behind an undecided name: resources, modules and parameters kept elsewhere. `elsewhere`: their places, by parameter. */
export function symbolDefinitions(name: string, root: BicepModule, elsewhere: (parameter: string) => Found | null): readonly Definition[] {
  return Array.from(name.matchAll(reference)).flatMap(({ 0: written, index }): readonly Definition[] => {
    if (/['"]/.test(name[index - 1] ?? '')) return [];
    const segments = Array.from(written.matchAll(/(\w+)(\[\d+\])?/g), (one) => ({
      name: one[1] ?? '',
      key: one[2] ?? '',
      end: one.index + one[0].length,
    }));
    const found = foundIn(root, segments) ?? elsewhere(segments[0]?.name ?? '');
    return found === null ? [] : [{ ...found, at: { start: index, end: index + found.end } }];
  });
}

function foundIn(module: BicepModule, segments: readonly Segment[], from = 0): Found | null {
  const first = segments[from];
  const declared = first === undefined ? undefined : module.declarations.byName.get(first.name);
  if (first === undefined || declared === undefined) return null;
  const { statement, within } = declared;
  if (statement.kind === 'module') {
    const instances = instancesOf(module, statement.value, first.key);
    const [each] = instances;
    const child = each === undefined ? null : module.child(statement, each);
    const inside = child === null ? null : foundIn(child, segments, from + 1);
    if (inside !== null) return inside;
    const says = (): readonly (readonly [string, Value])[] =>
      instances.flatMap((instance) => [...said(module, statement.value, instance, ['scope']), ...paramsSaid(module, statement, instance)]);
    return { address: `${module.address}${first.name}${first.key}`, by: { path: module.path, offset: statement.start }, says, end: first.end };
  }
  if (statement.kind !== 'resource') return null;
  // The name of a nested resource includes the outer one.
  const inner = segments[from + 1] === undefined ? null : foundNested(module, segments, from);
  if (inner !== null) return inner;
  const type = module.typeOf({ statement, within });
  const says = (): readonly (readonly [string, Value])[] =>
    instancesOf(module, statement.value, first.key).flatMap((instance) => [
      [type, { kind: 'list', items: module.namesOf({ statement, within }, instance), isSet: false }] as const,
      ...said(module, statement.value, instance, ['scope', 'location', 'kind']),
      ...propertiesSaid(module, statement.value, instance),
    ]);
  return { address: `${module.address}${first.name}${first.key}`, by: { path: module.path, offset: statement.start }, says, end: first.end };
}

/** `outer::inner`. */
function foundNested(module: BicepModule, segments: readonly Segment[], from: number): Found | null {
  const [outer, next] = [segments[from], segments[from + 1]];
  const declared = next === undefined ? undefined : module.declarations.byName.get(next.name);
  return declared?.within?.statement.name === outer?.name ? foundIn(module, segments, from + 1) : null;
}

type Body = Parameters<BicepModule['instancesOf']>[0];

function instancesOf(module: BicepModule, body: Body, key: string): readonly Instance[] {
  const all = module.instancesOf(body);
  const own = all.filter((one) => one.key === key);
  return own.length > 0 ? own : all;
}

function said(module: BicepModule, body: Body, instance: Instance, keys: readonly string[]): readonly (readonly [string, Value])[] {
  return keys.flatMap((key) => {
    const written = module.entryOf(body, key);
    return written === null ? [] : [[key, module.evaluate(written, instance)] as const];
  });
}

/** Module parameters about how something is kept, not what it is. */
const ofKeeping = /^(?:tags|sku\w*|lock|diagnosticSettings|roleAssignments|enableTelemetry)$/i;
/** Properties that make a resource another one, or change its host name. */
const ofNaming = /host|domain|dns|origin|url|uri|endpoint|content|value|fqdn|prefix|suffix|^name|name$/i;

function paramsSaid(module: BicepModule, call: Parameters<BicepModule['param']>[0], instance: Instance): readonly (readonly [string, Value])[] {
  const params = module.entryOf(call.value, 'params');
  const all = params === null ? nothing : module.evaluate(params, instance);
  if (all.kind !== 'object') return [['params', all]];
  return sorted([...all.entries].filter(([key]) => !ofKeeping.test(key)));
}

function propertiesSaid(module: BicepModule, body: Body, instance: Instance): readonly (readonly [string, Value])[] {
  const properties = module.entryOf(body, 'properties');
  const own = properties === null ? null : objectLiteral(properties);
  const entries = own?.entries ?? [];
  return sorted(
    entries.flatMap(({ key, value }) => (typeof key === 'string' && ofNaming.test(key) ? [[key, module.evaluate(value, instance)] as const] : [])),
  );
}

function sorted(entries: readonly (readonly [string, Value])[]): readonly (readonly [string, Value])[] {
  return [...entries].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
}
