import type { Target } from '../../apim/target.js';
import type { Holding } from '../../cors/holding.js';
import type { AccessPart } from '../../effective/statement.js';
import { victimsOf, worstHarm, type Harm, type Reached, type RootCause } from '../../review/root-causes.js';
import type { Finding, Review } from '../../review/review.js';
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

/** Who can no longer (may no longer, can now, may now) call what; of a
 * cause that changes nobody's access, who cannot call what, that the policy is refused, or what the rule is called. Plain text of at most 80 characters. */
export function causeTitle(cause: RootCause): string {
  const worst = worstHarm(cause);
  const [finding] = cause.findings;
  const rule = finding?.rule;
  if (worst === null && finding !== undefined && isRefusal(finding)) {
    const words = ' is refused at save: nothing is deployed';
    return `${cutAtFront(finding.path, longestTitle - words.length)}${words}`;
  }
  const victims = worst === null && finding !== undefined ? victimTitle(finding) : null;
  if (victims !== null) return victims;
  if (worst === null) return cut([...rules, ...contractRules].find(({ id }) => id === rule)?.title ?? 'A finding about CORS', longestTitle);
  const { harm, reached } = worst;
  const first = reached.find(({ parts }) => parts.some(({ what }) => what === 'access')) ?? reached[0];
  if (first === undefined) return '';
  const all = reached.filter(({ parts }) => sameParts(parts, first.parts));
  // Everybody else is one class at each place: two places are not one sentence.
  const alike = all.some(({ origins }) => origins.includes('*'))
    ? all.filter(({ targets }) => JSON.stringify(targets) === JSON.stringify(first.targets))
    : all;
  return sentence(
    alike.flatMap(({ origins }) => origins),
    `${verbs[harm]} ${act(first)}`,
    alike.flatMap(({ targets }) => targets),
  );
}

/** Who cannot call what, as a state has it: of a finding that names those whom it harms. null: it names nobody. */
function victimTitle({ says, targets }: Finding): string | null {
  const { origins, less, holding } = harmOf(says);
  if (origins.length === 0) return null;
  const isFirm = holding === null || holding.when === 'always' || (holding.when === 'sometimes' && holding.under === 'leanings');
  return sentence(origins, less ? `${isFirm ? 'can' : 'may'} do less with` : `${isFirm ? 'cannot' : 'may fail to'} call`, targets);
}

/** The first harm that a finding about a state tells: who is harmed, whether they keep some access, and when. */
function harmOf(says: Finding['says']): { readonly origins: readonly string[]; readonly less: boolean; readonly holding: Holding | null } {
  if (says.code === 'inherited-cors-decides') {
    const [harm] = says.given.harms;
    return harm === undefined ? nobody : { origins: harm.origins, less: harm.outcome === 'less', holding: harm.holding };
  }
  if (says.code === 'cors-not-inherited') {
    const [loss] = says.given.losses;
    return loss === undefined ? nobody : { origins: loss.origins, less: says.given.outcome === 'less', holding: loss.holding };
  }
  return { origins: victimsOf(says), less: false, holding: says.code === 'options-operation-shadows-cors' ? says.given.holding : null };
}

const nobody = { origins: [], less: false, holding: null } as const;

function sentence(origins: readonly string[], words: string, targets: readonly Target[]): string {
  const who = whoOf([...new Set(origins)]);
  const what = whatOf(targets);
  const room = longestTitle - words.length - 2;
  const whoShown = cut(who, Math.max(shortestName, room - Math.min(what.length, Math.floor(room / 2))));
  return `${whoShown} ${words} ${cut(what, Math.max(shortestName, room - whoShown.length))}`;
}

/** The text without its beginning where it is too long: the end of a path tells more. */
function cutAtFront(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `…${characters.slice(characters.length - most + 1).join('')}`;
}

/** It says that API Management refuses to save the policy. */
function isRefusal({ says }: Finding): boolean {
  if (says.code === 'malformed-policy') return says.given.isRefused;
  return says.code === 'invalid-origin' || says.code === 'duplicate-cors' || says.code.startsWith('refused-at-save');
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
