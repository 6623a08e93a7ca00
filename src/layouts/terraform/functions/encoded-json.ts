import { longestText, openText, plainText, TextInMaking } from '../../deployed/texts.js';
import type { TextValue, Value } from '../../deployed/deployed-value.js';
import { flag, list, nothing, numberValue, object, sortedEntries } from '../../deployed/values.js';

/** `jsonencode`: sorted keys, and `<`, `>` and `&` as escapes, as in Terraform. Undecided parts stay placeholders in a string. */
export function encodedJson(value: Value): TextValue {
  const making = new TextInMaking();
  write(value, making);
  return making.done();
}

function write(value: Value, making: TextInMaking): void {
  if (making.length > longestText) return;
  const sign = (text: string): void => {
    making.addWritten(text, null);
  };
  switch (value.kind) {
    case 'null':
      sign('null');
      return;
    case 'number':
    case 'flag':
      sign(String(value.value));
      return;
    case 'unknown':
      sign('"');
      making.add(openText(value.name));
      sign('"');
      return;
    case 'text':
      sign('"');
      for (const { text, open } of value.pieces) {
        if (open === null) sign(escaped(value.text.slice(text.start, text.end)));
        else making.add(openText(open));
      }
      sign('"');
      return;
    case 'list':
      for (const [index, item] of value.items.entries()) {
        sign(index === 0 ? '[' : ',');
        write(item, making);
      }
      sign(value.items.length === 0 ? '[]' : ']');
      return;
    case 'object': {
      const entries = sortedEntries(value.entries);
      for (const [index, [key, item]] of entries.entries()) {
        sign(`${index === 0 ? '{' : ','}"${escaped(key)}":`);
        write(item, making);
      }
      sign(entries.length === 0 ? '{}' : '}');
    }
  }
}

function escaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A value from `JSON.parse` or a YAML reader; `text` makes the texts. */
export function fromJson(parsed: unknown, text: (text: string) => TextValue = plainText): Value {
  if (typeof parsed === 'string') return text(parsed);
  if (typeof parsed === 'number') return numberValue(parsed);
  if (typeof parsed === 'boolean') return flag(parsed);
  if (Array.isArray(parsed)) return list(parsed.map((item) => fromJson(item, text)));
  if (typeof parsed !== 'object' || parsed === null) return nothing;
  return object(Object.entries(parsed).map(([key, item]) => [key, fromJson(item, text)]));
}
