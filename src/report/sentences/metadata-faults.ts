import type { CodeFaults, DescriptionFaults, MetadataFaults, Misshape, NotationFaults } from '../../apim/metadata-fault.js';
import type { Coded } from '../../text/said.js';
import { type Phrase, code, foreign, name, phrase } from '../phrase.js';
import { unreadPhrase } from './policy-faults.js';
import type { Sentences } from './sentences.js';

const leftOut = 'what it says is left out of this review.';
const neitherRead = 'the publisher does not read this shape, so neither does the review.';

function noCode(language: 'Bicep' | undefined): string {
  return `This cannot be read as ${language ?? "Terraform's language"}: `;
}

const inCode: Sentences<CodeFaults> = {
  'code-unexpected': ({ what, language }) =>
    what === '' ? [`${noCode(language)}something unexpected stands here.`] : phrase`${noCode(language)}${code(what)} was not expected or is missing.`,
  'code-unclosed': ({ what, language }) => phrase`${noCode(language)}${code(what)} is not closed.`,
  'code-twice': ({ name: called }) => phrase`'${name(called)}' stands twice; the first one counts here.`,
  'code-too-deep': ({ name: called }) => phrase`${subject(called, 'This')} is nested too deep: it is not evaluated.`,
  'loop-too-long': ({ name: called }) => phrase`${subject(called, 'This loop')} has more than 10,000 entries: the others are left out.`,
  'too-many-modules': ({ name: called }) =>
    phrase`More than 2,000 modules are called: '${name(called)}' and those after it are not followed, so what they deploy is not reviewed.`,
  'text-too-long': ({ name: called }) => phrase`${subject(called, 'This')} makes a text that is too long: it is not evaluated.`,
  'template-malformed': ({ path }) => phrase`The template ${name(path)} cannot be read.`,
};

function subject(called: string, otherwise: string): Phrase {
  return called === '' ? [otherwise] : phrase`'${name(called)}'`;
}

const sentences: Sentences<MetadataFaults> = {
  ...inCode,
  'too-large': ({ largest }) => [`This file is larger than ${largest} MB: not read.`],
  'too-deep': () => ['This file is nested deeper than any configuration: not read.'],
  'no-json': (given) => phrase`This file is not well-formed JSON (${jsonWords(given)}): ${leftOut}`,
  'no-yaml': ({ words }) => phrase`This file is not well-formed YAML (${foreign(words)}): ${leftOut}`,
  'not-resolved': ({ words }) => phrase`This file is not readable (${foreign(words)}): ${leftOut}`,
  'key-twice': ({ name: called }) => phrase`The key '${name(called)}' stands twice in one map, which publishers refuse: ${leftOut}`,
  'merge-key': () => phrase`A map is merged in here with ${code('<<')}, which publishers take for a key like others: ${leftOut}`,
  unread: ({ why }) => phrase`This file was not read (${unreadPhrase(why)}): ${leftOut}`,
  'configuration-unread': () => [`This file could not be read: ${leftOut}`],
  misshaped: ({ what }) => [`This file has ${misshapes[what]}: the publisher does not read this shape, and ${leftOut}`],
  'no-description': ({ fault }) => phrase`This file is ${descriptionPhrase(fault)}: the operations are taken from their folders instead.`,
  'value-twice': ({ name: called, other }) =>
    phrase`The named value '${name(called)}' is that of ${name(other)} too: which of the two is published last is not known; give each its own display name.`,
  'id-twice': ({ kind, id, other }) =>
    phrase`The ${kind} id '${name(id)}' is that of ${name(other)} too: which of the two is published last is not known; give each its own.`,
  'too-many-environments': ({ most }) => [
    `The first ${most} environments of a service are evaluated, and this is not one of them: what is deployed to it is not reviewed. Name those that count under environments: in the configuration.`,
  ],
  'too-many-fragments': ({ most }) => [
    `This service has more than ${most.toLocaleString('en')} policy fragments: none of them is read, and what policies that include one do is not known. Take out what no policy includes.`,
  ],
  'configuration-no-mapping': () => [`This file is no mapping of lists: ${neitherRead}`],
  'configuration-no-list': ({ key }) => [`'${key}' is no list: ${neitherRead}`],
  'configuration-no-name': ({ key }) => [`An entry of '${key}' has no 'name': the publisher cannot tell what it is for, so neither can the review.`],
  'configuration-no-properties': ({ name: called }) =>
    phrase`'${name(called)}' has no 'properties': publishers later than the first ones do not read this shape, so neither does the review.`,
};

const descriptions: Sentences<DescriptionFaults> = {
  'too-large': ({ largest }) => [`larger than ${largest} MB: not read`],
  'too-large-unusual': ({ largest }) => [`larger than ${largest} MB and not in plain block style: not read`],
  'too-deep': () => ['nested deeper than any description of an API: not read'],
  'no-json': (given) => phrase`not well-formed JSON: ${jsonWords(given)}`,
  'no-yaml': ({ words }) => phrase`not well-formed YAML: ${foreign(words)}`,
};

/** The place where a text is not JSON: "it goes wrong at 'url goes here'". */
function jsonWords({ rest }: NotationFaults['no-json']): Phrase {
  return rest === '' ? ['it ends too early'] : phrase`it goes wrong at '${name(rest)}'`;
}

const misshapes: Readonly<Record<Misshape, string>> = {
  'no-object': 'no object',
  'no-properties-object': "no object under 'properties'",
  'no-list': 'no list',
  'no-name': "no 'name' in an entry",
};

function descriptionPhrase<Code extends keyof DescriptionFaults>({ code, given }: Coded<DescriptionFaults, Code>): Phrase {
  return descriptions[code](given);
}

/** The fault of a file that describes a service, as one sentence. */
export function metadataPhrase<Code extends keyof MetadataFaults>({ code, given }: Coded<MetadataFaults, Code>): Phrase {
  return sentences[code](given);
}
