import type { PolicyDocument } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import type { Target } from '../apim/target.js';
import { handWritten } from '../cors/hand-written.js';
import { serialise } from '../cors/serialised-origin.js';
import { headersNeededBy } from '../effective/needed-headers.js';
import type { ServiceState } from '../effective/service-state.js';
import { parseXml } from '../xml/document.js';
import { methodsOf, newCors, withoutWriters } from './cors-for-reflection.js';
import { withNewCors } from './new-cors.js';
import { concernsOnly, takesNothing } from './promises.js';
import type { Repair, RepairDesk } from './repair.js';

/** A policy with hand-written CORS headers, and its operations. */
export interface WrittenPolicy {
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  readonly targets: readonly Target[];
  /** The headers are in `<inbound>` and reach no browser: whom they were meant to let in is a guess. */
  readonly isInbound: boolean;
}

const allowOrigin = 'access-control-allow-origin';

/**
 * A `<cors>` in place of headers that `<outbound>` writes with literal values: it also answers preflights and errors. No repair if a value is unknown or
 * conditional.
 */
export async function corsForWritten(
  desk: RepairDesk,
  state: ServiceState,
  { document: policy, scope, targets, isInbound }: WrittenPolicy,
): Promise<readonly Repair[]> {
  const inbound = policy.sections.get('inbound');
  const all = policy.headerWriters.map(handWritten);
  const origins = new Set(all.flatMap(({ header, values, action }) => (header === allowOrigin && action !== 'delete' ? (values ?? ['']) : [])));
  const [origin = ''] = origins;
  if (inbound === undefined || scope.kind === 'fragment' || origins.size !== 1 || !isWhole(origin) || all.some(({ values }) => values === null))
    return [];
  if (isInbound && origin === '*') return [];
  const document = await desk.open(policy.ref);
  const bare = document === null ? null : withoutWriters(document, policy.headerWriters);
  const again = bare === null ? null : parseXml(bare);
  if (again?.ok !== true) return [];
  const credentials = all.some(({ header, values }) => header === 'access-control-allow-credentials' && values?.join() === 'true');
  const meant = { origins: [origin], credentials, methods: methodsOf(state, targets), headers: neededOn(state, targets) };
  const { lists } = newCors(policy, meant);
  // The header alone allows every method that needs no preflight.
  const methods = [...new Set([...(lists['allowed-methods'] ?? []), ...meant.methods])];
  const text = withNewCors(again.document, inbound.place, { credentials, lists: { ...lists, 'allowed-methods': methods } });
  if (text === null) return [];
  const second = { code: 'delete-set-header', given: { count: policy.headerWriters.length } } as const;
  const concerned = concernsOnly([origin]);
  return [
    {
      title: { code: 'both', given: { first: { code: 'add-cors', given: { scope } }, second } },
      texts: [{ ref: policy.ref, text }],
      promise: (views) => concerned(views) && takesNothing(views),
      certainty: isInbound ? 'inferred' : 'documented',
      givesMore: false,
      leansOn: isInbound ? { code: 'meant', given: { texts: [origin] } } : null,
    },
  ];
}

/** An origin as browsers send it, or `*`. */
function isWhole(value: string): boolean {
  const read = serialise(value);
  return value === '*' || ('origin' in read && read.origin === value);
}

/** Headers that requests to these operations have to carry. */
function neededOn(state: ServiceState, targets: readonly Target[]): readonly string[] {
  const isMeant = ({ workspace, api, operations }: Target): boolean =>
    targets.some(
      (one) =>
        one.workspace === workspace &&
        one.api === api &&
        (one.operations.length === 0 || operations.length === 0 || operations.some((id) => one.operations.includes(id))),
    );
  const needed = state.groups.filter(({ target }) => isMeant(target)).flatMap((group) => headersNeededBy(state, group));
  return [...new Set(needed.map(({ name }) => name))].sort();
}
