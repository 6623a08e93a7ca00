import { endOfExpression } from '../text/csharp.js';
import { DecodedText } from './references.js';

/** Elements that hold other elements and never a value (Microsoft Learn, policy reference): text directly in them is not C#. */
export const holdsNoValue: ReadonlySet<string> = new Set([
  'policies',
  'fragment',
  'inbound',
  'backend',
  'outbound',
  'on-error',
  'choose',
  'when',
  'otherwise',
  'retry',
  'wait',
  'limit-concurrency',
  'cors',
  'allowed-origins',
  'allowed-methods',
  'allowed-headers',
  'expose-headers',
]);

/** Finds the ends of C# expressions in a text whose references it decodes first. */
export class Expressions {
  readonly #source: string;
  #decoded: DecodedText | null = null;
  /** Characters that may still be read in search of ends that do not exist. */
  #budget: number;

  constructor(source: string) {
    this.#source = source;
    this.#budget = 4 * source.length + 1024;
  }

  /** Whether the budget is used up. */
  get isUsedUp(): boolean {
    return this.#budget <= 0;
  }

  /** The offset behind the bracket that closes the expression whose `@` stands at `at`, or -1. */
  endOf(at: number): number {
    const decoded = (this.#decoded ??= new DecodedText(this.#source));
    const end = endOfExpression(decoded.text, decoded.fromSource(at + 1));
    if (end >= 0) return decoded.toSource(end);
    this.#budget -= this.#source.length - at;
    return -1;
  }
}

/** Whether C# in text contains markup: what XML reads as the end of the element, or as the beginning of a comment or CDATA section that ends behind the C#. */
export function hidesMarkup(text: string, start: number, end: number, element: string): boolean {
  const code = text.slice(start, end);
  for (let at = code.indexOf(`</${element}`); at >= 0; at = code.indexOf(`</${element}`, at + 1)) {
    if (/[\s>]/.test(code.charAt(at + 2 + element.length))) return true;
  }
  return goesOn(code);
}

/** Whether C# in an attribute contains, from its first quote on, what XML reads as the end of the tag and further markup. */
export function hidesTags(text: string, quoteAt: number, end: number, quote: string): boolean {
  const rest = quote === '"' ? restOfTag : restOfTagSingle;
  rest.lastIndex = quoteAt;
  const found = rest.exec(text);
  return (
    found !== null &&
    quoteAt + found[0].length <= end &&
    /<(?:\/?[A-Za-z_][^\s/>"'<=]*[\s/>]|!--|!\[CDATA\[|\?)/.test(text.slice(quoteAt + found[0].length, end))
  );
}

const attributes = '(?:\\s+[^\\s=<>"\'/]+\\s*=\\s*(?:"[^"<]*"|\'[^\'<]*\'))*\\s*/?>';
const restOfTag = new RegExp(`"${attributes}`, 'y');
const restOfTagSingle = new RegExp(`'${attributes}`, 'y');

function goesOn(code: string): boolean {
  return code.lastIndexOf('<!--') > code.lastIndexOf('-->') || code.lastIndexOf('<![CDATA[') > code.lastIndexOf(']]>');
}
