import type { TooMuch } from '../../cors/cors-chain.js';
import type { NormalisationKind } from '../../cors/serialised-origin.js';
import type { Identification, NeededName, StatementArguments } from '../../effective/statement.js';
import { counted } from '../counting.js';
import { type Phrase, code, name, phrase } from '../phrase.js';
import {
  andCondition,
  condition,
  corsElement,
  element,
  listing,
  names,
  needName,
  operationsName,
  originNames,
  savingRefused,
} from '../vocabulary.js';
import { originFaultPhrase } from './origin-faults.js';
import type { Sentences } from './sentences.js';

type Deployment = StatementArguments['not-understood.deployment'];

const touched: Readonly<Record<Deployment['touches'], string>> = {
  policies: 'may write policies',
  service: 'may reach API Management',
  unknown: 'may deploy anything',
};

/** What is not followed, why, and its possible effect. */
function deploymentPhrase({ what, name: called, touches }: Deployment): Phrase {
  const it = name(called);
  const may = touched[touches];
  switch (what) {
    case 'module':
      return phrase`${it} is a module that is kept elsewhere, so it was not looked at: it ${may}.`;
    case 'module-version':
      return phrase`${it} is taken in another version, and the module is kept elsewhere, so it was not looked at: it ${may}.`;
    case 'missing-module':
      return phrase`${it} is a module that is not in the repository, so it was not looked at: it ${may}.`;
    case 'command':
      return phrase`${it} runs a command, and what that deploys was not looked at: it ${may}.`;
    case 'template':
      return phrase`${it} deploys a template that was not looked at: it ${may}.`;
    case 'resource':
      return phrase`What ${it} deploys was not looked at: it ${may}.`;
    case 'release':
      return phrase`${it} makes a revision of an API the current one, and which one that was before is not in the repository: other policies may answer.`;
    case 'changes-kept':
      return phrase`${it} is not deployed again when its text changes (${code('ignore_changes')}), so what is deployed may be something else.`;
    case 'changes-deployed':
      return phrase`${it} is deployed again when its text changes, which it was not before (${code('ignore_changes')}): what it replaces may be something else than base says.`;
    case 'deployed-with':
      return phrase`This pipeline deploys with ${it}, and with something else in base: what is deployed there becomes what that file says, which was not compared.`;
    case 'given-otherwise':
      return phrase`Pipelines give ${it} another value than in base, and what is deployed with that was not worked out: it ${may}.`;
    case 'provider':
      return phrase`What the provider ${it} deploys was not looked at: it ${may}.`;
  }
}

const tooMuch: Readonly<Record<TooMuch, string>> = {
  policies: 'More than 20,000 policies, or fragments nested deeper than 8 or in a circle, come together here',
  cors: 'More than 64 <cors> elements meet one request here',
  unknown: 'More than 256 names in the <cors> elements of one request are not decided by the repository',
  values: 'Named values put more than 256 KiB into this <cors>',
  written: 'More than 512 headers of CORS that are written by hand meet one request here',
  products: 'More than 1,000 products with policies of their own hold one API',
  addresses: 'Here end the lookups of who answers at other URLs than before',
  readings: 'The conditions and open values here allow more combinations than can be tried',
};

