import { resourceKey } from '../apim/resource-key.js';
import type { Service } from '../apim/service.js';
import type { Target } from '../apim/target.js';
import { checkedOrigins, type CheckedOrigin } from '../effective/checked-requests.js';
import { exposureOf } from '../effective/exposure.js';
import { accessMoves, inBase, type AccessMove } from '../effective/access-move.js';
import { severityUnder } from '../effective/severity-under.js';
import { globalScope } from '../effective/scope-targets.js';
import type { Exposure, StatementArguments } from '../effective/statement.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import type { Severity } from '../text/scales.js';
import { corsPolicyPage, fetchStandard } from '../cors/sources.js';

/** Rule `access-widened`: a change gives origins access. */
export const accessWidened: Rule = {
  id: 'access-widened',
  title: 'A web app gains access',
  severity: 'warning',
  severityNote:
    'info for an https origin, for refusals by a check of the origin that pages come to read, and for operations that are new where none is gone (a product that is new to an API makes none); warning for loopback, http, IP, intranet, shared-hosting and playground origins and for every origin; error for those with credentials that anybody can take on: every origin, null, a hosting suffix, a playground, http',
  certainty: 'documented',
  detects:
    'An origin that gets access, methods, headers, credentials or exposed headers it did not have before the change, on the effective policy of any operation.',
  why: 'Who may call an API from a browser is decided by the effective policy; the diff of the file does not show it.',
  repair: 'Take back what lets them in, or ignore it with a reason where it is meant.',
  sources: [corsPolicyPage, fetchStandard],
  get fails() {
    return [
      {
        name: 'an origin is added',
        base: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) }),
        head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com', 'http://localhost:3000'] })) }),
      },
      {
        name: 'a method is added',
        base: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], methods: ['GET'] })) }),
        head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], methods: ['GET', 'PUT'] })) }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'a method is added that no operation has',
        base: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], methods: ['GET'] })) }),
        head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], methods: ['GET', 'DELETE'] })) }),
      },
      {
        name: 'order, spelling and layout of the list',
        base: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com', 'https://www.contoso.com'] })) }),
        head: repository({ [apiPath]: policy([...cors({ origins: ['https://www.contoso.com', 'https://app.contoso.com'] }), '']) }),
      },
    ];
  },
  *checkChanges({ changes, base, head }) {
    const replaces = base !== null && head !== null && isSomethingGone(base.service, head.service);
    const wasThere = thoseOf(base?.service ?? null);
    for (const move of accessMoves(changes, 'widened', (head ?? base)?.service.root ?? '')) {
      const { moves, targets, existence, isRefused, wasRefused, wasUnread, holding, ofBase, certainty, place, key } = move;
      const ofRefusals = base !== null && head !== null && areAllRefused(move, checkedOrigins(base, head)) ? ({ onlyRefusals: true } as const) : null;
      const exposed = ofRefusals === null ? exposuresOf(move) : { exposures: [] };
      const severity = severityOf(move, replaces || wasThere(move.targets));
      yield {
        rule: 'access-widened',
        severity: ofRefusals === null ? severityUnder(holding, severity) : 'info',
        certainty,
        says: {
          code: 'access-widened',
          given: {
            moves,
            targets,
            existence,
            isRefused,
            wasRefused,
            ...(wasUnread ? { wasUnread } : {}),
            holding,
            ...inBase(ofBase),
            ...exposed,
            ...ofRefusals,
          },
        },
        place,
        alsoAt: [],
        scope: globalScope,
        key,
        targets,
        repairs: null,
      };
    }
  },
};

/** Whether an origin check behind `<cors>` refuses everything that gains access: then pages can read only the refusal. */
function areAllRefused({ moves }: AccessMove, checked: readonly CheckedOrigin[]): boolean {
  if (moves.length === 0 || checked.length === 0) return false;
  const keysOf = ({ workspace, product, api, operations }: Target): readonly string[] =>
    operations.map((operation) => JSON.stringify([workspace, product, api, operation]));
  const refused = new Map<string, Set<string>>();
  for (const { way, origin, target } of checked) {
    if (way !== 'still') continue;
    const known = refused.get(origin) ?? new Set();
    refused.set(origin, known);
    for (const key of keysOf(target)) known.add(key);
  }
  return moves.every(({ origin, targets }) =>
    targets.every((target) => target.operations.length > 0 && keysOf(target).every((key) => refused.get(origin)?.has(key) === true)),
  );
}

/** Whether head lacks an API or operation of base: the new one may replace it under another URL. */
function isSomethingGone(base: Service, head: Service): boolean {
  const now = new Map(head.apis.map((api) => [resourceKey(api.workspace, api.id), api]));
  return base.apis.some((api) => {
    const other = now.get(resourceKey(api.workspace, api.id));
    if (other === undefined) return true;
    const ids = new Set(other.operations.map(({ id }) => id));
    return other.operationsKnown && api.operations.some(({ id }) => !ids.has(id));
  });
}

/** Whether base has one of the APIs with these operations, but not in this product: the new product is a further way to them. */
function thoseOf(base: Service | null): (targets: readonly Target[]) => boolean {
  const before = new Map(base?.apis.map((api) => [resourceKey(api.workspace, api.id), api]));
  return (targets) =>
    targets.some(({ workspace, product, api, operations }) => {
      const was = product === null || api === null ? undefined : before.get(resourceKey(workspace, api));
      return was !== undefined && (operations.length === 0 || was.operations.some(({ id }) => operations.includes(id)));
    });
}

function severityOf(move: AccessMove, replaces: boolean): Severity {
  if (move.existence === 'added' && !replaces) return 'info';
  return move.origins
    .map((origin) => exposureOf(origin.origin, origin.before, origin.after).severity)
    .reduce((a, b) => (a === 'error' || b === 'error' ? 'error' : a === 'warning' || b === 'warning' ? 'warning' : 'info'), 'info');
}

/** Most origins named with an exposure. */
const mostExposed = 4;

/** Distinct exposures in the order of the origins; with the origins if not all that gain are exposed alike. */
function exposuresOf(move: AccessMove): Pick<StatementArguments['access-widened'], 'exposures' | 'exposed'> {
  const found = new Map<Exposure, string[]>();
  const reasons = new Set<Exposure | null>();
  for (const { origin, before, after } of move.origins) {
    const { exposure } = exposureOf(origin, before, after);
    reasons.add(exposure);
    if (exposure === null) continue;
    const origins = found.get(exposure) ?? [];
    if (origins.length < mostExposed) origins.push(origin);
    found.set(exposure, origins);
  }
  const exposures = [...found.keys()];
  return reasons.size < 2 || exposures.length === 0
    ? { exposures }
    : { exposures, exposed: [...found].map(([exposure, origins]) => ({ exposure, origins })) };
}
