import { elementsOf, parseXml, type XmlElement } from '../xml/document.js';
import { sectionNames, type FlowStep, type PolicyFlow, type SectionName } from './policy.js';
import { FlowReader } from './read-flow.js';

type Steps = ReadonlyMap<SectionName | 'fragment', readonly FlowStep[]>;

/** The steps of a document's sections, read together with the document. */
export class ReadFlow implements PolicyFlow {
  readonly onlySetsVariables = false;
  readonly #steps: Steps;

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  get(section: SectionName | 'fragment'): readonly FlowStep[] | undefined {
    return this.#steps.get(section);
  }

  values(): Iterable<readonly FlowStep[]> {
    return this.#steps.values();
  }
}

/** In UTF-16 units. Of a longer text the steps are kept, which are far smaller. */
export const longestToKeep = 64 * 1024;

/**
 * Steps of a document that only sets variables, read at the first question. Nearly every large document is such, and its variables matter only beside another
 * document whose CORS header or condition may use them.
 */
export class LaterFlow implements PolicyFlow {
  readonly onlySetsVariables = true;
  #input: Uint8Array | string;
  #steps: Steps | null = null;

  /**
   * `input`: the content of a readable document, as bytes if it came as bytes, for these are outside the engine's heap. A text must not be a slice of a longer
   * one.
   */
  constructor(input: Uint8Array | string) {
    this.#input = input;
  }

  get(section: SectionName | 'fragment'): readonly FlowStep[] | undefined {
    return this.#read().get(section);
  }

  values(): Iterable<readonly FlowStep[]> {
    return this.#read().values();
  }

  #read(): Steps {
    if (this.#steps !== null) return this.#steps;
    const parsed = parseXml(this.#input);
    if (!parsed.ok) throw new Error('a document that was read once cannot be read again');
    const { text, root } = parsed.document;
    const reader = new FlowReader(text, text.toLowerCase(), [], () => {
      throw new Error('a document that only sets variables has no step with a place');
    });
    this.#input = '';
    return (this.#steps = new Map(sectionsOf(root).map(([name, element]) => [name, reader.steps(element)] as const)));
  }
}

function sectionsOf(root: XmlElement): readonly (readonly [SectionName | 'fragment', XmlElement])[] {
  if (root.name === 'fragment') return [['fragment', root]];
  return elementsOf(root).flatMap((child) => {
    const name = sectionNames.find((section) => section === child.name);
    return name === undefined ? [] : [[name, child] as const];
  });
}
