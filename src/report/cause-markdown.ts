import { languageOf } from '../layouts/file-language.js';
import type { Certainty } from '../text/scales.js';
import type { Target } from '../apim/target.js';
import { entryLine } from '../layouts/scopes/scope-suggestion.js';
import type { RootCause } from '../review/root-causes.js';
import type { Location, Suggestion } from '../review/review.js';
import { counted } from './counting.js';
import { markdownFence, shownLine } from './escape.js';
import { type MarkdownWords, diffBlock } from './markdown-words.js';
import { code, markdownPhrase, summaryPhrase, wholePhrase } from './phrase.js';
import { contractRules } from './contract-rules.js';
import { kindsOf, letterOf, whereWords, repairTable } from './repair-table.js';
import { assumeEntry, outcomeWords } from './settling.js';
import { causeReason } from './sentences/cause-reasons.js';
import { causeTitlePhrase, placedTitlePhrase } from './sentences/cause-titles.js';
import { checkedPhrase } from './sentences/left-out.js';
import { titlePhrase } from './sentences/repairs.js';
import { afterColon, listing } from './vocabulary.js';
import { findingAdvice } from './wording.js';

/** The certainty, in a few words for the last line. */
const sureness: Readonly<Record<Certainty, string>> = {
  documented: 'documented',
  reported: 'reported from live gateways',
  inferred: 'inferred, not documented',
  unknown: 'not known for certain',
};

const signs = { error: '❌', warning: '⚠️', info: 'ℹ️' } as const;

/** Most words of a comment, or of a summary about one cause, before the folds. */
const mostWords = 115;

/** Markdown for one root cause, the same in a comment, in the summary and in the job summary. */
export class CauseMarkdown {
  constructor(
    private readonly words: MarkdownWords,
    private readonly cause: RootCause,
    private readonly sameAs: Location | null,
  ) {}

  /** "❌ `https://app.contoso.com` can no longer call orders". */
  title(): string {
    return `${signs[this.cause.severity]} ${markdownPhrase(causeTitlePhrase(this.cause))}`;
  }

  /** The title inside a `<summary>`. */
  foldedTitle(): string {
    return `${signs[this.cause.severity]} ${summaryPhrase([wholePhrase(placedTitlePhrase(this.cause))])}`;
  }

  reason(): string {
    if (this.sameAs !== null) return `For the same reason as ${this.words.place(this.sameAs)}.`;
    return this.words.linked(causeReason(this.cause));
  }

  /** The offered repair with its checked effect, which is left out if the text would be too long. */
  repair(offered: Suggestion, before: string, after: string): string {
    const said = wholePhrase(titlePhrase(offered.title));
    const alike = this.kindOf(said).length;
    const each = whereWords(this.cause, offered, alike);
    const title = `**${offered.isSafe ? 'Fix' : 'One way to fix it'}${this.forRemark(offered)}: ${markdownPhrase(titlePhrase(offered.title))}${each}.**`;
    const whole = `${title} Checked${alike > 1 ? ', for the first' : ''}: ${markdownPhrase(afterColon(checkedPhrase(this.cause, offered, alike > 1)))}`;
    return countWords(`${before} ${whole} ${after}`) <= mostWords ? whole : title;
  }

  /** Repairs with that title, one for each place. */
  private kindOf(said: string): readonly Suggestion[] {
    return kindsOf(this.cause.repairs).find(([first]) => wholePhrase(titlePhrase(first.title)) === said) ?? [];
  }

  /** How to repair all places at once, for a block can only be at one; null: there is one place. */
  private atOnce(offered: Suggestion | null): string | null {
    if (offered === null) return null;
    const said = wholePhrase(titlePhrase(offered.title));
    const alike = this.kindOf(said);
    if (alike.length < 2) return null;
    const which = alike.every(({ isSafe }) => isSafe) ? '' : '=all';
    const command = markdownPhrase([code(`apim-cors review --base … --fix${which} --only ${this.cause.id}`)]);
    return fold('Fix all places at once', `${command} in a checkout makes this repair at each of them, and checks what it comes to.`);
  }

  /** For a repair of a lesser finding of the cause: which one. It leaves the worst finding. */
  private forRemark(offered: Suggestion): string {
    const { severity, findings } = this.cause;
    const own = findings.filter(({ suggestions }) => suggestions.some(({ patch }) => patch === offered.patch));
    const [first] = own;
    return first === undefined || own.some((one) => one.severity === severity) ? '' : ` for ${this.words.rule(first.rule)}`;
  }

  /** Advice if no repair was verified; '' if the rule has none. */
  advice(): string {
    const [first] = this.cause.findings;
    const advice = first === undefined ? null : findingAdvice(first);
    return advice === null ? '' : `To fix it: ${markdownPhrase(advice)}`;
  }

  /** The kinds of repair compared; empty if there is only one. */
  comparison(offered: Suggestion | null, patchesIn: string | null): string | null {
    const kinds = kindsOf(this.cause.repairs);
    const where = patchesIn === null ? '' : `\n\nAll patches: ${patchesIn}.`;
    return kinds.length < 2 ? null : fold(`${counted(kinds.length, 'fix', 'fixes')}, compared`, `${repairTable(this.cause, kinds, offered)}${where}`);
  }

  /** The folds, if any: compared repairs, entries to paste, how to settle open points. `patchesIn`: another page. */
  folds(offered: Suggestion | null, patchesIn: string | null): readonly string[] {
    return [this.comparison(offered, patchesIn), this.atOnce(offered), this.entries(), this.settling()].filter((part) => part !== null);
  }

