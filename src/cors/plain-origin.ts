/**
 * Whether a text is an origin as browsers send it, at a glance: figures, small letters and single dashes, and behind the last dot no figure first,
 * which might be an address. The length keeps each part of the name within 63 characters. What it does not pass may be one all the same.
 */
export function isPlainOrigin(text: string): boolean {
  return text.length <= 70 && plainOrigin.test(text);
}

const plainOrigin = /^https?:\/\/(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)*[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
