import type { DescriptionFaults } from '../apim/metadata-fault.js';
import type { Coded } from '../text/said.js';
import { headersForClients } from './specified-headers.js';
import { asksForToken, type AskedSecurity, type GeneralSecurity } from './specified-security.js';
import { detached, StringPool } from '../text/strings.js';

/** An operation as its specification describes it. */
export interface SpecifiedOperation {
  /** As written; where there is none, the one API Management derives. */
  readonly id: string;
  /** Its display name, kept only on request: old layouts name folders by it. */
  readonly summary: string | null;
  /** Upper case. */
  readonly method: string;
  readonly urlTemplate: string;
  /** It takes a body in JSON and in nothing that a browser may send without a preflight. False where that is not told. */
  readonly takesJson: boolean;
  /** What a form may send it, by its media types; null: nothing, or not told. */
  readonly takesForm: FormBody | null;
  /** Headers for clients in its answers, as written. */
  readonly answerHeaders: readonly string[];
  /** Its callers have to show a token in the header Authorization. False where that is not told. */
  readonly asksForToken: boolean;
}

/** Media types that forms send and scripts seldom: `multipart` is also how files are uploaded. */
export type FormBody = 'urlencoded' | 'multipart';

/** The operations that a specification describes, or what is wrong with it. */
export type SpecificationResult =
  | { readonly ok: true; readonly operations: readonly SpecifiedOperation[] }
  | { readonly ok: false; readonly line: number; readonly fault: Coded<DescriptionFaults> };

/** As descriptions write them -> as requests do: one string each. */
export const methods: ReadonlyMap<string, string> = new Map(
  ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'].map((method) => [method, method.toUpperCase()]),
);

/** Ids and URL templates: the verbs of a path share its template, and many APIs the names of the usual operations. */
const pool = new StringPool();

/** Microsoft Learn, "API import restrictions and known issues": how an operation's name is made of an id, or of `METHOD-path` where there is none. */
export function normalisedId(id: string): string {
  return id
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '')
    .join('-')
    .slice(0, 76);
}

type BodyKind = 'json' | 'other' | 'open';

/** `open`: a type that needs no preflight by itself (Fetch standard, CORS-safelisted request-header), or a range that holds one. */
function bodyKind(mediaType: string): BodyKind {
  const essence = (mediaType.split(';')[0] ?? '').trim().toLowerCase();
  if (essence.includes('*') || safelistedBodies.has(essence)) return essence === 'application/*+json' ? 'json' : 'open';
  return essence.endsWith('/json') || essence.endsWith('+json') ? 'json' : 'other';
}

const safelistedBodies: ReadonlySet<string> = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/** Of the media types of an operation's body. */
function isJsonBody(mediaTypes: readonly string[]): boolean {
  const kinds = mediaTypes.map(bodyKind);
  return kinds.includes('json') && !kinds.includes('open');
}

function formBody(mediaTypes: readonly string[]): FormBody | null {
  const essences = mediaTypes.map((type) => (type.split(';')[0] ?? '').trim().toLowerCase());
  if (essences.includes('application/x-www-form-urlencoded')) return 'urlencoded';
  return essences.includes('multipart/form-data') ? 'multipart' : null;
}

/** What a description says of an operation. `mediaTypes`: of its body; `headers`: of its answers; `security`: what it asks callers to show. */
export interface Described {
  readonly id: unknown;
  readonly summary: unknown;
  readonly mediaTypes: readonly string[];
  readonly headers: readonly string[];
  readonly security: AskedSecurity;
}

/** An operation of what a description says. `general`: what holds for all of them. */
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
