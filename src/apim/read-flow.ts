import { sha256Hex } from '../text/hash.js';
import { hasNamedValue, isExpression, isOpen, opensCode } from '../text/open-parts.js';
import { hiddenCharacterIn, trimmed } from '../text/white-space.js';
import { attributeOf, childrenNamed, elementsOf, textOf, type XmlElement } from '../xml/document.js';
import { conditionsWord } from './condition-word.js';
import { policyElementsOf } from './sections-within.js';
import { kept, pool, answerStatus } from './element-reader.js';
import { mayLookAtPage, readsHeadersOddly } from './page-words.js';
import { requestPartOf, rewritten } from './read-request-part.js';
import type { FlowBranch, FlowStep, HeaderWriter, Place, SetRequestHeader } from './policy.js';

/** Policies that send a message of their own: their content is not part of this request or its answer. */
const otherMessages: ReadonlySet<string> = new Set(['send-request', 'send-one-way-request']);

const others: readonly string[] = ['access-control-', '<include-fragment', '<cors', 'referer', 'sec-fetch-'];
const names: readonly string[] = ['variable', ...others];

/** Policies that only observe a request, or say for whom an answer may be stored. */
const watching: ReadonlySet<string> = new Set(['trace', 'log-to-eventhub', 'emit-metric', 'azure-openai-emit-token-metric', 'llm-emit-token-metric']);

/** Policies that decide a request's outcome by one of their values. */
const deciding: ReadonlySet<string> = new Set(['set-backend-service', 'rewrite-uri', 'set-status', 'set-method', 'retry']);

/** Policies that are, or may be, kept as a step whatever they contain. */
const alwaysSteps: readonly string[] = ['choose', 'return-response', 'mock-response', ...deciding];

/**
 * False for most documents, whose flow is not kept: they carry no origin to a header, end no request by its origin or method, and include nothing. `lower`: the
 * text in lower case.
 */
export function mayCarryOrigin(lower: string): boolean {
  if (names.some((name) => lower.includes(name)) || (lower.includes('origin') && /[^<\/-]origin/.test(lower))) return true;
  return (
    lower.includes('<set-method') ||
    mayNameOddly(lower) ||
    readsHeadersOddly(lower) ||
    ((lower.includes('request.method') || isFilledIn.test(lower)) && (lower.includes('<return-response') || lower.includes('<mock-response')))
  );
}

/** A condition that is, or contains, an open part. */
const isFilledIn = new RegExp(String.raw`\scondition\s*=\s*(?:"[^"]*|'[^']*)(?:${opensCode})`);

/** Whether all steps of a document only set variables. `namesOddly`: as `mayNameOddly`. `elements`: the names of its elements. */
export function onlySetsVariables(text: string, lower: string, namesOddly: boolean, elements: ReadonlySet<string>): boolean {
  // The element names are known already; searching the text for each word would take longer.
  if (elements.has('cors') || elements.has('include-fragment') || namesOddly || mayDoMore(elements)) return false;
  if (!lower.includes('variable') || text.includes('&#')) return false;
  return !others.some((name) => lower.includes(name)) && !(lower.includes('origin') && /[^<\/-]origin/.test(lower));
}

/** Whether some element's name alone shows that it may do more than set a variable: it decides, or answers. */
export function mayDoMore(elements: ReadonlySet<string>): boolean {
  return alwaysSteps.some((name) => elements.has(name));
}

/**
 * Whether an attribute may have the value `Origin`, in any case. Most documents have hundreds of headers, and not this one. `lower`: the text in lower case.
 */
