import type { ScopeEntry } from '../../layouts/layout.js';
import { entryLine } from '../../layouts/scopes/scope-suggestion.js';
import type { Coded } from '../../effective/coded.js';
import type { StatementArguments } from '../../effective/statement.js';
import type { Finding } from '../../review/review.js';
import { type Phrase, code, foreign, name, phrase } from '../phrase.js';
import { accessMoves } from './access-moves.js';
import { entriesOfCors } from './entries-of-cors.js';
import type { Sentences } from './sentences.js';
import { whichCorsDecides } from './which-cors-decides.js';

const sentences: Sentences<StatementArguments> = {
  ...whichCorsDecides,
  ...entriesOfCors,
  ...accessMoves,
  'policy-without-scope': ({ why, entry }) => withoutScope(why, entry),
  'malformed-policy': ({ problem }) => [foreign(problem)],
  'unreadable-metadata': ({ problem }) => [foreign(problem)],
};

function withoutScope(why: StatementArguments['policy-without-scope']['why'], entry: ScopeEntry | null): Phrase {
  const unknown = 'so who gains or loses access was not reviewed';
  if (why === 'unread') return [`This file may be a policy and could not be read, ${unknown}.`];
  if (why === 'gone') return [`This change deletes a policy of which no layout says where it stood, ${unknown}.`];
  const said = phrase`No layout says which scope this policy stands at, ${unknown}.`;
  if (entry === null) return said;
  return phrase`${said} Add it under ${code('scopes:')} in the configuration: ${code(entryLine(entry))} (a guess from its name and folders: check it).`;
}

/** What a finding says. */
export function statementPhrase<Code extends keyof StatementArguments>({ code, given }: Coded<StatementArguments, Code>): Phrase {
  return sentences[code](given);
}

/** What a finding says, with the environment in which it does, and which element it means where the lines of the file do not tell. */
export function messagePhrase({ says, environment, inner }: Pick<Finding, 'says' | 'environment' | 'inner'>): Phrase {
  const said = statementPhrase(says);
  const message =
    inner === null ? said : phrase`${said} (${code(`<${inner.element}>`)}, line ${inner.line}, column ${inner.column} of the policy's own text)`;
  return environment === null ? message : phrase`In environment '${name(environment)}': ${message}`;
}
