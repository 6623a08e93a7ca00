import picomatch from 'picomatch';
import type { IgnoreComment } from '../apim/ignore-comments.js';
import type { PolicyDocument } from '../apim/policy.js';
import type { IgnoreEntry, RuleSetting, Settings } from '../config/settings.js';
import type { FindingPlace } from '../effective/finding-place.js';
import type { Severity } from '../text/scales.js';
import type { ServiceState } from '../effective/service-state.js';
import { contractRuleIds } from '../rules/contract-rule-ids.js';
import { refKey } from '../text/policy-ref.js';
import type { Identified } from './fingerprint.js';
import type { Note } from './note.js';
import { samePolicyKey } from './same-policy.js';

/** Why a finding is ignored. */
export interface Ignored {
  readonly reason: string;
  readonly from: 'comment' | 'configuration';
  readonly addedByChange: boolean;
}

/** The severity of a finding by the settings: that of the first match for rule and path, otherwise the given one; `off` removes it. */
export function severityFrom(settings: readonly RuleSetting[]): (rule: string, path: string, otherwise: Severity | 'off') => Severity | 'off' {
  const matchers = settings.map((setting) => ({ ...setting, matches: setting.path === null ? () => true : picomatch(setting.path, { dot: true }) }));
  return (rule, path, otherwise) => matchers.find((setting) => setting.rule === rule && setting.matches(path))?.severity ?? otherwise;
}

/** The ignore entries of the configuration and the ignore comments of policies, and which of them applied. */
export class Ignores {
  readonly #entries: readonly { readonly entry: IgnoreEntry; readonly expired: boolean; readonly matches: (path: string) => boolean }[];
  readonly #used = new Set<IgnoreEntry | IgnoreComment>();
  /** By policy. */
  readonly #comments = new Map<string, Commented>();
  readonly #settings: Settings;
  readonly #isOneState: boolean;

