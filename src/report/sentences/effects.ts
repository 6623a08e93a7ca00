import { mergeTargets, type Target } from '../../apim/target.js';
import type { Effect, EffectGroup, EnvironmentEffect, LeftOfContract, OriginEffect } from '../../review/effect.js';
import { type Phrase, join, phrase, wholePhrase } from '../phrase.js';
import { code, name } from '../piece.js';
import { callersUnchecked, capitalised, corsElement, listing, operationsName, originNames, partName, policyNames } from '../vocabulary.js';
import { leaningPhrase } from './repairs.js';
import { addTo } from '../../text/add-to.js';

/** The effect of a repair, in sentences. */
export function effectPhrase({
  groups,
  furtherOperations,
  noLongerRun,
  nowRun,
  leansOn,
  beyond,
  passesOn,
  elsewhere = [],
  leavesContract,
}: Effect): Phrase {
  const sentences: Phrase[] = [];
  if (groups.length === 0) sentences.push(['Nobody’s access changes.']);
  sentences.push(...groupClauses(groups).map((clause) => phrase`${capitalised(clause)}.`));
  if (beyond !== undefined)
    sentences.push(
      phrase`Beyond ${beyond.origins.length === 1 ? 'its' : 'their'} own ${corsElement} this gives ${originNames(beyond.origins, 5)} ${listing(beyond.parts.map(partName))}.`,
    );
  if (furtherOperations > 0) sentences.push(phrase`Access also changes on ${furtherOperations} more operations.`);
  if (noLongerRun.length > 0) sentences.push(phrase`No longer run here: ${policyNames(noLongerRun)}.${callersUnchecked(noLongerRun)}`);
  else if (groups.length > 0) sentences.push(['Every inherited policy still runs.']);
  if (nowRun.length > 0) sentences.push(phrase`Now run here too: ${policyNames(nowRun)}.`);
  sentences.push(...elsewhereSentences(elsewhere, { groups, furtherOperations }));
  if (passesOn === true) sentences.push(['Requests of origins that are not listed no longer end there: they reach the backend.']);
  if (leansOn !== null) sentences.push(phrase`This needs what is not documented: ${leaningPhrase(leansOn)}.`);
  if (leavesContract !== undefined) sentences.push(leftPhrase(leavesContract));
  return join(sentences, ' ');
}

/** What a contract still lacks. */
function leftPhrase(left: LeftOfContract | 'something'): Phrase {
  if (left === 'something') return ['The contract needs more than this.'];
  const verb = left.can ? (left.may ? 'may still be able to' : 'can still') : left.may ? 'may still not be able to' : 'still cannot';
  return phrase`The contract needs more than this: ${name(left.origin)} ${verb} call ${code(`${left.method} ${left.url}`)}.`;
}

/** Most environments whose differences are described; others are only named. */
const mostEnvironments = 2;

/** Effects in other environments: equal ones are joined. `here`: the effect described before. */
function elsewhereSentences(elsewhere: readonly EnvironmentEffect[], here: Pick<Effect, 'groups' | 'furtherOperations'>): readonly Phrase[] {
  const told = ({ groups, furtherOperations }: typeof here): string => JSON.stringify([groupClauses(groups), furtherOperations]);
  const alike = new Map<string, EnvironmentEffect[]>();
  for (const one of elsewhere) addTo(alike, told(one), one);
  const same = alike.get(told(here)) ?? [];
  const others = [...alike.values()].filter((all) => all !== same);
  const named = (all: readonly EnvironmentEffect[]): Phrase =>
    phrase`${all.length === 1 ? 'environment' : 'environments'} ${listing(
      all.map(({ environment }) => phrase`'${name(environment)}'`),
      9,
    )}`;
  const sentences = same.length === 0 ? [] : [phrase`The same holds in ${named(same)}.`];
  for (const all of others.slice(0, mostEnvironments)) {
    const [{ groups, furtherOperations } = here] = all;
    const changed = groups.length === 0 ? [['nobody’s access changes'] as Phrase] : groupClauses(groups);
    const further = furtherOperations === 0 ? [] : [phrase`access also changes on ${furtherOperations} more operations there`];
    sentences.push(phrase`In ${named(all)}: ${join([...changed, ...further], '; ')}.`);
  }
  const rest = others.slice(mostEnvironments).flat();
  if (rest.length > 0) sentences.push(phrase`It holds, with other effects, in ${named(rest)}.`);
  return sentences;
}

