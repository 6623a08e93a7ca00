import type { EffectiveStatement } from '../apim/layers.js';
import { countOperations, type Target } from '../apim/target.js';
import type { AccessChangeView } from '../effective/access-change.js';
import { phrase } from '../rules/access-move.js';
import { describeOrigin, describeTargets, listing } from '../effective/naming.js';
import type { ServiceState } from '../effective/service-state.js';

/** Inherited policies (not CORS) that run in one state and not in the other, as "rate-limit (policy.xml:12)". */
export interface PolicyMoves {
  readonly noLongerRun: readonly string[];
  readonly nowRun: readonly string[];
}

/**
 * Which non-CORS policies of a broader scope start or stop running for the operations whose documents a repair touches.
 * Pairs of chains alone do not tell: two chains may be equal for CORS and differ here, so every touched group is looked at.
 */
export function policyMoves(head: ServiceState, repaired: ServiceState, paths: ReadonlySet<string>): PolicyMoves {
  if (inheritsAlike(head, repaired, paths)) return { noLongerRun: [], nowRun: [] };
  const lost = new Set<string>();
  const gained = new Set<string>();
  const seen = new Set<string>();
  const after = new Map(repaired.groups.flatMap((group) => targetKeys(group.target).map((key) => [key, group] as const)));
  for (const group of head.groups) {
    const touched = group.layers.some((layer) => layer.file?.ok === true && paths.has(layer.file.document.path));
    const [target = ''] = targetKeys(group.target);
    const now = touched ? after.get(target) : undefined;
    if (now === undefined) continue;
    const key = group.layers.map((layer) => (layer.file?.ok === true ? layer.file.document.path : '')).join('|');
    if (seen.has(key)) continue;
    seen.add(key);
    const runsBefore = inheritedPolicies(head.effective(group.layers), paths);
    const runsAfter = inheritedPolicies(repaired.effective(now.layers), paths);
    for (const policy of runsBefore) if (!runsAfter.has(policy)) lost.add(policy);
    for (const policy of runsAfter) if (!runsBefore.has(policy)) gained.add(policy);
  }
  return { noLongerRun: [...lost], nowRun: [...gained] };
}

/** True when no edited document inherits or runs anything else than before: then nothing starts or stops running, and no group need be looked at. */
function inheritsAlike(head: ServiceState, repaired: ServiceState, paths: ReadonlySet<string>): boolean {
  const shapes = (state: ServiceState): string => {
    const edited = [...state.documents()].flatMap(({ file }) => (file.ok && paths.has(file.document.path) ? [file.document] : []));
    return JSON.stringify(
      edited.map((document) => [
        document.path,
        (document.sections.get('inbound')?.statements ?? []).flatMap((statement) =>
          statement.kind === 'base' ? ['base'] : statement.kind === 'others' ? statement.names : statement.kind === 'cors' ? [] : [statement.kind],
        ),
      ]),
    );
  };
  return shapes(head) === shapes(repaired);
}

/** One key an operation; one for the API as a whole where its operations are not listed. */
function targetKeys({ workspace, product, api, operations }: Target): readonly string[] {
  const whole = [workspace ?? '', product ?? '', api ?? ''].join('\u0000');
  return operations.length === 0 ? [whole] : operations.map((operation) => `${whole}\u0000${operation}`);
}

function inheritedPolicies(statements: readonly EffectiveStatement[], own: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(
    statements.flatMap((statement) =>
      statement.kind === 'policy' && !own.has(statement.place.path) ? [`<${statement.name}> (${statement.place.path}:${statement.place.line})`] : [],
    ),
  );
}

/** What a repair changes for whom, in sentences: exactly the difference in access, head against repaired head, and the policies that start or stop running. */
export function effectText(views: readonly AccessChangeView[], moves: PolicyMoves): string {
  const sentences: string[] = [];
  if (views.length === 0) sentences.push('Nobody’s access changes.');
  for (const view of views.slice(0, mostGroups)) sentences.push(...groupSentences(view));
  const rest = views.slice(mostGroups);
  if (rest.length > 0) sentences.push(`Access also changes on ${countOperations(rest.flatMap((view) => view.targets))} more operations.`);
  if (moves.noLongerRun.length > 0) sentences.push(`No longer run here: ${listing(moves.noLongerRun, 8)}.`);
  else if (views.length > 0) sentences.push('Every inherited policy still runs.');
  if (moves.nowRun.length > 0) sentences.push(`Now run here too: ${listing(moves.nowRun, 8)}.`);
  return sentences.join(' ');
}

const mostGroups = 4;

function groupSentences(view: AccessChangeView): string[] {
  const where = describeTargets(view.targets);
  const byPhrase = new Map<string, string[]>();
  for (const origin of view.difference.origins) {
    const what = whatHappens(origin);
    const origins = byPhrase.get(what) ?? [];
    origins.push(describeOrigin(origin.origin));
    byPhrase.set(what, origins);
  }
  return [...byPhrase].map(([what, origins]) => `${listing(origins, 5)}: ${what} on ${where}.`);
}

function whatHappens({ before, after, changes }: AccessChangeView['difference']['origins'][number]): string {
  const access = changes.find((change) => change.what === 'access');
  if (access !== undefined) {
    const gains = access.gained.length > 0;
    if (gains && access.lost.length > 0) return 'access changes, and the readings disagree on how';
    if (gains)
      return after.allowed === 'unknown'
        ? 'gains access under some readings only'
        : before.allowed === 'unknown'
          ? 'gains access for certain'
          : 'gains access';
    return before.allowed === 'unknown' || after.allowed === 'unknown' ? 'may lose access' : 'loses access';
  }
  const told = changes.filter((change) => change.what !== 'max-age');
  const gained = told.flatMap((change) => (change.gained.length > 0 ? [phrase(change, change.gained)] : []));
  const lost = told.flatMap((change) => (change.lost.length > 0 ? [phrase(change, change.lost)] : []));
  const parts = [...(gained.length > 0 ? [`gains ${listing(gained, 9)}`] : []), ...(lost.length > 0 ? [`loses ${listing(lost, 9)}`] : [])];
  if (parts.length === 0) return changes.length > 0 ? 'preflights are cached for another time' : 'what changes is not known';
  return parts.join(', ');
}
