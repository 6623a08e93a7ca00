import picomatch from 'picomatch';
import type { IgnoreComment, PolicyDocument } from '../apim/policy.js';
import type { IgnoreEntry, RuleSetting, Settings } from '../config/settings.js';
import { markedLine } from '../effective/finding-place.js';
import type { Severity } from '../effective/severity.js';
import type { ServiceState } from '../effective/service-state.js';
import { refKey } from '../text/policy-ref.js';
import type { Identified } from './fingerprint.js';
import type { Note } from './note.js';
import { samePolicyKey } from './same-policy.js';

/** Why a finding does not count. */
export interface Ignored {
  readonly reason: string;
  readonly from: 'comment' | 'configuration';
  readonly addedByChange: boolean;
}

/** Which severity the settings give a finding: the first setting that fits its rule and path; `off` takes it out. */
export function severityFrom(settings: readonly RuleSetting[]): (rule: string, path: string, otherwise: Severity) => Severity | 'off' {
  const matchers = settings.map((setting) => ({ ...setting, matches: setting.path === null ? () => true : picomatch(setting.path, { dot: true }) }));
  return (rule, path, otherwise) => matchers.find((setting) => setting.rule === rule && setting.matches(path))?.severity ?? otherwise;
}

/** The ignore entries of the configuration and the ignore comments of the policies, and which of them ever applied. */
export class Ignores {
  readonly #entries: readonly { readonly entry: IgnoreEntry; readonly expired: boolean; readonly matches: (path: string) => boolean }[];
  readonly #used = new Set<IgnoreEntry | IgnoreComment>();
  readonly #comments = new Map<string, { readonly document: PolicyDocument; readonly inBase: ReadonlySet<string> }>();
  readonly #settings: Settings;

  constructor(settings: Settings, today: string) {
    this.#settings = settings;
    this.#entries = settings.ignore.map((entry) => ({
      entry,
      expired: entry.until !== null && entry.until < today,
      matches: picomatch(entry.path, { dot: true }),
    }));
  }

  /** Makes the comments of a state's documents known, and which of them base had already. */
  read(base: ServiceState | null, head: ServiceState | null): void {
    const before = new Map<string, ReadonlySet<string>>();
    for (const { file, scope } of base?.documents() ?? []) {
      if (file.ok && file.document.ignores.length > 0)
        before.set(samePolicyKey(file.document, scope), new Set(file.document.ignores.map(commentKey)));
    }
    for (const { file, scope } of head?.documents() ?? []) {
      if (!file.ok || file.document.ignores.length === 0) continue;
      this.#comments.set(refKey(file.document.ref), {
        document: file.document,
        inBase: before.get(samePolicyKey(file.document, scope)) ?? new Set(),
      });
    }
  }

  /** Why this finding is ignored, or null. */
  of({ draft }: Identified): Ignored | null {
    const written = draft.place.ref === null ? undefined : this.#comments.get(refKey(draft.place.ref));
    const lines = new Set([markedLine(draft.place), ...draft.alsoAt]);
    for (const comment of written?.document.ignores ?? []) {
      if (comment.rule !== draft.rule || comment.reason === '' || !lines.has(comment.appliesTo)) continue;
      const addedByChange = written?.inBase.has(commentKey(comment)) === false;
      if (addedByChange && this.#settings.ignores === 'base') continue;
      this.#used.add(comment);
      return { reason: comment.reason, from: 'comment', addedByChange };
    }
    for (const { entry, expired, matches } of this.#entries) {
      if (expired || entry.rule !== draft.rule || !matches(draft.place.path)) continue;
      this.#used.add(entry);
      return { reason: entry.reason, from: 'configuration', addedByChange: false };
    }
    return null;
  }

  /** A note for each ignore that did nothing: expired, without a reason, waiting for the merge, or matching no finding. `whole`: every policy was read. */
  unused(whole: boolean): readonly Note[] {
    const notes: Note[] = [];
    for (const { entry, expired } of this.#entries) {
      const { rule, path, until } = entry;
      const at = { path: this.#settings.source?.path ?? 'the configuration', line: entry.line };
      if (expired) notes.push({ code: 'ignore-ended', given: { at, rule, path, until: until ?? '' } });
      else if (whole && !this.#used.has(entry)) notes.push({ code: 'ignore-unmatched', given: { at, rule, path } });
    }
    for (const { document, inBase } of this.#comments.values()) {
      for (const comment of document.ignores) {
        const given = { at: { path: document.path, line: comment.line }, rule: comment.rule };
        if (comment.reason === '') notes.push({ code: 'comment-without-reason', given });
        else if (this.#settings.ignores === 'base' && !inBase.has(commentKey(comment))) notes.push({ code: 'comment-waits', given });
        else if (!this.#used.has(comment)) notes.push({ code: 'comment-unmatched', given });
      }
    }
    return notes;
  }
}

function commentKey(comment: IgnoreComment): string {
  return `${comment.rule}\u0000${comment.reason}`;
}
