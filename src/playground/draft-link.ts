import type { PlaygroundDraft } from './draft.js';

/** What a link holds: the start, and the draft that is compared with it. */
export interface LinkedDrafts {
  readonly start: PlaygroundDraft;
  readonly draft: PlaygroundDraft;
}

/** Bytes that a link may unpack to: a page takes no longer text than a person writes. */
const mostBytes = 1_000_000;

/** Stands before what is packed: another way of packing will have another one. */
const mark = '#1.';

/** Both drafts as the part of an address behind `#`, with it: compressed, in signs that every address may have. */
export async function hashOfDrafts({ start, draft }: LinkedDrafts): Promise<string> {
  const texts = [start, draft].map(({ global, api, operations }) => [global, api, operations]);
  const packed = new Blob([JSON.stringify(texts)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const signs = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `${mark}${btoa(signs).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/** What `hashOfDrafts` wrote; null: it is none of ours, or it is cut off. */
export async function draftsOfHash(hash: string): Promise<LinkedDrafts | null> {
  if (!hash.startsWith(mark)) return null;
  try {
    const signs = atob(hash.slice(mark.length).replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
    const text = await readText(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')));
    return text === null ? null : draftsIn(JSON.parse(text));
  } catch {
    // Not base64, not compressed, not JSON: an address that somebody cut off, or wrote.
    return null;
  }
}

/** The text of a stream; null: there is more than a link may hold. A few signs can stand for gigabytes, so it is counted on the way. */
async function readText(stream: ReadableStream<Uint8Array>): Promise<string | null> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > mostBytes) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

function draftsIn(value: unknown): LinkedDrafts | null {
  const [start, draft] = Array.isArray(value) ? (value as unknown[]).map(draftIn) : [];
  return start == null || draft == null ? null : { start, draft };
}

function draftIn(value: unknown): PlaygroundDraft | null {
  const [global, api, operations] = Array.isArray(value) ? (value as unknown[]) : [];
  return typeof global === 'string' && typeof api === 'string' && typeof operations === 'string' ? { global, api, operations } : null;
}
