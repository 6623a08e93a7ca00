import * as z from 'zod/mini';
import { readFullName, type FullName } from './repository-name.js';

/** File sizes in bytes, inclusive. */
export interface SizeRange {
  readonly from: number;
  readonly to: number;
}

/** Most results that GitHub returns for one search (GitHub REST API, "Search"). */
export const mostResults = 1000;
/** Results on one page. */
export const pageSize = 100;

/** GitHub indexes no file above 384 KB (GitHub REST API, "Search code"). */
export const everySize: SizeRange = { from: 0, to: 393_216 };

/** What files are searched for: those with `<cors>`, in any language, and policies without it. */
const words = ['"allowed-origins" cors', '"inbound" "on-error" extension:xml'] as const;

/** One search; sizes divide it if it has more results than GitHub returns. */
export interface CodeSearch {
  readonly words: string;
  readonly organisation: string;
  readonly sizes: SizeRange;
}

/** The searches for an organisation's policies. The name has to be valid (`isAccountName`), so it adds no search terms. */
export function searchesFor(organisation: string): readonly CodeSearch[] {
  return words.map((one) => ({ words: one, organisation, sizes: everySize }));
}

/** The search in GitHub's syntax. */
export function queryOf({ words: looked, organisation, sizes: { from, to } }: CodeSearch): string {
  const sizes = from === everySize.from && to === everySize.to ? '' : ` size:${from}..${to}`;
  return `${looked} org:${organisation}${sizes}`;
}

/** The search in two halves, smaller files first; null: all its files have one size. The division is logarithmic, because small files are many. */
export function halves(search: CodeSearch): readonly [CodeSearch, CodeSearch] | null {
  const { from, to } = search.sizes;
  if (from >= to) return null;
  const middle = Math.min(to - 1, Math.max(from, Math.floor(Math.sqrt((from + 1) * (to + 1))) - 1));
  return [
    { ...search, sizes: { from, to: middle } },
    { ...search, sizes: { from: middle + 1, to } },
  ];
}

/** The content of one result page. */
export interface SearchPage {
  readonly total: number;
  /** GitHub timed out, so there may be more. */
  readonly isIncomplete: boolean;
  readonly repositories: readonly FullName[];
}

const page = z.object({
  total_count: z.number(),
  incomplete_results: z.boolean(),
  items: z.array(z.object({ repository: z.object({ full_name: z.string() }) })),
});

/** Reads a page; null: invalid. Invalid repository names are left out. */
export function readSearchPage(answer: unknown): SearchPage | null {
  const read = page.safeParse(answer);
  if (!read.success) return null;
  const { total_count: total, incomplete_results: isIncomplete, items } = read.data;
  const names = items.flatMap(({ repository }) => readFullName(repository.full_name) ?? []);
  return { total, isIncomplete, repositories: [...new Set(names)] };
}

/** Number of result pages. */
export function pagesOf(total: number): number {
  return Math.ceil(Math.min(total, mostResults) / pageSize);
}