/** Findings about the content of a `<cors>`: origins, methods, headers, and attributes. */
export const entriesOfCors = {
  'wildcard-origin-with-credentials': () =>
    phrase`This ${corsElement} allows every origin with credentials: requests with credentials fail in every browser if the gateway answers "${code('*')}", and any website can read its visitors' data if it echoes the origin.`,
  'wildcard-origin': ({ holding }) => {
    if (holding === null) return ['Every website may call these operations and read the answers (without credentials).'];
    if (holding.when === 'never') return phrase`This lists every website, and none may call these operations: something else keeps them out.`;
    return phrase`Every website may call these operations and read the answers (without credentials)${condition(holding)}; else something else keeps them out.`;
  },
  'invalid-origin.none': () =>
    phrase`This ${corsElement} names no origin: API Management refuses to save it without at least one ${element('origin')}.`,
  'invalid-origin': ({ fault }) => phrase`${originFaultPhrase(fault)} ${savingRefused}`,
  'null-origin': ({ isBesideAny }) => [
    isBesideAny === true
      ? "The origin 'null', which any website can send (from a sandboxed frame), lets in nobody whom * in the same list does not let in already."
      : "Any website can send the origin 'null' (from a sandboxed frame): allowing it allows everybody.",
  ],
  'unresolved-origin': ({ cause, names: all, areOfService }) => {
    const values = listing(all.map((one) => [code(`{{${one}}}`)]));
    return areOfService === true
      ? phrase`${values} ${all.length > 1 ? 'are named values' : 'is a named value'} of the service, and policies of a workspace see those of their workspace alone: which origin this is cannot be told. Define ${all.length > 1 ? 'them' : 'it'} in the workspace, or write the origin down.`
      : unresolved(cause, values);
  },
  'reflected-origin': ({ what, sections, credentials, hasDefault, holding }) =>
    phrase`${whatAnswers(what)} answers every origin with itself${onErrors(sections)}: any website may read ${answersRead(sections, credentials)}${condition(holding)}.${
      hasDefault ? ' The default in it is for requests without an origin; it checks nothing.' : ''
    }`,
  'reflected-origin.unknown': ({ isTooLong }) => [
    `Whether this answers only the origins that are meant cannot be told: ${
      isTooLong ? 'following its conditions takes more steps than a review takes' : 'a part of it is decided by what the policies do not show'
    }.`,
  ],
  'loose-origin-match': ({ what, sections, credentials, origin, holding }) =>
    phrase`${whatAnswers(what)} lets in origins that are not meant: ${name(origin)}, which others can register, is answered with itself${onErrors(
      sections,
    )}, and its pages may read ${answersRead(sections, credentials)}${condition(holding)}.`,
  'not-understood.too-much': ({ what }) => [
    `${tooMuch[what]}: that is more than is worked through, so nobody can say who gets access. ${what === 'addresses' ? 'Move fewer at a time' : 'Write it more plainly'}.`,
  ],
  'not-understood.deployment': deploymentPhrase,
  'not-understood.api-type': ({ api, before, after }) =>
    after === 'websocket'
      ? phrase`API ${name(api)} is one of WebSockets now. Browsers hold those against no ${corsElement}: pages of every website may connect, with their visitors' cookies, unless the handshake is refused by its Origin.`
      : phrase`API ${name(api)} is of type '${name(after)}' now, and was of '${name(before)}': whether the same ${corsElement} decides for the same requests cannot be told.`,
  'not-understood.address': ({ api, operation, before, after }) =>
    phrase`${operation === null ? phrase`API ${name(api)}` : phrase`Operation ${name(operation)} of API ${name(api)}`} was called at '${name(
      before ?? '',
    )}', and is at '${name(after ?? '')}' now: whether that is the same address cannot be told from the repository. Web apps that call another one find nothing there.`,
  'more-of-a-rule': ({ count }) => [`This rule finds ${counted(count, 'more place')} in this policy, from here on: too many to be told one by one.`],
  'not-understood': ({ kind, inside, written }) => {
    const what = name(written);
    switch (kind) {
      case 'text':
        return phrase`'${what}' stands among the elements of ${element(inside)}: what it stands for cannot be told from the repository, and it may be a ${corsElement} of any kind.`;
      case 'element':
        return phrase`<${what}> is no element of ${element(inside)}: names are compared with their case, and without a prefix. Whether and how it works cannot be told.`;
      case 'attribute':
        return phrase`'${what}' is no attribute of ${element(inside)}: names are compared with their case, and without a prefix. Whether and how it works cannot be told.`;
      case 'list':
        return phrase`This is a second ${element(written)} in one ${corsElement}: which of them counts cannot be told.`;
      case 'flag':
        return phrase`${name(inside)} is '${what}', neither true nor false: what API Management makes of it cannot be told.`;
      case 'header':
        return phrase`The name of this header is '${what}': whether it is one of CORS cannot be told from the repository.`;
      case 'fragment':
        return phrase`Which fragment '${what}' stands for cannot be told from the repository: it may hold a ${corsElement} of any kind.`;
      case 'request-header':
        if (inside === 'set-method')
          return phrase`This sets the request's method before a ${corsElement} runs: whether that ${corsElement} goes by what the browser sent or by what is written here, no page says.`;
        return phrase`This sets the request's header '${what}' before a ${corsElement} runs: whether that ${corsElement} compares what the browser sent or what is written here, no page says.`;
    }
  },
  'origin-normalised': ({ origins, tidied }) =>
    phrase`Browsers send ${names(origins, 6)}; ${origins.length === 1 ? 'this one is' : 'these are'} written with ${listing(
      tidied.map((kind) => [oddities[kind]]),
      6,
    )}.`,
  'method-not-allowed': ({ isListAbsent, methods, targets, holding }) =>
    phrase`This ${corsElement} ${
      isListAbsent
        ? phrase`has no ${element('allowed-methods')}, which means GET and POST: ${names(methods, 6)} is missing`
        : phrase`does not list ${names(methods, 6)}`
    }, so browsers let no page call ${operationsName(targets)}${condition(holding)}.`,
  'header-not-allowed': ({ isListAbsent, needed, file, targets, holding }) => {
    const reasons = listing(
      needed.map((one) => neededName(one, file)),
      6,
    );
    return phrase`This ${corsElement} ${isListAbsent ? phrase`has no ${element('allowed-headers')}` : phrase`does not list ${reasons}`}, and requests of ${operationsName(
      targets,
    )} carry ${isListAbsent ? reasons : needed.length > 1 ? 'them' : 'it'}: such a request of a page stops at the preflight${
      isListAbsent ? ', if a missing list allows none' : ''
    }${isListAbsent ? andCondition(holding) : condition(holding)}.`;
  },
  'authorization-under-wildcard': ({ why, file, targets }) =>
    phrase`${needName(why, file)} asks for Authorization, which "${code('*')}" does not cover by the standard; browsers let it pass today, with a warning. List it for ${operationsName(targets)}.`,
  'method-case': ({ name: written, meant, isSeveral }) => {
    if (isSeveral) return phrase`'${name(written)}' is one element with several methods: it is compared as one, and allows none of them.`;
    if (meant === null) return phrase`'${name(written)}' is no method that browsers or API Management operations use.`;
    return meant === written.toUpperCase()
      ? phrase`Methods are compared with their case: browsers send ${meant}, this list says '${name(written)}'.`
      : phrase`'${name(written)}' is no method; ${meant} is probably meant.`;
  },
  'terminate-unmatched-implicit': ({ origins }) =>
    phrase`terminate-unmatched-request is not written, Microsoft documents two defaults, and the access of ${originNames(origins)} depends on which one holds.`,
  'navigation-ended-by-cors': ({ targets, seen, isKnown, holding }) =>
    phrase`Forms of other sites ${isKnown ? 'are' : 'may be'} posted to ${operationsName(targets)} (${names(seen)}), and no browser checks that against CORS. This ${corsElement} does not list those sites and ends the posts${condition(holding)}: an empty 200, and the backend is not called.`,
  'simple-post-with-cookies': ({ targets, holding }) =>
    phrase`Any website can have its visitors’ browsers POST to ${operationsName(targets)} with their cookies: a form needs no preflight, and unlisted origins pass on here${condition(holding)}. Nothing asks for a header that forms cannot send.`,
  'expose-wildcard-with-credentials': () =>
    phrase`Requests with credentials may read no response header through "${code('*')}": browsers take it for a name there. List the headers that scripts read.`,
  'credentials-not-needed': ({ ways }) =>
    phrase`Callers show ${listing(ways.map(identificationName))} here; that works without ${code('allow-credentials')}. Unless a backend uses cookies, set it to false: a wrongly listed origin then does less harm.`,
  'max-age-capped': ({ longest, keptBy }) =>
    phrase`Chromium-based browsers keep the answer to a preflight for ${longest} seconds at most, Safari for 600; ${
      keptBy === 'nobody' ? 'Firefox for a day, so no browser keeps it this long' : 'only Firefox keeps it this long'
    }.`,
  'preflight-not-cached': ({ isZero }) => [
    `Browsers keep the answer to a preflight ${isZero ? 'not at all' : 'for five seconds'} here, and ask again before nearly every call.`,
  ],
  'max-age-invalid': ({ written }) =>
    phrase`'${name(written)}' is no number of seconds: browsers keep the answer to a preflight for five seconds then, or not at all.`,
  'credentials-value': ({ written, meant }) =>
    phrase`${code('allow-credentials')} is written ${written === null ? 'with white space around it' : phrase`'${name(written)}'`}: browsers know '${meant}' only, and no page says that API Management writes it so.`,
  'credentials-by-expression': ({ isComputed }) => [
    `Whether pages may call with their visitors’ credentials is ${isComputed ? 'computed at run time' : 'a value that the repository does not hold'}: nobody can tell from the policy.`,
  ],
  'headers-not-exposed': ({ names: all, by }) =>
    phrase`${
      by === 'policies'
        ? phrase`Policies write ${names(all, 6)} into the answers`
        : by === 'specification'
          ? phrase`By the specification, answers have ${names(all, 6)}`
          : phrase`By policies and the specification, answers have ${names(all, 6)}`
    }, and pages cannot read ${all.length > 1 ? 'them' : 'it'}: this ${corsElement} does not expose ${all.length > 1 ? 'them' : 'it'}.`,
  'unused-fragment': ({ fragment }) => phrase`No policy includes the fragment '${name(fragment)}': nobody gets access by the ${corsElement} in it.`,
  'origin-forwarded': () => ['The backend gets the header Origin as the browser sent it, and may refuse the request by itself.'],
  'base-first-required': ({ section }) =>
    phrase`${element(section)} does not begin with ${element('base')}: under the Azure Policy that wants it first, this is not deployed.`,
  'cross-domain-or-jsonp': ({ isScript }) =>
    isScript
      ? phrase`${element('jsonp')} wraps answers in a script, which any website can load and read, with its visitors’ cookies and whatever ${corsElement} lists.`
      : phrase`${element('cross-domain')} is for plug-ins that no browser has any more: it lets nobody in, and can go.`,
  'portal-cors-lost': ({ origins, targets }) =>
    phrase`The test console of the developer portal (${originNames(origins)}) can no longer call ${operationsName(targets)}.`,
  'subscription-key-changed': ({ isNeeded, header, targets }) =>
    isNeeded
      ? phrase`Calls of ${operationsName(targets)} need a subscription key now: pages that send none, as they need not so far, get a 401.`
      : phrase`Calls of ${operationsName(targets)} need no subscription key (${code(header)}) any more: everybody can call without one, and pages of the origins that are let in can read the answers.`,
  'subscription-key-changed.named': ({ header, query, targets }) => {
    const one = (what: string, [was, is]: readonly [was: string, is: string]): Phrase => phrase`the ${what} ${code(is)}, no longer ${code(was)}`;
    const [inHeader, inUrl] = [header === null ? null : one('header', header), query === null ? null : one('parameter', query)];
    const now = inHeader === null ? (inUrl ?? []) : inUrl === null ? inHeader : phrase`${inHeader}, or in ${inUrl}`;
    return phrase`Calls of ${operationsName(targets)} carry their subscription key in ${now}: under the old name it is no key, and gets a 401.`;
  },
} as const satisfies Partial<Sentences<StatementArguments>>;