  /** Each open point with the outcomes of its readings, and the lines that settle it. */
  settling(): string | null {
    const { depends } = this.cause;
    if (depends.length === 0) return null;
    const rows = depends.flatMap(({ point, outcomes, isOfBase }) =>
      outcomes.map((outcome) => {
        const { value, leaning } = outcome;
        const cell = markdownPhrase([code(`${point}: "${value}"`)], 'table');
        return `| ${cell} | ${outcomeWords(outcome)}${isOfBase === true ? ' before the change' : ''} | ${leaning ? 'gateways were seen to do this' : ''} |`;
      }),
    );
    const table = ['| If your gateway does | then | |', '| --- | --- | --- |', ...rows].join('\n');
    const settled = markdownFence(['assume:', ...depends.map((one) => `  ${assumeEntry(one)}`)].map(shownLine), 'yaml', false);
    return fold('What it depends on; settle it', `${table}\n\n\`apim-cors probe\` asks your gateway. Then, in the configuration:\n\n${settled}`);
  }

  /** The entries to paste for policies without a scope, if there are several; a single one is in the sentence. */
  entries(): string | null {
    const entries = this.cause.findings.flatMap(({ says }) =>
      says.code === 'policy-without-scope' && says.given.suggestion !== null ? [entryLine(says.given.suggestion.entry)] : [],
    );
    if (this.cause.findings.length === 1 || entries.length === 0) return null;
    return fold(counted(entries.length, 'entry', 'entries'), markdownFence(['scopes:', ...entries.map((one) => `  ${one}`)], 'yaml', false));
  }

  /** Rule, certainty, how to ignore it, how to ask. */
  lastLine(): string {
    const [first] = this.cause.findings;
    if (first === undefined) return '';
    const ask = this.question();
    const alike = this.cause.findings.filter(({ rule }) => rule === first.rule);
    const ignore =
      alike.length === 1 && languageOf(first.path) === 'xml' && !takesNoComment(first.rule)
        ? `intended? ${markdownPhrase([code(`<!-- apim-cors-ignore ${first.rule}: why -->`)])} above ${this.words.place(first)}`
        : `intended? ${markdownPhrase([code(`ignore: [{ rule: ${first.rule}, path: ${alike.length === 1 ? JSON.stringify(first.path) : '"…"'}, reason: why }]`)])} in the configuration, at ${this.words.place(first)}`;
    const parts = [this.words.rule(first.rule), sureness[this.cause.certainty], ignore, ...(ask === null ? [] : [markdownPhrase([code(ask)])])];
    return `<sub>${parts.join(' · ')}</sub>`;
  }

  /** A question for the bot, if origin and operation have plain names. */
  private question(): string | null {
    const { loses, mayLose, gains, mayGain } = this.cause;
    const [reached] = [...loses, ...mayLose, ...gains, ...mayGain];
    const origin = reached?.origins.find((one) => /^https?:\/\/[\w.:-]+$/.test(one));
    const target = reached?.targets.find(({ api, workspace }) => api !== null && workspace === null && /^[\w.-]+$/.test(api));
    if (origin === undefined || target === undefined) return null;
    const operation = target.operations.find((one) => /^[\w.-]+$/.test(one));
    const method = this.methodOf(origin, target);
    return this.words.explainCommand({ origin, method, api: target.api ?? '', ...(operation === undefined ? {} : { operation }) });
  }

  /** A method that the origin can use, or could, on these operations. */
  private methodOf(origin: string, target: Target): string {
    const row = this.cause.rows.find(
      ({ origin: one, change }) =>
        one.origin === origin && change.targets.some(({ api, workspace }) => api === target.api && workspace === target.workspace),
    );
    const { methods } = row === undefined ? { methods: '*' as const } : row.origin[row.way === 'lost' ? 'before' : 'after'];
    const [first] = methods === '*' ? [] : methods;
    return first === undefined || methods.includes('GET') ? 'GET' : first;
  }

  /** The title of a patch: its place. */
  patchTitle(repair: Suggestion): string {
    const { edits } = repair;
    const kinds = kindsOf(this.cause.repairs);
    const letter = kinds.length < 2 ? '' : ` ${letterOf(kinds.findIndex((kind) => kind.includes(repair)))}`;
    const paths = [...new Set(edits.map(({ path }) => path))];
    const where = listing(
      paths.map((path) => [path]),
      2,
    );
    return summaryPhrase([`Patch${letter} of ${wholePhrase(where)}`]);
  }

  /** The patches of some of its repairs, each in a fold; without those shown before. */
  patches(shown: Set<string>, repairs: readonly Suggestion[]): readonly string[] {
    return repairs.flatMap((repair) => {
      if (shown.has(repair.patch)) return [];
      shown.add(repair.patch);
      return [fold(this.patchTitle(repair), diffBlock(repair))];
    });
  }
}

/** A fold of a Markdown document; `title` is HTML already. */
export function fold(title: string, body: string): string {
  return `<details>\n<summary>${title}</summary>\n\n${body}\n\n</details>`;
}

/** Visible words in Markdown outside code blocks: links count by their text. */
export function countWords(markdown: string): number {
  const text = markdown
    .replace(/^(`{3,})[^]*?^\1$/gm, '')
    .replace(/<!--[^]*?-->/g, '')
    .replace(/\]\([^)]*\)/g, ']');
  return text.match(/\S*[\p{L}\p{N}]\S*/gu)?.length ?? 0;
}

/** Comments only work in readable policies; contracts are in a file of their own. */
function takesNoComment(rule: string): boolean {
  return rule === 'malformed-policy' || contractRules.some(({ id }) => id === rule);
}
