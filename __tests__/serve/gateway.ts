import { openRepository } from '../../src/layouts/repository.js';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import { ServiceState } from '../../src/effective/service-state.js';
import { stubBackend } from '../../src/serve/backend.js';
import type { Served } from '../../src/serve/served.js';
import { listen, type ServeOptions } from '../../src/serve/server.js';
import { memoryTree } from '../memory-tree.js';
import { artifacts, type ServiceText } from './artifacts.js';

export interface Gateway {
  readonly url: string;
  /** What it told, in order. */
  readonly served: readonly Served[];
}

type Options = Partial<Pick<ServeOptions, 'backend' | 'subscriptions' | 'assume'>>;

/** Opens gateways in this process; all are closed when the test file is done. */
export class Gateways {
  readonly #closing: (() => Promise<void>)[] = [];

  open(text: ServiceText, options: Options = {}): Promise<Gateway> {
    return this.openFiles(artifacts(text), options);
  }

  async openFiles(files: Readonly<Record<string, string>>, options: Options = {}): Promise<Gateway> {
    const repository = await openRepository(memoryTree(files), { scopes: [], environments: [] }, new PolicyCache());
    const [service] = await repository.loadAll();
    if (service === undefined) throw new Error('no service');
    const served: Served[] = [];
    const assume = options.assume ?? new Map<string, string>();
    const gateway = await listen({
      state: new ServiceState(service, assume),
      subscriptions: options.subscriptions ?? { product: null },
      assume,
      backend: options.backend ?? stubBackend,
      port: 0,
      tell: (one) => served.push(one),
      bug: (error) => {
        throw error;
      },
    });
    this.#closing.push(() => gateway.close());
    return { url: gateway.url, served };
  }

  async close(): Promise<void> {
    await Promise.all(this.#closing.map((close) => close()));
  }
}
