import { resourceKey } from '../apim/resource-key.js';
import type { ScopeRef } from '../apim/service.js';
import { countOperations, type Target } from '../apim/target.js';
import type { Certainty } from '../text/scales.js';
import { checksCallers, type PlacedPolicy } from '../effective/dropped-policies.js';
import type { Holding } from '../effective/severity-under.js';
import type { NeedReason } from '../effective/needed-headers.js';
import type { AccessPart } from '../effective/statement.js';
import { readingKey, type Reading } from '../cors/worlds.js';
import { policyElsewhere } from '../cors/questions.js';
import { beginsWithNamedValue } from '../text/open-parts.js';
import { computedPhrase } from './computed-names.js';
import { readingPhrase } from './sentences/readings.js';
import { type Phrase, code, name, phrase, placed } from './phrase.js';

/** Words for all sentences: one word for one thing. */

/** The elements that sentences speak of. */
export const corsElement = code('<cors>');
/** `<base />`, as code. */
export const base = code('<base />');
/** `<inbound>`, as code. */
export const inbound = code('<inbound>');
/** `<outbound>`, as code. */
export const outbound = code('<outbound>');

/** Every origin that no policy names. */
export const anyOtherWebsite = 'any other website';

/** The words for a policy that API Management refuses. */
export const savingRefused = 'API Management refuses to save this policy: nothing of it is deployed.';

/** A start tag: `<check-header>`; `<base />` is always empty. */
export function element(called: string): Phrase {
  return [code(called === 'base' ? '<base />' : `<${called}>`)];
}

/** An origin class: '*' is every origin that no policy names, 'null' the null origin. */
export function originName(origin: string): Phrase {
  if (origin === '*') return [anyOtherWebsite];
  if (origin === 'null') return ["the origin 'null'"];
  return computedPhrase(origin) ?? [name(origin)];
}

/** "https://app.contoso.com, https://www.contoso.com and 3 more". */
export function originNames(origins: readonly string[], most = 3): Phrase {
  return listing(origins.slice(0, most).map(originName), most, origins.length);
}

/** The form of the verb for that many subjects. */
export function verb(subjects: readonly unknown[], one: string, several: string): string {
  return subjects.length === 1 ? one : several;
}

/** The sentence with a capital, if it begins with our own words. */
export function capitalised([first, ...rest]: Phrase): Phrase {
  return typeof first === 'string' ? [first.slice(0, 1).toUpperCase() + first.slice(1), ...rest] : first === undefined ? [] : [first, ...rest];
}

/** First words of our sentences; any other may be a name. */
const ownFirstWords = /^(?:Access|Any|Browsers|Every|Nobody|No|Now|Once|Pages|Requests|Scripts|The|These|This|What|Whether|Which)\b(?!-)/;

/** A sentence after a colon: our own first word loses its capital. */
export function afterColon([first, ...rest]: Phrase): Phrase {
  if (first === undefined) return [];
  return typeof first === 'string' && ownFirstWords.test(first) ? [first.slice(0, 1).toLowerCase() + first.slice(1), ...rest] : [first, ...rest];
}

/** Names of headers, methods and operations, as written. */
export function names(all: readonly string[], most = 3): Phrase {
  const shown = all.slice(0, most).map((one) => computedPhrase(one) ?? [name(one)]);
  return listing(shown, most, all.length);
}

/** "a, b and c", "a, b and 3 more": at most `most` by name. `all`: the total, if only the named ones were put into words. */
export function listing(phrases: readonly Phrase[], most = 3, all = phrases.length): Phrase {
  const shown = phrases.slice(0, most);
  const rest = all - shown.length;
  const last = rest > 0 ? phrase`${rest} more` : shown.pop();
  if (last === undefined) return [];
  const before = shown.flatMap((one, index) => (index === 0 ? one : phrase`, ${one}`));
  return shown.length === 0 ? last : phrase`${before} and ${last}`;
}

/** Policies with their places: "<rate-limit> (policy.xml:4)". */
export function policyNames(policies: readonly PlacedPolicy[]): Phrase {
  return listing(
    policies.map(
      ({ name: called, checks, at }) => phrase`${element(called)} (${checks === null ? '' : phrase`with ${element(checks)} in it, `}${placed(at)})`,
    ),
    8,
  );
}

/** The consequence if these do not run and check callers; otherwise empty. */
export function callersUnchecked(policies: readonly PlacedPolicy[], how = 'then not checked'): Phrase {
  const checks = [...new Set(policies.flatMap((one) => (checksCallers(one) ? [one.checks ?? one.name] : [])))];
  return checks.length === 0 ? [] : phrase` Callers are ${how} by ${listing(checks.map(element), 8)} here.`;
}

