import type { PolicyFault } from '../apim/policy-fault.js';
import { mergeTargets } from '../apim/target.js';
import { alikeElsewhere } from '../review/alike.js';
import type { RootCause } from '../review/root-causes.js';
import { rules } from '../rules/catalogue.js';
import type { Finding, IgnoredFinding } from '../review/review.js';
import { type Phrase, code, personal, phrase, placed } from './phrase.js';
import { certaintyWords, corsElement, listing } from './vocabulary.js';
import { targetsPhrase } from './reached-operations.js';

/** A rule's title, with elements as code. */
export function ruleTitlePhrase(title: string): Phrase {
  return title.split(/(<[^>]*>)/).map((part, index) => (index % 2 === 0 ? part : code(part)));
}

/** Rules whose messages name the operations. */
const tellsWho = new Set(['access-widened', 'access-narrowed', 'inherited-policies-dropped']);

/** Whom a finding concerns, or a cause at all its places; null if it concerns only a file. */
export function concerns(told: Finding | RootCause, showRoots: boolean): Phrase | null {
  const finding = 'findings' in told ? ofAllPlaces(told) : told;
  if (finding === null) return null;
  if (finding.targets.length === 0 || tellsWho.has(finding.rule)) return null;
  const all = finding.environments ?? [];
  const environment: Phrase =
    all.length === 0 ? [] : phrase`, in environment${all.length === 1 ? '' : 's'} ${listing(all.map((one) => [code(one)]))}`;
  return [...targetsPhrase(finding.targets, showRoots), ...environment];
}

function ofAllPlaces({ findings }: RootCause): Finding | null {
  const [first] = findings;
  if (first === undefined) return null;
  return { ...first, targets: mergeTargets([first, ...alikeElsewhere(findings)].flatMap(({ targets }) => targets)) };
}

/** Advice about a finding, from the catalogue unless its variant has its own; null if there is none. */
export function findingAdvice({ rule, says }: Finding): Phrase | null {
  if (says.code === 'not-understood.deployment')
    return ['Read what it deploys. Policies that resources of this code deploy are evaluated; anything else can be ignored with a reason.'];
  if (says.code === 'not-understood.address')
    return ['Give the address a value that the repository decides, or ignore this with a reason where it stays the same.'];
  if (says.code === 'not-understood' && says.given.kind === 'request-header')
    return says.given.inside === 'set-method'
      ? phrase`Set the request’s method below the ${corsElement}.`
      : phrase`Set the request’s ${code('Origin')} below the ${corsElement}.`;
  if (says.code === 'malformed-policy') return faultAdvice(says.given.fault);
  if (says.code === 'subscription-key-changed')
    return says.given.isNeeded
      ? phrase`Have the web apps send a key, in ${code(says.given.header)} or in the URL, before it is needed.`
      : ['Let something else than the key say who may call the API, unless it is to be open to everybody.'];
  if (says.code === 'subscription-key-changed.named') return ['Have the web apps send the key under both names while the name changes.'];
  const advice = rules.find(({ id }) => id === rule)?.repair ?? null;
  return advice === null || tellsWho.has(rule) ? null : [personal(advice)];
}

function faultAdvice({ code: fault }: PolicyFault): Phrase {
  if (fault === 'scope-given-twice') return phrase`Keep one of these files at this scope under ${code('scopes:')} in the configuration.`;
  if (fault === 'deployed-twice') return ['Deploy one policy to this scope.'];
  if (fault === 'unread' || fault === 'text-undecided' || fault === 'file-missing')
    return ['Have the repository hold the text of the policy where it can be read.'];
  return ['Fix the XML at the line shown.'];
}

/**
 * The certainty of a cause, in plain words; null if nothing needs saying. A cause without open points names none; removed operations are certain, whatever
 * access they had.
 */
export function causeCertainty({ certainty, depends, rows }: RootCause): string | null {
  const isGone = rows.length > 0 && rows.every(({ change }) => change.existence === 'removed' || change.existence === 'moved');
  if (isGone && depends.length === 0) return null;
  return certainty === 'unknown' && depends.length === 0 ? null : certaintyWords(certainty);
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
