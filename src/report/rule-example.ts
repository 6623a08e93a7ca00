import { diffLines } from 'diff';
import { isSharedMetadata } from '../layouts/apiops/example.js';
import type { Example, Rule } from '../rules/rule.js';

/** As many lines as fit beside the rest on the first screen of a rule's page. */
const most = 8;

/**
 * A rule in a few lines, for the first screen of its page, as lines of a `diff` block: what the first example changes; else what tells a document that is
 * reported from one that is not; else the lines of the first example that matter. Empty: no example has a policy.
 */
export function exampleLines(rule: Rule): readonly string[] {
  const [fails] = rule.fails;
  if (fails === undefined) return [];
  const path = pathOf(fails);
  if (path === null) return [];
  const head = fails.head[path] ?? '';
  const changed = fails.base === undefined ? null : difference(fails.base[path] ?? '', head);
  if (changed !== null && changed.length > 0) return cut(changed);
  const mended = rule.passes
    .flatMap((one) => (one.base === undefined && one.head[path] !== undefined ? [difference(head, one.head[path])] : []))
    .filter((lines) => lines.length > 0)
    .sort((one, other) => one.length - other.length)[0];
  return mended !== undefined && mended.length <= most ? mended : cut(inner(head).map((line) => ` ${line}`));
}

/** The policy that the example is about: one that changes, or else the last one by scope. */
function pathOf({ base, head }: Example): string | null {
  const policies = Object.keys(head).filter((path) => path.endsWith('.xml') && !isSharedMetadata(path, head[path] ?? ''));
  const changed = base === undefined ? undefined : policies.find((path) => base[path] !== head[path]);
  return changed ?? policies.at(-1) ?? null;
}

/** Lines that go and come, with one line before and behind each place; indentation that all have in common is left out. */
function difference(before: string, after: string): readonly string[] {
  const lines = diffLines(before, after).flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => ({ sign: added ? '+' : removed ? '-' : ' ', text })),
  );
  const shown = lines.filter(({ sign }, at) => sign !== ' ' || [at - 1, at + 1].some((near) => (lines[near]?.sign ?? ' ') !== ' '));
  if (!shown.some(({ sign }) => sign !== ' ')) return [];
  const margin = Math.min(...shown.filter(({ text }) => text.trim() !== '').map(({ text }) => text.search(/\S/)));
  return shown.map(({ sign, text }) => `${sign}${text.slice(margin)}`);
}

/** What stands inside `<inbound>`, or the whole text where it has none. */
function inner(text: string): readonly string[] {
  const found = /<inbound>\n([^]*?)\n *<\/inbound>/.exec(text)?.[1] ?? text.trimEnd();
  const lines = found.split('\n');
  const margin = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(margin));
}

function cut(lines: readonly string[]): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), ' …'];
}
