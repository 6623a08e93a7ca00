import type { FlowStep, PolicyDocument } from '../apim/policy.js';
import { serialise } from '../cors/serialised-origin.js';
import { allowOrigin, type OriginSite } from '../effective/origin-site.js';
import { isExpression } from '../text/open-parts.js';

/** Texts that belong together: the value of a variable or a site, with the conditions around it. */
interface Texts {
  /** Name of the variable; null: the texts belong to a site. */
  readonly variable: string | null;
  readonly texts: readonly string[];
}

/** A longer list is not a list of intended origins. */
const mostOrigins = 20;
const mostTexts = 500;

/**
 * Whole origins that a document's expressions name for these sites: in the values, in the conditions around them, and in the variables that those read,
 * including defaults of `GetValueOrDefault`. Sorted; empty if there are none, or too many.
 */
export function originsMeant({ flow }: PolicyDocument, sites: readonly Pick<OriginSite, 'place'>[]): readonly string[] {
  const starts = new Set(sites.map(({ place }) => place.start));
  const all = [...(flow?.values() ?? [])].flatMap((steps) => [...textsOf(steps, starts, [])]).slice(0, mostTexts);
  const used = new Set(all.filter(({ variable }) => variable === null));
  // The loop also visits what is added to the set meanwhile.
  for (const { texts } of used) {
    for (const one of all) if (one.variable !== null && texts.some((text) => text.includes(`"${one.variable}"`))) used.add(one);
  }
  const texts = [...used].flatMap((one) => one.texts);
  // A comparison may also name origins that are refused or replaced.
  if (texts.some((text) => isExpression(text) && /!|\bReplace\b/.test(withoutStrings(text)))) return [];
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

/** Origins among the strings of an expression, or in a plain text; a pattern that matches exactly one origin counts. */
function namedIn(text: string): readonly string[] {
  const strings = isExpression(text) ? [...text.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '') : [text];
  return strings
    .flatMap((one) => one.split(/[\s,;|]+/))
    .flatMap((one) => {
      const plain = one.replace(/^\^/, '').replace(/\$$/, '').replaceAll('\\.', '.').replace(/\/$/, '');
      const read = /^https?:\/\//i.test(plain) ? serialise(plain) : null;
      return read !== null && 'origin' in read ? [read.origin] : [];
    });
}
