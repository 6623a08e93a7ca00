import { inheritsBase, type Layer } from '../apim/layers.js';
import type { PolicyDocument, SectionName, Statement } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';

/** The document without `<base />` that hides all broader scopes from a request, and its index among the layers (narrow to broad). */
export interface InheritanceCut {
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  readonly index: number;
}

/** Where a request's chain is cut: the narrowest layer whose section lacks `<base />`; null: nowhere, or a narrower layer is unread. */
export function cutOf(layers: readonly Layer[], section: SectionName = 'inbound'): InheritanceCut | null {
  for (const [index, layer] of layers.entries()) {
    if (layer.file === null || layer.scope.kind === 'global') continue;
    if (!layer.file.ok) return null;
    const { document } = layer.file;
    if (!document.sections.has(section) || inheritsBase(document, section)) continue;
    return { document, scope: layer.scope, index };
  }
  return null;
}

/** The layers if the cutting document inherited: at the start of its `<inbound>`, or at its end. */
export function inheriting(layers: readonly Layer[], { document, index }: InheritanceCut, where: 'first' | 'last'): readonly Layer[] {
  const inbound = document.sections.get('inbound');
  if (inbound === undefined) return layers;
  const base: Statement = { kind: 'base', place: inbound.place };
  const statements = where === 'first' ? [base, ...inbound.statements] : [...inbound.statements, base];
  const inherits = { ...document, sections: new Map([...document.sections, ['inbound', { ...inbound, statements }] as const]) };
  return layers.map((layer, at) => (at === index ? { ...layer, file: { ok: true, document: inherits } } : layer));
}

/** The layers that may contribute to a request's answer, up to a document whose sections all do not inherit. `<backend>` writes nothing into an answer. */
export function layersMet(layers: readonly Layer[]): readonly Layer[] {
  const last = layers.findIndex(({ file }) => file?.ok === true && !answerSections.some((section) => mayInherit(file.document, section)));
  return last === -1 ? layers : layers.slice(0, last + 1);
}

const answerSections = ['inbound', 'outbound', 'on-error'] as const;

/** A missing section inherits, or may. */
function mayInherit(document: PolicyDocument, section: SectionName): boolean {
  const statements = document.sections.get(section)?.statements;
  return statements === undefined || holdsBase(statements);
}

function holdsBase(statements: readonly Statement[]): boolean {
  return statements.some((statement) => statement.kind === 'base' || (statement.kind === 'policy' && holdsBase(statement.nested)));
}
