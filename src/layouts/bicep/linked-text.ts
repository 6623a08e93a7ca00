import { linkedPath, missingLink } from '../arm/linked-files.js';
import type { TextHost, TextValue, Value } from '../deployed/deployed-value.js';
import { fileNotation } from '../deployed/hosted-value.js';
import { TextInMaking } from '../deployed/texts.js';
import type { TreeTexts } from '../deployed/tree-texts.js';
import { describe, missingText, unknown } from '../deployed/values.js';

/** The text at a URL, if the repository has the file at its end; otherwise unknown. `from`: the file that names it. */
export function linkedText(url: Value, from: string, files: TreeTexts): Value {
  const path = url.kind === 'text' ? linkedPath(url, from, files.tree) : null;
  const text = path === null ? null : files.content(path);
  if (path !== null && text !== null && text !== undefined) return fileText(path, text);
  const missing = path === null && url.kind === 'text' ? missingLink(url, files.tree) : null;
  return missing === null ? unknown(describe(url)) : missingText(describe(url), missing);
}

/** A file as a text with its place. */
export function fileText(path: string, text: string): TextValue {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const host: TextHost = { path, at: { start: 0, end: text.length }, notation: fileNotation };
  const making = new TextInMaking();
  making.addWritten(text.slice(start), { host, span: { start, end: text.length } });
  return making.done();
}
