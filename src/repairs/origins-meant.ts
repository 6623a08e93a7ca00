import type { FlowStep, PolicyDocument } from '../apim/policy.js';
import { serialise } from '../cors/serialised-origin.js';
import { allowOrigin, type OriginSite } from '../effective/origin-site.js';

/** Texts that belong together: what a variable is set to, or a site's value, with the conditions around it. */
interface Texts {
  /** Of the variable; null: they are a site's own. */
  readonly variable: string | null;
  readonly texts: readonly string[];
}

/** More is not a list that somebody compares with. */
const mostOrigins = 20;
const mostTexts = 500;

/**
 * Whole origins that the expressions of a document name on the way to these sites: in the values, in the conditions around them, and in the variables
 * that these read. The default of a `GetValueOrDefault` counts too. Sorted as written; empty: it names none, or too many.
 */
export function originsMeant({ flow }: PolicyDocument, sites: readonly Pick<OriginSite, 'place'>[]): readonly string[] {
  const starts = new Set(sites.map(({ place }) => place.start));
  const all = [...(flow?.values() ?? [])].flatMap((steps) => [...textsOf(steps, starts, [])]).slice(0, mostTexts);
  const used = new Set(all.filter(({ variable }) => variable === null));
  // A set is walked to its end, also where it grows.
  for (const { texts } of used) {
    for (const one of all) if (one.variable !== null && texts.some((text) => text.includes(`"${one.variable}"`))) used.add(one);
  }
  const texts = [...used].flatMap((one) => one.texts);
  // What is shut out, or put in another's place, is named as well.
  if (texts.some((text) => text.trim().startsWith('@') && /!|\bReplace\b/.test(withoutStrings(text)))) return [];
  const origins = new Set(texts.flatMap(namedIn));
  return origins.size > mostOrigins ? [] : [...origins];
}

function withoutStrings(text: string): string {
  return text.replace(/"[^"]*"/g, '""');
}

function* textsOf(steps: readonly FlowStep[], starts: ReadonlySet<number>, conditions: readonly string[]): Iterable<Texts> {
  for (const step of steps) {
    switch (step.kind) {
      case 'variable':
        yield { variable: step.name, texts: step.value === null ? conditions : [step.value, ...conditions] };
        break;
      case 'choose':
        for (const { condition, steps: inner } of step.branches)
          yield* textsOf(inner, starts, condition === null ? conditions : [...conditions, condition]);
        break;
      case 'answer':
        yield* textsOf(step.steps, starts, conditions);
        break;
      case 'origin-check':
        yield { variable: null, texts: step.values.flatMap((value) => value ?? []) };
        break;
      case 'writer':
        if (step.writer.header === allowOrigin && starts.has(step.writer.element.place.start))
          yield { variable: null, texts: [...step.writer.element.children.map(({ text }) => text), ...conditions] };
        break;
      case 'base':
      case 'fragment':
      case 'request-origin':
      case 'forward':
      case 'open-header':
      case 'request-method':
      case 'request-part':
      case 'effect':
        break;
      case 'cors':
        yield { variable: null, texts: step.computed.flatMap(({ text, place }) => (starts.has(place.start) ? [text] : [])) };
        break;
    }
  }
}

/** Origins among the strings of an expression, or in a text that is none; a pattern that is one origin from end to end counts. */
function namedIn(text: string): readonly string[] {
  const strings = text.trim().startsWith('@') ? [...text.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '') : [text];
  return strings
    .flatMap((one) => one.split(/[\s,;|]+/))
    .flatMap((one) => {
      const plain = one.replace(/^\^/, '').replace(/\$$/, '').replaceAll('\\.', '.').replace(/\/$/, '');
      const read = /^https?:\/\//i.test(plain) ? serialise(plain) : null;
      return read !== null && 'origin' in read ? [read.origin] : [];
    });
}
