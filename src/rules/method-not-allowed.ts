import { mergeTargets, type Target } from '../apim/target.js';
import type { CorsPolicy } from '../cors/cors-policy.js';
import { groupsDecidedBy } from '../effective/deciding.js';
import { certaintyOf, severityUnder, strongestHolding, type Holding } from '../effective/severity-under.js';
import { startOf } from '../effective/finding-place.js';
import { evaluatedCors } from '../effective/service-state.js';
import { repairElement } from '../repairs/element-repair.js';
import { apiPath, cors, globalPath, operationPath, ordersSpecification, policy, repository } from '../layouts/apiops/example.js';
import { addEntries } from '../repairs/list-entries.js';
import { onlyGains } from '../repairs/promises.js';
import { operationsOf } from '../effective/needed-headers.js';
import type { Draft, Rule } from './rule.js';
import { corsPolicyPage, fetchMethods } from '../cors/sources.js';
import type { ChainGroup, CorsElement, ServiceState } from '../effective/service-state.js';
import { addTo } from '../text/add-to.js';

/** Fetch standard: the first three need no listing, OPTIONS is that of the preflight, and scripts cannot send the rest. */
const neverNeeded: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS', 'TRACE', 'CONNECT', 'TRACK']);

/**
 * Methods that are not listed but that browsers need to call the operations; by method, the operations. An operation with every method (`*`) is satisfied by
 * those listed.
 */
function missingIn(policy: CorsPolicy, group: ChainGroup): ReadonlyMap<string, readonly string[]> {
  const missing = new Map<string, string[]>();
  for (const { id, method } of operationsOf(group)) {
    if (method === null || method === '*' || neverNeeded.has(method) || isListed(policy, method)) continue;
    addTo(missing, method, id);
  }
  return missing;
}

/** Ignores case: `put` is reported by `method-case`. */
function isListed({ methods }: CorsPolicy, method: string): boolean {
  return methods.kind === 'list' && methods.entries.some((entry) => entry.name.toUpperCase() === method);
}

function mayListAnything({ methods }: CorsPolicy): boolean {
  return methods.kind === 'list' && (methods.any || methods.unresolved.length > 0);
}

function draftOf(state: ServiceState, element: CorsElement): Draft | null {
  const methods = new Set<string>();
  const targets: Target[] = [];
  const holdings: Holding[] = [];
  for (const { group, deciding } of groupsDecidedBy(state, element)) {
    const missing = missingIn(element.policy, group);
    if (missing.size === 0) continue;
    for (const method of missing.keys()) methods.add(method);
    targets.push({ ...group.target, operations: [...missing.values()].flat() });
    holdings.push(deciding.holding);
  }
  if (methods.size === 0) return null;
  const names = [...methods].sort();
  const reached = mergeTargets(targets);
  const holding = strongestHolding(holdings);
  const { place } = element.element;
  return {
    rule: 'method-not-allowed',
    // The policy of an operation shows what it is for.
    severity: severityUnder(holding, element.scope.kind === 'operation' ? 'error' : 'warning'),
    certainty: certaintyOf(holding, 'documented'),
    says: {
      code: 'method-not-allowed',
      given: { isListAbsent: element.policy.methods.kind === 'absent', methods: names, targets: reached, holding },
    },
    place: element.policy.methods.kind === 'absent' ? startOf(place) : startOf(element.policy.methods.place),
    alsoAt: [startOf(place)],
    scope: element.scope,
    key: names.join(' '),
    targets: reached,
    repairs: (desk) =>
      repairElement(desk, place, (document, found) => addEntries(document, found, 'allowed-methods', names, ['GET', 'POST']), {
        title: { code: 'list', given: { names } },
        // For an operation of that method, the method is the access itself.
        promise: onlyGains('methods', 'access'),
      }),
  };
}

const origins = ['https://app.contoso.com'];

/** Rule `method-not-allowed`: an operation’s method is not allowed. */
export const methodNotAllowed: Rule = {
  id: 'method-not-allowed',
  title: 'An operation’s method is not allowed',
  severity: 'warning',
  severityNote: 'error in the policy of the operation itself',
  certainty: 'documented',
  detects:
    'Operations of the specification whose method the `<cors>` that answers their preflights does not list. GET, HEAD and POST need no listing.',
  why: 'Browsers send PUT, PATCH and DELETE only when the answer to the preflight allows them. A `<cors>` without `<allowed-methods>` allows GET and POST.',
  repair: 'List the method. Where browsers are not meant to call the operation, ignore the finding with the reason.',
  sources: [corsPolicyPage, fetchMethods],
  get fails() {
    return [
      { name: 'a PUT operation, and GET alone is listed', head: repository({ [apiPath]: policy(cors({ origins, methods: ['GET'] })) }) },
      {
        name: 'no allowed-methods at all, which means GET and POST',
        head: repository({ [apiPath]: policy(withoutMethods(cors({ origins }))), ...ordersSpecification(['get', 'delete']) }),
      },
      {
        name: 'the policy of the operation itself',
        head: repository({
          [operationPath.replace('get-order', 'put-order')]: policy(cors({ origins, methods: ['GET'] })),
        }),
      },
    ];
  },
  get passes() {
    return [
      { name: 'it is listed', head: repository({ [apiPath]: policy(cors({ origins, methods: ['GET', 'PUT'] })) }) },
      {
        name: 'POST need not be listed',
        head: repository({ [apiPath]: policy(cors({ origins, methods: ['GET'] })), ...ordersSpecification(['get', 'post']) }),
      },
      {
        name: 'no operation has a method that is missing',
        head: repository({ [apiPath]: policy(cors({ origins, methods: ['GET'] })), ...ordersSpecification(['get']) }),
      },
      {
        name: 'a narrower list below decides for the operation',
        head: repository({
          [globalPath]: policy(cors({ origins, methods: ['GET'] })),
          [apiPath]: policy(cors({ origins, methods: ['GET', 'PUT'] })),
        }),
      },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const draft = mayListAnything(element.policy) ? null : draftOf(state, element);
      if (draft !== null) yield draft;
    }
  },
};

function withoutMethods(lines: readonly string[]): readonly string[] {
  const start = lines.indexOf('  <allowed-methods>');
  return [...lines.slice(0, start), ...lines.slice(lines.indexOf('  </allowed-methods>') + 1)];
}
