import { withComputedNamed } from './computed-names.js';
import { unreviewedPhrase } from './sentences/unreviewed.js';
import { rootCauses, type RootCause } from '../review/root-causes.js';
import type { Location, Review, Suggestion } from '../review/review.js';
import { offeredFirst } from '../review/offered-repairs.js';
import { effectPhrase } from './sentences/effects.js';
import { notePhrase } from './sentences/notes.js';
import { messagePhrase } from './sentences/statements.js';
import { escapeHtml } from './escape.js';
import { orderedFindings } from './finding-order.js';
import { type HarmRow, harmRows, tableStates, tableTitle } from './harm-table.js';
import { patchLines } from './patch.js';
import { code, htmlPhrase, phrase, placed, plainPhrase } from './phrase.js';
import { counted } from './counting.js';
import { severalRoots } from './reached-operations.js';
import { reasonsTold } from './sentences/cause-marks.js';
import { causeReason } from './sentences/cause-reasons.js';
import { causeTitlePhrase, headline } from './sentences/cause-titles.js';
import { titlePhrase } from './sentences/repairs.js';
import { settlingLines } from './settling.js';
import { verdictOf } from './verdict.js';
import { afterColon, certaintyWords } from './vocabulary.js';
import { type ReportedRule } from './reported-rule.js';
import { causeCertainty, concerns, ignoredPhrase, ruleTitlePhrase } from './wording.js';

/** Options for the HTML page. */
export interface HtmlOptions {
  readonly toolVersion: string;
  readonly rules?: readonly ReportedRule[];
  /** Parts of an interactive page; left out if it is static. */
  readonly live?: LiveParts;
}

/** The parts of an interactive page in addition to the report. */
export interface LiveParts {
  readonly styles: string;
  /** Placed before the report. */
  readonly start: string;
  /** Placed after it: data for script elements, by element id. */
  readonly data: Readonly<Record<string, string>>;
  readonly script: string;
  /** A script that `script` inserts into the page. */
  readonly unpacked: string;
  /** Returns a text's hash for a Content-Security-Policy. */
  readonly hashOf: (text: string) => string;
}

/** Most rows of the table, and entries of a list. An interactive page shows the rest in its own way. */
const mostRows = 500;
const mostRowsLive = 60;
const mostEntriesLive = 40;

/** The review as one page: only its own script, no request, nothing loaded; light or dark by the reader's system. */
export function reportHtml(reviewed: Review, options: HtmlOptions): string {
  const review = withComputedNamed(reviewed);
  const titles = new Map((options.rules ?? []).map((rule) => [rule.id, rule.title]));
  const causes = rootCauses(review);
  const fresh = causes.filter(({ status }) => status === 'new');
  const existing = causes.filter(({ status }) => status === 'existing');
  const told = fresh.filter(({ severity, rows }) => severity !== 'info' || rows.length === 0);
  const { live } = options;
  const mostEntries = live === undefined ? Infinity : mostEntriesLive;
  const verdict = verdictOf(review);
  const sections = [
    tableHtml(review, harmRows(review, fresh), live === undefined ? mostRows : mostRowsLive),
    ...(live === undefined
      ? problemSections(review, told, existing, new CauseHtml(titles, reasonsTold(causes), severalRoots(review)))
      : titlesHtml(told, existing)),
    listHtml(
      'Ignored',
      review.ignored.filter(({ isConsequence }) => isConsequence !== true).map((ignored) => htmlPhrase(ignoredPhrase(ignored))),
      mostEntries,
    ),
    listHtml(
      'Not reviewed',
      review.unreviewed.map(
        (one) =>
          `${htmlPhrase([code(one.path), ': ', ...unreviewedPhrase(one)])}${one.scopeEntry === null ? '' : `<pre>${escapeHtml(one.scopeEntry.trimEnd())}</pre>`}`,
      ),
      mostEntries,
    ),
    listHtml(
      'Notes',
      [
        ...review.notes.map((note) => htmlPhrase(notePhrase(note))),
        ...review.assumptions.map((assumption) => htmlPhrase(['Settled by the configuration: ', code(assumption), '.'])),
      ],
      mostEntries,
    ),
  ].filter((part) => part !== '');
  const said = headline(review, causes);
  const styles = live === undefined ? stylesheet : `${stylesheet}\n${live.styles}`;
  const allowed =
    live === undefined
      ? "style-src 'unsafe-inline'"
      : `style-src ${live.hashOf(styles)}; script-src ${live.hashOf(live.script)} ${live.hashOf(live.unpacked)}; base-uri 'none'; form-action 'none'`;
  const states = review.mode === 'scan' ? htmlPhrase([code(review.head)]) : htmlPhrase([code(review.base), ' → ', code(review.head)]);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${allowed}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(verdict.title)}</title>
