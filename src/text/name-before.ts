/** The name of something as it was before a change, for a name that now stands for something else. */
export function nameBefore(name: string): string {
  return `${name} (before)`;
}
