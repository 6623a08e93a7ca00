import type { TextHost, TextValue, Value } from '../deployed/deployed-value.js';
import { wholeFile } from '../deployed/hosted-value.js';
import { TextInMaking } from '../deployed/texts.js';
import type { TreeTexts } from '../deployed/tree-texts.js';
import { describe, knownEnd, unknown } from '../deployed/values.js';

/** The text at a URL, where the repository has exactly one file that its tail names; else unknown. What stands before the tail may be unknown. */
export function linkedText(url: Value, files: TreeTexts): Value {
  const path = url.kind === 'text' ? linkedPath(url.text.slice(url.text.length - knownEnd(url)), files) : null;
  const text = path === null ? null : files.content(path);
  if (path === null || text === null || text === undefined) return unknown(describe(url));
  return fileText(path, text);
}

/** A file as a text that stands in it. */
export function fileText(path: string, text: string): TextValue {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const host: TextHost = { path, at: { start: 0, end: text.length }, notation: wholeFile };
  const making = new TextInMaking();
  making.addWritten(text.slice(start), { host, span: { start, end: text.length } });
  return making.done();
}

/** Of the files that end as the URL does, the one that has most of it; null: there is none, or more than one. */
function linkedPath(url: string, { tree }: TreeTexts): string | null {
  const segments = (url.split(/[?#]/)[0] ?? '').split('/').filter((segment) => segment !== '');
  for (let from = 0; from < segments.length; from += 1) {
    const tail = segments.slice(from).join('/');
    const found = [...tree.entries.keys()].filter((path) => path === tail || path.endsWith(`/${tail}`));
    if (found.length > 0) return found.length === 1 ? (found[0] ?? null) : null;
  }
  return null;
}
