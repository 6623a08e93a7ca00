import type { AccessMoved, Exposure, StatementArguments } from '../../effective/statement.js';
import { type Phrase, code, join, phrase, wholePhrase } from '../phrase.js';
import { capitalised, condition, listing, operationsName, originNames, partName } from '../vocabulary.js';
import type { Sentences } from './sentences.js';

const allowOrigin = code('Access-Control-Allow-Origin');

/** Findings about gained and lost access. */
export const accessMoveSentences = {
  'access-widened': (moved) =>
    capitalised(
      phrase`${onceSaved(moved)}${sentence(
        moved,
        mayBe(moved, 'gains', 'gain'),
        moved.onlyRefusals === true ? [[onlyRefusals]] : exposureNotes(moved),
      )}.`,
    ),
  'origin-check-changed': ({ way, isByHand, isSuch, origins, targets, exposures }) => {
    const whose = phrase`requests of ${isSuch === true ? 'origins that no policy names, such as ' : ''}${originNames(origins)}${inBrackets(exposures.map((one) => [exposureWords[one]]))}`;
    if (way === 'let-in') {
      return phrase`Policies answer ${whose} on ${operationsName(targets)} with that origin in ${allowOrigin} now, and did not before: pages there can read these answers.`;
    }
    if (way === 'kept-out') {
      return phrase`Policies answered ${whose} on ${operationsName(targets)} with that origin in ${allowOrigin}, and it is not sure that they still do: pages there may no longer read these answers.`;
    }
    if (way === 'untold' && isByHand === true) {
      return phrase`Which requests of web pages reach the backend of ${operationsName(targets)} is decided otherwise than before by conditions on their ${code('Origin')}, and whom these refuse the text does not tell: other web apps may come through, or some no longer.`;
    }
    if (way === 'untold') {
      return phrase`Which origins get answers of ${operationsName(targets)} with themselves in ${allowOrigin} is decided otherwise than before, by what the policies do not show: other web apps may have come in.`;
    }
    if (way === 'inexact') {
      return phrase`Which origins get answers of ${operationsName(targets)} with themselves in ${allowOrigin} is decided by comparisons with a part of the origin that are written otherwise than before. No difference was found; that they let no other web apps in is not proven.`;
    }
    const check =
      isByHand === true
        ? phrase`a condition on their ${code('Origin')}`
        : phrase`a ${code('<check-header>')} for ${code('Origin')} behind ${code('<cors>')}`;
    if (way === 'called') {
      return capitalised(
        phrase`${whose} were refused by ${check} before they reached the backend of ${operationsName(targets)}. They reach it now, and are refused when it has done what they ask for.`,
      );
    }
    return capitalised(
      way === 'passed'
        ? phrase`${whose} were refused by ${check}, and reach the backend now: pages there read its answers on ${operationsName(targets)}.`
        : phrase`${whose} reached the backend of ${operationsName(targets)}, and ${check} refuses them now: pages there read that refusal, and nothing else.`,
    );
  },
  'access-narrowed': (moved) => capitalised(phrase`${onceSaved(moved)}${sentence(moved, mayBe(moved, 'loses', 'lose'), [])}.`),
} as const satisfies Partial<Sentences<StatementArguments>>;

function onceSaved({ isRefused, wasRefused, wasUnread }: AccessMoved): string {
  const before = wasRefused
    ? 'what was deployed before is not known, for base has a policy that is refused at save: '
    : wasUnread === true
      ? 'what was allowed before is not known, for base has a policy that cannot be read: '
      : '';
  return `${before}${isRefused ? 'once this policy can be saved, ' : ''}`;
}

function mayBe({ wasRefused, wasUnread }: AccessMoved, one: string, several: string): readonly [one: string, several: string] {
  return wasRefused || wasUnread === true ? [`may ${several}`, `may ${several}`] : [one, several];
}

/** Most differences that are said; equal ones of several origins are said once. */
const mostClauses = 3;

interface Said {
  readonly phrase: Phrase;
  readonly text: string;
}

/** Caches the sentence of each object. */
function saidOnce<T extends object>(say: (about: T) => Phrase): (about: T) => Said {
  const known = new Map<T, Said>();
  return (about) => {
    let said = known.get(about);
    if (said === undefined) {
      const phrase = say(about);
      known.set(about, (said = { phrase, text: wholePhrase(phrase) }));
    }
    return said;
  };
}

