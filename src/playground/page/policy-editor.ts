import type { MarkedLine } from '../draft-answer.js';
import type { DraftPolicy } from '../draft.js';
import { button, el } from '../../explorer/page/dom.js';
import { byId } from './page-nodes.js';

/** Most numbered lines; longer texts are still read. */
const mostNumbers = 20_000;

/** A policy's text with line numbers, and bars behind lines with findings. */
export class PolicyEditor {
  readonly #text: HTMLTextAreaElement;
  readonly #numbers: HTMLElement;
  readonly #bars: HTMLElement;
  readonly #notes: HTMLElement;
  #numbered = 0;

  /** `changed`: called for every edit by the user. */
  constructor(policy: DraftPolicy, changed: () => void) {
    this.#text = byId(`${policy}-policy`, HTMLTextAreaElement);
    this.#numbers = byId(`${policy}-numbers`, HTMLElement);
    this.#bars = byId(`${policy}-bars`, HTMLElement);
    this.#notes = byId(`${policy}-notes`, HTMLElement);
    this.#text.addEventListener('input', () => {
      this.#number();
      changed();
    });
    this.#text.addEventListener('scroll', () => {
      this.#scroll();
    });
  }

  get text(): string {
    return this.#text.value;
  }

  set text(text: string) {
    if (this.#text.value === text) return;
    this.#text.value = text;
    this.#number();
  }

  /** Marks lines, and lists their labels below the text. A line with several findings is listed once with each label. */
  mark(lines: readonly MarkedLine[]): void {
    const labels = new Map<number, Set<string>>();
    for (const { line, label } of lines) labels.set(line, (labels.get(line) ?? new Set()).add(label));
    const sorted = [...labels].sort(([a], [b]) => a - b);
    this.#bars.replaceChildren(
      ...sorted.map(([line]) => {
        const bar = el('div', { class: 'bar' });
        bar.style.setProperty('--line', String(line - 1));
        return bar;
      }),
    );
    this.#notes.replaceChildren(
      ...sorted.map(([line, said]) => {
        const text = [...said].filter((one) => one !== '').join('; ');
        return el('li', {}, this.#goTo(line, text === '' ? `Line ${line}` : `Line ${line}: ${text}`));
      }),
    );
  }

  #goTo(line: number, text: string): HTMLElement {
    const go = (): void => {
      this.select(line);
    };
    return button(text, go, { class: 'link' });
  }

  /** Moves the cursor to a line (1-based), selected and in view. */
  select(line: number): void {
    const lines = this.#text.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((length, one) => length + one.length + 1, 0);
    this.#text.focus();
    this.#text.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    const height = parseFloat(getComputedStyle(this.#text).lineHeight);
    this.#text.scrollTop = Math.max(0, (line - 4) * height);
  }

  #number(): void {
    const { value } = this.#text;
    let lines = 1;
    for (let at = value.indexOf('\n'); at >= 0 && lines < mostNumbers; at = value.indexOf('\n', at + 1)) lines += 1;
    if (lines !== this.#numbered) this.#numbers.textContent = Array.from({ length: lines }, (_, index) => index + 1).join('\n');
    this.#numbered = lines;
  }

  #scroll(): void {
    const top = `translateY(${-this.#text.scrollTop}px)`;
    this.#numbers.style.transform = top;
    this.#bars.style.transform = top;
  }
}
