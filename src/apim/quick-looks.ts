import { opensCode } from '../text/open-parts.js';
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

/** Words that an element's text is searched for before any parsing. */
const aroundCors: readonly string[] = ['cors', 'base', 'include-fragment'];
const aroundCorsAndOrigin: readonly string[] = [...aroundCors, 'set-header'];
const checks: readonly string[] = [...callerChecks];
const answers: readonly string[] = [...answeringPolicies];

/** Some letters of each word that is searched for below, tested in one pass: most documents have none. */
const remarkable = new RegExp(String.raw`auth|orig|refer|fetch|rol-|<cor|<inc|st\.method|tion\s*=\s*(?:"[^"]*|'[^']*)(?:${opensCode})`, 'i');
/** As in `mayNameOddly`, for a text that is not lower-cased. */
const oddName = /\bname\s*=\s*(?:"[^"]*|'[^']*)[@{&%$#_\u007f-\uffff]/i;

/** What a scan of a document's text and of its names rules out for all its elements: most of it in most documents. */
export class QuickLooks {
  /** Names of the caller checks in it. */
  readonly callerChecks: readonly string[];
  /** Names of the answering policies in it. */
  readonly answering: readonly string[];
  /** Names of the other elements in it that matter around a `<cors>`. */
  readonly aroundCors: readonly string[];
  readonly writesCors: boolean;
  readonly namesOrigin: boolean;
  readonly namesOddly: boolean;
  readonly setsOrigin: boolean;
  readonly setsAuthorization: boolean;
  /** Its flow may reach an answer: false for most. */
  readonly carriesOrigin: boolean;
  readonly onlySetsVariables: boolean;
  /** Some policy in it may be a `RequestEnd`, hold a check, or run others inside. */
  readonly minds: boolean;
  readonly #text: string;
  #lower: string | null = null;

  constructor({ text, names }: Pick<XmlDocument, 'text' | 'names'>) {
    this.#text = text;
    this.namesOddly = oddName.test(text) && mayNameOddly(this.lower);
    const isPlain = !this.namesOddly && !remarkable.test(text) && !readsHeadersOddly(text);
    const setsVariables = isPlain && /variable/i.test(text);
    // A plain text has none of the words; references and variables remain to be checked.
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
