import { effectiveWriters, type EffectiveWriter } from '../apim/header-writers.js';
import { effectiveSection, type EffectiveStatement, type Layer } from '../apim/layers.js';
import type { ElementSnapshot, HeaderWriter, Place, PolicyFile, RequestEnd, SectionName } from '../apim/policy.js';
import { resourceKey } from '../apim/resource-key.js';
import type { Service } from '../apim/service.js';
import { corsChain, type ComposedStatement, type ReadCors } from '../cors/compose.js';
import type { CorsChain } from '../cors/cors-chain.js';
import { chainOf, mostWritten, tooMuch } from '../cors/too-much.js';
import { FilledIn, knownAs } from '../cors/named-values.js';
import { sha256Hex } from '../text/hash.js';
import { hasNamedValue, isOpen } from '../text/open-parts.js';
import { refKey, wholeFile } from '../text/policy-ref.js';

/** The effective sections of one service, composed from the layers of a request. */
export class Sections {
  readonly #service: Service;
  readonly #readCors: ReadCors;
  #fragments: Map<string, PolicyFile> | null = null;
  #identity: string | null = null;

  constructor(service: Service, readCors: ReadCors) {
    this.#service = service;
    this.#readCors = readCors;
  }

  readonly fragment = (id: string, workspace: string | null): PolicyFile | undefined => {
    // Of two fragments with one id the first counts, as everywhere.
    this.#fragments ??= new Map([...this.#service.fragments].reverse().map((one) => [resourceKey(one.workspace, one.id).toLowerCase(), one.policy]));
    // Ids of resources ignore case (Azure Resource Manager, "Naming rules").
    return this.#fragments.get(resourceKey(workspace, id).toLowerCase());
  };

  /** Every statement of a section. */
  effective(layers: readonly Layer[], section: SectionName = 'inbound'): readonly EffectiveStatement[] {
    return effectiveSection(layers, this.fragment, false, section);
  }

  /** The inbound section without policies that decide nothing. */
  deciding(layers: readonly Layer[]): readonly ComposedStatement[] {
    const statements = effectiveSection(layers, this.fragment, true);
    return statements.map((statement) => {
      if (statement.kind === 'cut') return { ...statement, identity: this.identityOf(layers) };
      const answer = statement.kind === 'policy' ? this.#answerAsMet(statement.end, statement.scope.workspace) : null;
      return statement.kind === 'policy' && answer !== null ? { ...statement, end: answer } : statement;
    });
  }

