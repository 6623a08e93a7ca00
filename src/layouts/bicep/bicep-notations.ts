import type { HostNotation } from '../deployed/deployed-value.js';
import type { BicepNotation } from './bicep-syntax.js';

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', "'": "\\'", '\\': '\\\\', $: '\\$' };

function escaped(text: string): string {
  return text.replace(/['\\\u0000-\u001f]|\$(?=\{)/g, (sign) => escapes[sign] ?? `\\u{${sign.charCodeAt(0).toString(16)}}`);
}

/** The notation of each kind of Bicep string. Multi-line strings have no escapes: text that would end one, or be a hole, cannot be written there. */
export const bicepNotations: Readonly<Record<BicepNotation, HostNotation>> = {
  bicep: { isFile: false, write: escaped, rewrite: (text) => `'${escaped(text)}'` },
  'bicep-lines': {
    isFile: false,
    write: (text) => (text.includes("'''") ? null : text),
    rewrite: (text) => (text.includes("'''") || text.startsWith('\n') ? null : `'''\n${text}'''`),
  },
};
