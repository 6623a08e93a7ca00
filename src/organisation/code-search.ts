import * as z from 'zod/mini';
import { readFullName, type FullName } from './repository-name.js';

/** Sizes of files in bytes, both ends included. */
export interface SizeRange {
  readonly from: number;
  readonly to: number;
}

/** Results that GitHub gives to one search, however many there are (GitHub REST API, "Search"). */
export const mostResults = 1000;
/** Results on one page. */
export const pageSize = 100;

/** GitHub's index holds no file above 384 KB (GitHub REST API, "Search code"). */
export const everySize: SizeRange = { from: 0, to: 393_216 };

/** What files are looked for: those with `<cors>`, in whatever language a policy is kept, and policies without it. */
const words = ['"allowed-origins" cors', '"inbound" "on-error" extension:xml'] as const;

/** One search; sizes part it where it finds more than GitHub gives. */
export interface CodeSearch {
  readonly words: string;
  readonly organisation: string;
  readonly sizes: SizeRange;
}

/** The searches that find an organisation's policies. The organisation's name is one (`isAccountName`): it adds no words of its own. */
export function searchesFor(organisation: string): readonly CodeSearch[] {
  return words.map((one) => ({ words: one, organisation, sizes: everySize }));
}

/** The search as GitHub reads it. */
export function queryOf({ words: looked, organisation, sizes: { from, to } }: CodeSearch): string {
  const sizes = from === everySize.from && to === everySize.to ? '' : ` size:${from}..${to}`;
  return `${looked} org:${organisation}${sizes}`;
}

/** The same search in two halves, smaller files first; null: all its files are of one size. Small files are many, so the halves are those of a logarithm. */
export function halves(search: CodeSearch): readonly [CodeSearch, CodeSearch] | null {
  const { from, to } = search.sizes;
  if (from >= to) return null;
  const middle = Math.min(to - 1, Math.max(from, Math.floor(Math.sqrt((from + 1) * (to + 1))) - 1));
  return [
    { ...search, sizes: { from, to: middle } },
    { ...search, sizes: { from: middle + 1, to } },
  ];
}

/** What one page of an answer says. */
export interface SearchPage {
  readonly total: number;
  /** GitHub ran out of time, and there can be more. */
  readonly isIncomplete: boolean;
  readonly repositories: readonly FullName[];
}

const page = z.object({
  total_count: z.number(),
  incomplete_results: z.boolean(),
  items: z.array(z.object({ repository: z.object({ full_name: z.string() }) })),
});

/** Reads a page; null: it is none. What cannot be a repository's name is left out. */
export function readSearchPage(answer: unknown): SearchPage | null {
  const read = page.safeParse(answer);
  if (!read.success) return null;
  const { total_count: total, incomplete_results: isIncomplete, items } = read.data;
  const names = items.flatMap(({ repository }) => readFullName(repository.full_name) ?? []);
  return { total, isIncomplete, repositories: [...new Set(names)] };
}

/** How many pages a search has that finds so many. */
export function pagesOf(total: number): number {
  return Math.ceil(Math.min(total, mostResults) / pageSize);
}
