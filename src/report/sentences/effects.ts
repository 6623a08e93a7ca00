import type { Effect, EffectGroup, OriginEffect } from '../../review/effect.js';
import { type Phrase, join, phrase, wholePhrase } from '../phrase.js';
import { callersUnchecked, capitalised, listing, operationsName, originNames, partName, policyNames } from '../vocabulary.js';
import { leaningPhrase } from './repairs.js';

/** What a repair changes for whom, in sentences. */
export function effectPhrase({ groups, furtherOperations, noLongerRun, nowRun, leansOn }: Effect): Phrase {
  const sentences: Phrase[] = [];
  if (groups.length === 0) sentences.push(['Nobody’s access changes.']);
  for (const group of groups) sentences.push(...groupSentences(group));
  if (furtherOperations > 0) sentences.push(phrase`Access also changes on ${furtherOperations} more operations.`);
  if (noLongerRun.length > 0) sentences.push(phrase`No longer run here: ${policyNames(noLongerRun)}.${callersUnchecked(noLongerRun)}`);
  else if (groups.length > 0) sentences.push(['Every inherited policy still runs.']);
  if (nowRun.length > 0) sentences.push(phrase`Now run here too: ${policyNames(nowRun)}.`);
  if (leansOn !== null) sentences.push(phrase`This leans on something that is not documented: ${leaningPhrase(leansOn)}.`);
  return join(sentences, ' ');
}

/** Origins to which the same happens are named together. */
function groupSentences({ targets, origins }: EffectGroup): readonly Phrase[] {
  const where = operationsName(targets);
  const byWhat = new Map<string, { readonly what: Phrase; readonly origins: string[] }>();
  for (const { origin, change } of origins) {
    const what = whatHappens(change);
    const key = wholePhrase(what);
    const known = byWhat.get(key);
    if (known === undefined) byWhat.set(key, { what, origins: [origin] });
    else known.origins.push(origin);
  }
  return [...byWhat.values()].map(({ what, origins: some }) => capitalised(phrase`${originNames(some, 5)}: ${what} on ${where}.`));
}

function whatHappens(change: OriginEffect): Phrase {
  switch (change.kind) {
    case 'access':
      return [accessWords[change.how]];
    case 'parts': {
      const clauses: Phrase[] = [];
      if (change.gained.length > 0) clauses.push(phrase`gains ${listing(change.gained.map(partName), 9)}`);
      if (change.lost.length > 0) clauses.push(phrase`loses ${listing(change.lost.map(partName), 9)}`);
      return join(clauses, ', ');
    }
    case 'caching':
      return ['preflights are cached for another time'];
    case 'unknown':
      return ['what changes is not known'];
  }
}

const accessWords: Readonly<Record<Extract<OriginEffect, { kind: 'access' }>['how'], string>> = {
  gains: 'gains access',
  'gains-under-some': 'gains access under some readings only',
  'gains-for-certain': 'gains access for certain',
  loses: 'loses access',
  'may-lose': 'may lose access',
  disagrees: 'access changes, and the readings disagree on how',
};
