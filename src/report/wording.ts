import type { Finding, IgnoredFinding } from '../review/review.js';
import { type Phrase, code, personal, phrase, placed } from './phrase.js';
import { listing } from './vocabulary.js';
import { targetsPhrase } from './reached-operations.js';

/** A rule's title, the elements in it as code. */
export function ruleTitlePhrase(title: string): Phrase {
  return title.split(/(<[^>]*>)/).map((part, index) => (index % 2 === 0 ? part : code(part)));
}

/** Rules whose messages name the operations themselves. */
const tellsWho = new Set(['access-widened', 'access-narrowed', 'inherited-policies-dropped']);

/** Who a finding concerns; null when it concerns a file and nobody in particular. */
export function concerns(finding: Finding, showRoots: boolean): Phrase | null {
  if (finding.targets.length === 0 || tellsWho.has(finding.rule)) return null;
  const all = finding.environments ?? [];
  const environment: Phrase =
    all.length === 0 ? [] : phrase`, in environment${all.length === 1 ? '' : 's'} ${listing(all.map((one) => [code(one)]))}`;
  return [...targetsPhrase(finding.targets, showRoots), ...environment];
}

/** "`rule` at `path:line`, ignored in the policy file (added by this change): reason". */
export function ignoredPhrase(ignored: IgnoredFinding): Phrase {
  const from = ignored.from === 'comment' ? 'a comment in the policy file' : 'the configuration';
  return [
    code(ignored.finding.rule),
    ' at ',
    placed(ignored.finding),
    `, by ${from}${ignored.addedByChange ? ' that this change adds' : ''}: `,
    personal(ignored.reason),
  ];
}
