import { handWritten } from '../cors/hand-written.js';
import { isNobody } from '../cors/origin-match.js';
import { accessMoves, inBase, mayShutOut, type AccessMove } from '../effective/access-move.js';
import { severityUnder } from '../effective/severity-under.js';
import { globalScope } from '../effective/scope-targets.js';
import type { AccessChangeView } from '../effective/access-change.js';
import { apiPath, cors, globalPath, policy, repository } from '../layouts/apiops/example.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import type { Rule } from './rule.js';
import { findShadows } from '../effective/shadow.js';
import { corsPolicyPage, fetchStandard } from '../cors/sources.js';
import type { ServiceState } from '../effective/service-state.js';

/** Rule `access-narrowed`: a change takes access from origins. */
export const accessNarrowed: Rule = {
  id: 'access-narrowed',
  title: 'A web app loses access',
  severity: 'warning',
  severityNote:
    'error where headers written by hand still name the origin and cannot give back what it loses; info when what no policy opens to an origin by name is gone, or when it holds only under a reading that nothing documents or reports; an origin that a policy names and that may be shut out is a warning under every reading',
  certainty: 'documented',
  detects: 'An origin that loses access, methods, headers, credentials or exposed headers on the effective policy of any operation.',
  why: 'Pages of that origin stop working, with a CORS error in the console and nothing in the API’s own log.',
  repair: 'Where an inherited `<cors>` is the cause: the repairs of `inherited-cors-decides`.',
  sources: [corsPolicyPage, fetchStandard],
  get fails() {
    return [
      {
        name: 'an origin is removed',
        base: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com', 'https://www.contoso.com'] })) }),
        head: repository({ [apiPath]: policy(cors({ origins: ['https://www.contoso.com'] })) }),
      },
      {
        name: 'a global cors comes first',
        base: repository({ [globalPath]: policy([]), [apiPath]: policy(['<base />', ...cors({ origins: ['https://app.contoso.com'] })]) }),
        head: repository({
          [globalPath]: policy(cors({ origins: ['https://contoso.developer.azure-api.net'], attributes: '' })),
          [apiPath]: policy(['<base />', ...cors({ origins: ['https://app.contoso.com'] })]),
        }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'an origin is added',
        base: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) }),
        head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com', 'https://www.contoso.com'] })) }),
      },
    ];
  },
  *checkChanges({ changes, base, head }) {
    for (const move of accessMoves(changes, 'narrowed', (head ?? base)?.service.root ?? '')) {
      const { moves, targets, existence, isRefused, wasRefused, holding, ofBase, certainty, place, key, views } = move;
      yield {
        rule: 'access-narrowed',
        severity:
          isOfLetIn(move) || (isGone(move) && (base?.service.isRenamed === true || !namesSomebody(move)))
            ? 'info'
            : isMeantToKeep(move)
              ? 'error'
              : mayShutOut(move)
                ? 'warning'
                : severityUnder(holding, 'warning'),
        certainty,
        says: { code: 'access-narrowed', given: { moves, targets, existence, isRefused, wasRefused, holding, ...inBase(ofBase) } },
        place,
        alsoAt: [],
        scope: globalScope,
        key,
        targets,
        repairs: (desk) => repairs(desk, head, views),
      };
    }
  },
};

/** No operation answers there any more. */
function isGone({ existence }: AccessMove): boolean {
  return existence === 'removed' || existence === 'moved';
}

/** Access without a named origin has no known caller. */
function namesSomebody({ origins }: AccessMove): boolean {
  return origins.some(({ origin }) => !isNobody(origin));
}

/** An origin that keeps its access can only lose what another reading gave it. */
function isOfLetIn({ origins, holding }: AccessMove): boolean {
  if (holding.when !== 'sometimes' || holding.under === 'leanings') return false;
  return origins.every(({ before, after }) => before.allowed !== 'yes' && after.allowed === 'yes');
}

/** A named origin certainly loses access that hand-written headers cannot restore, and they still name it, so it is meant to keep access. */
function isMeantToKeep({ moves, holding, views }: AccessMove): boolean {
  if (severityUnder(holding, 'error') !== 'error') return false;
  const named = moves.map(({ origin }) => origin).filter((origin) => origin !== '*' && origin !== 'null');
  const writers = views.flatMap(({ head }) => head?.written.map(handWritten) ?? []).filter(({ header }) => header === 'access-control-allow-origin');
  return writers.some(({ reflects, values }) => (reflects && named.length > 0) || named.some((origin) => values?.includes(origin) === true));
}

/** Most shadows that are tried for repairs: one suffices if they share an inherited `<cors>`. */
const mostShadows = 3;

/** If an earlier `<cors>` took the access, the repairs of that shadow; an origin removed from a list was removed on purpose. */
async function repairs(desk: RepairDesk, head: ServiceState | null, views: readonly AccessChangeView[]): Promise<readonly Repair[]> {
  if (head === null) return [];
  const chains = new Set(views.map((view) => view.head));
  const found = new Map<string, Repair>();
  const { shadowRepairs } = await import('../repairs/shadow-repairs.js');
  let shadows = 0;
  for (const shadow of findShadows(head)) {
    if (!shadow.groups.some((group) => chains.has(group.chain))) continue;
    for (const repair of await shadowRepairs(desk, head, shadow)) found.set(JSON.stringify(repair.texts), repair);
    shadows += 1;
    if (shadows === mostShadows) break;
  }
  return [...found.values()];
}
