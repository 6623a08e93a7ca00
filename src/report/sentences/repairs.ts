import type { Coded } from '../../effective/coded.js';
import type { Bringer, LeaningArguments, RepairTitleArguments } from '../../repairs/title.js';
import { type Phrase, code, join, name, phrase } from '../phrase.js';
import { base, corsElement, element, inbound, listing, names, scopeName } from '../vocabulary.js';
import type { Sentences } from './sentences.js';

const titles: Sentences<RepairTitleArguments> = {
  'move-above-base': ({ listing: copied }) =>
    copied.length === 0 ? phrase`Move ${corsElement} above ${base}` : phrase`Move ${corsElement} above ${base}, and list ${names(copied)} in it too`,
  'move-above': ({ what, above }) => phrase`Move ${bringers[what]} above ${element(above)}`,
  'lift-above': ({ above }) => phrase`Move ${corsElement} above ${element(above)}, where it always applies`,
  unwrap: ({ section }) => phrase`Take the inner ${element(section)} away, and keep what it holds`,
  'move-to-top': () => phrase`Move ${corsElement} to the top of ${inbound}`,
  'move-into-apis': ({ apis }) =>
    phrase`Move ${corsElement} into the policy of ${apis.length === 1 ? 'API' : 'the APIs'} ${listing(apis.map((api) => phrase`'${name(api)}'`))}`,
  'move-into-global': () => phrase`Move ${corsElement} into the global policy`,
  'copy-into-global': () => phrase`Write the same ${corsElement} into the global policy too`,
  'write-into-including': ({ policies }) =>
    phrase`Write ${corsElement} into ${policies === 1 ? 'the policy that includes' : phrase`the ${policies} policies that include`} the fragment`,
  'add-base': () => phrase`Add ${base}, so that the broader policies apply`,
  'add-base-first': () => phrase`Add ${base} at the top, so that the broader policies apply first`,
  'drop-base': () => phrase`Drop ${base}, so that nothing is inherited here`,
  'add-cors': ({ scope, isNew = false }) =>
    isNew ? phrase`Write ${scopeName(scope)}, a new file, with a ${corsElement}` : phrase`Add a ${corsElement} to ${scopeName(scope)}`,
  'delete-refused': ({ names: all }) => phrase`Take ${names(all)} out, which ${all.length === 1 ? 'is' : 'are'} refused at save`,
  'replace-cors': ({ scope }) => phrase`Replace the ${corsElement} of ${scopeName(scope)} by one for this request`,
  'delete-cors': ({ which }) => deletions[which],
  'pass-unmatched-on': ({ scope }) =>
    phrase`Let the ${corsElement} of ${scopeName(scope)} pass requests of other origins on: ${code('terminate-unmatched-request="false"')}`,
  'write-terminate-unmatched': ({ value }) =>
    phrase`Write ${code(`terminate-unmatched-request="${value}"`)}: ${
      value === 'true' ? 'GET and HEAD requests of other origins get an empty 200' : 'requests of other origins go on, without CORS headers'
    }`,
  'add-origins': ({ origins, scope }) => phrase`Add ${names(origins)} to the ${corsElement} of ${scopeName(scope)}`,
  'allow-in': ({ names: all, credentials, scope }) => {
    const allowed: readonly Phrase[] = [...all.map((one) => [name(one)]), ...(credentials ? [['credentials']] : [])];
    return phrase`Allow ${join(allowed, ', ')} in the ${corsElement} of ${scopeName(scope)}`;
  },
  'name-instead-of-wildcard': ({ names: all, scope }) =>
    phrase`Write ${names(all)} instead of ${code('*')} in the ${corsElement} of ${scopeName(scope)}`,
  'list-too': ({ names: all }) => phrase`List ${names(all)} here too`,
  list: ({ names: all }) => phrase`List ${names(all, 6)}`,
  'list-beside-wildcard': ({ name: header }) => phrase`List ${name(header)} beside the ${code('*')}`,
  write: ({ text }) => phrase`Write ${name(text)}`,
  'one-element-each': ({ of }) => phrase`One ${element(of)} element for each ${of}`,
  'delete-origin': ({ which }) =>
    which === 'empty' ? phrase`Delete the empty ${element('origin')}` : [which === 'null' ? "Delete the origin 'null'" : 'Take this origin out'],
  'delete-entry': ({ name: entry, isRepeated }) =>
    isRepeated ? phrase`Delete the repeated ${name(entry)}` : phrase`Take ${name(entry)} out of the list`,
  'delete-entries': ({ names: all, lists }) => phrase`Take ${names(all, 6)} out of ${lists === 1 ? 'the list' : `${lists} lists`}`,
  both: ({ first, second }) => phrase`${titlePhrase(first)}; then: ${titlePhrase(second)}`,
  'switch-credentials-off': () => phrase`Switch credentials off: ${code('allow-credentials="false"')}`,
  'delete-set-header': ({ count }) =>
    count === 1 ? phrase`Delete this ${element('set-header')}` : phrase`Delete these ${count} ${element('set-header')}`,
  'vary-by-origin': () => phrase`Keep an answer for each origin: ${element('vary-by-header')} with Origin`,
  'write-in-on-error': () => phrase`Write it in ${element('on-error')} too`,
};

const deletions: Readonly<Record<RepairTitleArguments['delete-cors']['which'], Phrase>> = {
  this: phrase`Delete this ${corsElement}`,
  repeated: phrase`Delete the repeated ${corsElement}`,
  'not-first': phrase`Delete this ${corsElement} and keep the first`,
  'not-this': phrase`Keep this ${corsElement} and delete the first`,
  'all-but-first': phrase`Keep the first ${corsElement} and delete the others`,
  'all-but-this': phrase`Keep this ${corsElement} and delete the others`,
  inner: phrase`Delete the ${corsElement} inside the other one`,
};

const bringers: Readonly<Record<Bringer, Phrase>> = { cors: [corsElement], base: [base], fragment: ['the fragment'] };

const leanings: Sentences<LeaningArguments> = {
  'inherited-cors-decorates': () => phrase`the inherited ${corsElement} adds its headers where this one does not list the origin`,
  'later-cors-decorates': () => phrase`a later ${corsElement} adds its headers where the first one does not list the origin`,
  'global-answers-versionless': () => ['the global policy answers a preflight that names no version'],
  'no-cookies': () => ['no backend relies on cookies'],
  meant: ({ texts }) => phrase`${names(texts)} is what was meant`,
  'runs-earlier': ({ what, above }) => phrase`whatever else ${bringers[what]} brings in may run before ${code(`<${above}>`)}`,
};

/** What a repair does, without a full stop. */
export function titlePhrase<Code extends keyof RepairTitleArguments>({ code: one, given }: Coded<RepairTitleArguments, Code>): Phrase {
  return titles[one](given);
}

/** A repair's assumption, as a clause. */
export function leaningPhrase<Code extends keyof LeaningArguments>({ code: one, given }: Coded<LeaningArguments, Code>): Phrase {
  return leanings[one](given);
}
