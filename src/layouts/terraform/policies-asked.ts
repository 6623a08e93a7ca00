import { policiesByAddress, type Deployed, type DeployedPolicy } from '../deployed/deployed.js';

/** Blocks that are looked at one by one; whoever asks for more gets all there are. */
const mostBlocks = 3;

/** The policies of a root by their addresses: of the blocks that are asked for, where that are few. Each block is worked out once. */
export class PoliciesAsked {
  readonly #found: (isWanted: (prefix: string) => boolean) => Iterable<Deployed>;
  readonly #blocks = new Map<string, ReadonlyMap<string, DeployedPolicy>>();
  #all: ReadonlyMap<string, DeployedPolicy> | null = null;

  /** `found`: what is deployed at addresses of which the beginnings are wanted; it may give more. */
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