  /** `isOneState`: there is no change that could add a comment. */
  constructor(settings: Settings, today: string, isOneState = false) {
    this.#settings = settings;
    this.#isOneState = isOneState;
    this.#entries = settings.ignore.map((entry) => ({
      entry,
      expired: entry.until !== null && entry.until < today,
      matches: picomatch(entry.path, { dot: true }),
    }));
  }

  /** Registers the comments of a state's documents, and which of them base lacks. A text at several scopes has those that base had at all of them. */
  read(base: ServiceState | null, head: ServiceState | null): void {
    const before = new Map<string, ReadonlySet<string | null>>();
    for (const { file, scope } of base?.remarkable() ?? []) {
      if (file.ok && file.document.ignores.length > 0) before.set(samePolicyKey(file.document, scope), new Set(keysOf(file.document)));
    }
    const read = new Map<string, Commented>();
    for (const { file, scope } of head?.remarkable() ?? []) {
      if (!file.ok || file.document.ignores.length === 0) continue;
      const { document } = file;
      const had = before.get(samePolicyKey(document, scope));
      const key = refKey(document.ref);
      const known = read.get(key)?.added;
      const isOld = (own: string | null): boolean => this.#isOneState || (own !== null && had?.has(own) === true);
      const added = keysOf(document).flatMap((own, index) => (isOld(own) ? [] : [index]));
      read.set(key, { document, byMark: byMark(document), added: new Set([...(known ?? []), ...added]) });
    }
    // A comment in one environment's base exists in base.
    for (const [key, { added, ...document }] of read) {
      const known = this.#comments.get(key)?.added;
      this.#comments.set(key, { ...document, added: known === undefined ? added : new Set([...added].filter((index) => known.has(index))) });
    }
  }

  /** Why this finding is ignored, or null. */
  of({ draft }: Identified): Ignored | null {
    const written = draft.place.ref === null ? undefined : this.#comments.get(refKey(draft.place.ref));
    for (const [index, comment] of commentsBefore(written, draft)) {
      const addedByChange = written?.added.has(index) === true;
      if (comment.reason === '' || (addedByChange && this.#settings.ignores === 'base')) continue;
      this.#used.add(comment);
      return { reason: comment.reason, from: 'comment', addedByChange };
    }
    return this.byConfiguration(draft.rule, draft.place.path);
  }

  /** Why the configuration ignores a rule's findings in a file, or null. */
  byConfiguration(rule: string, path: string): Ignored | null {
    for (const { entry, expired, matches } of this.#entries) {
      if (expired || entry.rule !== rule || !matches(path)) continue;
      this.#used.add(entry);
      return { reason: entry.reason, from: 'configuration', addedByChange: false };
    }
    return null;
  }

  /** A note for each ignore without effect: expired, without a reason, waiting for the merge, or matching no finding. `whole`: every policy was read. */
  unused(whole: boolean): readonly Note[] {
    const notes: Note[] = [];
    for (const { entry, expired } of this.#entries) {
      const { rule, path, until } = entry;
      const at = { path: this.#settings.source?.path ?? 'the configuration', line: entry.line };
      if (expired) notes.push({ code: 'ignore-ended', given: { at, rule, path, until: until ?? '' } });
      // Findings about contracts are not known here.
      else if (whole && !this.#used.has(entry) && !ofContracts.has(rule)) notes.push({ code: 'ignore-unmatched', given: { at, rule, path } });
    }
    for (const { document, added } of this.#comments.values()) {
      for (const [index, comment] of document.ignores.entries()) {
        const given = { at: { path: document.path, line: comment.line }, rule: comment.rule };
        if (comment.reason === '') notes.push({ code: 'comment-without-reason', given });
        else if (this.#settings.ignores === 'base' && added.has(index)) notes.push({ code: 'comment-waits', given });
        else if (!this.#used.has(comment)) notes.push({ code: 'comment-unmatched', given });
      }
    }
    return notes;
  }
}

const ofContracts: ReadonlySet<string> = new Set(contractRuleIds);

/** A document with comments; `added`: indexes of those that base lacks. */
interface Commented {
  readonly document: PolicyDocument;
  /** Indexes of comments by rule and by place or line of their element. */
  readonly byMark: ReadonlyMap<string, readonly number[]>;
  readonly added: ReadonlySet<number>;
}

function byMark({ ignores }: PolicyDocument): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [index, { rule, element }] of ignores.entries()) {
    if (element === null) continue;
    for (const mark of [`${rule}@${element.start}`, `${rule}:${element.line}`]) {
      const known = found.get(mark);
      if (known === undefined) found.set(mark, [index]);
      else known.push(index);
    }
  }
  return found;
}

/** The comments for a finding's element, in order. */
function commentsBefore(written: Commented | undefined, { rule, place, alsoAt }: Identified['draft']): readonly (readonly [number, IgnoreComment])[] {
  const found = new Map<number, IgnoreComment>();
  for (const one of written === undefined ? [] : [place, ...alsoAt]) {
    for (const mark of [`${rule}@${one.at ?? ''}`, `${rule}:${markedLine(one)}`]) {
      for (const index of written?.byMark.get(mark) ?? []) {
        const comment = written?.document.ignores[index];
        if (comment !== undefined && isBehind(comment, one)) found.set(index, comment);
      }
    }
  }
  return [...found].sort(([a], [b]) => a - b);
}

/** Identifies each comment: its words, its element, and the number of equal ones before it at that element. */
function keysOf({ ignores }: PolicyDocument): readonly (string | null)[] {
  const count = new Map<string, number>();
  return ignores.map(({ rule, reason, element }) => {
    if (element?.path == null) return null;
    const key = `${rule}\u0000${reason}\u0000${element.path}`;
    const before = count.get(key) ?? 0;
    count.set(key, before + 1);
    return `${key}\u0000${before}`;
  });
}

/** Whether a place is a comment's element, or in it on its first line. */
function isBehind({ element }: IgnoreComment, place: FindingPlace): boolean {
  if (element === null) return false;
  const { at } = place;
  const isOnItsLine = markedLine(place) === element.line;
  return at === null ? isOnItsLine : at === element.start || (isOnItsLine && element.start < at && at < element.end);
}

/** The line by which comments and elements are matched: that of the policy's own text if the file's lines do not tell. */
function markedLine({ line, inner }: FindingPlace): number {
  return inner?.line ?? line;
}