/** A scope in a few words: "the policy of API 'orders'". */
export function scopeName(scope: ScopeRef): Phrase {
  const within = scope.workspace === null || scope.kind === 'workspace' ? [] : phrase` in workspace '${name(scope.workspace)}'`;
  const id = name(scope.id ?? '');
  switch (scope.kind) {
    case 'global':
      return ['the global policy'];
    case 'workspace':
      return phrase`the policy of workspace '${name(scope.workspace ?? '')}'`;
    case 'product':
      return phrase`the policy of product '${id}'${within}`;
    case 'api':
      return phrase`the policy of API '${id}'${within}`;
    case 'operation':
      return phrase`the policy of operation '${name(scope.operation ?? '')}' of API '${id}'${within}`;
    case 'fragment':
      return phrase`the policy fragment '${id}'${within}`;
  }
}

/** "all 4 operations of 'orders'", "120 operations of 30 APIs"; an empty list: "no operation". */
export function operationsName(targets: readonly Target[]): Phrase {
  const [first] = targets;
  if (first === undefined) return ['no operation'];
  if (targets.every((target) => target.api === null)) return ['every API that inherits it'];
  const apis = new Set(targets.map((target) => `${target.root}\0${resourceKey(target.workspace, target.api ?? '')}`));
  const count = countOperations(targets.filter((target) => target.product === null || !targets.some((other) => other.product === null)));
  const product = targets.every((target) => target.product !== null)
    ? phrase` called ${first.isOpen === true ? 'through' : 'with a key of'} product '${name(first.product ?? '')}'`
    : [];
  if (apis.size > 1) return phrase`${count} operations of ${apis.size} APIs${product}`;
  const api = phrase`'${name(first.api ?? '')}'`;
  if (first.operations.length === 0) return phrase`API ${api}${product}`;
  if (first.operations.length === 1) return phrase`operation '${name(first.operations[0] ?? '')}' of ${api}${product}`;
  return first.operations.length === first.operationsInApi
    ? phrase`all ${first.operationsInApi} operations of ${api}${product}`
    : phrase`${first.operations.length} operations of ${api}${product}`;
}

/** ` if …` for what holds under some readings; empty if it always holds. `ofBase`: open points only of base. */
export function condition(holding: Holding, ofBase: readonly string[] = []): Phrase {
  return conditions(holding, ' if ', ofBase);
}

/** A further condition: ` and …`. */
export function andCondition(holding: Holding): Phrase {
  return conditions(holding, ' and ', []);
}

function conditions(holding: Holding, first: string, ofBase: readonly string[]): Phrase {
  if (holding.when !== 'sometimes') return [];
  // The assumption about policies kept elsewhere is reported once for all.
  const told = holding.readings.filter(({ question }) => question !== policyElsewhere.id);
  const wordsOf = (reading: Reading): Phrase =>
    ofBase.includes(reading.question) ? phrase`in base ${readingPhrase(reading)}` : readingPhrase(reading);
  const says = new Map(told.map((reading) => [readingKey(reading), wordsOf(reading)]));
  return [...says.values()].flatMap((one, index) => [index === 0 ? first : ' and ', ...one]);
}

/** What is gained or lost: "method PUT", "every other request header", "credentials". */
export function partName({ what, names: all }: AccessPart): Phrase {
  const list = all === '*' ? null : names(all, 5);
  switch (what) {
    case 'access':
      return ['access'];
    case 'methods':
      return list === null ? ['every other method'] : phrase`method ${list}`;
    case 'headers':
      return list === null ? ['every other request header'] : phrase`request header ${list}`;
    case 'exposed':
      return list === null ? ['the right to read every other response header'] : phrase`the right to read response header ${list}`;
    case 'credentials':
      return ['credentials'];
    case 'max-age':
      return ['caching of preflights'];
  }
}

/** Why a header is required, for a reader of `file`. */
export function needName(why: NeedReason, file: string): Phrase {
  switch (why.kind) {
    case 'policy':
      return why.path === file ? phrase`${element(why.policy)} on line ${why.line}` : phrase`${element(why.policy)} in ${placed(why)}`;
    case 'key':
      return ['the subscription key, unless it comes in the URL'];
    case 'version':
      return ['the version of the API'];
    case 'json':
      return ['bodies in JSON'];
    case 'security':
      return ['the token that the specification asks for'];
  }
}

/** Whose pages: an origin, or one of the two classes without a name. */
export function originOfPages(origin: string): Phrase {
  if (origin === '*') return [anyOtherWebsite];
  if (origin === 'null') return ['null origin (sandboxed pages, files)'];
  if (beginsWithNamedValue(origin)) return ['whatever ', code(origin), ' stands for'];
  return computedPhrase(origin) ?? [code(origin)];
}

/** What a certainty other than "documented" means for a reader; null if nothing needs saying. */
export function certaintyWords(certainty: Certainty): string | null {
  switch (certainty) {
    case 'documented':
      return null;
    case 'reported':
      return 'Reported from live gateways; Microsoft’s pages do not settle it.';
    case 'inferred':
      return 'Inferred from what is documented; no page says it outright.';
    case 'unknown':
      return 'Not known for certain: it depends on the reading named here.';
  }
}
