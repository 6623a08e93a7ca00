import { mergeTargets } from '../apim/target.js';
import { isListed, listedKey, together } from '../effective/listed.js';
import { rules } from '../rules/catalogue.js';
import { placesOf, type Location } from './review.js';
import type { SourcedFinding } from './suggest.js';

const oncePerService: ReadonlySet<string> = new Set(rules.flatMap(({ id, isOncePerService }) => (isOncePerService === true ? [id] : [])));

/** Joins findings of rules that are reported once per service: the first represents the others and lists their places. The order stays. */
export function onePerService(candidates: readonly SourcedFinding[]): readonly SourcedFinding[] {
  const byKey = new Map<string, SourcedFinding[]>();
  const groups: SourcedFinding[][] = [];
  for (const candidate of candidates) {
    const { rule, severity, status, environment, says } = candidate.finding;
    const { base, head } = candidate.from.pair;
    const root = (head ?? base)?.service.root ?? '';
    const key = oncePerService.has(rule)
      ? JSON.stringify([rule, severity, status, environment, root, isListed(says) ? listedKey(says) : null])
      : null;
    const known = key === null ? undefined : byKey.get(key);
    if (known !== undefined) {
      known.push(candidate);
      continue;
    }
    const group = [candidate];
    groups.push(group);
    if (key !== null) byKey.set(key, group);
  }
  return groups.flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first ?? [];
    const elsewhere = others.map(({ finding: { path, line } }): Location => ({ path, line }));
    const places = [first, ...others].flatMap(({ finding }) => placesOf(finding));
    const targets = mergeTargets([first, ...others].flatMap(({ finding }) => finding.targets));
    const { says } = first.finding;
    const said = isListed(says)
      ? together(
          says,
          others.map(({ finding }) => finding.says),
        )
      : says;
    return { ...first, finding: { ...first.finding, says: said, elsewhere, places, targets } };
  });
}
