import type { PolicyFile } from '../../apim/policy.js';
import { readHostedPolicy } from '../../apim/read-policy.js';
import { HostFile, hostText, type HostedText } from '../../text/hosted-text.js';
import { jsonString, jsonStringAt } from '../../text/json-string.js';
import { objectOf, own, textIn, type JsonValue } from '../metadata.js';

/** Keys of a fragment's XML in the JSON of apiops-cli. */
const keys = ['properties', 'value'];

/** The policy in a fragment's metadata, with lines of that file; undefined if there is none. `id`: the file's content identity. */
export function readEmbeddedFragment(path: string, id: string, bytes: Uint8Array): PolicyFile | undefined {
  const hosted = fragmentIn(path, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  if (hosted === null) return undefined;
  const lines = hosted.lines({ start: 0, end: hosted.text.length });
  return readHostedPolicy(hosted, id, { lines, uses: 1, open: (file) => fragmentIn(path, file) });
}

function fragmentIn(path: string, file: string): HostedText | null {
  const text = valueOf(file);
  const at = text === null ? null : jsonStringAt(file, keys);
  return text === null || at === null ? null : hostText(new HostFile(file), { path, at: at.start, variant: '' }, at, jsonString, text);
}

function valueOf(file: string): string | null {
  try {
    const value = JSON.parse(file.replace(/^\ufeff/, '')) as JsonValue;
    return textIn(objectOf(own(objectOf(value), 'properties')), 'value');
  } catch {
    return null;
  }
}
