import type { PolicyFault, PolicyFaults, Unread } from '../../apim/policy-fault.js';
import type { Coded } from '../../text/said.js';
import type { FormFaults } from '../../xml/problem.js';
import { type Phrase, code, join, name, phrase, wholePhrase } from '../phrase.js';
import { element } from '../vocabulary.js';
import type { Sentences } from './sentences.js';

const lessThan = code('<');
const escapedLessThan = code('&lt;');
const csharp = code('@(...)');
const fragment = element('fragment');
const policies = element('policies');

/** The beginning of a start tag: `<check-header`. */
function openTag(called: string): Phrase {
  return [code(`<${called}`)];
}

/** Why a text is not XML, as a clause. */
const forms: Sentences<FormFaults> = {
  'strange-character': ({ hex }) => phrase`the character ${code(`U+${hex}`)} stands here, which no XML document has`,
  'impossible-reference': () => ['this reference names a character that no XML document has'],
  'bare-ampersand': () => phrase`'${code('&')}' begins no entity here; write it as ${code('&amp;')}`,
  'bare-brackets': () => phrase`'${code(']]>')}' stands in text; write it as ${code(']]&gt;')}`,
  'open-instruction': () => phrase`${code('<?')} is never closed with ${code('?>')}`,
  'late-declaration': () => phrase`${code('<?xml …?>')} stands here; it has to stand before everything else, spaces and comments too`,
  'strange-declaration': () => phrase`${code('<?xml …?>')} has to hold ${code('version="1.0"')}, and after it nothing but encoding and standalone`,
  'nameless-instruction': () => phrase`${code('<?')} begins no instruction here`,
  'open-comment': () => phrase`this comment is never closed with ${code('-->')}`,
  'dashes-in-comment': () => phrase`'${code('--')}' stands in this comment; XML allows it only at the end, as ${code('-->')}`,
  'open-cdata': () => phrase`${code('<![CDATA[')} is never closed with ${code(']]>')}`,
  'bare-angle': () => phrase`'${lessThan}' begins no tag here; write it as ${escapedLessThan}, or inside an expression ${csharp}`,
  'angle-in-value': ({ attribute }) =>
    attribute === null
      ? phrase`'${lessThan}' stands in a value`
      : phrase`'${lessThan}' stands in the value of attribute '${name(attribute)}'; write it as ${escapedLessThan}, or inside an expression ${csharp}`,
  'open-tag': ({ element: called }) => phrase`the tag ${openTag(called)} is never closed with ${code('>')}`,
  'open-closing-tag': () => phrase`this closing tag is never closed with ${code('>')}`,
  'open-value': ({ attribute }) => phrase`the value of attribute '${name(attribute)}' is never closed`,
  'no-space': ({ attribute }) => phrase`no space stands before the attribute '${name(attribute)}'`,
  'attribute-twice': ({ element: called, attribute }) => phrase`the tag ${openTag(called)} has the attribute '${name(attribute)}' twice`,
  'no-attribute': ({ element: called, found }) => phrase`the tag ${openTag(called)} holds '${name(found)}', which is no ${code('attribute="value"')}`,
  'no-quotes': ({ attribute }) => phrase`the value of attribute '${name(attribute)}' is not in quotes`,
  'open-element': ({ element: called }) => phrase`${code(`<${called}>`)} is never closed`,
  'closes-nothing': ({ element: called }) => phrase`${code(`</${called}>`)} closes nothing`,
  'closes-another': ({ element: called, open, line }) => phrase`${code(`</${called}>`)} does not close ${code(`<${open}>`)} of line ${line}`,
  'no-element': () => ['no element'],
  'text-outside': () => ['text stands outside of the document’s one root element'],
  'element-outside': ({ element: called }) => phrase`${code(`<${called}>`)} stands after the end of the document’s one root element`,
  'open-expressions': () => ['more C# expressions than are looked through never end; this is one of them'],
  'part-of-value': () => ['this C# expression is not the whole of its value'],
  'two-readings': () =>
    phrase`this C# expression can also be read as XML with other tags in it; write ${code('"')} in it as ${code('&quot;')} and ${lessThan} as ${escapedLessThan}`,
};

