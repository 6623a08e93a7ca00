import { ConfigError } from '../config/errors.js';
import type { Candidate } from '../organisation/batch.js';
import {
  halves,
  mostResults,
  pageSize,
  pagesOf,
  queryOf,
  readSearchPage,
  searchesFor,
  type CodeSearch,
  type SearchPage,
} from '../organisation/code-search.js';
import { isAccountName, readList, type FullName } from '../organisation/repository-name.js';
import { Slots } from '../sources/slots.js';
import { field, repositoryPath, statusOf, type GitHubReads } from '../sources/github-port.js';
import type { OrganisationInputs } from './inputs.js';
import { readRefusal, refusalWords } from './refusal.js';

/** The repositories to scan, each with its commit, and what could not be listed. */
export interface Candidates {
  /** All of them, including those with an unreadable tip. */
  readonly names: readonly FullName[];
  readonly candidates: readonly Candidate[];
  readonly troubles: readonly string[];
}

/** Milliseconds between code searches: GitHub allows 10 a minute (GitHub REST API, "Rate limit"). */
const searchEvery = 6_100;
/** Most searches of one run: 20 minutes. */
const mostSearches = 200;
/** Concurrent requests for tips: GitHub asks for few. */
const atATime = 5;

/** Lists the given repositories, or those of the organisation with policies by code search. Throws `ConfigError` for a wrong name. */
export async function listCandidates(api: GitHubReads, asked: OrganisationInputs, tell: (text: string) => void): Promise<Candidates> {
  const { name, repositories } = asked;
  if (name !== '' && !isAccountName(name)) throw new ConfigError(`input 'organisation' is '${name}', which is no name of an organisation`);
  const given = readList(repositories, name);
  if (given.wrong.length > 0) throw new ConfigError(`input 'repositories' holds '${given.wrong[0] ?? ''}', which is no repository; write owner/name`);
  if (given.names.length === 0 && name === '') throw new ConfigError("one of the inputs 'organisation' and 'repositories' is needed");
  const troubles: string[] = [];
  const names = given.names.length > 0 ? given.names : await new PolicySearch(api, troubles, tell).in(name);
  const slots = new Slots(atATime);
  const found = await Promise.all(names.map((one) => slots.run(() => candidateOf(api, one, troubles))));
  return { names, candidates: found.filter((one) => one !== null), troubles: troubles.sort() };
}

/** The tip of a repository's default branch. An unreadable repository is reported, and the others are still scanned. */
async function candidateOf(api: GitHubReads, repository: FullName, troubles: string[]): Promise<Candidate | null> {
  const [owner = '', name = ''] = repository.split('/');
  try {
    const commits = await api.get(`${repositoryPath({ owner, repository: name })}/commits`, { per_page: 1 });
    const commit: unknown = field(Array.isArray(commits) ? commits[0] : null, 'sha');
    if (typeof commit === 'string' && /^[0-9a-f]{40,64}$/.test(commit)) return { repository, commit };
    troubles.push(`${repository}: it has no commit`);
  } catch (error) {
    const refusal = readRefusal(error);
    // All others would be refused too: the job has to run again after the limit.
    if (refusal.kind === 'limit') throw error;
    troubles.push(`${repository}: ${statusOf(error) === 409 ? 'it is empty' : refusalWords(refusal, 'contents: read')}`);
  }
  return null;
}

/** Code search at its own pace: a search with more results than GitHub returns is divided by file size. */
class PolicySearch {
  #next = 0;
  #asked = 0;

  constructor(
    private readonly api: GitHubReads,
    private readonly troubles: string[],
    private readonly tell: (text: string) => void,
  ) {}

  /** The organisation's repositories with policies, by name. */
  async in(organisation: string): Promise<readonly FullName[]> {
    const found = new Map<string, FullName>();
    const left = [...searchesFor(organisation)];
    for (let search = left.shift(); search !== undefined; search = left.shift()) {
      const first = await this.#page(search, 1);
      const parts = first.total > mostResults ? halves(search) : null;
      if (parts !== null) {
        left.unshift(...parts);
        continue;
      }
      if (first.total > mostResults)
        this.#trouble(`more files are of one size than GitHub lists (${queryOf(search)}): give the repositories as a list`);
      add(first);
      for (let page = 2; page <= pagesOf(first.total); page++) add(await this.#page(search, page));
    }
    return [...found.values()].sort();

    function add({ repositories }: SearchPage): void {
      for (const name of repositories) found.set(name.toLowerCase(), name);
    }
  }

  async #page(search: CodeSearch, page: number): Promise<SearchPage> {
    const nothing: SearchPage = { total: 0, isIncomplete: false, repositories: [] };
    if (this.#asked >= mostSearches) {
      this.#trouble(`${mostSearches} searches were not enough: give the repositories as a list`);
      return nothing;
    }
    this.#asked += 1;
    const wait = this.#next - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    this.#next = Date.now() + searchEvery;
    const read = readSearchPage(await this.api.get('/search/code', { q: queryOf(search), per_page: pageSize, page }));
    if (read === null) this.#trouble('an answer of code search could not be read');
    else if (read.isIncomplete) this.#trouble(`code search ran out of time (${queryOf(search)}): a repository can be missing`);
    if (page === 1) this.tell(`${queryOf(search)}: ${read?.total ?? 0} files`);
    return read ?? nothing;
  }

  #trouble(text: string): void {
    if (!this.troubles.includes(text)) this.troubles.push(text);
  }
}
