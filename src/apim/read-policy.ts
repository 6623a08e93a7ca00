import { attributeOf, parseXml, textOf, type XmlDocument, type XmlElement } from '../xml/document.js';
import {
  answeringPolicies,
  checkingPolicies,
  sectionNames,
  type ElementSnapshot,
  type HeaderWriter,
  type OutboundSection,
  type Place,
  type PolicyDocument,
  type PolicyFile,
  type RequestEnd,
  type Section,
  type SectionName,
  type Statement,
} from './policy.js';
import { notUnderstoodIn } from './not-understood.js';
import { directivesAfter } from '../text/open-parts.js';
import { sha256Hex } from '../text/hash.js';
import type { Host, HostedText } from '../text/hosted-text.js';
import { wholeFile, type PolicyRef } from '../text/policy-ref.js';
import { detached, StringPool } from '../text/strings.js';
import { readIgnoreComments } from './ignore-comments.js';

/** Which policy is read, and the text inside a file that it is; both null for a file of its own. */
interface Standing {
  readonly ref: PolicyRef;
  readonly hosted: HostedText | null;
  readonly host: Host | null;
}

/** Reads one policy or fragment file into what matters of it. Never throws on input: what cannot be read is a `BrokenPolicy` with its line. */
export function readPolicy(path: string, id: string, input: Uint8Array | string): PolicyFile {
  return read({ ref: wholeFile(path), hosted: null, host: null }, id, input);
}

/** Reads a policy that is a text inside a file; its lines are those of the file. */
export function readHostedPolicy(hosted: HostedText, id: string, host: Host): PolicyFile {
  return read({ ref: hosted.ref, hosted, host }, id, hosted.text);
}

/** Reads what a policy would be with another text, wherever it stands: its lines are those of its own text. */
export function readChangedPolicy(ref: PolicyRef, id: string, text: string): PolicyFile {
  return read({ ref, hosted: null, host: null }, id, text);
}

function read(standing: Standing, id: string, input: Uint8Array | string): PolicyFile {
  const parsed = parseXml(input);
  if (!parsed.ok) {
    const { message, line, offset } = parsed.problem;
    const shown = standing.hosted?.lines({ start: offset, end: offset }).start ?? line;
    return broken(standing.ref, id, shown, `${message}.`);
  }
  return new PolicyReader(standing, id, parsed.document).read();
}

/** A policy file that is not one. */
function broken(ref: PolicyRef, id: string, line: number, message: string): PolicyFile {
  return { ok: false, broken: { path: ref.path, ref, id, message, line } };
}

/**
 * The file, provided it is the kind of document that its place asks for: a fragment at a scope would let nothing through, a policy document in a
 * fragment's place would add nothing, and API Management takes neither.
 */
export function expectRoot(file: PolicyFile, root: PolicyDocument['root']): PolicyFile {
  if (!file.ok || file.document.root === root) return file;
  const { ref, id, line } = file.document;
  const message =
    root === 'fragment'
      ? '<policies> is the root element, and this is the place of a fragment: <fragment> has to be its root.'
      : '<fragment> is the root element, and this is the place of a policy document: <policies> has to be its root.';
  return broken(ref, id, line, message);
}

/** A policy file whose content is not to be had: it is there, so the scope is not taken for one without a policy. */
export function unreadablePolicy(path: string, id: string, why: string): PolicyFile {
  return broken(wholeFile(path), id, 1, why);
}

/** Several files that are given one scope: each might be the one that is published, so what stands there is unknown. */
export function conflictingPolicies(files: readonly { readonly path: string; readonly id: string }[]): PolicyFile {
  const [first, ...others] = files;
  const names = others.slice(0, 3).map(({ path }) => path);
  const more = others.length > names.length ? ` and ${others.length - names.length} more` : '';
  const message = `'scopes:' gives this file's scope to ${names.join(', ')}${more} too: a scope has one policy, so which of them counts is not known. Name one.`;
  return broken(wholeFile(first?.path ?? ''), files.map(({ id }) => id).join(' '), 1, message);
}

/** What the text of an element is looked through for, before anything in it is read. */
const corsTags = ['<cors', '<base', '<include-fragment'];
const answeringTags = [...answeringPolicies].map((name) => `<${name}`);

/** Names of elements, attributes and headers. */
const pool = new StringPool();

interface OthersInMaking {
  readonly kind: 'others';
  readonly ref: PolicyRef;
  readonly names: string[];
  readonly lines: number[];
  ends: Map<number, RequestEnd> | null;
}

