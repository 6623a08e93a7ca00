import type { DescriptionFaults } from '../apim/metadata-fault.js';
import type { Coded } from '../text/said.js';
import { headersForClients } from './specified-headers.js';
import { asksForToken, type AskedSecurity, type GeneralSecurity } from './specified-security.js';
import { detached, StringPool } from '../text/strings.js';

/** An operation in a specification. */
export interface SpecifiedOperation {
  /** As written; otherwise the one that API Management derives. */
  readonly id: string;
  /** Its display name, kept only on request: old layouts name folders after it. */
  readonly summary: string | null;
  /** Upper case. */
  readonly method: string;
  readonly urlTemplate: string;
  /** It takes a JSON body and no type that a browser may send without a preflight. False if not said. */
  readonly takesJson: boolean;
  /** The form type that it takes, by its media types; null: none, or not said. */
  readonly takesForm: FormBody | null;
  /** Response headers for clients, as written. */
  readonly answerHeaders: readonly string[];
  /** It requires a token in the Authorization header. False if not said. */
  readonly asksForToken: boolean;
}

/** Media types that forms send and scripts rarely do: `multipart` is also used for uploads. */
export type FormBody = 'urlencoded' | 'multipart';

/** The operations of a specification, or its fault. */
export type SpecificationResult =
  | { readonly ok: true; readonly operations: readonly SpecifiedOperation[] }
  | { readonly ok: false; readonly line: number; readonly fault: Coded<DescriptionFaults> };

/** Methods in a specification's spelling -> in that of requests; shared strings. */
export const methods: ReadonlyMap<string, string> = new Map(
  ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'].map((method) => [method, method.toUpperCase()]),
);

/** Shares ids and URL templates: the verbs of a path share its template, and many APIs share names of operations. */
const pool = new StringPool();

/** Microsoft Learn, "API import restrictions and known issues": an operation's name is derived from its id, or from `METHOD-path`. */
export function normalisedId(id: string): string {
  return id
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '')
    .join('-')
    .slice(0, 76);
}

type BodyKind = 'json' | 'other' | 'open';

/** `open`: a type that needs no preflight (Fetch standard, CORS-safelisted request-header), or a range with one. */
function bodyKind(mediaType: string): BodyKind {
  const essence = (mediaType.split(';')[0] ?? '').trim().toLowerCase();
  if (essence.includes('*') || safelistedBodies.has(essence)) return essence === 'application/*+json' ? 'json' : 'open';
  return essence.endsWith('/json') || essence.endsWith('+json') ? 'json' : 'other';
}

const safelistedBodies: ReadonlySet<string> = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/** Whether the media types of a body mean JSON. */
function isJsonBody(mediaTypes: readonly string[]): boolean {
  const kinds = mediaTypes.map(bodyKind);
  return kinds.includes('json') && !kinds.includes('open');
}

function formBody(mediaTypes: readonly string[]): FormBody | null {
  const essences = mediaTypes.map((type) => (type.split(';')[0] ?? '').trim().toLowerCase());
  if (essences.includes('application/x-www-form-urlencoded')) return 'urlencoded';
  return essences.includes('multipart/form-data') ? 'multipart' : null;
}

/** An operation in a specification. `mediaTypes`: of its body; `headers`: of its responses; `security`: what it requires of callers. */
export interface Described {
  readonly id: unknown;
  readonly summary: unknown;
  readonly mediaTypes: readonly string[];
  readonly headers: readonly string[];
  readonly security: AskedSecurity;
}

/** Makes an operation from its description. `general`: what applies to all of them. */
export function operationOf(method: string, urlTemplate: string, described: Described, general: GeneralSecurity): SpecifiedOperation {
  const { id, summary, mediaTypes, headers, security } = described;
  return {
    id: typeof id === 'string' && id !== '' ? pool.of(id) : normalisedId(`${method}-${urlTemplate}`),
    summary: typeof summary === 'string' ? detached(summary) : null,
    method: methods.get(method) ?? method.toUpperCase(),
    urlTemplate: pool.of(urlTemplate),
    takesJson: method !== 'get' && method !== 'head' && isJsonBody(mediaTypes),
    takesForm: method === 'post' ? formBody(mediaTypes) : null,
    answerHeaders: headersForClients(headers),
    asksForToken: asksForToken(security, general),
  };
}
