import { resourceKey } from '../apim/resource-key.js';
import type { Api, Product } from '../apim/service.js';
import { mergeTargets } from '../apim/target.js';
import { decidingElements } from '../effective/deciding.js';
import { startOf } from '../effective/finding-place.js';
import { weakest } from '../cors/certainty.js';
import type { Certainty } from '../text/scales.js';
import { noted, unansweredIn } from '../effective/unanswered.js';
import { evaluatedCors } from '../effective/service-state.js';
import { apiPath, cors, fragmentPath, globalPath, policy, product, productPath, repository, within } from '../layouts/apiops/example.js';
import { concernsOnly } from '../repairs/promises.js';
import { elementSource, withCorsOnTop, withoutElement } from '../repairs/other-scope.js';
import { isOpenProduct } from '../effective/open-product.js';
import type { Draft, Rule } from './rule.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import { originsOf } from '../effective/shadow.js';
import { corsPolicyPage, productKeysPage } from '../cors/sources.js';
import { type ChainGroup, type CorsElement, type ServiceState } from '../effective/service-state.js';

/** Groups of an API for requests without a key: without a product, or in an open product that includes it. */
type Keyless = (api: Api, like: ChainGroup) => ChainGroup | undefined;

function keylessGroups(state: ServiceState): Keyless {
  const byApi = new Map<string, ChainGroup[]>();
  for (const group of state.groups) {
    if (group.api === null || (group.product !== null && !isOpenProduct(group.product))) continue;
    const key = resourceKey(group.api.workspace, group.api.id);
    const known = byApi.get(key);
    if (known === undefined) byApi.set(key, [group]);
    else known.push(group);
  }
  // Indexed once: an API in hundreds of products has a group for each. An open product takes precedence.
  const candidates = new Map<string, ReadonlyMap<ChainGroup['operation'], ChainGroup>>();
  for (const [key, groups] of byApi) {
    const inOpenProduct = groups.filter((group) => group.product !== null);
    const byOperation = new Map<ChainGroup['operation'], ChainGroup>();
    for (const group of inOpenProduct.length > 0 ? inOpenProduct : groups) {
      if (!byOperation.has(group.operation)) byOperation.set(group.operation, group);
    }
    candidates.set(key, byOperation);
  }
  return (api, like) => {
    const byOperation = candidates.get(resourceKey(api.workspace, api.id));
    return byOperation?.get(like.operation) ?? byOperation?.values().next().value;
  };
}

function draftOf(state: ServiceState, element: CorsElement, owner: Product, keyless: Keyless): Draft | null {
  const isFragment = element.scope.kind === 'fragment';
  const unreached = new Map<string, Certainty>();
  const groups: ChainGroup[] = [];
  for (const group of state.groupsWith(element.policy)) {
    if (isFragment && (group.product !== owner || !isIncluded(group, element))) continue;
    const own = decidingElements(group.chain, state.assume).get(element.policy)?.origins ?? [];
    const before = group.api === null ? undefined : keyless(group.api, group);
    if (before === undefined) continue;
    const unanswered = unansweredIn(before.chain, state.assume);
    const lost = own.flatMap((origin) => noted(origin, unanswered(origin)));
    if (lost.length === 0) continue;
    groups.push(group);
    for (const { origin, certainty } of lost) unreached.set(origin, certainty);
  }
  if (groups.length === 0) return null;
  const isKnown = owner.subscriptionRequired === true;
  const targets = mergeTargets(groups.map((group) => group.target));
  return {
    rule: 'product-cors-unreachable',
    severity: isKnown ? 'error' : 'info',
    certainty: weakest(isKnown ? 'documented' : 'inferred', ...unreached.values()),
    says: { code: 'product-cors-unreachable', given: { origins: [...unreached.keys()], targets, unless: isKnown ? null : owner.id } },
    place: startOf(element.element.place),
    alsoAt: [],
    scope: element.scope,
    key: isFragment ? `product ${owner.workspace ?? ''}/${owner.id}` : 'product',
    targets,
    // A fragment that other policies include is not moved.
    repairs: isFragment ? null : (desk) => repairs(desk, state, element, groups),
  };
}

/** Whether a chain reaches the element through an `<include-fragment>` directly in a section. */
function isIncluded({ chain }: ChainGroup, { policy: own }: CorsElement): boolean {
  return chain.steps.some((step) => step.kind === 'cors' && step.policy === own && step.how === 'fragment');
}

