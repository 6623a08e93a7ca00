import { conditionsWord } from './condition-word.js';
import { elementsOf, attributeOf, parseXml, type XmlDocument, type XmlElement, type XmlProblem } from '../xml/document.js';
import { beginsCors, broken, isRefusedAtSave } from './broken-policy.js';
import type { SecondReading } from './policy-cache.js';
import { ElementReader, pool, answerStatus } from './element-reader.js';
import { answerHeadersIn } from './headers-for-clients.js';
import {
  answeringPolicies,
  checkingPolicies,
  sectionNames,
  type AnswerEnd,
  type AnswerHeader,
  type ElementSnapshot,
  type HeaderWriter,
  type NestedSection,
  type PolicyDocument,
  type PolicyFile,
  type RequestEnd,
  type PolicyRun,
  type Section,
  type SectionName,
  type Statement,
} from './policy.js';
import type { Span } from '../text/edit.js';
import { notUnderstoodIn } from './parts-not-understood.js';
import { runsInside } from './runs-inside.js';
import { originSetBy } from './origin-policies.js';
import { answersInside, answerToOptions, letsInByAnswer } from './options-branch.js';
import { responseCachingIn } from './response-caching.js';
import { onlyInherits, policyElementsOf, sectionsWithin } from './sections-within.js';
import { sha256Hex } from '../text/hash.js';
import type { Host, HostedText, Standing } from '../text/hosted-text.js';
import { wholeFile, type PolicyRef } from '../text/policy-ref.js';
import { detached } from '../text/strings.js';
import { trimmed } from '../text/white-space.js';
import { readIgnoreComments } from './ignore-comments.js';
import { inheritsAll, outboundOf } from './outbound.js';
import { headersWrittenIn } from './written-headers.js';
import { LaterFlow, longestToKeep, ReadFlow } from './policy-flow.js';
import { QuickLooks } from './quick-looks.js';
import { FlowReader } from './read-flow.js';

/**
 * Reads one policy or fragment file into a `PolicyDocument`. Never throws on input: an unreadable file is a `BrokenPolicy` with its line. `again`: a second
 * reading of the text, which has to agree.
 */
export function readPolicy(path: string, id: string, input: Uint8Array | string, again: SecondReading | null = null): PolicyFile {
  return read({ ref: wholeFile(path), hosted: null, host: null }, id, input, again);
}

/** Reads a policy that is a text inside a file; its lines are the file's. */
export function readHostedPolicy(hosted: HostedText, id: string, host: Host, again: SecondReading | null = null): PolicyFile {
  return read({ ref: hosted.ref, hosted, host }, id, hosted.text, again);
}

/** Reads a policy with a changed text, wherever it stands; its lines are those of its own text. */
export function readChangedPolicy(ref: PolicyRef, id: string, text: string): PolicyFile {
  return read({ ref, hosted: null, host: null }, id, text);
}

function read(standing: Standing, id: string, input: Uint8Array | string, again: SecondReading | null = null): PolicyFile {
  const refused = ({ code, says, line, offset }: XmlProblem): PolicyFile => {
    const file = broken(standing.ref, id, standing.hosted?.lines({ start: offset, end: offset }).start ?? line, says, isRefusedAtSave(code));
    return file.ok || !beginsCors(input) ? file : { ...file, broken: { ...file.broken, beginsCors: true } };
  };
  const parsed = parseXml(input);
  if (!parsed.ok) return refused(parsed.problem);
  const doubt = again?.(parsed.document.text) ?? null;
  if (doubt !== null) return refused(doubt);
  return new PolicyReader(standing, id, input, parsed.document).read();
}

class PolicyReader {
  readonly #ref: PolicyRef;
  readonly #id: string;
  readonly #input: Uint8Array | string;
  readonly #document: XmlDocument;
  readonly #elements: ElementReader;
  readonly #host: Host | null;
  readonly #own: { readonly textId: string } | null;
  readonly #looks: QuickLooks;