/** The effect on some origins at some operations. */
interface Happening {
  readonly change: OriginEffect;
  readonly origins: string[];
  readonly targets: readonly Target[];
}

/** Joins origins with equal effects, and names operations once, with or without a product. */
function groupClauses(groups: readonly EffectGroup[]): readonly Phrase[] {
  const told = new Map<string, Happening>();
  for (const { targets, origins } of groups) {
    const bare = JSON.stringify(mergeTargets(targets.map((target) => ({ ...target, product: null }))));
    for (const one of alikeOf(origins, targets)) {
      const key = JSON.stringify([bare, wholePhrase(outcomeOf(one.change)), one.origins]);
      const known = told.get(key);
      if (known === undefined) told.set(key, one);
      else if (!isForAll(known)) told.set(key, isForAll(one) ? one : { ...known, targets: [...known.targets, ...one.targets] });
    }
  }
  return joinedClauses([...told.values()]);
}

/** Effects on the same operations form one clause. */
function joinedClauses(happenings: readonly Happening[]): readonly Phrase[] {
  const byPlace = new Map<string, [Happening, ...Happening[]]>();
  for (const one of happenings) {
    const key = JSON.stringify(mergeTargets(one.targets));
    const known = byPlace.get(key);
    if (known === undefined) byPlace.set(key, [one]);
    else known.push(one);
  }
  return [...byPlace.values()].map((all) => {
    const clauses = all.map(({ change, origins }) => phrase`${originNames(origins, 5)} ${outcomeOf(change, origins.length > 1)}`);
    const where = operationsName(all[0].targets);
    const [last = []] = clauses.slice(-1);
    return clauses.length === 1 ? phrase`${last} on ${where}` : phrase`${join(clauses.slice(0, -1), ', ')}, and ${last}, on ${where}`;
  });
}

/** It also holds without a product. */
function isForAll({ targets }: Happening): boolean {
  return targets.every(({ product }) => product === null);
}

function alikeOf(origins: EffectGroup['origins'], targets: readonly Target[]): readonly Happening[] {
  const byWhat = new Map<string, Happening>();
  for (const { origin, change } of origins) {
    const key = wholePhrase(outcomeOf(change));
    const known = byWhat.get(key);
    if (known === undefined) byWhat.set(key, { change, origins: [origin], targets });
    else known.origins.push(origin);
  }
  return [...byWhat.values()];
}

/** The effect on one origin or several, without its subject: "gains access", "gain access". */
export function outcomeOf(change: OriginEffect, isSeveral = false): Phrase {
  const [gain, lose, alter] = isSeveral ? ['gain', 'lose', 'change'] : ['gains', 'loses', 'changes'];
  switch (change.kind) {
    case 'access':
      return [
        {
          gains: `${gain} access`,
          'gains-under-some': 'may gain access',
          'gains-for-certain': `${gain} access in every case`,
          loses: `${lose} access`,
          'may-lose': 'may lose access',
          disagrees: `${gain} access under one reading and ${lose} it under another`,
        }[change.how],
      ];
    case 'parts': {
      const { gained, lost, mayGain = [], mayLose = [] } = change;
      const clauses = (
        [
          [gain, gained],
          [lose, lost],
          ['may gain', mayGain],
          ['may lose', mayLose],
        ] as const
      ).flatMap(([verb, parts]) => (parts.length === 0 ? [] : [phrase`${verb} ${listing(parts.map(partName), 9)}`]));
      return join(clauses, ' and ');
    }
    case 'caching':
      return [`${isSeveral ? 'have' : 'has'} preflights cached for another time`];
    case 'unknown':
      return [`${alter} in a way that is not known`];
  }
}
