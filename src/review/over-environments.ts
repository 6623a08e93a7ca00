import type { ScopeRef } from '../apim/service.js';
import { mergeTargets } from '../apim/target.js';
import { folderOfPath } from '../layouts/deployed/paths.js';
import { readingKey } from '../cors/worlds.js';
import { isListed, listedKey, together } from '../effective/listed.js';
import type { FindingStatement, StatementArguments } from '../effective/statement.js';
import { folderElsewhere, subjectOf } from './alike.js';
import type { InEnvironments } from './in-environments.js';
import { placesOf, type Finding, type Location, type Suggestion } from './review.js';
import type { SourcedFinding } from './suggest.js';
import { addTo } from '../text/add-to.js';

/**
 * In a scan, joins findings about one element that is deployed to several environments, whose different ids and origins give different fingerprints. `known`:
 * fingerprints of an earlier report; new findings are never joined with known ones.
 */
export function overEnvironments(found: readonly SourcedFinding[], known: ReadonlySet<string>, everywhere: InEnvironments): readonly Finding[] {
  const groups = new Map<string, SourcedFinding[]>();
  const order = new Map<string, Map<string, number>>();
  for (const one of found) {
    const { rule, status, environment, path, line, endLine, says, fingerprint } = one.finding;
    // Promises are identified by clause and environment.
    const kind = rule.startsWith('contract') ? fingerprint : kindOf(says);
    const place = JSON.stringify([rule, status, known.has(fingerprint), path, line, endLine, kind]);
    // At one line, the first finding in one environment corresponds to the first in the others.
    const inOrder = JSON.stringify([place, environment]);
    const here = order.get(inOrder) ?? new Map<string, number>();
    order.set(inOrder, here);
    // A text at several scopes is one finding.
    const same = sameHere(one.finding);
    const at = here.get(same) ?? here.size;
    here.set(same, at);
    addTo(groups, `${place} ${at}`, one);
  }
  // Worst first.
  const told = [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [others.length === 0 ? first : { ...first, finding: oneOf(first, others, everywhere) }],
  );
  return copies(told, known);
}

/** Equal keys at one line of one environment are one finding: the same text at several scopes, or one line of a template. */
function sameHere({ rule, inner, says, fingerprint, suggestions }: Finding): string {
  if (rule.startsWith('contract')) return fingerprint;
  return isListed(says) && inner !== null && suggestions.length === 0 ? listedKey(says) : JSON.stringify([inner, subjectOf(says)]);
}

/** The same for a review, except findings with a repair, which is at their own lines. */
export function withoutCopies(found: readonly SourcedFinding[]): readonly Finding[] {
  return copies(found, new Set(), ({ says }) => says.code === 'cors-not-inherited' || isIdTwice(says));
}

/** Joins copies of one mistake: the first represents all and lists the other places. `isApart`: excludes a finding. */
function copies(told: readonly SourcedFinding[], known: ReadonlySet<string>, isApart: (one: Finding) => boolean = () => false): readonly Finding[] {
  const groups = new Map<string, Finding[]>();
  const twice = told.flatMap(({ finding: { path, says } }) => (isIdTwice(says) ? [folderOfPath(path)] : []));
  for (const { finding, identified, from } of told) {
    const { severity, status, environments, fingerprint } = finding;
    const copied = isApart(finding) ? null : copiedKey(finding, identified.draft.scope, twice);
    const root = (from.pair.head ?? from.pair.base)?.service.root ?? '';
    const key = copied === null ? fingerprint : JSON.stringify([severity, status, known.has(fingerprint), environments, root, copied]);
    addTo(groups, key, finding);
  }
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : others.length === 0 ? [first] : [standingFor(first, others)],
  );
}

/**
 * Copies are: operations of one API whose own policies lack the same `<cors>`; entries of one file with the same fault; operations of one API that allow every
 * website behind one `<cors>` that blocks it; policies at one address; files of a sample with unreplaced words in brackets; a copied folder that claims the ids
 * of everything in it. null: not a copy. `twice`: folders that claim an id.
 */