  constructor({ ref, hosted, host }: Standing, id: string, input: Uint8Array | string, document: XmlDocument) {
    this.#ref = ref;
    this.#id = id;
    this.#input = input;
    this.#document = document;
    this.#elements = new ElementReader(ref, document, hosted);
    this.#host = host;
    this.#own = hosted === null ? null : { textId: sha256Hex(hosted.text) };
    this.#looks = new QuickLooks(document);
  }

  read(): PolicyFile {
    const { root } = this.#document;
    const ignores = readIgnoreComments(this.#document, {
      line: (offset) => this.#elements.line(offset),
      markedLine: (offset) => this.#elements.markedLine(offset),
    });
    const { line, endLine } = this.#elements.place(root);
    const path = this.#ref.path;
    const { setsOrigin, setsAuthorization } = this.#looks;
    const caching = responseCachingIn(root, this.#elements);
    const cached = caching === undefined ? null : { caching };
    if (root.name === 'fragment') {
      const headerWriters = this.#headerWriters(root, 'fragment');
      return {
        ok: true,
        document: {
          ...{ path, ref: this.#ref, host: this.#host, id: this.#id, line, endLine, setsOrigin, setsAuthorization, ignores, ...cached, ...this.#own },
          root: 'fragment',
          sections: new Map([['fragment', this.#section(root)] as const]),
          strayCors: none,
          headerWriters,
          outbound: outboundOf(root, this.#elements, this.#openWriters(root, 'fragment')),
          flow: this.#flow([['fragment', root]], headerWriters),
          nestedSections: this.#nestedSections(root, 'fragment'),
          notUnderstood: this.#notUnderstood(),
        },
      };
    }
    if (root.name !== 'policies') {
      return broken(this.#ref, this.#id, line, { code: 'unknown-root', given: { element: pool.of(root.name.slice(0, 60)) } });
    }
    const sections = new Map<SectionName | 'fragment', Section>();
    const seen = new Set<SectionName>();
    const stray: ElementSnapshot[] = [];
    const writers: HeaderWriter[] = [];
    const nested: NestedSection[] = [];
    const read: [SectionName, XmlElement][] = [];
    const answerHeaders: AnswerHeader[] = [];
    let outbound = inheritsAll;
    for (const child of elementsOf(root)) {
      const name = sectionNames.find((section) => section === child.name);
      if (name === undefined) {
        stray.push(...(child.name === 'cors' ? [this.#elements.snapshot(child)] : this.#corsWithin(child)));
        continue;
      }
      if (seen.has(name)) {
        return broken(this.#ref, this.#id, this.#elements.place(child).line, { code: 'section-twice', given: { section: name } });
      }
      seen.add(name);
      read.push([name, child]);
      if (name === 'inbound' || !onlyInherits(child)) sections.set(name, this.#section(child));
      writers.push(...this.#headerWriters(child, name));
      nested.push(...this.#nestedSections(child, name));
      if (name === 'outbound') outbound = outboundOf(child, this.#elements, this.#openWriters(child, name));
      answerHeaders.push(...answerHeadersIn(child, (offset) => this.#elements.line(offset)));
    }
    // Written out for speed: there are tens of thousands, and a spread takes longer than the rest of the object.
    const document: PolicyDocument = {
      path,
      ref: this.#ref,
      host: this.#host,
      id: this.#id,
      line,
      endLine,
      setsOrigin,
      setsAuthorization,
      ignores,
      root: 'policies',
      sections,
      strayCors: stray.length === 0 ? none : stray,
      headerWriters: writers.length === 0 ? none : writers,
      outbound,
      flow: this.#flow(read, writers),
      ...(answerHeaders.length === 0 ? null : { answerHeaders }),
      ...cached,
      ...this.#own,
      nestedSections: nested.length === 0 ? none : nested,
      notUnderstood: this.#notUnderstood(),
    };
    return { ok: true, document };
  }

  #nestedSections(section: XmlElement, inside: NestedSection['inside']): readonly NestedSection[] {
    if (!sectionNames.some((name) => this.#elements.mayHold(name, section))) return none;
    return [...sectionsWithin(section)].map((one) => ({ name: pool.of(one.name), inside, place: this.#elements.place(one) }));
  }

  #notUnderstood(): PolicyDocument['notUnderstood'] {
    const found = notUnderstoodIn(this.#document, this.#looks.namesOddly, (offset) => this.#elements.line(offset));
    if (found.length === 0) return none;
    return found.map(({ kind, inside, written, line }) => ({ kind, inside: pool.of(inside), written: detached(written), line }));
  }

  #flow(sections: readonly (readonly [SectionName | 'fragment', XmlElement])[], writers: readonly HeaderWriter[]): PolicyDocument['flow'] {
    const isPlain = sections.every(([, element]) => elementsOf(element).some(({ name }) => name === 'base')) && !this.#looks.carriesOrigin;
    if (isPlain) return null;
    const { text } = this.#document;
    const mayWait = writers.length === 0 && text.length <= longestToKeep && this.#looks.onlySetsVariables;
    if (mayWait) return new LaterFlow(typeof this.#input === 'string' ? detached(this.#input) : this.#input);
    const reader = new FlowReader(text, this.#looks.lower, writers, (element) => this.#elements.place(element));
    return new ReadFlow(new Map(sections.map(([name, element]) => [name, reader.steps(element)] as const)));
  }

  #section(element: XmlElement): Section {
    return { place: this.#elements.place(element), statements: this.#statements(elementsOf(element)) };
  }

  #statements(children: readonly XmlElement[]): Statement[] {
    const statements: Statement[] = [];
    let first = 0;
    for (let at = 0; at <= children.length; at += 1) {
      const child = children[at];
      const statement = child === undefined ? null : this.#statement(child);
      if (statement === null && child !== undefined) continue;
      if (at > first) statements.push(this.#others(children.slice(first, at)));
      if (statement !== null) statements.push(statement);
      first = at + 1;
    }
    return statements;
  }

  /** Adjacent policies that do not matter to CORS. */
  #others(children: readonly XmlElement[]): Statement {
    let ends: Map<number, RequestEnd> | null = null;
    let spans: Map<number, Span> | null = null;
    let checks: Map<number, string> | null = null;
    let inside: Map<number, readonly PolicyRun[]> | null = null;
    for (const [at, child] of this.#looks.minds ? children.entries() : none) {
      const end = this.#endOf(child);
      if (end !== null) {
        (ends ??= new Map<number, RequestEnd>()).set(at, end);
        (spans ??= new Map<number, Span>()).set(at, { start: child.span.start, end: child.span.end });
      }
      const check = this.#checkIn(child);
      if (check !== null) (checks ??= new Map<number, string>()).set(at, check);
      const runs = runsInside(child);
      if (runs.length > 0) (inside ??= new Map<number, readonly PolicyRun[]>()).set(at, runs);
    }
    const names = children.map(({ name }) => pool.of(name));
    const lines = children.map(({ span }) => this.#elements.line(span.start));
    return { kind: 'others', ref: this.#ref, names, lines, ends, spans, checks, inside };
  }

  /** null for a policy that does not matter to CORS and holds nothing that does. */
  #statement(child: XmlElement): Statement | null {
    switch (child.name) {
      case 'base':
        return { kind: 'base', place: this.#elements.place(child) };
      case 'cors':
        return { kind: 'cors', element: this.#elements.snapshot(child) };
      case 'include-fragment':
        return {
          kind: 'include-fragment',
          fragment: detached(trimmed(attributeOf(child, 'fragment-id')?.value ?? '')),
          place: this.#elements.place(child),
        };
      default: {
        const nested = this.#nested(child);
        if (nested.length === 0) return null;
        return {
          kind: 'policy',
          name: pool.of(child.name),
          place: { ...this.#elements.place(child), conditions: conditionsWord(child) },
          end: this.#endOf(child),
          checks: this.#checkIn(child),
          inside: runsInside(child),
          nested,
        };
      }
    }
  }

  /** The content of a policy that matters to CORS, at any depth, in document order. */
  #nested(element: XmlElement): readonly Statement[] {
    const found: Statement[] = [];
    if (!this.#mayHoldCors(element)) return none;
    for (const child of policyElementsOf(element)) {
      if (child.name === 'cors' || child.name === 'base' || child.name === 'include-fragment' || this.#originSetBy(child) !== null) {
        found.push(...this.#statements([child]));
      } else found.push(...this.#nested(child));
    }
    return found.length === 0 ? none : found;
  }

  #endOf(element: XmlElement): RequestEnd | null {
    if (checkingPolicies.has(element.name)) return { kind: 'check', element: this.#elements.snapshot(element) };
    if (answeringPolicies.has(element.name)) return this.#answerOf(element);
    const becomes = this.#originSetBy(element);
    if (becomes !== null) return { kind: 'origin', becomes, digest: this.#digest(element) };
    if (!this.#looks.answering.some((name) => this.#elements.mayHold(name, element))) {
      const mayCheck = this.#looks.namesOrigin && element.name !== 'check-header' && this.#elements.mayHold('check-header', element);
      return mayCheck ? { kind: 'checks', digest: this.#digest(element) } : null;
    }
    const { options, others } = answersInside(element);
    const answer = answerToOptions(element);
    return {
      kind: 'branch',
      digest: this.#digest(element),
      options: options === null ? null : this.#elements.place(options),
      onlyOptions: !others,
      answer: answer === null ? null : this.#answerOf(answer),
      letsIn: others && this.#headerWriters(element, 'inbound').some(letsInByAnswer),
    };
  }

  #originSetBy(element: XmlElement): ReturnType<typeof originSetBy> {
    return this.#looks.namesOrigin ? originSetBy(element) : null;
  }

  #answerOf(element: XmlElement): AnswerEnd {
    return {
      kind: 'answer',
      status: answerStatus(element),
      writers: [...this.#headerWriters(element, 'inbound'), ...this.#openWriters(element, 'inbound')],
      isOpen: attributeOf(element, 'response-variable-name') !== undefined,
      digest: this.#digest(element),
    };
  }

  /** Name of a policy inside this one that checks callers, as in a `<choose>`. */
  #checkIn(element: XmlElement): string | null {
    for (const name of this.#looks.callerChecks) {
      if (element.name !== name && this.#elements.holds(name, element)) return name;
    }
    return null;
  }

  #digest(element: XmlElement): string {
    return sha256Hex(this.#document.text.slice(element.span.start, element.span.end));
  }

  /** Every `<set-header>` inside the section, at any depth, that writes a CORS header. */
  #headerWriters(section: XmlElement, name: SectionName | 'fragment'): readonly HeaderWriter[] {
    return this.#looks.writesCors ? headersWrittenIn(section, name, this.#elements) : none;
  }

  /** The same for headers whose names are open. */
  #openWriters(section: XmlElement, name: SectionName | 'fragment'): readonly HeaderWriter[] {
    return this.#looks.namesOddly ? headersWrittenIn(section, name, this.#elements, 'open') : none;
  }

  /** A look at the names saves walking through payloads and values, which make up most of a policy. */
  #mayHoldCors(element: XmlElement): boolean {
    return this.#looks.aroundCors.some((name) => this.#elements.mayHold(name, element));
  }

  #corsWithin(element: XmlElement): ElementSnapshot[] {
    return policyElementsOf(element).flatMap((child) => (child.name === 'cors' ? [this.#elements.snapshot(child)] : this.#corsWithin(child)));
  }
}

const none: readonly never[] = [];
