import type { Listed, ListedRule } from '../../effective/statement.js';
import { type Phrase, code, name, phrase } from '../phrase.js';
import { capitalised, corsElement, element, names, originNames, verb } from '../vocabulary.js';

const shown = 5;

/** `is` or `are`, by the number of entries. */
function are({ names: all }: Listed): string {
  return verb(all, 'is', 'are');
}

function withCredentials({ credentials }: Listed): string {
  return credentials ? ', with the visitor’s credentials' : '';
}

function origins({ names: all }: Listed): Phrase {
  return originNames(all, shown);
}

/** Lists by their elements. */
function listOf(kind: Listed['kind']): string {
  return kind === 'origins' ? 'allowed-origins' : kind === 'methods' ? 'allowed-methods' : 'allowed-headers';
}

/** Findings about the entries of one list in a `<cors>`. */
export const listedEntries: { readonly [Rule in ListedRule]: (given: Listed) => Phrase } = {
  'insecure-origin': (given) =>
    capitalised(
      phrase`${origins(given)} ${are(given)} plain http: whoever is on the network between a visitor and that site can be this origin, and its pages call these operations${withCredentials(given)}.`,
    ),
  'loopback-origin': (given) =>
    capitalised(
      phrase`${origins(given)} ${are(given)} whatever runs on a visitor’s own machine, and its pages may call these operations${withCredentials(given)}. ${
        given.kind === 'unnamed'
          ? 'In development that is fine, and nothing here says which environment this is: folders and environments named dev, test, local or sandbox are taken for development.'
          : phrase`Only environments named dev, test, local or sandbox, or those that ${code('development-environments:')} in the configuration names, are taken for development.`
      }`,
    ),
  'shared-hosting-origin': (given) => {
    const who = origins(given);
    if (given.kind === 'shared-hosting-suffix') {
      return capitalised(
        phrase`${who} ${are(given)} what all customers of a hosting service have in common: whoever gets a page there may call these operations${withCredentials(given)}.`,
      );
    }
    if (given.kind === 'playground') {
      return capitalised(
        phrase`${who} ${are(given)} where anybody can publish a page: whoever has the name may call these operations${withCredentials(given)}, also once it is another’s.`,
      );
    }
    return capitalised(
      given.names.length === 1
        ? phrase`${who} is a name on shared hosting: once it is given up, somebody else can take it and call these operations${withCredentials(given)}.`
        : phrase`${who} are names on shared hosting: once one is given up, somebody else can take it and call these operations${withCredentials(given)}.`,
    );
  },
  'intranet-origin': (given) =>
    given.kind === 'ip'
      ? capitalised(
          phrase`${origins(given)} ${verb(given.names, 'is an IP address', 'are IP addresses')}: whoever has one next, or has it in another network, may call these operations${withCredentials(given)}.`,
        )
      : capitalised(
          phrase`${origins(given)} ${verb(given.names, 'is a name that is', 'are names that are')} nobody’s on the internet: in each network ${verb(given.names, 'it is', 'they are')} what that network says, and may call these operations${withCredentials(given)}.`,
        ),
  'unusual-scheme-origin': (given) =>
    capitalised(
      phrase`${origins(given)} ${are(given)} no web page’s origin: ${
        given.names.some((one) => one.startsWith('file:'))
          ? 'browsers send null for a file, so it lets nobody in'
          : phrase`an app’s or an extension’s, which other apps can have as well; they may call these operations${withCredentials(given)}`
      }.`,
    ),
  'near-miss-origin': (given) =>
    capitalised(
      phrase`${origins(given)} ${are(given)} nearly ${name(given.like ?? '')}, which this list has too${
        given.kind === 'other-port' ? ': only the port differs' : ''
      }. If it is a slip, whoever owns the other name may call these operations${withCredentials(given)}.`,
    ),
  'duplicate-entry': (given) => capitalised(phrase`${names(given.names, shown)} ${verb(given.names, 'stands', 'stand')} in this list already.`),
  'wildcard-mixed': (given) =>
    given.kind === 'origins'
      ? phrase`${code('*')} stands beside ${names(given.names, shown)} in ${element(listOf(given.kind))}: every website may call these operations${withCredentials(given)}, whatever else is listed.`
      : phrase`${code('*')} stands in ${element(listOf(given.kind))} too, so ${names(given.names, shown)} ${verb(given.names, 'changes', 'change')} nothing.`,
  'wildcard-methods': (given) =>
    phrase`Pages of the allowed origins may call with every method that an operation has${
      given.credentials
        ? phrase`; with credentials browsers take a ${code('*')} in the answer for a name, and only ${code('GET')}, ${code('HEAD')} and ${code('POST')} are then sure to work`
        : ''
    }.`,
  'wildcard-headers': (given) =>
    phrase`Pages of the allowed origins may send any header, also ones that servers behind the gateway believe${
      given.credentials ? phrase`; with credentials browsers take a ${code('*')} in the answer for a name` : ''
    }.`,
  'wildcard-exposed-headers': () => ['Scripts of the allowed origins may read every header of the answers, also those that only servers should see.'],
  'forbidden-method': (given) => phrase`No browser sends ${names(given.names, shown)}: the entry allows nobody anything.`,
  'needless-method': (given) =>
    given.kind === 'no-operation'
      ? phrase`No operation that meets this ${corsElement} is called with ${names(given.names, shown)}: the entry allows nobody anything.`
      : phrase`${names(given.names, shown)} need not be listed: preflights are answered without it, and no operation here has that method.`,
  'forbidden-header': (given) =>
    phrase`No script can set ${names(given.names, shown)}, and no preflight asks for ${given.names.length === 1 ? 'it' : 'them'}: the entry allows nobody anything.`,
  'response-header-in-request-list': (given) =>
    phrase`${names(given.names, shown)} ${verb(given.names, 'is a header', 'are headers')} of the answer; this list is of headers that pages may send.`,
  'header-pattern': (given) =>
    given.kind === 'several'
      ? phrase`'${names(given.names, shown)}' is one element with several names: it is compared as one, so pages that send these headers may be refused.`
      : phrase`'${names(given.names, shown)}' is not the name of a header: names are compared whole, so pages that send what is meant are refused.`,
  'spoofable-header-allowed': (given) =>
    phrase`Pages of the allowed origins may send ${names(given.names, shown)}, which servers behind the gateway take for the word of a proxy or for the method to use.`,
  'sensitive-header-exposed': (given) =>
    given.kind === 'never'
      ? phrase`No browser lets a script read ${names(given.names, shown)}, whatever is listed: the entry allows nobody anything.`
      : phrase`Scripts of every allowed origin may read ${names(given.names, shown)}.`,
};
