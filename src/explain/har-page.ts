import * as z from 'zod/mini';

/** Source of a captured request's origin: its own header is certain, the others name the page. */
export type OriginSource = 'origin' | 'referer' | 'page' | 'initiator';

/** The page that made the request. */
export interface CapturedPage {
  /** null: unknown. */
  readonly origin: string | null;
  readonly originFrom: OriginSource | null;
  /** Its address if it has no origin of its own, mostly a file; otherwise null. */
  readonly page: string | null;
}

const initiatorSchema = z.looseObject({
  type: z.optional(z.string()),
  url: z.optional(z.string()),
  stack: z.optional(z.nullable(z.looseObject({ callFrames: z.optional(z.array(z.looseObject({ url: z.optional(z.string()) }))) }))),
});

/** Chromium's `_initiator`. */
export type CapturedInitiator = z.infer<typeof initiatorSchema>;

/** The initiator in Chromium's form. Null: missing or unreadable; it is optional. */
export function initiatorOf({ _initiator: initiator }: { readonly _initiator?: unknown }): CapturedInitiator | null {
  if (typeof initiator !== 'object' || initiator === null) return null;
  const parsed = initiatorSchema.safeParse(initiator);
  return parsed.success ? parsed.data : null;
}

/** Null: neither http nor https. */
export function webUrl(text: string): URL | null {
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return null;
  return new URL(text);
}

/** The requesting page: by its Origin, otherwise by other headers. `title`: that of the capture's page. */
export function pageOf(headers: ReadonlyMap<string, string>, title: string | undefined, initiator: CapturedInitiator | null): CapturedPage {
  const own = headers.get('origin');
  const page = [title, initiator?.url].find((url) => url !== undefined && /^(?:file|data|about|blob):/i.test(url)) ?? null;
  if (own !== undefined && /^(?:null|[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s/]+)$/.test(own)) return { origin: own, originFrom: 'origin', page };
  // Blocked requests often have provisional headers without an Origin. The page's address is the next best source.
  const frames = (initiator?.stack?.callFrames ?? []).map((frame) => frame.url);
  const sources = [
    ['referer', headers.get('referer')],
    ['page', title],
    ['initiator', [initiator?.url, ...frames].find((url) => url !== undefined && webUrl(url) !== null)],
  ] as const;
  for (const [originFrom, text] of sources) {
    const url = text === undefined ? null : webUrl(text);
    if (url !== null) return { origin: url.origin, originFrom, page };
  }
  return { origin: null, originFrom: null, page };
}
