import { scopeKey } from '../../apim/resource-key.js';
import type { Value } from '../deployed/deployed-value.js';
import type { Deployed } from '../deployed/deployed.js';
import type { ModuleFolder } from './module-folder.js';

/** A switch that is turned on. */
const on: Value = { kind: 'flag', value: true };

/**
 * Variables of a root that only their default, `false`, turns off: whoever deploys may turn them on, in a file of values that is not kept, or on the
 * command line.
 */
export function switchesOf({ variables }: ModuleFolder, isGiven: (name: string) => boolean): ReadonlyMap<string, Value> {
  const off = [...variables].filter(([name, { block }]) => {
    const written = block.body.attributes.get('default')?.value;
    return written?.kind === 'constant' && written.value === false && !isGiven(name);
  });
  return new Map(off.map(([name]) => [name, on]));
}

/** Blocks that switches may turn on: addresses of those without an instance, and of what such a block would be in. */
export function isUnder(empty: ReadonlySet<string>): (address: string) => boolean {
  return (address) => [...empty].some((one) => one.startsWith(address) || address.startsWith(one));
}

/** Of what is deployed once switches are turned on, that which is not deployed without, and does not stand where something else does. */
export function offAmong<T extends { readonly one: Deployed }>(turned: readonly T[], deployed: readonly T[]): readonly T[] {
  const keyOf = (one: Deployed): string | null => (one.kind === 'policy' ? `${one.service ?? ''}\u0000${scopeKey(one.scope)}` : null);
  const addresses = new Set(deployed.map(({ one }) => one.address));
  const taken = new Set(deployed.flatMap(({ one }) => keyOf(one) ?? []));
  const off = turned.filter(({ one }) => !addresses.has(one.address) && !taken.has(keyOf(one) ?? ''));
  return off.map((item) => (item.one.kind === 'policy' ? { ...item, one: { ...item.one, isOff: true } } : item));
}
