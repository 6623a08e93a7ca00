import type { Coded } from '../../effective/coded.js';
import type { NoteArguments } from '../../review/note.js';
import type { Untold } from '../../review/note.js';
import { counted } from '../counting.js';
import { type Phrase, code, foreign, join, name, phrase, placed } from '../phrase.js';
import { capitalised, listing, originName } from '../vocabulary.js';
import type { Sentences } from './sentences.js';

/** Most paths in a note. */
const mostPaths = 5;
/** Most origins in a note. */
const mostOrigins = 5;

const notes: Sentences<NoteArguments> = {
  'suggestions-cut': ({ first, without }) =>
    phrase`Suggestions were worked out for the first ${first} findings that can be repaired; ${without} more have none in this report.`,
  'shared-repairs-cut': () => [
    'Fixes of policies that are very long, that stand in very long files, or that many APIs share, were worked out for the first findings only.',
  ],
  'ignore-ended': ({ at, rule, path, until }) =>
    phrase`${placed(at)}: the ignore of ${name(rule)} at ${name(path)} ended on ${until}; the finding counts again.`,
  'ignore-unmatched': ({ at, rule, path }) => phrase`${placed(at)}: the ignore of ${name(rule)} at ${name(path)} matches no finding; remove it.`,
  'comment-without-reason': ({ at, rule }) =>
    phrase`${placed(at)}: this ignore comment has no reason, so it does nothing; write ${code(`<!-- apim-cors-ignore ${rule}: reason -->`)}.`,
  'comment-waits': ({ at, rule }) => phrase`${placed(at)}: this ignore comment of ${name(rule)} counts once it is merged (ignores: base).`,
  'comment-unmatched': ({ at, rule }) => phrase`${placed(at)}: this ignore comment of ${name(rule)} matches no finding; remove it.`,
  extract: ({ root, original, findings }) =>
    phrase`${name(root === '' ? '.' : root)} holds APIs that ${name(original === '' ? '.' : original)} has too: ${counted(findings, 'finding')} that both share ${findings === 1 ? 'is' : 'are'} told of the latter only.`,
  'merge-differs': ({ tip }) => phrase`The merge was reviewed with the base at ${code(tip)}, which has moved on since head left it.`,
  'merge-conflict': ({ tip, paths }) =>
    phrase`The base has moved on to ${code(tip)}. What it and head both change in ${listing(paths.slice(0, mostPaths).map((path) => [code(path)]))}${paths.length > mostPaths ? ` and ${counted(paths.length - mostPaths, 'more file')}` : ''} could not be merged here, so that part of the merge was not reviewed.`,
  'addresses-move': (moved) => join(movedWords(moved), ' '),
  'unlisted-requests': ({ end, pass }) => join([...unlistedWords(end, 'end'), ...unlistedWords(pass, 'pass')], ' '),
  'checked-requests': ({ found }) => join(found.map(checkedWords), ' '),
  'newly-deployed': ({ paths }) =>
    phrase`${listing(paths.slice(0, mostPaths).map((path) => [code(path)]))}${paths.length > mostPaths ? ` and ${counted(paths.length - mostPaths, 'more file')}` : ''} was refused at save as base has it, and is not any more: what base grants there was never deployed, so nobody can tell from here what this change gives or takes.`,
  'configuration-changed': ({ path, state, keys }) => {
    const what = listing(
      keys.map(({ key, values }) => (values === null ? [code(key)] : phrase`${code(key)} from ${name(values[0])} to ${name(values[1])}`)),
    );
    const counts = 'This review goes by what base has; once this is merged, the next ones go by';
    if (state === 'removed')
      return phrase`This change removes the configuration ${code(path)}. ${counts} the defaults${keys.length === 0 ? '' : phrase`, which alters ${what}`}.`;
    if (state === 'unreadable') return phrase`This change makes of ${code(path)} something that is no configuration. ${counts} that, and fail.`;
    return phrase`This change alters the configuration ${code(path)}: ${what}. ${counts} that.`;
  },
  'workflow-changed': ({ changed, gone }) => {
    const named = (paths: readonly string[]): Phrase =>
      phrase`${listing(paths.slice(0, mostPaths).map((path) => [code(path)]))}${paths.length > mostPaths ? ` and ${counted(paths.length - mostPaths, 'more file')}` : ''}`;
    const altered = phrase`This change alters ${named(changed)}, which ${changed.length === 1 ? 'runs' : 'run'} this check: look at when it runs, which version of it, and with which inputs. They outrank the configuration.`;
    const ended = phrase`This change has ${named(gone)} not run this check any more.`;
    return join([...(gone.length > 0 ? [ended] : []), ...(changed.length > 0 ? [altered] : [])], ' ');
  },
  'environment-switched': ({ at, before, after }) =>
    phrase`${placed(at)}: what base publishes as ${name(before)} is published with the configuration of ${name(after)} now; ${name(`${before} as ${after}`)} says what that changes.`,
  'configuration-aside': ({ aside, counts }) =>
    phrase`${listing(aside.slice(0, mostPaths).map((path) => [code(path)]))}${aside.length > mostPaths ? ` and ${counted(aside.length - mostPaths, 'more file')}` : ''} ${aside.length === 1 ? 'is' : 'are'} not read: what counts is ${code(counts)}, and nothing else.`,
  'report-cut': (untold) => [`There is more than a report lists: ${untoldWords(untold)}. The counts and the verdict are those of all.`],
  'scope-entry-unused': ({ path }) =>
    phrase`'${name(path)}' under '${code('scopes:')}' gives no file its scope: none that it fits could be a policy, or entries above it come first.`,
  'environment-without-file': ({ environment, paths }) =>
    phrase`Environment '${name(environment)}' has no ${join(
      paths.map((path) => [name(path)]),
      ' or ',
    )}: it was evaluated as the artifacts are.`,
  'environment-unknown': ({ environment, known }) =>
    phrase`There is no environment '${name(environment)}': nothing was evaluated for it. There are: ${listing(known.slice(0, mostPaths).map((one) => [name(one)]))}${known.length > mostPaths ? ` and ${known.length - mostPaths} more` : ''}.`,
  'from-elsewhere': ({ text }) => [foreign(text)],
};

