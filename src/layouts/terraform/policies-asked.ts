import { policiesByAddress, type Deployed, type DeployedPolicy } from '../deployed/deployed.js';

/** Most blocks evaluated one by one; a caller that asks for more gets all. */
const mostBlocks = 3;

/** The policies of a root by address; only those of the requested blocks if these are few. Each block is evaluated once. */
export class PoliciesAsked {
  readonly #found: (isWanted: (prefix: string) => boolean) => Iterable<Deployed>;
  readonly #blocks = new Map<string, ReadonlyMap<string, DeployedPolicy>>();
  #all: ReadonlyMap<string, DeployedPolicy> | null = null;

  /** `found`: returns what is deployed at addresses with requested prefixes; it may return more. */
  constructor(found: (isWanted: (prefix: string) => boolean) => Iterable<Deployed>) {
    this.#found = found;
  }

  at(address: string): DeployedPolicy | undefined {
    const block = blockOf(address);
    const known = this.#all ?? this.#blocks.get(block);
    if (known !== undefined) return known.get(address);
    if (this.#blocks.size === mostBlocks) return (this.#all = policiesByAddress(this.#found(() => true))).get(address);
    const policies = policiesByAddress(this.#found((prefix) => block.startsWith(blockOf(prefix))));
    this.#blocks.set(block, policies);
    return policies.get(address);
  }
}

/** An address without the keys of its instances. */
function blockOf(address: string): string {
  return address.includes('[') ? address.replace(/\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]/g, '') : address;
}