const oddities: Readonly<Record<NormalisationKind, string>> = {
  'trailing-slash': 'a trailing slash',
  'default-port': 'the default port',
  'upper-case': 'upper-case letters',
  idn: 'letters outside ASCII',
  'white-space': 'white space',
};

function whatAnswers(what: StatementArguments['reflected-origin']['what']): Phrase {
  return what === 'header' ? ['This'] : phrase`This ${element('origin')}, if API Management evaluates it at all,`;
}

function onErrors(sections: readonly string[]): string {
  return sections.every((section) => section === 'on-error') ? ' on errors' : '';
}

function answersRead(sections: readonly string[], credentials: boolean): string {
  const what = onErrors(sections) === '' ? 'the answers' : 'these answers';
  return credentials ? `${what}, also those to its visitors’ credentials` : what;
}

function unresolved(cause: StatementArguments['unresolved-origin']['cause'], values: Phrase): Phrase {
  switch (cause) {
    case 'hidden-named-value':
      return phrase`The value of ${values} is secret, or two values have its name: which origin this is cannot be told from the repository.`;
    case 'missing-named-value':
      return phrase`${values} is not among the named values in the repository, so which origin this is cannot be told.`;
    case 'token':
      return phrase`${values.length === 0 ? 'This origin' : values} is a placeholder that a pipeline fills in: which origin it is cannot be told from the repository.`;
    case 'template':
      return ['This origin is filled in by a template before it is deployed: which origins it stands for cannot be told from the file.'];
    case 'expression':
      return [
        'This origin is computed at run time, so which origins it allows cannot be told; Microsoft’s pages disagree on whether an expression works here at all.',
      ];
  }
}

function neededName({ name: header, why }: NeededName, file: string): Phrase {
  return phrase`${name(header)} (${needName(why, file)})`;
}

function identificationName(way: Identification): Phrase {
  return way.kind === 'key' ? ['a subscription key'] : phrase`a token in ${name(way.header)}`;
}