/** The products whose policies bring the element in: its own, or those whose requests meet the fragment. */
function ownersOf(state: ServiceState, element: CorsElement, products: ReadonlyMap<string, Product>): readonly Product[] {
  if (element.scope.kind === 'fragment') return [...new Set(state.groupsWith(element.policy).flatMap(({ product: one }) => one ?? []))];
  const owner = element.scope.kind === 'product' ? products.get(resourceKey(element.scope.workspace, element.scope.id ?? '')) : undefined;
  return owner === undefined ? [] : [owner];
}

/** Most API policies that a suggestion rewrites. */
const mostApis = 5;

async function repairs(desk: RepairDesk, state: ServiceState, element: CorsElement, groups: readonly ChainGroup[]): Promise<readonly Repair[]> {
  const source = await elementSource(desk, element);
  const without = await withoutElement(desk, element);
  if (source === null || without === null) return [];
  const promise = concernsOnly(originsOf(element.policy));
  const common = { promise, certainty: 'documented', leansOn: null } as const;
  const found: Repair[] = [];
  const apis = [...new Set(groups.flatMap((group) => group.api ?? []))];
  if (apis.length <= mostApis) {
    const written = await Promise.all(apis.map((api) => withCorsOnTop(desk, api.policy, source)));
    const texts = [...without, ...written.flatMap((one) => one ?? [])];
    if (!written.includes(null)) {
      found.push({ ...common, title: { code: 'move-into-apis', given: { apis: apis.map((api) => api.id) } }, texts, givesMore: false });
    }
  }
  const global = await withCorsOnTop(desk, state.service.global, source);
  if (global !== null) found.push({ ...common, title: { code: 'move-into-global', given: {} }, texts: [...without, ...global], givesMore: true });
  return found;
}

const origins = ['https://app.contoso.com'];

/** Rule `product-cors-unreachable`: preflights do not reach a product’s <cors>. */
export const productCorsUnreachable: Rule = {
  id: 'product-cors-unreachable',
  title: 'A product’s <cors> that preflights do not reach',
  severity: 'error',
  severityNote: 'info when the metadata does not say whether the product needs a subscription',
  certainty: 'documented',
  detects:
    'A `<cors>` in the policy of a product that needs a subscription, or in a fragment that it includes, for origins that no API, workspace or global policy grants.',
  why: 'The subscription key says which product a request belongs to, and browsers never send one in the header of a preflight: the gateway answers without the product’s policies, with 404 where no other `<cors>` is in scope. Only a key in the URL, or an open product, brings the product in.',
  repair: 'Move the `<cors>` into the APIs’ policies or the global one.',
  sources: [corsPolicyPage, productKeysPage],
  get fails() {
    return [
      {
        name: 'only the product has a cors',
        head: repository({ [apiPath]: policy(['<base />']), ...product(policy([...cors({ origins }), '<base />'])) }),
      },
      {
        name: 'in a fragment that the product includes',
        head: repository({
          [apiPath]: policy(['<base />']),
          [fragmentPath]: within('fragment', cors({ origins })).join('\n'),
          ...product(policy(['<include-fragment fragment-id="browsers" />', '<base />'])),
        }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'the API includes the same fragment',
        head: repository({
          [apiPath]: policy(['<include-fragment fragment-id="browsers" />', '<base />']),
          [fragmentPath]: within('fragment', cors({ origins })).join('\n'),
          ...product(policy(['<include-fragment fragment-id="browsers" />', '<base />'])),
        }),
      },
      {
        name: 'an open product',
        head: repository({ [apiPath]: policy(['<base />']), ...product(policy([...cors({ origins }), '<base />']), false) }),
      },
      {
        name: 'the global policy grants the same origins',
        head: repository({ [globalPath]: policy(cors({ origins })), ...product(policy(['<base />', ...cors({ origins })])) }),
      },
      { name: 'the product has no cors', head: repository({ [apiPath]: policy(cors({ origins })), [productPath]: policy(['<base />']) }) },
    ];
  },
  *check(state) {
    let keyless: Keyless | null = null;
    const products = new Map(state.service.products.map((one) => [resourceKey(one.workspace, one.id), one] as const));
    for (const element of evaluatedCors(state)) {
      if (element.how !== 'direct') continue;
      for (const owner of ownersOf(state, element, products)) {
        if (isOpenProduct(owner)) continue;
        keyless ??= keylessGroups(state);
        const draft = draftOf(state, element, owner, keyless);
        if (draft !== null) yield draft;
      }
    }
  },
};
