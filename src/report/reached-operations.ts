import type { Review, Target } from '../review/review.js';
import { counted } from './counting.js';
import { type Phrase, code, join, listed, phrase } from './phrase.js';
import { listing } from './vocabulary.js';

/** Whether the review concerns several folders of artifacts, so that an API's name alone is ambiguous. */
export function severalRoots(review: Review): boolean {
  const roots = new Set<string>();
  for (const { targets } of [...review.changes, ...review.findings]) for (const target of targets) roots.add(target.root);
  return roots.size > 1;
}

/** "all 12 operations of `orders`, 3 operations of `customers` and 14 more APIs". */
export function targetsPhrase(targets: readonly Target[], showRoots: boolean, most = 3): Phrase {
  const groups = new Map<string, { readonly target: Target; readonly products: Set<string | null>; isOpen: boolean }>();
  for (const target of targets) {
    const key = JSON.stringify([target.root, target.workspace, target.api, target.operations]);
    const group = groups.get(key) ?? { target, products: new Set<string | null>(), isOpen: true };
    group.products.add(target.product);
    group.isOpen &&= target.product === null || target.isOpen === true;
    groups.set(key, group);
  }
  const phrases = [...groups.values()].map(({ target, products, isOpen }): Phrase => [
    ...targetPhrase(target, showRoots),
    ...productsPhrase([...products], isOpen),
  ]);
  if (phrases.length <= most) return join(phrases, '; ');
  const rest = [...groups.values()].slice(most).map(({ target }) => target);
  const operations = rest.reduce(
    (sum, target) => sum + Math.max(1, target.operations.length === 0 ? target.operationsInApi : target.operations.length),
    0,
  );
  const apis = new Set(rest.map((target) => JSON.stringify([target.root, target.workspace, target.api]))).size;
  return [...join(phrases.slice(0, most), '; '), `; and ${counted(operations, 'operation')} of ${counted(apis, 'more API', 'more APIs')}`];
}

/** APIs whose operations are all meant, by name only; null: a name is not enough. */
export function wholeApis(targets: readonly Target[], most: number): Phrase | null {
  const isWhole = targets.every(
    ({ root, workspace, product, api, operations, operationsInApi }) =>
      root === targets[0]?.root &&
      workspace === null &&
      product === null &&
      api !== null &&
      (operations.length === 0 || operations.length === operationsInApi),
  );
  if (!isWhole) return null;
  const apis = targets.flatMap(({ api }) => (api === null ? [] : [[code(api)]]));
  return apis.length > most ? phrase`${apis.length} APIs: ${listed(apis.slice(0, most), most)}, …` : listing(apis, most);
}

function targetPhrase(target: Target, showRoots: boolean): Phrase {
  const where: Phrase = [
    ...(target.workspace === null ? [] : [' in workspace ', code(target.workspace)]),
    ...(showRoots ? [' under ', target.root === '' ? 'the root' : code(target.root)] : []),
  ];
  if (target.api === null) return ['every API that inherits the global policy', ...where];
  const api: Phrase = [code(target.api), ...where];
  const count = target.operations.length;
  if (count === 0) return ['API ', ...api];
  if (count === target.operationsInApi) return count === 1 ? ['the one operation of ', ...api] : [`all ${count} operations of `, ...api];
  if (count > 3) return [target.operationsInApi > count ? `${count} of ${target.operationsInApi} operations of ` : `${count} operations of `, ...api];
  return [
    ...join(
      target.operations.map((operation): Phrase => [code(operation)]),
      ', ',
    ),
    ' of ',
    ...api,
  ];
}

function productsPhrase(products: readonly (string | null)[], isOpen: boolean): Phrase {
  const named = products.filter((product) => product !== null);
  if (named.length === 0) return [];
  const list = listed(
    named.map((product): Phrase => [code(product)]),
    3,
  );
  if (isOpen) return [named.length === products.length ? ' through product ' : ' with or without product ', ...list];
  return named.length === products.length ? [' with a key of product ', ...list] : [' with or without a key of product ', ...list];
}
