import type { ElementSnapshot, PolicyFile, SectionName, Statement } from '../apim/policy.js';

/** Sections that only matter for hand-written response headers: without those they do not distinguish requests. */
const silent: ReadonlySet<SectionName | 'fragment'> = new Set(['inbound', 'backend', 'outbound']);

/**
 * A key, equal for policies that treat every request alike at the same scope: the same `<cors>` elements, word for word, before and after `<base />`. Large
 * services repeat a few of them thousands of times. null: the policy holds more, and has no equal.
 */
export function policySaying(file: PolicyFile): string | null {
  if (!file.ok || file.deployedIf !== undefined) return null;
  const { root, sections, strayCors, headerWriters, outbound, nestedSections, notUnderstood } = file.document;
  const inbound = sections.get('inbound');
  const isMore = [strayCors, headerWriters, outbound.fragments, outbound.opens, nestedSections, notUnderstood].some((some) => some.length > 0);
  if (root !== 'policies' || inbound === undefined || isMore || !outbound.inherits || [...sections.keys()].some((name) => !silent.has(name)))
    return null;
  const said: unknown[] = [];
  for (const statement of inbound.statements) {
    if (isSilent(statement)) continue;
    if (statement.kind === 'base') said.push('base');
    else if (statement.kind === 'cors') said.push(words(statement.element));
    else return null;
  }
  return JSON.stringify(said);
}

/** Whether a statement ends no request. */
function isSilent(statement: Statement): boolean {
  return statement.kind === 'others' && statement.ends === null && statement.checks === null;
}

/** An element without its place and without the white space between its child elements. */
function words({ name, text, attributes, children, under }: ElementSnapshot): unknown {
  const own = children.length > 0 && text.trim() === '' ? '' : text;
  return [name, own, attributes.map((one) => [one.name, one.value]), children.map(words), under];
}