<style>${live === undefined ? `\n${styles}\n` : styles}</style>
</head>
<body>
<header class="${review.conclusion}">
<h1>${escapeHtml(said)}</h1>
<p>${escapeHtml([verdict.title + '.', ...verdict.sentences.filter((one) => one !== said)].join(' '))}</p>
<p class="states">${states}</p>
</header>
<main>
${[...(live === undefined ? [] : [live.start]), ...sections].join('\n')}
</main>
<footer>APIM CORS Review ${escapeHtml(options.toolVersion)}</footer>
${live === undefined ? '' : scriptsHtml(live)}</body>
</html>
`;
}

function scriptsHtml({ data, script }: LiveParts): string {
  const blocks = Object.entries(data).map(([id, text]) => `<script type="text/plain" id="${id}">${text}</script>\n`);
  return `${blocks.join('')}<script>${script}</script>\n`;
}

/** New and existing causes, with all details. */
function problemSections(review: Review, told: readonly RootCause[], existing: readonly RootCause[], shown: CauseHtml): readonly string[] {
  const older = `${counted(existing.length, 'older problem')} of ${review.mode === 'scan' ? 'the baseline' : 'base'}`;
  const of = (causes: readonly RootCause[]): string => causes.map((cause) => shown.of(cause)).join('\n');
  return [
    told.length === 0 ? '' : `<section>\n<h2>Problems</h2>\n${of(told)}\n</section>`,
    existing.length === 0 ? '' : `<section>\n<details>\n<summary><h2>${older}</h2></summary>\n${of(existing)}\n</details>\n</section>`,
  ];
}

/** Causes by title only, for a page that shows more of them in its own way. */
function titlesHtml(told: readonly RootCause[], existing: readonly RootCause[]): readonly string[] {
  const title = (cause: RootCause): string =>
    `<span class="tag ${cause.severity}">${cause.severity}</span> ${htmlPhrase(causeTitlePhrase(cause))} ${htmlPhrase([placed(cause)])}`;
  return [
    listHtml('Problems', told.map(title), mostEntriesLive),
    listHtml('Older problems', existing.map(title), mostEntriesLive),
    '<p class="place">This is the short report. <code>--format html</code> writes the whole one: reasons, fixes with their patches, findings.</p>',
  ];
}

/** The table of gains and losses, harm first. */
function tableHtml(review: Review, rows: readonly HarmRow[], most: number): string {
  if (rows.length === 0) return '';
  const states = tableStates(review);
  const lines = rows.slice(0, most).map((row) => {
    const { mark, origins, where } = row;
    const cells = [origins, where, ...states.map(({ of }) => row[of])].map((phrase) => `<td>${htmlPhrase(phrase)}</td>`).join('');
    const word = mark.replace(/^[^a-z]+/, '');
    return `<tr><th scope="row"><span class="tag ${kindOf(word)}">${escapeHtml(word)}</span></th>${cells}</tr>`;
  });
  const more = rows.length > most ? `\n<p>${counted(rows.length - most, 'more row')} in the JSON report.</p>` : '';
  return `<section>
