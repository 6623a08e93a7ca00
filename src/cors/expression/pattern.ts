import { NotFollowable } from './value.js';

/** Options for a sample that a pattern matches. `any`: the character for a dot. `branch`: the index of the alternative. */
export interface SampleOptions {
  readonly any: string;
  readonly branch: number;
  /** The text for a repeated class, if the class accepts it. */
  readonly word: string;
  /** Includes optional parts once. */
  readonly full?: boolean;
}

type Next = (at: number) => boolean;

interface Part {
  readonly matches: (text: string, at: number, next: Next) => boolean;
  readonly sample: (options: SampleOptions) => string;
  /** Matches one character. */
  readonly accepts: ((one: string) => boolean) | null;
}

/** Longest pattern that is followed, in characters. */
const longest = 2000;
const deepest = 40;
const longestSample = 300;

/**
 * The part of .NET's regular expressions that checks of origins use: literals, classes, groups, alternatives, quantifiers and anchors. Matching
 * counts its steps through `spend`, so that no pattern makes it run on. Anything else is `NotFollowable`.
 */
export class Pattern {
  readonly #source: string;
  readonly #ignoresCase: boolean;
  readonly #spend: () => void;
  readonly #whole: Part;
  #at = 0;
  #depth = 0;

  constructor(source: string, ignoresCase: boolean, spend: () => void) {
    if (source.length > longest) throw new NotFollowable();
    this.#ignoresCase = ignoresCase || source.startsWith('(?i)');
    this.#source = source.replace(/^\(\?i\)/, '');
    this.#spend = spend;
    this.#whole = this.#alternatives();
    if (this.#at < this.#source.length) throw new NotFollowable();
  }

  /** Whether the pattern matches somewhere in the text. */
  isIn(text: string): boolean {
    for (let from = 0; from <= text.length; from += 1) if (this.#whole.matches(text, from, () => true)) return true;
    return false;
  }

  /** A text that the pattern is likely to match. */
  sample(options: SampleOptions): string {
    return this.#whole.sample(options);
  }

  #alternatives(): Part {
    if (++this.#depth > deepest) throw new NotFollowable();
    const branches = [this.#sequence()];
    while (this.#takes('|')) branches.push(this.#sequence());
    this.#depth -= 1;
    const [only] = branches;
    if (only !== undefined && branches.length === 1) return only;
    return {
      matches: (text, at, next) => branches.some((branch) => branch.matches(text, at, next)),
      sample: (options) => branches[options.branch % branches.length]?.sample(options) ?? '',
      accepts: null,
    };
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source.charAt(this.#at))) parts.push(this.#quantified());
    const from = (index: number, text: string, at: number, next: Next): boolean => {
      this.#spend();
      const part = parts[index];
      return part === undefined ? next(at) : part.matches(text, at, (end) => from(index + 1, text, end, next));
    };
    return {
      matches: (text, at, next) => from(0, text, at, next),
      sample: (options) => parts.map((part) => part.sample(options)).join(''),
      accepts: null,
    };
  }

  #quantified(): Part {
    const part = this.#atom();
    const written = /^(?:[*+?]|\{(\d{1,4})(,?)(\d{0,4})\})\??/.exec(this.#source.slice(this.#at, this.#at + 14));
    if (written === null) return part;
    const [all, low, comma, high] = written;
    this.#at += all.length;
    const least = low === undefined ? (all.startsWith('+') ? 1 : 0) : Number(low);
    const most = low === undefined ? (all.startsWith('?') ? 1 : Infinity) : comma === '' ? least : high === '' ? Infinity : Number(high);
    const repeat = (count: number, text: string, at: number, next: Next): boolean => {
      this.#spend();
      // A repetition that consumes nothing ends.
      if (count < most && part.matches(text, at, (end) => end > at && repeat(count + 1, text, end, next))) return true;
      return count >= least && next(at);
    };
    return { matches: (text, at, next) => repeat(0, text, at, next), sample: (options) => repeated(part, least, most, options), accepts: null };
  }

  #atom(): Part {
    const one = this.#source.charAt(this.#at++);
    switch (one) {
      case '^':
        return anchor((_, at) => at === 0);
      case '$':
        return anchor((text, at) => at === text.length);
      case '.':
        return this.#oneOf(() => true, true);
      case '[':
        return this.#oneOf(this.#class());
      case '\\':
        return this.#escaped(this.#source.charAt(this.#at++));
      case '(': {
        const named = /^\?(?::|P?<[A-Za-z]\w{0,40}>)/.exec(this.#source.slice(this.#at, this.#at + 50));
        this.#at += named?.[0].length ?? 0;
        const inside = this.#alternatives();
        if (!this.#takes(')')) throw new NotFollowable();
        return inside;
      }
      case ')':
      case '?':
      case '*':
      case '+':
        throw new NotFollowable();
      default:
        return this.#literal(one);
    }
  }

  #escaped(one: string): Part {
    const set = classes[one];
    if (set !== undefined) return this.#oneOf((character) => set.test(character));
    if (one === 'A') return anchor((_, at) => at === 0);
    if (one === 'z' || one === 'Z') return anchor((text, at) => at === text.length);
    if (/[A-Za-z0-9]/.test(one) || one === '') throw new NotFollowable();
    return this.#literal(one);
  }

  #class(): (one: string) => boolean {
    const negated = this.#takes('^');
    const tests: ((one: string) => boolean)[] = [];
    for (let first = true; first || !this.#source.startsWith(']', this.#at); first = false) {
      const low = this.#source.charAt(this.#at++);
      if (low === '') throw new NotFollowable();
      const escaped = low === '\\' ? this.#source.charAt(this.#at++) : null;
      const set = escaped === null ? undefined : classes[escaped];
      const from = escaped ?? low;
      const range = /^-[^\]\\]/.test(this.#source.slice(this.#at, this.#at + 2)) ? this.#source.charAt(this.#at + 1) : from;
      if (range !== from) this.#at += 2;
      tests.push((one) => (set === undefined ? from <= one && one <= range : set.test(one)));
    }
    this.#at += 1;
    return (one) => tests.some((test) => test(one)) !== negated;
  }

  #literal(one: string): Part {
    return { ...this.#oneOf((other) => other === one), sample: () => one, accepts: null };
  }

  #oneOf(test: (one: string) => boolean, isDot = false): Part {
    const accepts = (one: string): boolean => test(one) || (this.#ignoresCase && (test(one.toLowerCase()) || test(one.toUpperCase())));
    return {
      matches: (text, at, next) => at < text.length && accepts(text.charAt(at)) && next(at + 1),
      sample: ({ any }) => (isDot ? any : (['a', '0', '-', '.', ':', '/'].find(accepts) ?? '')),
      accepts,
    };
  }

  #takes(mark: string): boolean {
    const seen = this.#source.startsWith(mark, this.#at);
    if (seen) this.#at += mark.length;
    return seen;
  }
}

const classes: Readonly<Partial<Record<string, RegExp>>> = { d: /\d/, D: /\D/, w: /\w/, W: /\W/, s: /\s/, S: /\S/ };

function anchor(holds: (text: string, at: number) => boolean): Part {
  return { matches: (text, at, next) => holds(text, at) && next(at), sample: () => '', accepts: null };
}

/** A class is filled with the word if it fits; any other part is repeated as often as required. */
function repeated({ accepts, sample }: Part, least: number, most: number, options: SampleOptions): string {
  const { word, full = false } = options;
  const fits = accepts !== null && most >= word.length && least <= word.length && word.split('').every(accepts);
  if (fits) return word;
  const once = sample(options);
  const count = Math.min(most, Math.max(least, accepts === null && !full ? 0 : 1));
  if (once.length * count > longestSample) throw new NotFollowable();
  return once.repeat(count);
}