class PolicyReader {
  readonly #ref: PolicyRef;
  readonly #id: string;
  readonly #document: XmlDocument;
  readonly #hosted: HostedText | null;
  readonly #host: Host | null;
  readonly #tagPlaces = new Map<string, number[]>();
  #writesCors: boolean | null = null;

  constructor({ ref, hosted, host }: Standing, id: string, document: XmlDocument) {
    this.#ref = ref;
    this.#id = id;
    this.#document = document;
    this.#hosted = hosted;
    this.#host = host;
  }

  read(): PolicyFile {
    const { root } = this.#document;
    const ignores = readIgnoreComments(this.#document, {
      line: (offset) => this.#line(offset),
      markedLine: (offset) => this.#markedLine(offset),
    });
    const { line } = this.#place(root);
    if (root.name === 'fragment') {
      const sections = new Map([['fragment', this.#section(root)] as const]);
      return {
        ok: true,
        document: {
          path: this.#ref.path,
          ref: this.#ref,
          host: this.#host,
          id: this.#id,
          root: 'fragment',
          line,
          sections,
          strayCors: none,
          headerWriters: this.#headerWriters(root, 'fragment'),
          outbound: this.#outbound(root),
          setsOrigin: this.#setsOrigin(),
          ignores,
          notUnderstood: this.#notUnderstood(),
        },
      };
    }
    if (root.name !== 'policies') {
      return broken(
        this.#ref,
        this.#id,
        line,
        `<${pool.of(root.name.slice(0, 60))}> is the root element; a policy document has <policies>, a fragment <fragment>.`,
      );
    }
    const sections = new Map<SectionName | 'fragment', Section>();
    const seen = new Set<SectionName>();
    const stray: ElementSnapshot[] = [];
    const writers: HeaderWriter[] = [];
    let outbound = inheritsAll;
    for (const child of elementsOf(root)) {
      const name = sectionNames.find((section) => section === child.name);
      if (name === undefined) {
        if (child.name === 'cors') stray.push(this.#snapshot(child));
        else stray.push(...this.#corsWithin(child));
        continue;
      }
      if (seen.has(name)) {
        return broken(
          this.#ref,
          this.#id,
          this.#place(child).line,
          `<${name}> stands twice in this document; API Management accepts it once: join the two.`,
        );
      }
      seen.add(name);
      // Elsewhere than in <inbound> only a `<cors>` that does not belong there is of interest.
      if (name === 'inbound' || this.#mayHold('<cors', child)) sections.set(name, this.#section(child));
      writers.push(...this.#headerWriters(child, name));
      if (name === 'outbound') outbound = this.#outbound(child);
    }
    const document: PolicyDocument = {
      path: this.#ref.path,
      ref: this.#ref,
      host: this.#host,
      id: this.#id,
      root: 'policies',
      line,
      sections,
      strayCors: stray.length === 0 ? none : stray,
      headerWriters: writers.length === 0 ? none : writers,
      outbound,
      setsOrigin: this.#setsOrigin(),
      ignores,
      notUnderstood: this.#notUnderstood(),
    };
    return { ok: true, document };
  }

  #notUnderstood(): PolicyDocument['notUnderstood'] {
    const found = notUnderstoodIn(this.#document.root, this.#document.text, (offset) => this.#line(offset));
    return found.map(({ kind, inside, written, line }) => ({ kind, inside: pool.of(inside), written: detached(written), line }));
  }

  #section(element: XmlElement): Section {
    return { place: this.#place(element), statements: this.#statements(elementsOf(element)) };
  }

  #statements(children: readonly XmlElement[]): Statement[] {
    const statements: Statement[] = [];
    let others: OthersInMaking | null = null;
    for (const child of children) {
      const statement = this.#statement(child);
      if (statement !== null) {
        statements.push(statement);
        others = null;
        continue;
      }
      if (others === null) statements.push((others = { kind: 'others', ref: this.#ref, names: [], lines: [], ends: null }));
      const end = this.#endOf(child);
      if (end !== null) {
        others.ends ??= new Map<number, RequestEnd>();
        others.ends.set(others.names.length, end);
      }
      others.names.push(pool.of(child.name));
      others.lines.push(this.#line(child.span.start));
    }
    // Arrays that grew hold more room than they use.
    return statements.map((statement) =>
      statement.kind === 'others'
        ? { kind: 'others', ref: statement.ref, names: statement.names.slice(), lines: statement.lines.slice(), ends: statement.ends }
        : statement,
    );
  }

  /** null for a policy that neither is nor holds anything that matters to CORS. */
  #statement(child: XmlElement): Statement | null {
    switch (child.name) {
      case 'base':
        return { kind: 'base', place: this.#place(child) };
      case 'cors':
        return { kind: 'cors', element: this.#snapshot(child) };
      case 'include-fragment':
        return { kind: 'include-fragment', fragment: detached(attributeOf(child, 'fragment-id')?.value.trim() ?? ''), place: this.#place(child) };
      default: {
        const nested = this.#nested(child);
        if (nested.length === 0) return null;
        return { kind: 'policy', name: pool.of(child.name), place: this.#place(child), end: this.#endOf(child), nested };
      }
    }
  }

  /** What stands inside a policy and matters to CORS, at any depth, in document order. */
  #nested(element: XmlElement): readonly Statement[] {
    const found: Statement[] = [];
    if (!this.#mayHoldCors(element)) return none;
    for (const child of elementsOf(element)) {
      if (child.name === 'cors' || child.name === 'base' || child.name === 'include-fragment') {
        found.push(...this.#statements([child]));
      } else found.push(...this.#nested(child));
    }
    return found.length === 0 ? none : found;
  }

  #endOf(element: XmlElement): RequestEnd | null {
    if (checkingPolicies.has(element.name)) return { kind: 'check', element: this.#snapshot(element) };
    if (answeringPolicies.has(element.name)) {
      const written = element.name === 'mock-response' ? attributeOf(element, 'status-code') : statusOf(element);
      const text = written?.value.trim() ?? '200';
      return {
        kind: 'answer',
        status: /^[1-5]\d\d$/.test(text) ? Number(text) : null,
        writesCors: this.#headerWriters(element, 'inbound').length > 0,
        digest: this.#digest(element),
      };
    }
    return answeringTags.some((tag) => this.#mayHold(tag, element)) ? { kind: 'branch', digest: this.#digest(element) } : null;
  }

  #digest(element: XmlElement): string {
    return sha256Hex(this.#document.text.slice(element.span.start, element.span.end));
  }

  #outbound(section: XmlElement): OutboundSection {
    let inherits = false;
    const fragments: string[] = [];
    for (const child of elementsOf(section)) {
      if (child.name === 'base') inherits = true;
      else if (child.name === 'include-fragment') fragments.push(detached(attributeOf(child, 'fragment-id')?.value.trim() ?? ''));
    }
    return fragments.length > 0 ? { inherits, fragments } : inherits ? inheritsAll : inheritsNothing;
  }

  /** Every `<set-header>` inside the section, at any depth, that writes a header of CORS. */
  #headerWriters(section: XmlElement, name: SectionName | 'fragment'): readonly HeaderWriter[] {
    if (!this.#writesCorsHeaders() || !this.#mayHold('<set-header', section)) return none;
    const found: HeaderWriter[] = [];
    const walk = (element: XmlElement, inside: string | null, conditions: readonly string[]): void => {
      const children = elementsOf(element);
      // Worked out once, however many branches there are.
      let otherwise: readonly string[] | null = null;
      for (const child of children) {
        const header = child.name === 'set-header' ? (attributeOf(child, 'name')?.value.trim().toLowerCase() ?? '') : '';
        if (header.startsWith('access-control-'))
          found.push({ section: name, inside, conditions, header: pool.of(header.slice(0, 80)), element: this.#snapshot(child) });
        else if (this.#mayHold('<set-header', child)) {
          if (child.name === 'otherwise') otherwise ??= [...conditions, ...children.flatMap(conditionOf)];
          const under = child.name === 'otherwise' ? otherwise : child.name === 'when' ? [...conditions, ...conditionOf(child)] : conditions;
          walk(child, pool.of(child.name), under ?? conditions);
        }
      }
    };
    walk(section, null, none);
    return found;
  }

  #setsOrigin(): boolean {
    return /<set-header\s[^<>]*\bname\s*=\s*["']\s*origin\s*["']/i.test(this.#document.text);
  }

  /** Few documents do: one look at the text tells. */
  #writesCorsHeaders(): boolean {
    return (this.#writesCors ??= /access-control-|\sname\s*=\s*["'][^"'<]*&/i.test(this.#document.text));
  }

  /** A look at the text saves walking through payloads and values, which make up most of a policy. */
  #mayHoldCors(element: XmlElement): boolean {
    return corsTags.some((tag) => this.#mayHold(tag, element));
  }

  /** Whether the tag's text occurs in the element's source; looked up once a document and tag, however many elements ask. */
  #mayHold(tag: string, element: XmlElement): boolean {
    let places = this.#tagPlaces.get(tag);
    if (places === undefined) {
      const { text } = this.#document;
      places = [];
      for (let at = text.indexOf(tag); at >= 0; at = text.indexOf(tag, at + 1)) places.push(at);
      this.#tagPlaces.set(tag, places);
    }
    if (places.length === 0) return false;
    // The first place behind the element's start, by halving: a document may hold hundreds of thousands of either.
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((places[middle] ?? 0) > element.span.start) high = middle;
      else low = middle + 1;
    }
    return (places[low] ?? Infinity) < element.span.end;
  }

  #corsWithin(element: XmlElement): ElementSnapshot[] {
    return elementsOf(element).flatMap((child) => (child.name === 'cors' ? [this.#snapshot(child)] : this.#corsWithin(child)));
  }

  #snapshot(element: XmlElement, under: readonly string[] = none): ElementSnapshot {
    const text = textOf(element);
    return {
      name: pool.of(element.name),
      place: this.#place(element),
      attributes: element.attributes.map(({ name, value, span }) => ({ name: pool.of(name), value: detached(value), line: this.#line(span.start) })),
      text: detached(text),
      children: text.includes('%{') ? this.#underDirectives(element) : elementsOf(element).map((child) => this.#snapshot(child)),
      under,
    };
  }

  /** Children with the directives that are open where each stands. */
  #underDirectives(element: XmlElement): readonly ElementSnapshot[] {
    let under: readonly string[] = none;
    return element.children.flatMap((child) => {
      if (child.kind === 'element') return [this.#snapshot(child, under)];
      under = directivesAfter(child.text, under);
      return [];
    });
  }

  #line(offset: number): number {
    return this.#hosted === null ? this.#document.positionAt(offset).line : this.#hosted.lines({ start: offset, end: offset }).start;
  }

  #place(element: XmlElement): Place {
    const { start, end } = element.span;
    const ref = this.#ref;
    if (this.#hosted === null) return { path: ref.path, ref, line: this.#line(start), endLine: this.#line(Math.max(start, end - 1)), start, end };
    const lines = this.#hosted.lines(element.span);
    const place = { path: ref.path, ref, line: lines.start, endLine: lines.end, start, end };
    if (this.#hosted.hasOwnLines) return place;
    return { ...place, inner: { element: pool.of(element.name.slice(0, 60)), ...this.#document.positionAt(start) } };
  }

  /** The line by which an ignore comment and the element that it is for find each other. */
  #markedLine(offset: number): number {
    return this.#hosted?.hasOwnLines === false ? this.#document.positionAt(offset).line : this.#line(offset);
  }
}

const none: readonly never[] = [];
const inheritsAll: OutboundSection = { inherits: true, fragments: none };
const inheritsNothing: OutboundSection = { inherits: false, fragments: none };

/** What decides whether a `<when>` runs; nothing for any other element. */
function conditionOf(element: XmlElement): readonly string[] {
  return element.name === 'when' ? [detached(attributeOf(element, 'condition')?.value ?? '')] : none;
}

/** Where a `<return-response>` says its status; none: it is 200 (Microsoft Learn, return-response). */
function statusOf(answer: XmlElement): ReturnType<typeof attributeOf> {
  const status = elementsOf(answer).find((child) => child.name === 'set-status');
  return status === undefined ? undefined : attributeOf(status, 'code');
}

function elementsOf(element: XmlElement): readonly XmlElement[] {
  return element.children.filter((child): child is XmlElement => child.kind === 'element');
}

/**
 * What was read, by path and content: an unchanged file is read and parsed once for both sides of a change, and for every repair that is
 * tried; the values made of it are shared.
 */
export class PolicyCache {
  readonly #files = new Map<string, PolicyFile>();
  readonly #made = new Map<string, unknown>();

  get(path: string, id: string, read: () => PolicyFile): PolicyFile {
    const key = `${path}\u0000${id}`;
    let file = this.#files.get(key);
    if (file === undefined) this.#files.set(key, (file = read()));
    return file;
  }

  has(path: string, id: string): boolean {
    return this.#files.has(`${path}\u0000${id}`);
  }

  /** Forgets everything: what was read lives on in the services made of it. */
  release(): void {
    this.#files.clear();
    this.#made.clear();
  }

  /** Whatever else was made of contents; `key` names the kind and the contents. */
  made(key: string): unknown {
    return this.#made.get(key);
  }

  keep(key: string, value: unknown): void {
    this.#made.set(key, value);
  }
}
