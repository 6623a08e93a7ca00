import type { Block, HclExpression, SyntaxTree } from './hcl-syntax.js';

/** Text of a block without instances, in any context. */
const mayBeUnused = /count"?\s*[=:]\s*0\b|for_each"?\s*[=:]\s*(?:toset\()?\s*[{[]\s*[}\]]/;

/** The text of a file without the blocks that it declares to have no instance. */
export function withoutUnused(text: string, syntax: SyntaxTree | null): string {
  if (syntax === null || !mayBeUnused.test(text)) return text;
  const kept: string[] = [];
  let at = 0;
  for (const block of syntax.body.blocks) {
    if (!isUnused(block)) continue;
    kept.push(text.slice(at, block.start));
    at = block.end;
  }
  return [...kept, text.slice(at)].join('');
}

function isUnused({ type, body: { attributes } }: Block): boolean {
  if (type !== 'resource' && type !== 'module') return false;
  const count = attributes.get('count')?.value;
  const each = attributes.get('for_each')?.value;
  return (count?.kind === 'constant' && count.value === 0) || (each !== undefined && isEmpty(each));
}

/** `{}`, `[]`, `toset([])`. */
function isEmpty(value: HclExpression): boolean {
  const [inner] = value.kind === 'call' && value.name === 'toset' ? value.arguments : [value];
  return (inner?.kind === 'object' && inner.entries.length === 0) || (inner?.kind === 'list' && inner.items.length === 0);
}
