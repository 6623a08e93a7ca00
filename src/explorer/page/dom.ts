type Child = Node | string | null;
type Attributes = Readonly<Record<string, string | boolean | null | ((event: Event) => void)>>;

/** Creates an element. Texts become text nodes; attributes that are null or false are left out; functions become event listeners. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== null && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children) if (child !== null) made.append(child);
  return made;
}

/** Our text around names from the repository, which are isolated from its writing direction. */
export function codeEl(text: string): HTMLElement {
  return el('code', {}, text === '' ? '(empty)' : visibleText(text));
}

/** Control and direction characters written out, for they could disguise a name. */
export function visibleText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (one) =>
    one === '\t' ? one : `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

/** A field with its label above. */
export function labelledField(label: string, control: HTMLElement): HTMLElement {
  return el('label', { class: 'field' }, el('span', {}, label), control);
}

/** A select element. `options`: value and text. */
export function choice(options: readonly (readonly [string, string])[], value: string, change: (value: string) => void): HTMLSelectElement {
  const select = el(
    'select',
    {
      change: () => {
        change(select.value);
      },
    },
    ...options.map(([one, text]) => el('option', { value: one, selected: one === value }, visibleText(text))),
  );
  return select;
}

/** A button of the page. */
export function button(text: string, click: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return el('button', { type: 'button', click, ...attributes }, text);
}
