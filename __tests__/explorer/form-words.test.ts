import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { inFormWords } from '../../src/explorer/page/form-words.js';

const folder = join(__dirname, '..', '..', 'src', 'explain');

/** The texts of `explain` that name an option of the command line, what is filled in written as `x`. */
function textsWithOptions(): readonly string[] {
  const found: string[] = [];
  for (const name of readdirSync(folder)) {
    const visit = (node: ts.Node): void => {
      const text = ts.isTemplateExpression(node)
        ? node.head.text + node.templateSpans.map(({ literal }) => `x${literal.text}`).join('')
        : ts.isStringLiteralLike(node)
          ? node.text
          : '';
      if (/(?:^|\s|\()--[a-z]/.test(text)) found.push(text);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(name, readFileSync(join(folder, name), 'utf8'), ts.ScriptTarget.ESNext, true));
  }
  return found;
}

test('no sentence of explain names an option of the command line in the page', () => {
  // The page names an API with its workspace by itself, and shows one service at a time: those are never said there.
  const texts = textsWithOptions().filter((text) => !/--(?:workspace|dir)\b/.test(text));
  expect(texts.length).toBeGreaterThan(4);
  expect(texts.map(inFormWords).filter((text) => /--[a-z]/.test(text))).toEqual([]);
});

test('it names the field instead', () => {
  expect(inFormWords('Assumed: the request carries a subscription key (change that with --key none, header or query).')).toBe(
    'Assumed: the request carries a subscription key (change that under Subscription key).',
  );
  expect(inFormWords('it does not reach it at all (404): send it, --header Api-Version:v1')).toBe(
    'it does not reach it at all (404): send it, Api-Version:v1 under Headers',
  );
});
