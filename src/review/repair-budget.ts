import type { ServiceState } from '../effective/service-state.js';
import { changedPairs } from '../effective/state-difference.js';
import { stepsSoFar } from '../effective/way.js';
import { answersSoFar } from '../cors/worlds.js';
import type { CorsChain } from '../cors/cors-chain.js';
import type { CorsPolicy } from '../cors/cors-policy.js';

/** A repair of a shared policy is worked through for every API below it. In a large service only so many are tried. */
const manyApis = 300;
const mostSharedTrials = 8;

/** Distinct pairs of chains that the repairs of a run may make differ. A repair of an API in hundreds of products changes one pair for each product. */
const mostTriedPairs = 1200;

/** Answers to open points that repairs of a run may take to evaluate, and steps of expressions. */
const mostTriedAnswers = 2_000_000;
const mostTriedSteps = 10_000_000;

/** `<cors>` elements that the rules look at for the repairs of a run: each repair has all that it reaches looked at anew. */
const mostTriedElements = 2000;
/** A repair that reaches no more pairs or elements is not counted: the findings that get repairs are counted themselves. */
const few = 4;

/** Entries of the lists in those elements: each is looked at by dozens of rules. */
const mostTriedEntries = 60_000;
/** Repairs that reach no more of them are not counted: what API Management saves has some thousands in one policy at most, and mostly a dozen. */
const fewEntries = 2000;

/** Characters of policies that are read for the repairs of a run: each repair has its policy read anew, twice. */
const mostTriedText = 8_000_000;
/** What API Management saves of one policy. A repair of more makes nothing that can be deployed: what is beyond counts as often. */
const savable = 256 * 1024;
const weightBeyond = 4;

/** Characters of files that hold policies among other things: each repair has the whole file read anew, with all policies in it. */
const mostTriedHosts = 30_000_000;
/** People write no longer files: what is beyond counts as often as in a policy. */
const usualHost = 1024 * 1024;

/** How much the repairs of a run may cost, in measures that are the same on every machine. */
export class RepairBudget {
  #sharedTrials = 0;
  #pairsLeft = mostTriedPairs;
  #textLeft = mostTriedText;
  #hostsLeft = mostTriedHosts;
  #elementsLeft = mostTriedElements;
  #entriesLeft = mostTriedEntries;
  readonly #mostAnswers = answersSoFar() + mostTriedAnswers;
  readonly #mostSteps = stepsSoFar() + mostTriedSteps;
  #wasCutShort = false;

  /** True when repairs were left untried because there were too many, or they take too long. */
  get wasCutShort(): boolean {
    return this.#wasCutShort || this.#isSpent;
  }

  get #isSpent(): boolean {
    return this.#textLeft < 0 || answersSoFar() > this.#mostAnswers || stepsSoFar() > this.#mostSteps;
  }

  /** Whether texts of so many characters may be read. */
  affordsText(characters: number): boolean {
    this.#textLeft -= weighed(characters, savable);
    return this.#textLeft >= 0;
  }

  /** Whether files of so many characters may be read again for a repair of policies in them. */
  affordsHosts(characters: number): boolean {
    this.#hostsLeft -= weighed(characters, usualHost);
    return this.#granted(this.#hostsLeft >= 0);
  }

  /** Whether a repair that reaches so many APIs may be tried. */
  affordsApis(apis: number): boolean {
    if (apis <= manyApis) return true;
    this.#sharedTrials += 1;
    return this.#granted(this.#sharedTrials <= mostSharedTrials);
  }

  /** Whether there is time to work out what the repair makes of every chain. What is too much for one that reaches far may do for one that does not. */
  affords(head: ServiceState, repaired: ServiceState): boolean {
    const reached = repaired.corsElements();
    const elements = counted(reached.length);
    const entries = counted(
      reached.reduce((sum, { policy }) => sum + entriesIn(policy), 0),
      fewEntries,
    );
    if (this.#isSpent || !this.#granted(elements <= this.#elementsLeft && entries <= this.#entriesLeft)) return false;
    this.#elementsLeft -= elements;
    this.#entriesLeft -= entries;
    const distinct = new Map<CorsChain | null, Set<CorsChain | null>>();
    for (const { base, head: after } of changedPairs(head, repaired)) {
      const known = distinct.get(base?.chain ?? null);
      if (known === undefined) distinct.set(base?.chain ?? null, new Set([after?.chain ?? null]));
      else known.add(after?.chain ?? null);
    }
    const pairs = counted([...distinct.values()].reduce((sum, { size }) => sum + size, 0));
    if (!this.#granted(pairs <= this.#pairsLeft)) return false;
    this.#pairsLeft -= pairs;
    return !this.#isSpent;
  }

  #granted(isGranted: boolean): boolean {
    this.#wasCutShort ||= !isGranted;
    return isGranted;
  }
}

function counted(reached: number, free = few): number {
  return reached > free ? reached : 0;
}

/** What is beyond `usual` counts several times. */
function weighed(characters: number, usual: number): number {
  return Math.min(characters, usual) + weightBeyond * Math.max(characters - usual, 0);
}

function entriesIn({ origins, methods, headers, exposed }: CorsPolicy): number {
  const names = [methods, headers, exposed].map((list) => (list.kind === 'list' ? list.entries.length : 0));
  return names.reduce((sum, count) => sum + count, origins.length);
}