  /** An answer or check with named values put into its headers; null: it has none. */
  #answerAsMet(end: RequestEnd | null, workspace: string | null): RequestEnd | null {
    if (end?.kind === 'branch') {
      const answer = this.#answerAsMet(end.answer, workspace);
      return answer?.kind === 'answer' ? { ...end, answer } : null;
    }
    if (end?.kind === 'check') return isFilledIn(end.element) ? { kind: 'check', element: this.#filledIn(end.element, workspace) } : null;
    if (end?.kind !== 'answer' || end.writers.length === 0) return null;
    return { ...end, writers: end.writers.map((writer) => this.#asMet({ writer, workspace, under: null })) };
  }

  /** The CORS decisions of the inbound section, and the hand-written headers of the outbound one. */
  chain(layers: readonly Layer[]): CorsChain {
    const written = effectiveWriters(layers, this.fragment);
    const beyond = written?.[mostWritten];
    if (beyond !== undefined) {
      // No scope covers all of them, so the fault is reported at the request's scope.
      const [scope] = layers.flatMap((layer) => (layer.file === null ? [] : [layer.scope]));
      if (scope !== undefined) return chainOf(tooMuch('written', beyond.writer.element.place, scope, this.identityOf(layers)));
    }
    const asMet = written?.map((one) => this.#asMet(one)) ?? [];
    return corsChain(written === null ? this.#cut(layers) : this.deciding(layers), asMet, this.#readCors);
  }

  /** CORS headers written by hand into the gateway's error answers. */
  onError(layers: readonly Layer[]): readonly HeaderWriter[] {
    return effectiveWriters(layers, this.fragment, 'on-error')?.map((one) => this.#asMet(one)) ?? [];
  }

  /** A writer with what its chain adds: what named values give, which may make it another header, and the condition of a fragment. */
  #asMet({ writer, workspace, under }: EffectiveWriter): HeaderWriter {
    const isOpenHere = isFilledIn(writer.element);
    if (!isOpenHere && (under === null || writer.inside !== null)) return writer;
    const when = writer.inside === null && under !== null ? under : {};
    if (!isOpenHere) return { ...writer, ...when, original: writer };
    const element = this.#filledIn(writer.element, workspace);
    const written = this.#filling(workspace)(writer.header);
    const name = isOpen(written, 'name') ? { header: written } : { header: written.trim().toLowerCase(), mayBe: [] };
    return { ...writer, ...when, ...name, element, original: writer };
  }

  #filledIn(element: ElementSnapshot, workspace: string | null): ElementSnapshot {
    const fill = this.#filling(workspace);
    const attributes = element.attributes.map((one) => ({ ...one, value: fill(one.value) }));
    return { ...element, attributes, children: element.children.map((child) => ({ ...child, text: fill(child.text) })) };
  }

  #filling(workspace: string | null): (text: string) => string {
    const values = workspace === null ? this.#service.namedValues : this.#service.workspaces.get(workspace)?.namedValues;
    const { lookup } = new FilledIn((name) => values?.get(name));
    return (text) => knownAs(text, lookup);
  }

  /** The step that replaces layers whose outbound section exceeds the bound. */
  #cut(layers: readonly Layer[]): readonly ComposedStatement[] {
    const [first] = layers.filter(({ file }) => file !== null);
    if (first === undefined) return [];
    return [{ kind: 'cut', place: startOfFile(first.file), scope: first.scope, conditions: [], identity: this.identityOf(layers) }];
  }

  /** Equal only if everything is equal that these layers may be composed of. */
  identityOf(layers: readonly Pick<Layer, 'file'>[]): string {
    return `${this.identity}\n${layers.map(({ file }) => fileKey(file)).join('\n')}`;
  }

  /** Equal only if all fragments and named values are equal, which any layers may use. */
  get identity(): string {
    const { fragments, namedValues, workspaces } = this.#service;
    return (this.#identity ??= sha256Hex(
      JSON.stringify([
        fragments.map(({ workspace, id, policy }) => [workspace, id, fileKey(policy)]),
        [...namedValues],
        [...workspaces].map(([id, one]) => [id, [...one.namedValues]]),
      ]),
    ));
  }
}

/** Named values stand in its attributes, or in what it holds. */
function isFilledIn({ attributes, children }: ElementSnapshot): boolean {
  return attributes.some(({ value }) => hasNamedValue(value)) || children.some(({ text }) => hasNamedValue(text));
}

/** The first line of a policy. */
export function startOfFile(file: PolicyFile | null): Place {
  const { path, ref, line } = file === null ? { path: '', ref: wholeFile(''), line: 1 } : file.ok ? file.document : file.broken;
  return { path, ref, line, endLine: line, start: 0, end: 0 };
}

/** Equal keys: the same document with the same content. */
export function fileKey(file: PolicyFile | null): string {
  if (file === null) return '';
  const under = file.ok && file.deployedIf !== undefined ? `?${JSON.stringify(file.deployedIf)}:${fileKey(file.otherwise ?? null)}` : '';
  return file.ok ? `${refKey(file.document.ref)}@${file.document.id}${under}` : `${refKey(file.broken.ref)}@${file.broken.id}`;
}

/** Equal keys: layers of the same kinds and workspace, whose documents are the same. `keyOf`: what makes two documents the same. */
export function layersKey(layers: readonly Layer[], keyOf: (file: PolicyFile | null) => string = fileKey): string {
  return [layers[0]?.scope.workspace ?? '', ...layers.map(({ file, scope }) => `${scope.kind}${keyOf(file)}`)].join('|');
}
