import { resourceKey } from '../apim/resource-key.js';
import type { Service } from '../apim/service.js';
import type { Target } from '../apim/target.js';
import { isPortalOrigin } from '../cors/portal.js';
import { classifyOrigin } from '../cors/origin-class.js';
import type { OriginDifference } from '../cors/access-difference.js';
import { accessMoves, type AccessMove } from '../effective/access-move.js';
import { severityUnder } from '../effective/severity-under.js';
import { globalScope } from '../effective/scope-targets.js';
import type { Exposure } from '../effective/statement.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import type { Severity } from '../effective/severity.js';
import { corsPolicyPage, fetchStandard } from '../cors/sources.js';
import { isOpen } from '../text/open-parts.js';

/** Why an origin of its kind deserves a look, and how much of one. */
interface Exposed {
  readonly severity: Severity;
  readonly exposure: Exposure | null;
}

/** Rule `access-widened`: somebody gains access. */
export const accessWidened: Rule = {
  id: 'access-widened',
  title: 'A web app gains access',
  severity: 'warning',
  severityNote:
    'info for an https origin, and for operations that are new where none is gone (a product that is new to an API makes none); warning for loopback, http, IP, intranet, shared-hosting and playground origins and for every origin; error for those with credentials that anybody can take on: every origin, null, a hosting suffix, a playground, http',
  certainty: 'documented',
  detects:
    'An origin that gets access, methods, headers, credentials or exposed headers it did not have before the change, on the effective policy of any operation.',
  why: 'Who may call an API from a browser is decided by the effective policy; the diff of the file does not show it.',
  repair: 'None: only you know whether it is meant.',
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
    for (const move of accessMoves(changes, 'widened', (head ?? base)?.service.root ?? '')) {
      const { moves, targets, existence, isRefused, wasRefused, holding, certainty, place, key } = move;
      yield {
        rule: 'access-widened',
        severity: severityUnder(holding, severityOf(move, replaces || (base !== null && wasThere(move.targets, base.service)))),
        certainty,
        says: { code: 'access-widened', given: { moves, targets, existence, isRefused, wasRefused, holding, exposures: exposuresOf(move) } },
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

/** Whether an API or an operation of base is not in head: what is new may stand in its place, under another URL. */
function isSomethingGone(base: Service, head: Service): boolean {
  const now = new Map(head.apis.map((api) => [resourceKey(api.workspace, api.id), api]));
  return base.apis.some((api) => {
    const other = now.get(resourceKey(api.workspace, api.id));
    if (other === undefined) return true;
    const ids = new Set(other.operations.map(({ id }) => id));
    return other.operationsKnown && api.operations.some(({ id }) => !ids.has(id));
  });
}

/** Whether base has one of the APIs with the operations that are told, if in no such product: what is new is a way to them. */
function wasThere(targets: readonly Target[], { apis }: Service): boolean {
  const before = new Map(apis.map((api) => [resourceKey(api.workspace, api.id), api]));
  return targets.some(({ workspace, product, api, operations }) => {
    const was = product === null || api === null ? undefined : before.get(resourceKey(workspace, api));
    return was !== undefined && (operations.length === 0 || was.operations.some(({ id }) => operations.includes(id)));
  });
}

function severityOf(move: AccessMove, replaces: boolean): Severity {
  if (move.existence === 'added' && !replaces) return 'info';
  return move.origins
    .map((origin) => exposureOf(origin).severity)
    .reduce((a, b) => (a === 'error' || b === 'error' ? 'error' : a === 'warning' || b === 'warning' ? 'warning' : 'info'), 'info');
}

/** Each once, in the order of the origins. */
function exposuresOf(move: AccessMove): readonly Exposure[] {
  return [...new Set(move.origins.flatMap((origin) => exposureOf(origin).exposure ?? []))];
}

/** What it means that this origin gains something. Methods and headers for an origin that had access before are no new exposure. */
function exposureOf(difference: OriginDifference): Exposed {
  const { origin, before, after } = difference;
  const isNew = before.allowed !== 'yes' && after.allowed !== 'no';
  const gainsCredentials = after.credentials !== false && before.credentials === false;
  if (!isNew && !gainsCredentials) return { severity: 'info', exposure: null };
  const withCredentials = after.credentials !== false;
  if (origin === '*') {
    return {
      severity: withCredentials ? 'error' : 'warning',
      exposure: withCredentials ? 'any-website-with-credentials' : 'any-website',
    };
  }
  if (origin === 'null') return { severity: 'error', exposure: 'null' };
  if (!origin.includes('://') || isOpen(origin, 'origin')) return { severity: 'info', exposure: 'unknown-origin' };
  const raised: Severity = withCredentials ? 'error' : 'warning';
  switch (classifyOrigin(origin)) {
    case 'https':
      // The portal's button writes them; that its console may then carry them is what it is for.
      return gainsCredentials && !isNew && !isPortalOrigin(origin)
        ? { severity: 'warning', exposure: 'now-with-credentials' }
        : { severity: 'info', exposure: null };
    case 'loopback':
      return { severity: 'warning', exposure: 'loopback' };
    case 'http':
      return { severity: raised, exposure: 'http' };
    case 'ip':
      return { severity: 'warning', exposure: 'ip' };
    case 'intranet':
      return { severity: 'warning', exposure: 'intranet' };
    case 'shared-hosting':
      return { severity: 'warning', exposure: 'shared-hosting' };
    case 'shared-hosting-suffix':
      return { severity: 'error', exposure: 'shared-hosting-suffix' };
    case 'playground':
      return { severity: raised, exposure: 'playground' };
    case 'custom-scheme':
      return { severity: 'warning', exposure: 'custom-scheme' };
  }
}
