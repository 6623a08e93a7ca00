import { unreviewedPhrase } from './sentences/unreviewed.js';
import type { Change, Finding, Review, Suggestion } from '../review/review.js';
import { effectPhrase } from './sentences/effects.js';
import { notePhrase } from './sentences/notes.js';
import { messagePhrase } from './sentences/statements.js';
import { escapeHtml } from './escape.js';
import { patchLines } from './patch.js';
import { code, htmlPhrase, placed } from './phrase.js';
import { changeRows, changeTitle, openPoints } from './change-rows.js';
import { counted } from './counting.js';
import { orderedFindings } from './finding-order.js';
import { severalRoots, targetsPhrase } from './reached-operations.js';
import { titlePhrase } from './sentences/repairs.js';
import { verdictOf } from './verdict.js';
import { certaintyWords } from './vocabulary.js';
import { type ReportedRule } from './reported-rule.js';
import { concerns, ignoredPhrase, ruleTitlePhrase } from './wording.js';

/** What the HTML page is made with, beside the review. */
export interface HtmlOptions {
  readonly toolVersion: string;
  readonly rules?: readonly ReportedRule[];
}

/** The review as one page: no script, no request, nothing loaded; light or dark as the reader's system asks. */
export function reportHtml(review: Review, options: HtmlOptions): string {
  const showRoots = severalRoots(review);
  const titles = new Map((options.rules ?? []).map((rule) => [rule.id, rule.title]));
  const ordered = orderedFindings(review.findings);
  const fresh = ordered.filter((finding) => finding.status === 'new');
  const existing = ordered.filter((finding) => finding.status === 'existing');
  const verdict = verdictOf(review);
  const show = (finding: Finding): string => findingHtml(finding, titles.get(finding.rule) ?? null, showRoots);
  const sections = [
    changesHtml(review, showRoots),
    fresh.length === 0 ? '' : `<section>\n<h2>Findings</h2>\n${fresh.map(show).join('\n')}\n</section>`,
    existing.length === 0
      ? ''
      : `<section>\n<details>\n<summary><h2>${counted(existing.length, 'finding')} that ${review.mode === 'scan' ? 'the baseline' : 'base'} has too</h2></summary>\n${existing.map(show).join('\n')}\n</details>\n</section>`,
    listHtml(
      'Ignored',
      review.ignored.map((ignored) => htmlPhrase(ignoredPhrase(ignored))),
    ),
    listHtml(
      'Not reviewed',
      review.unreviewed.map(
        (one) =>
          `${htmlPhrase([code(one.path), ': ', ...unreviewedPhrase(one)])}${one.scopeEntry === null ? '' : `<pre>${escapeHtml(one.scopeEntry.trimEnd())}</pre>`}`,
      ),
    ),
    listHtml('Notes', [
      ...review.notes.map((note) => htmlPhrase(notePhrase(note))),
      ...review.assumptions.map((assumption) => htmlPhrase(['Settled by the configuration: ', code(assumption), '.'])),
    ]),
  ].filter((part) => part !== '');
  const states = review.mode === 'scan' ? htmlPhrase([code(review.head)]) : htmlPhrase([code(review.base), ' → ', code(review.head)]);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(verdict.title)}</title>
<style>
${stylesheet}
</style>
</head>
<body>
<header class="${review.conclusion}">
<h1>${escapeHtml(verdict.title)}</h1>
<p>${escapeHtml(verdict.sentences.join(' '))}</p>
<p class="states">${states}</p>
</header>
<main>
${sections.join('\n')}
</main>
<footer>APIM CORS Review ${escapeHtml(options.toolVersion)}</footer>
</body>
</html>
`;
}

function changesHtml(review: Review, showRoots: boolean): string {
  if (review.changes.length === 0) return '';
  const bodies = review.changes.map((change) => changeHtml(change, showRoots)).join('\n');
  return `<section>