<h2>${tableTitle(review)}</h2>
<div class="wide" role="region" tabindex="0" aria-label="Who loses and gains what"><table>
<thead><tr><th scope="col">Change</th><th scope="col">Pages from</th><th scope="col">API</th>${states.map(({ title }) => `<th scope="col">${title}</th>`).join('')}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table></div>${more}
</section>`;
}

/** The colour of a row: red for losses, amber for possible ones, green for gains. */
function kindOf(word: string): 'error' | 'warning' | 'gain' {
  if (word === 'loses' || word === 'cannot call') return 'error';
  return word === 'gains' ? 'gain' : 'warning';
}

/** Causes one after the other, without repetitions. */
class CauseHtml {
  readonly #patches = new Set<string>();

  constructor(
    private readonly titles: ReadonlyMap<string, string>,
    private readonly told: ReadonlyMap<string, Location>,
    private readonly showRoots: boolean,
  ) {}

  of(cause: RootCause): string {
    const [first] = cause.findings;
    if (first === undefined) return '';
    const title = this.titles.get(first.rule);
    const certainty = causeCertainty(cause);
    const before = this.told.get(cause.id);
    const reason = before === undefined ? causeReason(cause) : phrase`For the same reason as ${placed(before)}.`;
    const [best, ...others] = offeredFirst(cause);
    const depends = cause.depends.map(
      (one) =>
        `<p class="certainty">Depends on ${htmlPhrase([code(one.point)])}${one.isOfBase === true ? ' before the change' : ''}:</p>\n<pre>${settlingLines(one).map(escapeHtml).join('\n')}</pre>`,
    );
    const rule = `${htmlPhrase([code(first.rule)])}${title === undefined ? '' : ` (${htmlPhrase(ruleTitlePhrase(title))})`}`;
    return [
      `<article>\n<h3><span class="tag ${cause.severity}">${cause.severity}</span> ${htmlPhrase(causeTitlePhrase(cause))}</h3>`,
      `<p class="place">${htmlPhrase([placed(cause)])} ${rule}</p>`,
      `<p>${htmlPhrase(reason)}</p>`,
      ...(certainty === null ? [] : [`<p class="certainty">${escapeHtml(certainty)}</p>`]),
      ...depends,
      ...(best === undefined ? [] : [this.#repair(best, true)]),
      ...(others.length === 0
        ? []
        : [
            `<details>\n<summary>${counted(others.length, 'other fix', 'other fixes')}</summary>\n${others.map((other) => this.#repair(other, false)).join('\n')}\n</details>`,
          ]),
      ...this.#findings(cause, plainPhrase(reason)),
      '</article>',
    ].join('\n');
  }

  /** The findings of a cause, if they say more than it does. */
  #findings({ findings }: RootCause, reason: string): readonly string[] {
    const rows = orderedFindings(findings).map((finding) => {
      const who = concerns(finding, this.showRoots);
      const says = plainPhrase(messagePhrase(finding)) === reason ? '' : `: ${htmlPhrase(messagePhrase(finding))}`;
      return `<li>${finding.severity} ${htmlPhrase([placed(finding)])} ${htmlPhrase([code(finding.rule)])}${says}${who === null ? '' : ` Concerns ${htmlPhrase(who)}.`}</li>`;
    });
    return [`<details>\n<summary>${counted(rows.length, 'finding')}</summary>\n<ul>\n${rows.join('\n')}\n</ul>\n</details>`];
  }

  #repair(suggestion: Suggestion, first: boolean): string {
    const isShown = this.#patches.has(suggestion.patch);
    this.#patches.add(suggestion.patch);
    return suggestionHtml(suggestion, first, isShown);
  }
}

