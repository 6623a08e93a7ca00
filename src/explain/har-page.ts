import * as z from 'zod/mini';

/** Where the origin of a captured request was read: its own header is certain, the others name the page. */
export type OriginSource = 'origin' | 'referer' | 'page' | 'initiator';

/** The page that asked. */
export interface CapturedPage {
  /** null: nothing tells it. */
  readonly origin: string | null;
  readonly originFrom: OriginSource | null;
  /** Its address where that has no origin of its own: a file, mostly; null: it is none of these, or not told. */
  readonly page: string | null;
}

const initiatorSchema = z.looseObject({
  type: z.optional(z.string()),
  url: z.optional(z.string()),
  stack: z.optional(z.nullable(z.looseObject({ callFrames: z.optional(z.array(z.looseObject({ url: z.optional(z.string()) }))) }))),
});

/** Chromium's `_initiator`. */
export type CapturedInitiator = z.infer<typeof initiatorSchema>;

/** What asked, as Chromium writes it. Null: absent or unreadable; nothing depends on it. */
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

/** Which page asked: by its Origin, else by what names the page. `title`: of the capture's page. */
export function pageOf(headers: ReadonlyMap<string, string>, title: string | undefined, initiator: CapturedInitiator | null): CapturedPage {
  const own = headers.get('origin');
  const page = [title, initiator?.url].find((url) => url !== undefined && /^(?:file|data|about|blob):/i.test(url)) ?? null;
  if (own !== undefined && /^(?:null|[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s/]+)$/.test(own)) return { origin: own, originFrom: 'origin', page };
  // A blocked request is often kept with provisional headers, without Origin. The page's address is the next best thing.
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
