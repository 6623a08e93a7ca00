import type { ElementSnapshot, PolicyDocument, PolicyFile } from '../apim/policy.js';
import type { NamedValue, ScopeRef } from '../apim/service.js';
import type { CorsPolicy } from '../cors/cors-policy.js';
import type { Assumptions } from '../cors/worlds.js';
import type { ScopedDocument } from './scoped-documents.js';

/** The part of a service that a walk along policies' flows needs. */
export interface FlowService {
  readonly assume: Assumptions;
  readonly fragment: (id: string, workspace: string | null) => PolicyFile | undefined;
  namedValue(name: string, workspace: string | null): NamedValue | undefined;
  corsElementsOf(document: PolicyDocument, scope: ScopeRef): readonly { readonly element: ElementSnapshot; readonly policy: CorsPolicy }[];
  documents(): readonly ScopedDocument[];
}