/** `isShown`: its patch is on the page already. */
function suggestionHtml(suggestion: Suggestion, first: boolean, isShown: boolean): string {
  const certainty = certaintyWords(suggestion.certainty);
  const lines = patchLines(suggestion.patch).map(({ kind, text }) => {
    const line = escapeHtml(text);
    return kind === 'added' ? `<ins>${line}</ins>` : kind === 'removed' ? `<del>${line}</del>` : line;
  });
  return `<div class="repair">
<p><strong>${first ? 'Fix' : 'Or'}${suggestion.isSafe ? ' (safe)' : ''}: ${htmlPhrase(titlePhrase(suggestion.title))}</strong></p>
<p>Checked: ${htmlPhrase(afterColon(effectPhrase(suggestion.effect)))}</p>${certainty === null ? '' : `\n<p class="certainty">${escapeHtml(certainty)}</p>`}
${isShown ? '<p>The patch is above.</p>' : `<pre>${lines.join('\n')}</pre>`}
</div>`;
}

function listHtml(title: string, items: readonly string[], most: number): string {
  if (items.length === 0) return '';
  const entries = items.slice(0, most).map((item) => `<li>${item}</li>`);
  if (items.length > most) entries.push(`<li>${counted(items.length - most, 'more entry', 'more entries')} in the JSON report.</li>`);
  return `<section>\n<h2>${title}</h2>\n<ul>\n${entries.join('\n')}\n</ul>\n</section>`;
}

const stylesheet = `:root { color-scheme: light dark; --page: #ffffff; --ink: #1f2328; --quiet: #59636e; --line: #d1d9e0; --code: #f1f3f5;
  --bad: #b3261e; --warn: #8a5a00; --good: #1a7f37; --note: #0b5cad; --add: #e3f6e8; --cut: #fdebe9; }
@media (prefers-color-scheme: dark) { :root { --page: #14181d; --ink: #e2e6ea; --quiet: #9aa4af; --line: #363d45; --code: #222830;
  --bad: #ff8b81; --warn: #e3b341; --good: #5fcf7c; --note: #79b8ff; --add: #123d20; --cut: #4a1a18; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { border-left: 0.5rem solid var(--good); padding: 0.25rem 1rem; }
header.fail { border-color: var(--bad); }
h1 { margin: 0; font-size: 1.5rem; }
header p { margin: 0.25rem 0; }
.states, .certainty, .place, footer { color: var(--quiet); font-size: 0.875rem; }
h2 { margin: 2rem 0 0.75rem; font-size: 1.25rem; }
summary h2 { display: inline; }
h3 { margin: 0 0 0.25rem; font-size: 1rem; }
article p { margin: 0.25rem 0; max-width: 48rem; }
article { border-top: 1px solid var(--line); padding: 1rem 0; }
code, pre { font-family: ui-monospace, Consolas, monospace; font-size: 0.875em; background: var(--code); border-radius: 4px; direction: ltr; unicode-bidi: isolate; }
code { padding: 0.1em 0.3em; overflow-wrap: anywhere; }
pre { padding: 0.75rem; overflow-x: auto; }
pre ins, pre del { display: inline-block; min-width: 100%; text-decoration: none; }
pre ins { background: var(--add); }
pre del { background: var(--cut); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: 0.4rem 0.6rem; text-align: left; vertical-align: top; font-weight: normal; }
thead th { font-weight: 600; }
tbody th { white-space: nowrap; }
td { min-width: 7rem; }
td:first-of-type { min-width: 15rem; }
tbody { border-bottom: 2px solid var(--line); }
.tag { border: 1px solid currentColor; border-radius: 4px; padding: 0 0.4em; font-size: 0.8125rem; font-weight: 600; color: var(--note); }
.tag code { background: none; }
.tag.error { color: var(--bad); }
.tag.warning { color: var(--warn); }
.tag.gain { color: var(--good); }
.repair { border-left: 3px solid var(--line); margin: 0.75rem 0 0; padding-left: 0.75rem; }
footer { margin-top: 2rem; }`;