function sentence(
  { moves, targets, existence, holding, ofBase }: AccessMoved,
  [one, several]: readonly [one: string, several: string],
  notes: readonly Phrase[],
): Phrase {
  const byWhat = new Map<string, { readonly what: Phrase; readonly where: Said; readonly origins: Set<string> }>();
  // Thousands of origins share one list of parts and one of targets.
  const whatOf = saidOnce((parts: AccessMoved['moves'][number]['parts']) => listing(parts.map(partName), 9));
  const whereOf = saidOnce(operationsName);
  // The previous sentence, which most share.
  let last = { what: null as Said | null, where: null as Said | null, origins: new Set<string>() };
  for (const { origin, parts, targets: own } of moves) {
    const what = whatOf(parts);
    const where = whereOf(own);
    if (last.what === what && last.where === where) {
      last.origins.add(origin);
      continue;
    }
    const key = `${what.text}\n${where.text}`;
    const known = byWhat.get(key);
    const origins = known?.origins ?? new Set<string>();
    origins.add(origin);
    if (known === undefined) byWhat.set(key, { what: what.phrase, where, origins });
    last = { what, where, origins };
  }
  const all = [...byWhat.values()];
  const places = new Set(all.map(({ where }) => where.text));
  // A common place is said once at the end; otherwise each clause has its own. Origins with several moves are named once.
  const byOrigins = new Map<string, { readonly origins: ReadonlySet<string>; readonly said: Phrase[] }>();
  for (const { what, where, origins } of all) {
    const key = all.length === 1 ? '' : JSON.stringify([...origins]);
    const known = byOrigins.get(key) ?? { origins, said: [] };
    byOrigins.set(key, known);
    known.said.push(places.size === 1 ? what : phrase`${what} on ${where.phrase}`);
  }
  const clauses = [...byOrigins.values()].map(
    ({ origins, said }) => phrase`${originNames([...origins])} ${origins.size === 1 ? one : several} ${join(said, ', and ')}`,
  );
  const more = clauses.length > mostClauses ? '; and more' : '';
  const end = places.size === 1 || more !== '' ? phrase` on ${operationsName(targets)}` : [];
  const state = existence === 'added' ? ['new'] : existence === 'removed' ? ['gone'] : existence === 'moved' ? ['at the old URL'] : [];
  return phrase`${join(clauses.slice(0, mostClauses), '; ')}${more}${end}${inBrackets([state, ...notes].filter((one) => one.length > 0))}${condition(holding, ofBase)}`;
}

const onlyRefusals = 'a check of the origin behind <cors> refuses the requests, and that refusal is all that is read';

/** Joins a clause's additions in one pair of brackets. */
function inBrackets(notes: readonly Phrase[]): Phrase {
  return notes.length === 0 ? [] : phrase` (${join(notes, '; ')})`;
}

/** Why the gains deserve attention; with the origins if not all. */
export function exposureNotes({ exposures, exposed }: Pick<StatementArguments['access-widened'], 'exposures' | 'exposed'>): readonly Phrase[] {
  return exposed === undefined
    ? exposures.map((one) => [exposureWords[one]])
    : exposed.map(({ exposure, origins }) => phrase`${originNames(origins)}: ${exposureWords[exposure]}`);
}

/** Why an origin's gain deserves attention. */
const exposureWords: Readonly<Record<Exposure, string>> = {
  'any-website': 'any website',
  'any-website-with-credentials': 'any website, with its visitors’ credentials',
  null: 'any website can send the origin null',
  'unknown-origin': 'which origin that is cannot be told from the repository',
  'now-with-credentials': 'requests now carry credentials',
  loopback: 'anything that runs on the user’s own machine',
  http: 'plain http: whoever is on the network path can be this origin',
  ip: 'an IP address has no owner a browser could check',
  intranet: 'a reserved or single-label name',
  'shared-hosting': 'a name on shared hosting can be taken over once it is deleted',
  'shared-hosting-suffix': 'the suffix of a hosting service',
  playground: 'anybody can publish there',
  'custom-scheme': 'not a web origin: any build of any app can send it',
};
