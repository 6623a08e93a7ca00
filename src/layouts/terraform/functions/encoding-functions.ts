import { parseDocument } from 'yaml';
import { sha256Hex } from '../../../text/hash.js';
import { isTooDeep } from '../../../text/yaml-depth.js';
import { masked, plainText } from '../../deployed/texts.js';
import type { Value } from '../../deployed/deployed-value.js';
import { refused, undecided, type HclCall, type FunctionTable } from './function-call.js';
import { encodedJson, fromJson } from './encoded-json.js';

/** Functions of notations: JSON, YAML, Base64, URLs ("Encoding Functions"). */
export const encodingFunctions: FunctionTable = {
  base64decode: (call) => {
    const decoded = bytesOf(call.string(0));
    return plainText(decoded);
  },
  base64encode: (call) => plainText(btoa(String.fromCodePoint(...utf8(call.string(0))))),
  jsondecode: (call) => decoded(call, (text) => JSON.parse(text) as unknown),
  jsonencode: (call) => encodedJson(call.value(0)),
  sha256: (call) => plainText(sha256Hex(call.string(0))),
  urlencode: (call) =>
    plainText(
      encodeURIComponent(call.string(0)).replace(/[!'()*]|%20/g, (sign) =>
        sign === '%20' ? '+' : `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    ),
  yamldecode: (call) =>
    decoded(call, (text) => {
      if (isTooDeep(text)) undecided();
      const document = parseDocument(text, { logLevel: 'silent', version: '1.2' });
      const [problem] = document.errors;
      if (problem !== undefined) throw problem;
      return document.toJS({ maxAliasCount: 100 }) as unknown;
    }),
};

/** Most arguments of one call of `String.fromCodePoint`. */
const mostBytes = 60_000;

function utf8(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return bytes.length > mostBytes ? undecided() : bytes;
}

function bytesOf(text: string): string {
  let bytes: string;
  try {
    bytes = atob(text);
  } catch {
    return refused();
  }
  return new TextDecoder().decode(Uint8Array.from(bytes, (one) => one.charCodeAt(0)));
}

/** Parses a notation of values; placeholders in its texts stay placeholders. */
function decoded(call: HclCall, parse: (text: string) => unknown): Value {
  const mask = masked(call.text(0)) ?? undecided();
  let parsed: unknown;
  try {
    parsed = parse(mask.text);
  } catch {
    // With undecided parts it is undecided whether it can be parsed.
    return /[\ue000-\uf8ff]/.test(mask.text) ? undecided() : refused();
  }
  return fromJson(parsed, (text) => mask.restore(text));
}