/** It is about callers of the old address; whom policies let in there is a separate matter. */
function movedWords({ apis, operations }: NoteArguments['addresses-move']): readonly Phrase[] {
  const gone = 'find nothing there any more, or something else';
  const ofApis = phrase`${listing(apis.slice(0, mostPaths).map((one) => [name(one)]))}${apis.length > mostPaths ? ` and ${counted(apis.length - mostPaths, 'more API')}` : ''} can be called at other URLs than before: access is compared operation by operation, and requests of the old URLs ${gone}.`;
  const many = operations.reduce((sum, one) => sum + one.operations.length, 0);
  const each = operations.map(({ api, operations: own }) =>
    own.length === 1 ? phrase`operation '${name(own[0] ?? '')}' of ${name(api)}` : phrase`${own.length} operations of ${name(api)}`,
  );
  const ofOperations = phrase`${capitalised(listing(each))} ${many === 1 ? 'takes' : 'take'} another method or URL than before: requests that went there ${gone}.`;
  return [...(apis.length === 0 ? [] : [ofApis]), ...(operations.length === 0 ? [] : [ofOperations])];
}

function unlistedWords(apis: readonly string[], way: 'end' | 'pass'): readonly Phrase[] {
  if (apis.length === 0) return [];
  const where = phrase`${listing(apis.slice(0, mostPaths).map((one) => [name(one)]))}${apis.length > mostPaths ? ` and ${counted(apis.length - mostPaths, 'more API')}` : ''}`;
  return [
    way === 'end'
      ? phrase`Requests of origins that are not listed reached the backend of ${where}, and end at a ${code('<cors>')} now, with an empty 200: pages could not read the answers, but form posts and redirects of other sites are such requests too.`
      : phrase`Requests of origins that are not listed ended at a ${code('<cors>')} of ${where}, and reach the backend now: pages cannot read the answers, but the backend acts on them.`,
  ];
}

function checkedWords({ way, apis, origins }: NoteArguments['checked-requests']['found'][number]): Phrase {
  const api = (one: string | null): Phrase => (one === null ? ['every API'] : [name(one)]);
  const where = phrase`${listing(apis.slice(0, mostPaths).map(api))}${apis.length > mostPaths ? ` and ${counted(apis.length - mostPaths, 'more API')}` : ''}`;
  const whose = phrase`${listing(origins.slice(0, mostOrigins).map(originName))}${origins.length > mostOrigins ? ` and ${counted(origins.length - mostOrigins, 'more origin')}` : ''}`;
  const check = phrase`a ${code('<check-header>')} for ${code('Origin')}`;
  switch (way) {
    case 'refused':
      return phrase`Requests of ${whose} reached the backend of ${where}, and ${check} refuses them now: at most, pages there read that refusal.`;
    case 'passed':
      return phrase`Requests of ${whose} were refused by ${check}, and reach the backend of ${where} now: pages that ${code('<cors>')} lets in read its answers.`;
    case 'still':
      return phrase`Requests of ${whose} do not reach the backend of ${where}: ${check} refuses them behind ${code('<cors>')}, and all that pages there can read now is that refusal.`;
  }
}

function untoldWords({ findings, ignored, changes, origins, operations, notes: others }: Untold): string {
  const parts = [
    [findings, 'more finding'],
    [ignored, 'more ignored finding'],
    [changes, 'more group'],
    [origins, 'more origin'],
    [operations, 'more operation'],
    [others, 'more note'],
  ] as const;
  return parts.flatMap(([count, what]) => (count === 0 ? [] : [counted(count, what)])).join(', ');
}

/** Notes about the run. */
export function notePhrase<Code extends keyof NoteArguments>({ code: one, given }: Coded<NoteArguments, Code>): Phrase {
  return notes[one](given);
}
