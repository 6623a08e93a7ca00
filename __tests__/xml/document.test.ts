import { faultText } from '../../src/report/sentences/policy-faults.js';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { attributeOf, childrenNamed, parseXml, textOf, type XmlDocument, type XmlElement } from '../../src/xml/document.js';

function read(source: string): XmlDocument {
  const result = parseXml(source);
  if (!result.ok) throw new Error(faultText(result.problem.says));
  return result.document;
}

const find = (element: XmlElement, name: string): XmlElement => {
  for (const child of element.children) {
    if (child.kind !== 'element') continue;
    if (child.name === name) return child;
    try {
      return find(child, name);
    } catch {
      continue;
    }
  }
  throw new Error(`no ${name}`);
};

describe('elements and attributes know their places', () => {
  const source =
    '\ufeff<!-- IMPORTANT: <inbound> -->\r\n<policies>\r\n  <inbound>\r\n    <cors allow-credentials = "true"\r\n          x=\'a"b\'>\r\n      <origin> https://a </origin>\r\n    </cors>\r\n    <base />\r\n  </inbound>\r\n</policies>\r\n<!-- end -->';
  const document = read(source);

  test('offsets', () => {
    const cors = find(document.root, 'cors');
    expect(source.slice(cors.span.start, cors.span.end)).toMatch(/^<cors [\s\S]*<\/cors>$/);
    expect(source.slice(cors.startTag.start, cors.startTag.end)).toBe('<cors allow-credentials = "true"\r\n          x=\'a"b\'>');
    expect(cors.endTag === null ? '' : source.slice(cors.endTag.start, cors.endTag.end)).toBe('</cors>');
    expect(find(document.root, 'base').endTag).toBeNull();
    const attribute = attributeOf(cors, 'allow-credentials');
    expect(attribute === undefined ? '' : source.slice(attribute.span.start, attribute.span.end)).toBe('allow-credentials = "true"');
    const quoted = attributeOf(cors, 'x');
    expect(quoted?.value).toBe('a"b');
    expect(quoted === undefined ? null : document.positionAt(quoted.span.start)).toEqual({ line: 5, column: 11 });
  });

  test('lines and columns', () => {
    expect(document.positionAt(find(document.root, 'cors').span.start)).toEqual({ line: 4, column: 5 });
    expect(document.positionAt(document.root.span.start)).toEqual({ line: 2, column: 1 });
    expect(document.eol).toBe('\r\n');
    expect(document.comments.map((comment) => comment.text)).toEqual([' IMPORTANT: <inbound> ', ' end ']);
  });

  test('text', () => {
    expect(textOf(find(document.root, 'origin'))).toBe(' https://a ');
    expect(textOf(read('<a>x &amp; &lt;b&gt; &#65;&#x42; <!-- c --><![CDATA[<d>&amp;]]></a>').root)).toBe('x & <b> AB <d>&amp;');
    expect(textOf(read('<a> @("<e>" + &quot;f&quot;)<!-- c --></a>').root)).toBe(' @("<e>" + "f")');
  });

  test('a processing instruction is no text, whatever it holds', () => {
    expect(textOf(read('<a>x<?p a > b ?>y<![CDATA[<?z?>]]></a>').root)).toBe('xy<?z?>');
  });

  test('a cors in a comment, in CDATA or in a C# string does not exist', () => {
    const { root } = read('<policies><!-- <cors/> --><a><![CDATA[<cors/>]]></a><b c="@("<cors/>")">@{ return "<cors/>"; }</b></policies>');
    expect(root.children.map((child) => (child.kind === 'element' ? child.name : 'text'))).toEqual(['text', 'a', 'b']);
    for (const child of root.children) if (child.kind === 'element') expect(childrenNamed(child, 'cors')).toEqual([]);
  });

  test.each([
    ['a namespace', '<policies><s:Envelope xmlns:s="urn:x"><s:Body/></s:Envelope></policies>'],
    ['Liquid', '<policies><set-body template="liquid">{"a": "{{body.x}}", {% if a %}1{% endif %}}</set-body></policies>'],
    ['a declaration', '<?xml version="1.0"?>\n<!-- c -->\n<policies/>'],
    ['Terraform', '<policies>%{ if env != "d" }<a b="${c}"/>%{ endif }</policies>'],
    ['no final newline', '<fragment><base/></fragment>'],
    ['names of JavaScript', '<policies><constructor/><__proto__ a="1"/><toString/></policies>'],
  ])('survives %s', (_, source) => {
    expect(read(source).root.span.end).toBeGreaterThan(0);
  });

  test('names of JavaScript keep their names', () => {
    const { root } = read('<policies><constructor/><__proto__ a="1"/></policies>');
    expect(root.children.map((child) => (child.kind === 'element' ? child.name : ''))).toEqual(['constructor', '__proto__']);
  });
});