/** Most other files of one scope that are named; the rest are counted. */
const mostFiles = 3;

const faults: Sentences<PolicyFaults> = {
  'not-well-formed': ({ what, openExpression }) =>
    phrase`the file is not well-formed: ${formPhrase(what)}${openExpression === null ? '' : phrase` (the C# expression that begins on line ${openExpression} never ends)`}.`,
  doctype: () => ['document type and entity declarations are not read; a policy has none: remove it.'],
  'too-deep': ({ most }) => phrase`elements are nested deeper than ${most}; flatten the policy.`,
  'too-large': ({ bytes }) => [
    `the policy has ${Math.ceil(bytes / 1024).toLocaleString('en-US')} KiB; API Management saves no more than 256 KiB, and policies over 1,024 KiB are not read.`,
  ],
  encoding: ({ isUtf16 }) => [`the file is ${isUtf16 ? 'UTF-16' : 'not UTF-8'}; save it as UTF-8.`],
  'two-parsers': () => ['two XML parsers find different elements from here on; write this part of the document more plainly.'],
  'root-of-another-place': ({ expected }) =>
    expected === 'fragment'
      ? phrase`${policies} is the root element, and this is the place of a fragment: ${fragment} has to be its root.`
      : phrase`${fragment} is the root element, and this is the place of a policy document: ${policies} has to be its root.`,
  'unknown-root': ({ element: called }) =>
    phrase`${code(`<${called}>`)} is the root element; a policy document has ${policies}, a fragment ${fragment}.`,
  'section-twice': ({ section }) => phrase`${element(section)} stands twice in this document; API Management accepts it once: join the two.`,
  'scope-given-twice': ({ others }) => {
    const names = join(
      others.slice(0, mostFiles).map((path) => [name(path)]),
      ', ',
    );
    const more = others.length > mostFiles ? phrase` and ${others.length - mostFiles} more` : '';
    return phrase`'${code('scopes:')}' gives this file's scope to ${names}${more} too: a scope has one policy, so which of them counts is not known. Name one.`;
  },
  unread: ({ why }) => phrase`This policy was not read: ${unreadPhrase(why)}.`,
  'text-undecided': ({ name: called }) =>
    called === null
      ? ['This policy was not read: what is given for it is no text.']
      : phrase`This policy was not read: its text is ${code(called)}, which the repository does not decide.`,
  'file-missing': ({ file }) => phrase`This policy was not read: the file ${name(file)} that is named here is not in the repository.`,
  'deployed-twice': ({ path, line }) =>
    phrase`${name(`${path}:${line}`)} deploys another policy to the scope of this one: which of them counts is not known.`,
};

function formPhrase<Code extends keyof FormFaults>({ code: one, given }: Coded<FormFaults, Code>): Phrase {
  return forms[one](given);
}

/** Why a policy file cannot be evaluated: one sentence, without a capital if it follows a file's name. */
export function faultPhrase<Code extends keyof PolicyFaults>({ code: one, given }: Coded<PolicyFaults, Code>): Phrase {
  return faults[one](given);
}

/** As plain text. */
export function faultText(fault: PolicyFault): string {
  return wholePhrase(faultPhrase(fault));
}

/** Why an existing file was not read, as a clause. */
export function unreadPhrase(why: Unread): Phrase {
  return [unread[why]];
}

const unread: Readonly<Record<Unread, string>> = {
  symlink: 'a symbolic link is not followed',
  submodule: 'a submodule is not followed',
  'no-content': 'it could not be read',
  'too-large': 'it is larger than 5 MB',
  lfs: 'it is a Git LFS pointer, and the content is not in the repository; take the file out of Git LFS with git lfs untrack',
};
