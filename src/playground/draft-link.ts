import type { PlaygroundDraft } from './draft.js';

/** The content of a link: the start, and the draft compared with it. */
export interface LinkedDrafts {
  readonly start: PlaygroundDraft;
  readonly draft: PlaygroundDraft;
}

/** Most bytes of an unpacked link: more than a person writes. */
const mostBytes = 1_000_000;

/** The prefix of packed data: another format would have another prefix. */
const mark = '#1.';

/** Both drafts as the part of an address behind `#`, including it: compressed, in characters that every address may have. */
export async function hashOfDrafts({ start, draft }: LinkedDrafts): Promise<string> {
  const texts = [start, draft].map(({ global, api, operations }) => [global, api, operations]);
  const packed = new Blob([JSON.stringify(texts)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const signs = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `${mark}${btoa(signs).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/** Reads the output of `hashOfDrafts`; null: not ours, or cut off. */
export async function draftsOfHash(hash: string): Promise<LinkedDrafts | null> {
  if (!hash.startsWith(mark)) return null;
  try {
    const signs = atob(hash.slice(mark.length).replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
    const text = await readText(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')));
    return text === null ? null : draftsIn(JSON.parse(text));
  } catch {
    // Not base64, not compressed, or not JSON: an address that was cut off or typed.
    return null;
  }
}

/** The text of a stream; null: too long. A few characters can stand for gigabytes, so it is counted while reading. */
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
