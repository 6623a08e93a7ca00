import { createHash } from 'node:crypto';
import { ConfigError } from '../config/errors.js';
import { didYouMean } from '../config/nearest.js';
import { cutLines } from '../report/budget.js';
import { byteLength, escapeMarkdown, markdownCode } from '../report/escape.js';
import { commentBudget } from '../report/line-comment.js';
import { rules } from '../rules/catalogue.js';
import { catalogueTable, rulePage } from '../report/rule-page.js';
import { isOwnLogin, openMarker, readMarker, sealed, useOf } from '../comments/marker.js';
import type { IssueComment } from '../comments/pull-request-state.js';

/** Identifies a reply. */
export interface ReplyTo {
  readonly commentId: string;
  /** Id of the answered comment. */
  readonly comment: number;
}

/** What to do about a reply. Pure: from existing replies and the new content. `second`: duplicates of ours from concurrent runs. */
export type ReplyAction = { readonly second: readonly number[] } & (
  | { readonly action: 'none' }
  | { readonly action: 'create'; readonly body: string }
  | { readonly action: 'update'; readonly id: number; readonly body: string }
);

/**
 * One reply to a comment, edited in place if the comment is answered again: the oldest stays. `written`: the reply of this run, once it exists. Of concurrent
 * runs, the first one leaves its text to the others.
 */
export function planReply(page: string, to: ReplyTo, there: readonly IssueComment[], viewer: string, written: number | null = null): ReplyAction {
  const use = useOf(to.commentId);
  const subject = subjectOf(to.comment);
  const marker = openMarker(use, subject);
  const { body, said } = sealed(`${marker}\n${cutPage(page, commentBudget - byteLength(marker) - 1)}`, marker);
  const own = there
    .toSorted((a, b) => a.id - b.id)
    .flatMap((comment) => {
      const found = isOwnLogin(comment.author, viewer) ? readMarker(comment.body) : null;
      return found?.use === use && found.subject === subject ? [{ id: comment.id, said: found.said }] : [];
    });
  const [first, ...others] = own;
  const second = others.map(({ id }) => id);
  if (first === undefined) return { action: 'create', body, second };
  return first.said === said || first.id === written ? { action: 'none', second } : { action: 'update', id: first.id, body, second };
}

/** Hexadecimal, as markers are. */
function subjectOf(comment: number): string {
  return createHash('sha256').update(`reply to ${comment}`).digest('hex').slice(0, 20);
}

/** A page within a comment's budget: cut between lines, so that no foreign text loses its escaping. */
function cutPage(page: string, budget: number): string {
  const note = '\n\n_Cut to fit. The job summary has all of it._';
  return byteLength(page) <= budget ? page : `${cutLines(page, budget - byteLength(note))}${note}`;
}

/** A reply: the command, the answer, and the head commit. */
export function replyPage(asked: string, answer: string, head: string | null): string {
  const about = head === null ? '' : `\n\n_About ${head}._`;
  return `${markdownCode(asked, 'text', 500)}\n\n${answer.trimEnd()}${about}\n`;
}

const usage = [
  '- `/apim-cors explain origin=https://app.contoso.com method=PUT api=orders operation=put-order`: may a page of that origin send it, and which element in which file decides? ' +
    'Instead of `api` and `operation`, `url=/orders/42`. Besides: `workspace`, `product`, `key=none|header|query`, `header="NAME: VALUE"` (as often as needed), `credentials=omit|same-origin|include`, `mode=cors|no-cors|navigate`, `environment`. ' +
    'Put double quotes around what holds spaces.',
  '- `/apim-cors rules`: the catalogue. `/apim-cors rules inherited-cors-decides`: one rule’s page.',
  '- `/apim-cors contracts`: which promises of the contracts file are kept at the head of this pull request, and which request breaks the others? Besides: `environment`.',
];

/** The available commands; `problem`: the fault in the given one. */
export function helpPage(problem: string | null): string {
  const first = problem === null ? [] : [`That did not work: ${escapeMarkdown(problem)}.`, ''];
  return [...first, 'Commands, in the first line of a comment:', '', ...usage].join('\n');
}

/** The rule's page as in `apim-cors rules`, or the catalogue. `link`: a rule's page. Throws `ConfigError`: unknown rule. */
export function rulesPage(id: string | null, link: (rule: string) => string): string {
  if (id === null) return catalogueTable(rules, (rule) => link(rule.id));
  const rule = rules.find((one) => one.id === id);
  if (rule !== undefined) return rulePage(rule);
  const known = rules.map((one) => one.id);
  throw new ConfigError(`there is no rule '${id}'${didYouMean(id, known)}`);
}