export function mayNameOrigin(text: string, lower: string): boolean {
  // The pattern reads every character; these two searches rule it out for most texts.
  return text.includes('&#') || (lower.includes('origin') && /["']\s*origin\s*["']/.test(lower));
}

/** Whether a header may have a computed or filled-in name; few documents have one. `lower`: the text in lower case. */
export function mayNameOddly(lower: string): boolean {
  return lower.includes('<set-header') && oddName.test(lower);
}

const oddName = /\bname\s*=\s*(?:"[^"]*|'[^']*)[@{&%$#_\u007f-\uffff]/;

/** Whether a policy may write the request header `Origin`, by the text. `lower`: the text in lower case. */
export function setsRequestOrigin(text: string, lower: string): boolean {
  return lower.includes('origin') && /<set-header\s[^<>]*\bname\s*=\s*["']\s*origin\s*["']/i.test(text);
}

/** Whether a policy may set the request's Authorization header, by the text. `lower`: the text in lower case. */
export function setsRequestAuthorization(text: string, lower: string): boolean {
  if (lower.includes('<authentication-')) return true;
  return lower.includes('authorization') && /<set-header\s[^<>]*\bname\s*=\s*["']\s*authorization\s*["']/i.test(text);
}

/** Whether a policy may write CORS headers, by one scan of the text; few do. `lower`: the text in lower case. */
export function mayWriteCorsHeaders(text: string, lower: string): boolean {
  return lower.includes('access-control-') || (text.includes('&') && /\sname\s*=\s*["'][^"'<]*&/i.test(text));
}

/**
 * Reads the steps of a document's sections. `text`: that of the document, also in lower case. `writers`: the header writers of the document, which the steps
 * refer to. `place` returns the place of an element.
 */
export class FlowReader {
  readonly #writers: ReadonlyMap<number, HeaderWriter>;
  readonly #place: (element: XmlElement) => Place;
  /** Attributes are searched only if the text may have the name Origin. */
  readonly #mayNameOrigin: boolean;
  readonly #mayNameVariables: boolean;
  readonly #mayNameOddly: boolean;
  readonly #text: string;
  /** How many conditions that read the page enclose the current element. */
  #minded = 0;
  /** The current element runs before the request is forwarded, outside any answer. */
  #isInbound = false;

  constructor(text: string, lower: string, writers: readonly HeaderWriter[], place: (element: XmlElement) => Place) {
    this.#writers = new Map(writers.map((writer) => [writer.element.place.start, writer]));
    this.#place = place;
    this.#text = text;
    this.#mayNameOrigin = mayNameOrigin(text, lower);
    this.#mayNameVariables = text.includes('variable-name');
    this.#mayNameOddly = mayNameOddly(lower);
  }

  /** What a section does, in order. */
  steps(parent: XmlElement): readonly FlowStep[] {
    if (ofInbound.has(parent.name)) this.#isInbound = true;
    else if (otherSections.has(parent.name)) this.#isInbound = false;
    const steps = policyElementsOf(parent).flatMap((child) => this.#step(child));
    const [only] = steps;
    return steps.length === 1 && only?.kind === 'base' ? inherits : steps;
  }

  #step(element: XmlElement): readonly FlowStep[] {
    const steps = this.#ownSteps(element);
    // Its URLs are followed, so what it does with them counts too.
    const isFollowed = steps.some(({ kind }) => kind !== 'request-part' && kind !== 'request-method') && element.name !== 'ip-filter';
    const effect = this.#effect(element, isFollowed);
    return effect === null ? steps : [effect, ...steps];
  }

  /** The content of an answer does not affect whether it is given. */
  #unminded(answer: XmlElement): readonly FlowStep[] {
    const [minded, isInbound] = [this.#minded, this.#isInbound];
    this.#minded = 0;
    this.#isInbound = false;
    const steps = this.steps(answer);
    this.#minded = minded;
    this.#isInbound = isInbound;
    return steps;
  }

  #effect(element: XmlElement, isFollowed: boolean): FlowStep | null {
    const reads = deciding.has(element.name) ? this.#about(element) : null;
    if (reads === null && (this.#minded === 0 || isFollowed || element.name === 'choose' || isWatching(element))) return null;
    return { kind: 'effect', key: pool.of(`${element.name} ${conditionsWord(element)}`), reads };
  }

  /** The element's text if it mentions a page or a variable. */
  #about({ span: { start, end } }: XmlElement): string | null {
    const text = this.#text.slice(start, end);
    return mayLookAtPage(text) ? kept(text) : null;
  }

  #ownSteps(element: XmlElement): readonly FlowStep[] {
    switch (element.name) {
      case 'base':
        return inherits;
      case 'forward-request':
        return forwards;
      case 'include-fragment':
        return [{ kind: 'fragment', id: pool.of(attribute(element, 'fragment-id')) }];
      case 'set-variable':
        return [{ kind: 'variable', name: pool.of(attribute(element, 'name')), value: kept(attributeOf(element, 'value')?.value ?? '') }];
      case 'choose':
        return this.#choose(element);
      case 'return-response':
      case 'mock-response':
        return [this.#answer(element)];
      case 'check-header':
        return this.#isOrigin(element) ? [this.#originCheck(element)] : [];
      case 'set-header':
        return this.#header(element);
      case 'set-method':
        return [{ kind: 'request-method', header: { ...this.#requestHeader(element), written: 'method' } }];
      case 'set-query-parameter':
        return this.#isInbound ? requestPartOf(element, 'query') : [];
      case 'rewrite-uri':
        return this.#isInbound ? rewritten(element) : [];
      case 'cors':
        return [{ kind: 'cors', start: element.span.start, computed: this.#computedOrigins(element) }];
      default:
        return [
          ...(otherMessages.has(element.name) ? [] : this.steps(element)),
          ...(this.#mayNameVariables ? variablesOf(element, this.#about(element)) : []),
        ];
    }
  }

  #answer(element: XmlElement): FlowStep {
    const { name } = element;
    const isOpen = attributeOf(element, 'response-variable-name') !== undefined;
    const steps = name === 'mock-response' ? [] : this.#unminded(element);
    return { kind: 'answer', steps, place: this.#place(element), name: pool.of(name), status: answerStatus(element), isOpen };
  }

  #originCheck(element: XmlElement): FlowStep {
    return {
      kind: 'origin-check',
      values: childrenNamed(element, 'value').map((value) => kept(textOf(value).trim())),
      ignoresCase: attribute(element, 'ignore-case').toLowerCase() === 'true',
      status: pool.of(attribute(element, 'failed-check-httpcode')),
      place: this.#place(element),
    };
  }

  /** Whether a policy names the request header `Origin`. */
  #isOrigin(element: XmlElement): boolean {
    return this.#mayNameOrigin && attribute(element, 'name').toLowerCase() === 'origin';
  }

  /** Empty if no branch does anything: then the condition does not matter. */
  #choose(element: XmlElement): readonly FlowStep[] {
    const isMinded = childrenNamed(element, 'when').some((when) => mayLookAtPage(attributeOf(when, 'condition')?.value ?? ''));
    this.#minded += Number(isMinded);
    const branches = elementsOf(element).flatMap((child): FlowBranch[] => {
      if (child.name !== 'when' && child.name !== 'otherwise') return [];
      const steps = this.steps(child);
      return [child.name === 'when' ? { condition: kept(attributeOf(child, 'condition')?.value ?? ''), steps } : { condition: 'true', steps }];
    });
    this.#minded -= Number(isMinded);
    if (!branches.some(({ steps }) => steps.length > 0)) return [];
    return branches.some(({ steps }) => steps.some(mayEnd))
      ? [{ kind: 'choose', branches, place: this.#place(element) }]
      : [{ kind: 'choose', branches }];
  }

  #header(element: XmlElement): readonly FlowStep[] {
    const writer = this.#writers.get(element.span.start);
    if (writer !== undefined) return [{ kind: 'writer', writer }];
    if (!this.#isOrigin(element)) {
      const name = attributeOf(element, 'name')?.value ?? '';
      const isPlain = !this.#mayNameOddly || (!isExpression(name) && !isOpen(name, 'name') && hiddenCharacterIn(name) === null);
      const own = this.#isInbound ? requestPartOf(element, 'header') : [];
      return isPlain ? own : [{ kind: 'open-header', header: this.#requestHeader(element) }];
    }
    // It applies only to requests without an Origin, and requests from other sites have one.
    if (attribute(element, 'exists-action') === 'skip') return [];
    const [value] = attribute(element, 'exists-action') === 'delete' ? [] : childrenNamed(element, 'value');
    return [{ kind: 'request-origin', value: value === undefined ? null : kept(textOf(value).trim()), header: this.#requestHeader(element) }];
  }

  #requestHeader(element: XmlElement): SetRequestHeader {
    const { start, end } = element.span;
    const written = trimmed(attributeOf(element, 'name')?.value ?? '').slice(0, 60);
    const text = this.#text.slice(start, end);
    return { written: pool.of(written), digest: sha256Hex(text), hasNamedValue: hasNamedValue(text), place: this.#place(element) };
  }

  #computedOrigins(cors: XmlElement): readonly { readonly text: string; readonly place: Place }[] {
    const origins = childrenNamed(cors, 'allowed-origins').flatMap((list) => childrenNamed(list, 'origin'));
    return origins.flatMap((origin) => {
      const written = textOf(origin);
      const text = isExpression(written) || hasNamedValue(written) ? kept(written.trim()) : null;
      return text === null ? [] : [{ text, place: this.#place(origin) }];
    });
  }
}

const ofInbound: ReadonlySet<string> = new Set(['inbound', 'fragment']);
const otherSections: ReadonlySet<string> = new Set(['backend', 'outbound', 'on-error']);

/** Whether a step may end a request; a fragment or an inherited section may. */
function mayEnd(step: FlowStep): boolean {
  if (step.kind === 'choose') return step.place !== undefined;
  return step.kind === 'answer' || step.kind === 'origin-check' || step.kind === 'fragment' || step.kind === 'base';
}

/** Steps of a section that only inherits, as most do. */
const inherits: readonly FlowStep[] = [{ kind: 'base' }];
const forwards: readonly FlowStep[] = [{ kind: 'forward' }];

/** Variables that other policies set: `response-variable-name="…"`. */
function variablesOf({ attributes }: XmlElement, from: string | null): readonly FlowStep[] {
  const named = attributes.filter(({ name, value }) => name.endsWith('variable-name') && value !== '');
  return named.map(({ value }): FlowStep => ({ kind: 'variable', name: pool.of(value.trim()), value: null, ...(from === null ? {} : { from }) }));
}

/** `<set-header name="Vary">` only describes an answer. */
function isWatching(element: XmlElement): boolean {
  return watching.has(element.name) || (element.name === 'set-header' && attribute(element, 'name').toLowerCase() === 'vary');
}

function attribute(element: XmlElement, name: string): string {
  return attributeOf(element, name)?.value.trim() ?? '';
}