function copiedKey({ says, path }: Finding, { kind, workspace, id }: ScopeRef, twice: readonly string[]): readonly unknown[] | null {
  if (says.code === 'cors-not-inherited') return kind === 'operation' ? [workspace, id, kindOf(says), says.given.losses] : null;
  if (says.code === 'wildcard-origin')
    return kind === 'operation' && says.given.holding !== null ? [says.code, workspace, id, says.given.holding] : null;
  const away = folderElsewhere(says);
  if (away !== null) return ['folder', away];
  if (says.code !== 'unreadable-metadata') return null;
  if (says.given.fault.code === 'no-json' && wordsInBrackets.test(says.given.fault.given.rest)) return ['words-in-brackets'];
  if (!isIdTwice(says)) return says.given.fault.code === 'configuration-no-properties' ? [path, says.given.fault.code] : null;
  const above = twice.filter((folder) => path.startsWith(`${folder}/`)).sort((a, b) => a.length - b.length);
  return ['id-twice', above[0] ?? path];
}

/** The rest of `[url goes here]` from the parse error on, for a bracket begins a list: up to its end, or as much as is kept. */
const wordsInBrackets = /^(?=.*\]|.{19,}$)[a-z]+(?:[ _-][a-z]+)*(?: ?\]|$)/i;

function isIdTwice(says: FindingStatement): boolean {
  return says.code === 'unreadable-metadata' && says.given.fault.code === 'id-twice';
}

/** The first finding, with the places, operations and repairs of all. */
function standingFor(first: Finding, others: readonly Finding[]): Finding {
  const all = [first, ...others];
  return {
    ...first,
    elsewhere: all.flatMap(({ path, line, elsewhere }, at): readonly Location[] => [...(at === 0 ? [] : [{ path, line }]), ...elsewhere]),
    places: all.flatMap(placesOf),
    targets: mergeTargets(all.flatMap(({ targets }) => targets)),
    suggestions: eachOnce(all.flatMap(({ suggestions }) => suggestions)),
  };
}

/** The content, without what may differ by environment. */
function kindOf(says: FindingStatement): string {
  if (isListed(says)) return listedKey(says);
  if (says.code === 'cors-not-inherited') return JSON.stringify([says.code, says.given.lost.kind, says.given.at, says.given.outcome]);
  if (says.code === 'origin-normalised') return JSON.stringify([says.code, says.given.tidied]);
  return subjectOf(says);
}

function oneOf(first: SourcedFinding, others: readonly SourcedFinding[], everywhere: InEnvironments): Finding {
  const findings = others.map(({ finding }) => finding);
  // What is equal in all of them is reported for the environments where it is worst.
  const all = [first, ...others].filter(({ finding }) => finding.severity === first.finding.severity);
  const names = new Set(all.flatMap(({ finding, from }) => (finding.environment === null ? [null] : everywhere.namesIn(from, finding.environments))));
  return {
    ...standingFor(first.finding, findings),
    says: saidOf(
      first.finding.says,
      all.slice(1).map(({ finding }) => finding.says),
    ),
    environments: everywhere.namesOf(first.from, names),
    targets: mergeTargets(all.flatMap(({ finding }) => finding.targets)),
  };
}

/** One statement for all of them. */
function saidOf(first: FindingStatement, others: readonly FindingStatement[]): FindingStatement {
  if (isListed(first)) return together(first, others);
  if (first.code === 'origin-normalised') {
    const origins = [first, ...others].flatMap((one) => (one.code === 'origin-normalised' ? one.given.origins : []));
    return { code: first.code, given: { ...first.given, origins: [...new Set(origins)] } };
  }
  if (first.code === 'cors-not-inherited') return { code: first.code, given: { ...first.given, losses: lossesOf([first, ...others]) } };
  if (!('targets' in first.given)) return first;
  const targets = [first, ...others].flatMap(({ given }) => ('targets' in given ? given.targets : []));
  return { code: first.code, given: { ...first.given, targets: mergeTargets(targets) } } as FindingStatement;
}

type Losses = StatementArguments['cors-not-inherited']['losses'];

/** Each origin once, grouped by the readings needed. */
function lossesOf(all: readonly FindingStatement[]): Losses {
  const told = new Set<string>();
  const groups = new Map<string, { readonly origins: string[]; readonly holding: Losses[number]['holding'] }>();
  for (const { origins, holding } of all.flatMap((one) => (one.code === 'cors-not-inherited' ? one.given.losses : []))) {
    const key = JSON.stringify(holding.when === 'sometimes' ? holding.readings.map(readingKey) : []);
    const group = groups.get(key) ?? { origins: [], holding };
    const more = origins.filter((origin) => !told.has(origin));
    if (more.length > 0) groups.set(key, group);
    for (const origin of more) told.add(origin);
    group.origins.push(...more);
  }
  return [...groups.values()];
}

function eachOnce(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  return [...new Map(suggestions.map((one) => [one.patch, one])).values()];
}
