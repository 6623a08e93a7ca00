import { mergeTargets, type Target } from '../apim/target.js';
import { isRefusal, victimsOf } from '../review/state-reasons.js';
import type { Harm, RootCause } from '../review/root-causes.js';
import type { Change, Finding } from '../review/review.js';
import type { Phrase } from './phrase.js';
import { shutOutHow, shuttingOut } from './sentences/cause-titles.js';

/** What a row tells: harm, or who is shut out as it stands. */
export type What = Harm | 'shutOut' | 'mayShutOut' | 'notDeployed' | 'less' | 'mayLess' | 'unclear' | 'other';

/** What happens at some operations. */
export interface Cell {
  readonly what: What;
  readonly before: Phrase;
  readonly after: Phrase;
  readonly state: Change['existence'];
  readonly environments: readonly string[] | null;
  readonly targets: readonly Target[];
  /** What it is after the change is not known. */
  readonly isOpen?: boolean;
  /** Headers written by hand leave it open, on a side at least. */
  readonly isByHand?: boolean;
}

/** The same, with those to whom it happens. */
export interface TableRow {
  /** Empty: everybody. */
  readonly origins: readonly string[];
  readonly cell: Cell;
}

/** Where a policy is refused. */
export const stays = 'refused at save: what is deployed stays';
/** Where a key in the URL lets in whom a key in a header does not. */
export const unlessInUrl = 'blocked, unless the key comes in the URL';

/** The operations for which nothing of a policy is deployed. */
export function refusalRows({ status, findings }: RootCause): readonly TableRow[] {
  const refused = status === 'new' ? findings.filter(({ says }) => isRefusal(says)) : [];
  const targets = mergeTargets(refused.flatMap((one) => one.targets));
  const [first] = refused;
  if (first === undefined || targets.length === 0) return [];
  const cell = { what: 'notDeployed', before: ['–'], after: [stays], state: 'changed', environments: first.environments, targets } as const;
  return [{ origins: [], cell }];
}

/** Who cannot call what as it stands, though no access changed: whom findings name together, on what they name. */
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
/** The origin is one of many that a careless comparison lets pass, and stands in no policy. */
const byHandOfSuch = `${byHand}, as may others like it: no policy names it`;

/** Who reads answers now, or no more, by a header written by hand, as findings name them. */
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
