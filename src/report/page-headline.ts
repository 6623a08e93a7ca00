import type { Review } from '../review/review.js';
import type { RootCause } from '../review/root-causes.js';
import { counted } from './counting.js';
import { markdownPhrase, phrase, type Phrase } from './phrase.js';
import { headline, placedTitlePhrase } from './sentences/cause-titles.js';
import { verdictOf } from './verdict.js';

/** The first line of a page: a sign, the verdict and the affected origin, as Markdown. */
export function pageHeadline(review: Review, causes: readonly RootCause[]): string {
  const { sign, says } = headOf(review, causes);
  return `### ${sign} CORS: ${markdownPhrase(says)}`;
}

/** The sentences of the verdict that the first line omits. */
export function verdictSentences(review: Review, causes: readonly RootCause[]): string {
  const said = headline(review, causes);
  return markdownPhrase([
    verdictOf(review)
      .sentences.filter((one) => one !== said)
      .join(' '),
  ]);
}

function headOf(review: Review, causes: readonly RootCause[]): { readonly sign: string; readonly says: Phrase } {
  const { conclusion, coverage, mode } = review;
  const isFailed = conclusion === 'fail';
  const fresh = causes.filter(({ status }) => status === 'new');
  const [worst] = fresh;
  if (mode === 'review' && coverage.reviewed === 0 && coverage.changed > 0) {
    const many = counted(coverage.changed, 'changed policy', 'changed policies');
    return { sign: isFailed ? '❌' : '⚪', says: [`${many} could not be placed or read, so nothing was checked`] };
  }
  if (worst === undefined) return { sign: isFailed ? '❌' : '✅', says: [headline(review, causes)] };
  const others = fresh.filter(({ severity }) => severity !== 'info').length - 1;
  const more = others > 0 ? ` (and ${counted(others, 'more problem')})` : '';
  const title = phrase`${placedTitlePhrase(worst)}${more}`;
  if (isFailed) return { sign: '❌', says: title };
  return worst.severity === 'info' ? { sign: '✅', says: title } : { sign: '⚠️', says: phrase`passes, but ${title}` };
}
