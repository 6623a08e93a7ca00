import { entryLine, type ScopeSuggestion } from '../../layouts/scopes/scope-suggestion.js';
import type { Coded } from '../../effective/coded.js';
import type { StatementArguments } from '../../effective/statement.js';
import type { Finding, Location } from '../../review/review.js';
import { type Phrase, code, name, phrase, placed } from '../phrase.js';
import { afterColon, capitalised, listing, savingRefused } from '../vocabulary.js';
import { accessMoveSentences } from './access-moves.js';
import { contractSentences } from './contracts.js';
import { entriesOfCors } from './entries-of-cors.js';
import { listedEntries } from './listed-entries.js';
import { metadataPhrase } from './metadata-faults.js';
import { faultPhrase } from './policy-faults.js';
import type { Sentences } from './sentences.js';
import { whichCorsDecides } from './which-cors-decides.js';

const sentences: Sentences<StatementArguments> = {
  ...whichCorsDecides,
  ...entriesOfCors,
  ...listedEntries,
  ...accessMoveSentences,
  ...contractSentences,
  'policy-without-scope': ({ why, suggestion }) => withoutScope(why, suggestion),
  'malformed-policy': ({ fault, isRefused }) => phrase`${capitalised(faultPhrase(fault))}${isRefused ? ` ${savingRefused}` : ''}`,
  'unreadable-metadata': ({ fault }) => metadataPhrase(fault),
};

function withoutScope(why: StatementArguments['policy-without-scope']['why'], suggestion: ScopeSuggestion | null): Phrase {
  const unknown = 'so whom it lets in was not reviewed';
  if (why === 'unread') return [`This file may be a policy and could not be read, ${unknown}.`];
  if (why === 'gone') return [`This change deletes a policy whose API or scope cannot be told, so who loses access by that was not reviewed.`];
  if (why === 'beside') {
    return [
      `A scope has one policy, and another file is taken for that of this scope, ${unknown}. Which of the two is deployed last, nobody can tell. Delete one.`,
    ];
  }
  if (why === 'inside') {
    return [`This is a service inside the folder of another one, and new. Which of the two is deployed from there, nobody can tell. Move it out.`];
  }
  if (why === 'converted') {
    return [`These attributes have git write other text into a checkout than is reviewed here, for policies too, ${unknown}.`];
  }
  if (why === 'published') {
    return [
      `This pipeline publishes another folder or another configuration than in base, and what that replaces was not compared, ${unknown}. Compare the two by hand, or change what is published in place.`,
    ];
  }
  if (why === 'configuration') {
    return phrase`This reads like a configuration of the publisher, and is not evaluated, for its name says no environment, ${unknown}. Name it ${code('configuration.NAME.yaml')}.`;
  }
  if (why === 'compiled') {
    return [
      'This template is compiled from a Bicep file, and deploys other policies than that says. Which of the two is deployed, nobody can tell. Compile it again, or delete it.',
    ];
  }
  if (why === 'embedded') {
    return phrase`The policies inside this file are not followed, ${unknown}. Keep the policy in an XML file of its own, load it from here, and name it under ${code('scopes:')} in the configuration.`;
  }
  const said = phrase`Which API or scope this policy belongs to cannot be told from the repository, ${unknown}.`;
  if (suggestion === null) return said;
  const { entry, from, isPathId } = suggestion;
  const path = isPathId ? ' Another file may have the id that this one’s name gives, so the path stands for it.' : '';
  // The entry comes last, so that it can be copied.
  return phrase`${said} ${guesses[from]}${path} Check scope and ids, and add it under ${code('scopes:')} in the configuration: ${code(entryLine(entry))}`;
}

const guesses: Readonly<Record<ScopeSuggestion['from'], string>> = {
  base: 'The entry for it has the scope that the file has in base.',
  file: 'The entry for it is a guess from the file’s name.',
  folder: 'The entry for it is a guess from the names of its folders.',
  nothing: 'The entry for it is a guess with nothing to go by: neither the file’s name nor its folders tell.',
};

/** The message of a finding. */
export function statementPhrase<Code extends keyof StatementArguments>({ code, given }: Coded<StatementArguments, Code>): Phrase {
  return sentences[code](given);
}

/** "In environment 'prod': ", before a sentence that does not hold in all. */
export function inEnvironments(environments: readonly string[] | null): Phrase {
  if (environments === null || environments.length === 0) return [];
  const names = listing(environments.map((one) => phrase`'${name(one)}'`));
  return phrase`In environment${environments.length === 1 ? '' : 's'} ${names}: `;
}

/** The message of a finding, with its environment, and its element if the file's lines do not tell. */
export function messagePhrase(
  finding: Pick<Finding, 'says' | 'environments' | 'inner' | 'isOfMerge'> & { readonly elsewhere: readonly Location[] } & Partial<
      Pick<Finding, 'path' | 'line'>
    >,
): Phrase {
  const { says, environments, inner, elsewhere, isOfMerge } = finding;
  const told = statementPhrase(says);
  // A text deployed twice has each of its places twice.
  const others = new Map(
    elsewhere.flatMap((one) => (one.path === finding.path && one.line === finding.line ? [] : [[`${one.line} ${one.path}`, one] as const])),
  );
  const said = others.size === 0 ? told : phrase`${told} The same is true at ${listing([...others.values()].map((one) => [placed(one)]))}.`;
  const message = inner === null ? said : phrase`${said} (${code(`<${inner.element}>`)}, policy line ${inner.line}, column ${inner.column})`;
  const within = inEnvironments(environments);
  const there = within.length === 0 ? message : phrase`${within}${afterColon(message)}`;
  return isOfMerge === true ? phrase`Once merged with the base as it is now: ${within.length === 0 ? afterColon(there) : there}` : there;
}
