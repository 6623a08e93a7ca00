import { SaxesParser } from 'saxes';
import type { XmlElement } from '../../src/xml/document.js';

/** An element as everybody has to read it. */
export interface Reading {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Reading | string)[];
}

interface Growing {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Growing | string)[];
}

/** What a strict parser makes of a text; null: it is not well-formed. */
export function strictly(text: string): Reading | null {
  const top: Growing = { name: '', attributes: {}, children: [] };
  const open = [top];
  const parser = new SaxesParser({ xmlns: false });
  const addText = (piece: string): void => {
    if (piece === '') return;
    const siblings = open.at(-1)?.children ?? [];
    const last = siblings.at(-1);
    if (typeof last === 'string') siblings[siblings.length - 1] = last + piece;
    else siblings.push(piece);
  };
  const errors: Error[] = [];
  parser.on('error', (error) => errors.push(error));
  parser.on('opentag', ({ name, attributes }) => {
    const element: Growing = { name, attributes: spaced(Object.entries(attributes)), children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', addText);
  parser.on('cdata', addText);
  try {
    parser.write(text).close();
  } catch {
    return null;
  }
  const root = top.children.find((child) => typeof child !== 'string');
  return errors.length > 0 || root === undefined ? null : root;
}

/** What our reader made of an element, in the same form. */
export function readingOf(element: XmlElement): Reading {
  const children: (Reading | string)[] = [];
  for (const child of element.children) {
    if (child.kind === 'element') children.push(readingOf(child));
    else {
      const text = child.text.replaceAll('\r\n', '\n');
      if (text === '') continue;
      const last = children.at(-1);
      if (typeof last === 'string') children[children.length - 1] = last + text;
      else children.push(text);
    }
  }
  return { name: element.name, attributes: spaced(element.attributes.map(({ name, value }) => [name, value])), children };
}

/** Values with their line ends and tabs as spaces, which a parser makes of them. */
function spaced(attributes: readonly (readonly [name: string, value: string])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(attributes.map(([name, value]) => [name, value.replace(/[\t\r\n]/g, ' ')]));
}

/** Numbers from 0 up to 1, always the same for a seed (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const elements = [
  'inbound',
  'outbound',
  'cors',
  'base',
  'set-variable',
  'set-header',
  'value',
  'choose',
  'when',
  'set-body',
  'origin',
  'allowed-origins',
];
const attributeNames = ['name', 'value', 'condition', 'exists-action', 'x:y'];
const code = [
  'context.Api.Name',
  ' + ',
  'x',
  ' < ',
  ' && ',
  '(x)',
  '{ y }',
  '[0]',
  'a<b>',
  ' ',
  '\n',
  ';',
  '?',
  ':',
  ' // c\n',
  '/* ) */',
  '@',
  '$',
  '</value>',
  '<cors/>',
  '>',
];
const literals = [
  '"("',
  '")"',
  '"a"',
  '"\\""',
  '@"\\"',
  '@"a""b"',
  '$"{x}"',
  '$"{x + ")"}"',
  "'('",
  "'\"'",
  '"<cors/>"',
  '"<!--"',
  '"-->"',
  '")"',
  '"\'"',
];
const words = ['a', ' ', '\n', 'https://app.contoso.com', '{{x}}', 'a@(b', '@', 'x @(', ')', 'a@(b)', ']]', '>', '${x}', '%{ if x }', '"', "'"];

/** A document that is well-formed XML, most times: C# in values with references in it, comments, CDATA and instructions, and pieces out of place. */
export function generated(seed: number): string {
  const next = numbers(seed);
  const below = (count: number): number => Math.floor(next() * count);
  const one = (of: readonly string[]): string => of[below(of.length)] ?? '';
  const some = (most: number, make: () => string): string => Array.from({ length: below(most + 1) }, make).join('');
  /** Each character as itself or as one of its references; as a reference where it has to be one. */
  const written = (text: string, must: RegExp): string =>
    [...text]
      .map((character) => {
        const number = character.codePointAt(0) ?? 0;
        const forms = [`&#${String(number)};`, `&#x${number.toString(16)};`];
        const name = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' }[character];
        if (name !== undefined) forms.push(name, name, name);
        return must.test(character) || (/[()"'<>{}@]/.test(character) && next() < 0.25) ? one(forms) : character;
      })
      .join('');
  const expression = (): string => {
    const inner = some(6, () => (next() < 0.5 ? one(code) : `${one(literals)} `));
    const [open, close] = next() < 0.7 ? ['@(', ')'] : ['@{', '}'];
    return `${open}${inner}${next() < 0.99 ? close : ''}`;
  };
  const content = (): string => {
    const kind = next();
    if (kind < 0.45) return expression();
    if (kind < 0.55) return `${one(words)}${expression()}${one(words)}`;
    return some(4, () => one(words));
  };
  const attribute = (name: string): string => {
    const quote = next() < 0.8 ? '"' : "'";
    return ` ${name}=${quote}${written(content(), quote === '"' ? /[<&"]/ : /[<&']/)}${quote}`;
  };
  const text = (): string => {
    const kind = next();
    if (kind < 0.1) return `<!--${some(3, () => one([' ', 'a', ')', '<cors/>', '"', '</value>', '@(']))}-->`;
    if (kind < 0.2) return `<![CDATA[${content().replaceAll(']]>', '')}]]>`;
    if (kind < 0.23) return '<?p a ) > ?>';
    return written(content(), /[<&]/).replaceAll(']]>', ']]&gt;');
  };
  const element = (depth: number): string => {
    const name = one(elements);
    const attributes = attributeNames.filter(() => next() < 0.25).map(attribute);
    const start = `<${name}${attributes.join('')}`;
    if (next() < 0.15) return `${start}/>`;
    const inside = some(4, () => (depth < 4 && next() < 0.4 ? element(depth + 1) : next() < 0.5 ? text() : '\n  '));
    return `${start}>${inside}</${name}>`;
  };
  const document = `<policies>${some(5, () => element(0))}</policies>`;
  if (next() < 0.85) return document;
  // A piece out of place: often nobody takes the document then, sometimes it is well-formed and means something else.
  const at = below(document.length);
  return document.slice(0, at) + one([...code, ...literals, ...words, '<!-- ', '--', ' -->', '<cors/>', '"/>', '&#0;', '&#41;']) + document.slice(at);
}
