import type { ServiceState } from '../effective/service-state.js';
import { changedPairs } from '../effective/state-difference.js';
import { stepsSoFar } from '../effective/way.js';
import { answersSoFar } from '../cors/worlds.js';
import type { CorsChain } from '../cors/cors-chain.js';
import type { CorsPolicy } from '../cors/cors-policy.js';

/** A repair of a shared policy is evaluated for every API below it; a large service gets only so many. */
const manyApis = 300;
const mostSharedTrials = 8;

/** Most distinct pairs of chains that a run's repairs may change. A repair of an API in hundreds of products changes one pair for each product. */
const mostTriedPairs = 1200;

/** Most answers to open points, and steps of expressions, for a run's repairs. */
const mostTriedAnswers = 2_000_000;
const mostTriedSteps = 10_000_000;

/** Most `<cors>` elements that rules read for a run's repairs: each repair has everything it reaches checked again. */
const mostTriedElements = 2000;
/** A repair that changes at most this many pairs or elements is free: the number of repaired findings is limited anyway. */
const few = 4;

/** Most entries of lists in those elements: dozens of rules read each. */
const mostTriedEntries = 60_000;
/** Repairs with at most this many entries are free: API Management saves some thousands in one policy at most, and usually there are a dozen. */
const fewEntries = 2000;

/** Most characters of policies read for a run's repairs: each repair has its policy read twice. */
const mostTriedText = 8_000_000;
/** What API Management saves of one policy. A longer one cannot be deployed: the excess counts several times. */
const savable = 256 * 1024;
const weightBeyond = 4;

/** Most characters of files that contain policies: each repair has the whole file read again, with all its policies. */
const mostTriedHosts = 30_000_000;
/** Usual files are not longer: the excess counts several times. */
const usualHost = 1024 * 1024;

/** The cost bound of a run's repairs, in units that are equal on every machine. */
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

  /** True if repairs were left untried because there were too many or they were too costly. */
  get wasCutShort(): boolean {
    return this.#wasCutShort || this.#isSpent;
  }

  get #isSpent(): boolean {
    return this.#textLeft < 0 || answersSoFar() > this.#mostAnswers || stepsSoFar() > this.#mostSteps;
  }

  /** Whether that many characters may be read. */
  affordsText(characters: number): boolean {
    this.#textLeft -= weighed(characters, savable);
    return this.#textLeft >= 0;
  }

  /** Whether files with that many characters may be read again for a repair of a policy in them. */
  affordsHosts(characters: number): boolean {
    this.#hostsLeft -= weighed(characters, usualHost);
    return this.#granted(this.#hostsLeft >= 0);
  }

  /** Whether a repair that reaches that many APIs may be tried. */
  affordsApis(apis: number): boolean {
    if (apis <= manyApis) return true;
    this.#sharedTrials += 1;
    return this.#granted(this.#sharedTrials <= mostSharedTrials);
  }

  /** Whether the budget allows evaluating every chain that the repair changes. A small repair may still fit when a large one does not. */
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

/** Counts what exceeds `usual` several times. */
function weighed(characters: number, usual: number): number {
  return Math.min(characters, usual) + weightBeyond * Math.max(characters - usual, 0);
}

function entriesIn({ origins, methods, headers, exposed }: CorsPolicy): number {
  const names = [methods, headers, exposed].map((list) => (list.kind === 'list' ? list.entries.length : 0));
  return names.reduce((sum, count) => sum + count, origins.length);
}
