import type { ContractBreach, StatementArguments } from '../../effective/statement.js';
import { code, foreign, join, name, phrase, type Phrase } from '../phrase.js';
import { contractProblemText } from './contract-problems.js';
import type { Sentences } from './sentences.js';

type Codes = 'contract-broken' | 'contract-undecided' | 'contract-relaxed' | 'contract-matches-nothing' | 'contracts-malformed';

/** Sentences of findings about the contracts file. */
export const contractSentences: Sentences<Pick<StatementArguments, Codes>> = {
  'contract-broken': (breach) =>
    phrase`${breach.isNew ? 'The new contract' : 'The contract'} "${name(breach.name)}" is broken${placeOf(breach)}: ${shownBy(breach, false)}.`,
  'contract-undecided': (breach) =>
    phrase`Whether the contract "${name(breach.name)}" is kept${placeOf(breach)} depends on what is not known: ${shownBy(breach, true)}.`,
  'contract-relaxed': (breach) => {
    const now = breach.wasSo
      ? { kept: 'It is kept all the same', undecided: 'It may be broken, as before', broken: 'It is broken, as before' }[breach.result]
      : { kept: 'It is kept all the same', undecided: 'It may be broken now', broken: 'It is broken now' }[breach.result];
    const how = breach.request === null ? '' : phrase`: ${shownBy(breach, breach.result === 'undecided')}`;
    return phrase`This change ${breach.isDropped ? 'drops the contract' : 'lets a contract promise less:'} "${name(breach.name)}". ${now}${placeOf(breach)}${how}.`;
  },
  'contract-matches-nothing': ({ problem }) => phrase`${foreign(sentence(contractProblemText(problem)))}`,
  'contracts-malformed': ({ problems }) =>
    phrase`The contracts file cannot be read: ${join(
      problems.slice(0, 5).map((one) => [foreign(contractProblemText(one))]),
      '; ',
    )}.`,
};

function placeOf({ environment }: ContractBreach): Phrase {
  return environment === null ? [] : phrase` in ${name(environment)}`;
}

/** The request and its outcome; `may`: under some readings. */
function shownBy({ promise, request }: ContractBreach, may: boolean): Phrase {
  if (request === null) return ['there is more to look at than is worked through'];
  const verb = promise === 'allow' ? (may ? 'may not be able to' : 'cannot') : may ? 'may be able to' : 'can';
  return phrase`${name(request.origin)} ${verb} call ${code(`${request.method} ${request.url}`)}`;
}

function sentence(text: string): string {
  const upper = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.?]$/.test(upper) ? upper : `${upper}.`;
}
