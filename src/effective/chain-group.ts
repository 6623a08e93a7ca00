import { layersOf, type Layer } from '../apim/layers.js';
import type { Api, Operation, Product, Service } from '../apim/service.js';
import type { Target } from '../apim/target.js';
import type { CorsChain } from '../cors/cors-chain.js';

/** The parts of a group of operations. */
export interface GroupParts {
  readonly api: Api | null;
  readonly product: Product | null;
  /** The operation with a group of its own, because of its policy or preflight; null: the operations that share their API's. */
  readonly operation: Operation | null;
  readonly chain: CorsChain;
  /** Equal keys mean equal access, whatever the texts. */
  readonly key: string;
  readonly target: Target;
}

/** Operations whose requests meet the same documents, and so get the same answers. */
export class ChainGroup {
  readonly #service: Service;
  readonly api: Api | null;
  readonly product: Product | null;
  readonly operation: Operation | null;
  readonly chain: CorsChain;
  readonly key: string;
  readonly target: Target;

  constructor(service: Service, { api, product, operation, chain, key, target }: GroupParts) {
    this.#service = service;
    this.api = api;
    this.product = product;
    this.operation = operation;
    this.chain = chain;
    this.key = key;
    this.target = target;
  }

  /** Narrow to broad. Created at the first question: few groups need them. */
  get layers(): readonly Layer[] {
    return layersOf(this.#service, this.api, this.operation, this.product);
  }
}

/** The operations of an API in a product's context, as one target with none listed. */
export function targetOf({ root }: Service, api: Api | null, product: Product | null): Target {
  return {
    root,
    workspace: api?.workspace ?? product?.workspace ?? null,
    product: product?.id ?? null,
    ...(product?.subscriptionRequired === false ? { isOpen: true as const } : {}),
    api: api?.id ?? null,
    operations: [],
    operationsInApi: countOperationsIn(api),
  };
}

/** The number of an API's operations, loaded or not. */
export function countOperationsIn(api: Api | null): number {
  return api === null ? 0 : api.operations.length + (api.operationsLeftOut ?? 0);
}
