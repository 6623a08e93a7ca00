import type { ScopeRef } from '../../apim/service.js';
import type { Holding } from '../../cors/holding.js';
import type { PortalSign } from '../../cors/portal.js';
import type { PreflightStop, RefusingPolicy, StatementArguments } from '../../effective/statement.js';
import { type Phrase, code, join, name, phrase, placed } from '../phrase.js';
import {
  base,
  callersUnchecked,
  condition,
  corsElement,
  element,
  inbound,
  listing,
  names,
  operationsName,
  originNames,
  outbound,
  policyNames,
  savingRefused,
  scopeName,
  verb,
} from '../vocabulary.js';
import type { Sentences } from './sentences.js';

/** Findings about which `<cors>` answers, if any. */
export const whichCorsDecides = {
  'inherited-cors-decides': ({ inherited, portal, at, harms: harmed }) =>
    phrase`${base} brings in ${corsName(inherited, portal)} (${placed(at)}) above this one, and the first ${corsElement} decides: ${join(
      harmed.map(
        ({ origins, outcome, holding }) =>
          phrase`${originNames(origins)} ${outcome === 'blocked' ? verb(origins, 'is blocked', 'are blocked') : phrase`${verb(origins, 'gets', 'get')} less than this ${corsElement} grants`}${condition(holding)}`,
      ),
      '; ',
    )}.`,
  'cors-not-inherited': ({ lost, portal, at, losses, outcome }) =>
    phrase`This ${inbound} has no ${base}, so ${corsName(lost, portal)} (${placed(at)}) does not apply: ${join(
      losses.map(({ origins, holding }) => phrase`${originNames(origins)} ${getsInstead(outcome, origins)}${conditionOf(outcome, holding)}`),
      '; ',
    )}.`,
  'inherited-policies-dropped': ({ section, how, partly, policies, targets }) => {
    const where = section === 'inbound' ? '' : phrase` in ${element(section)}`;
    if (partly)
      return phrase`These inherited policies run only in some branches here${where}, and no longer in every request to ${operationsName(targets)}: ${policyNames(policies)}.${callersUnchecked(policies, 'then not always checked')}`;
    return phrase`${how === 'taken' ? phrase`This change takes ${base} away here${where}` : phrase`This new policy has no ${base}${where}`}, so these inherited policies ${
      how === 'taken' ? 'no longer run' : 'do not run'
    } on ${operationsName(targets)}: ${policyNames(policies)}.${callersUnchecked(policies)}`;
  },
  'duplicate-cors': ({ number, section }) =>
    phrase`This is ${corsElement} number ${number} in ${element(section)}: API Management accepts one in a section and refuses to save the policy.`,
  'cors-outside-inbound': ({ section }) =>
    phrase`${corsElement} stands ${section === null ? 'outside every section' : phrase`in ${element(section)}`}; it works in ${inbound} only, so it answers nobody.`,
  'cors-not-direct-child': ({ parent, origins }) =>
    phrase`This ${corsElement} ${
      parent === null ? 'comes with a fragment that is included inside another policy' : phrase`stands inside ${element(parent)}`
    }; preflights look for direct children of ${inbound} only, so those of ${originNames(origins)} are not answered by it.`,
  'refused-at-save': ({ section, inside }) => phrase`This ${element(section)} stands inside ${element(inside)}. ${savingRefused}`,
  'refused-at-save.unknown': ({ name: called, inside, isAttribute }) =>
    phrase`'${name(called)}' is no ${isAttribute ? 'attribute' : 'element'} of ${element(inside)}. ${savingRefused}`,
  'missing-fragment': ({ fragment, workspace, isWhole }) => {
    if (!isWhole && workspace === null)
      return phrase`What deploys this policy deploys no fragment '${name(fragment)}': whether that holds a ${corsElement} is not known here, and if nothing else deploys it, API Management refuses to save this policy.`;
    return phrase`The policy fragment '${name(fragment)}' is not ${
      workspace === null ? 'in the repository' : phrase`in workspace '${name(workspace)}', whose policies do not see that of the service`
    }. ${isWhole ? savingRefused : 'Unless it is kept elsewhere, API Management refuses to save this policy; and whether it holds a '}${isWhole ? '' : phrase`${corsElement} is not known.`}`;
  },
  'missing-fragment.none-kept': ({ fragments }) =>
    phrase`The policies include policy fragments (${names(fragments)}), and the repository holds none at all. Where they are kept elsewhere, whether one holds a ${corsElement} is not known; else API Management refuses to save the policies that include them.`,
  'cors-in-fragment': ({ asksForKey }) =>
    phrase`This ${corsElement} stands in a policy fragment: it answers preflights there since October 2022 (before, they got 404)${
      asksForKey ? ', and refusals of a missing subscription key come back without its headers' : ''
    }.`,
  'product-cors-unreachable': ({ origins, targets, unless }) =>
    phrase`A preflight brings no subscription key in a header, so it never reaches this product’s ${corsElement}: ${originNames(origins)} ${verb(origins, 'is', 'are')} blocked on ${operationsName(
      targets.map((target) => ({ ...target, product: null })),
    )}, unless the key comes in the URL${
      unless === null ? '' : phrase`, unless product '${name(unless)}' needs no subscription, which its metadata does not say`
    }.`,
  'header-versioning-hides-cors': ({ api, header, origins }) =>
    phrase`The version of API '${name(api)}' is told by ${
      header === null ? 'a header' : phrase`the header ${name(header)}`
    }, which no preflight carries: the gateway does not find the API, and this ${corsElement} never answers ${originNames(origins)}.`,
  'options-operation-shadows-cors': ({ operation, urlTemplate, origins, stops, holding }) =>
    phrase`Operation '${name(operation)}'${urlTemplate === null ? '' : phrase` (OPTIONS ${name(urlTemplate)})`} takes the preflights itself, so ${corsElement} does not answer them: those of ${originNames(
      origins,
    )} fail, because ${listing(stops.map(stopName))}${condition(holding)}.`,
  'options-branch-never-runs': ({ targets, isAnswered }) =>
    phrase`This is meant to answer OPTIONS and never runs on ${operationsName(targets)}: no operation takes OPTIONS there, so ${
      isAnswered ? phrase`preflights end at ${corsElement}, or at routing,` : 'routing ends a preflight with 404'
    } before any other policy.${isAnswered ? '' : phrase` A ${corsElement} would answer it.`}`,
  'policy-before-cors': ({ refusers, bringer, endsAll }) =>
    endsAll !== null
      ? phrase`${refuserName(endsAll)} answers every request before ${bringers[bringer]}: its answer carries no CORS headers, so no page can read it, although preflights pass.`
      : phrase`${listing(refusers.map(refuserName))} can refuse a request before ${bringers[bringer]}: the refusal then carries no CORS headers, and the page sees a CORS error instead of the status.`,
  'two-cors-writers': ({ header, scope, at, harm, deletedWhere }) =>
    deletedWhere !== null
      ? phrase`${name(header)} is deleted here${deletedWhere === '' ? ' under a condition' : phrase` where ${code(deletedWhere)} holds`}: pages that the ${corsElement} of ${scopeName(scope)} (${placed(at)}) lists lose the answers that this is for, if the deletion takes its header too.`
      : phrase`${name(header)} is also written by the ${corsElement} of ${scopeName(scope)} (${placed(at)}): ${harms[harm]}.`,
  'cached-without-vary-origin': ({ by, at }) =>
    by === 'written'
      ? phrase`Answers are stored with the Access-Control-Allow-Origin that is worked out for one origin (${placed(at)}), and this ${element('cache-lookup')} gives them to every other: browsers refuse them there.`
      : phrase`The ${corsElement} (${placed(at)}) answers each origin by its name, and this ${element('cache-lookup')} keeps one answer for all. Whether headers of CORS are stored with it no page says; if they are, browsers refuse it to every origin but the first.`,
  'hand-written-cors.inbound': ({ headers }) =>
    phrase`${element('set-header')} in ${inbound} writes a header of the request to the backend, not of the answer: ${names(headers)} never reaches the browser from here.`,
  'hand-written-cors.no-on-error': () =>
    phrase`Written in ${outbound} alone, this header is missing from every error of the gateway (401, 429, 500): an error skips ${outbound}, and the page sees a CORS error instead. Nor does it answer preflights.`,
  'hand-written-cors.errors-only': () =>
    phrase`Written in ${element('on-error')} alone, this header is on errors of the gateway (401, 429, 500) and on no answer that goes well, and it answers no preflight. No ${corsElement} is in scope.`,
  'hand-written-cors.unreached': ({ by, at }) =>
    phrase`${element(by)} (${placed(at)}) answers every request itself, so ${outbound} never runs: this header is in no answer.`,
  'hand-written-cors.no-preflight': ({ headers }) =>
    phrase`Browsers look for ${names(headers)} in the answer to a preflight, and none comes here: no operation takes OPTIONS at these URLs and no ${corsElement} is in scope, so routing ends a preflight with 404. A ${corsElement} would answer it.`,
} as const satisfies Partial<Sentences<StatementArguments>>;

