import { resourceKey } from '../apim/resource-key.js';
import { requestTo, resolveUrl, type LookupWork, type ResolvedUrl } from '../apim/resolve-url.js';
import type { Api, Operation, ScopeRef, Service } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { chainKey, type OpaqueStep } from '../cors/cors-chain.js';
import { chainOf, tooMuch } from '../cors/too-much.js';
import { wholeFile } from '../text/policy-ref.js';
import type { AccessChangeView } from './access-change.js';
import { ChainGroup } from './chain-group.js';
import type { ChangedPair } from './changed-pair.js';
import { fileLine, type FindingPlace } from './finding-place.js';
import type { ServiceState } from './service-state.js';

/**
 * APIs and segments of templates that are gone through for all addresses of one state. The 75,000 operations that a service can have
 * (learn.microsoft.com/azure/api-management/service-limits) take a third of it where each has a URL of its own.
 */
const mostSteps = 3_000_000;

/** What a lookup found: who answers (null: nobody), that the address is not known, or that it was not looked up, for all lookups together took too long. */
export type LookedUp = ResolvedUrl | null | 'open' | 'beyond';

/** Looks up in one service who answers at addresses of another one, and keeps those that it has not come to: nobody knows of them. */
export class AddressLookups {
  readonly #from: Service;
  readonly #to: Service;
  readonly #work: LookupWork = { steps: 0 };
  readonly #beyond = new Map<Api, Set<Operation['id'] | null>>();

  constructor(from: Service, to: Service) {
    this.#from = from;
    this.#to = to;
  }

  /** `operation` null: any of the API. */
  find(api: Api, operation: Operation | null): LookedUp {
    if (this.#work.steps > mostSteps) {
      const others = this.#beyond.get(api);
      if (others === undefined) this.#beyond.set(api, new Set([operation?.id ?? null]));
      else others.add(operation?.id ?? null);
      return 'beyond';
    }
    const request = requestTo(this.#from, api, operation);
    return request === null ? 'open' : resolveUrl(this.#to, request, this.#work);
  }

  /** The operations of `from` that were not looked up, with nothing known of the other side: where that is `to`, they are base's. */
  *pairsBeyond(from: ServiceState, to: ServiceState, side: 'base' | 'head'): Iterable<ChangedPair> {
    const [first] = this.#beyond.keys();
    if (first === undefined) return;
    const chain = chainOf(atAddress(first));
    const key = chainKey(chain);
    for (const group of from.groups) {
      const { api, product, operation, target } = group;
      const own = api === null ? undefined : this.#beyond.get(api);
      if (own === undefined) continue;
      const operations = own.has(null) ? target.operations : target.operations.filter((id) => own.has(id));
      if (!own.has(null) && operations.length === 0) continue;
      const other = new ChainGroup(to.service, { api, product, operation, chain, key, target });
      const [base, head] = side === 'base' ? [group, other] : [other, group];
      yield { base, head, existence: 'changed', target: { ...target, operations } };
    }
  }
}

/** The API at which the lookups end stands for all that follow. */
function atAddress({ workspace, id, metadataPath: path, metadataLine: line = 1 }: Api): OpaqueStep {
  const place = { path, ref: wholeFile(path), line, endLine: line, start: 0, end: 0 };
  return tooMuch('addresses', place, { kind: 'api', workspace, id, operation: null }, resourceKey(workspace, id));
}

/** All that was not looked up, as one; null: there is nothing. */
export function changesBeyond(
  changes: readonly AccessChangeView[],
): { readonly place: FindingPlace; readonly scope: ScopeRef; readonly targets: readonly Target[] } | null {
  const beyond = changes.filter(isBeyondLookups);
  const step = beyond.flatMap(beyondLookups)[0];
  if (step === undefined) return null;
  return { place: fileLine(step.place.path, step.place.line), scope: step.scope, targets: mergeTargets(beyond.flatMap(({ targets }) => targets)) };
}

/** Whether nothing is known of one side of a change, for its addresses were not looked up. */
export function isBeyondLookups(view: AccessChangeView): boolean {
  return beyondLookups(view).length > 0;
}

function beyondLookups({ base, head }: AccessChangeView): readonly OpaqueStep[] {
  return [base?.steps[0], head?.steps[0]].flatMap((step) =>
    step?.kind === 'opaque' && step.reason.code === 'too-much' && step.reason.what === 'addresses' ? [step] : [],
  );
}
