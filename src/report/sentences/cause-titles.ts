import type { Target } from '../../apim/target.js';
import type { AccessPart } from '../../effective/statement.js';
import { worstHarm, type Harm, type Reached, type RootCause } from '../../review/root-causes.js';
import type { Review } from '../../review/review.js';
import { rules } from '../../rules/catalogue.js';
import { contractRules } from '../contract-rules.js';
import { counted } from '../counting.js';
import { verdictOf } from '../verdict.js';
import { anyOtherWebsite } from '../vocabulary.js';

/** Characters of a title at most. */
const longestTitle = 80;
/** Characters that are left of a name that is cut, at least. */
const shortestName = 12;

const verbs: Readonly<Record<Harm, string>> = {
  loses: 'can no longer',
  mayLose: 'may no longer',
  gains: 'can now',
  mayGain: 'may now',
};

/** Who can no longer (may no longer, can now, may now) call what; of a cause that changes nobody's access, what the rule is called. Plain text of at most 80 characters. */
export function causeTitle(cause: RootCause): string {
  const worst = worstHarm(cause);
  const rule = cause.findings[0]?.rule;
  if (worst === null) return cut([...rules, ...contractRules].find(({ id }) => id === rule)?.title ?? 'A finding about CORS', longestTitle);
  const { harm, reached } = worst;
  const first = reached.find(({ parts }) => parts.some(({ what }) => what === 'access')) ?? reached[0];
  if (first === undefined) return '';
  const all = reached.filter(({ parts }) => sameParts(parts, first.parts));
  // Everybody else is one class at each place: two places are not one sentence.
  const alike = all.some(({ origins }) => origins.includes('*'))
    ? all.filter(({ targets }) => JSON.stringify(targets) === JSON.stringify(first.targets))
    : all;
  const words = `${verbs[harm]} ${act(first)}`;
  const who = whoOf([...new Set(alike.flatMap(({ origins }) => origins))]);
  const what = whatOf(alike.flatMap(({ targets }) => targets));
  const room = longestTitle - words.length - 2;
  const whoShown = cut(who, Math.max(shortestName, room - Math.min(what.length, Math.floor(room / 2))));
  return `${whoShown} ${words} ${cut(what, Math.max(shortestName, room - whoShown.length))}`;
}

/** The verdict, its victim and the API in one sentence: the title of the worst new cause, else what the review comes to. */
export function headline(review: Review, causes: readonly RootCause[]): string {
  const [worst] = causes;
  if (worst?.status === 'new') return causeTitle(worst);
  const { sentences } = verdictOf(review);
  // A scan that looked at nothing fails, and its last sentence says why.
  return (review.conclusion === 'fail' && review.counts.existing === 0 ? sentences.at(-1) : sentences[0]) ?? '';
}

function sameParts(a: readonly AccessPart[], b: readonly AccessPart[]): boolean {
  return JSON.stringify(a.map(({ what }) => what)) === JSON.stringify(b.map(({ what }) => what));
}

/** What stands between "can no longer" and the API's name. */
function act({ parts }: Reached): string {
  const [part] = parts;
  const only = part === undefined || part.names === '*' || part.names.length !== 1 ? null : (part.names[0] ?? null);
  const what = part?.what ?? 'access';
  if (what === 'methods') return `use ${only === null ? 'some methods' : cut(only, shortestName)} on`;
  if (what === 'headers') return `send ${only === null ? 'some headers' : cut(only, 2 * shortestName)} to`;
  if (what === 'exposed') return `read ${only === null ? 'some headers' : cut(only, 2 * shortestName)} of`;
  return what === 'credentials' ? 'send cookies to' : 'call';
}

function whoOf(origins: readonly string[]): string {
  const named = origins.filter((origin) => origin !== '*' && origin !== 'null');
  const some = named.length === 1 ? (named[0] ?? '') : counted(named.length, 'web app');
  const who = [
    ...(origins.includes('*') ? [anyOtherWebsite] : []),
    ...(named.length > 0 ? [some] : []),
    ...(origins.includes('null') ? ['the origin null'] : []),
  ];
  return who.length < 3 ? who.join(' and ') : `${who[0] ?? ''} and ${origins.length - 1} more`;
}

function whatOf(targets: readonly Target[]): string {
  const apis = new Map(targets.map(({ root, workspace, api }) => [JSON.stringify([root, workspace, api]), api]));
  const [first] = apis.values();
  if ([...apis.values()].includes(null) || first === undefined || first === null) return 'any API';
  if (apis.size > 1) return counted(apis.size, 'API');
  const operations = new Set(targets.flatMap((target) => target.operations));
  const [only] = operations;
  const isOneOfSeveral = operations.size === 1 && targets.every(({ operationsInApi }) => operationsInApi > 1);
  return isOneOfSeveral && only !== undefined ? `${first} (${only})` : first;
}

/** The text with its middle left out where it is too long. */
function cut(text: string, most: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const kept = most - 1;
  return `${characters.slice(0, Math.ceil(kept / 2)).join('')}…${characters.slice(characters.length - Math.floor(kept / 2)).join('')}`;
}
