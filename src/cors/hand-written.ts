import { refKey } from '../text/policy-ref.js';
import type { HeaderWriter, Place } from '../apim/policy.js';
import { isOpen } from '../text/open-parts.js';
import { isSerialised } from './serialised-origin.js';

/** A CORS header that a policy writes into the response (Microsoft Learn, set-header policy). */
export interface HandWritten {
  /** Lower case; one that is open as it is written. */
  readonly header: string;
  /** The headers that an open name may stand for; none: it says which it is. */
  readonly mayBe: readonly string[];
  /** What happens where the header is there already. */
  readonly action: 'override' | 'append' | 'skip' | 'delete';
  /** null: an expression, a named value, a template or a pipeline gives the value, or a condition decides whether it is written. */
  readonly values: readonly string[] | null;
  /** The values independent of such conditions; null: the text does not tell. */
  readonly literal: readonly string[] | null;
  /** The value is the request's Origin. */
  readonly reflects: boolean;
  /** Name of the policy whose condition decides whether it is written; null: it always is. */
  readonly inside: string | null;
  /** Place of that policy: its condition is one question for everything inside; null if there is none. */
  readonly around: Place | null;
  /** That condition, as far as it is kept. */
  readonly where: string | null;
  readonly place: Place;
}

/** What a statement that writes a CORS header does, as far as its text tells. */
export function handWritten(writer: HeaderWriter): HandWritten {
  let known = readings.get(writer);
  if (known === undefined) readings.set(writer, (known = read(writer)));
  return known;
}

/** Each is read once: it may hold thousands of values, and every world of every origin needs it. */
const readings = new WeakMap<HeaderWriter, HandWritten>();

function read({ header, mayBe = [], inside, around, conditions, element }: HeaderWriter): HandWritten {
  const said = element.attributes.find((one) => one.name === 'exists-action')?.value ?? 'override';
  const written = said.trim().toLowerCase();
  const action = written === 'append' || written === 'skip' || written === 'delete' ? written : 'override';
  const values = element.children.filter((child) => child.name === 'value').map((child) => child.text.trim());
  // A whole answer of its own may hold anything besides.
  const isUndecided = values.some((value) => isOpen(value, header.endsWith('-origin') ? 'origin' : 'value')) || isOpen(said, 'name');
  const open = inside === 'return-response' || isUndecided || element.text.trim() !== '';
  const reflects = inside === null && values.length === 1 && readsOrigin.test(values[0] ?? '');
  return {
    header,
    mayBe,
    action,
    values: open || inside !== null ? null : values,
    literal: open ? null : values,
    reflects,
    inside,
    around,
    where: inside === null ? null : (conditions[0] ?? `the condition of <${inside}>`).trim(),
    place: element.place,
  };
}

/** The Origin header as sent; the default is for requests without one. */
const readsOrigin = /^@\(\s*context\.Request\.Headers\.GetValueOrDefault\(\s*"Origin"\s*(?:,\s*"[^"\\]*"\s*)?\)\s*\)$/i;

const allowOrigin = 'access-control-allow-origin';

/** Origins that hand-written headers let in by name: serialised, as the only value. */
export function originsWritten(writers: readonly HeaderWriter[]): readonly string[] {
  return writers.flatMap((writer) => {
    const { literal, action } = handWritten(writer);
    const [value = '', ...more] = writer.header === allowOrigin && action !== 'delete' ? (literal ?? []) : [];
    return more.length === 0 && isSerialised(value) ? [value] : [];
  });
}

/** Equal keys: the same headers are written. Undecided values are equal only if their texts are. */
export function handWrittenKey(writer: HeaderWriter): string {
  const texts = writer.element.children.map((child) => child.text.trim());
  const { action } = handWritten(writer);
  return JSON.stringify([writer.inside, writer.header, action, texts, writer.inside === null ? '' : refKey(writer.element.place.ref)]);
}
