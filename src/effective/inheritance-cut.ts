import { inheritsBase, type Layer } from '../apim/layers.js';
import type { PolicyDocument, SectionName } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';

/** The document that keeps a request from the policies of every broader scope, and its number among the layers (narrow to broad). */
export interface InheritanceCut {
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  readonly index: number;
}

/** Where a request's chain is cut: the narrowest layer that has the section without `<base />`; null: nowhere, or a layer before it is unread. */
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
