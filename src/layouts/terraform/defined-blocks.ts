import type { Definition } from '../deployed/deploying-root.js';
import type { Value } from '../deployed/deployed-value.js';
import type { Each } from './each.js';
import type { Body } from './hcl-syntax.js';
import type { DeclaredBlock } from './module-folder.js';
import type { ModuleInstance } from './module-instance.js';

/** Modules that are looked through for a name without an address: more a root cannot have (`root-module.ts`). */
const mostModules = 2000;

/** Names with dots and keys, as in the names of undecided values. */
const reference = /[A-Za-z_][\w-]*(?:\[[^\][]*\])?(?:\.[A-Za-z_][\w-]*(?:\[[^\][]*\])?)+/g;

interface Segment {
  readonly name: string;
  /** `["k"]`; '' without a key. */
  readonly key: string;
  readonly end: number;
}

interface FoundBlock {
  readonly module: ModuleInstance;
  readonly declared: DeclaredBlock;
  readonly kind: 'data' | 'resource' | 'module';
  readonly key: string;
  readonly address: string;
  readonly end: number;
}

/** The blocks of a root behind an undecided name, with their arguments. */
export function blockDefinitions(name: string, root: ModuleInstance): readonly Definition[] {
  return Array.from(name.matchAll(reference)).flatMap(({ 0: written, index }): readonly Definition[] => {
    const segments = segmentsOf(written);
    const own = blockIn(root, segments);
    // A module kept elsewhere is identified by its name alone, whichever module calls it.
    const found = own === null ? modulesBelow(root).flatMap((module) => blockIn(module, segments) ?? []) : [own];
    const [first] = found;
    if (first === undefined) return [];
    return [
      {
        at: { start: index, end: index + first.end },
        address: found.map(({ address }) => address).join(' '),
        by: { path: first.declared.path, offset: first.declared.block.start },
        says: () => found.flatMap(saidBy),
      },
    ];
  });
}

function segmentsOf(written: string): readonly Segment[] {
  return Array.from(written.matchAll(/([\w-]+)(\[[^\]]*\])?/g), ({ 0: all, 1: name = '', 2: key = '', index }) => ({
    name,
    key: key.replaceAll("'", '"'),
    end: index + all.length,
  }));
}

function blockIn(module: ModuleInstance, segments: readonly Segment[], from = 0): FoundBlock | null {
  const [first, second, third] = segments.slice(from);
  if (first === undefined || second === undefined) return null;
  if (first.name === 'module') {
    const declared = module.folder.modules.get(second.name);
    if (declared === undefined) return null;
    const each = module.instancesOf(declared).find(({ key }) => key === second.key);
    const child = each === undefined ? null : module.child(declared, each);
    const inside = child === null ? null : blockIn(child, segments, from + 2);
    return inside ?? { module, declared, kind: 'module', key: second.key, address: `${module.address}module.${second.name}`, end: second.end };
  }
  const isData = first.name === 'data';
  const last = isData ? third : second;
  const name = isData ? `data.${second.name}.${third?.name ?? ''}` : `${first.name}.${second.name}`;
  const declared = module.folder.resources.get(name);
  if (declared === undefined || last === undefined) return null;
  return { module, declared, kind: isData ? 'data' : 'resource', key: last.key, address: `${module.address}${name}${last.key}`, end: last.end };
}

function modulesBelow(root: ModuleInstance): readonly ModuleInstance[] {
  const found = [root];
  for (const module of found) {
    for (const call of module.folder.modules.values()) {
      for (const each of module.instancesOf(call)) {
        const child = found.length < mostModules ? module.child(call, each) : null;
        if (child !== null) found.push(child);
      }
    }
  }
  return found.slice(1);
}

/** Arguments about how something is kept, not what it is. */
const ofKeeping = /^(?:depends_on|lifecycle|timeouts|count|for_each|provisioner|connection|tags|\w*_tags|sku\w*|version|source)$/;
/** Arguments that make an Azure resource another one, or change its host name; its size and settings do not. */
const ofNaming =
  /^(?:provider|location|type|body|value|content|parent_id|dns\w*|\w*(?:name|host|domain|zone|label|prefix|suffix|url|uri|origin|fqdn|record|target|endpoint|profile_id)\w*)$/;

function saidBy({ module, declared, kind, key }: FoundBlock): readonly (readonly [string, Value])[] {
  const [type = ''] = declared.block.labels;
  const isOfAzure = kind === 'resource' && /^az(?:urerm|api)_/.test(type);
  const counts = (name: string): boolean => !ofKeeping.test(name) && (!isOfAzure || ofNaming.test(name));
  const all = module.instancesOf(declared);
  const own = all.filter((each) => each.key === key);
  const instances = own.length > 0 ? own : all;
  const found: (readonly [string, Value])[] = [[kind === 'module' ? kind : `${kind} ${type}`, { kind: 'null' }]];
  for (const each of instances) {
    // A key is a part of the name.
    const said = bodySays(declared, { module, each, counts }, declared.block.body, instances.length === 1 ? '' : each.key);
    found.push(...[...said].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)));
  }
  return found;
}

interface Saying {
  readonly module: ModuleInstance;
  readonly each: Each;
  readonly counts: (name: string) => boolean;
}

function bodySays(declared: DeclaredBlock, saying: Saying, body: Body, at: string): readonly (readonly [string, Value])[] {
  const { module, each, counts } = saying;
  const own = [...body.attributes.values()].flatMap(({ name, value }) =>
    counts(name) ? [[`${at}.${name}`, module.evaluate(declared.pathOf(name), value, each)] as const] : [],
  );
  const inner = body.blocks.flatMap(({ type, body: within }, index) =>
    counts(type)
      ? bodySays(declared, { ...saying, counts: (name) => !ofKeeping.test(name) || name === 'for_each' }, within, `${at}.${type} ${index}`)
      : [],
  );
  return [...own, ...inner];
}
