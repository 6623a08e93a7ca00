import { XMLParser } from 'fast-xml-parser';
import { Lines } from './lines.js';
import { maskExpressions } from './mask.js';
import type { XmlProblem } from './nodes.js';

/** UTF-16 units. Longer documents are not read twice: the second parser makes objects of everything. A policy has some kilobytes. */
const longest = 512 * 1024;

/** Names that every JavaScript object has: fast-xml-parser refuses them as element names. */
const objectNames = new Set(['__proto__', 'constructor', 'prototype', ...Object.getOwnPropertyNames(Object.prototype)]);

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  processEntities: false,
  parseTagValue: false,
  trimValues: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  strictReservedNames: false,
  jPath: false,
  transformTagName: (name) => (objectNames.has(name) ? `_${name}` : name),
  // Never reached: the walk enforces a lower limit first.
  maxNestedTags: 1000,
});

/** A node as fast-xml-parser gives it: one key, its name, with its children; text under `#text`. */
type Parsed = Readonly<Record<string, unknown>>;

/**
 * Reads a document again with another parser, fast-xml-parser, and compares the elements it finds with our own: two independent readers have to agree on what a
 * pull request changes. Null: they agree, or the document is too long to be read twice. The text has to be one that `parseXml` accepts.
 */
export function secondReading(text: string): XmlProblem | null {
  if (text.length > longest) return null;
  const masked = maskExpressions(text);
  const { elements } = masked;
  let row = 0;
  const walk = (nodes: readonly Parsed[]): boolean => {
    for (const node of nodes) {
      const name = Object.keys(node).find((key) => key !== '#text' && key !== ':@');
      if (name === undefined) continue;
      const own = elements.nameOf(row);
      if (name !== own && name !== `_${own}`) return false;
      const inside = elements.childrenOf(row).length;
      row += 1;
      const children = node[name] as readonly Parsed[];
      if (children.filter((child) => Object.keys(child).some((key) => key !== '#text' && key !== ':@')).length !== inside) return false;
      if (!walk(children)) return false;
    }
    return true;
  };
  let isSame: boolean;
  try {
    isSame = walk(parser.parse(masked.text.replace(/^\ufeff/, ' ')) as readonly Parsed[]) && row === elements.count;
  } catch {
    isSame = false;
  }
  if (isSame) return null;
  const offset = elements.startOf(Math.min(row, elements.count - 1));
  return { code: 'malformed', says: { code: 'two-parsers', given: {} }, offset, ...new Lines(text).positionAt(offset) };
}