/** A `<cors>` by its scope; the developer portal's by its purpose. */
export function corsName(scope: ScopeRef, portal: PortalSign | null): Phrase {
  if (portal === null) return phrase`the ${corsElement} of ${scopeName(scope)}`;
  return phrase`${portal === 'origin' ? '' : 'what looks like '}the developer portal’s own ${corsElement} ("Enable CORS") of ${scopeName(scope)}`;
}

const bringers: Readonly<Record<StatementArguments['policy-before-cors']['bringer'], Phrase>> = {
  cors: phrase`this ${corsElement} runs`,
  base: phrase`${base} brings in a ${corsElement}`,
  'include-fragment': phrase`this fragment brings in a ${corsElement}`,
};

const harms: Readonly<Record<StatementArguments['two-cors-writers']['harm'], Phrase>> = {
  'same-value': ['if both are sent, browsers refuse the answer; if this one replaces the other, it is of no use'],
  'second-value': ['with two values browsers refuse every answer'],
  open: phrase`either both are sent, and browsers refuse the answer, or this one replaces what ${corsElement} says`,
};

function refuserName({ name: called, path, line }: RefusingPolicy): Phrase {
  return phrase`${element(called)} (${path === null ? phrase`line ${line}` : placed({ path, line })})`;
}

function stopName(stop: PreflightStop): Phrase {
  switch (stop.kind) {
    case 'not-listed':
      return phrase`no ${corsElement} of its pipeline lists them`;
    case 'needs-key':
      return ['the API asks them for a subscription key, which they never carry'];
    case 'answered':
      return phrase`${code(`<${stop.by}>`)} answers them with ${stop.status}`;
  }
}

/** The origin is blocked here in every reading; only the access by broader policies depends on a reading. */
function conditionOf(outcome: 'loses' | 'nothing' | 'less', holding: Holding): Phrase {
  const told = condition(holding);
  return outcome === 'nothing' && told.length > 0 ? phrase`, and let in with ${base}${told}` : told;
}

function getsInstead(outcome: 'loses' | 'nothing' | 'less', origins: readonly string[]): string {
  if (outcome === 'loses') return verb(origins, 'loses access here', 'lose access here');
  return outcome === 'nothing'
    ? verb(origins, 'is blocked here', 'are blocked here')
    : verb(origins, 'gets less here than there', 'get less here than there');
}
