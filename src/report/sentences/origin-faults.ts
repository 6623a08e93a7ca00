import type { OriginFaults } from '../../cors/serialised-origin.js';
import type { Coded } from '../../text/said.js';
import { type Phrase, code, name, phrase } from '../phrase.js';
import { element } from '../vocabulary.js';
import type { Sentences } from './sentences.js';

const origin = element('origin');
const threeParts = 'an origin is scheme, host and port only.';

const sentences: Sentences<OriginFaults> = {
  empty: () => phrase`This ${origin} is empty.`,
  'hidden-character': ({ text, character }) =>
    phrase`'${name(text)}' holds a character that nobody sees (${name(character)}); no origin of a browser has one.`,
  'too-long': () => phrase`This ${origin} is longer than any origin.`,
  'no-element': ({ text }) => phrase`'${name(text)}' stands straight in ${element('allowed-origins')}; each origin needs an ${origin} of its own.`,
  several: ({ text }) => phrase`'${name(text)}' is several origins in one element; each needs an ${origin} of its own.`,
  wildcard: ({ text }) =>
    phrase`'${name(text)}': API Management has no wildcards inside an origin; list each origin, or allow all with ${code('*')}.`,
  'user-name': ({ text }) => phrase`'${name(text)}' holds a user name; ${threeParts}`,
  'pattern-in-host': ({ text }) => phrase`'${name(text)}' holds characters of a pattern; API Management compares origins literally.`,
  pattern: ({ text }) => phrase`'${name(text)}' is a pattern; API Management compares origins literally and needs scheme, host and port.`,
  'more-than-host': ({ text, what }) => phrase`'${name(text)}' has a ${what}; ${threeParts}`,
  quoted: ({ text }) => phrase`'${name(text)}' has quotation marks in it; an origin begins with ${code('https://')} or ${code('http://')}.`,
  'scheme-twice': ({ text }) => phrase`'${name(text)}' has its scheme twice; ${threeParts}`,
  'no-scheme': ({ text }) => phrase`'${name(text)}' has no scheme; an origin begins with ${code('https://')} or ${code('http://')}.`,
  'no-host': ({ text }) => phrase`'${name(text)}' has no host.`,
  'no-port': ({ text, port }) => phrase`'${name(text)}': '${name(port)}' is no port; it is a number from 1 to 65535.`,
  'trailing-dot': ({ text }) => phrase`'${name(text)}': the host ends with a dot, which no page of yours is served under.`,
  'no-host-name': ({ text, host }) => phrase`'${name(text)}': '${name(host)}' is no host name.`,
  'no-browsers-host': ({ text, host }) => phrase`'${name(text)}': '${name(host)}' is no host name a browser would send.`,
  'other-address': ({ text, canonical }) => phrase`'${name(text)}': browsers write this address as ${name(canonical)}.`,
};

/** Why a text is not an origin, as one sentence. */
export function originFaultPhrase<Code extends keyof OriginFaults>({ code: one, given }: Coded<OriginFaults, Code>): Phrase {
  return sentences[one](given);
}
