import type { XmlDocument } from '../xml/document.js';
import { readsHeadersOddly } from './page-words.js';
import { answeringPolicies, callerChecks } from './policy.js';
import {
  mayCarryOrigin,
  mayDoMore,
  mayNameOddly,
  mayNameOrigin,
  mayWriteCorsHeaders,
  onlySetsVariables,
  setsRequestAuthorization,
  setsRequestOrigin,
} from './read-flow.js';
import { runningOthers } from './runs-inside.js';

/** What the text of an element is looked through for, before anything in it is read. */
const aroundCors: readonly string[] = ['cors', 'base', 'include-fragment'];
const aroundCorsAndOrigin: readonly string[] = [...aroundCors, 'set-header'];
const checks: readonly string[] = [...callerChecks];
const answers: readonly string[] = [...answeringPolicies];

/** Of each word that the looks below are for some letters, all in one pass: most documents have none of them. */
const remarkable = /auth|orig|refer|fetch|rol-|<cor|<inc|st\.method|tion\s*=\s*["'][^"'{]*\{\{/i;
/** As `mayNameOddly` has it, of a text with its capital letters. */
const oddName = /\bname\s*=\s*(?:"[^"]*|'[^']*)[@{&%$#_\u007f-\uffff]/i;

/** What a look at the text of a document and at the names in it rules out, once for all of its elements: most documents have none of most of it. */
export class QuickLooks {
  /** Names of checks that it has. */
  readonly callerChecks: readonly string[];
  /** Names of policies that answer that it has. */
  readonly answering: readonly string[];
  /** Names that it has of what matters around a `<cors>`. */
  readonly aroundCors: readonly string[];
  readonly writesCors: boolean;
  readonly namesOrigin: boolean;
  readonly namesOddly: boolean;
  readonly setsOrigin: boolean;
  readonly setsAuthorization: boolean;
  /** What flows in it may come to an answer: false for most. */
  readonly carriesOrigin: boolean;
  readonly onlySetsVariables: boolean;
  /** Some policy of it may be a `RequestEnd`, hold a check, or run others inside. */
  readonly minds: boolean;
  readonly #text: string;
  #lower: string | null = null;

  constructor({ text, names }: Pick<XmlDocument, 'text' | 'names'>) {
    this.#text = text;
    this.namesOddly = oddName.test(text) && mayNameOddly(this.lower);
    const isPlain = !this.namesOddly && !remarkable.test(text) && !readsHeadersOddly(text);
    const setsVariables = isPlain && /variable/i.test(text);
    // A plain text has none of what is looked for: what remains are references, and variables.
    const lower = isPlain ? '' : this.lower;
    this.writesCors = mayWriteCorsHeaders(text, lower);
    this.namesOrigin = mayNameOrigin(text, lower);
    this.setsOrigin = !isPlain && setsRequestOrigin(text, lower);
    this.setsAuthorization = !isPlain && setsRequestAuthorization(text, lower);
    this.carriesOrigin = (isPlain ? setsVariables : mayCarryOrigin(lower)) || (names.has('choose') && answers.some((name) => names.has(name)));
    this.onlySetsVariables = isPlain
      ? setsVariables && !text.includes('&#') && !mayDoMore(names)
      : onlySetsVariables(text, lower, this.namesOddly, names);
    this.callerChecks = checks.filter((name) => names.has(name));
    this.answering = answers.filter((name) => names.has(name));
    this.aroundCors = (this.setsOrigin ? aroundCorsAndOrigin : aroundCors).filter((name) => names.has(name));
    this.minds = this.callerChecks.length > 0 || this.answering.length > 0 || this.namesOrigin || runningOthers.some((name) => names.has(name));
  }

  /** The text in lower case. */
  get lower(): string {
    return (this.#lower ??= this.#text.toLowerCase());
  }
}