describe('refusals', () => {
  test.each([
    ['over 1 MiB', Buffer.alloc(1024 * 1024 + 1, 0x20), 'too-large', 1],
    ['no more than 1 MiB', Buffer.alloc(1024 * 1024, 0x20), 'malformed', 1],
    ['UTF-16', Buffer.from([0xff, 0xfe, 0x3c, 0x00]), 'encoding', 1],
    ['bytes that are no text', Buffer.from([0x3c, 0x61, 0xff, 0x3e]), 'encoding', 1],
    ['an entity declaration', Buffer.from('<!-- x -->\n<!DOCTYPE a>\n<a/>'), 'doctype', 2],
    ['a tag that does not match', Buffer.from('<a>\n\n<b></c></a>'), 'malformed', 3],
  ])('%s', (_, bytes, code, line) => {
    const result = parseXml(bytes);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problem).toMatchObject({ code, line });
  });
});

interface Tree {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Tree | string)[];
}

const names = fc.constantFrom('policies', 'inbound', 'base', 'cors', 'set-header', 'a', 'x.y', 'n:m');
const plain = fc.stringMatching(/^[a-z {}$#%:/.]{1,12}$/);
const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    name: names,
    attributes: fc.dictionary(fc.constantFrom('id', 'value', 'x-y'), fc.oneof(plain, fc.constant('@(a("b") < c<d>("e"))')), { maxKeys: 3 }),
    children: fc.array(fc.oneof({ maxDepth: 3 }, plain, tie('tree')), { maxLength: 4 }),
  }),
})).tree;

function serialise({ name, attributes, children }: Tree): string {
  const start = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${value}"`)].join(' ');
  return children.length === 0
    ? `<${start} />`
    : `<${start}>${children.map((child) => (typeof child === 'string' ? child : serialise(child))).join('')}</${name}>`;
}

/** The tree again, every part taken from the source by its offsets. */
function rebuilt(source: string, element: XmlElement): Tree {
  expect(source.startsWith(`<${element.name}`, element.span.start)).toBe(true);
  expect(source.charAt(element.span.end - 1)).toBe('>');
  const children: (Tree | string)[] = [];
  for (const child of element.children) {
    const last = children[children.length - 1];
    if (child.kind === 'element') children.push(rebuilt(source, child));
    else if (typeof last === 'string') children[children.length - 1] = last + source.slice(child.span.start, child.span.end);
    else children.push(source.slice(child.span.start, child.span.end));
  }
  const attributes = Object.fromEntries(
    element.attributes.map((one) => [
      source.slice(one.span.start, one.span.start + one.name.length),
      source.slice(one.valueSpan.start, one.valueSpan.end),
    ]),
  );
  return { name: element.name, attributes, children };
}

function joined(whole: Tree): Tree {
  const children: (Tree | string)[] = [];
  for (const child of whole.children) {
    const last = children[children.length - 1];
    if (typeof child === 'string' && typeof last === 'string') children[children.length - 1] = last + child;
    else children.push(typeof child === 'string' ? child : joined(child));
  }
  return { ...whole, children };
}

test('what is written is read again, every offset pointing at its source', () => {
  fc.assert(
    fc.property(tree, fc.constantFrom('', '\ufeff', '<!-- c -->\r\n'), (one, prefix) => {
      const source = prefix + serialise(one);
      expect(rebuilt(source, read(source).root)).toEqual(joined(one));
    }),
  );
});

const corpus = join(__dirname, '../../../shared/data/repositories');

test('policies of public repositories', () => {
  if (!existsSync(corpus)) {
    console.log('skipped: no public repositories to read here');
    return;
  }
  const broken: string[] = [];
  let read = 0;
  for (const path of readdirSync(corpus, { recursive: true, encoding: 'utf8' })) {
    if (!/\.xml(\.tpl)?$/.test(path)) continue;
    const bytes = readFileSync(join(corpus, path));
    if (!/<(policies|fragment)[\s>]/.test(bytes.toString('utf8'))) continue;
    read += 1;
    if (!parseXml(bytes).ok) broken.push(path);
  }
  expect(read).toBeGreaterThan(500);
  // The second holds a comment with two hyphens in it.
  expect(broken).toEqual([
    expect.stringContaining('Call out to an HTTP endpoint and cache the response'),
    expect.stringContaining('Filter response content based on product name'),
  ]);
});