<h2>Before and after</h2>
<div class="wide"><table>
<thead><tr><th scope="col">Operations</th><th scope="col">Pages from</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
${bodies}
</table></div>
</section>`;
}

/** One group of operations: a body of the table, so that its rows stay together. */
function changeHtml(change: Change, showRoots: boolean): string {
  const rows = changeRows(change, 12);
  const points = openPoints(change);
  const causes = change.causes.map((cause) => htmlPhrase([placed(cause)]));
  const shownCauses = causes.length > 5 ? `${causes.slice(0, 5).join(', ')} and ${causes.length - 5} more` : causes.join(', ');
  const group = `<th scope="rowgroup" rowspan="${rows.length + (points.length > 0 ? 1 : 0)}"><span class="tag ${change.kind}">${htmlPhrase(changeTitle(change))}</span> ${htmlPhrase(
    targetsPhrase(change.targets, showRoots, 6),
  )}${shownCauses === '' ? '' : `<div class="causes">${shownCauses}</div>`}</th>`;
  const lines = rows.map((row, index) => {
    const cells = [row.origins, row.pair.before, row.pair.after].map((phrase) => `<td>${htmlPhrase(phrase)}</td>`).join('');
    return `<tr>${index === 0 ? group : ''}${cells}</tr>`;
  });
  if (points.length > 0) lines.push(`<tr><td colspan="3" class="open">${points.map(htmlPhrase).join('<br>')}</td></tr>`);
  return `<tbody>\n${lines.join('\n')}\n</tbody>`;
}

function findingHtml(finding: Finding, title: string | null, showRoots: boolean): string {
  const who = concerns(finding, showRoots);
  const certainty = certaintyWords(finding.certainty);
  const [best, ...others] = finding.suggestions;
  return `<article>
<h3><span class="tag ${finding.severity}">${finding.severity}</span> ${title === null ? '' : `${htmlPhrase(ruleTitlePhrase(title))} `}${htmlPhrase([code(finding.rule)])}</h3>
<p class="place">${htmlPhrase([placed(finding)])}</p>
<p>${htmlPhrase(messagePhrase(finding))}</p>${who === null ? '' : `\n<p>Concerns ${htmlPhrase(who)}.</p>`}${certainty === null ? '' : `\n<p class="certainty">${escapeHtml(certainty)}</p>`}${
    best === undefined ? '' : `\n${suggestionHtml(best, true)}`
  }${others.length === 0 ? '' : `\n<details>\n<summary>${counted(others.length, 'other repair')}</summary>\n${others.map((other) => suggestionHtml(other, false)).join('\n')}\n</details>`}
</article>`;
}

function suggestionHtml(suggestion: Suggestion, first: boolean): string {
  const certainty = certaintyWords(suggestion.certainty);
  const lines = patchLines(suggestion.patch).map(({ kind, text }) => {
    const line = escapeHtml(text);
    return kind === 'added' ? `<ins>${line}</ins>` : kind === 'removed' ? `<del>${line}</del>` : line;
  });
  return `<div class="repair">
<p><strong>${first ? 'Repair' : 'Or'}: ${htmlPhrase(titlePhrase(suggestion.title))}</strong></p>
<p>${htmlPhrase(effectPhrase(suggestion.effect))}</p>${certainty === null ? '' : `\n<p class="certainty">${escapeHtml(certainty)}</p>`}
<pre>${lines.join('\n')}</pre>
</div>`;
}

function listHtml(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return `<section>\n<h2>${title}</h2>\n<ul>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>\n</section>`;
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
.states, .causes, .certainty, .place, footer { color: var(--quiet); font-size: 0.875rem; }
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
tbody th { min-width: 14rem; }
td:first-of-type { min-width: 15rem; }
tbody { border-bottom: 2px solid var(--line); }
.tag { border: 1px solid currentColor; border-radius: 4px; padding: 0 0.4em; font-size: 0.8125rem; font-weight: 600; color: var(--note); }
.tag code { background: none; }
.tag.error, .tag.widened { color: var(--bad); }
.tag.warning, .tag.mixed, .tag.unknown { color: var(--warn); }
.open { color: var(--warn); }
.repair { border-left: 3px solid var(--line); margin: 0.75rem 0 0; padding-left: 0.75rem; }
footer { margin-top: 2rem; }`;
