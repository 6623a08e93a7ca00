import type { Unreviewed, UnseenReasons } from '../../review/review.js';
import type { Coded } from '../../text/said.js';
import { code, name, phrase, type Phrase } from '../phrase.js';
import { listing } from '../vocabulary.js';
import { unreadPhrase } from './policy-faults.js';
import type { Sentences } from './sentences.js';

const sentences: Sentences<UnseenReasons> = {
  unread: ({ why }) => unreadPhrase(why),
  'no-scope': () => ['which API or scope this policy belongs to cannot be told'],
  'not-looked-at': ({ others, most }) =>
    phrase`${others === 0 ? 'this file was' : phrase`this file and ${others} more were`} not looked at: of the files that could be policies and have no scope only ${most} are`,
  'environment-left-out': ({ environment }) =>
    phrase`environment '${name(environment)}' is not evaluated; add it to '${code('environments')}' to see what it changes`,
  'configuration-named-otherwise': () => [
    'it reads like a configuration of the publisher, and its name says no environment, so it is not evaluated; configuration.NAME.yaml is',
  ],
  'environment-elsewhere': () => [
    'by its name it says what is published to an environment, and such files are read in small letters, with one name between the points',
  ],
  'another-taken': ({ taken }) => phrase`a scope has one policy, and ${name(taken)} is taken for it`,
  release: () => ['a release can make another revision of its API the current one, which is read from the APIs’ own metadata alone'],
  resolver: () => ['a GraphQL resolver’s policy takes no part in CORS'],
  embedded: () => ['the policies inside this file are not followed'],
  'compiled-otherwise': ({ from }) => phrase`it is compiled from ${name(from)}, and deploys other policies than that says`,
  'compiled-before': ({ from }) => phrase`it is compiled from ${name(from)}, and still deploys other policies than that says: compile it again`,
  'was-compiled-otherwise': ({ from }) => phrase`in base it deploys other policies than ${name(from)} says, which it is compiled from`,
  'no-policy-any-more': () => ['it is a policy in base, and no policy any more'],
  deleted: () => ['it is deleted, and which API or scope it belonged to cannot be told'],
  'published-otherwise': ({ now }) =>
    phrase`it publishes something else than in base (${listing(now.map((one) => [code(one)]))}), and what that replaces was not compared`,
  'link-over-service': ({ kind, because }) =>
    phrase`${unreadPhrase(kind)}, and ${because === 'files-below' ? 'base has files of a service below it' : 'a service has its policies there'}`,
};

function reasonPhrase<Code extends keyof UnseenReasons>({ code: one, given }: Coded<UnseenReasons, Code>): Phrase {
  return sentences[one](given);
}

/** Why a file is not reviewed, as a clause, and the place for an entry that would change it. */
export function unreviewedPhrase({ says, entry, scopeEntry }: Pick<Unreviewed, 'says' | 'entry' | 'scopeEntry'>): Phrase {
  const where = entry === null ? '' : scopeEntry === null ? '; the finding has the entry for scopes' : '; name it under scopes';
  return phrase`${reasonPhrase(says)}${where}`;
}
