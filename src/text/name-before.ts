/** What a name is called that stood for something else before a change. */
export function nameBefore(name: string): string {
  return `${name} (before)`;
}
