import { mergeTargets, type Target } from '../apim/target.js';
import { isRefusal, victimsOf } from '../review/state-reasons.js';
import type { Harm, RootCause } from '../review/root-causes.js';
import type { Change, Finding } from '../review/review.js';
import type { Phrase } from './phrase.js';
import { shutOutHow, shuttingOut } from './sentences/cause-titles.js';

/** The content of a row: harm, or blocked origins in the current state. */
export type What = Harm | 'shutOut' | 'mayShutOut' | 'notDeployed' | 'less' | 'mayLess' | 'unclear' | 'other';

/** The outcome at some operations. */
export interface Cell {
  readonly what: What;
  readonly before: Phrase;
  readonly after: Phrase;
  readonly state: Change['existence'];
  readonly environments: readonly string[] | null;
  readonly targets: readonly Target[];
  /** The state after the change is unknown. */
  readonly isOpen?: boolean;
  /** Hand-written headers leave it open on some side. */
  readonly isByHand?: boolean;
}

/** The cell, with its origins. */
export interface TableRow {
  /** Empty: every origin. */
  readonly origins: readonly string[];
  readonly cell: Cell;
}

/** For a refused policy. */
export const stays = 'refused at save: what is deployed stays';
/** If a key in the URL gives access and a key in a header does not. */
export const unlessInUrl = 'blocked, unless the key comes in the URL';

/** Operations without a deployed policy. */
export function refusalRows({ status, findings }: RootCause): readonly TableRow[] {
  const refused = status === 'new' ? findings.filter(({ says }) => isRefusal(says)) : [];
  const targets = mergeTargets(refused.flatMap((one) => one.targets));
  const [first] = refused;
  if (first === undefined || targets.length === 0) return [];
  const cell = { what: 'notDeployed', before: ['–'], after: [stays], state: 'changed', environments: first.environments, targets } as const;
  return [{ origins: [], cell }];
}

/** Blocked origins without a change of access, with the operations in the findings. */
export function shutOutRows(cause: RootCause): readonly TableRow[] {
  const found = shuttingOut(cause);
  const together = new Map<string, { readonly origins: readonly string[]; readonly findings: Finding[] }>();
  for (const finding of found) {
    const origins = [...new Set(victimsOf(finding.says))];
    const key = JSON.stringify([origins, finding.environments]);
    const known = together.get(key);
    if (known === undefined) together.set(key, { origins, findings: [finding] });
    else known.findings.push(finding);
  }
  const { isAll, isFirm } = shutOutHow(found);
  return [...together.values()].flatMap(({ origins, findings }) =>
    origins.length === 0
      ? []
      : [
          {
            origins,
            cell: {
              what: isAll ? (isFirm ? 'shutOut' : 'mayShutOut') : isFirm ? 'less' : 'mayLess',
              before: ['–'],
              after: [
                isAll
                  ? isFirm
                    ? findings.every(({ rule }) => rule === 'product-cors-unreachable')
                      ? unlessInUrl
                      : 'blocked'
                    : 'may be blocked'
                  : isFirm
                    ? 'less than another policy grants'
                    : 'may be less than another policy grants',
              ],
              state: 'changed',
              environments: findings[0]?.environments ?? null,
              targets: mergeTargets(findings.flatMap((finding) => finding.targets)),
            } as const,
          },
        ],
  );
}

const byHand = 'may read answers (header by hand)';
/** The origin is one of many that a careless comparison accepts, and is in no policy. */
const byHandOfSuch = `${byHand}, as may others like it: no policy names it`;

/** Who can read answers now, or no more, by a hand-written header, from the findings. */
export function givenRows(cause: RootCause): readonly TableRow[] {
  return cause.findings.flatMap(({ says, environments, targets: reached }): readonly TableRow[] => {
    const row = (
      what: What,
      origins: readonly string[],
      [before, after]: readonly [string, string],
      targets: readonly Target[],
    ): readonly TableRow[] => [{ origins, cell: { what, before: [before], after: [after], state: 'changed', environments, targets } }];
    if (says.code === 'reflected-origin') return row('gains', ['*'], ['nothing', byHand], reached);
    if (says.code !== 'origin-check-changed') return [];
    const { way, origins, targets } = says.given;
    if (way === 'let-in') return row('gains', origins, ['nothing', says.given.isSuch === true ? byHandOfSuch : byHand], targets);
    if (way === 'kept-out') return row('mayLose', origins, [byHand, 'not sure'], targets);
    return way === 'untold' && says.given.isByHand !== true ? row('mayGain', ['*'], ['–', 'not known'], targets) : [];
  });
}
